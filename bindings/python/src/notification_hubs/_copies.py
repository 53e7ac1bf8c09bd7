"""Lists and dicts that getters give. They are copies: what is changed there would be lost."""

from __future__ import annotations

from typing import Any, Callable, NoReturn, TypeVar

C = TypeVar("C", bound="type[Any]")


def _refusing(*methods: str) -> Callable[[C], C]:
    """For a class of copies: these methods say what changes the object itself."""

    def decorate(copies: C) -> C:
        def refused(self: Any, *_: object, **__: object) -> NoReturn:
            raise TypeError(self._owner._copied(self._name))

        for name in methods:
            setattr(copies, name, refused)
        return copies

    return decorate


@_refusing(
    *("append", "extend", "insert", "remove", "pop", "clear"),
    *("__setitem__", "__delitem__", "__iadd__", "__imul__"),
)
class CopiedList(list[Any]):
    """In every other way a list."""

    def __init__(self, members: Any, owner: Any, name: str) -> None:
        super().__init__(members)
        self._owner, self._name = owner, name

    def __reduce_ex__(self, _: object) -> Any:
        return list, (list(self),)


@_refusing(
    *("update", "setdefault", "pop", "popitem", "clear"),
    *("__setitem__", "__delitem__", "__ior__"),
)
class CopiedDict(dict[str, Any]):
    """In every other way a dict."""

    def __init__(self, members: Any, owner: Any, name: str) -> None:
        super().__init__(members)
        self._owner, self._name = owner, name

    def __reduce_ex__(self, _: object) -> Any:
        return dict, (dict(self),)
