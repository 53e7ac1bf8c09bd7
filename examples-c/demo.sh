#!/bin/sh
# Starts a local hub, sends to it from C, and shows what its devices got.
# usage: demo.sh EMULATOR DIRECTORY-OF-THE-EXAMPLES
set -eu

emulator=$1
programs=$2
devices=$(dirname "$0")/devices.json
# What the sends below make of these devices.
expected_deliveries=26

work=$(mktemp -d)
hub=

stop_hub() {
    [ -n "$hub" ] || return 0
    kill "$hub" 2>/dev/null || :
    # It has five seconds to end well.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        kill -0 "$hub" 2>/dev/null || break
        sleep 0.5
    done
    kill -9 "$hub" 2>/dev/null || :
    wait "$hub" 2>/dev/null || :
    hub=
}

clean_up() {
    stop_hub
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    echo "demo: $*" >&2
    exit 1
}

"$emulator" --devices "$devices" --env-file "$work/env" >"$work/out" 2>"$work/err" &
hub=$!
# The hub writes the file when it is ready.
tries=0
while [ ! -s "$work/env" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ] || ! kill -0 "$hub" 2>/dev/null; then
        cat "$work/err" >&2
        fail "the local hub did not start"
    fi
    sleep 0.1
done

# How to reach it; the programs find that in their environment.
set -a
# shellcheck source=/dev/null
. "$work/env"
set +a

echo "== The ten-line program"
"$programs/first" || fail "first failed"

echo
echo "== The how-to's tutorial"
"$programs/howto" || fail "howto failed"

echo
echo "== A dry run, and a token for a device"
"$programs/audit" || fail "audit failed"

echo
echo "== The command line, with a test send"
"$programs/nh-send" --platform template --tags de,vip \
    --property greeting_en=Goodbye --property greeting_de=Tschüss --test ||
    fail "nh-send failed"

echo
echo "== What each device got"
"$emulator" deliveries --env-file "$work/env" --wait "$expected_deliveries" ||
    fail "some device did not get what was sent to it"
