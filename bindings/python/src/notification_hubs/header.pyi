# Written by bindings/python/stub.py from notification_hubs.cdef.h.

from enum import IntEnum
from os import PathLike
from typing import Callable, Optional, TypedDict, Union

from . import _cdef
from .cancel import Cancel
from .tracing import Span

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

class Field(IntEnum):
    APPLE_TITLE = 101
    APPLE_SUBTITLE = 102
    APPLE_BODY = 103
    APPLE_LAUNCH_IMAGE = 104
    APPLE_TITLE_LOC_KEY = 105
    APPLE_TITLE_LOC_ARGS = 106
    APPLE_SUBTITLE_LOC_KEY = 107
    APPLE_SUBTITLE_LOC_ARGS = 108
    APPLE_LOC_KEY = 109
    APPLE_LOC_ARGS = 110
    APPLE_BADGE = 111
    APPLE_SOUND = 112
    APPLE_CRITICAL = 113
    APPLE_VOLUME = 114
    APPLE_THREAD_ID = 115
    APPLE_CATEGORY = 116
    APPLE_CONTENT_AVAILABLE = 117
    APPLE_MUTABLE_CONTENT = 118
    APPLE_TARGET_CONTENT_ID = 119
    APPLE_INTERRUPTION_LEVEL = 120
    APPLE_RELEVANCE_SCORE = 121
    APPLE_FILTER_CRITERIA = 122
    APPLE_EVENT = 123
    APPLE_TIMESTAMP = 124
    APPLE_CONTENT_STATE = 125
    APPLE_STALE_DATE = 126
    APPLE_DISMISSAL_DATE = 127
    APPLE_ATTRIBUTES_TYPE = 128
    APPLE_ATTRIBUTES = 129
    APPLE_INPUT_PUSH_CHANNEL = 130
    APPLE_INPUT_PUSH_TOKEN = 131
    FCMV1_TITLE = 201
    FCMV1_BODY = 202
    FCMV1_IMAGE = 203
    FCMV1_COLLAPSE_KEY = 204
    FCMV1_PRIORITY = 205
    FCMV1_TTL = 206
    FCMV1_RESTRICTED_PACKAGE_NAME = 207
    FCMV1_DIRECT_BOOT_OK = 208
    FCMV1_CHANNEL_ID = 209
    FCMV1_ICON = 210
    FCMV1_COLOR = 211
    FCMV1_SOUND = 212
    FCMV1_TAG = 213
    FCMV1_CLICK_ACTION = 214
    FCMV1_TITLE_LOC_KEY = 215
    FCMV1_TITLE_LOC_ARGS = 216
    FCMV1_BODY_LOC_KEY = 217
    FCMV1_BODY_LOC_ARGS = 218
    FCMV1_TICKER = 219
    FCMV1_STICKY = 220
    FCMV1_EVENT_TIME = 221
    FCMV1_LOCAL_ONLY = 222
    FCMV1_NOTIFICATION_PRIORITY = 223
    FCMV1_VISIBILITY = 224
    FCMV1_NOTIFICATION_COUNT = 225
    FCMV1_DEFAULT_SOUND = 226
    FCMV1_DEFAULT_VIBRATE_TIMINGS = 227
    FCMV1_DEFAULT_LIGHT_SETTINGS = 228
    FCMV1_VIBRATE_TIMINGS = 229
    FCMV1_LIGHT_SETTINGS = 230
    FCMV1_ANALYTICS_LABEL = 231
    FCMV1_WEBPUSH = 232
    FCMV1_APNS = 233
    FCMV1_ANDROID_IMAGE = 234
    FCMV1_PROXY = 235
    FCMV1_BYPASS_PROXY_NOTIFICATION = 236
    FCMV1_BANDWIDTH_CONSTRAINED_OK = 237
    FCMV1_RESTRICTED_SATELLITE_OK = 238
    FCMV1_ANDROID_ANALYTICS_LABEL = 239
    GCM_TITLE = 301
    GCM_BODY = 302
    GCM_CHANNEL_ID = 303
    GCM_ICON = 304
    GCM_COLOR = 305
    GCM_SOUND = 306
    GCM_TAG = 307
    GCM_CLICK_ACTION = 308
    GCM_TITLE_LOC_KEY = 309
    GCM_TITLE_LOC_ARGS = 310
    GCM_BODY_LOC_KEY = 311
    GCM_BODY_LOC_ARGS = 312
    GCM_COLLAPSE_KEY = 313
    GCM_PRIORITY = 314
    GCM_TIME_TO_LIVE = 315
    GCM_RESTRICTED_PACKAGE_NAME = 316
    GCM_DRY_RUN = 317
    GCM_CONTENT_AVAILABLE = 318
    GCM_MUTABLE_CONTENT = 319
    WINDOWS_TEXT = 401
    WINDOWS_ATTRIBUTION = 402
    WINDOWS_LAUNCH = 403
    WINDOWS_ACTIVATION_TYPE = 404
    WINDOWS_DURATION = 405
    WINDOWS_SCENARIO = 406
    WINDOWS_DISPLAY_TIME = 407
    WINDOWS_LOGO = 408
    WINDOWS_HERO_IMAGE = 409
    WINDOWS_IMAGE = 410
    WINDOWS_SOUND = 411
    WINDOWS_SILENT = 412
    WINDOWS_LOOP_SOUND = 413
    WINDOWS_BUTTON = 414
    WINDOWS_BUTTON_ARGUMENTS = 415
    WINDOWS_BRANDING = 416
    WINDOWS_DISPLAY_NAME = 417
    WINDOWS_BACKGROUND_IMAGE = 418
    WINDOWS_WIDE_TILE = 419
    WINDOWS_LARGE_TILE = 420
    MPNS_TEXT1 = 501
    MPNS_TEXT2 = 502
    MPNS_PARAM = 503
    MPNS_TILE_ID = 504
    MPNS_TITLE = 505
    MPNS_COUNT = 506
    MPNS_BACKGROUND_IMAGE = 507
    MPNS_BACK_TITLE = 508
    MPNS_BACK_CONTENT = 509
    MPNS_BACK_BACKGROUND_IMAGE = 510
    ADM_CONSOLIDATION_KEY = 601
    ADM_EXPIRES_AFTER = 602
    ADM_PRIORITY = 603
    ADM_NOTIFICATION = 604
    ADM_MD5 = 605
    BAIDU_TITLE = 701
    BAIDU_DESCRIPTION = 702
    BAIDU_NOTIFICATION_BUILDER_ID = 703
    BAIDU_NOTIFICATION_BASIC_STYLE = 704
    BAIDU_OPEN_TYPE = 705
    BAIDU_URL = 706
    BAIDU_PKG_CONTENT = 707
    BROWSER_TITLE = 801
    BROWSER_BODY = 802
    BROWSER_ICON = 803
    BROWSER_IMAGE = 804
    BROWSER_BADGE = 805
    BROWSER_TAG = 806
    BROWSER_LANG = 807
    BROWSER_DIR = 808
    BROWSER_RENOTIFY = 809
    BROWSER_REQUIRE_INTERACTION = 810
    BROWSER_SILENT = 811
    BROWSER_TIMESTAMP = 812
    XIAOMI_TITLE = 901
    XIAOMI_DESCRIPTION = 902
    XIAOMI_PAYLOAD = 903

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

