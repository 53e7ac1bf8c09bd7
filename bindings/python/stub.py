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
    "nh_span_callback": "Callable[[Span], object]",
}
OBJECTS = {"nh_cancel*": "Cancel"}


def parts() -> tuple[ModuleType, ModuleType]:
    """The two modules that need no library, loaded without the package, which does."""
    name = "notification_hubs_header_only"
    package: Any = ModuleType(name)
    package.__path__ = [str(PACKAGE)]
    sys.modules[name] = package
    return importlib.import_module(name + "._cdef"), importlib.import_module(name + ".header")


def value(header: Any, parameter: Any) -> str:
    c_type, name = parameter
    enum = header.enum_of(parameter)
    if enum is not None:
        return str(enum.__name__)
    if c_type in NUMBERS:
        return "bool" if name in header.FLAGS else "int"
    if c_type == "char*":
        return "Union[str, PathLike[str]]" if name == "path" else "str"
    return CALLBACKS.get(c_type) or OBJECTS[c_type]


def option(header: Any, function: Any) -> str:
    values = [value(header, each) for each in function.parameters[1:] if each.type != "void*"]
    if not values:
        return "bool"
    return values[0] if len(values) == 1 else f"tuple[{', '.join(values)}]"


def stub() -> str:
    _, header = parts()
    lines = [
        "# Written by bindings/python/stub.py from notification_hubs.cdef.h.",
        "",
        "from enum import IntEnum",
        "from os import PathLike",
        "from typing import Callable, Optional, TypedDict, Union",
        "",
        "from . import _cdef",
        "from .cancel import Cancel",
        "from .tracing import Span",
        "",
        "ENUM_CLASSES: dict[str, type[IntEnum]]",
        "OPTION_SETTERS: dict[str, dict[str, _cdef.Function]]",
        "FLAGS: frozenset[str]",
        "",
        "def class_name(c_name: str) -> str: ...",
        "def enum_of(parameter: _cdef.Parameter) -> Optional[type[IntEnum]]: ...",
    ]
    for enum in header.ENUM_CLASSES.values():
        lines += ["", f"class {enum.__name__}(IntEnum):"]
        lines += [f"    {member.name} = {member.value}" for member in enum]
    for noun, setters in header.OPTION_SETTERS.items():
        lines += ["", f"class {header.class_name(noun)}(TypedDict, total=False):"]
        # None counts as not given.
        lines += [
            f"    {keyword}: Optional[{option(header, setter)}]"
            for keyword, setter in setters.items()
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(stub())
