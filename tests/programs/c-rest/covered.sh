#!/bin/sh
# Fails if there is a function in the C header that no C program calls, neither
# one under tests/ nor an example, and names it.
set -eu

cd "$(dirname "$0")/../../.."

functions=$(sed -n 's/^[a-z].*[ *]\(nh_[a-z0-9_]*\)(.*/\1/p' include/notification_hubs.cdef.h | sort -u)
called=$(find tests examples-c -name '*.[ch]' -exec cat {} + |
    # Without comments, in which a function may be named and not called.
    sed -e 's|/\*.*\*/||g' -e '/^ *\/\*/,/\*\//d' |
    grep -o 'nh_[a-z0-9_]*' | sort -u)

total=0
missing=0
for function in $functions; do
    total=$((total + 1))
    if ! printf '%s\n' "$called" | grep -qx "$function"; then
        echo "not called from any C program: $function"
        missing=$((missing + 1))
    fi
done
# A header that is written in another way must not pass as empty.
[ "$total" -gt 300 ] || { echo "only $total functions found in the header" >&2; exit 1; }
echo "$total functions, $missing not called"
[ "$missing" -eq 0 ]
