"""Handles with tags: Registration, lists of them, and a hub's calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional

from ._calls import call, read
from ._copies import CopiedDict
from ._cursor import Cursor
from ._handle import Getter, Getters, Handle
from ._library import lib
from ._taken import Body, body_text
from .header import CallOptions, Platform
from .outcome import Outcome

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .hub import Hub


class Registration(Handle):
    """A handle with tags and possibly a template."""

    _free_name = "nh_registration_free"

    #: Of the call that made or read it; its body is the service's own XML.
    outcome: Optional[Outcome] = None

    def __init__(self, platform: Platform, handle: str) -> None:
        """A device token, a registration id, a channel URI, a browser's subscription as JSON."""
        self._own(lib.nh_registration_new(platform, handle))

    @classmethod
    def new_baidu(cls, user_id: str, channel_id: str) -> "Registration":
        """A registration with Baidu."""
        return cls._made(lib.nh_registration_new_baidu(user_id, channel_id))

    @classmethod
    def new_browser(cls, endpoint: str, p256dh: str, auth: str) -> "Registration":
        """A browser, with the three parts of its subscription."""
        return cls._made(lib.nh_registration_new_browser(endpoint, p256dh, auth))

    def set_handle(self, handle: str) -> None:
        """Sets another handle: a browser's subscription as JSON, Baidu's channel id."""
        lib.nh_registration_set_handle(self, handle)

    def set_baidu_user_id(self, user_id: str) -> None:
        """Sets another user id with Baidu."""
        lib.nh_registration_set_baidu_user_id(self, user_id)

    def add_tag(self, tag: str) -> None:
        """Adds a tag."""
        lib.nh_registration_add_tag(self, tag)

    def remove_tag(self, tag: str) -> None:
        """Removes a tag, before the registration is written back."""
        lib.nh_registration_remove_tag(self, tag)

    def set_push_variable(self, name: str, value: str) -> None:
        """Sets a value that its template can use."""
        lib.nh_registration_set_push_variable(self, name, value)

    def remove_push_variable(self, name: str) -> None:
        """Removes a push variable."""
        lib.nh_registration_remove_push_variable(self, name)

    def set_secondary_tile(self, name: str) -> None:
        """Sets the name of the secondary tile: Windows and Windows Phone."""
        lib.nh_registration_set_secondary_tile(self, name)

    def remove_secondary_tile(self) -> None:
        """Makes it that of the main tile."""
        lib.nh_registration_remove_secondary_tile(self)

    def remove_template(self) -> None:
        """Makes it a native registration."""
        lib.nh_registration_remove_template(self)

    def remove_template_header(self, name: str) -> None:
        """Removes a header of its template."""
        lib.nh_registration_remove_template_header(self, name)

    def set_template(self, body: Body, name: Optional[str] = None) -> None:
        """Makes it a template registration."""
        lib.nh_registration_set_template(
            self, body_text(body, "Registration.set_template: body"), name
        )

    def set_template_header(self, name: str, value: str) -> None:
        """Sets a header of its template."""
        lib.nh_registration_set_template_header(self, name, value)

    def set_apple_expressions(self, expiry: Optional[str], priority: Optional[str]) -> None:
        """Sets the expressions for expiry and priority of an Apple template."""
        lib.nh_registration_set_apple_expressions(self, expiry, priority)

    def set_baidu_message_type(self, message_type: int) -> None:
        """Sets the message type of a Baidu template: 0 to the app, 1 a notification."""
        lib.nh_registration_set_baidu_message_type(self, message_type)

    id = Getter[Optional[str]]("nh_registration_id", "None if not read from the service.")
    etag = Getter[Optional[str]]("nh_registration_etag", "Counts its changes.")
    expiration_time = Getter[Optional[str]]("nh_registration_expiration_time")
    kind = Getter[str]("nh_registration_kind", "The name of its description.")
    handle = Getter[Optional[str]]("nh_registration_handle")
    baidu_user_id = Getter[Optional[str]]("nh_registration_baidu_user_id")
    browser_p256dh = Getter[Optional[str]]("nh_registration_browser_p256dh")
    browser_auth = Getter[Optional[str]]("nh_registration_browser_auth")
    secondary_tile = Getter[Optional[str]]("nh_registration_secondary_tile")
    tags = Getters[str]("nh_registration_tag_count", "nh_registration_tag")
    xml = Getter[Optional[str]]("nh_registration_xml", "As it is sent.")
    has_template = Getter[bool]("nh_registration_has_template")
    template_body = Getter[Optional[str]]("nh_registration_template_body")
    template_name = Getter[Optional[str]]("nh_registration_template_name")
    apple_expiry = Getter[Optional[str]]("nh_registration_apple_expiry")
    apple_priority = Getter[Optional[str]]("nh_registration_apple_priority")
    baidu_message_type = Getter[int]("nh_registration_baidu_message_type", "-1 if it has none.")

    @property
    def platform(self) -> Optional[Platform]:
        """None for one that this version does not know."""
        number = lib.nh_registration_platform(self)
        return Platform(number) if number else None

    def push_variable(self, name: str) -> Optional[str]:
        """The value of a push variable."""
        value: Optional[str] = lib.nh_registration_push_variable(self, name)
        return value

    @property
    def push_variables(self) -> Mapping[str, Optional[str]]:
        """All push variables; None for one that is no text."""
        members = {
            name: self.push_variable(name)
            for name in (
                lib.nh_registration_push_variable_name(self, index)
                for index in range(lib.nh_registration_push_variable_count(self))
            )
        }
        return CopiedDict(members, type(self), "push_variables")

    @property
    def template_headers(self) -> Mapping[str, str]:
        """The headers of its template."""
        members = {
            lib.nh_registration_template_header_name(
                self, index
            ): lib.nh_registration_template_header_value(self, index)
            for index in range(lib.nh_registration_template_header_count(self))
        }
        return CopiedDict(members, type(self), "template_headers")


