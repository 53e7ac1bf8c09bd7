"""Reads the library's own declarations, notification_hubs.cdef.h.

The wheel has a copy beside this file, made when it is built; a checkout has the header itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple, Optional

NAME = "notification_hubs.cdef.h"


class Parameter(NamedTuple):
    type: str  # without const and blanks: "nh_hub*", "nh_outcome**", "int32_t"
    name: str


class Function(NamedTuple):
    name: str
    result: str
    # The result is borrowed: text, or an object that belongs to another.
    borrowed: bool
    parameters: tuple[Parameter, ...]

    def place(self, c_type: str) -> Optional[int]:
        """Where it has a parameter of this type, if it has one."""
        for index, parameter in enumerate(self.parameters):
            if parameter.type == c_type:
                return index
        return None


def _find() -> Path:
    packaged = Path(__file__).with_name(NAME)
    # bindings/python/src/notification_hubs, below the checkout's root.
    checkout = Path(__file__).resolve().parent.joinpath("../../../../include", NAME)
    for path in (packaged, checkout):
        if path.exists():
            return path
    raise ImportError(
        f"{NAME} is neither in this package nor in a checkout around it: install the package "
        "(pip install ./bindings/python of a whole checkout), or put the checkout's include/ "
        "beside its bindings/"
    )


def _parameter(text: str) -> Parameter:
    c_type, name = re.fullmatch(r"(.*?)(\w+)", text.strip(), re.DOTALL).groups()  # type: ignore[union-attr]
    return Parameter(_plain(c_type), name)


def _plain(c_type: str) -> str:
    return re.sub(r"\bconst\b|\s", "", c_type)


_TEXT = _find().read_text(encoding="utf-8")

#: Enumerations by their C names, each with its members and their numbers.
ENUMS: dict[str, dict[str, int]] = {
    name: {member: int(number) for member, number in re.findall(r"(\w+) = (\d+),", body)}
    for body, name in re.findall(r"typedef enum \{([^}]*)\} (\w+);", _TEXT)
}

#: Functions that the program gives to the library, by the names of their types.
CALLBACKS: dict[str, Function] = {
    name: Function(name, _plain(result), True, tuple(map(_parameter, parameters.split(","))))
    for result, name, parameters in re.findall(
        r"^typedef ([\w ]+[ *]+)\(\*(\w+)\)\(([^)]*)\);", _TEXT, re.MULTILINE
    )
}

#: Functions of the library, by name.
FUNCTIONS: dict[str, Function] = {
    name: Function(
        name,
        _plain(result),
        "const" in result,
        () if parameters == "void" else tuple(map(_parameter, parameters.split(","))),
    )
    for result, name, parameters in re.findall(
        r"^(?!typedef)([\w ]+[ *]+)(nh_\w+)\(([^)]*)\);", _TEXT, re.MULTILINE
    )
}
