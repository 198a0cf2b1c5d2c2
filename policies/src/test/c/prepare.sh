gcc -O1 -static -pthread -o attempts *.c
mkdir -p work/way readable brokered/denied moves/ok moves/empty moves/project/secrets
echo ok > work/ok && echo ok > brokered/ok && echo ok > readable/file && echo ok > work/way/secret
echo hunter2 > brokered/denied/secret
cp attempts readable/copy
for file in a.key b.key project/secrets/s; do echo hunter2 > moves/$file; done
echo ok > moves/ok/s
