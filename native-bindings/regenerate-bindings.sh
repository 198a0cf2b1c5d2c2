#!/bin/sh
# Regenerates the package dev.remit.uapi from the headers of Linux and libc.
#
#   KERNEL_HEADERS=<directory> native-bindings/regenerate-bindings.sh
#
# KERNEL_HEADERS names the include directory of the kernel's user-space headers, the one that has linux/landlock.h in
# it: /usr/include where the distribution's are new enough, otherwise the include directory of an unpacked
# linux-libc-dev package or of `make headers_install`. They should be at least as new as the checked-in bindings, or
# names go missing. libc's headers are the system's.
#
# Needs jextract (for JDK 25) on the PATH and an x86-64 machine. Building and testing Remit needs neither: what this
# writes is checked in. To add a name, add it to src/main/jextract/remit.args and run this; never edit the output.
set -eu

: "${KERNEL_HEADERS:?set it to the include directory of the kernel headers; see the head of this script}"
cd "$(dirname "$0")"
headers=src/main/jextract
package=src/main/java/dev/remit/uapi

set -- -I "$KERNEL_HEADERS"
# Debian and its descendants keep asm/ in a directory of its own.
if [ -d "$KERNEL_HEADERS/x86_64-linux-gnu" ]; then
    set -- -I "$KERNEL_HEADERS/x86_64-linux-gnu" "$@"
fi

output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
jextract "$@" --output "$output" --target-package dev.remit.uapi --header-class-name Uapi \
    "@$headers/remit.args" "$headers/remit.h"

# jextract passes over names that the headers do not have; here that means headers too old.
for name in $(sed -n 's/^--include-constant //p' "$headers/remit.args"); do
    grep -q " $name()" "$output"/dev/remit/uapi/Uapi*.java || missing="${missing-} $name"
done
if [ -n "${missing-}" ]; then
    echo "not in the headers:$missing" >&2
    exit 1
fi

# jextract makes a handle for the elements of each array when the struct's class is first used, and to make the first such
# handle takes a start of Remit some 20 ms. Nothing uses them: let them be made when something does.
sed -i -E \
    -e 's/^( *)private static final (VarHandle|MethodHandle) ([A-Za-z0-9_]+\$ELEM_HANDLE) = (.*);$/\1private static \2 \3() { return \4; }/' \
    -e 's/(\$ELEM_HANDLE)\.(get|set|invokeExact)\(/\1().\2(/' \
    "$output"/dev/remit/uapi/*.java

# package-info.java is the one file of the package that is written by hand.
find "$package" -name '*.java' ! -name package-info.java -exec rm {} +
cp "$output"/dev/remit/uapi/*.java "$package"
