#!/bin/sh
# private-machine.sh ZONE COMMAND...: runs a command on a machine of its own as far as names and the network go: loopback
# with a few more addresses, the files beside this script in place of those in /etc, a name server that answers by the
# file ZONE, and servers that greet whoever connects.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
zone=$1
shift
as_root=
if [ "$(id -u)" != 0 ]; then as_root=--map-root-user; fi
# shellcheck disable=SC2016,SC2086 # the inner shell is to expand what it gets; there may be no option
exec unshare --mount --net $as_root /bin/sh -eu -c '
    tests=$1
    zone=$2
    shift 2
    ip link set lo up
    for last in 1 2 3; do ip address add 198.51.100.$last/32 dev lo; done
    ip address add 2001:db8::1/128 dev lo nodad
    for file in hosts resolv.conf nsswitch.conf; do mount --bind "$tests/etc/$file" "/etc/$file"; done
    if [ -d /run/nscd ]; then mount -t tmpfs none /run/nscd; fi
    pipes=$(mktemp -d)
    mkfifo "$pipes/nameserver" "$pipes/greeter"
    python3 "$tests/nameserver.py" "$zone" > "$pipes/nameserver" & nameserver=$!
    python3 "$tests/greeter.py" 198.51.100.1:8080 198.51.100.2:8080 198.51.100.3:8080 127.0.0.1:8080 \
        2001:db8::1:8080 198.51.100.1:9090 > "$pipes/greeter" & greeter=$!
    read -r _ < "$pipes/nameserver"
    read -r _ < "$pipes/greeter"
    rm -r "$pipes"
    status=0
    "$@" || status=$?
    kill $nameserver $greeter
    exit $status
' private-machine "$tests" "$zone" "$@"
