"""What a Python program has at hand, as the library takes it: dicts as JSON, datetimes as numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Union

#: A body as it is sent, or a dict, which is written as compact JSON.
Body = Union[str, Mapping[str, Any]]
#: An aware datetime, or a number since 1970.
Time = Union[datetime, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def body_text(body: Body) -> str:
    """Of a dict its JSON."""
    if not isinstance(body, Mapping):
        return body
    return json_text(dict(body))


def json_text(value: Any) -> str:
    """In UTF-8, without blanks, since push services count bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _since_1970(time: Time, unit: timedelta) -> int:
    if not isinstance(time, datetime):
        return time
    if time.tzinfo is None:
        raise ValueError(
            f"{time!r} has no zone, so it is no moment: say datetime.now(timezone.utc) or "
            "time.astimezone()"
        )
    return (time - _EPOCH) // unit


def unix_ms(time: Time) -> int:
    """A number is one of milliseconds already."""
    return _since_1970(time, timedelta(milliseconds=1))


def unix_seconds(time: Time) -> int:
    """A number is one of seconds already."""
    return _since_1970(time, timedelta(seconds=1))
