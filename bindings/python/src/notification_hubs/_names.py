"""What the header's names are here.

The library speaks of itself in C's names, also where it says what to do instead. Whoever reads
that in Python looks for Python's.
"""

from __future__ import annotations

import re
import sys
from enum import Enum
from types import FunctionType, MethodType
from typing import Any, Callable, Optional

from . import _cdef
from .header import ENUM_CLASSES, OPTION_SETTERS, class_name

#: Parameters that are called otherwise here.
PARAMETERS = {
    "body_template": "template",
    "tag_expression": "tags",
    "unix_ms": "time",
    "unix_seconds": "time",
}
#: Methods that several functions share, and other names that do not follow from the function's.
MEMBERS: dict[str, str] = {
    **{
        f"nh_notification_{each}": "Notification.set"
        for each in ("add_text", "clear_field", "set_flag", "set_json", "set_number", "set_text")
    },
    "nh_notification_set_property_json": "Notification.set_property",
    "nh_feedback_cursor_set_marker": "FeedbackCursor",
    "nh_prune_add_error": "Prune",
    "nh_prune_count": "Prune.counts",
    "nh_prune_set_delete": "Prune",
    "nh_prune_set_progress_callback": "Prune",
    "nh_outcome_take_job_list": "Outcome.take_jobs",
    "nh_send_direct_batch_from": "Hub.send_direct_batch",
    "nh_tag_expression_new_and": "TagExpression.__and__",
    "nh_tag_expression_new_not": "TagExpression.__invert__",
    "nh_tag_expression_new_or": "TagExpression.__or__",
    "nh_version": "library_version",
    "nh_version_number": "library_version_number",
}


def option_of(function: str) -> Optional[str]:
    """The keyword whose setter this is."""
    for noun, setters in OPTION_SETTERS.items():
        keyword = function[len(noun) + len("_set_") :]
        if function.startswith(noun + "_set_") and keyword in setters:
            return keyword
    return None


def _package() -> Any:
    return sys.modules[__package__]


def _has(owner: Any, name: str) -> bool:
    return hasattr(owner, name) or name in getattr(owner, "__annotations__", ())


def python_name(c_name: str) -> Optional[str]:
    """What a function, a kind of object or an enumeration is here; None if it is not here."""
    keyword = option_of(c_name)
    if keyword is not None:
        return f"option {keyword}"
    if c_name in MEMBERS:
        return MEMBERS[c_name]
    package = _package()
    rest = c_name[len("nh_") :]
    words = c_name.split("_")
    for length in range(len(words), 1, -1):
        owner: Any = getattr(package, class_name("_".join(words[:length])), None)
        method = "_".join(words[length:])
        if not isinstance(owner, type):
            continue
        if not method or (method == "new" and "__init__" in vars(owner)):
            return owner.__name__
        if not issubclass(owner, Enum) and _has(owner, method):
            return f"{owner.__name__}.{method}"
    for owner in (package.Hub, package.Namespace):
        if hasattr(owner, rest):
            return f"{owner.__name__}.{rest}"
    return rest if c_name in _cdef.FUNCTIONS and hasattr(package, rest) else None


def python_function(c_name: str) -> Optional[Callable[..., Any]]:
    """The function behind that name, for what its signature tells; None if there is none."""
    found: Any = _package()
    for part in (python_name(c_name) or "").split("."):
        found = getattr(found, part, None)
    if isinstance(found, type):
        found = vars(found).get("__init__")
    return found if isinstance(found, (FunctionType, MethodType)) else None


