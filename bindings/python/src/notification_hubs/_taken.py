"""What a Python program has at hand, as the library takes it: dicts as JSON, datetimes as numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Optional, Union

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


def body_bytes(body: Union[Body, bytes]) -> tuple[Any, int]:
    """Of a body its bytes, and how many. What is none is refused as every argument is."""
    content: Any = body if isinstance(body, bytes) else body_text(body)
    if isinstance(content, str):
        try:
            content = content.encode()
        except UnicodeEncodeError:
            return content, 0
    return content, len(content) if isinstance(content, bytes) else 0


def _since_1970(time: Time, unit: timedelta) -> int:
    return (moment(time) - _EPOCH) // unit if isinstance(time, datetime) else time


def moment(time: datetime) -> datetime:
    """The same; without a zone it is none."""
    if time.tzinfo is None:
        raise ValueError(
            f"{time!r} has no zone, so it is no moment: say datetime.now(timezone.utc) or "
            "time.astimezone()"
        )
    return time


def unix_ms(time: Time) -> int:
    """A number is one of milliseconds already."""
    return _since_1970(time, timedelta(milliseconds=1))


def unix_seconds(time: Time) -> int:
    """A number is one of seconds already."""
    return _since_1970(time, timedelta(seconds=1))


def time_text(time: Union[datetime, str, None]) -> Optional[str]:
    """Text as it is, such as "2027-01-15T00:00:00Z"."""
    if not isinstance(time, datetime):
        return time
    return moment(time).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
