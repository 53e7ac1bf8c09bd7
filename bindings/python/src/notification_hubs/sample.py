"""The classes of "How to use Notification Hubs from Python": change a script's import to this.

AzureNotificationHub is the one of the package notificationhubs-rest-python; NotificationHub that
of the article, with payload and tags alone. Each writes a request as a script of theirs knows it:
address, text, and headers, which the script may have added or may read. make_http_request then
has the library send it, which signs, checks, and repeats what was surely not accepted. What a
script notices of that stands in docs/python.md, and as a table in tests/drop_in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Optional, Union

from ._sample_request import DEVICE, FORMAT, TAGS, TIME, Asked, in_utc
from .errors import Error, UsageError
from .header import LogLevel, Options
from .hub import Hub, SasToken
from .notification import platform_from_name
from .outcome import Outcome
from .target import expression_text

Tags = Union[str, Collection[str], None]
Sent = tuple[int, dict[str, str]]

_XML_FORMATS = ("windows", "windowsphone")


class AzureNotification:
    """A format's name, its payload (a dict, or text), and headers for its push service."""

    def __init__(self, notification_format: Optional[str] = None, payload: Any = None) -> None:
        if notification_format is None or platform_from_name(notification_format) is None:
            raise ValueError(f"no such notification format: {notification_format!r}")
        self.format = notification_format
        self.payload = payload
        self.headers: Optional[dict[str, str]] = None


def _text(notification: AzureNotification) -> Union[str, bytes]:
    payload = notification.payload
    if isinstance(payload, (str, bytes)):
        return payload
    if notification.format in _XML_FORMATS:
        kind = type(payload).__name__
        raise TypeError(f"the payload of a {notification.format} notification is text, not {kind}")
    return json.dumps(payload)


def _print(level: int, text: str) -> None:
    print(text)


