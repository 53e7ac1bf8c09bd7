"""A hub's calls on jobs that do not wait: into a queue, or to be awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Optional, overload

from ._library import lib
from ._queued import AnyQueue, QueuedCalls
from .aio import AsyncQueue
from .header import CallOptions, JobType
from .jobs import Job
from .outcome import Outcome
from .queue import Queue

if TYPE_CHECKING:
    from typing_extensions import Unpack


class QueuedJobCalls(QueuedCalls):
    """Calls on jobs and feedback."""

    @overload
    def submit_job_async(
        self,
        job_type: JobType,
        output_container_uri: str,
        queue: Optional[AsyncQueue] = None,
        *,
        import_file_uri: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Job]: ...
    @overload
    def submit_job_async(
        self,
        job_type: JobType,
        output_container_uri: str,
        queue: Queue,
        user_data: object = None,
        *,
        import_file_uri: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def submit_job_async(
        self,
        job_type: JobType,
        output_container_uri: str,
        queue: AnyQueue = None,
        user_data: object = None,
        *,
        import_file_uri: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Job]]:
        """Await it, or give a queue. Hands in what submit_job would do: see send_async."""
        return self._ask(
            queue,
            user_data,
            options,
            Outcome.take_job,
            lib.nh_submit_job_async,
            job_type,
            output_container_uri,
            import_file_uri,
        )

    @overload
    def get_job_async(
        self,
        job_id: str,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Job]: ...
    @overload
    def get_job_async(
        self,
        job_id: str,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def get_job_async(
        self,
        job_id: str,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Job]]:
        """Await it, or give a queue. Hands in what get_job would do: see send_async."""
        return self._ask(queue, user_data, options, Outcome.take_job, lib.nh_get_job_async, job_id)

    @overload
    def list_jobs_async(
        self,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Sequence[Job]]: ...
    @overload
    def list_jobs_async(
        self,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def list_jobs_async(
        self,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Sequence[Job]]]:
        """Await it, or give a queue. Hands in what list_jobs would do: see send_async."""
        return self._ask(queue, user_data, options, Outcome.take_jobs, lib.nh_list_jobs_async)

    @overload
    def get_feedback_container_uri_async(
        self,
        queue: Optional[AsyncQueue] = None,
        **options: Unpack[CallOptions],
    ) -> Awaitable[Outcome]: ...
    @overload
    def get_feedback_container_uri_async(
        self,
        queue: Queue,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> None: ...
    def get_feedback_container_uri_async(
        self,
        queue: AnyQueue = None,
        user_data: object = None,
        **options: Unpack[CallOptions],
    ) -> Optional[Awaitable[Outcome]]:
        """Await it, or give a queue. Hands in what get_feedback_container_uri would do: see send_async."""
        return self._hand_in(queue, user_data, options, lib.nh_get_feedback_container_uri_async)
