"""What is sent: Notification, the check of templates, and the request of a dry run."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

from ._arguments import kind
from ._handle import Getter, Handle
from ._library import each_text, lib
from ._options import call_options
from ._record import hides
from ._taken import Body, Time, body_bytes, body_text, json_text, moment, unix_seconds
from .errors import UsageError
from .header import ApnsPushType, CallOptions, Field, MpnsType, Platform, WnsType

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .hub import Hub
    from .target import Target


#: What a field can be set to.
Value = Union[str, float, bool, datetime, Mapping[str, Any], Iterable[str], None]


def platform_name(platform: Platform) -> Optional[str]:
    """The service's word for a platform, such as "windowsphone"."""
    name: Optional[str] = lib.nh_platform_name(platform)
    return name


def platform_from_name(name: str) -> Optional[Platform]:
    """The platform of a word; None for a word that is none."""
    number = lib.nh_platform_from_name(name)
    return Platform(number) if number else None


class Notification(Handle):
    """What is sent, whoever it goes to. Once built, any number of threads may send it."""

    _free_name = "nh_notification_free"

    def __init__(self, platform: Platform, body: Union[Body, bytes]) -> None:
        """The platform's own payload: text and bytes as they are, a dict as JSON."""
        self._own(lib.nh_notification_new(platform, *body_bytes(body, "Notification: body")))

    @classmethod
    def new_template(cls) -> "Notification":
        """Properties, set one by one; each device renders its own template."""
        return cls._made(lib.nh_notification_new_template())

    @classmethod
    def new_apple_alert(cls, title: Optional[str], body: str) -> "Notification":
        """An alert with its push type and priority."""
        return cls._made(lib.nh_notification_new_apple_alert(title, body))

    @classmethod
    def new_apple_background(cls) -> "Notification":
        """A push that wakes the app and shows nothing."""
        return cls._made(lib.nh_notification_new_apple_background())

    @classmethod
    def new_apple_live_activity(
        cls, event: str, time: Time, content_state: Optional[Body] = None
    ) -> "Notification":
        """A push to a Live Activity: start, update or end, the time of what it tells, its state."""
        where = "Notification.new_apple_live_activity"
        state = content_state
        if state is not None:
            state = body_text(state, f"{where}: content_state")
        seconds = unix_seconds(time, f"{where}: time")
        return cls._made(lib.nh_notification_new_apple_live_activity(event, seconds, state))

    @classmethod
    def new_fcmv1_message(
        cls, title: Optional[str] = None, body: Optional[str] = None
    ) -> "Notification":
        """A message that shows title and body; with neither it is data alone."""
        return cls._made(lib.nh_notification_new_fcmv1_message(title, body))

    @classmethod
    def new_gcm_message(
        cls, title: Optional[str] = None, body: Optional[str] = None
    ) -> "Notification":
        """A message of Google's legacy API that shows title and body, or data alone."""
        return cls._made(lib.nh_notification_new_gcm_message(title, body))

    @classmethod
    def new_adm_message(cls) -> "Notification":
        """An Amazon message of data, which are its properties."""
        return cls._made(lib.nh_notification_new_adm_message())

    @classmethod
    def new_baidu_message(cls, title: Optional[str], description: str) -> "Notification":
        """A Baidu notification."""
        return cls._made(lib.nh_notification_new_baidu_message(title, description))

    @classmethod
    def new_browser_message(
        cls, title: Optional[str] = None, body: Optional[str] = None
    ) -> "Notification":
        """A push to browsers, for the page's service worker."""
        return cls._made(lib.nh_notification_new_browser_message(title, body))

    @classmethod
    def new_xiaomi_message(
        cls, title: Optional[str] = None, description: Optional[str] = None
    ) -> "Notification":
        """A Xiaomi message."""
        return cls._made(lib.nh_notification_new_xiaomi_message(title, description))

    @classmethod
    def new_mpns_toast(cls, text1: str, text2: Optional[str] = None) -> "Notification":
        """A Windows Phone toast."""
        return cls._made(lib.nh_notification_new_mpns_toast(text1, text2))

    @classmethod
    def new_mpns_tile(cls) -> "Notification":
        """A Windows Phone tile, all of which are fields."""
        return cls._made(lib.nh_notification_new_mpns_tile())

    @classmethod
    def new_windows_toast(
        cls, line1: str, line2: Optional[str] = None, launch: Optional[str] = None
    ) -> "Notification":
        """A toast of one or two lines; launch is what the app is told when it is touched."""
        return cls._made(lib.nh_notification_new_windows_toast(line1, line2, launch))

    @classmethod
    def new_windows_tile(cls, line1: str, line2: Optional[str] = None) -> "Notification":
        """A tile that shows one or two lines."""
        return cls._made(lib.nh_notification_new_windows_tile(line1, line2))

    @classmethod
    def new_windows_badge(cls, value: str) -> "Notification":
        """A badge: a number, or one of Windows's glyphs."""
        return cls._made(lib.nh_notification_new_windows_badge(value))

    @classmethod
    def _instead(cls, name: str) -> str:
        end = f"_{name.upper()}"
        fields = [f"Field.{each}" for each in Field.__members__ if each.endswith(end)]
        if fields:
            return f"use set with {', '.join(fields)}"
        return super()._instead(name) or "use set with a member of Field, or set_property"

    def set_property(self, name: str, value: Any) -> None:
        """Of a payload that the library writes. What is no text becomes JSON where that can be."""
        if isinstance(value, str):
            lib.nh_notification_set_property(self, name, value)
        else:
            json = json_text(value, "Notification.set_property: value")
            try:
                lib.nh_notification_set_property_json(self, name, json)
            except UsageError as error:
                text_alone = re.match("a property (of .*) is text; give text$", error.message)
                if text_alone:
                    told = f"property {name} {text_alone[1]} is {kind(value)}; give text"
                    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
                    error.message = f"{told}, such as str(value)" if is_number else told
                raise

    def set(self, field: Field, value: Value) -> None:
        """Sets a field that the push service documents; its comment says what it takes.

        None takes it away, a list becomes texts, a dict JSON, a datetime its moment.
        """
        try:
            self._set(field, value)
        except UsageError as error:
            takes, _, wanted = error.message.partition("; give ")
            if " takes a whole number" in takes and isinstance(value, float):
                wanted = "an int"
            if " takes " in takes and wanted:
                error.message = f"{takes}, and value is {kind(value)}; give {wanted}"
            raise

    def _set(self, field: Field, value: Value) -> None:
        if value is None:
            lib.nh_notification_clear_field(self, field)
        elif isinstance(value, str):
            lib.nh_notification_set_text(self, field, value)
        elif isinstance(value, bool):
            lib.nh_notification_set_flag(self, field, value)
        elif isinstance(value, (int, float)):
            lib.nh_notification_set_number(self, field, value)
        elif isinstance(value, datetime):
            seconds = moment(value, "Notification.set: value").timestamp()
            lib.nh_notification_set_number(self, field, seconds)
        elif isinstance(value, Mapping):
            lib.nh_notification_set_json(
                self, field, body_text(value, "Notification.set: value")
            )
        elif isinstance(value, (set, frozenset)):
            raise TypeError(
                f"Notification.set: value is {kind(value)}, which has no order; give a list"
            )
        elif isinstance(value, Iterable) and not isinstance(value, bytes):
            texts = list(each_text(value, "value"))
            lib.nh_notification_clear_field(self, field)
            for text in texts:
                lib.nh_notification_add_text(self, field, text)
        else:
            raise TypeError(
                f"Notification.set: value is {kind(value)}; give text, a number, True or False, "
                "a datetime, a dict, several texts, or None"
            )

    def set_header(self, name: str, value: str) -> None:
        """Sets a header for the push service."""
        lib.nh_notification_set_header(self, name, value)

    def set_wns_type(self, wns_type: WnsType) -> None:
        """Says what kind of Windows notification this is, instead of the payload."""
        lib.nh_notification_set_wns_type(self, wns_type)

    def set_mpns_type(self, mpns_type: MpnsType, notification_class: int) -> None:
        """Says what kind of Windows Phone notification this is, and its class."""
        lib.nh_notification_set_mpns_type(self, mpns_type, notification_class)

    def set_apns_push_type(self, push_type: ApnsPushType) -> None:
        """Sets apns-push-type."""
        lib.nh_notification_set_apns_push_type(self, push_type)

    def set_apns_priority(self, priority: int) -> None:
        """Sets apns-priority: 10, 5 or 1."""
        lib.nh_notification_set_apns_priority(self, priority)

    def set_apns_expiration(self, time: Time) -> None:
        """Until when Apple tries: a datetime, or Unix time in seconds; 0 for once, now."""
        seconds = unix_seconds(time, "Notification.set_apns_expiration: time")
        lib.nh_notification_set_apns_expiration(self, seconds)

    def set_apns_topic(self, topic: str) -> None:
        """Sets apns-topic, usually the app's bundle id."""
        lib.nh_notification_set_apns_topic(self, topic)

    def set_apns_collapse_id(self, collapse_id: str) -> None:
        """A later push with the same id replaces this one on the device."""
        lib.nh_notification_set_apns_collapse_id(self, collapse_id)

    def check(self) -> None:
        """Checks the payload as its push service would."""
        lib.nh_notification_check(self)


