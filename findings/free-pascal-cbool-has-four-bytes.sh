#!/bin/sh
# Free Pascal: `cbool` of the unit ctypes, which has C's types for Pascal, is not C's bool. It has
# four bytes, and what a function of C returns as false is read as true.
#
# Seen with Free Pascal 3.2.2 (Debian 12's fp-compiler-3.2.2 3.2.2+dfsg-20) and gcc 12.2 on x86-64:
#
#   cbool:    4 bytes, false is read as TRUE
#   ByteBool: 1 bytes, false is read as FALSE
#
# C's bool comes back in the lowest byte of a register, and what is above it may be anything (System
# V's ABI for x86-64). So `cbool` is right with one compiler or option of the library and wrong with
# another: gcc -O2 often clears the register first, gcc -O0 does not. Declare ByteBool.
#
# Needs Debian 12's apt (after apt-get update), dpkg-deb, gcc and binutils; installs nothing. Ends
# with 1 if Free Pascal behaves otherwise now.
set -eu

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
chmod 755 "$here"
cd "$here"
apt-get download fp-compiler-3.2.2 fp-units-rtl-3.2.2 >/dev/null 2>&1
for file in *.deb; do
  dpkg-deb -x "$file" unpacked
done
compiler=$(find "$here/unpacked" -name ppcx64 -type f)
units=$(find "$here/unpacked" -path '*/units/*/rtl' -type d)

cat > differ.c <<'C'
#include <stdbool.h>
#include <stdint.h>

bool differ(uint32_t one, uint32_t other) { return one != other; }
C
cc -O0 -shared -fPIC -o libdiffer.so differ.c
cat > ask.pas <<'PASCAL'
program ask;
{$linklib c}
uses ctypes;
function DifferC(one, other: cuint32): cbool; cdecl; external 'differ' name 'differ';
function DifferByte(one, other: cuint32): ByteBool; cdecl; external 'differ' name 'differ';
begin
  WriteLn('cbool:    ', SizeOf(cbool), ' bytes, false is read as ', DifferC(1000000000, 1000000000));
  WriteLn('ByteBool: ', SizeOf(ByteBool), ' bytes, false is read as ', DifferByte(1000000000, 1000000000));
end.
PASCAL
"$compiler" -n -v0 -Fu"$units" -Fl. -Fl"$(dirname "$(cc -print-file-name=crti.o)")" \
  -oask ask.pas >compiled 2>&1 || { cat compiled >&2; exit 1; }
LD_LIBRARY_PATH=. ./ask | tee output
cat > expected <<'TEXT'
cbool:    4 bytes, false is read as TRUE
ByteBool: 1 bytes, false is read as FALSE
TEXT
if cmp -s output expected; then
  echo "as described"
else
  echo "Free Pascal behaves otherwise now" >&2
  exit 1
fi
