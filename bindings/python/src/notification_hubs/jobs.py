"""Export and import, and where feedback is: Job, and a hub's calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional

from ._calls import call, read
from ._handle import Getter, Handle
from ._library import lib
from .header import CallOptions, JobStatus, JobType
from .outcome import Outcome

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Job(Handle):
    """An export or import; None where the service said nothing."""

    _free_name = "nh_job_free"

    #: Of the call that read it.
    outcome: Optional[Outcome] = None

    id = Getter[Optional[str]]("nh_job_id")
    type = Getter[JobType]("nh_job_get_type")
    status = Getter[JobStatus]("nh_job_get_status")
    status_text = Getter[Optional[str]]("nh_job_status_text")
    progress = Getter[float]("nh_job_progress", "In percent.")
    failure = Getter[Optional[str]]("nh_job_failure", "Why it failed.")
    output_container_uri = Getter[Optional[str]]("nh_job_output_container_uri", "A secret.")
    import_file_uri = Getter[Optional[str]]("nh_job_import_file_uri", "A secret.")
    created_at = Getter[Optional[str]]("nh_job_created_at")
    updated_at = Getter[Optional[str]]("nh_job_updated_at")

    def output_property(self, name: str) -> Optional[str]:
        """Such as "OutputFilePath" or "FailedFilePath", paths in the container."""
        value: Optional[str] = lib.nh_job_output_property(self, name)
        return value


class JobList(Handle):
    _free_name = "nh_job_list_free"

    @classmethod
    def members(cls, pointer: Any) -> Sequence[Job]:
        """Each keeps the list, to which it belongs."""
        jobs = cls._made(pointer)
        return [
            Job._borrowed(lib.nh_job_list_get(jobs, index), jobs)
            for index in range(lib.nh_job_list_count(jobs))
        ]


class JobCalls(Handle):
    """A hub's calls on jobs and feedback."""

    def submit_job(
        self,
        job_type: JobType,
        output_container_uri: str,
        import_file_uri: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Job:
        """Submits a job; an export has no file to import."""
        arguments = (self, job_type, output_container_uri, import_file_uri)
        return read(Job._made, lib.nh_submit_job, *arguments, **options)

    def get_job(self, job_id: str, **options: Unpack[CallOptions]) -> Job:
        """Reads a job."""
        return read(Job._made, lib.nh_get_job, self, job_id, **options)

    def wait_job(self, job_id: str, **options: Unpack[CallOptions]) -> Job:
        """Waits until it is completed or failed. A failure to has the job as its result."""
        return read(Job._made, lib.nh_wait_job, self, job_id, **options)

    def list_jobs(self, **options: Unpack[CallOptions]) -> Sequence[Job]:
        """All jobs that the service still knows."""
        return read(JobList.members, lib.nh_list_jobs, self, **options)

    def get_feedback_container_uri(self, **options: Unpack[CallOptions]) -> Outcome:
        """Where feedback can be read: the outcome's body, which is a secret."""
        return call(lib.nh_get_feedback_container_uri, self, **options)
