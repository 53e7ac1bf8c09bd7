#!/bin/sh
# Node: process.exit() ends the program only when the calls on the threads of libuv's pool have
# returned (crypto, zlib, files, foreign functions of koffi's `.async`), and their callbacks are not
# called all the same: the worst of both.
#
# Seen with Node 22.21.1 (x86-64 Linux):
#
#   exit event within a second: true
#   callback called: false
#   ended more than a second later: true
#
# So process.exit() is no way to be gone in time: a supervisor's SIGKILL may come first. And what the
# call was made for is lost. End a program by having nothing more to do (server.close()), or with
# process.kill(process.pid, 'SIGKILL') where it must be now.
#
# Needs node's package of npm, which is installed here, and npm. Ends with 1 if Node behaves
# otherwise now.
set -eu

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
npm install --silent --no-audit --no-fund --prefix packages node@22.21.1 >/dev/null
node=packages/node_modules/.bin/node

cat > exit.mjs <<'JS'
import { pbkdf2 } from 'node:crypto';
import { writeSync } from 'node:fs';

const begun = Date.now();
process.on('exit', () => writeSync(1, `exit ${Date.now() - begun}\n`));
pbkdf2('password', 'salt', 4_000_000, 64, 'sha512', () => writeSync(1, 'callback\n'));
setTimeout(() => process.exit(), 100);
JS
begun=$(date +%s%N)
"$node" exit.mjs >said
took=$((($(date +%s%N) - begun) / 1000000))
event=$(sed -n 's/^exit //p' said)
is() {
  if "$@"; then echo true; else echo false; fi
}
{
  echo "exit event within a second: $(is [ "$event" -lt 1000 ])"
  echo "callback called: $(is grep -q callback said)"
  echo "ended more than a second later: $(is [ $((took - event)) -gt 1000 ])"
} | tee output
cat > expected <<'TEXT'
exit event within a second: true
callback called: false
ended more than a second later: true
TEXT
if cmp -s output expected; then
  echo "as described"
else
  echo "Node behaves otherwise now" >&2
  exit 1
fi
