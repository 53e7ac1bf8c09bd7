"""Why a call failed: one exception for each group of statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from . import _callbacks
from ._cdef import Function
from ._library import lib
from ._names import in_python
from .header import AccessProblem, Status

if TYPE_CHECKING:
    from .outcome import Outcome


class Error(Exception):
    """A call failed. Which kind it is follows from its status.

    One that another made from a message alone, as job queues and tests do, says the cautious thing:
    that it may have been sent, and is not to be tried again.
    """

    status: Status = Status.INTERNAL
    #: The answer's HTTP status; 0 without an answer.
    http_status: int = 0
    #: Could the same call succeed later?
    is_transient: bool = False
    #: Did the request leave without a trustworthy answer? Then a repetition can come twice.
    may_have_been_sent: bool = True
    #: How long the service asks to wait; -1 if it does not say.
    retry_after_ms: int = -1
    #: What to quote to Azure support.
    tracking_id: Optional[str] = None
    #: The service's own code and words.
    service_code: Optional[str] = None
    service_detail: Optional[str] = None
    #: Which character of a tag, an expression or a template is at fault, from 1; 0 for none.
    column: int = 0
    #: Why access was refused.
    access_problem: AccessProblem = AccessProblem.NONE
    #: What the call came to, where there was a call.
    outcome: Optional["Outcome"] = None
    #: What there is all the same: the report of a batch, what a wait read last, the number of
    #: registrations that were deleted.
    result: Any = None

    @property
    def message(self) -> str:
        """One line of English: what failed, and what to do. It holds no secret."""
        return str(self)

    @message.setter
    def message(self, message: str) -> None:
        self.args = (message,)

    @property
    def status_name(self) -> str:
        """The status as the header spells it, for logs."""
        name: str = lib.nh_status_name(self.status)
        return name

    def __copy__(self) -> "Error":
        copied = type(self)(*self.args)
        vars(copied).update(vars(self))
        return copied

    def __reduce__(self) -> Any:
        """Goes to other processes without what cannot: its outcome and its result."""
        told = {
            name: value for name, value in vars(self).items() if name not in ("outcome", "result")
        }
        return type(self), self.args, told

    @staticmethod
    def _of(
        error: Any,
        function: Optional[Function] = None,
        cause: Optional[BaseException] = None,
    ) -> "Error":
        """The exception for an nh_error, of this function and with this cause if they are known.

        It copies what it needs.
        """
        status = lib.nh_error_status(error)
        message = in_python(lib.nh_error_message(error), function)
        failure = cause or _callbacks.take_failure()
        if failure is not None:
            did = f"the token callback {_callbacks.in_place_of_none(failure)};"
            message = message.replace("the token callback gave none;", did)
        raised = _kind(status)(message)
        raised.status = status
        raised.http_status = lib.nh_error_http_status(error)
        raised.is_transient = lib.nh_error_is_transient(error)
        raised.may_have_been_sent = lib.nh_error_may_have_been_sent(error)
        raised.retry_after_ms = lib.nh_error_retry_after_ms(error)
        raised.tracking_id = lib.nh_error_tracking_id(error)
        raised.service_code = lib.nh_error_service_code(error)
        raised.service_detail = lib.nh_error_service_detail(error)
        raised.column = lib.nh_error_column(error)
        raised.access_problem = lib.nh_error_access_problem(error)
        raised.__cause__ = failure
        return raised


class UsageError(Error):
    """The caller can mend it: a bad argument, tag, payload, connection string …"""

    may_have_been_sent = False


class NetworkError(Error):
    """The request did not complete: no connection, TLS, time, cancelled …"""


class ServiceError(Error):
    """The service said no."""


class LibraryError(Error):
    """This library or this process: closed, full, forked …"""


def _kind(status: int) -> type[Error]:
    if status < 100:
        return UsageError
    if status < 200:
        return NetworkError
    return ServiceError if status < 900 else LibraryError
