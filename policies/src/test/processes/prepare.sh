gcc -O1 -Wall -Wextra -Werror -static -pthread -o behave behave.c storms.c filters.c
gcc -O1 -Wall -Wextra -Werror -o terminal terminal.c -lutil
if [ "$(uname -m)" = x86_64 ]; then
    gcc -m32 -nostdlib -static -fno-pie -no-pie -fno-stack-protector -o elf32 elf32.c
fi
mkdir -p brokered/denied kernel
for i in 0 1 2 3 4 5 6 7 8 9; do echo "brokered $i" > brokered/$i; echo "kernel $i" > kernel/$i; done
