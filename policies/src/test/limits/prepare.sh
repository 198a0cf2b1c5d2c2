gcc -O1 -Wall -Wextra -Werror -static -pthread -o limits limits.c
mkdir -p brokered/denied kernel
