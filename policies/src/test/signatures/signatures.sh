# The author's keys, which are not those of the account's home.
mkdir -p keys
ssh-keygen -q -t ed25519 -N '' -C author -f keys/author
ssh-keygen -q -t ecdsa -b 256 -N '' -C successor -f keys/successor
ssh-keygen -q -t ed25519 -N 'open sesame' -C locked -f keys/locked
gcc -O1 -static -o on_terminal on_terminal.c
