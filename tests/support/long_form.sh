#!/bin/sh
# The long form of one test: against the library as it is shipped, as tests/run
# does it, with commit and times beside the figures.
#
#   tests/support/long_form.sh KIND FILE    with the test's own variables set
set -eu

# A file, or some of its tests.
case $2 in
  *::*) filter=$2 ;;
  *) filter="$2::" ;;
esac
make -s -C examples-c lib
NH_LIB_DIR="$(make -s -C examples-c print-lib-dir)"
export NH_LIB_DIR
cargo test --workspace --locked --quiet --no-run
echo "commit $(git describe --always --abbrev=40 --dirty)"
date -u '+begun %FT%TZ'
cargo test --workspace --locked --quiet --test "$1" "$filter" -- --nocapture --test-threads 1
date -u '+ended %FT%TZ'
