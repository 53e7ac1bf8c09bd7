"""How a hub's calls are handed in that do not wait."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any, Callable, Optional, TypeVar, Union

from . import aio
from ._arguments import kind
from ._handle import Handle
from .aio import AsyncQueue
from .outcome import Outcome
from .queue import Queue

T = TypeVar("T")
AnyQueue = Union[Queue, AsyncQueue, None]


class QueuedCalls(Handle):
    """Each is the form of a call that waits; how they are handed in."""

    def _hand_in(
        self,
        queue: AnyQueue,
        user_data: object,
        options: Mapping[str, Any],
        function: Any,
        *arguments: Any,
    ) -> Optional[Awaitable[Outcome]]:
        """One whose outcome is all that it brings."""
        name = _method(function)
        if isinstance(queue, Queue):
            queue._hand_in(user_data, options, function, self, *arguments)
            return None
        if not isinstance(queue, (AsyncQueue, type(None))):
            # At once: a coroutine that nobody awaits would say nothing.
            raise TypeError(f"{name}: queue is {kind(queue)}; give a Queue or an AsyncQueue")
        if user_data is not None:
            raise TypeError(f"{name}: user_data goes with a Queue; what is awaited has its caller")
        coroutine: Any = aio.call(queue, options, function, self, *arguments)
        coroutine.__qualname__ = name
        return coroutine  # type: ignore[no-any-return]

    def _ask(
        self,
        queue: AnyQueue,
        user_data: object,
        options: Mapping[str, Any],
        take: Callable[[Outcome], T],
        function: Any,
        *arguments: Any,
    ) -> Optional[Awaitable[T]]:
        """One that reads something: whoever awaits it gets that."""
        outcome = self._hand_in(queue, user_data, options, function, *arguments)
        if outcome is None:
            return None
        coroutine: Any = _taken(outcome, take)
        coroutine.__qualname__ = _method(function)
        return coroutine  # type: ignore[no-any-return]


def _method(function: Any) -> str:
    """What Python says of a coroutine that nobody awaits, and we of arguments."""
    return f"Hub.{function.__name__[len('nh_') :]}"


async def _taken(outcome: Awaitable[Outcome], take: Callable[[Outcome], T]) -> T:
    return take(await outcome)
