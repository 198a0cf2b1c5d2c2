gcc -O1 -Wall -Wextra -Werror -pthread -o filters filters.c