_WORDS = re.compile(
    r"(?P<article>\ban? )?\b(?P<name>nh_[a-z0-9_]+)"
    rf"|\b(?P<parameter>{'|'.join(PARAMETERS)})\b"
    r"|(?<=\bis )NULL\b|(?<=\bbe )NULL\b|(?<=\bor )NULL\b"
    r"|\b(?P<member>NH_(?!STATUS_)[A-Z0-9_]+)\b"
    r"|(?P<free>; free it$)"
)
#: Members of enumerations. A status keeps the header's spelling, which logs have too.
_MEMBERS = {
    name: f"{class_name(enum)}.{name[len(enum) + 1 :]}"
    for enum, members in _cdef.ENUMS.items()
    for name in members
}
_SAME_CALL = re.compile(r"; set it with (nh_\w+)$")
_ONE_BY_ONE = re.compile(r"\btakes (.*), one by one\b")
_NO_MEMBER = re.compile(r"\b(?:not an|not a sum of) (nh_\w+)")
_NOT_GIVEN = re.compile(r"(connection_string|hub_name) is (?:None|empty)\b")
_OWN_IN_A_DUMP = re.compile(r"(?<= bytes not shown; )nh_\w+|(?<=--- RESPONSE ---\nnone: ).+")
# Longer lists do not help.
_FEW = 16


def _of_its_kind(setter: str, takes: str) -> str:
    """What becomes a call of this setter, of a field that takes this."""
    if setter.endswith("_number"):
        if " Unix time" in takes:
            return "a datetime with a zone"
        return "an int" if "whole number" in takes else "a number"
    if setter.endswith("_add_text"):
        return 'a list, such as ["Ann", "Bob"]' if " texts," in takes else "a list"
    return {"flag": "True or False", "json": "a dict"}.get(setter.split("_")[-1], "text")


def _word(found: re.Match[str]) -> str:
    if found["free"]:
        return "; leave its with block, or let go of it"
    if found["parameter"]:
        return PARAMETERS[found["parameter"]]
    if found["member"]:
        return _MEMBERS.get(found["member"], found["member"])
    if not found["name"]:
        return "None"
    name = python_name(found["name"])
    if name is None:
        return found[0]
    if not found["article"]:
        return name
    return f"an {name}" if name[0] in "AEIO" else f"a {name}"


def _of_the_option(message: str, function: _cdef.Function) -> str:
    """A setter's message speaks of its parameters; who reads it gave an option."""
    keyword = option_of(function.name)
    if keyword is None:
        return message
    names = [each.name for each in function.parameters[1:] if each.type != "void*"]
    if len(names) != 1:
        return f"{keyword}: {message}"
    return re.sub(rf"^{names[0]}\b", keyword, message)


def dump_in_python(dump: str) -> str:
    """A dump, in which the library itself says what is not shown, and why there is no answer."""
    return _OWN_IN_A_DUMP.sub(lambda found: in_python(found[0]), dump)


def in_python(message: str, function: Optional[_cdef.Function] = None) -> str:
    """A message of the library, of this function if that is known, in Python's names."""
    message = message.replace("connection string: it is empty", "connection_string is empty")
    if function is not None:
        message = _of_the_option(message, function)
        advice = _SAME_CALL.search(message)
        # Several functions may be one method here, which the caller has used already.
        if advice and python_name(advice[1]) == python_name(function.name):
            message = message[: advice.start()]
            if advice[1] != function.name:
                message += f"; give {_of_its_kind(advice[1], message)}"
            message = _ONE_BY_ONE.sub(r"takes a list of \1", message)
    enum = _NO_MEMBER.search(message)
    told = _WORDS.sub(_word, message)
    if enum and enum[1] in ENUM_CLASSES:
        members = [each.name for each in ENUM_CLASSES[enum[1]] if each.name != "UNKNOWN"]
        if len(members) <= _FEW:
            told += f"; {class_name(enum[1])} has {', '.join(members)}"
    missing = _NOT_GIVEN.match(told)
    if missing:
        variable = "NH_CONNECTION_STRING" if missing[1] == "connection_string" else "NH_HUB"
        told += (
            "; if it comes from os.environ, the variable is not set "
            f"(a local hub writes {variable} into its --env-file)"
        )
    return told
