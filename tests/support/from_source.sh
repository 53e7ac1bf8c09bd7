#!/bin/sh
# A project of docs/installing.md that has the library fetched, or asks Conan for it. It
# is built as the page says, and sends: once with the library in it, once with the shared
# one.
#
#   from_source.sh source WORK         CMake's FetchContent, from a git repository
#   from_source.sh tarball WORK FILE   the same, from a tarball
#   from_source.sh conan WORK          Conan, from a checkout; `conan` is in PATH
#
# WORK is an empty directory. The environment says how to reach a hub. NH_LIB_DIR names a
# library that is built already; without it cargo builds one, in CARGO_TARGET_DIR.
set -eu

way=$1
work=$(realpath "$2")
file=${3:-}
cd "$(dirname "$0")/../.."
source=$PWD
page=$source/docs/installing.md

# The page's block behind this fence.
block() {
  awk -v fence="\`\`\`$1" '$0 == fence { on = 1; next } /^```/ { on = 0 } on' "$page"
}

# What would be committed, as a repository with the version's tag.
repository() {
  version=$(sed -n 's/^version = "\(.*\)"/\1/p;/^\[workspace\]/q' Cargo.toml)
  git init --quiet --bare "$work/repository"
  repository="git --git-dir=$work/repository --work-tree=$source"
  $repository add --all
  $repository -c user.name=test -c user.email=test@example.com commit --quiet --message source
  $repository tag "v$version"
}

# sends KIND: builds and runs what is in the project, and looks where the library is.
sends() {
  cmake -S "$work/project" -B "$work/build"
  cmake --build "$work/build"
  needs=no
  if readelf -d "$work/build/first" | grep -q 'NEEDED.*libnotification_hubs'; then
    needs=yes
  fi
  case $1-$needs in
    static-no | shared-yes) "$work/build/first" ;;
    *) echo "NotificationHubs::$1: is the shared library needed? $needs" >&2; exit 1 ;;
  esac
}

mkdir "$work/project"
cp examples-c/first.c "$work/project/"
case $way in
  source)
    repository
    # The page's address leads to it.
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="url.file://$work/repository.insteadOf" \
      GIT_CONFIG_VALUE_0=https://git.example/libnotification_hubs.git
    ;;
  tarball)
    cp "$file" "$work/project/$(block "cmake tarball" | sed -n 's|.*/\(notification_hubs-[^ ]*\).*|\1|p')"
    ;;
  conan)
    repository
    git clone --quiet "$work/repository" "$work/checkout"
    export CONAN_HOME="$work/conan"
    (cd "$work/checkout" && sh -eux -c "$(block "sh conan")")
    block cmake >"$work/project/CMakeLists.txt"
    block ini >"$work/project/conanfile.txt"
    cd "$work/project"
    sh -eux -c "$(block "sh project")"
    exec build/first
    ;;
esac
block "cmake $way" >"$work/project/CMakeLists.txt"
sends static
block "cmake $way" | sed 's/::static/::shared/' >"$work/project/CMakeLists.txt"
sends shared
