"""What became of a notification, and what a hub has done: NotificationDetails and Counters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Optional

from ._calls import read
from ._handle import Getter, Handle
from ._library import lib
from .header import CallKind, CallOptions, Counter, NotificationState
from .outcome import Outcome

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .hub import Hub


class Count(NamedTuple):
    """How many devices of a platform had an outcome, in the service's word."""

    platform: str
    outcome: str
    value: int


class NotificationDetails(Handle):
    """What the service knows of a notification; None where it said nothing."""

    _free_name = "nh_notification_details_free"

    #: Of the call that read it; its body is the service's own XML.
    outcome: Optional[Outcome] = None

    state = Getter[NotificationState]("nh_notification_details_state")
    state_text = Getter[Optional[str]]("nh_notification_details_state_text")
    notification_id = Getter[Optional[str]]("nh_notification_details_notification_id")
    location = Getter[Optional[str]]("nh_notification_details_location")
    enqueue_time = Getter[Optional[str]]("nh_notification_details_enqueue_time")
    start_time = Getter[Optional[str]]("nh_notification_details_start_time")
    end_time = Getter[Optional[str]]("nh_notification_details_end_time")
    body = Getter[Optional[str]]("nh_notification_details_body")
    tags = Getter[Optional[str]]("nh_notification_details_tags", "The tag expression.")
    target_platforms = Getter[Optional[str]]("nh_notification_details_target_platforms")
    error_uri = Getter[Optional[str]]("nh_notification_details_error_uri", "It is a secret.")

    @property
    def counts(self) -> Sequence[Count]:
        """One for each platform and outcome."""
        return [
            Count(
                lib.nh_notification_details_count_platform(self, index),
                lib.nh_notification_details_count_outcome(self, index),
                lib.nh_notification_details_count_value(self, index),
            )
            for index in range(lib.nh_notification_details_count(self))
        ]


class TelemetryCalls(Handle):
    """A hub's calls on telemetry."""

    def get_notification_details(
        self, notification_id: str, **options: Unpack[CallOptions]
    ) -> NotificationDetails:
        """Asks what became of a notification."""
        function = lib.nh_get_notification_details
        return read(NotificationDetails._made, function, self, notification_id, **options)

    def wait_notification_details(
        self, notification_id: str, **options: Unpack[CallOptions]
    ) -> NotificationDetails:
        """Asks again until the state is final. A failure has what was read last as its result."""
        function = lib.nh_wait_notification_details
        return read(NotificationDetails._made, function, self, notification_id, **options)


class Bucket(NamedTuple):
    """How many calls took no longer than a bound, those of the buckets before among them.

    The last bound is 2**64 - 1: none.
    """

    bound_us: int
    calls: int


class Counters(Handle):
    """What one or more hubs had done when they were asked."""

    _free_name = "nh_counters_free"

    def __init__(self, *hubs: "Hub") -> None:
        """Asks these hubs, at least one; the numbers are sums."""
        if not hubs:
            raise TypeError("Counters: there is no hub; give at least one")
        first, *others = hubs
        self._own(lib.nh_counters_new(first))
        for hub in others:
            self.add(hub)

    def add(self, hub: "Hub") -> None:
        """Adds what another hub has done."""
        lib.nh_counters_add(self, hub)

    def get(self, counter: Counter, kind: CallKind) -> int:
        """A number."""
        number: int = lib.nh_counters_get(self, counter, kind)
        return number

    def buckets(self, kind: CallKind) -> Sequence[Bucket]:
        """The histogram of the calls' durations."""
        return [
            Bucket(
                lib.nh_counters_bucket_bound_us(self, index),
                lib.nh_counters_bucket(self, index, kind),
            )
            for index in range(lib.nh_counters_bucket_count(self))
        ]

    prometheus = Getter[str]("nh_counters_prometheus", "All of it in its text format.")