class _Client:
    #: What stands behind an address, as the sample's class has it.
    API_VERSION: str
    DEBUG_SEND = "&test"
    DEVICE_TOKEN_HEADER_NAME = DEVICE
    TAGS_HEADER_NAME = TAGS
    SCHEDULED_NOTIFICATION_HEADER_NAME = TIME
    SCHEDULED_NOTIFICATION_FORMAT_HEADER_NAME = FORMAT

    def __init__(
        self, connection_string: str, hub_name: Optional[str] = None, debug: int = 0
    ) -> None:
        self.Debug = debug
        self._connection_string = connection_string
        version = self._api_version()
        hub = self._opened(connection_string, hub_name, version)
        # As in the sample, these say where a send goes and who signs it, also when they change.
        endpoint, _, name = hub.url.rpartition("/")
        self.Endpoint = endpoint + "/"
        self.HubName = hub_name or name
        parts = (part.partition("=") for part in connection_string.split(";"))
        named = {name.strip().lower(): value.strip() for name, _, value in parts}
        self.SasKeyName = named.get("sharedaccesskeyname", "")
        self.SasKeyValue = named.get("sharedaccesskey", "")
        self._first = self._members()
        self._in_use = (self._first, version, bool(debug)), hub

    def _members(self) -> tuple[str, ...]:
        return self.Endpoint, self.HubName, self.SasKeyName, self.SasKeyValue

    def _api_version(self) -> str:
        return self.API_VERSION.rpartition("=")[2]

    def _opened(self, connection_string: str, hub_name: Optional[str], version: str) -> Hub:
        options: Options = {"proxy_from_environment": True, "api_version": version}
        bundle = os.environ.get("REQUESTS_CA_BUNDLE")
        if bundle:
            options["ca_file"] = bundle
        if self.Debug:
            options["log_callback"] = (LogLevel.DUMP, _print)
            options["log_payloads"] = True
        return Hub(connection_string, hub_name, **options)

    def _hub(self, version: str) -> Hub:
        """The hub for what the members say now: another one only if they have changed."""
        members = self._members()
        wanted = members, version, bool(self.Debug)
        made_for, hub = self._in_use
        if made_for != wanted:
            string = self._connection_string
            if members != self._first:
                string = (
                    f"Endpoint={self.Endpoint};SharedAccessKeyName={self.SasKeyName};"
                    f"SharedAccessKey={self.SasKeyValue}"
                )
            hub = self._opened(string, self.HubName, version)
            self._in_use = wanted, hub
        return hub

    def generate_sas_token(self) -> str:
        """A token for five minutes, for a request that the script makes itself. It is a secret."""
        return SasToken(self._hub(self._api_version()), lifetime_ms=300_000).text

    def make_http_request(
        self, url: str, payload: Union[str, bytes], headers: Mapping[str, Optional[str]]
    ) -> int:
        """Sends what address and headers say, now or later, to this hub, and gives the HTTP status.

        The library signs it anew. With Debug it is a test send, and raises only without an answer;
        what was not sent at all has the status 0.
        """
        try:
            asked = self._asked(url + self.DEBUG_SEND if self.Debug else url, payload, headers)
            outcome: Optional[Outcome] = asked.send(self._hub(asked.api_version))
        except Error as error:
            if error.http_status and self.Debug:
                outcome = error.outcome
            else:
                return self._not_sent(error)
        return outcome.http_status if outcome else 0

    def _asked(
        self, url: str, payload: Union[str, bytes], headers: Mapping[str, Optional[str]]
    ) -> Asked:
        return Asked(self.Endpoint + self.HubName, url, payload, headers)

    def _not_sent(self, error: Error) -> int:
        if not (self.Debug and isinstance(error, UsageError)):
            raise error
        print(f"--- NOT SENT: {error}")
        return 0

    def _address(self, is_direct: bool, is_later: bool) -> str:
        raise NotImplementedError

    def _send(
        self,
        notification: AzureNotification,
        tags: Tags = "",
        device_handle: Optional[str] = None,
        scheduled_time: Optional[datetime] = None,
        skip_send: bool = False,
    ) -> Sent:
        is_xml = notification.format in _XML_FORMATS
        headers = {
            "Content-type": "application/xml" if is_xml else "application/json",
            "Authorization": "",
            FORMAT: notification.format,
        }
        if scheduled_time is not None:
            headers[TIME] = in_utc(scheduled_time).strftime("%Y-%m-%dT%H:%M:%S")
        if device_handle is not None:
            headers[DEVICE] = device_handle
        url = self._address(device_handle is not None, scheduled_time is not None)
        payload = _text(notification)
        try:
            if tags is not None and tags != "":
                headers[TAGS] = expression_text(tags)
            headers.update(notification.headers or {})
            asked = self._asked(url, payload, headers)
            headers = asked.headers(self._hub(asked.api_version), headers)
        except UsageError as error:
            status = self._not_sent(error)
            del headers["Authorization"]
            return status, headers
        return 201 if skip_send else self.make_http_request(url, payload, headers), headers


class AzureNotificationHub(_Client):
    """The client of the package. Every method gives the HTTP status and the request's headers."""

    API_VERSION = "api-version=2015-04"

    def _address(self, is_direct: bool, is_later: bool) -> str:
        what = "schedulednotifications" if is_later else "messages"
        direct = "direct&" if is_direct else ""
        return f"{self.Endpoint}{self.HubName}/{what}/?{direct}{self.API_VERSION}"

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
    """What the article calls it. Its debug has no effect there, and none here."""

    def __init__(
        self, notification_format: Optional[str] = None, payload: Any = None, debug: int = 0
    ) -> None:
        super().__init__(notification_format, payload)


class NotificationHub(_Client):
    """The client of the article."""

    API_VERSION = "?api-version=2013-10"

    def _address(self, is_direct: bool, is_later: bool) -> str:
        return f"{self.Endpoint}{self.HubName}/messages{self.API_VERSION}"

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
