"""Calls that do not wait: Queue."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Optional

from . import _callbacks
from ._handle import Handle
from ._library import lib, value_type
from ._options import call_options, queue_options
from .errors import Error, LibraryError, NetworkError
from .header import QueueOptions, Status
from .outcome import Outcome

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

# Iterating waits in slices, between which Python handles signals.
_SLICE_MS = 500


class Queue(Handle):
    """Calls under way and their outcomes, for any number of hubs and threads.

    It belongs to the process that made it. Iterating gives outcomes as they come, until the queue
    is closed and all were taken. At the end of a `with` block all calls are made (for half a minute
    at most; none more if the block failed); take their outcomes before, or after it.
    """

    _free_name = "nh_queue_free"

    def __init__(self, **options: Unpack[QueueOptions]) -> None:
        super().__init__(lib.nh_queue_new(queue_options(options)))
        # What goes with a call, by the number that stands for it in C: user_data, and whatever
        # its hub's callbacks need until the outcome is taken.
        self._with: dict[int, tuple[Any, object]] = {}
        self._numbers = itertools.count(1)

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
            function(hub, *arguments, made, self, number)
        except (Error, TypeError):
            # Refused. Whatever else comes out of here, such as KeyboardInterrupt, comes from a
            # signal's handler, and says nothing of the call: it may have been accepted.
            self._with.pop(number, None)
            raise

    def _user_data(self, outcome: Outcome) -> Any:
        # A handler may also raise what looks like a refusal: then there is an outcome all the same.
        user_data, _ = self._with.pop(lib.nh_outcome_user_data(outcome), (None, None))
        return user_data

    def fd(self) -> int:
        """A descriptor for selectors: readable as long as there are outcomes. Do not read it."""
        fd: int = lib.nh_queue_fd(self)
        return fd

    #: So that a queue itself can be registered with the selectors module.
    fileno = fd

    def next(self, timeout_ms: int = 0) -> Optional[Outcome]:
        """The next outcome; None if none came in time. Its error is in it, not raised."""
        place = value_type("nh_outcome*")()
        status = lib.nh_queue_next(self, timeout_ms, ctypes.byref(place))
        if status == Status.WOULD_BLOCK:
            return None
        if status:
            raise Error._of(lib.nh_last_error())
        outcome = Outcome._made(place)
        outcome.user_data = self._user_data(outcome)
        return outcome

    def dispatch(self, take: Callable[[Any, Outcome], object], timeout_ms: int = 0) -> bool:
        """Calls take(user_data, outcome) for each outcome that is there; False if there was none.

        The outcome lasts only for the call. What take raises comes out of here, after the others;
        if it raises again meanwhile, that goes to sys.unraisablehook.
        """

        def call(pointer: Any) -> None:
            outcome = Outcome._borrowed(pointer, None)
            try:
                outcome.user_data = self._user_data(outcome)
                take(outcome.user_data, outcome)
            finally:
                outcome._as_parameter_ = None

        taker = _callbacks.TakesOutcomes(call)
        try:
            lib.nh_queue_dispatch(self, taker.function, timeout_ms)
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
                outcome = self.next(_SLICE_MS)
            except LibraryError as error:
                if error.status != Status.CLOSED:
                    raise
                return
            if outcome is not None:
                yield outcome

    def pending(self) -> int:
        """How many calls were handed in whose outcome was not yet taken."""
        pending: int = lib.nh_queue_pending(self)
        return pending

    def close(self, timeout_ms: int = 0) -> bool:
        """Takes no more calls, and waits for those that are left, then ends them.

        True if all were made. Outcomes can still be taken.
        """
        try:
            lib.nh_queue_close(self, timeout_ms)
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
