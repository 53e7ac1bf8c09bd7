#!/bin/sh
# Prints the name by which programs ask the loader for a shared library.
set -eu

command -v readelf >/dev/null || {
    echo "'readelf' is not here: install binutils, which comes with a C compiler" >&2
    exit 1
}
if [ ! -f "$1" ]; then
    echo "there is no $1; is NH_LIB_DIR right?" >&2
    exit 1
fi
soname=$(readelf -d "$1" | sed -n 's/.*(SONAME).*\[\(.*\)].*/\1/p')
if [ -z "$soname" ]; then
    echo "$1 has no soname" >&2
    exit 1
fi
printf '%s\n' "$soname"
