"""A request as the how-to's sample writes it, read into what the library sends."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Optional, Union
from urllib.parse import parse_qs

from .hub import Hub
from .notification import Notification, Request, platform_from_name
from .outcome import Outcome
from .target import Target

FORMAT = "ServiceBusNotification-Format"
TAGS = "ServiceBusNotification-Tags"
DEVICE = "ServiceBusNotification-DeviceHandle"
TIME = "ServiceBusNotification-ScheduleTime"
#: The sample's word for an expiry at Apple. The service knows no such header.
WRONG_EXPIRY = "ServiceBusNotification-ApnsExpiry"

#: What the library or its HTTP stack sets by itself.
_OURS = {"authorization", "connection", "content-length", "host", "trackingid", "user-agent"}
#: What the sample says of every payload. The library knows better: it adds the charset.
_PLAIN = {"application/json", "application/xml"}


def in_utc(time: datetime) -> datetime:
    """A time without a zone is UTC, as the sample wants it."""
    zoned = time if time.tzinfo else time.replace(tzinfo=timezone.utc)
    return zoned.astimezone(timezone.utc)


def read_time(text: str) -> datetime:
    """W3C's form of a time, from a year alone to parts of a second; or T in quotes."""
    plain = text.strip().replace("'", "")
    plain += {4: "-01-01", 7: "-01"}.get(len(plain), "")  # a year; a year and a month
    if plain.endswith(("Z", "z")):  # before Python 3.11 fromisoformat does not know it
        plain = plain[:-1] + "+00:00"
    return in_utc(datetime.fromisoformat(plain))


class Asked:
    """What a request asks for. Its parts are checked by the library as they are built."""

    def __init__(
        self,
        hub_url: str,
        url: str,
        payload: Union[str, bytes],
        headers: Mapping[str, Optional[str]],
    ) -> None:
        path, _, query = url[len(hub_url) + 1 :].partition("?")
        what = path.strip("/")
        if not url.startswith(hub_url + "/") or what not in ("messages", "schedulednotifications"):
            raise ValueError(f"this hub sends to {hub_url}/messages and …/schedulednotifications")
        parameters = parse_qs(query, keep_blank_values=True)
        self.api_version: str = parameters.get("api-version", [""])[-1]
        self.is_test = "test" in parameters
        # One name in two spellings is one header; the last one counts, as in a dict of the sample.
        said = {name.lower(): (name, text) for name, text in headers.items() if text is not None}

        def taken(name: str) -> Optional[str]:
            return said.pop(name.lower(), (name, None))[1]

        tags, device, time = taken(TAGS), taken(DEVICE), taken(TIME)
        self.notification = _built(taken(FORMAT), payload)
        for name, text in said.values():
            if name.lower() == WRONG_EXPIRY.lower():
                _set_expiry(self.notification, text, "apns-expiration" in said)
            elif name.lower() == "content-type" and text in _PLAIN:
                pass
            elif name.lower() not in _OURS:
                self.notification.set_header(name, text)
        if device is not None:
            self.target = Target.new_device(device)
        elif "direct" in parameters:
            raise ValueError(f"a direct notification needs a device handle, in {DEVICE}")
        else:
            self.target = Target.new_broadcast() if tags is None else Target.new_expression(tags)
        self.time: Optional[int] = None
        if what == "schedulednotifications":
            if time is None:
                raise ValueError(f"a notification for later needs its time, in {TIME}")
            self.time = int(read_time(time).timestamp() * 1000)

    def headers(self, hub: Hub, written: Mapping[str, Optional[str]]) -> dict[str, str]:
        """The headers that are really sent, in the spelling of those that the sample wrote."""
        prepared = Request(hub, self.notification, self.target).headers
        sent = {each.name.lower(): each for each in prepared}
        spelled: dict[str, str] = {}
        for name, text in written.items():
            there = sent.pop(name.lower(), None)
            if there is not None:
                spelled[name] = there.value
            elif name == TIME and text is not None:
                spelled[name] = text
        more = (each for name, each in sent.items() if name not in _OURS)
        return {**spelled, **{each.name: each.value for each in more}}

    def send(self, hub: Hub) -> Outcome:
        """Sends it, now or later."""
        if self.time is not None:
            return hub.schedule(self.notification, self.target, self.time)
        if self.is_test:
            return hub.send(self.notification, self.target, test=True)
        return hub.send(self.notification, self.target)


def _built(notification_format: Optional[str], payload: Union[str, bytes]) -> Notification:
    platform = None if notification_format is None else platform_from_name(notification_format)
    if platform is None:
        raise ValueError(f"no such notification format: {notification_format!r}")
    return Notification(platform, payload)


def _set_expiry(notification: Notification, text: str, is_set: bool) -> None:
    """Translates the sample's header, with a warning: with the sample it never had an effect."""
    told = f"{WRONG_EXPIRY} is no header of the service"
    try:
        seconds = int(read_time(text).timestamp())
    except ValueError:
        told += f", and {text!r} is no time such as 2027-01-31T12:00Z: it is left out"
    else:
        told += f"; set apns-expiration to {seconds}, its time in Unix seconds"
        if not is_set:
            notification.set_header("apns-expiration", str(seconds))
    warnings.warn(told, stacklevel=_to_the_script())


def _to_the_script() -> int:
    """How many calls the script's own line is away from a function that calls this."""
    level = 1
    while sys._getframe(level).f_globals["__name__"].startswith(f"{__package__}."):
        level += 1
    return level
