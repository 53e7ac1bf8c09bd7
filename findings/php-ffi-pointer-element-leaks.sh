#!/bin/sh
# PHP's FFI: reading a pointer out of an array that was made from the text of its
# type loses about 120 bytes each time, which nothing frees, garbage collection
# included. Made from a kept type (FFI::type()) the same array loses nothing.
#
# Seen with PHP 8.2.36 (Debian 12's php8.2-cli, x86-64):
#
#   PHP 8.2.36
#   pair *[1] from text, read: 122.2 bytes each
#   pair *[1] from text, not read: 0.0 bytes each
#   pair[1] from text, read: 0.0 bytes each
#   int[1] from text, read: 0.0 bytes each
#   pair *[1] from a kept type, read: 0.0 bytes each
#
# So `$out = $ffi->new('thing *[1]'); make($out); return $out[0];`, the usual way to
# take an object from a C function's out-parameter, grows a long-running PHP for
# ever. Make the type once: `$type = $ffi->type('thing *[1]'); $ffi->new($type)`.
#
# Needs Debian 12's apt (after apt-get update) and dpkg-deb; installs nothing. Ends
# with 1 if PHP behaves otherwise now.
set -eu

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
chmod 755 "$here"
cd "$here"
apt-get download php8.2-cli php8.2-common libargon2-1 libsodium23 libxml2 libedit2 \
  libbsd0 libmd0 libicu72 libpcre2-8-0 libssl3 zlib1g >/dev/null 2>&1
for package in *.deb; do
  dpkg-deb -x "$package" unpacked
done

cat > leak.php <<'PHP'
<?php
$ffi = FFI::cdef('typedef struct { int number; } pair;');
$kept = $ffi->type('pair *[1]');

function lost(callable $once): float
{
    $many = function (int $times) use ($once): void {
        for ($i = 0; $i < $times; $i++) {
            $once();
        }
        gc_collect_cycles();
    };
    $many(1000);
    $before = memory_get_usage();
    $many(10000);
    return (memory_get_usage() - $before) / 10000;
}

$ways = [
    'pair *[1] from text, read' => function () use ($ffi) {
        $array = $ffi->new('pair *[1]');
        $element = $array[0];
    },
    'pair *[1] from text, not read' => function () use ($ffi) {
        $array = $ffi->new('pair *[1]');
    },
    'pair[1] from text, read' => function () use ($ffi) {
        $array = $ffi->new('pair[1]');
        $element = $array[0];
    },
    'int[1] from text, read' => function () use ($ffi) {
        $array = $ffi->new('int[1]');
        $element = $array[0];
    },
    'pair *[1] from a kept type, read' => function () use ($ffi, $kept) {
        $array = $ffi->new($kept);
        $element = $array[0];
    },
];
echo 'PHP ', PHP_VERSION, "\n";
foreach ($ways as $name => $way) {
    printf("%s: %.1f bytes each\n", $name, lost($way));
}
PHP

libraries=$(find "$here/unpacked" -type d -name x86_64-linux-gnu | tr '\n' ':')
extensions=$(dirname "$(find "$here/unpacked" -name ffi.so)")
LD_LIBRARY_PATH=$libraries "$here/unpacked/usr/bin/php8.2" -n -d extension_dir="$extensions" \
  -d extension=ffi.so -d ffi.enable=1 leak.php | tee output
if [ "$(grep -c ': 0\.0 bytes each' output)" = 4 ] &&
  grep -Eq '^pair \*\[1\] from text, read: 1[0-9][0-9]\.[0-9] bytes each' output; then
  echo "as described"
else
  echo "PHP behaves otherwise now" >&2
  exit 1
fi
