# Builds the gem from a copy of its source and installs it, by the lines of docs/ruby.md, for a
# user whose home is in NH_WORK. Sourced by the runs that use the gem.
set -eu

if ! ruby -e 'require "ffi"' 2>/dev/null; then
  echo "Ruby's ffi"
  exit 77
fi
mkdir -p "$NH_WORK/source/bindings" "$NH_WORK/home"
cp -R "$NH_SOURCE/bindings/ruby" "$NH_WORK/source/bindings/"
HOME="$NH_WORK/home"
export HOME
unset GEM_HOME XDG_DATA_HOME
# The first commands of the page that are for gem.
lines=$(awk '/^```sh$/ { inside = 1; next } /^```$/ { if (gem) exit; inside = 0 }
  inside && /gem (build|install)/ { gem = 1; print }' "$NH_SOURCE/docs/ruby.md")
(cd "$NH_WORK/source" && eval "$lines") >"$NH_WORK/gem.log" 2>&1 ||
  { cat "$NH_WORK/gem.log"; exit 1; }
rm -r "$NH_WORK/source"
