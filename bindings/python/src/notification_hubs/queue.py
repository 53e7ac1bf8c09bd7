"""Calls that do not wait: Queue."""

from __future__ import annotations

import atexit
import ctypes
import itertools
import warnings
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Optional

from . import _callbacks
from ._arguments import kind
from ._handle import Handle
from ._interrupts import waits
from ._library import lib
from ._options import call_options, queue_options
from .errors import Error, LibraryError, NetworkError
from .header import QueueOptions, Status
from .outcome import Outcome

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

# How long iterating waits at a time.
_LONG_MS = 3_600_000


class Queue(Handle):
    """Calls under way and their outcomes, for any number of hubs and threads.

    It belongs to the process that made it. Iterating gives outcomes as they come, until the queue
    is closed and all were taken. At the end of a `with` block all calls are made (for half a minute
    at most; none more if the block failed); take their outcomes before, or after it.

    One that is let go of, or left at the program's end, with calls that were not made says so: a
    RuntimeWarning, which Python shows by itself, since notifications are lost.
    """

    _free_name = "nh_queue_free"
    #: Whether it says so. Of calls that are awaited the event loop does.
    _tells = True

    def __init__(self, **options: Unpack[QueueOptions]) -> None:
        self._own(lib.nh_queue_new(queue_options(options)))
        # What goes with a call, by the number that stands for it in C: user_data, and whatever
        # its hub's callbacks need until the outcome is taken.
        self._with: dict[int, tuple[Any, object]] = {}
        self._numbers = itertools.count(1)
        # Outcomes that next() took and could not give, since a signal's handler raised.
        self._left: deque[Outcome] = deque()
        _queues.add(self)

    def _hand_in(
        self,
        user_data: object,
        options: Mapping[str, Any],
        function: Any,
        hub: Handle,
        *arguments: Any,
    ) -> None:
        """Calls an nh_…_async function."""
        made = call_options(options)
        number = next(self._numbers)
        self._with[number] = user_data, hub._keeps
        try:
            waits(function, hub, *arguments, made, self, number)
        except BaseException as failure:
            # What comes from a signal's handler, such as KeyboardInterrupt, says nothing of the
            # call, which may have been accepted; unless it ended a wait for room.
            if isinstance(failure, (Error, TypeError)) or isinstance(failure.__context__, Error):
                self._with.pop(number, None)
            raise

    def _unfinished(self) -> int:
        """How many calls end if it is freed now. The outcomes of others are let go of."""
        while lib.nh_queue_pending(self):  # 0 in a child of fork()
            outcome = Outcome._to_come()
            if lib.nh_queue_next(self, 0, ctypes.byref(outcome._as_parameter_)):
                break
        pending: int = lib.nh_queue_pending(self)
        return pending

    def _tell_unfinished(self) -> None:
        if not (self._tells and getattr(self, "_as_parameter_", None)):
            return
        unfinished = self._unfinished()
        if unfinished:
            self._tells = False
            calls = "1 call" if unfinished == 1 else f"{unfinished} calls"
            told = f"a queue ended with {calls} unfinished; close it with a time first"
            warnings.warn(told, RuntimeWarning, stacklevel=3)

    def __del__(self) -> None:
        try:
            self._tell_unfinished()
        finally:
            super().__del__()

    def _give(self, outcome: Outcome) -> None:
        """Gives an outcome what was handed in with its call; does so as often as it is asked."""
        number = lib.nh_outcome_user_data(outcome)
        # A handler may also raise what looks like a refusal: then there is an outcome all the same.
        outcome.user_data, _ = self._with.get(number, (outcome.user_data, None))
        self._with.pop(number, None)

    def _has_left(self) -> bool:
        """Has it any? What its parent's next() had taken is not for a child of fork()."""
        return bool(self._left) and self.fd() >= 0

    def _one_left(self) -> Optional[Outcome]:
        try:
            return self._left.popleft() if self._has_left() else None
        except IndexError:  # another thread was faster
            return None

    def fd(self) -> int:
        """A descriptor for selectors: readable as long as there are outcomes. Do not read it,
        and do not close it: dup_fd is for what closes.
        """
        fd: int = lib.nh_queue_fd(self)
        return fd

    def dup_fd(self) -> int:
        """A duplicate of fd, which the caller closes; before that it leaves every selector."""
        fd: int = lib.nh_queue_dup_fd(self)
        return fd

    #: So that a queue itself can be registered with the selectors module.
    fileno = fd

    def next(self, timeout_ms: int = 0) -> Optional[Outcome]:
        """The next outcome; None if none came in time. Its error is in it, not raised.

        A signal's handler that raises ends the wait, and no outcome is lost by it: what was taken
        already is given by the next call.
        """
        # Whoever holds this frees what is in it, so it is there before the outcome is.
        outcome = self._one_left() or Outcome._to_come()
        place = outcome._as_parameter_
        try:
            if not place:
                status = waits(lib.nh_queue_next, self, timeout_ms, ctypes.byref(place))
                if status == Status.WOULD_BLOCK:
                    return None
                if status:
                    raise Error._of(lib.nh_last_error())
            self._give(outcome)
            return outcome
        except BaseException:
            if place:
                self._left.append(outcome)
            raise

    def dispatch(self, take: Callable[[Any, Outcome], object], timeout_ms: int = 0) -> bool:
        """Calls take(user_data, outcome) for each outcome that is there; False if there was none.

        The outcome lasts only for the call. What take raises comes out of here, after the others;
        if it raises again meanwhile, that goes to sys.unraisablehook. So does what a signal's
        handler raises while take is called, and the outcome of that moment may not reach it:
        where handlers raise, use next.
        """
        if not callable(take):
            raise TypeError(f"Queue.dispatch: take is {kind(take)}; give a function to call")
        left = self._one_left()
        if left is not None:
            self._give(left)
            take(left.user_data, left)
            return True

        def call(pointer: Any) -> None:
            outcome = Outcome._borrowed(pointer, None)
            try:
                self._give(outcome)
                take(outcome.user_data, outcome)
            finally:
                outcome._as_parameter_ = None

        taker = _callbacks.TakesOutcomes(call)
        try:
            waits(lib.nh_queue_dispatch, self, taker.function, timeout_ms)
        except LibraryError as error:
            if error.status != Status.WOULD_BLOCK:
                raise
            return False
        if taker.failure is not None:
            raise taker.failure
        return True

    def __iter__(self) -> Iterator[Outcome]:
        while True:
            try:
                outcome = self.next(_LONG_MS)
            except LibraryError as error:
                if error.status != Status.CLOSED:
                    raise
                return
            if outcome is not None:
                yield outcome

    def pending(self) -> int:
        """How many calls were handed in whose outcome was not yet taken."""
        pending: int = lib.nh_queue_pending(self)
        return pending + (len(self._left) if self._has_left() else 0)

    def close(self, timeout_ms: int = 0) -> bool:
        """Takes no more calls, and waits for those that are left, then ends them.

        True if all were made. Outcomes can still be taken.
        """
        self._tells = False  # whoever closes it knows what was not made
        try:
            waits(lib.nh_queue_close, self, timeout_ms)
        except NetworkError as error:
            if error.status != Status.TIMEOUT:
                raise
            return False
        return True

    def __enter__(self) -> "Self":
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close(30_000 if kind is None else 0)


_queues: weakref.WeakSet[Queue] = weakref.WeakSet()


@atexit.register
def _tell_at_the_end() -> None:
    """Those that are kept to the end are freed too late to say anything."""
    for queue in list(_queues):
        queue._tell_unfinished()
        queue._tells = False
