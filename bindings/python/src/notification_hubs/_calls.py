"""The one way to make a call with an outcome: options by keyword, what was asked for as result."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Optional, TypeVar

from . import _callbacks
from ._interrupts import carry, waits
from ._options import call_options
from .errors import Error
from .outcome import Outcome

T = TypeVar("T")
#: Makes of an out-parameter what Python gets; asked only for what is not NULL.
Wrap = Callable[[Any], T]


def _make(function: Any, arguments: tuple[Any, ...], options: dict[str, Any], *places: Any) -> None:
    if function.takes_options:
        arguments = (*arguments, call_options(options))
    _callbacks.take_failure()
    waits(function, *arguments, *map(ctypes.byref, places))


def call(function: Any, *arguments: Any, **options: Any) -> Outcome:
    """Makes a call that gives its outcome alone. One that is not accepted raises, with it.

    So does a handler of a signal that raises: whatever comes out of here has it.
    """
    # Whoever holds this frees what is in it, so it is there before the outcome is.
    outcome = Outcome._to_come()
    try:
        _make(function, arguments, options, outcome._as_parameter_)
        raise_failure(outcome.error, outcome)
        return outcome
    except BaseException as failure:
        if outcome._as_parameter_:
            carry(failure, outcome=outcome)
        raise


def read(wrap: Wrap[T], function: Any, *arguments: Any, **options: Any) -> T:
    """Makes a call that gives something else beside its outcome."""
    outcome, place, got = Outcome._to_come(), function.gives[0](), None

    def wrapped() -> Any:
        value = getattr(place, "value", place)
        # An object of the library is true unless NULL; numbers are there always.
        return wrap(value) if value or isinstance(value, int) else None

    try:
        try:
            _make(function, arguments, options, place, outcome._as_parameter_)
        except BaseException:
            got = wrapped() if outcome._as_parameter_ else None
            raise
        got = wrapped()
        raise_failure(outcome.error, outcome, got)
        if hasattr(got, "outcome"):
            got.outcome = outcome
        return got  # type: ignore[no-any-return]
    except BaseException as failure:
        if outcome._as_parameter_:
            carry(failure, outcome=outcome, result=got)
        raise


def raise_failure(error: Optional[Error], outcome: Optional[Outcome], result: Any = None) -> None:
    """Raises an error, if there is one, with all that came with it."""
    if error is not None:
        error.outcome, error.result = outcome, result
        try:
            raise error
        finally:
            del error  # else it and this frame would keep each other
