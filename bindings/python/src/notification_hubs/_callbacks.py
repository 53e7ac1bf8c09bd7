"""Functions of the program for the library to call, which always happens on a calling thread.

C knows no exceptions. One that a callback raises is kept for its thread and becomes the cause of
what the call then raises.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterable
from typing import Any, Callable, Optional

from ._arguments import Unfit
from ._library import callback_type, each_text, encoded
from ._names import dump_in_python, in_python
from .cancel import Cancel
from .header import LogLevel
from .tracing import Span, span_of

_thread = threading.local()


def take_failure() -> Optional[BaseException]:
    """What a callback has raised on this thread since this was last asked."""
    failure: Optional[BaseException] = getattr(_thread, "failure", None)
    _thread.failure = None
    return failure


class _Misgiven(TypeError):
    """A callback gave what is no text for the library."""

    def __init__(self, name: str, unfit: Unfit) -> None:
        super().__init__(f"{name} {unfit}")
        self.found = unfit.found[len("is ") :]


class _Lent:
    """A text that the library reads after its callback has returned, until the next one."""

    def lend(self, text: str, name: str) -> int:
        """Its address."""
        try:
            utf8 = encoded(text)
        except Unfit as unfit:
            raise _Misgiven(name, unfit) from None
        self._buffer = ctypes.create_string_buffer(utf8)
        return ctypes.addressof(self._buffer)


class _LentToThread(threading.local, _Lent):
    """One for each thread that calls."""


def brings_token(bring: Callable[[str], Optional[str]]) -> Any:
    """For nh_options_set_token_callback."""
    token = _LentToThread()

    def call(_: Any, uri: bytes) -> Optional[int]:
        try:
            brought = bring(uri.decode())
            return None if brought is None else token.lend(brought, "what token_callback gave")
        except BaseException as failure:
            _thread.failure = failure
            return None

    return callback_type("nh_token_callback")(call)


def in_place_of_none(failure: BaseException) -> str:
    """What a token callback did that gave the library none."""
    if isinstance(failure, _Misgiven):
        return f"gave {failure.found}; give a text or None"
    return f"raised {type(failure).__name__}"


def takes_log(take: Callable[[int, str], object]) -> Any:
    """For nh_options_set_log_callback. What it raises goes to sys.unraisablehook."""

    def call(_: Any, level: int, text: bytes) -> None:
        told = text.decode()
        # A dump shows what goes over the wire, as it goes.
        take(level, in_python(told) if level < LogLevel.DUMP else dump_in_python(told))

    return callback_type("nh_log_callback")(call)


def takes_span(take: Callable[[Span], object]) -> Any:
    """For nh_options_set_span_callback. What it raises goes to sys.unraisablehook."""

    def call(_: Any, span: Any) -> None:
        take(span_of(span))

    return callback_type("nh_span_callback")(call)


class TakesOutcomes:
    """For nh_queue_dispatch; take gets the pointer."""

    def __init__(self, take: Callable[[Any], object]) -> None:
        self._take = take
        self.function = callback_type("nh_outcome_callback")(self._call)
        #: What take raised first. What it raises later goes to sys.unraisablehook.
        self.failure: Optional[BaseException] = None

    def _call(self, _: Any, outcome: Any) -> None:
        try:
            self._take(outcome)
        except BaseException as failure:
            if self.failure is not None:
                raise
            self.failure = failure


class TakesProgress:
    """For nh_prune_set_progress_callback."""

    def __init__(self, take: Callable[[int, int], object]) -> None:
        self._take = take
        self.function = callback_type("nh_progress_callback")(self._call)
        #: Ends the call when take raises.
        self.cancel: Optional[Cancel] = None
        self._failure: Optional[BaseException] = None

    def _call(self, _: Any, done: int, total: int) -> None:
        if self._failure is not None:  # the call ends
            return
        try:
            self._take(done, total)
        except BaseException as failure:
            self._failure = failure
            if self.cancel is not None:
                self.cancel.trigger()

    def take_failure(self) -> Optional[BaseException]:
        """What take raised in the call that has ended. It was not asked again."""
        failure, self._failure = self._failure, None
        return failure


class GivesHandles:
    """For nh_send_direct_batch_from."""

    def __init__(self, handles: Iterable[str]) -> None:
        self._handles = enumerate(each_text(handles, "handles"))
        self._handle = _Lent()
        self.function = callback_type("nh_next_handle")(self._next)
        #: What the iterator raised, which ended the batch.
        self.failure: Optional[BaseException] = None

    def _next(self, _: Any) -> Optional[int]:
        try:
            index, handle = next(self._handles)
            return self._handle.lend(handle, f"handles[{index}]")
        except StopIteration:
            return None
        except BaseException as failure:
            self.failure = failure
            return None
