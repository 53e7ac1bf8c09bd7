# A Debian made from nothing, for the long tests that need one. Sourced, with
#   work=DIR   a folder for it and for what it is made of
# Needs root, debootstrap and a Debian mirror, which this machine's apt is asked for.

root=$work/debian
# Of its users.
homes=/home

# This machine's Debian suites, as its own apt has them: LINES OF sources.list.
debian_sources() {
  # shellcheck disable=SC2016  # apt's own
  apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(CODENAME) $(COMPONENT)' \
    'Created-By: Packages' | sed -n 's/^Debian deb/deb/p' | sort -u
}

# Prints why there can be no Debian root here; nothing where there can be one.
why_no_root() {
  if [ "$(id -u)" != 0 ]; then
    echo "it takes root to make one"
  elif ! command -v debootstrap >/dev/null; then
    echo "debootstrap is not installed"
  elif ! command -v apt-get >/dev/null || [ -z "$(debian_sources)" ]; then
    echo "this machine has no apt that knows a Debian mirror"
  fi
}

# make_root PACKAGE...: makes it, with these packages and what they recommend not.
make_root() {
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  mirror=$(debian_sources | awk -v codename="$codename" '$3 == codename { print $2; exit }')
  remove_root
  mkdir -p "$work/cache"
  # It mounts below the root, and not for this machine.
  unshare --mount --pid --fork --kill-child debootstrap --variant=minbase \
    --cache-dir="$work/cache" "$codename" "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
    { tail -n 20 "$work/debootstrap.log"; return 1; }
  # Services are not to start in it.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  # This machine's network: its proxy, and whom it trusts.
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  apt-config dump Acquire | grep -i 'proxy' >"$root/etc/apt/apt.conf.d/proxy" || :
  mkdir -p "$root/usr/local/share/ca-certificates"
  find /usr/local/share/ca-certificates -name '*.crt' \
    -exec cp {} "$root/usr/local/share/ca-certificates/" ';' 2>/dev/null || :
  debian_sources >"$root/etc/apt/sources.list"
  # Pages say `apt install`, and nobody is there to say yes.
  echo 'APT::Get::Assume-Yes "true";' >"$root/etc/apt/apt.conf.d/yes"
  inside apt-get update -qq >"$work/apt.log" 2>&1 && packages ca-certificates "$@"
}

# packages PACKAGE...: installs them, without what they recommend.
packages() {
  inside apt-get install -qq --no-install-recommends "$@" >"$work/apt.log" 2>&1 ||
    { tail -n 20 "$work/apt.log"; return 1; }
}

# inside COMMAND...: as root, with nothing of this machine's environment and
# /proc of its own; all that it starts ends with it. Where $root/opt/rust is a
# folder, this machine's Rust is in it, to be read. Node alone trusts a list of its own.
inside() {
  # shellcheck disable=SC2016  # for the shell in it
  unshare --mount --pid --fork --kill-child sh -c '
    set -e
    root=$1
    shift
    mount -t proc proc "$root/proc"
    if [ -d "$root/opt/rust" ]; then
      mount --bind -o ro "$(rustc --print sysroot)" "$root/opt/rust"
    fi
    exec chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$@"' sh "$root" "$@"
}

# make_user NAME: one who may install nothing.
make_user() {
  inside useradd --create-home --shell /bin/sh "$1"
}

# give_crates NAME: the crates that this machine has fetched, which this user's cargo
# then does not fetch again. All in the home is the user's.
give_crates() {
  crates=${CARGO_HOME:-$HOME/.cargo}/registry
  if [ -d "$crates" ]; then
    mkdir "$root$homes/$1/.cargo"
    cp -r "$crates" "$root$homes/$1/.cargo/"
  fi
  inside chown -R "$1:$1" "$homes/$1"
}

# as USER COMMAND...: in the user's home.
as() {
  user=$1
  shift
  # shellcheck disable=SC2016  # for the shell in it
  inside setpriv --reuid="$user" --regid="$user" --clear-groups \
    env HOME="$homes/$user" USER="$user" PATH=/opt/rust/bin:/usr/local/bin:/usr/bin:/bin \
    sh -c 'cd && exec "$@"' sh "$@"
}

remove_root() {
  rm -rf --one-file-system "$root"
}
