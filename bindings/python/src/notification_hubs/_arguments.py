"""What is said of an argument that the library cannot be given.

The method and the parameter by their names here, what kind of value came, and what is taken. Never
the value: it may be a secret. Numbers and members of enumerations are none.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional

from . import _cdef
from ._names import option_of, python_function, python_name
from .header import ENUM_CLASSES, class_name

ENUMS = tuple(ENUM_CLASSES.values())
#: Objects of the library, by the names of their classes.
OBJECTS = {
    class_name(each.type.rstrip("*")): each.type.rstrip("*")
    for function in _cdef.FUNCTIONS.values()
    for each in function.parameters
    if each.type.startswith("nh_") and each.type.endswith("*")
}


class Unfit(TypeError):
    """Says of a value that it does not fit: what it is, and what to give instead."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(f"{found}; give {wanted}" if wanted else found)
        self.found, self.wanted = found, wanted


def kind(value: object) -> str:
    """What a value is, without the value."""
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{name}.{value.name}" if isinstance(value, ENUMS) else name


#: What parameters take that take more than C does, by their annotations.
_TAKEN = {
    "Body": "text or a dict",
    "Optional[Body]": "text, a dict or None",
    "Union[Body, bytes]": "text, bytes or a dict",
    "Tags": "an expression as text, a TagExpression, or several tags in a list",
    "Union[datetime, str, None]": "a datetime with a zone, a text or None",
    "Optional[str]": "a text or None",
    "Union[int, timedelta]": "a timedelta, or a whole number of milliseconds",
    "Union[str, timedelta]": 'a timedelta, or a text such as "P90D"',
}
_UNITS = {"unix_ms": "milliseconds", "unix_seconds": "seconds"}


def _names_of(function: _cdef.Function, named: Iterable[str]) -> list[str]:
    """The parameters of a function as its method has them.

    Most have one name. The others stand for each other in their order, but for the object itself.
    """
    names = [each.name for each in function.parameters]
    others = [each for each in named if each not in names]
    if "self" in others:
        others.remove("self")
        owner = (python_name(function.name) or "").split(".")[0]
        own = function.place(f"{OBJECTS.get(owner)}*")
        if own is not None and not function.name.endswith("_new"):
            names[own] = "self"
    left = iter(others)
    return [each if each == "self" or each in named else next(left, each) for each in names]


class _Place:
    """A parameter of a function, as Python has it."""

    def __init__(self, function: _cdef.Function, index: int, ctype: Any) -> None:
        self.parameter, self.ctype = function.parameters[index], ctype
        method = python_function(function.name)
        named = inspect.signature(method).parameters if method else {}
        keyword = option_of(function.name)
        wanted = [each for each in function.parameters[1:] if each.type != "void*"]
        #: Whether the option has no other value than this.
        self.is_option = keyword is not None and wanted == [self.parameter]
        self.name = keyword if keyword and self.is_option else _names_of(function, named)[index]
        self.annotation = named[self.name].annotation if self.name in named else ""

    def refusal(self, value: object) -> Optional[Unfit]:
        """Why it does not take a value; None if it does."""
        try:
            self.ctype.from_param(value)
        except Unfit as unfit:
            return unfit
        except Exception:  # ctypes's own types have words of theirs
            return Unfit(f"is {kind(value)}", "")
        return None

    def takes(self, value: object) -> bool:
        """In Python, that is: bodies may be text or a dict."""
        if "Body" in self.annotation and isinstance(value, (str, Mapping)):
            return True
        return self.refusal(value) is None

    def wanted(self, unfit: Unfit) -> str:
        """What it takes."""
        if self.parameter.name in _UNITS:
            unit = _UNITS[self.parameter.name]
            return f"a datetime with a zone, or a whole number of {unit} since 1970"
        if self.annotation in _TAKEN:
            return _TAKEN[self.annotation]
        return unfit.wanted or _object(self.parameter.type)

    def complaint(self, value: object, unfit: Unfit) -> str:
        """What is wrong with a value for it."""
        gone = _gone(value, self.parameter.type)
        if gone:
            return gone
        told = f"{self.name} {unfit.found}"
        if unfit.found != f"is {kind(value)}":
            return f"{told}; give {unfit.wanted}" if unfit.wanted else told
        told = f"{told}; give {self.wanted(unfit)}"
        is_text = isinstance(value, bytes) and self.parameter.type == "char*"
        return f"{told}, such as {self.name}.decode()" if is_text else told


def _object(c_type: str) -> str:
    """What to give for an object of the library."""
    from . import _handle

    owner = python_name(c_type.rstrip("*"))
    if owner is None:
        return "another value"
    article = "an" if owner[0] in "AEIO" else "a"
    ways = _handle.constructors(owner)
    return f"{article} {owner}" + (f", as of {_listed(ways)}" if ways else "")


def _gone(value: object, c_type: str) -> Optional[str]:
    """Of an object of the right kind, which is there no more or not yet."""
    if getattr(value, "_free_name", None) != f"{c_type[:-1]}_free":
        return None
    if getattr(value, "_as_parameter_", None) is not None:
        return None
    name = type(value).__name__
    if hasattr(value, "_as_parameter_"):
        return f"this {name} was lent for a call that is over"
    return f"this {name} was never made: its __init__ has to call that of its class"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def complaint(function: _cdef.Function, types: Sequence[Any], values: Sequence[Any]) -> str:
    """What is wrong with the arguments of a call that ctypes refused."""
    where = python_name(function.name) or function.name
    places = [_Place(function, index, each) for index, each in enumerate(types)]
    given = list(zip(places, values))
    for place, value in given:
        unfit = place.refusal(value)
        if unfit is None:
            continue
        for other, held in given:
            # Both are wrong where they are, and right in the other's place.
            if other is place or not other.refusal(held):
                continue
            if place.takes(held) and other.takes(value):
                return (
                    f"{where}: {place.name} is {kind(value)} and {other.name} is {kind(held)}: "
                    f"are {place.name} and {other.name} swapped?"
                )
        told = place.complaint(value, unfit)
        return f"option {told}" if place.is_option else f"{where}: {told}"
    return f"{where}: the arguments do not fit"
