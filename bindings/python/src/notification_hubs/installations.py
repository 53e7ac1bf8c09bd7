"""Devices with all that is known of them: Installation, its parts, its patch, and a hub's calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Optional, Union

from ._calls import call, read
from ._copies import CopiedDict, CopiedList
from ._cursor import Cursor
from ._handle import Getter, Getters, Handle
from ._library import lib
from ._record import hides
from ._taken import Body, body_bytes, body_text, time_text
from .header import CallOptions, Platform
from .outcome import Outcome

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .hub import Hub
    from .notification import Notification


class Template(Handle):
    """A template: the platform's payload with expressions such as $(name) in it."""

    _free_name = "nh_template_free"

    def __init__(self, body: Body) -> None:
        self._own(lib.nh_template_new(body_text(body, "Template: body")))

    def set_header(self, name: str, value: str) -> None:
        """Sets a header for the push service."""
        lib.nh_template_set_header(self, name, value)

    def remove_header(self, name: str) -> None:
        """Removes a header, in whatever case it is written."""
        lib.nh_template_remove_header(self, name)

    def set_body(self, body: Body) -> None:
        """Sets another body."""
        lib.nh_template_set_body(self, body_text(body, "Template.set_body: body"))

    def add_tag(self, tag: str) -> None:
        """Adds a tag that this template alone has."""
        lib.nh_template_add_tag(self, tag)

    def remove_tag(self, tag: str) -> None:
        """Removes a tag."""
        lib.nh_template_remove_tag(self, tag)

    def set_expiry(self, expiry: Optional[str]) -> None:
        """Sets an expression for the expiry, Apple only; None for none."""
        lib.nh_template_set_expiry(self, expiry)

    body = Getter[str]("nh_template_body")
    expiry = Getter[Optional[str]]("nh_template_expiry")
    tags = Getters[str]("nh_template_tag_count", "nh_template_tag")

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers for the push service."""
        members = {
            lib.nh_template_header_name(self, index): lib.nh_template_header_value(self, index)
            for index in range(lib.nh_template_header_count(self))
        }
        return CopiedDict(members, type(self), "headers")

    def check_with_sample(self, platform: Platform, sample: Notification) -> None:
        """Checks what it makes of sample, a template notification; for Apple with its headers."""
        lib.nh_template_check_with_sample(platform, self, sample)


class SecondaryTile(Handle):
    """A secondary tile of a Windows installation, with a channel of its own."""

    _free_name = "nh_secondary_tile_free"

    def __init__(self, push_channel: str) -> None:
        self._own(lib.nh_secondary_tile_new(push_channel))

    def add_tag(self, tag: str) -> None:
        """Adds a tag."""
        lib.nh_secondary_tile_add_tag(self, tag)

    def remove_tag(self, tag: str) -> None:
        """Removes a tag."""
        lib.nh_secondary_tile_remove_tag(self, tag)

    def set_push_channel(self, push_channel: str) -> None:
        """Sets a new channel."""
        lib.nh_secondary_tile_set_push_channel(self, push_channel)

    def set_template(self, name: str, template: Template) -> None:
        """Sets the template of this name; it is copied."""
        lib.nh_secondary_tile_set_template(self, name, template)

    def remove_template(self, name: str) -> None:
        """Removes the template of this name."""
        lib.nh_secondary_tile_remove_template(self, name)

    push_channel = Getter[str]("nh_secondary_tile_push_channel")
    push_channel_expired = Getter[bool]("nh_secondary_tile_push_channel_expired")
    tags = Getters[str]("nh_secondary_tile_tag_count", "nh_secondary_tile_tag")
    template_names = Getters[str](
        "nh_secondary_tile_template_count", "nh_secondary_tile_template_name"
    )

    def template(self, name: str) -> Template:
        """A copy of a template, to be read, or changed and set."""
        return Template._made(lib.nh_secondary_tile_template(self, name))


@hides("body")
class InstallationTemplate(NamedTuple):
    """A template of an installation, as it is read."""

    name: str
    body: str
    tags: Sequence[str]
    headers: Mapping[str, str]
    expiry: Optional[str]


class Installation(Handle):
    """A device with its tags, templates and push variables."""

    _free_name = "nh_installation_free"

    #: Of the call that read it; its body is the service's own JSON.
    outcome: Optional[Outcome] = None

    def __init__(self, installation_id: str, platform: Platform, push_channel: str) -> None:
        """An id that you choose, the device's platform and its handle.

        For a browser the handle is its subscription as JSON.
        """
        self._own(lib.nh_installation_new(installation_id, platform, push_channel))

    @classmethod
    def new_browser(
        cls, installation_id: str, endpoint: str, p256dh: str, auth: str
    ) -> "Installation":
        """A browser, with the three parts of its subscription."""
        return cls._made(lib.nh_installation_new_browser(installation_id, endpoint, p256dh, auth))

    @classmethod
    def from_json(cls, json: Union[Body, bytes]) -> "Installation":
        """As devices or other SDKs write it."""
        content = body_bytes(json, "Installation.from_json: json")
        return cls._made(lib.nh_installation_from_json(*content))

    def set_user_id(self, user_id: str) -> None:
        """Says whose device it is."""
        lib.nh_installation_set_user_id(self, user_id)

    def remove_user_id(self) -> None:
        """Makes it nobody's device."""
        lib.nh_installation_remove_user_id(self)

    def set_push_channel(self, push_channel: str) -> None:
        """Sets a new handle; for a browser its subscription as JSON."""
        lib.nh_installation_set_push_channel(self, push_channel)

    def set_browser_channel(self, endpoint: str, p256dh: str, auth: str) -> None:
        """Sets a browser's new subscription."""
        lib.nh_installation_set_browser_channel(self, endpoint, p256dh, auth)

    def set_expiration_time(self, expiration_time: Union[datetime, str, None]) -> None:
        """Sets when it ends: a datetime, or text such as "2027-01-15T00:00:00Z".

        None leaves it to the hub.
        """
        where = "Installation.set_expiration_time: expiration_time"
        lib.nh_installation_set_expiration_time(self, time_text(expiration_time, where))

    def set_member(self, name: str, json: Optional[str]) -> None:
        """Sets any member to its JSON; None removes it."""
        lib.nh_installation_set_member(self, name, json)

    def add_tag(self, tag: str) -> None:
        """Adds a tag."""
        lib.nh_installation_add_tag(self, tag)

    def remove_tag(self, tag: str) -> None:
        """Removes a tag, before the installation is written back."""
        lib.nh_installation_remove_tag(self, tag)

    def set_push_variable(self, name: str, value: str) -> None:
        """Sets a value that the device's templates can use."""
        lib.nh_installation_set_push_variable(self, name, value)

    def remove_push_variable(self, name: str) -> None:
        """Removes a push variable."""
        lib.nh_installation_remove_push_variable(self, name)

    def set_template(self, name: str, template: Template) -> None:
        """Sets the template of this name; it is copied."""
        lib.nh_installation_set_template(self, name, template)

    def remove_template(self, name: str) -> None:
        """Removes the template of this name."""
        lib.nh_installation_remove_template(self, name)

    def set_secondary_tile(self, tile_id: str, tile: SecondaryTile) -> None:
        """Sets the secondary tile of this id; it is copied. Windows only."""
        lib.nh_installation_set_secondary_tile(self, tile_id, tile)

    def remove_secondary_tile(self, tile_id: str) -> None:
        """Removes the secondary tile of this id."""
        lib.nh_installation_remove_secondary_tile(self, tile_id)

    id = Getter[str]("nh_installation_id")
    user_id = Getter[Optional[str]]("nh_installation_user_id")
    platform_text = Getter[str]("nh_installation_platform_text", "In the service's word.")
    push_channel = Getter[str]("nh_installation_push_channel")
    browser_p256dh = Getter[Optional[str]]("nh_installation_browser_p256dh")
    browser_auth = Getter[Optional[str]]("nh_installation_browser_auth")
    push_channel_expired = Getter[bool]("nh_installation_push_channel_expired")
    expiration_time = Getter[Optional[str]]("nh_installation_expiration_time")
    tags = Getters[str]("nh_installation_tag_count", "nh_installation_tag")
    json = Getter[Optional[str]](
        "nh_installation_json", "As it is sent; None after a setter failed."
    )

    @property
    def platform(self) -> Optional[Platform]:
        """None for one that this version does not know."""
        number = lib.nh_installation_platform(self)
        return Platform(number) if number else None

    def push_variable(self, name: str) -> Optional[str]:
        """The value of a push variable."""
        value: Optional[str] = lib.nh_installation_push_variable(self, name)
        return value

    @property
    def push_variables(self) -> Mapping[str, Optional[str]]:
        """All push variables; None for one that is no text."""
        members = {
            name: self.push_variable(name)
            for name in (
                lib.nh_installation_push_variable_name(self, index)
                for index in range(lib.nh_installation_push_variable_count(self))
            )
        }
        return CopiedDict(members, type(self), "push_variables")

    def template(self, name: str) -> Template:
        """A copy of a template, to be read, or changed and set."""
        return Template._made(lib.nh_installation_template(self, name))

    @property
    def templates(self) -> Sequence[InstallationTemplate]:
        """Its templates."""
        templates = []
        for index in range(lib.nh_installation_template_count(self)):
            name = lib.nh_installation_template_name(self, index)
            body = lib.nh_installation_template_body(self, index)
            tags = [
                lib.nh_installation_template_tag(self, index, tag)
                for tag in range(lib.nh_installation_template_tag_count(self, index))
            ]
            read = self.template(name)
            templates.append(InstallationTemplate(name, body, tags, read.headers, read.expiry))
        return CopiedList(templates, type(self), "templates")

    secondary_tile_ids = Getters[str](
        "nh_installation_secondary_tile_count", "nh_installation_secondary_tile_id"
    )

    def secondary_tile(self, tile_id: str) -> SecondaryTile:
        """A copy of a secondary tile, to be read, or changed and set."""
        return SecondaryTile._made(lib.nh_installation_secondary_tile(self, tile_id))

    def member(self, name: str) -> Optional[str]:
        """Any member, as JSON."""
        value: Optional[str] = lib.nh_installation_member(self, name)
        return value


