"""What all classes over an object of the library have in common."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Generic,
    NoReturn,
    Optional,
    TypeVar,
    Union,
    overload,
)

from ._cdef import FUNCTIONS
from ._copies import CopiedList
from ._library import lib
from ._names import MEMBERS, python_name

T = TypeVar("T")
H = TypeVar("H", bound="Handle")


class Handle:
    """An object of the library, which is freed with the last reference to it.

    Freeing waits for nothing, and in a forked child it leaves the parent's things alone. No
    method frees, so no other thread can be inside a call on what is gone.
    """

    __slots__ = ("_as_parameter_", "_free", "_keeps", "__weakref__")

    #: The function that frees it.
    _free_name: str

    def __init__(self, *_: NoReturn, **__: NoReturn) -> None:
        """For those that the library alone makes."""
        name = type(self).__name__
        ways = constructors(name)
        if ways:
            raise TypeError(f"{name} cannot be made so; use {', '.join(ways)}")
        raise TypeError(f"{name} cannot be made so; {_givers(self._free_name)}")

    def _own(self, pointer: Any, keeps: object = None) -> None:
        """Begins with an object of the library, which is this one's from now on."""
        #: What ctypes passes for this object.
        self._as_parameter_ = pointer
        # At the interpreter's end modules are emptied before all objects are gone.
        self._free: Optional[Callable[[Any], None]] = getattr(lib, self._free_name)
        #: Whatever must live as long as this object, callbacks above all.
        self._keeps = keeps

    @classmethod
    def _made(cls: type[H], pointer: Any) -> H:
        """One that the library made."""
        made = cls.__new__(cls)
        made._own(pointer)
        return made

    @classmethod
    def _borrowed(cls: type[H], pointer: Any, owner: object) -> H:
        """One that belongs to another object, which it keeps."""
        borrowed = cls._made(pointer)
        borrowed._free = None
        borrowed._keeps = owner
        return borrowed

    def __del__(self) -> None:
        free = getattr(self, "_free", None)
        if free is not None:
            free(self._as_parameter_)
            self._as_parameter_ = None

    if not TYPE_CHECKING:  # else type checkers would let every assignment pass

        def __setattr__(self, name: str, value: object) -> None:
            """What is only assigned here never reaches the library: it would be lost in silence."""
            if not name.startswith("_") and not _may_hold(type(self), name, value):
                raise AttributeError(_unassigned(type(self), name))
            object.__setattr__(self, name, value)

    @classmethod
    def _instead(cls, name: str) -> str:
        """What sets this instead of an assignment; nothing where nothing does."""
        one = re.sub(r"(_id|_name)?s$", "", name)
        what = dict.fromkeys((name, one, name[len("is_") :] if name.startswith("is_") else name))
        verbs = [f"{verb}_{each}" for each in what for verb in ("set", "add", "remove")]
        ways = [each for each in verbs if hasattr(cls, each)]
        return f"use {' and '.join(ways)}" if ways else ""

    @classmethod
    def _copied(cls, name: str) -> str:
        """What is said to who changes the copy that this getter gives."""
        ways = cls._instead(name)
        told = f"{cls.__name__}.{name} is a copy"
        return f"{told}; {ways}" if ways else told

    def __reduce__(self) -> Any:
        raise TypeError(f"{type(self).__name__} can neither be copied nor leave its process")


def _may_hold(owner: type, name: str, value: object) -> bool:
    """May an object have this as an attribute of its own?

    A class of the program's own may have more than ours. A test may put a function of its own in a
    method's place.
    """
    held = getattr(owner, name, Handle)
    if held is Handle:
        return owner.__module__.split(".")[0] != __package__
    if isinstance(held, (Getter, Getters)):
        return False
    if isinstance(held, property):
        return held.fset is not None
    return callable(value) or not callable(held)


def _unassigned(owner: type[Handle], name: str) -> str:
    told = f"{owner.__name__} has no {name}"
    if hasattr(owner, name):
        told = f"{owner.__name__}.{name} cannot be assigned"
    ways = owner._instead(name)
    return f"{told}; {ways}" if ways else told


def constructors(name: str) -> list[str]:
    """What makes an object of this class, or nothing if the class itself does."""
    owner: Any = getattr(sys.modules[__package__], name, None)
    if owner is None or owner.__init__ is not Handle.__init__:
        return []
    return [
        f"{name}.{method}"
        for method, value in vars(owner).items()
        if isinstance(value, classmethod) and not method.startswith("_")
    ]


def _givers(free_name: str) -> str:
    """Which calls give an object that is freed so."""
    given = free_name[: -len("_free")] + "**"
    names = [each.name for each in FUNCTIONS.values() if each.place(given) is not None]
    here = [python_name(name) for name in names]
    calls = list(dict.fromkeys(each for each in here if each))
    return f"{', '.join(calls)} give it" if len(calls) <= 4 else "calls of a hub give it"


class Getter(Generic[T]):
    """A property that a function of the library tells."""

    def __init__(self, function: str, doc: Optional[str] = None) -> None:
        self.function = function
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        MEMBERS[self.function] = f"{owner.__name__}.{name}"

    if TYPE_CHECKING:

        def __set__(self, instance: Handle, value: NoReturn) -> None: ...

    @overload
    def __get__(self, instance: None, owner: Any) -> "Getter[T]": ...
    @overload
    def __get__(self, instance: Handle, owner: Any) -> T: ...
    def __get__(self, instance: Optional[Handle], owner: Any) -> Union[T, "Getter[T]"]:
        if instance is None:
            return self
        value: T = getattr(lib, self.function)(instance)
        return value


class Getters(Generic[T]):
    """A property that is a list: one function counts, another gives each member."""

    def __init__(self, count: str, member: str, doc: Optional[str] = None) -> None:
        self.count, self.member = count, member
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        MEMBERS[self.count] = MEMBERS[self.member] = f"{owner.__name__}.{name}"

    if TYPE_CHECKING:

        def __set__(self, instance: Handle, value: NoReturn) -> None: ...

    @overload
    def __get__(self, instance: None, owner: Any) -> "Getters[T]": ...
    @overload
    def __get__(self, instance: Handle, owner: Any) -> Sequence[T]: ...
    def __get__(self, instance: Optional[Handle], owner: Any) -> Union[Sequence[T], "Getters[T]"]:
        if instance is None:
            return self
        member = getattr(lib, self.member)
        members = [member(instance, index) for index in range(getattr(lib, self.count)(instance))]
        return CopiedList(members, type(instance), self.name)
