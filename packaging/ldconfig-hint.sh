#!/bin/sh
# Says what is left to do after an installation: where the loader looks in LIBDIR, it
# does so by its cache, which root has to write anew.
#
#   ldconfig-hint.sh LIBDIR
set -eu

# Not every user's PATH has it.
PATH=$PATH:/usr/sbin:/sbin
libdir=$(realpath -m "$1")
# A line for each folder, as "/usr/local/lib: (from /etc/ld.so.conf.d/libc.conf:2)".
ldconfig -v -N -X 2>/dev/null | sed -n 's|^\(/[^:]*\):.*|\1|p' | while read -r dir; do
  if [ "$(realpath -m "$dir")" = "$libdir" ]; then
    echo "To have programs find the library in $1, run as root: ldconfig"
    break
  fi
done
