#!/bin/sh
# Starts a local hub, sends to it from C, and shows what its devices got.
# usage: demo.sh EMULATOR DIRECTORY-OF-THE-EXAMPLES
set -eu

emulator=$1
programs=$2
# What the sends below make of the devices that --demo brings.
expected_deliveries=26

work=$(mktemp -d)

clean_up() {
    "$emulator" stop --env-file "$work/env" 2>/dev/null || :
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

"$emulator" start --demo --env-file "$work/env" >/dev/null || fail "the local hub did not start"

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
