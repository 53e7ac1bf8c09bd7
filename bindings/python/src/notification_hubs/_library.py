"""The shared object, called as its header declares it.

`lib.nh_…` takes Python's text, numbers and the objects of this package, and gives text, numbers,
enumerations and pointers. A failure without an outcome of its own is raised here.

Nothing is cut silently on the way: ctypes takes any number for any width, and text up to its
first NUL; these parameters do not. An object of another kind than declared is refused too.
"""

from __future__ import annotations

import ctypes
import operator
import os
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Any, Callable, Optional, Union

from . import _cdef
from ._arguments import ENUMS, Unfit, complaint, kind
from ._version import __version__
from .header import ENUM_CLASSES, FLAGS, enum_of


def soname(version: str) -> str:
    """The name that the system's loader knows: before 1.0 it has the minor version too, from 1.0
    on the major alone."""
    major, minor = version.split(".")[:2]
    return f"libnotification_hubs.so.{major}" + (f".{minor}" if major == "0" else "")


SONAME = soname(__version__)
#: A wheel for one platform has the library in it.
INSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libnotification_hubs.so")


def encoded(text: str) -> bytes:
    """Text as C takes it, but for the NUL behind it."""
    if not isinstance(text, str):
        raise Unfit(f"is {kind(text)}", "a text")
    try:
        utf8 = text.encode()
    except UnicodeEncodeError as error:
        raise Unfit(f"is a text with half a character at {error.start}", "") from None
    if b"\0" in utf8:
        raise Unfit("is a text with a NUL", "")
    return utf8


def each_text(texts: Iterable[str], name: str = "texts") -> Iterator[str]:
    """Of several: one text alone would be as many as it has letters."""
    if isinstance(texts, (str, bytes)) or not isinstance(texts, Iterable):
        raise TypeError(f"{name} is {kind(texts)}; give several texts, such as a list")
    return _each_text(texts, name)


def _each_text(texts: Iterable[str], name: str) -> Iterator[str]:
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"{name}[{index}] is {kind(text)}; each must be a text")
        yield text


class Text(ctypes.c_char_p):
    """Text in, as UTF-8."""

    @classmethod
    def from_param(cls, value: Union[str, None]) -> Any:
        if value is None:
            return None
        return super().from_param(encoded(value))


class Bytes(ctypes.c_char_p):
    """Bytes in, whose length stands in the parameter behind."""

    @classmethod
    def from_param(cls, value: Optional[bytes]) -> Any:
        if isinstance(value, str):
            encoded(value)
        if not isinstance(value, (bytes, type(None))):
            raise Unfit(f"is {kind(value)}", "bytes")
        return super().from_param(value)


def _checked(width: Any) -> Any:
    """The same kind of number, which refuses those that it cannot hold."""
    signed = width(-1).value < 0
    bits = 8 * ctypes.sizeof(width)
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)

    def from_param(cls: Any, value: Any) -> Any:
        return width(_number(value, least, most, f"a whole number from {least} to {most}"))

    return type(width.__name__, (width,), {"from_param": classmethod(from_param)})


def _number(value: Any, least: int, most: int, wanted: str) -> int:
    if isinstance(value, (bool, *ENUMS)):
        raise Unfit(f"is {kind(value)}", wanted)
    try:
        number = operator.index(value)
    except TypeError:
        raise Unfit(f"is {kind(value)}", wanted) from None
    if not least <= number <= most:
        raise Unfit(f"is {number}", wanted)
    return number


class _Flag(ctypes.c_int32):
    """A number that is true or false."""

    @classmethod
    def from_param(cls, value: Any) -> Any:
        number = int(value) if isinstance(value, bool) else value
        return ctypes.c_int32(_number(number, -(1 << 31), (1 << 31) - 1, "True or False"))


