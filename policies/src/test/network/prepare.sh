gcc -O1 -static -o outsiders outsiders.c
gcc -O1 -static -o inherit inherit.c
gcc -O1 -static -o naive_network naive_network.c naive.c
gcc -O1 -static -pthread -o attacks attacks.c groups.c network.c reaching.c spellings.c serving.c local.c rewriting.c changing.c \
    swapping.c families.c options.c entries.c passing.c root.c
gcc -O1 -static -pthread -o controls attacks.c network.c controls.c controls_datagrams.c controls_local.c \
    controls_blocking.c errors.c errors_connecting.c errors_sending.c errors_paths.c
mkdir -p work board