class InstallationPatch(Handle):
    """Changes to an installation, applied in the order in which they were added."""

    _free_name = "nh_installation_patch_free"

    def __init__(self) -> None:
        self._own(lib.nh_installation_patch_new())

    def add_tag(self, tag: str) -> None:
        """Adds a tag to the device."""
        lib.nh_installation_patch_add_tag(self, tag)

    def remove_tag(self, tag: str) -> None:
        """Removes a tag from the device."""
        lib.nh_installation_patch_remove_tag(self, tag)

    def remove_all_tags(self) -> None:
        """Removes all tags; those that are added directly behind it are then the only ones."""
        lib.nh_installation_patch_remove_all_tags(self)

    def set_user_id(self, user_id: str) -> None:
        """Says whose device it is."""
        lib.nh_installation_patch_set_user_id(self, user_id)

    def remove_user_id(self) -> None:
        """Makes it nobody's device."""
        lib.nh_installation_patch_remove_user_id(self)

    def set_push_channel(self, push_channel: str) -> None:
        """Sets a new handle; for a browser its subscription as JSON."""
        lib.nh_installation_patch_set_push_channel(self, push_channel)

    def set_browser_channel(self, endpoint: str, p256dh: str, auth: str) -> None:
        """Sets a browser's new subscription."""
        lib.nh_installation_patch_set_browser_channel(self, endpoint, p256dh, auth)

    def set_template(self, name: str, template: Template) -> None:
        """Sets a whole template; it is copied."""
        lib.nh_installation_patch_set_template(self, name, template)

    def remove_template(self, name: str) -> None:
        """Removes a template."""
        lib.nh_installation_patch_remove_template(self, name)

    def set_template_body(self, name: str, body: Body) -> None:
        """Sets the body of a template and leaves the rest of it."""
        text = body_text(body, "InstallationPatch.set_template_body: body")
        lib.nh_installation_patch_set_template_body(self, name, text)

    def set_template_headers(self, name: str, template: Template) -> None:
        """Replaces all headers of a template by those of another."""
        lib.nh_installation_patch_set_template_headers(self, name, template)

    def set_template_expiry(self, name: str, expiry: Optional[str]) -> None:
        """Sets a template's expression for the expiry; None removes it."""
        lib.nh_installation_patch_set_template_expiry(self, name, expiry)

    def remove_template_tag(self, name: str, tag: str) -> None:
        """Removes a tag from a template."""
        lib.nh_installation_patch_remove_template_tag(self, name, tag)

    def add_template_tag(self, name: str, tag: str) -> None:
        """Adds a tag to a template."""
        lib.nh_installation_patch_add_template_tag(self, name, tag)

    def set_push_variable(self, name: str, value: str) -> None:
        """Sets a push variable."""
        lib.nh_installation_patch_set_push_variable(self, name, value)

    def remove_push_variable(self, name: str) -> None:
        """Removes a push variable."""
        lib.nh_installation_patch_remove_push_variable(self, name)

    def set_secondary_tile(self, tile_id: str, tile: SecondaryTile) -> None:
        """Sets a tile's channel, its tags, and the templates that it has. Windows only."""
        lib.nh_installation_patch_set_secondary_tile(self, tile_id, tile)

    def remove_secondary_tile(self, tile_id: str) -> None:
        """Removes a secondary tile."""
        lib.nh_installation_patch_remove_secondary_tile(self, tile_id)

    def add_operation(self, op: str, path: str, value: Optional[str] = None) -> None:
        """Adds any operation of JSON Patch: "add", "replace" or "remove", which has no value."""
        lib.nh_installation_patch_add_operation(self, op, path, value)

    json = Getter[Optional[str]]("nh_installation_patch_json", "The changes as they are sent.")


