"""Says which interpreter the package is for, to those that it cannot run on."""

import sys

if sys.implementation.name != "cpython":
    raise ImportError(
        "notification_hubs needs CPython, whose ctypes it stands on; "
        f"this is {sys.implementation.name}"
    )
