"""Enumerations and options as the header has them: nothing is typed here a second time.

For type checkers `header.pyi` says the same: bindings/python/stub.py writes it, a test compares.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Optional, TypedDict

from . import _cdef


class Enum(IntEnum):
    """An enumeration of the header. A number that this version does not know is kept as it is."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            # It would be unequal to all texts, and an accepted push taken for a failed one.
            name = type(self).__name__
            raise TypeError(f"{name} is no text; compare with a member, as nh.{name}.{self.name}")
        return int.__eq__(self, other) if isinstance(other, int) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = IntEnum.__hash__

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, int):
            return None
        unknown = int.__new__(cls, value)
        unknown._name_ = f"UNKNOWN_{value}"
        unknown._value_ = value
        return unknown


def class_name(c_name: str) -> str:
    """nh_wns_type is WnsType here."""
    return c_name[len("nh_") :].title().replace("_", "")


def _enum(c_name: str, members: dict[str, int]) -> type[Enum]:
    prefix = len(c_name) + 1  # NH_WNS_TYPE_TOAST of nh_wns_type is TOAST
    named = {member[prefix:]: number for member, number in members.items()}
    enum: Any = Enum(class_name(c_name), named, module=__name__)  # type: ignore[call-overload]
    return enum  # type: ignore[no-any-return]


#: Enumerations by their C names.
ENUM_CLASSES: dict[str, type[Enum]] = {
    name: _enum(name, members) for name, members in _cdef.ENUMS.items()
}

#: Objects that hold options, by their C names, each with its setters by keyword.
OPTION_SETTERS: dict[str, dict[str, _cdef.Function]] = {
    noun: {
        name[len(noun) + len("_set_") :]: function
        for name, function in _cdef.FUNCTIONS.items()
        if name.startswith(noun + "_set_")
    }
    for noun in ("nh_options", "nh_call_options", "nh_queue_options")
}

#: Numbers that are true or false.
FLAGS = frozenset(("check", "disabled", "show", "test"))
# An enumeration is passed in as int32_t: the parameter's name tells which.
_MEANT = {
    "decision": "nh_prune_decision",
    "kind": "nh_call_kind",
    "max_level": "nh_log_level",
    "push_type": "nh_apns_push_type",
}


def enum_of(parameter: _cdef.Parameter) -> Optional[type[Enum]]:
    """The enumeration that a number stands for."""
    if parameter.type != "int32_t":
        return None
    return ENUM_CLASSES.get(_MEANT.get(parameter.name, f"nh_{parameter.name}"))


globals().update({each.__name__: each for each in ENUM_CLASSES.values()})
globals().update(
    {
        class_name(noun): TypedDict(class_name(noun), dict.fromkeys(setters, Any), total=False)  # type: ignore[operator]
        for noun, setters in OPTION_SETTERS.items()
    }
)
