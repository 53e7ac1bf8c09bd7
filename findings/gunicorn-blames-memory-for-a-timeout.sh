#!/bin/sh
# gunicorn: a request that takes longer than --timeout in one call of C (a password's hash, a
# foreign function that waits) ends its worker with "was sent SIGKILL! Perhaps out of memory?", the
# words for a machine that has run out of memory. There is enough of it: gunicorn sent that SIGKILL.
#
# Seen with gunicorn 27.0.1 (Python 3.11, Linux):
#
#   WORKER TIMEOUT
#   was sent SIGKILL! Perhaps out of memory?
#   the client's answer: none
#
# gunicorn first sends SIGABRT, for which a worker has a handler in Python. No handler of Python's
# runs while the main thread is in one call, so a second later SIGKILL follows. Look for WORKER
# TIMEOUT with the same process a line or two above, and give such calls a limit of their own.
#
# Needs python3 with pip, and PyPI. Ends with 1 if gunicorn behaves otherwise now.
set -eu

here=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$here"' EXIT
cd "$here"
python3 -m pip install --quiet --disable-pip-version-check --no-deps --target packages \
  gunicorn==27.0.1 packaging==26.3 2>/dev/null

cat > app.py <<'PY'
import hashlib


def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 20_000_000)  # about ten seconds
    start_response("200 OK", [])
    return [b"fine\n"]
PY
cat > ask.py <<'PY'
import socket
import sys

with socket.socket(socket.AF_UNIX) as connection:
    connection.connect("socket")
    connection.sendall(f"GET {sys.argv[1]} HTTP/1.0\r\n\r\n".encode())
    print((connection.recv(65536) or b"none").split(b"\r\n")[0].decode())
PY
PYTHONPATH=packages python3 -m gunicorn --no-control-socket --timeout 2 --bind unix:socket app:app 2>log &
server=$!
tries=100
until [ "$(python3 ask.py / 2>/dev/null)" = "HTTP/1.0 200 OK" ]; do
  tries=$((tries - 1))
  [ $tries -gt 0 ] || { cat log >&2; exit 1; }
  sleep 0.1
done
answer=$(python3 ask.py /slow)
sleep 2
{
  grep -o 'WORKER TIMEOUT' log
  grep -o 'was sent SIGKILL! Perhaps out of memory?' log
  echo "the client's answer: $answer"
} | tee output
cat > expected <<'TEXT'
WORKER TIMEOUT
was sent SIGKILL! Perhaps out of memory?
the client's answer: none
TEXT
if cmp -s output expected; then
  echo "as described"
else
  cat log >&2
  echo "gunicorn behaves otherwise now" >&2
  exit 1
fi
