#!/bin/sh
# Makes the static archive that is shipped out of the one that rustc makes:
# one object, in which only nh_* is global.
#
#   prelink.sh RAW.a SHARED.so OUT.a
#
# rustc's own archive holds Rust's runtime with global names, so a program that
# also links another Rust library (by another rustc) has each of them twice.
# LD, NM, OBJCOPY and AR say which binutils; clang's linkers lack two of these
# options.
set -eu

raw=$1
shared=$2
out=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# What the shared object exports is what the archive exports.
exports=$("${NM:-nm}" -D --defined-only "$shared" | awk '{ print $3 }')
[ -n "$exports" ] || { echo "$shared exports nothing" >&2; exit 1; }
first=
roots=
for name in $exports; do
  case $name in
    nh_*) ;;
    *) echo "$shared exports $name" >&2; exit 1 ;;
  esac
  first=${first:-$name}
  roots="$roots -u $name"
done

# --force-group-allocation: else "undefined hidden symbol
#   DW.ref.rust_eh_personality" in the program that links it.
# --gc-sections wants an entry; any root will do.
# shellcheck disable=SC2086  # a list
"${LD:-ld}" -r --force-group-allocation --gc-sections $roots -e "$first" \
  "$raw" -o "$work/whole.o"
# --strip-unneeded: weak references in what was collected would become hard.
# .llvmbc, .llvmcmd: an older clang's ar and nm refuse an archive with them.
"${OBJCOPY:-objcopy}" --strip-unneeded --wildcard --keep-global-symbol='nh_*' \
  -R .llvmbc -R .llvmcmd "$work/whole.o" "$work/notification_hubs.o"
rm -f "$out"
# D: no times and owners in it, so that two builds are the same.
"${AR:-ar}" rcsD "$out" "$work/notification_hubs.o"
