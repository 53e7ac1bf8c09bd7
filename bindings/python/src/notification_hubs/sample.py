"""The classes of "How to use Notification Hubs from Python": change a script's import to this.

AzureNotificationHub is the one of the package notificationhubs-rest-python; NotificationHub that
of the article, with payload and tags alone. Signing, headers and time are the library's; so are
its checks: an empty set of tags raises, where the sample would have sent to everyone. Of its own
this module has what a script relies on: payloads as dict, REQUESTS_CA_BUNDLE and proxies from the
environment (as requests does it), status and headers given back, `debug` that raises nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from datetime import datetime, timezone
from typing import Any, Optional, Union

from .errors import Error
from .header import Options
from .hub import Hub
from .notification import Notification as _Notification
from .notification import Request, platform_from_name
from .outcome import Outcome
from .target import Target

Tags = Union[str, Collection[str], None]
Sent = tuple[int, dict[str, str]]


class AzureNotification:
    """A format's name, its payload (a dict, or text), and headers for its push service."""

    def __init__(self, notification_format: str, payload: Any = None) -> None:
        platform = platform_from_name(notification_format)
        if platform is None:
            raise ValueError(f"no such notification format: {notification_format!r}")
        self.format = notification_format
        self.payload = payload
        self.headers: Optional[dict[str, str]] = None
        self._platform = platform

    def _built(self) -> _Notification:
        text = self.payload if isinstance(self.payload, (str, bytes)) else json.dumps(self.payload)
        built = _Notification(self._platform, text)
        for name, value in (self.headers or {}).items():
            built.set_header(name, value)
        return built


def _target(tags: Tags) -> Target:
    if tags is None or tags == "":
        return Target.new_broadcast()
    return Target.new_expression(tags) if isinstance(tags, str) else Target.new_tags(tags)


def _unix_ms(time: datetime) -> int:
    """A time without a zone is UTC, as the sample wants it."""
    zoned = time if time.tzinfo else time.replace(tzinfo=timezone.utc)
    return int(zoned.timestamp() * 1000)


class _Client:
    def __init__(
        self, connection_string: str, hub_name: Optional[str] = None, debug: int = 0
    ) -> None:
        options: Options = {"proxy_from_environment": True, "debug": bool(debug)}
        bundle = os.environ.get("REQUESTS_CA_BUNDLE")
        if bundle:
            options["ca_file"] = bundle
        self._debug = bool(debug)
        self._hub = Hub(connection_string, hub_name, **options)

    def _send(
        self,
        notification: AzureNotification,
        tags: Tags = "",
        device_handle: Optional[str] = None,
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        built = notification._built()
        target = _target(tags) if device_handle is None else Target.new_device(device_handle)
        headers = {each.name: each.value for each in Request(self._hub, built, target).headers}
        if skip_send:
            return 201, headers
        return self._status(built, target, scheduled_time), headers

    def _status(self, built: _Notification, target: Target, time: Optional[datetime]) -> int:
        try:
            outcome: Optional[Outcome] = (
                self._hub.send(built, target)
                if time is None
                else self._hub.schedule(built, target, _unix_ms(time))
            )
        except Error as error:
            # In its debug mode the sample gives back whatever was answered.
            if not (self._debug and error.http_status):
                raise
            outcome = error.outcome
        return outcome.http_status if outcome else 0


class AzureNotificationHub(_Client):
    """The client of the package. Every method gives the HTTP status and the request's headers."""

    def _send_native(
        self,
        platform: str,
        is_direct: bool,
        payload: Any,
        tags: Tags,
        device_handle: Optional[str],
        scheduled_time: Optional[datetime],
        skip_send: bool,
    ) -> Sent:
        if is_direct and device_handle is None:
            raise ValueError("a direct notification needs a device handle")
        handle = device_handle if is_direct else None
        notification = AzureNotification(platform, payload)
        return self._send(notification, tags, handle, scheduled_time, skip_send)

    def send_apple_notification(
        self,
        is_direct: bool,
        payload: Any,
        tags: Tags = "",
        device_handle: Optional[str] = None,
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        """Apple (APNs)."""
        how = (tags, device_handle, scheduled_time, skip_send)
        return self._send_native("apple", is_direct, payload, *how)

    def send_google_notification(
        self,
        is_direct: bool,
        payload: Any,
        tags: Tags = "",
        device_handle: Optional[str] = None,
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        """Google's legacy API."""
        how = (tags, device_handle, scheduled_time, skip_send)
        return self._send_native("gcm", is_direct, payload, *how)

    def send_amazon_notification(
        self,
        is_direct: bool,
        payload: Any,
        tags: Tags = "",
        device_handle: Optional[str] = None,
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        """Amazon (ADM)."""
        how = (tags, device_handle, scheduled_time, skip_send)
        return self._send_native("adm", is_direct, payload, *how)

    def send_baidu_notification(
        self,
        is_direct: bool,
        payload: Any,
        tags: Tags = "",
        device_handle: Optional[str] = None,
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        """Baidu."""
        how = (tags, device_handle, scheduled_time, skip_send)
        return self._send_native("baidu", is_direct, payload, *how)

    def send_windows_notification(
        self,
        is_direct: bool,
        payload: Any,
        tags: Tags = "",
        device_handle: Optional[str] = None,
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        """Windows (WNS)."""
        how = (tags, device_handle, scheduled_time, skip_send)
        return self._send_native("windows", is_direct, payload, *how)

    def send_windows_phone_notification(
        self,
        is_direct: bool,
        payload: Any,
        tags: Tags = "",
        device_handle: Optional[str] = None,
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        """Windows Phone (MPNS)."""
        how = (tags, device_handle, scheduled_time, skip_send)
        return self._send_native("windowsphone", is_direct, payload, *how)

    def send_template_notification(
        self,
        properties: dict[str, str],
        tags: Tags = "",
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        """Each device renders its own template."""
        return self._send(
            AzureNotification("template", properties), tags, None, scheduled_time, skip_send
        )


class Notification(AzureNotification):
    """What the article calls it."""


class NotificationHub(_Client):
    """The client of the article."""

    def send_notification(
        self, notification: AzureNotification, tag_or_tag_expression: Tags = ""
    ) -> None:
        """A notification of any format."""
        self._send(notification, tag_or_tag_expression)

    def send_apple_notification(self, payload: Any, tags: Tags = "") -> None:
        """Apple (APNs)."""
        self._send(AzureNotification("apple", payload), tags)

    def send_google_notification(self, payload: Any, tags: Tags = "") -> None:
        """Google's legacy API."""
        self._send(AzureNotification("gcm", payload), tags)

    #: The article's other name for it.
    send_gcm_notification = send_google_notification

    def send_adm_notification(self, payload: Any, tags: Tags = "") -> None:
        """Amazon (ADM)."""
        self._send(AzureNotification("adm", payload), tags)

    def send_baidu_notification(self, payload: Any, tags: Tags = "") -> None:
        """Baidu."""
        self._send(AzureNotification("baidu", payload), tags)

    def send_mpns_notification(self, payload: Any, tags: Tags = "") -> None:
        """Windows Phone (MPNS)."""
        self._send(AzureNotification("windowsphone", payload), tags)

    def send_windows_notification(self, payload: Any, tags: Tags = "") -> None:
        """Windows (WNS)."""
        self._send(AzureNotification("windows", payload), tags)

    def send_template_notification(self, properties: dict[str, str], tags: Tags = "") -> None:
        """Each device renders its own template."""
        self._send(AzureNotification("template", properties), tags)