def _member_of(enum: type[IntEnum]) -> Any:
    """A number that stands for a member. Which there are, the library knows."""

    def from_param(cls: Any, value: Any) -> Any:
        if isinstance(value, enum):
            return ctypes.c_int32(value)
        if isinstance(value, str) and value.upper() in enum.__members__:
            member = f"{enum.__name__}.{value.upper()}"
            raise Unfit(f"is {value!r} (str)", member)
        names = [f"{enum.__name__}.{name}" for name in enum.__members__]
        told = f": {', '.join(names)}" if len(names) <= 16 else f", such as {names[0]}"
        wanted = f"a member of {enum.__name__}{told}"
        return ctypes.c_int32(_number(value, -(1 << 31), (1 << 31) - 1, wanted))

    return type(enum.__name__, (ctypes.c_int32,), {"from_param": classmethod(from_param)})


_NUMBERS = {
    "int32_t": ctypes.c_int32,
    "uint32_t": ctypes.c_uint32,
    "int64_t": ctypes.c_int64,
    "uint64_t": ctypes.c_uint64,
    "size_t": ctypes.c_size_t,
}
_VALUES: dict[str, Any] = {
    **_NUMBERS,
    **{name: ctypes.c_int for name in ENUM_CLASSES},
    "bool": ctypes.c_bool,
    "double": ctypes.c_double,
    "void": None,
    "void*": ctypes.c_void_p,
}
_PARAMETERS: dict[str, Any] = {
    **{name: _checked(width) for name, width in _NUMBERS.items()},
    "bool": ctypes.c_bool,
    "double": ctypes.c_double,
    "void*": ctypes.c_void_p,
    "char*": Text,
}
# Threads may make a type at the same time, and ctypes takes an object of one type for nothing of
# another: that which is here first is everybody's.
_POINTERS: dict[str, Any] = {}
_FUNCTIONS: dict[str, Any] = {}


def pointer_type(c_type: str) -> Any:
    """The ctypes pointer for "nh_hub*": a type of its own for each kind of object."""
    known = _POINTERS.get(c_type)
    if known is None:
        opaque: Any = type(c_type[:-1], (ctypes.Structure,), {})
        pointer: Any = ctypes.POINTER(opaque)
        known = _POINTERS.setdefault(c_type, pointer)
    return known


def value_type(c_type: str) -> Any:
    """The ctypes type of a result, or of what an out-parameter points to."""
    if c_type in _VALUES:
        return _VALUES[c_type]
    return ctypes.c_char_p if c_type == "char*" else pointer_type(c_type)


def callback_type(name: str) -> Any:
    """The ctypes type of a function for the library to call."""
    known = _FUNCTIONS.get(name)
    if known is None:
        declared = _cdef.CALLBACKS[name]
        # Text out of Python is an address: ctypes would leak what it converts by itself.
        result = ctypes.c_void_p if declared.result == "char*" else _VALUES[declared.result]
        parameters = (value_type(each.type) for each in declared.parameters)
        known = _FUNCTIONS.setdefault(name, ctypes.CFUNCTYPE(result, *parameters))
    return known


def _is_out(c_type: str) -> bool:
    return c_type.endswith("**") or c_type in ("bool*", "uint64_t*")


def _parameter_types(function: _cdef.Function) -> list[Any]:
    types: list[Any] = []
    for each in function.parameters:
        enum = enum_of(each)
        if enum is not None:
            types.append(_member_of(enum))
        elif each.type == "int32_t" and each.name in FLAGS:
            types.append(_Flag)
        elif each.type in _PARAMETERS:
            types.append(_PARAMETERS[each.type])
        elif each.type in _cdef.CALLBACKS:
            types.append(callback_type(each.type))
        elif _is_out(each.type):
            types.append(ctypes.POINTER(value_type(each.type[:-1])))
        else:
            types.append(pointer_type(each.type))
    # Bytes are text's type in C, with a length behind them.
    for index, each in enumerate(function.parameters[1:]):
        if each.type == "size_t" and each.name in ("body_len", "length"):
            types[index] = Bytes
    return types


def _text(result: Optional[bytes], *_: Any) -> Optional[str]:
    return None if result is None else result.decode()


def _raise_last(function: _cdef.Function) -> None:
    from .errors import Error

    raise Error._of(lib.nh_last_error(), function)


def _made(function: _cdef.Function) -> Callable[..., Any]:
    """The result of a constructor."""

    def made(result: Any, *_: Any) -> Any:
        if not result:
            _raise_last(function)
        return result

    return made