def template_check(platform: Platform, body: Body) -> None:
    """Checks the body of a template; the error's column tells where."""
    lib.nh_template_check(platform, body_text(body, "template_check: body"))


@hides("value")
class Header(NamedTuple):
    """A header of a request. Do not print the value of a secret one."""

    name: str
    value: str
    is_secret: bool


class Request(Handle):
    """An HTTP request that was prepared but not sent. It holds a token: treat it as a secret."""

    _free_name = "nh_request_free"

    def __init__(
        self,
        hub: Hub,
        notification: Notification,
        target: Target,
        **options: Unpack[CallOptions],
    ) -> None:
        """A dry run: the request that hub.send would make. Sends nothing."""
        self._own(lib.nh_request_new(hub, notification, target, call_options(options)))

    method = Getter[str]("nh_request_method")
    url = Getter[str]("nh_request_url")

    @property
    def headers(self) -> Sequence[Header]:
        """All but Host and Content-Length, which HTTP stacks add."""
        return [
            Header(
                lib.nh_request_header_name(self, index),
                lib.nh_request_header_value(self, index),
                lib.nh_request_header_is_secret(self, index),
            )
            for index in range(lib.nh_request_header_count(self))
        ]

    @property
    def body(self) -> bytes:
        """The body, as it would be sent."""
        return ctypes.string_at(lib.nh_request_body(self), lib.nh_request_body_len(self))
