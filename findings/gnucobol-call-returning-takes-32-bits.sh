#!/bin/sh
# GnuCOBOL: of a function's result a CALL … RETURNING takes 32 bits, also into an item of 64 that
# is no pointer (BINARY-DOUBLE, BINARY-C-LONG), without a warning. Into a POINTER it takes all.
#
# Seen with GnuCOBOL 3.1.2 and 4.0-early-dev (Debian 12's gnucobol3 3.1.2-5+b1 and gnucobol4
# 4.0~early~20200606-6+b1) on x86-64, for a function of C that returns 4294967298, which is 2^32 + 2:
#
#   cobc (GnuCOBOL) 3.1.2.0
#   binary-double: 2
#   binary-c-long: 2
#   pointer:       4294967298
#   cobc (GnuCOBOL) 4.0-early-dev.0
#   binary-double: 2
#   binary-c-long: 2
#   pointer:       4294967298
#
# cobc writes the call as `((int (*)(void))…)()`, whatever the item behind RETURNING is, and widens
# what it got. So a size, a time in milliseconds or an identifier of 64 bits is right as long as it
# is small. Take such a result into a POINTER that a number redefines.
#
# Needs Debian 12's apt (after apt-get update), dpkg-deb, gcc and the libraries that GnuCOBOL wants
# (libdb5.3, libxml2); installs nothing. Ends with 1 if GnuCOBOL behaves otherwise now.
set -eu

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
chmod 755 "$here"
cd "$here"

cat > wide.c <<'C'
#include <stdint.h>

int64_t wide(void) { return INT64_C(4294967298); }
C
cc -shared -fPIC -o wide.so wide.c
cat > call.cob <<'COBOL'
       identification division.
       program-id. call-wide.
       data division.
       working-storage section.
       01 double-result    usage binary-double.
       01 long-result      usage binary-c-long.
       01 pointer-result   usage pointer.
       01 pointer-number   redefines pointer-result usage binary-double.
       01 shown            pic z(18)9.
       procedure division.
           call "wide" returning double-result
           move double-result to shown
           display "binary-double: " function trim(shown)
           call "wide" returning long-result
           move long-result to shown
           display "binary-c-long: " function trim(shown)
           call "wide" returning pointer-result
           move pointer-number to shown
           display "pointer:       " function trim(shown)
           stop run.
COBOL

# try PACKAGE...: with the compiler of these, unpacked.
try() {
  to=$here/$1
  mkdir "$to"
  (cd "$to" && apt-get download "$@" >/dev/null 2>&1)
  for file in "$to"/*.deb; do
    dpkg-deb -x "$file" "$to"
  done
  libraries=$(dirname "$(find "$to/usr/lib" -name libcob.so)")
  (
    COB_CONFIG_DIR=$(dirname "$(find "$to" -name default.conf)")
    COB_CFLAGS="-I$to/usr/include -Wno-unused -fsigned-char -Wno-pointer-sign"
    COB_LIBS="-L$libraries -lcob"
    LD_LIBRARY_PATH=$libraries
    export COB_CONFIG_DIR COB_CFLAGS COB_LIBS LD_LIBRARY_PATH
    "$to/usr/bin/cobc" --version | head -n 1
    "$to/usr/bin/cobc" -x -Wall -o "$to/call" call.cob
    COB_LIBRARY_PATH=. COB_PRE_LOAD=wide "$to/call"
  ) 2>&1
}

{
  try gnucobol3 libcob4 libcob4-dev
  try gnucobol4 libcob5 libcob5-dev
} | tee output
cat > expected <<'TEXT'
cobc (GnuCOBOL) 3.1.2.0
binary-double: 2
binary-c-long: 2
pointer:       4294967298
cobc (GnuCOBOL) 4.0-early-dev.0
binary-double: 2
binary-c-long: 2
pointer:       4294967298
TEXT
if cmp -s output expected; then
  echo "as described"
else
  echo "GnuCOBOL behaves otherwise now" >&2
  exit 1
fi
