"""The one way to make a call with an outcome: options by keyword, what was asked for as result."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Optional, TypeVar

from . import _callbacks
from ._library import value_type
from ._options import call_options
from .errors import Error
from .outcome import Outcome

T = TypeVar("T")
#: Makes of an out-parameter what Python gets; asked only for what is not NULL.
Wrap = Callable[[Any], T]


def _run(function: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> tuple[Any, Any]:
    """Gives what its out-parameters got: the one of its own, if it has one, and the outcome."""
    parameters = function.declared.parameters
    places = [value_type(each.type[:-1])() for each in parameters if _is_out(each.type)]
    if any(each.type == "nh_call_options*" for each in parameters):
        arguments = (*arguments, call_options(options))
    _callbacks.take_failure()
    function(*arguments, *map(ctypes.byref, places))
    own = places[0] if len(places) > 1 else None
    return getattr(own, "value", own), places[-1]


def _is_out(c_type: str) -> bool:
    return c_type.endswith("**") or c_type in ("bool*", "uint64_t*")


def call(function: Any, *arguments: Any, **options: Any) -> Outcome:
    """Makes a call that gives its outcome alone. One that is not accepted raises, with it."""
    _, pointer = _run(function, arguments, options)
    outcome = Outcome._made(pointer)
    raise_failure(outcome.error, outcome)
    return outcome


def read(wrap: Wrap[T], function: Any, *arguments: Any, **options: Any) -> T:
    """Makes a call that gives something else beside its outcome."""
    value, pointer = _run(function, arguments, options)
    outcome = Outcome._made(pointer)
    # An object of the library is true unless NULL; numbers are there always.
    got: Any = wrap(value) if value or isinstance(value, int) else None
    raise_failure(outcome.error, outcome, got)
    if hasattr(got, "outcome"):
        got.outcome = outcome
    return got  # type: ignore[no-any-return]


def raise_failure(error: Optional[Error], outcome: Optional[Outcome], result: Any = None) -> None:
    """Raises an error, if there is one, with all that came with it."""
    if error is not None:
        error.outcome, error.result = outcome, result
        try:
            raise error
        finally:
            del error  # else it and this frame would keep each other
