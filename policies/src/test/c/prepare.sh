gcc -O1 -static -pthread -o attempts *.c
mkdir -p work/way readable brokered/denied
echo ok > work/ok && echo ok > brokered/ok && echo ok > readable/file && echo ok > work/way/secret
echo hunter2 > brokered/denied/secret
cp attempts readable/copy
