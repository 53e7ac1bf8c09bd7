"""Azure Notification Hubs, through libnotification_hubs.

The classes are the nouns of the library's header, the methods its functions without their prefix.
The header's comments are the manual.
"""

from . import _interpreter  # noqa: F401  # the first: others fail by what it looks at
from ._library import lib
from ._version import __version__
from .aio import AsyncQueue
from .cancel import Cancel
from .errors import Error, LibraryError, NetworkError, ServiceError, UsageError
from .explaining import Explanation, ExplanationFinding
from .feedback import Feedback, FeedbackCursor, FeedbackDocument
from .header import (
    AccessProblem,
    ApnsPushType,
    CallKind,
    CallOptions,
    Counter,
    Field,
    Finding,
    JobStatus,
    JobType,
    LogLevel,
    MpnsType,
    NotificationState,
    Options,
    Platform,
    PruneDecision,
    QueueOptions,
    Retry,
    Rights,
    Status,
    Verdict,
    WnsType,
)
from .hub import Hub, SasToken
from .installations import (
    Installation,
    InstallationCursor,
    InstallationPatch,
    InstallationTemplate,
    SecondaryTile,
    Template,
)
from .jobs import Job
from .namespace import HubDescription, Namespace, Rule
from .notification import (
    Header,
    Notification,
    Request,
    platform_from_name,
    platform_name,
    template_check,
)
from .outcome import BatchReport, BatchRequest, Outcome, Result, verdict_name
from .pruning import Prune, PrunedDevice, PruneReport
from .queue import Queue
from .registrations import Registration, RegistrationCursor, RegistrationPage
from .sends import Handles
from .target import TagExpression, Target
from .telemetry import Bucket, Count, Counters, NotificationDetails
from .tracing import Span


def library_version() -> str:
    """The version of the library that runs, such as "1.2.3"."""
    version: str = lib.nh_version()
    return version


def library_version_number() -> int:
    """The same as a number that can be compared: 0x00MMmmpp."""
    number: int = lib.nh_version_number()
    return number


__all__ = [
    "AccessProblem",
    "ApnsPushType",
    "AsyncQueue",
    "BatchReport",
    "BatchRequest",
    "Bucket",
    "CallKind",
    "CallOptions",
    "Cancel",
    "Count",
    "Counter",
    "Counters",
    "Error",
    "Explanation",
    "ExplanationFinding",
    "Feedback",
    "FeedbackCursor",
    "FeedbackDocument",
    "Field",
    "Finding",
    "Handles",
    "Header",
    "Hub",
    "HubDescription",
    "Installation",
    "InstallationCursor",
    "InstallationPatch",
    "InstallationTemplate",
    "Job",
    "JobStatus",
    "JobType",
    "LibraryError",
    "LogLevel",
    "MpnsType",
    "Namespace",
    "NetworkError",
    "Notification",
    "NotificationDetails",
    "NotificationState",
    "Options",
    "Outcome",
    "Platform",
    "Prune",
    "PruneDecision",
    "PruneReport",
    "PrunedDevice",
    "Queue",
    "QueueOptions",
    "Registration",
    "RegistrationCursor",
    "RegistrationPage",
    "Request",
    "Result",
    "Retry",
    "Rights",
    "Rule",
    "SasToken",
    "SecondaryTile",
    "ServiceError",
    "Span",
    "Status",
    "TagExpression",
    "Target",
    "Template",
    "UsageError",
    "Verdict",
    "WnsType",
    "__version__",
    "library_version",
    "library_version_number",
    "platform_from_name",
    "platform_name",
    "template_check",
    "verdict_name",
]
