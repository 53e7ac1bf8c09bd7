"""A hub's calls on devices that do not wait: into a queue, or to be awaited."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Optional, overload

from ._library import lib
from ._queued import AnyQueue, QueuedCalls
from .aio import AsyncQueue
from .header import CallOptions
from .installations import Installation, InstallationPatch
from .outcome import Outcome
from .queue import Queue
from .registrations import Registration, RegistrationPage

if TYPE_CHECKING:
    from typing_extensions import Unpack


def _exists(outcome: Outcome) -> bool:
    return outcome.exists


class QueuedInstallationCalls(QueuedCalls):
    """Calls on installations."""

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

    @overload
    def get_installation_async(
        self,
        installation_id: str,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Installation]: ...
    @overload
    def get_installation_async(
        self,
        installation_id: str,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def get_installation_async(
        self,
        installation_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Installation]]:
        """Await it, or give a queue. Hands in what get_installation would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            Outcome.take_installation,
            lib.nh_get_installation_async,
            installation_id,
        )

    @overload
    def installation_exists_async(
        self,
        installation_id: str,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[bool]: ...
    @overload
    def installation_exists_async(
        self,
        installation_id: str,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def installation_exists_async(
        self,
        installation_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[bool]]:
        """Await it, or give a queue. Hands in what installation_exists would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            _exists,
            lib.nh_installation_exists_async,
            installation_id,
        )


class QueuedRegistrationCalls(QueuedCalls):
    """Calls on registrations."""

    @overload
    def create_registration_id_async(
        self,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def create_registration_id_async(
        self,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def create_registration_id_async(
        self,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what create_registration_id would do: see send_async."""
        return self._hand_in(queue, user_data, options, lib.nh_create_registration_id_async)

    @overload
    def create_registration_async(
        self,
        registration: Registration,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Registration]: ...
    @overload
    def create_registration_async(
        self,
        registration: Registration,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def create_registration_async(
        self,
        registration: Registration,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Registration]]:
        """Await it, or give a queue. Hands in what create_registration would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            Outcome.take_registration,
            lib.nh_create_registration_async,
            registration,
        )

    @overload
    def put_registration_async(
        self,
        registration_id: str,
        registration: Registration,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Registration]: ...
    @overload
    def put_registration_async(
        self,
        registration_id: str,
        registration: Registration,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def put_registration_async(
        self,
        registration_id: str,
        registration: Registration,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Registration]]:
        """Await it, or give a queue. Hands in what put_registration would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            Outcome.take_registration,
            lib.nh_put_registration_async,
            registration_id,
            registration,
        )

    @overload
    def update_registration_async(
        self,
        registration_id: str,
        registration: Registration,
        queue: Optional[AsyncQueue] = None,
        *,
        etag: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Registration]: ...
    @overload
    def update_registration_async(
        self,
        registration_id: str,
        registration: Registration,
        queue: Queue,
        user_data: object = None,
        *,
        etag: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def update_registration_async(
        self,
        registration_id: str,
        registration: Registration,
        queue: AnyQueue = None,
        user_data: object = None,
        *,
        etag: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Registration]]:
        """Await it, or give a queue. Hands in what update_registration would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            Outcome.take_registration,
            lib.nh_update_registration_async,
            registration_id,
            registration,
            etag,
        )

    @overload
    def get_registration_async(
        self,
        registration_id: str,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Registration]: ...
    @overload
    def get_registration_async(
        self,
        registration_id: str,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def get_registration_async(
        self,
        registration_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Registration]]:
        """Await it, or give a queue. Hands in what get_registration would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            Outcome.take_registration,
            lib.nh_get_registration_async,
            registration_id,
        )

    @overload
    def registration_exists_async(
        self,
        registration_id: str,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[bool]: ...
    @overload
    def registration_exists_async(
        self,
        registration_id: str,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def registration_exists_async(
        self,
        registration_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[bool]]:
        """Await it, or give a queue. Hands in what registration_exists would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            _exists,
            lib.nh_registration_exists_async,
            registration_id,
        )

    @overload
    def delete_registration_async(
        self,
        registration_id: str,
        queue: Optional[AsyncQueue] = None,
        *,
        etag: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def delete_registration_async(
        self,
        registration_id: str,
        queue: Queue,
        user_data: object = None,
        *,
        etag: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def delete_registration_async(
        self,
        registration_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        *,
        etag: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what delete_registration would do: see send_async."""
        return self._hand_in(
            queue, user_data, options, lib.nh_delete_registration_async, registration_id, etag
        )

    @overload
    def get_registration_page_async(
        self,
        queue: Optional[AsyncQueue] = None,
        *,
        tag: Optional[str] = None,
        channel: Optional[str] = None,
        continuation_token: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[RegistrationPage]: ...
    @overload
    def get_registration_page_async(
        self,
        queue: Queue,
        user_data: object = None,
        *,
        tag: Optional[str] = None,
        channel: Optional[str] = None,
        continuation_token: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def get_registration_page_async(
        self,
        queue: AnyQueue = None,
        user_data: object = None,
        *,
        tag: Optional[str] = None,
        channel: Optional[str] = None,
        continuation_token: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[RegistrationPage]]:
        """Await it, or give a queue. Hands in what get_registration_page would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            Outcome.take_registration_page,
            lib.nh_get_registration_page_async,
            tag,
            channel,
            continuation_token,
        )
