"""Keyword arguments for the header's options objects: keyword X calls nh_…options_set_X.

None counts as not given, so that what os.environ.get says can be handed on.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from typing import Any, Callable, Optional

from . import _callbacks
from ._arguments import kind
from ._handle import Handle
from ._library import callback_type, lib
from .header import OPTION_SETTERS

_CALLBACKS: dict[str, Callable[[Any], Any]] = {
    "nh_token_callback": _callbacks.brings_token,
    "nh_log_callback": _callbacks.takes_log,
    "nh_span_callback": _callbacks.takes_span,
}


#: Who takes which options.
_TAKERS = {
    "nh_options": "a Hub or a Namespace",
    "nh_call_options": "a call",
    "nh_queue_options": "a Queue",
}


def _unknown(keyword: str, noun: str) -> str:
    known = OPTION_SETTERS[noun]
    there_are = f"there are {', '.join(known)}"
    takers = [_TAKERS[each] for each, setters in OPTION_SETTERS.items() if keyword in setters]
    if takers:
        wanted = " and of ".join(takers)
        return f"{keyword} is an option of {wanted}, not of {_TAKERS[noun]}; {there_are}"
    near = difflib.get_close_matches(keyword, known, 1)
    did_you_mean = f"did you mean {near[0]}? " if near else ""
    return f"no such option: {keyword}; {did_you_mean}{there_are}"


class _OptionsObject(Handle):
    """The object in C for one call of a constructor or a function."""

    _noun: str
    _new_name: str

    def __init__(self, options: Mapping[str, Any]) -> None:
        # What the library has to find as long as it uses the options.
        keeps: list[Any] = []
        self._own(getattr(lib, self._new_name)(), keeps)
        for keyword, value in options.items():
            if keyword not in OPTION_SETTERS[self._noun]:
                raise TypeError(_unknown(keyword, self._noun))
            if value is not None:
                self._set(keyword, value, keeps)

    def _set(self, keyword: str, value: Any, keeps: list[Any]) -> None:
        setter = getattr(lib, f"{self._noun}_set_{keyword}")
        parameters = setter.declared.parameters[1:]
        if not parameters:
            if not isinstance(value, int):
                raise TypeError(f"option {keyword} is {kind(value)}; give True or False")
            # A switch, which cannot be switched off again: it is off to begin with.
            if value:
                setter(self)
            return
        # One value alone, or several as a tuple; user_data is not for Python, which has closures.
        wanted = [each for each in parameters if each.type != "void*"]
        values = list(value) if isinstance(value, tuple) and len(wanted) > 1 else [value]
        if len(values) != len(wanted):
            names = ", ".join(each.name for each in wanted)
            raise TypeError(f"option {keyword} takes {len(wanted)} values, as a tuple: ({names})")
        for index, parameter in enumerate(wanted):
            if parameter.type in _CALLBACKS:
                values[index] = _callback(keyword, parameter.type, values[index])
                keeps.append(values[index])
            elif parameter.name == "path" and isinstance(values[index], os.PathLike):
                values[index] = os.fsdecode(values[index])
        if parameters[-1].type == "void*":
            values.append(None)
        setter(self, *values)


def _callback(keyword: str, c_type: str, given: Any) -> Any:
    if given is None:
        return callback_type(c_type)()
    if not callable(given):
        raise TypeError(f"option {keyword} is {kind(given)}; give a function to call")
    return _CALLBACKS[c_type](given)


class _Options(_OptionsObject):
    _noun = "nh_options"
    _new_name = "nh_options_new"
    _free_name = "nh_options_free"


class _CallOptions(_OptionsObject):
    _noun = "nh_call_options"
    _new_name = "nh_call_options_new"
    _free_name = "nh_call_options_free"


class _QueueOptions(_OptionsObject):
    _noun = "nh_queue_options"
    _new_name = "nh_queue_options_new"
    _free_name = "nh_queue_options_free"


def hub_options(options: Mapping[str, Any]) -> Optional[_Options]:
    """For nh_hub_new and nh_namespace_new; NULL where there are none."""
    return _Options(options) if options else None


def call_options(options: Mapping[str, Any]) -> Optional[_CallOptions]:
    """For one call."""
    return _CallOptions(options) if options else None


def queue_options(options: Mapping[str, Any]) -> Optional[_QueueOptions]:
    """For nh_queue_new."""
    return _QueueOptions(options) if options else None
