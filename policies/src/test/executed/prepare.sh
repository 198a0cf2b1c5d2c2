for program in race naive_hash show; do
    gcc -O1 -static -o $program $program.c
done
gcc -O1 -static -o heads heads.c
gcc -O1 -static -o words words.c
gcc -O1 -static -DANSWER='"good"' -o good.elf answer.c
gcc -O1 -static -DANSWER='"evil"' -o evil.elf answer.c
# Long enough that looking at them takes a while, as it does with real ones.
pad() {
    i=0
    while [ $i -lt 2500 ]; do
        echo '# A line of no consequence, which is there so that the file has some length, as scripts that matter have.'
        i=$((i + 1))
    done
}
pad >padding
for answer in good evil; do
    { printf '#!/bin/sh\necho %s\nread line\n' $answer; cat padding; } >$answer.sh
    { printf '#!/usr/bin/python3\nprint("%s", flush=True)\ninput()\n' $answer; cat padding; } >$answer.py
done
cp good.sh good.line
{ printf '#!%s/evil.elf\n' "$PWD"; cat padding; } >evil.line
chmod 755 good.* evil.*
