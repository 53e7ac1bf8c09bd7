"""Ends calls from another thread."""

from __future__ import annotations

from ._handle import Handle
from ._library import lib


class Cancel(Handle):
    """Given to calls as cancel=…, it ends them all at once, and every later one."""

    _free_name = "nh_cancel_free"

    def __init__(self) -> None:
        self._own(lib.nh_cancel_new())

    def trigger(self) -> None:
        """Any thread may call this."""
        lib.nh_cancel_trigger(self)
