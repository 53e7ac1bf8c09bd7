#!/bin/sh
# qemu's emulation of one process (qemu-user, which runs containers for another
# processor): madvise(MADV_WIPEONFORK) says 0, and the page is not wiped in a child of
# fork().
#
# Seen with qemu-user 7.2.22 (Debian 12's qemu-user-static 1:7.2+dfsg-7+deb12u18+b3):
#
#   here: madvise 0, in the child 0
#   qemu-aarch64: madvise 0, in the child 7
#
# Linux wipes such pages in the child (madvise(2)), and by them programs know that they
# are a child: generators of random numbers, so that two processes do not give the same
# ones, and libraries that keep connections. Under qemu-user a child takes itself for its
# parent. Beside such a page register a handler by pthread_atfork that wipes it too.
#
# Needs Debian 12's apt (after apt-get update), dpkg-deb, python3 with pip, and PyPI, for
# zig as a compiler; installs nothing. Ends with 1 if qemu behaves otherwise now.
set -eu

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
chmod 755 "$here"
cd "$here"
apt-get download qemu-user-static >/dev/null 2>&1
dpkg-deb -x qemu-user-static_*.deb unpacked
python3 -m pip install --quiet --disable-pip-version-check --no-deps --target packages \
  ziglang==0.17.1 2>/dev/null

cat > page.c <<'C'
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
  volatile char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  printf("madvise %d, ", madvise((void *)page, 4096, MADV_WIPEONFORK));
  fflush(stdout);
  page[0] = 7;
  if (fork() == 0) {
    printf("in the child %d\n", page[0]);
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  return 0;
}
C
export ZIG_GLOBAL_CACHE_DIR="$here/cache"
for machine in x86_64 aarch64; do
  packages/ziglang/zig cc -target $machine-linux-musl -static -o page-$machine page.c
done
{
  printf 'here: '
  ./page-x86_64
  printf 'qemu-aarch64: '
  unpacked/usr/bin/qemu-aarch64-static ./page-aarch64
} | tee output
cat > expected <<'TEXT'
here: madvise 0, in the child 0
qemu-aarch64: madvise 0, in the child 7
TEXT
if cmp -s output expected; then
  echo "as described"
else
  echo "qemu behaves otherwise now" >&2
  exit 1
fi
