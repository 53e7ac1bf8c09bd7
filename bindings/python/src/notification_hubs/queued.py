"""A hub's calls that do not wait: into a queue, or to be awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any, Optional, Union, overload

from . import aio
from ._arguments import kind
from ._handle import Handle
from ._library import lib
from ._taken import Time, unix_ms
from .aio import AsyncQueue
from .header import CallOptions
from .installations import Installation, InstallationPatch
from .notification import Notification
from .outcome import Outcome
from .queue import Queue
from .target import Target

if TYPE_CHECKING:
    from typing_extensions import Unpack

    AnyQueue = Union[Queue, AsyncQueue, None]


class QueuedCalls(Handle):
    """Those whose outcome is all they bring: each the form of a call that waits."""

    def _hand_in(
        self,
        queue: AnyQueue,
        user_data: object,
        options: Mapping[str, Any],
        function: Any,
        *arguments: Any,
    ) -> Optional[Awaitable[Outcome]]:
        name = f"Hub.{function.__name__[len('nh_') :]}"
        if isinstance(queue, Queue):
            queue._hand_in(user_data, options, function, self, *arguments)
            return None
        if not isinstance(queue, (AsyncQueue, type(None))):
            # At once: a coroutine that nobody awaits would say nothing.
            raise TypeError(f"{name}: queue is {kind(queue)}; give a Queue or an AsyncQueue")
        if user_data is not None:
            raise TypeError(f"{name}: user_data goes with a Queue; what is awaited has its caller")
        coroutine: Any = aio.call(queue, options, function, self, *arguments)
        # What Python says of one that nobody awaits.
        coroutine.__qualname__ = name
        return coroutine  # type: ignore[no-any-return]

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
        """Await it, or give a queue: nothing is sent otherwise. Hands in what send would send.

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
        return self._hand_in(
            queue, user_data, options, lib.nh_schedule_async, notification, target, unix_ms(time)
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
    def put_installation_async(
        self,
        installation: Installation,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def put_installation_async(
        self,
        installation: Installation,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def put_installation_async(
        self,
        installation: Installation,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what put_installation would do: see send_async."""
        return self._hand_in(queue, user_data, options, lib.nh_put_installation_async, installation)

    @overload
    def patch_installation_async(
        self,
        installation_id: str,
        patch: InstallationPatch,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def patch_installation_async(
        self,
        installation_id: str,
        patch: InstallationPatch,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def patch_installation_async(
        self,
        installation_id: str,
        patch: InstallationPatch,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what patch_installation would do: see send_async."""
        return self._hand_in(
            queue, user_data, options, lib.nh_patch_installation_async, installation_id, patch
        )

    @overload
    def delete_installation_async(
        self,
        installation_id: str,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def delete_installation_async(
        self,
        installation_id: str,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def delete_installation_async(
        self,
        installation_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what delete_installation would do: see send_async."""
        return self._hand_in(
            queue, user_data, options, lib.nh_delete_installation_async, installation_id
        )