class RegistrationPage(Handle):
    """Part of a list of registrations; iterating over it gives them."""

    _free_name = "nh_registration_page_free"

    #: Of the call that read it.
    outcome: Optional[Outcome] = None

    continuation_token = Getter[Optional[str]](
        "nh_registration_page_continuation_token", "What asks for the next page; None at the end."
    )

    @property
    def registrations(self) -> Sequence[Registration]:
        """Those of this page, which each of them keeps."""
        return [
            Registration._borrowed(lib.nh_registration_page_get(self, index), self)
            for index in range(lib.nh_registration_page_count(self))
        ]

    def __iter__(self) -> Iterator[Registration]:
        return iter(self.registrations)


class RegistrationCursor(Cursor[Registration]):
    """A place in a list of registrations, which is asked for page by page. One thread at a time.

    It can be iterated over; next takes options, and after a failure goes on where it was.
    """

    _free_name = "nh_registration_cursor_free"
    _next_name = "nh_registration_cursor_next"
    _item = Registration

    @classmethod
    def new_all(cls, hub: "Hub") -> "RegistrationCursor":
        """All registrations of the hub."""
        return cls._over(hub, lib.nh_registration_cursor_new_all(hub))

    @classmethod
    def new_by_tag(cls, hub: "Hub", tag: str) -> "RegistrationCursor":
        """The registrations with a tag."""
        return cls._over(hub, lib.nh_registration_cursor_new_by_tag(hub, tag))

    @classmethod
    def new_by_channel(cls, hub: "Hub", channel: str) -> "RegistrationCursor":
        """The registrations of a handle, on whatever platform."""
        return cls._over(hub, lib.nh_registration_cursor_new_by_channel(hub, channel))


class RegistrationCalls(Handle):
    """A hub's calls on registrations."""

    def create_registration_id(self, **options: Unpack[CallOptions]) -> Outcome:
        """Asks for a new id, the outcome's registration_id. It registers nothing yet."""
        return call(lib.nh_create_registration_id, self, **options)

    def create_registration(
        self, registration: Registration, **options: Unpack[CallOptions]
    ) -> Registration:
        """Creates a registration under an id that the service chooses."""
        function = lib.nh_create_registration
        return read(Registration._made, function, self, registration, **options)

    def put_registration(
        self, registration_id: str, registration: Registration, **options: Unpack[CallOptions]
    ) -> Registration:
        """Creates the registration of this id, or replaces it whatever it was."""
        function = lib.nh_put_registration
        return read(Registration._made, function, self, registration_id, registration, **options)

    def update_registration(
        self,
        registration_id: str,
        registration: Registration,
        etag: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Registration:
        """Replaces it if it is there, and if etag is None or still its etag."""
        function = lib.nh_update_registration
        arguments = (self, registration_id, registration, etag)
        return read(Registration._made, function, *arguments, **options)

    def get_registration(
        self, registration_id: str, **options: Unpack[CallOptions]
    ) -> Registration:
        """Reads a registration."""
        return read(Registration._made, lib.nh_get_registration, self, registration_id, **options)

    def registration_exists(self, registration_id: str, **options: Unpack[CallOptions]) -> bool:
        """Is there such a registration?"""
        return read(bool, lib.nh_registration_exists, self, registration_id, **options)

    def delete_registration(
        self, registration_id: str, etag: Optional[str] = None, **options: Unpack[CallOptions]
    ) -> Outcome:
        """Deletes it, if etag is None or still its etag."""
        return call(lib.nh_delete_registration, self, registration_id, etag, **options)

    def get_registration_page(
        self,
        *,
        tag: Optional[str] = None,
        channel: Optional[str] = None,
        continuation_token: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> RegistrationPage:
        """Reads part of a list: of those with a tag, of those of a handle, or of all.

        The next part is read with the page's continuation_token, in whatever process.
        """
        arguments = (self, tag, channel, continuation_token)
        return read(RegistrationPage._made, lib.nh_get_registration_page, *arguments, **options)

    def delete_registrations_by_channel(self, channel: str, **options: Unpack[CallOptions]) -> int:
        """Deletes all of a handle, and tells how many; after a failure its result does."""
        return read(int, lib.nh_delete_registrations_by_channel, self, channel, **options)
