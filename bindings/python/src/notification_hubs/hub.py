"""A notification hub, and where its calls come from: one file for each part of the service."""

from __future__ import annotations

import functools
import inspect
from datetime import timedelta
from types import FunctionType, TracebackType
from typing import TYPE_CHECKING, Any, Callable, Optional, Union

from ._handle import Getter, Handle
from ._interrupts import waits
from ._library import lib
from ._options import hub_options
from ._taken import milliseconds
from .errors import NetworkError
from .explaining import ExplainCalls
from .header import Options, Status
from .installations import InstallationCalls
from .jobs import JobCalls
from .queued_devices import QueuedInstallationCalls, QueuedRegistrationCalls
from .queued_jobs import QueuedJobCalls
from .queued_sends import QueuedSends
from .registrations import RegistrationCalls
from .sends import SendCalls
from .telemetry import TelemetryCalls

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack


class SasToken(Handle):
    """A shared access signature for a device or another program. It is a secret."""

    _free_name = "nh_sas_token_free"

    def __init__(
        self, hub: "Hub", uri: Optional[str] = None, *, lifetime_ms: Union[int, timedelta]
    ) -> None:
        """uri is absolute; None stands for the hub itself."""
        self._own(lib.nh_sas_token_new(hub, uri, milliseconds(lifetime_ms)))

    text = Getter[str]("nh_sas_token_text", "The whole value of an Authorization header.")
    expires_at = Getter[int]("nh_sas_token_expires_at", "Unix time in seconds.")


class Hub(
    SendCalls,
    QueuedSends,
    InstallationCalls,
    QueuedInstallationCalls,
    RegistrationCalls,
    QueuedRegistrationCalls,
    TelemetryCalls,
    ExplainCalls,
    JobCalls,
    QueuedJobCalls,
):
    """A notification hub. One serves any number of threads and keeps its connections: make it once.

    Options are those of the header: timeout_ms=5000 is nh_options_set_timeout_ms. Where a setter
    takes several values they are a tuple: rate_limit=(100, 10). log_callback=(LogLevel.INFO, f)
    calls f(level, text); token_callback=f calls f(uri), which gives a token or None;
    span_callback=f calls f(span) for each call and each attempt.

    Parent and children of os.fork() go on with hubs made before it.
    """

    _free_name = "nh_hub_free"
    _shared = False

    def __init__(
        self,
        connection_string: str,
        hub_name: Optional[str] = None,
        **options: Unpack[Options],
    ) -> None:
        """Connects to nothing yet. The name may be left out if the string has an EntityPath."""
        made = hub_options(options)
        self._own(lib.nh_hub_new(connection_string, hub_name, made), made and made._keeps)

    @classmethod
    def new_shared(
        cls,
        connection_string: str,
        hub_name: Optional[str] = None,
        **options: Unpack[Options],
    ) -> "Self":
        """The hub of this process for these arguments: made once, found again with all it has."""
        pointer = lib.nh_hub_new_shared(connection_string, hub_name, hub_options(options))
        shared = cls._made(pointer)
        shared._shared = True
        return shared

    url = Getter[str]("nh_hub_url", "The hub's URL, without a slash at its end.")

    def set_connection_string(self, connection_string: str) -> None:
        """Replaces the key of a hub in use; no call is lost."""
        lib.nh_hub_set_connection_string(self, connection_string)

    def close(self, timeout_ms: int = 0) -> bool:
        """Ends all calls on this hub, and every later one. True if none is inside any more."""
        try:
            waits(lib.nh_hub_close, self, timeout_ms)
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
        """Closes the hub; a shared one is only given back."""
        if not self._shared:
            self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url}>"


def _name_as_hubs() -> None:
    """Python names a method by the class that its file has; a program knows Hub alone."""
    for part in Hub.__mro__[1:]:
        if part in (Handle, object):
            continue
        for name, member in list(vars(part).items()):
            if not isinstance(member, FunctionType) or name.startswith("_"):
                continue
            member.__qualname__ = f"Hub.{name}"
            if part is SendCalls and name.endswith("_notification"):
                setattr(part, name, _without_options(member))


def _without_options(line: FunctionType) -> Callable[..., Any]:
    """One of the one-line calls, which says where options are taken."""
    names = inspect.signature(line).parameters

    @functools.wraps(line)
    def call(*arguments: Any, **named: Any) -> Any:
        for keyword in named:
            if keyword not in names:
                raise TypeError(
                    f"{line.__qualname__} takes no {keyword}, as it takes no options; use "
                    f"Hub.send(notification, target, {keyword}=…)"
                )
        return line(*arguments, **named)

    return call


_name_as_hubs()