class PruneDecision(IntEnum):
    DEAD = 1
    DELETED = 2
    REGISTERED_AGAIN = 3
    REPLACED = 4
    NOT_DEAD = 5
    NOT_REGISTERED = 6
    FAILED = 7

class Finding(IntEnum):
    NOT_KNOWN = 1
    PAYLOAD = 2
    NOT_FOUND = 3
    PENDING = 4
    GIVEN_UP = 5
    NO_MATCH = 6
    MATCHES = 7
    CUT = 8
    OTHER_KIND = 9
    NO_CREDENTIAL = 10
    REFUSED = 11
    ACCEPTED = 12
    DEAD_HANDLES = 13

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
    span_callback: Optional[Callable[[Span], object]]
    check_payloads: Optional[bool]
    log_payloads: Optional[bool]

class CallOptions(TypedDict, total=False):
    timeout_ms: Optional[int]
    tracking_id: Optional[str]
    test: Optional[bool]
    retry: Optional[Retry]
    max_attempts: Optional[int]
    cancel: Optional[Cancel]
    traceparent: Optional[str]
    tracestate: Optional[str]

class QueueOptions(TypedDict, total=False):
    capacity: Optional[int]
    capacity_bytes: Optional[int]
    concurrency: Optional[int]
    full_wait_ms: Optional[int]
