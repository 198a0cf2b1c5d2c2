#!/bin/sh
# Runs pjdfstest, a conformance suite of POSIX file systems, without Remit and with it, where the supervisor makes every
# call: pjdfstest.sh CHECKOUT [TEST...], as root, in a directory with room for it. CHECKOUT is a built one of
# https://github.com/pjd/pjdfstest; TEST is one such as chmod/00. Prints what ends otherwise with Remit, and fails if there
# is anything but paths that are too long (docs/decisions/brokered-differences.md). No manifest lets a program make
# devices, so both runs go without the capability for that.
set -eu

if [ -z "${PJDFSTEST_WITHOUT_DEVICES:-}" ]; then
    export PJDFSTEST_WITHOUT_DEVICES=1
    exec setpriv --bounding-set -mknod --inh-caps -mknod "$0" "$@"
fi
checkout=$(readlink -f "$1")
shift
remit=$(readlink -f "$(dirname "$0")/../../../../remit")
place=$(mktemp -d -p "$PWD")
trap 'rm -rf "$place"' EXIT
chmod 755 "$place"
mkdir -m 755 "$place/work" "$place/without" "$place/with"
[ $# -gt 0 ] || set -- $(cd "$checkout/tests" && find . -name '*.t' | sed 's,^\./,,; s,\.t$,,' | sort)

# A rule that denies something inside keeps the kernel's rules out of the directory.
supervised() {
    "$remit" run --quiet -x '/usr/**' -r '/etc/**' -x "$checkout/**" -w "$place/work/**" --deny "$place/work/**/*.never" \
        -w /dev/null -r '/proc/**' -- "$@"
}

cd "$place/work"
for test; do
    name=$(echo "$test" | tr / -)
    { sh "$checkout/tests/$test.t" 2>/dev/null || :; } >"$place/without/$name"
    { supervised sh "$checkout/tests/$test.t" 2>/dev/null || :; } >"$place/with/$name"
done

cd "$place"
echo "$(cat without/* | grep -c '^ok') succeed without Remit, $(cat with/* | grep -c '^ok') with it"
for test in with/*; do
    # Names and inode numbers are new in each run: what is compared is whether it went well, and if not, what came.
    awk -v test="${test#with/}" '
        { failed = $1 == "not"; count = failed ? $3 : $2; got = $0; sub(/.*, got /, "", got); gsub(/[0-9][0-9][0-9][0-9][0-9][0-9]+/, "N", got) }
        $1 != "ok" && $1 != "not" { next }
        FILENAME !~ /^without/ { reached[count] }
        FILENAME ~ /^without/ { seen[count] = failed ? got : "ok"; next }
        (failed ? got : "ok") != seen[count] {
            # What was not done to a path that is too long, is not seen in that or its other name later either.
            reason = got == "ENAMETOOLONG" ? "length" : "other"
            for (i = 1; i <= NF; i++) {
                word = $i
                gsub(/[^0-9a-z\/_]/, "", word)
                if (length(word) > 30 && got == "ENAMETOOLONG") tooLong[word] = 1
                if (word in tooLong) reason = "length"
            }
            print reason, test, $0
        }
        END { for (count in seen) if (!(count in reached)) print "other", test, count, "was not reached" }' "without/${test#with/}" "$test"
done >differences
cut -d ' ' -f 1 differences | sort | uniq -c
! grep '^other' differences
