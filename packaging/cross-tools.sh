# What packaging/cross takes from PyPI and from Debian, and
# installs nowhere. Sourced in the checkout, with
#   tools=DIR   a folder for it, which is kept

# The linker, by the versions and hashes of cross-tools.txt. Sets zig and zigbuild.
need_zig() {
  local pins
  pins=$(sha256sum packaging/cross-tools.txt | cut -c 1-16)
  local dir=$tools/pypi-$pins
  if [ ! -e "$dir" ]; then
    rm -rf "$dir.new"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
      --no-deps --only-binary :all: --require-hashes --target "$dir.new" -r packaging/cross-tools.txt
    mv "$dir.new" "$dir"
  fi
  zig=$dir/ziglang/zig
  zigbuild=$dir/bin/cargo-zigbuild
  # By its own names for them: where it keeps what it makes of zig's libraries.
  export CARGO_ZIGBUILD_ZIG_PATH=$zig CARGO_ZIGBUILD_CACHE_DIR=$tools/zigbuild
  export ZIG_GLOBAL_CACHE_DIR=$tools/zig-cache ZIG_LOCAL_CACHE_DIR=$tools/zig-cache
}

# Debian's mirror, which this machine's apt is asked for.
debian_mirror() {
  # shellcheck disable=SC2016  # apt's own
  apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 !~ /-/ { print $3; exit }'
}

# apt of a suite and a machine that are not this one's: debian_apt SUITE ARCH APT-COMMAND...
debian_apt() {
  local dir=$tools/apt/$1-$2 arch=$2
  if [ ! -e "$dir/sources.list" ]; then
    mkdir -p "$dir/lists/partial" "$dir/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) $1 main" \
      >"$dir/sources.list"
  fi
  shift 2
  "$@" -qq -o APT::Architecture="$arch" -o APT::Architectures="$arch" \
    -o Dir::Etc::SourceList="$dir/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$dir/lists" -o Dir::Cache="$dir" -o Debug::NoLocking=true \
    -o Acquire::Languages=none -o APT::Sandbox::User=root
}

# debian_package SUITE ARCH NAME VERSION-START DIR FILE...: these files of a package's
# newest version that begins so, below DIR. Without FILE all of them.
debian_package() {
  local suite=$1 arch=$2 name=$3 start=$4 dir=$5 version work
  shift 5
  debian_apt "$suite" "$arch" apt-get update
  version=$(debian_apt "$suite" "$arch" apt-cache madison "$name" |
    awk -v start="$start" 'index($3, start) == 1 { print $3; exit }')
  [ -n "$version" ] || { echo "Debian's $suite has no $name $start" >&2; return 1; }
  work=$tools/deb.$$
  rm -rf "$work"
  mkdir -p "$work" "$dir"
  (cd "$work" && debian_apt "$suite" "$arch" apt-get download "$name=$version")
  dpkg-deb --fsys-tarfile "$work"/*.deb | tar -x -C "$dir" "$@"
  rm -rf "$work"
}

# This machine's Debian.
debian_codename() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# The source of Rust's standard library, of the very compiler that is used. Sets
# rust_library.
need_rust_source() {
  local version
  version=$(rustc -vV | sed -n 's/^release: //p')
  local source=usr/src/rustc-$version dir=$tools/rust-src-$version
  if [ ! -e "$dir" ]; then
    rm -rf "$dir.new"
    debian_package trixie-backports amd64 rust-src "$version+" "$dir.new" \
      "./$source/library" "./$source/src/version"
    mv "$dir.new" "$dir"
  fi
  [ "$(cat "$dir/$source/src/version")" = "$version" ] || {
    echo "Debian's rust-src is not of Rust $version" >&2
    return 1
  }
  rust_library=$dir/$source/library
}

# GNU's binutils for a machine: those that are installed, else Debian's.
# Sets LD, NM, OBJCOPY, AR, READELF and OBJDUMP.
need_binutils() {
  local prefix=$1-linux-gnu- dir=$tools/binutils-$1
  if ! command -v "${prefix}ld" >/dev/null; then
    if [ ! -e "$dir" ]; then
      rm -rf "$dir.new"
      debian_package "$(debian_codename)" amd64 "binutils-$1-linux-gnu" "" "$dir.new"
      mv "$dir.new" "$dir"
    fi
    prefix=$dir/usr/bin/$prefix
    export LD_LIBRARY_PATH=$dir/usr/lib/x86_64-linux-gnu
  fi
  export LD=${prefix}ld NM=${prefix}nm OBJCOPY=${prefix}objcopy AR=${prefix}ar \
    READELF=${prefix}readelf OBJDUMP=${prefix}objdump
}
