# Written by bindings/python/stub.py from notification_hubs.cdef.h.

from enum import IntEnum
from os import PathLike
from typing import Callable, Optional, TypedDict, Union

from . import _cdef
from .cancel import Cancel

ENUM_CLASSES: dict[str, type[IntEnum]]
OPTION_SETTERS: dict[str, dict[str, _cdef.Function]]
FLAGS: frozenset[str]

def class_name(c_name: str) -> str: ...
def enum_of(parameter: _cdef.Parameter) -> Optional[type[IntEnum]]: ...

class Status(IntEnum):
    OK = 0
    INVALID_ARGUMENT = 1
    INVALID_CONNECTION_STRING = 2
    INVALID_PAYLOAD = 3
    INVALID_HEADER = 4
    INVALID_TAG = 5
    INVALID_TAG_EXPRESSION = 6
    INVALID_CA_FILE = 7
    NO_TOKEN = 8
    NETWORK = 100
    TLS = 101
    TIMEOUT = 102
    CANCELLED = 103
    NAME_LOOKUP = 104
    PROXY = 105
    PROTOCOL = 106
    REJECTED = 200
    UNAUTHORIZED = 201
    FORBIDDEN = 202
    NOT_FOUND = 203
    PAYLOAD_TOO_LARGE = 204
    THROTTLED = 205
    SERVICE_UNAVAILABLE = 206
    SERVICE_ERROR = 207
    CONFLICT = 208
    GONE = 209
    PRECONDITION_FAILED = 210
    FORKED = 900
    INTERNAL = 901
    CLOSED = 902
    WOULD_BLOCK = 903
    NO_RESOURCES = 904

class AccessProblem(IntEnum):
    NONE = 0
    UNEXPLAINED = 1
    KEY_MALFORMED = 2
    KEY_DECODED = 3
    KEY_WRONG = 4
    TOKEN_EXPIRED = 5
    CLOCK_WRONG = 6
    HUB_WRONG = 7
    RIGHT_MISSING = 8
    TOKEN_MALFORMED = 9
    NETWORK_RULES = 10

class Verdict(IntEnum):
    ACCEPTED = 1
    NOT_ACCEPTED = 2
    UNKNOWN = 3

class NotificationState(IntEnum):
    UNKNOWN = 0
    ENQUEUED = 1
    PROCESSING = 2
    COMPLETED = 3
    NO_TARGET_FOUND = 4
    ABANDONED = 5
    SCHEDULED = 6
    CANCELLED = 7

class JobType(IntEnum):
    UNKNOWN = 0
    EXPORT_REGISTRATIONS = 1
    IMPORT_CREATE_REGISTRATIONS = 2
    IMPORT_UPDATE_REGISTRATIONS = 3
    IMPORT_DELETE_REGISTRATIONS = 4
    IMPORT_UPSERT_REGISTRATIONS = 5

class JobStatus(IntEnum):
    UNKNOWN = 0
    STARTED = 1
    RUNNING = 2
    COMPLETED = 3
    FAILED = 4

class Platform(IntEnum):
    TEMPLATE = 1
    APPLE = 2
    FCMV1 = 3
    WINDOWS = 4
    GCM = 5
    MPNS = 6
    ADM = 7
    BAIDU = 8
    BROWSER = 9
    XIAOMI = 10

class WnsType(IntEnum):
    TOAST = 1
    TILE = 2
    BADGE = 3
    RAW = 4

class MpnsType(IntEnum):
    TOAST = 1
    TILE = 2
    RAW = 3

class ApnsPushType(IntEnum):
    ALERT = 1
    BACKGROUND = 2
    VOIP = 3
    COMPLICATION = 4
    FILEPROVIDER = 5
    MDM = 6
    LOCATION = 7
    LIVEACTIVITY = 8
    PUSHTOTALK = 9

class Retry(IntEnum):
    NEVER = 1
    NOT_ACCEPTED = 2
    ALWAYS = 3

class LogLevel(IntEnum):
    OFF = 0
    ERROR = 1
    WARN = 2
    INFO = 3
    DEBUG = 4
    DUMP = 5

class Rights(IntEnum):
    LISTEN = 1
    SEND = 2
    MANAGE = 4

class Counter(IntEnum):
    CALLS_BEGUN = 1
    ATTEMPTS = 2
    RETRIES = 3
    THROTTLED_ANSWERS = 4
    ACCEPTED = 5
    NOT_ACCEPTED = 6
    UNKNOWN = 7
    DURATION_US = 8
    CONNECTIONS_OPENED = 9
    CONNECTIONS_REUSED = 10
    BYTES_SENT = 11
    BYTES_RECEIVED = 12

class CallKind(IntEnum):
    ALL = 0
    SEND = 1
    CHANGE = 2
    READ = 3

class Options(TypedDict, total=False):
    timeout_ms: Optional[int]
    connect_timeout_ms: Optional[int]
    pool_size: Optional[int]
    idle_age_ms: Optional[int]
    connection_age_ms: Optional[int]
    proxy: Optional[str]
    proxy_from_environment: Optional[bool]
    no_proxy: Optional[str]
    ca_file: Optional[Union[str, PathLike[str]]]
    user_agent_suffix: Optional[str]
    api_version: Optional[str]
    retry: Optional[Retry]
    max_attempts: Optional[int]
    rate_limit: Optional[tuple[int, int]]
    token_callback: Optional[Callable[[str], Optional[str]]]
    test: Optional[bool]
    debug: Optional[bool]
    log_callback: Optional[tuple[LogLevel, Callable[[int, str], object]]]
    log_stderr: Optional[LogLevel]
    check_payloads: Optional[bool]
    log_payloads: Optional[bool]

class CallOptions(TypedDict, total=False):
    timeout_ms: Optional[int]
    tracking_id: Optional[str]
    test: Optional[bool]
    retry: Optional[Retry]
    max_attempts: Optional[int]
    cancel: Optional[Cancel]

class QueueOptions(TypedDict, total=False):
    capacity: Optional[int]
    capacity_bytes: Optional[int]
    concurrency: Optional[int]
    full_wait_ms: Optional[int]
