"""A hub's sends: now, directly by the thousand, and for later."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Callable, Optional, Union

from . import _callbacks
from ._calls import call, raise_failure
from ._handle import Handle
from ._interrupts import carry, waits
from ._library import each_text, lib, value_type
from ._options import call_options
from ._taken import Body, Time, body_text, unix_ms
from .errors import Error
from .header import CallOptions
from .notification import Notification
from .outcome import BatchReport, Outcome
from .target import Tags, Target, expression_text

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Handles(Handle):
    """A list of device handles, for several batches."""

    _free_name = "nh_handles_free"

    def __init__(self, handles: Iterable[str] = ()) -> None:
        self._own(lib.nh_handles_new())
        for handle in each_text(handles, "handles"):
            self.add(handle)

    def add(self, handle: str) -> None:
        """Adds a handle, which is copied."""
        lib.nh_handles_add(self, handle)

    def __len__(self) -> int:
        count: int = lib.nh_handles_count(self)
        return count


def _last(report: BatchReport) -> Optional[Outcome]:
    requests = report.requests
    return requests[-1].outcome if requests else None


def _judged(report: BatchReport) -> BatchReport:
    raise_failure(report.error, _last(report), report)
    return report


class SendCalls(Handle):
    """Calls that send. What is not accepted raises an Error with its outcome."""

    def send(
        self, notification: Notification, target: Target, **options: Unpack[CallOptions]
    ) -> Outcome:
        """Sends, and waits for the service's answer. Other threads run meanwhile."""
        return call(lib.nh_send, self, notification, target, **options)

    def send_direct_batch(
        self,
        notification: Notification,
        handles: Union[Handles, Iterable[str]],
        **options: Unpack[CallOptions],
    ) -> BatchReport:
        """Sends directly to each device, a thousand in a request.

        handles may be a generator: it is asked on this thread, as far as it is needed. A failure
        has the report as its result. What the generator raises comes out of this call, after
        what it gave before was sent, with the report as its attribute `report`; so does what a
        signal's handler raises.
        """
        report = BatchReport._made(value_type("nh_batch_report*")())
        place = report._as_parameter_
        made = call_options(options)
        _callbacks.take_failure()
        try:
            if isinstance(handles, Handles):
                function = lib.nh_send_direct_batch
                waits(function, self, notification, handles, made, ctypes.byref(place))
                return _judged(report)
            giver = _callbacks.GivesHandles(handles)
            function = lib.nh_send_direct_batch_from
            arguments = (giver.function, None, made, ctypes.byref(place))
            waits(function, self, notification, *arguments)
            if giver.failure is not None:
                raise giver.failure
            return _judged(report)
        except BaseException as failure:
            if place and not isinstance(failure, Error):
                carry(failure, report=report, outcome=_last(report))
            raise

    def schedule(
        self,
        notification: Notification,
        target: Target,
        time: Time,
        **options: Unpack[CallOptions],
    ) -> Outcome:
        """Sends later, at most seven days ahead: a datetime, or Unix time in milliseconds."""
        moment = unix_ms(time, "Hub.schedule: time")
        return call(lib.nh_schedule, self, notification, target, moment, **options)

    def cancel_scheduled(self, notification_id: str, **options: Unpack[CallOptions]) -> Outcome:
        """Calls off a scheduled send."""
        return call(lib.nh_cancel_scheduled, self, notification_id, **options)

    # One line each, with the hub's own options. A payload is text, or a dict, which is sent as
    # JSON; tags are an expression, or several in a list.

    def _line(self, function: Callable[..., Any], payload: Body, *tags: Tags) -> Outcome:
        text = body_text(payload, f"Hub.{function.__name__[len('nh_') :]}: payload")
        return call(function, self, text, *map(expression_text, tags))

    def send_apple_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends an Apple (APNs) notification to devices that match."""
        return self._line(lib.nh_send_apple_notification, payload, tags)

    def broadcast_apple_notification(self, payload: Body) -> Outcome:
        """Sends an Apple (APNs) notification to everyone."""
        return self._line(lib.nh_broadcast_apple_notification, payload)

    def send_google_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends a notification through Google's legacy API (GCM) to devices that match."""
        return self._line(lib.nh_send_google_notification, payload, tags)

    def broadcast_google_notification(self, payload: Body) -> Outcome:
        """Sends a notification through Google's legacy API (GCM) to everyone."""
        return self._line(lib.nh_broadcast_google_notification, payload)

    def send_fcmv1_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends a Firebase (FCM v1) notification to devices that match."""
        return self._line(lib.nh_send_fcmv1_notification, payload, tags)

    def broadcast_fcmv1_notification(self, payload: Body) -> Outcome:
        """Sends a Firebase (FCM v1) notification to everyone."""
        return self._line(lib.nh_broadcast_fcmv1_notification, payload)

    def send_windows_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends a Windows (WNS) notification to devices that match."""
        return self._line(lib.nh_send_windows_notification, payload, tags)

    def broadcast_windows_notification(self, payload: Body) -> Outcome:
        """Sends a Windows (WNS) notification to everyone."""
        return self._line(lib.nh_broadcast_windows_notification, payload)

    def send_mpns_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends a Windows Phone (MPNS) notification to devices that match."""
        return self._line(lib.nh_send_mpns_notification, payload, tags)

    def broadcast_mpns_notification(self, payload: Body) -> Outcome:
        """Sends a Windows Phone (MPNS) notification to everyone."""
        return self._line(lib.nh_broadcast_mpns_notification, payload)

    def send_adm_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends an Amazon (ADM) notification to devices that match."""
        return self._line(lib.nh_send_adm_notification, payload, tags)

    def broadcast_adm_notification(self, payload: Body) -> Outcome:
        """Sends an Amazon (ADM) notification to everyone."""
        return self._line(lib.nh_broadcast_adm_notification, payload)

    def send_baidu_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends a Baidu notification to devices that match."""
        return self._line(lib.nh_send_baidu_notification, payload, tags)

    def broadcast_baidu_notification(self, payload: Body) -> Outcome:
        """Sends a Baidu notification to everyone."""
        return self._line(lib.nh_broadcast_baidu_notification, payload)

    def send_browser_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends a browser (web push) notification to devices that match."""
        return self._line(lib.nh_send_browser_notification, payload, tags)

    def broadcast_browser_notification(self, payload: Body) -> Outcome:
        """Sends a browser (web push) notification to everyone."""
        return self._line(lib.nh_broadcast_browser_notification, payload)

    def send_xiaomi_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends a Xiaomi notification to devices that match."""
        return self._line(lib.nh_send_xiaomi_notification, payload, tags)

    def broadcast_xiaomi_notification(self, payload: Body) -> Outcome:
        """Sends a Xiaomi notification to everyone."""
        return self._line(lib.nh_broadcast_xiaomi_notification, payload)

    def send_template_notification(self, payload: Body, tags: Tags) -> Outcome:
        """Sends properties as JSON, which each device's template renders, to devices that match."""
        return self._line(lib.nh_send_template_notification, payload, tags)

    def broadcast_template_notification(self, payload: Body) -> Outcome:
        """Sends properties as JSON, which each device's template renders, to everyone."""
        return self._line(lib.nh_broadcast_template_notification, payload)
