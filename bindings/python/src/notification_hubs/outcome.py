"""What calls came to: Outcome for one request, BatchReport for a direct batch."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional, TypeVar, Union

from ._handle import Getter, Handle
from ._library import lib, value_type
from ._record import hides
from .errors import Error
from .header import Status, Verdict

if TYPE_CHECKING:
    from .installations import Installation
    from .jobs import Job
    from .registrations import Registration, RegistrationPage
    from .telemetry import NotificationDetails

T = TypeVar("T")


def verdict_name(verdict: Verdict) -> str:
    """A word for a verdict: "accepted", "not accepted" or "unknown"."""
    name: str = lib.nh_verdict_name(verdict)
    return name


@hides("pns_handle")
class Result(NamedTuple):
    """What became of a test send at one device."""

    platform: str
    pns_handle: str
    registration_id: str
    outcome: str


_Pointer = value_type("nh_outcome*")


class Outcome(Handle):
    """What a call came to. One thread at a time."""

    _free_name = "nh_outcome_free"
    _cause: Optional[BaseException] = None

    status = Getter[Status]("nh_outcome_status")
    verdict = Getter[Verdict]("nh_outcome_verdict")
    may_be_duplicate = Getter[bool]("nh_outcome_may_be_duplicate")
    notification_id = Getter[Optional[str]]("nh_outcome_notification_id")
    registration_id = Getter[Optional[str]]("nh_outcome_registration_id")
    tracking_id = Getter[Optional[str]]("nh_outcome_tracking_id")
    correlation_id = Getter[Optional[str]]("nh_outcome_correlation_id")
    http_status = Getter[int]("nh_outcome_http_status")
    attempts = Getter[int]("nh_outcome_attempts")
    has_test_result = Getter[bool]("nh_outcome_has_test_result")
    success_count = Getter[int]("nh_outcome_success_count")
    failure_count = Getter[int]("nh_outcome_failure_count")

    #: Of installation_exists_async and registration_exists_async: the answer.
    exists = Getter[bool]("nh_outcome_exists")

    #: What was handed in with a call into a queue.
    user_data: Any = None

    @classmethod
    def _to_come(cls) -> "Outcome":
        """Of a call that puts it there: whoever holds this frees it."""
        return cls._made(_Pointer())

    @property
    def error(self) -> Optional[Error]:
        """Why the status is not OK: an exception, not raised."""
        return _error_of(self, lib.nh_outcome_error(self))

    @property
    def body(self) -> bytes:
        """Body of the last answer, as it came."""
        return ctypes.string_at(lib.nh_outcome_body(self), lib.nh_outcome_body_len(self))

    @property
    def results(self) -> Sequence[Result]:
        """What became of a test send, device by device."""
        return [
            Result(
                lib.nh_outcome_result_platform(self, index),
                lib.nh_outcome_result_pns_handle(self, index),
                lib.nh_outcome_result_registration_id(self, index),
                lib.nh_outcome_result_outcome(self, index),
            )
            for index in range(lib.nh_outcome_result_count(self))
        ]

    # What a call read that was handed in to a queue; each kind can be taken once. Where there is
    # none these raise: what the call failed with, or UsageError.

    def take_installation(self) -> "Installation":
        """What get_installation_async read."""
        from .installations import Installation

        return self._take(Installation._made, lib.nh_outcome_take_installation)

    def take_registration(self) -> "Registration":
        """What get_registration_async, or a call that writes one, brought."""
        from .registrations import Registration

        return self._take(Registration._made, lib.nh_outcome_take_registration)

    def take_registration_page(self) -> "RegistrationPage":
        """What get_registration_page_async read."""
        from .registrations import RegistrationPage

        return self._take(RegistrationPage._made, lib.nh_outcome_take_registration_page)

    def take_notification_details(self) -> "NotificationDetails":
        """What get_notification_details_async read."""
        from .telemetry import NotificationDetails

        return self._take(NotificationDetails._made, lib.nh_outcome_take_notification_details)

    def take_job(self) -> "Job":
        """What submit_job_async or get_job_async brought."""
        from .jobs import Job

        return self._take(Job._made, lib.nh_outcome_take_job)

    def take_jobs(self) -> "Sequence[Job]":
        """What list_jobs_async read."""
        from .jobs import JobList

        return self._take(JobList.members, lib.nh_outcome_take_job_list)

    def _take(self, wrap: Callable[[Any], T], function: Callable[..., Any]) -> T:
        got = wrap(function(self))
        if hasattr(got, "outcome"):
            got.outcome = self
        return got

    def __repr__(self) -> str:
        return f"<Outcome {self.verdict.name} tracking_id={self.tracking_id}>"


def _error_of(owner: Union[Outcome, "BatchReport"], pointer: Any) -> Optional[Error]:
    """With what a callback raised, however often it is asked."""
    if not pointer:
        return None
    error = Error._of(pointer, cause=owner._cause)
    owner._cause = error.__cause__
    return error


class BatchRequest(NamedTuple):
    """One request of a batch: number of its first handle, how many it had, and its outcome."""

    first: int
    handle_count: int
    outcome: Outcome


class BatchReport(Handle):
    """What became of a direct batch, request by request."""

    _free_name = "nh_batch_report_free"
    _cause: Optional[BaseException] = None

    next = Getter[int]("nh_batch_report_next", "Number of the handle to go on with.")
    bad_handle = Getter[int]("nh_batch_report_bad_handle", "Which one is no handle; -1 for none.")
    accepted = Getter[int]("nh_batch_report_accepted")
    unknown = Getter[int]("nh_batch_report_unknown")

    @property
    def error(self) -> Optional[Error]:
        """Why it stopped before the end: an exception, not raised."""
        return _error_of(self, lib.nh_batch_report_error(self))

    @property
    def requests(self) -> Sequence[BatchRequest]:
        """All requests that were made."""
        return [
            BatchRequest(
                lib.nh_batch_report_first(self, index),
                lib.nh_batch_report_handle_count(self, index),
                Outcome._borrowed(lib.nh_batch_report_outcome(self, index), self),
            )
            for index in range(lib.nh_batch_report_count(self))
        ]