class InstallationCalls(Handle):
    """A hub's calls on installations."""

    def put_installation(
        self, installation: Installation, **options: Unpack[CallOptions]
    ) -> Outcome:
        """Creates or replaces an installation."""
        return call(lib.nh_put_installation, self, installation, **options)

    def get_installation(
        self, installation_id: str, **options: Unpack[CallOptions]
    ) -> Installation:
        """Reads an installation."""
        return read(Installation._made, lib.nh_get_installation, self, installation_id, **options)

    def installation_exists(self, installation_id: str, **options: Unpack[CallOptions]) -> bool:
        """Is there such an installation?"""
        return read(bool, lib.nh_installation_exists, self, installation_id, **options)

    def patch_installation(
        self, installation_id: str, patch: InstallationPatch, **options: Unpack[CallOptions]
    ) -> Outcome:
        """Changes an installation, in the order of the patch."""
        return call(lib.nh_patch_installation, self, installation_id, patch, **options)

    def delete_installation(self, installation_id: str, **options: Unpack[CallOptions]) -> Outcome:
        """Deletes an installation; that there is none is no failure."""
        return call(lib.nh_delete_installation, self, installation_id, **options)

    def delete_user_devices(self, user_id: str, **options: Unpack[CallOptions]) -> int:
        """Deletes all devices of a user, waits until none is listed, and tells how many.

        After a failure its result does.
        """
        return read(int, lib.nh_delete_user_devices, self, user_id, **options)

    def wait_installation(
        self,
        installation_id: str,
        wanted: Optional[Installation],
        **options: Unpack[CallOptions],
    ) -> Optional[Installation]:
        """Waits until it has all that wanted has, or, with None, until it is gone."""
        function = lib.nh_wait_installation
        return read(Installation._made, function, self, installation_id, wanted, **options)


class InstallationCursor(Cursor[Installation]):
    """A place in a list of installations, each of which comes once. One thread at a time.

    It can be iterated over; next takes options, and after a failure goes on where it was.
    """

    _free_name = "nh_installation_cursor_free"
    _next_name = "nh_installation_cursor_next"
    _item = Installation

    @classmethod
    def new_all(cls, hub: "Hub") -> "InstallationCursor":
        """All installations of the hub."""
        return cls._over(hub, lib.nh_installation_cursor_new_all(hub))

    @classmethod
    def new_by_tag(cls, hub: "Hub", tag: str) -> "InstallationCursor":
        """Those with a tag, also where a template alone has it."""
        return cls._over(hub, lib.nh_installation_cursor_new_by_tag(hub, tag))

    @classmethod
    def new_by_user(cls, hub: "Hub", user_id: str) -> "InstallationCursor":
        """Those of a user."""
        return cls._over(hub, lib.nh_installation_cursor_new_by_user(hub, user_id))

    @classmethod
    def new_by_channel(cls, hub: "Hub", channel: str) -> "InstallationCursor":
        """Those of a handle, on whatever platform."""
        return cls._over(hub, lib.nh_installation_cursor_new_by_channel(hub, channel))