def _done(function: _cdef.Function) -> Callable[..., Any]:
    """The status of a setter."""

    def done(status: int, *_: Any) -> None:
        if status:
            _raise_last(function)

    return done


def _meaning(function: _cdef.Function) -> Optional[Callable[..., Any]]:
    """What is made of its result before Python sees it."""
    if function.result == "char*":
        return _text
    if function.result.endswith("*") and not function.borrowed and function.result != "void*":
        return _made(function)
    if function.result == "nh_status" and not function.name.endswith("_status"):
        # Who has an outcome or a report reads the failure there, with all that came with it.
        told = any(
            each.type in ("nh_outcome**", "nh_batch_report**") for each in function.parameters
        )
        return None if told else _done(function)
    enum = ENUM_CLASSES.get(function.result)
    return enum and (lambda number, *_: enum(number))


#: What threads share: calls on these may wait, or call back, so other threads run meanwhile. All
#: other functions are short and work on one thread's objects: they keep the interpreter's lock,
#: which costs less than giving it away and getting it back.
_SHARED = {
    "nh_hub*",
    "nh_namespace*",
    "nh_queue*",
    "nh_registration_cursor*",
    "nh_installation_cursor*",
    "nh_feedback_cursor*",
    "nh_cancel*",
}


def _loaded() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """The library twice: for functions that wait, and for others."""
    path = os.environ.get("NH_LIBRARY")
    told = f"NH_LIBRARY is {path}: " if path else ""
    remedy = "install libnotification_hubs, or set NH_LIBRARY to its path"
    place = _place(path)
    if os.path.isdir(place):
        raise ImportError(f"{told}a directory; give the path of the library in it")
    try:
        loaded = ctypes.CDLL(place), ctypes.PyDLL(place)
    except OSError as error:
        raise ImportError(f"{told}{error} ({remedy})") from error
    if not hasattr(loaded[0], "nh_version_number"):
        raise ImportError(f"{told or place + ': '}it is not libnotification_hubs ({remedy})")
    return loaded


def _place(told: Optional[str]) -> str:
    """What the loader is asked for: what NH_LIBRARY says, else the library in this package,
    else the system's, which NH_LIBRARY=system asks for by itself."""
    if told == "system":
        return SONAME
    return told or (INSIDE if os.path.exists(INSIDE) else SONAME)


class Library:
    """Each function is looked up when it is first used."""

    def __init__(self) -> None:
        self._waiting, self._short = _loaded()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        try:
            declared = _cdef.FUNCTIONS[name]
        except KeyError:
            raise AttributeError(f"the header has no {name}") from None
        function = self._bind(declared)
        setattr(self, name, function)
        return function

    def _bind(self, declared: _cdef.Function) -> Callable[..., Any]:
        shared = {declared.result, *(each.type for each in declared.parameters)} & _SHARED
        try:
            function = (self._waiting if shared else self._short)[declared.name]
        except AttributeError:
            raise AttributeError(
                f"{self._short._name} has no {declared.name}: it is older than this package, "
                f"which is {__version__}; install both of one version"
            ) from None
        function.argtypes = _parameter_types(declared)
        # Bytes out, whose length a function beside tells, stay an address.
        raw = declared.name + "_len" in _cdef.FUNCTIONS
        function.restype = ctypes.c_void_p if raw else value_type(declared.result)
        meaning = None if raw else _meaning(declared)
        if meaning is not None:
            function.errcheck = meaning

        def call(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except ctypes.ArgumentError:
                raise TypeError(complaint(declared, function.argtypes, arguments)) from None

        call.__name__ = declared.name
        call.declared = declared  # type: ignore[attr-defined]
        types = [each.type for each in declared.parameters]
        call.takes_options = "nh_call_options*" in types  # type: ignore[attr-defined]
        # The types of what its out-parameters point to.
        gives = [value_type(c_type[:-1]) for c_type in types if _is_out(c_type)]
        call.gives = gives  # type: ignore[attr-defined]
        return call


lib = Library()
