# Makes the stage afresh and runs a command with it. Root's is in a mount namespace of its own, so that nothing is left.
rm -rf stage
mkdir -p stage/work/public/dir stage/work/secret stage/work/root stage/readable stage/patterns/dir.log stage/swap \
    stage/slow stage/proc
for file in work/public/key work/public/other work/public/victim patterns/a.log readable/file swap/key swap/hidden; do
    echo ok >stage/$file
done
for file in work/secret/key work/secret/victim work/removed.pem hidden secret.log patterns/dir.log/secret.log \
    'patterns/dir.log/with
line.log'; do
    echo hunter2 >"stage/$file"
done
ln -s "$PWD/stage/hidden" stage/work/root/link
if [ "$(id -u)" = 0 ]; then
    echo ok >stage/work/roots && chmod 600 stage/work/roots
    echo ok >stage/work/others && chown 65534 stage/work/others && chmod 600 stage/work/others
    case "$*" in *procfs*) mount -t proc proc stage/proc ;; esac
    case "$*" in
        *serve*)
            ./slow_files stage/slow "$PWD/stage/work/public/key" "$PWD/stage/work/secret/key" >/dev/null &
            until [ -e stage/slow/changing ]; do sleep 0.01; done
            ;;
    esac
fi
# The outsider who removes a file, once it is pinned.
removes() {
    for _ in $(seq 1000); do
        if [ -e stage/swap/pinned ]; then
            rm -f stage/work/removed.pem
            return
        fi
        sleep 0.05
    done
}
case "$*" in *'that was removed'*) removes & ;; esac
exec "$@"
