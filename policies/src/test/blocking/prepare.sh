gcc -O1 -Wall -Wextra -Werror -static -pthread -o blocked blocked.c
gcc -O1 -Wall -Wextra -Werror -o slowfs slowfs.c
mkdir -p brokered/denied
