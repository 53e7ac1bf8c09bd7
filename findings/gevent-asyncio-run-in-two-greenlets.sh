#!/bin/sh
# gevent: of two greenlets that call asyncio.run() at a time, one gets a RuntimeError; so
# does one of two threads made with the patched `threading`, which are greenlets.
#
# Seen with gevent 26.9.0 (greenlet 3.5.6, Python 3.11.7):
#
#   two greenlets: RuntimeError: asyncio.run() cannot be called from a running event loop
#   two greenlets: fine
#   two patched threads: RuntimeError: asyncio.run() cannot be called from a running event loop
#   two patched threads: fine
#   gevent's threadpool: fine
#   gevent's threadpool: fine
#
# asyncio keeps which loop runs by the thread of the system, in C, which monkey.patch_all()
# does not reach; the loop's own wait is patched, so another greenlet runs meanwhile and finds
# the first one's loop. Under gunicorn -k gevent it is seen only under load: one request at a
# time works. Run it on a thread of the system (gevent.get_hub().threadpool.apply), or use
# what waits for descriptors with gevent itself.
#
# Needs python3 with pip, and PyPI. Ends with 1 if gevent behaves otherwise now.
set -eu

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
python3 -m pip install --quiet --disable-pip-version-check --no-deps --target packages \
  gevent==26.9.0 greenlet==3.5.6 zope.event==6.2 zope.interface==8.7 2>/dev/null

cat > run.py <<'PY'
from gevent import monkey

monkey.patch_all()

import asyncio
import threading

import gevent


def run(results):
    coroutine = asyncio.sleep(0.1)
    try:
        asyncio.run(coroutine)
        results.append("fine")
    except RuntimeError as error:
        coroutine.close()
        results.append(f"RuntimeError: {error}")


def tell(name, spawn):
    results = []
    for each in [spawn(run, results) for _ in range(2)]:
        each.join() if hasattr(each, "join") else each.get()
    for result in sorted(results):
        print(f"{name}: {result}")


def thread(function, *arguments):
    started = threading.Thread(target=function, args=arguments)
    started.start()
    return started


tell("two greenlets", gevent.spawn)
tell("two patched threads", thread)
tell("gevent's threadpool", gevent.get_hub().threadpool.spawn)
PY
PYTHONPATH=packages python3 -W ignore run.py | tee output
cat > expected <<'TEXT'
two greenlets: RuntimeError: asyncio.run() cannot be called from a running event loop
two greenlets: fine
two patched threads: RuntimeError: asyncio.run() cannot be called from a running event loop
two patched threads: fine
gevent's threadpool: fine
gevent's threadpool: fine
TEXT
if cmp -s output expected; then
  echo "as described"
else
  echo "gevent behaves otherwise now" >&2
  exit 1
fi
