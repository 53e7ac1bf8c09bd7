"""A hub's sends that do not wait: into a queue, or to be awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Optional, Union, overload

from ._library import lib
from ._queued import AnyQueue, QueuedCalls
from ._taken import Time, unix_ms
from .aio import AsyncQueue
from .header import CallOptions
from .notification import Notification
from .outcome import Outcome
from .queue import Queue
from .sends import Handles
from .target import Target
from .telemetry import NotificationDetails

if TYPE_CHECKING:
    from typing_extensions import Unpack


def _handles(handles: Union[Handles, Iterable[str]]) -> Handles:
    return handles if isinstance(handles, Handles) else Handles(handles)


class QueuedSends(QueuedCalls):
    """Sends, and what became of them."""

    @overload
    def send_async(
        self,
        notification: Notification,
        target: Target,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def send_async(
        self,
        notification: Notification,
        target: Target,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def send_async(
        self,
        notification: Notification,
        target: Target,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what send would send.

        With a Queue it returns at once, and the outcome comes out of the queue with user_data.
        Without, or with an AsyncQueue, it is to be awaited: the outcome comes through the running
        event loop, and what is not accepted raises.
        """
        return self._hand_in(queue, user_data, options, lib.nh_send_async, notification, target)

    @overload
    def schedule_async(
        self,
        notification: Notification,
        target: Target,
        time: Time,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def schedule_async(
        self,
        notification: Notification,
        target: Target,
        time: Time,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def schedule_async(
        self,
        notification: Notification,
        target: Target,
        time: Time,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what schedule would do: see send_async."""
        moment = unix_ms(time, "Hub.schedule_async: time")
        return self._hand_in(
            queue, user_data, options, lib.nh_schedule_async, notification, target, moment
        )

    @overload
    def cancel_scheduled_async(
        self,
        notification_id: str,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def cancel_scheduled_async(
        self,
        notification_id: str,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def cancel_scheduled_async(
        self,
        notification_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what cancel_scheduled would do: see send_async."""
        return self._hand_in(
            queue, user_data, options, lib.nh_cancel_scheduled_async, notification_id
        )

    @overload
    def send_direct_batch_async(
        self,
        notification: Notification,
        handles: Union[Handles, Iterable[str]],
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def send_direct_batch_async(
        self,
        notification: Notification,
        handles: Union[Handles, Iterable[str]],
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def send_direct_batch_async(
        self,
        notification: Notification,
        handles: Union[Handles, Iterable[str]],
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. A batch of at most 1000 handles is one request."""
        return self._hand_in(
            queue,
            user_data,
            options,
            lib.nh_send_direct_batch_async,
            notification,
            _handles(handles),
        )

    @overload
    def get_notification_details_async(
        self,
        notification_id: str,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[NotificationDetails]: ...
    @overload
    def get_notification_details_async(
        self,
        notification_id: str,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def get_notification_details_async(
        self,
        notification_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[NotificationDetails]]:
        """Await it, or give a queue. Hands in what get_notification_details would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            Outcome.take_notification_details,
            lib.nh_get_notification_details_async,
            notification_id,
        )
