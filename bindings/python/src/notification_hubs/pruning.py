"""Dead devices and their deletion: Prune, and what it decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional, Union

from ._arguments import kind
from ._callbacks import TakesProgress
from ._calls import read
from ._handle import Handle
from ._interrupts import carry
from ._library import each_text, lib
from ._record import hides
from .cancel import Cancel
from .errors import Error
from .feedback import Feedback
from .header import CallOptions, Platform, PruneDecision
from .outcome import Outcome
from .sends import Handles

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .hub import Hub


@hides("pns_handle")
class PrunedDevice(NamedTuple):
    """What was decided of a device, or of a handle; None where nothing is known."""

    decision: PruneDecision
    platform: Optional[Platform]
    pns_handle: Optional[str]
    installation_id: Optional[str]
    registration_id: Optional[str]
    error: Optional[str]


class PruneReport(Handle):
    """What one call of a Prune decided, device by device. It can be iterated over."""

    _free_name = "nh_prune_report_free"

    #: Of the call.
    outcome: Optional[Outcome] = None

    @property
    def devices(self) -> Sequence[PrunedDevice]:
        """One for each device that was found, and for each handle or document without one."""
        return [
            PrunedDevice(
                PruneDecision(lib.nh_prune_report_decision(self, index)),
                _platform(lib.nh_prune_report_platform(self, index)),
                lib.nh_prune_report_pns_handle(self, index),
                lib.nh_prune_report_installation_id(self, index),
                lib.nh_prune_report_registration_id(self, index),
                lib.nh_prune_report_error(self, index),
            )
            for index in range(lib.nh_prune_report_count(self))
        ]

    def __iter__(self) -> Iterator[PrunedDevice]:
        return iter(self.devices)


def _platform(number: int) -> Optional[Platform]:
    return Platform(number) if number else None


class Prune(Handle):
    """Deletes devices whose handles are dead, or says which it would delete. One thread at a time.

    A failure has the report as its result; with the same again it goes on behind what is settled.
    """

    _free_name = "nh_prune_free"

    def __init__(
        self,
        *,
        delete: bool = False,
        errors: Iterable[str] = (),
        progress: Optional[Callable[[int, int], object]] = None,
    ) -> None:
        """Without delete=True it only says what it would delete.

        errors: words of the service that mean a dead device too, beside "ExpiredChannel" and
        "BadChannel". progress(done, total) is told how far a call has come. What it raises ends the
        call and comes out of it, with outcome and result as its attributes. A call with a cancel=
        of the program's own is ended by that alone: there it comes out at the end.
        """
        if not isinstance(delete, bool):
            raise TypeError(f"Prune: delete is {kind(delete)}; give True or False")
        if progress is not None and not callable(progress):
            raise TypeError(f"Prune: progress is {kind(progress)}; give a function or None")
        self._progress = None if progress is None else TakesProgress(progress)
        self._own(lib.nh_prune_new(), self._progress)
        lib.nh_prune_set_delete(self, delete)
        for error in each_text(errors, "errors"):
            lib.nh_prune_add_error(self, error)
        if self._progress is not None:
            lib.nh_prune_set_progress_callback(self, self._progress.function, None)

    def feedback(
        self, hub: "Hub", feedback: Feedback, **options: Unpack[CallOptions]
    ) -> PruneReport:
        """Those that feedback says are dead, but for what has registered again since."""
        return self._run(lib.nh_prune_feedback, hub, feedback, options)

    def handles(
        self,
        hub: "Hub",
        handles: Union[Handles, Iterable[str]],
        **options: Unpack[CallOptions],
    ) -> PruneReport:
        """All devices that have these handles."""
        listed = handles if isinstance(handles, Handles) else Handles(handles)
        return self._run(lib.nh_prune_handles, hub, listed, options)

    @property
    def counts(self) -> Mapping[PruneDecision, int]:
        """How often each was decided, in all calls so far."""
        return {each: lib.nh_prune_count(self, each) for each in PruneDecision}

    def _run(self, function: Any, hub: "Hub", what: Handle, options: Any) -> PruneReport:
        progress = self._progress
        if progress is None:
            return read(PruneReport._made, function, self, hub, what, **options)
        if options.get("cancel") is None:
            options["cancel"] = progress.cancel = Cancel()
        try:
            report = read(PruneReport._made, function, self, hub, what, **options)
        except Error as ended:
            failure = progress.take_failure()
            if failure is None:
                raise
            carry(failure, outcome=ended.outcome, result=ended.result)
            raise failure from None
        finally:
            progress.cancel = None
        failure = progress.take_failure()
        if failure is not None:
            carry(failure, outcome=report.outcome, result=report)
            raise failure
        return report
