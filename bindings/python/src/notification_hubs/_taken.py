"""What a Python program has at hand, as the library takes it: dicts as JSON, datetimes as numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from math import isfinite
from typing import Any, Optional, Union

from ._arguments import kind

#: A body as it is sent, or a dict, which is written as compact JSON.
Body = Union[str, Mapping[str, Any]]
#: An aware datetime, or a number since 1970.
Time = Union[datetime, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def body_text(body: Body, where: str) -> str:
    """Of a dict its JSON. What is wrong is said of where: of a method and its parameter."""
    if not isinstance(body, Mapping):
        return body
    return json_text(dict(body), where)


def json_text(value: Any, where: str) -> str:
    """In UTF-8, without blanks, since push services count bytes."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        told = _no_json(value, where, ()) or f"{where} is no JSON"
        raise (TypeError if isinstance(error, TypeError) else ValueError)(told) from None


def _no_json(value: Any, place: str, around: tuple[Any, ...]) -> Optional[str]:
    """What in it JSON does not know, by its place, without the value."""
    if any(each is value for each in around):
        return f"{place} holds itself"
    around = (*around, value)
    if isinstance(value, dict):
        for key, member in value.items():
            if key is not None and not isinstance(key, (str, int, float)):
                return f"{place} has a key that is {kind(key)}; give a text"
            told = _no_json(member, f"{place}[{key!r}]", around)
            if told:
                return told
        return None
    if isinstance(value, (list, tuple)):
        each = (_no_json(member, f"{place}[{at}]", around) for at, member in enumerate(value))
        return next(filter(None, each), None)
    if isinstance(value, float) and not isfinite(value):
        return f"{place} is no finite number"
    if value is None or isinstance(value, (str, int, float)):
        return None
    remedy = "text, a number, True, False, None, a list or a dict"
    if isinstance(value, datetime):
        remedy = "a text, such as value.isoformat()"
    elif isinstance(value, bytes):
        remedy = "a text, such as value.decode()"
    elif isinstance(value, (set, frozenset)):
        remedy = "a list"
    return f"{place} is {kind(value)}; give {remedy}"


def body_bytes(body: Union[Body, bytes], where: str) -> tuple[Any, int]:
    """Of a body its bytes, and how many. What is none is refused as every argument is."""
    content: Any = body if isinstance(body, bytes) else body_text(body, where)
    if isinstance(content, str):
        try:
            content = content.encode()
        except UnicodeEncodeError:
            return content, 0
    return content, len(content) if isinstance(content, bytes) else 0


def _since_1970(time: Time, where: str, unit: timedelta) -> int:
    return (moment(time, where) - _EPOCH) // unit if isinstance(time, datetime) else time


def moment(time: datetime, where: str) -> datetime:
    """The same; without a zone it is none."""
    if time.utcoffset() is None:
        raise ValueError(
            f"{where} has no zone; give datetime.now(timezone.utc) or value.astimezone()"
        )
    return time


def milliseconds(duration: Union[int, timedelta]) -> int:
    """A number is one of milliseconds already."""
    if isinstance(duration, timedelta):
        return duration // timedelta(milliseconds=1)
    return duration


def duration_text(duration: Union[str, timedelta]) -> str:
    """Text as it is, such as "P90D"."""
    if not isinstance(duration, timedelta):
        return duration
    of_a_day = f"T{duration.seconds}S" if duration.seconds else ""
    return f"P{duration.days}D{of_a_day}"


def unix_ms(time: Time, where: str) -> int:
    """A number is one of milliseconds already."""
    return _since_1970(time, where, timedelta(milliseconds=1))


def unix_seconds(time: Time, where: str) -> int:
    """A number is one of seconds already."""
    return _since_1970(time, where, timedelta(seconds=1))


def time_text(time: Union[datetime, str, None], where: str) -> Optional[str]:
    """Text as it is, such as "2027-01-15T00:00:00Z"."""
    if not isinstance(time, datetime):
        return time
    return moment(time, where).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
