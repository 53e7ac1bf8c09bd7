# Builds the gem from a copy of its source and installs it into the folder gems of NH_WORK.
# Sourced by the runs that use the gem, which then have GEM_HOME set.
set -eu

if ! ruby -e 'require "ffi"' 2>/dev/null; then
  echo "ruby with the ffi gem is not installed"
  exit 77
fi
cp -R "$NH_SOURCE/bindings/ruby" "$NH_WORK/source"
(cd "$NH_WORK/source" && gem build --silent --output "$NH_WORK/notification_hubs.gem" \
  notification_hubs.gemspec >"$NH_WORK/gem.log" 2>&1) || { cat "$NH_WORK/gem.log"; exit 1; }
rm -r "$NH_WORK/source"
GEM_HOME="$NH_WORK/gems"
export GEM_HOME
gem install --local --no-document --silent "$NH_WORK/notification_hubs.gem"
