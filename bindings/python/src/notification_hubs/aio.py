"""Calls to await: the queue's descriptor stands in the event loop, and no thread waits."""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, Optional

from ._calls import raise_failure
from ._handle import Handle
from .cancel import Cancel
from .errors import LibraryError
from .header import QueueOptions, Status
from .outcome import Outcome
from .queue import Queue

if TYPE_CHECKING:
    from typing_extensions import Unpack

    Turn = asyncio.Future[None]


class AsyncQueue:
    """A queue of one event loop, with options of its own: await hub.send_async(…, queue).

    When it is full, calls wait for their turn; that time is not counted in their timeouts.
    """

    # While calls are under way it leads to its loop, by what waits for them. The loop keeps it then,
    # as a reader, and nothing of this module does: so it goes with its loop, however that ends.

    #: Is it the one that its loop has by itself?
    _is_loops = False

    def __init__(self, **options: Unpack[QueueOptions]) -> None:
        self._queue = Queue(**options)
        self._queue._tells = False
        self._fd = self._queue.fd()
        self._reading = False
        self._loop: Optional[weakref.ref[asyncio.AbstractEventLoop]] = None
        # Calls that wait for room, in their order.
        self._turns: deque[Turn] = deque()

    async def _call(
        self, options: Mapping[str, Any], function: Any, hub: Handle, *arguments: Any
    ) -> Outcome:
        loop = _running_loop()
        if self._loop is None:
            self._loop = weakref.ref(loop)
        elif self._loop() is not loop:
            raise RuntimeError("this AsyncQueue is of another event loop: make one for each")
        # So that a cancelled task ends its call; a handle of the caller's own is the caller's.
        cancel = Cancel() if options.get("cancel") is None else None
        if cancel is not None:
            options = {**options, "cancel": cancel}
        arrived: asyncio.Future[Outcome] = loop.create_future()
        await self._hand_in(
            lambda: self._queue._hand_in(arrived, options, function, hub, *arguments)
        )
        try:
            outcome = await arrived
        except asyncio.CancelledError:
            if cancel is not None:
                cancel.trigger()
            raise
        raise_failure(outcome.error, outcome)
        return outcome

    async def _hand_in(self, hand_in: Callable[[], None]) -> None:
        if not self._turns and self._fits(hand_in):
            return
        turn: Turn = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        try:
            await turn
            while not self._fits(hand_in):
                # It stays the first.
                self._turns[0] = turn = asyncio.get_running_loop().create_future()
                await turn
        finally:
            self._turns.remove(turn)
            self._wake()

    def _fits(self, hand_in: Callable[[], None]) -> bool:
        try:
            hand_in()
        except LibraryError as error:
            if error.status != Status.WOULD_BLOCK:
                raise
            return False
        finally:
            # Also after what a signal's handler raised: the call may be under way.
            if not self._reading and self._queue.pending():
                asyncio.get_running_loop().add_reader(self._fd, self._take)
                self._set_reading(True)
        return True

    def _wake(self) -> None:
        if self._turns and not self._turns[0].done():
            self._turns[0].set_result(None)

    def _take(self) -> None:
        # Not more than were there: a busy queue must not keep the loop.
        for _ in range(self._queue.pending()):
            outcome = self._queue.next()
            if outcome is None:
                break
            # What came with it goes no further, and no circle is left.
            arrived, outcome.user_data = outcome.user_data, None
            if arrived is not None and not arrived.done():
                arrived.set_result(outcome)
        self._wake()
        if not self._queue.pending():
            asyncio.get_running_loop().remove_reader(self._fd)
            self._set_reading(False)

    def _set_reading(self, reading: bool) -> None:
        self._reading = reading
        if self._is_loops:
            loop = asyncio.get_running_loop()
            if reading:
                _idle.pop(loop, None)
            else:
                _idle[loop] = self


#: The queue of each loop; and what keeps it while no call is under way. A WeakKeyDictionary keeps
#: for ever what leads back to its key, as a queue with calls does.
_of_loops: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, weakref.ref[AsyncQueue]] = (
    weakref.WeakKeyDictionary()
)
_idle: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncQueue] = (
    weakref.WeakKeyDictionary()
)


def _running_loop() -> asyncio.AbstractEventLoop:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        told = "what is awaited needs asyncio's event loop; with another, such as trio's, give a Queue"
        raise RuntimeError(told) from None


def _of_running_loop() -> AsyncQueue:
    """The queue of the running loop, which is made when it is first used."""
    loop = _running_loop()
    kept = _of_loops.get(loop)
    queue = None if kept is None else kept()
    if queue is None:
        queue = _idle[loop] = AsyncQueue()
        queue._is_loops = True
        _of_loops[loop] = weakref.ref(queue)
    return queue


async def call(
    queue: Optional[AsyncQueue],
    options: Mapping[str, Any],
    function: Any,
    hub: Handle,
    *arguments: Any,
) -> Outcome:
    """Calls through a queue, or that of the running loop."""
    queue = _of_running_loop() if queue is None else queue
    return await queue._call(options, function, hub, *arguments)
