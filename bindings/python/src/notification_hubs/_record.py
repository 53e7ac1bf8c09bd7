"""Records that hold secrets, shown without them: they end up in logs and tracebacks."""

from __future__ import annotations

from typing import Any, Callable, TypeVar

R = TypeVar("R", bound="type[Any]")


def hides(*secrets: str) -> Callable[[R], R]:
    """For a NamedTuple: its repr tells of these fields only whether they are there."""

    def decorate(record: R) -> R:
        def shown(self: Any) -> str:
            fields = (
                f"{name}={'…' if name in secrets and value else repr(value)}"
                for name, value in zip(self._fields, self)
            )
            return f"{type(self).__name__}({', '.join(fields)})"

        setattr(record, "__repr__", shown)
        return record

    return decorate
