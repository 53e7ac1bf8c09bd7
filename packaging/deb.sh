#!/bin/sh
# Builds the Debian packages from what is built already, and lints them.
#
#   deb.sh VERSION OUT-DIRECTORY     from the checkout; NH_LIB_DIR, NH_EMULATOR
#
# A maintainer who builds from source instead copies packaging/debian to debian/,
# makes debian/changelog of its changelog.in, and runs dpkg-buildpackage there,
# with cargo at hand.
set -eu

version=$1
out=$2
cd "$(dirname "$0")/.."
for tool in dpkg-buildpackage dh dh_python3 python3 ruby; do
  command -v "$tool" >/dev/null || {
    echo "'$tool' is not here: apt-get install dpkg-dev debhelper dh-python python3-setuptools ruby" >&2
    exit 1
  }
done

rm -rf "$out"
mkdir -p "$out"
out=$(cd "$out" && pwd)
tree=$out/tree
mkdir "$tree"
for part in Makefile Cargo.toml ./*.md LICENSE-* THIRD-PARTY-* packaging bindings docs emulator examples-c include man; do
  [ ! -e "$part" ] || cp -a "$part" "$tree/"
done
cp -a packaging/debian "$tree/debian"
# The same commit gives the same packages.
date=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Cargo.toml)}
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date -u -R -d "@$date")/" \
  packaging/debian/changelog.in >"$tree/debian/changelog"
rm "$tree/debian/changelog.in"

# Without debug symbols' packages: Rust's are not in what is shipped.
(cd "$tree" && unset MAKEFLAGS MFLAGS && DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-} noautodbgsym" \
  dpkg-buildpackage --build=binary --no-sign --jobs=auto) >"$out/build.log" 2>&1 || {
  cat "$out/build.log" >&2
  exit 1
}
rm -rf "$tree"
if command -v lintian >/dev/null; then
  # As root it warns of being root.
  lintian --allow-root --fail-on error "$out"/*.changes
else
  echo "not linted: lintian is not here" >&2
fi
ls "$out"/*.deb
