gcc -O1 -static -pthread -o devices devices.c
gcc -O1 -static -o naive_devices naive_devices.c naive.c
gcc -O1 -static -o on_terminal on_terminal.c
mkdir -p work run
echo hello >work/file
