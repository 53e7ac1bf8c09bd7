#!/bin/sh
# Celery: an exception that a task raises comes out of the default (json) result backend as its own
# class, made anew from its words alone. What else it knew is gone, whatever its __reduce__ says:
# a handler that asks for an attribute finds the constructor's default, or AttributeError.
#
# Seen with celery 5.7.0 (kombu 5.7.0, Python 3.11):
#
#   celery 5.7.0
#   json: Refused('no room'), status None
#   pickle: Refused('no room'), status 503
#
# `except Refused as error: if error.status == 503` works where the task is called directly, and in
# tests with task_always_eager, and not on a result. Put what matters into the arguments of the
# exception (JSON keeps `args`), return it as a value, or set result_serializer to "pickle" where
# the backend can be trusted.
#
# Needs python3 with pip, and PyPI. Ends with 1 if Celery behaves otherwise now.
set -eu

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
python3 -m pip install --quiet --disable-pip-version-check --no-deps --target packages \
  celery==5.7.0 kombu==5.7.0 billiard==4.3.2 vine==5.1.0 amqp==5.4.2 click==8.5.1 \
  click-didyoumean==0.3.1 click-plugins==1.1.1.2 click-repl==0.4.1 prompt_toolkit==3.0.53 \
  wcwidth==0.9.4 python-dateutil==2.9.0.post0 six==1.17.0 tzlocal==5.4.5 packaging==26.3 \
  2>/dev/null

cat > errors.py <<'PY'
class Refused(Exception):
    def __init__(self, message, status=None):
        super().__init__(message)
        self.status = status

    def __reduce__(self):
        return Refused, (str(self), self.status)
PY
cat > keep.py <<'PY'
import celery

from errors import Refused

print("celery", celery.__version__)
for serializer in ("json", "pickle"):
    app = celery.Celery(backend="cache+memory://")
    app.conf.result_serializer = serializer
    app.conf.result_accept_content = ["json", "pickle"]
    # What a worker does with what its task raised, and a caller with its result.
    app.backend.store_result(serializer, Refused("no room", status=503), state="FAILURE")
    error = app.AsyncResult(serializer).result
    print(f"{serializer}: {error!r}, status {error.status}")
PY
PYTHONPATH=packages python3 -W ignore keep.py | tee output
cat > expected <<'TEXT'
celery 5.7.0
json: Refused('no room'), status None
pickle: Refused('no room'), status 503
TEXT
if cmp -s output expected; then
  echo "as described"
else
  echo "Celery behaves otherwise now" >&2
  exit 1
fi
