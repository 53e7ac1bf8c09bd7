#!/usr/bin/env python3
"""Prints header.pyi: what header.py makes of the header, for type checkers.

    bindings/python/stub.py > bindings/python/src/notification_hubs/header.pyi

A test compares, so that neither an enumeration nor an option is missing there.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGE = Path(__file__).parent / "src" / "notification_hubs"
NUMBERS = ("int32_t", "uint32_t", "int64_t", "uint64_t", "size_t")
CALLBACKS = {
    "nh_token_callback": "Callable[[str], Optional[str]]",
    "nh_log_callback": "Callable[[int, str], object]",
}
OBJECTS = {"nh_cancel*": "Cancel"}
# Numbers that stand for an enumeration say so by their names alone.
MEANINGS = {
    "retry": "Retry",
    "max_level": "LogLevel",
    "test": "bool",
    "check": "bool",
    "show": "bool",
}


def parts() -> tuple[ModuleType, ModuleType]:
    """The two modules that need no library, loaded without the package, which does."""
    name = "notification_hubs_header_only"
    package: Any = ModuleType(name)
    package.__path__ = [str(PACKAGE)]
    sys.modules[name] = package
    return importlib.import_module(name + "._cdef"), importlib.import_module(name + ".header")


def value(c_type: str, name: str) -> str:
    if c_type in NUMBERS:
        return MEANINGS.get(name, "int")
    return "str" if c_type == "char*" else CALLBACKS.get(c_type) or OBJECTS[c_type]


def option(function: Any) -> str:
    values = [
        value(each.type, each.name) for each in function.parameters[1:] if each.type != "void*"
    ]
    if not values:
        return "bool"
    return values[0] if len(values) == 1 else f"tuple[{', '.join(values)}]"


def stub() -> str:
    _, header = parts()
    lines = [
        "# Written by bindings/python/stub.py from notification_hubs.cdef.h.",
        "",
        "from enum import IntEnum",
        "from typing import Callable, Optional, TypedDict",
        "",
        "from . import _cdef",
        "from .cancel import Cancel",
        "",
        "ENUM_CLASSES: dict[str, type[IntEnum]]",
        "OPTION_SETTERS: dict[str, dict[str, _cdef.Function]]",
        "",
        "def class_name(c_name: str) -> str: ...",
    ]
    for enum in header.ENUM_CLASSES.values():
        lines += ["", f"class {enum.__name__}(IntEnum):"]
        lines += [f"    {member.name} = {member.value}" for member in enum]
    for noun, setters in header.OPTION_SETTERS.items():
        lines += ["", f"class {header.class_name(noun)}(TypedDict, total=False):"]
        lines += [f"    {keyword}: {option(setter)}" for keyword, setter in setters.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(stub())
