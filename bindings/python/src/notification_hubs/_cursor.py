"""Lists that are read as the program goes through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Optional, TypeVar

from ._calls import read
from ._handle import Handle
from ._library import lib
from .header import CallOptions

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from .hub import Hub

Item = TypeVar("Item", bound=Handle)


class Cursor(Handle, Generic[Item]):
    """A place in a list."""

    _next_name: ClassVar[str]
    _item: Any

    @classmethod
    def _over(cls, hub: "Hub", pointer: Any) -> "Self":
        cursor = cls._made(pointer)
        # It keeps what it needs of the hub in C, and here the callbacks.
        cursor._keeps = hub._keeps
        return cursor

    def next(self, **options: Unpack[CallOptions]) -> Optional[Item]:
        """The next one; None at the end."""
        made: Callable[[Any], Item] = self._item._made
        return read(made, getattr(lib, self._next_name), self, **options)

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        item = self.next()
        if item is None:
            raise StopIteration
        return item
