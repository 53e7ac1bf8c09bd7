"""Keyword arguments for the header's options objects: keyword X calls nh_…options_set_X."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Optional

from . import _callbacks
from ._handle import Handle
from ._library import callback_type, lib
from .header import OPTION_SETTERS

_CALLBACKS: dict[str, Callable[[Any], Any]] = {
    "nh_token_callback": _callbacks.brings_token,
    "nh_log_callback": _callbacks.takes_log,
}


class _OptionsObject(Handle):
    """The object in C for one call of a constructor or a function."""

    _noun: str
    _new_name: str

    def __init__(self, options: Mapping[str, Any]) -> None:
        # What the library has to find as long as it uses the options.
        keeps: list[Any] = []
        super().__init__(getattr(lib, self._new_name)(), keeps)
        for keyword, value in options.items():
            if keyword not in OPTION_SETTERS[self._noun]:
                known = ", ".join(OPTION_SETTERS[self._noun])
                raise TypeError(f"no such option: {keyword}; there are {known}")
            self._set(keyword, value, keeps)

    def _set(self, keyword: str, value: Any, keeps: list[Any]) -> None:
        setter = getattr(lib, f"{self._noun}_set_{keyword}")
        types = [each.type for each in setter.declared.parameters[1:]]
        if not types:
            # A switch, which cannot be switched off again: it is off to begin with.
            if value:
                setter(self)
            return
        # One value alone, or several as a tuple; user_data is not for Python, which has closures.
        values = list(value) if isinstance(value, tuple) else [value]
        wanted = [each for each in types if each != "void*"]
        if len(values) != len(wanted):
            raise TypeError(f"{keyword} takes {len(wanted)} values, as a tuple if more than one")
        for index, c_type in enumerate(wanted):
            if c_type in _CALLBACKS:
                given = values[index]
                values[index] = _CALLBACKS[c_type](given) if given else callback_type(c_type)()
                keeps.append(values[index])
        if types[-1] == "void*":
            values.append(None)
        setter(self, *values)


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
