#!/bin/sh
# Says in one sentence that cargo is missing or too old for this source. An old
# cargo's own words are about the first line of a manifest that it cannot read.
#
#   need-rust.sh [CARGO…]     such as `cargo +stable`
set -eu

[ $# -gt 0 ] || set -- cargo
needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$(dirname "$0")/../Cargo.toml")
where="get it from https://rustup.rs, or from Debian as docs/installing.md says"

command -v "$1" >/dev/null || {
  echo "'$1' is not here. Rust $needed or newer is needed: $where" >&2
  exit 1
}
# "cargo 1.95.0 (f2d3ce0bd 2026-03-21)"
found=$("$@" --version) || found=
case $found in
  "cargo "[0-9]*) ;;
  *)
    echo "'$1 --version' does not answer as cargo does. Rust $needed or newer is needed: $where" >&2
    exit 1
    ;;
esac
found=${found#cargo }
found=${found%% *}
oldest=$(printf '%s\n' "$needed" "$found" | sort -V | head -n 1)
[ "$oldest" = "$needed" ] || {
  echo "'$1' is of Rust $found. Rust $needed or newer is needed: $where" >&2
  exit 1
}
