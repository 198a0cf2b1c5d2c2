gcc -O1 -static -o naive_supervisor naive_supervisor.c naive.c
gcc -O1 -static -o slow_files slow_files.c
gcc -O1 -static -pthread -o attacks attacks.c groups.c rewriting.c moving.c descriptors.c spellings.c identity.c mounts.c
