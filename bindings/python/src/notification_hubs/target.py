"""Where a notification goes: Target, and TagExpression to compose one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NoReturn, Union

from ._handle import Getter, Handle
from ._library import each_text, lib


class TagExpression(Handle):
    """A tag expression. It never changes: &, | and ~ make new ones."""

    _free_name = "nh_tag_expression_free"

    text = Getter[str]("nh_tag_expression_text", "As it is sent.")

    @classmethod
    def parse(cls, expression: str) -> "TagExpression":
        """Checks an expression with ||, &&, ! and parentheses; the error's column tells where."""
        return cls._made(lib.nh_tag_expression_parse(expression))

    @classmethod
    def new_tag(cls, tag: str) -> "TagExpression":
        """One tag."""
        return cls._made(lib.nh_tag_expression_new_tag(tag))

    def __and__(self, other: "TagExpression") -> "TagExpression":
        if not isinstance(other, TagExpression):
            return NotImplemented
        return self._made(lib.nh_tag_expression_new_and(self, other))

    def __or__(self, other: "TagExpression") -> "TagExpression":
        if not isinstance(other, TagExpression):
            return NotImplemented
        return self._made(lib.nh_tag_expression_new_or(self, other))

    def __invert__(self) -> "TagExpression":
        return self._made(lib.nh_tag_expression_new_not(self))

    def __bool__(self) -> NoReturn:
        """`a and b` is b alone, in Python as it is: the send would go to others than were meant."""
        raise TypeError(
            "a TagExpression is neither true nor false; combine with & | ~, not with and, or, not"
        )

    def __str__(self) -> str:
        return self.text


#: An expression, or several tags: in a list, a set, a generator …
Tags = Union[str, TagExpression, Iterable[str]]


def expression_text(tags: Tags) -> str:
    """Several tags mean any of them. Each has to be a tag: an operator in it widens no send."""
    if isinstance(tags, TagExpression):
        return tags.text
    if isinstance(tags, (str, bytes)) or not isinstance(tags, Iterable):
        return tags  # what is wrong with another object is said as of every argument
    each = [TagExpression.new_tag(tag) for tag in sorted(set(each_text(tags, "tags")))]
    # No tags at all are an empty expression, which the library refuses.
    return reduce(TagExpression.__or__, each).text if each else ""


class Target(Handle):
    """Where a notification goes. Everyone is a word of its own; nothing at all is an error."""

    _free_name = "nh_target_free"

    @classmethod
    def new_broadcast(cls) -> "Target":
        """Every device of the notification's platform."""
        return cls._made(lib.nh_target_new_broadcast())

    @classmethod
    def new_tag(cls, tag: str) -> "Target":
        """Devices with this tag."""
        return cls._made(lib.nh_target_new_tag(tag))

    @classmethod
    def new_tags(cls, tags: Iterable[str] = ()) -> "Target":
        """Devices with any of these tags and of those that add_tag adds."""
        target = cls._made(lib.nh_target_new_tags())
        for tag in each_text(tags, "tags"):
            target.add_tag(tag)
        return target

    def add_tag(self, tag: str) -> None:
        """Adds a tag to a target made with new_tags."""
        lib.nh_target_add_tag(self, tag)

    @classmethod
    def new_expression(cls, expression: str) -> "Target":
        """Devices that match a tag expression."""
        return cls._made(lib.nh_target_new_expression(expression))

    @classmethod
    def new_composed(cls, expression: TagExpression) -> "Target":
        """Devices that match a composed expression."""
        return cls._made(lib.nh_target_new_composed(expression))

    @classmethod
    def new_user(cls, user_id: str) -> "Target":
        """All devices of a user."""
        return cls._made(lib.nh_target_new_user(user_id))

    @classmethod
    def new_installation(cls, installation_id: str) -> "Target":
        """One installation."""
        return cls._made(lib.nh_target_new_installation(installation_id))

    @classmethod
    def new_device(cls, handle: str) -> "Target":
        """One device by its handle: a direct send, which needs no registration."""
        return cls._made(lib.nh_target_new_device(handle))

    @classmethod
    def new_browser(cls, endpoint: str, p256dh: str, auth: str) -> "Target":
        """One browser by its subscription."""
        return cls._made(lib.nh_target_new_browser(endpoint, p256dh, auth))
