"""Signals that come while a call waits.

Python runs handlers of signals on its main thread, between its own instructions: on no thread
that waits in the library. So the library asks from inside of the wait whether to go on. Whatever
Python code answers, handlers run first. What one raises ends the call, as a cancel does, and
comes out of it when it has returned: with its outcome.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import threading
from collections.abc import Generator
from typing import Any, Callable, Optional

from ._library import callback_type, lib

#: What handlers have raised while the main thread waited; the first counts.
_raised: list[BaseException] = []
#: The thread that asks, if one does yet. It alone runs handlers.
_asking: Optional[int] = None
#: Whom it asks.
_answering: Any = None


def _answers() -> Generator[int, None, None]:
    """Answers whether to go on (0) or not.

    Handlers run where code is entered, in a function before any `try` of it. A generator goes on
    where it was left, inside of one. In a child that another thread than the main one forked
    Python 3.13 runs them only where they are asked for.
    """
    run_handlers = ctypes.pythonapi.PyErr_CheckSignals
    while True:
        try:
            while True:
                try:
                    while True:
                        run_handlers()
                        yield 1 if _raised else 0
                except GeneratorExit:
                    return
                except BaseException as failure:
                    _raised.append(failure)
        except BaseException as second:  # before or after the first was kept
            _raised.append(second)


def _ask() -> None:
    """The main thread asks from now on."""
    global _asking, _answering
    thread = threading.get_ident()
    if thread != threading.main_thread().ident:
        return
    answers = _answers()
    next(answers)
    # Without code of Python's own between C and the generator.
    function = callback_type("nh_interrupt_callback")(answers.send)
    lib.nh_set_interrupt_callback(function, None)
    _asking, _answering = thread, (answers, function)


def _ask_anew() -> None:
    """In a child of fork() the main thread is the one that forked."""
    global _asking
    if _asking != threading.get_ident():
        _asking = None


def _ask_no_longer() -> None:
    """The library may be used longer than there is an interpreter."""
    global _asking
    if _asking == threading.get_ident():
        lib.nh_set_interrupt_callback(callback_type("nh_interrupt_callback")(), None)
    _asking = 0


def waits(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function of the library that may wait.

    What a handler raised meanwhile comes out of it, in place of what it gives or raises itself.
    """
    if _asking is None:
        _ask()
    try:
        return function(*arguments)
    finally:
        if _raised:
            raise_interrupt()


def raise_interrupt() -> None:
    """Raises what a handler raised, if one did, and if this is the thread that runs them."""
    if _asking == threading.get_ident() and _raised:
        failure = _raised[0]
        _raised.clear()
        if _answering[0].gi_frame is None:  # many signals at once have ended it
            _ask()
        # Without the generator's frame: who clears those of a traceback, as tests do, ends it.
        trace = failure.__traceback__
        try:
            raise failure.with_traceback(trace and trace.tb_next)
        finally:
            del failure  # else it and this frame would keep each other


def carry(failure: BaseException, **brought: Any) -> None:
    """What a call has brought all the same becomes attributes of what ends it."""
    for name, value in brought.items():
        try:
            setattr(failure, name, value)
        except Exception:  # it takes none
            pass


os.register_at_fork(after_in_child=_ask_anew)
atexit.register(_ask_no_longer)
