"""Spans: what calls and their attempts were, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Optional, Union

from ._library import lib


class Span(NamedTuple):
    """A call, or one of its attempts, that is over. It never holds a handle, a key, a tag or a
    payload."""

    #: "notification_hubs send", and of an attempt "POST /{hub}/messages".
    name: str
    #: Is it one request, and not a call with all its requests?
    is_attempt: bool
    #: In 32 hexadecimal digits.
    trace_id: str
    #: In 16 hexadecimal digits.
    id: str
    #: Of an attempt its call, of a call the caller's, where it gave a traceparent.
    parent_id: Optional[str]
    #: Says the caller's traceparent that the trace is recorded? True where there was none.
    is_sampled: bool
    start_unix_ns: int
    end_unix_ns: int
    #: It has failed if "error.type" is among them.
    attributes: Mapping[str, Union[str, int]]


def span_of(pointer: Any) -> Span:
    """What is told of a span of the library, which lasts only for its callback."""
    attributes: dict[str, Union[str, int]] = {}
    for index in range(lib.nh_span_attribute_count(pointer)):
        text = lib.nh_span_attribute_text(pointer, index)
        value = lib.nh_span_attribute_number(pointer, index) if text is None else text
        attributes[lib.nh_span_attribute_name(pointer, index)] = value
    return Span(
        lib.nh_span_name(pointer),
        lib.nh_span_is_attempt(pointer),
        lib.nh_span_trace_id(pointer),
        lib.nh_span_id(pointer),
        lib.nh_span_parent_id(pointer),
        lib.nh_span_is_sampled(pointer),
        lib.nh_span_start_unix_ns(pointer),
        lib.nh_span_end_unix_ns(pointer),
        attributes,
    )
