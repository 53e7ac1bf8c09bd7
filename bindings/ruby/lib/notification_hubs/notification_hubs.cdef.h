typedef enum {
  NH_STATUS_OK = 0,
  NH_STATUS_INVALID_ARGUMENT = 1,
  NH_STATUS_INVALID_CONNECTION_STRING = 2,
  NH_STATUS_INVALID_PAYLOAD = 3,
  NH_STATUS_INVALID_HEADER = 4,
  NH_STATUS_INVALID_TAG = 5,
  NH_STATUS_INVALID_TAG_EXPRESSION = 6,
  NH_STATUS_INVALID_CA_FILE = 7,
  NH_STATUS_NO_TOKEN = 8,
  NH_STATUS_NETWORK = 100,
  NH_STATUS_TLS = 101,
  NH_STATUS_TIMEOUT = 102,
  NH_STATUS_CANCELLED = 103,
  NH_STATUS_NAME_LOOKUP = 104,
  NH_STATUS_PROXY = 105,
  NH_STATUS_PROTOCOL = 106,
  NH_STATUS_REJECTED = 200,
  NH_STATUS_UNAUTHORIZED = 201,
  NH_STATUS_FORBIDDEN = 202,
  NH_STATUS_NOT_FOUND = 203,
  NH_STATUS_PAYLOAD_TOO_LARGE = 204,
  NH_STATUS_THROTTLED = 205,
  NH_STATUS_SERVICE_UNAVAILABLE = 206,
  NH_STATUS_SERVICE_ERROR = 207,
  NH_STATUS_CONFLICT = 208,
  NH_STATUS_GONE = 209,
  NH_STATUS_PRECONDITION_FAILED = 210,
  NH_STATUS_FORKED = 900,
  NH_STATUS_INTERNAL = 901,
  NH_STATUS_CLOSED = 902,
  NH_STATUS_WOULD_BLOCK = 903,
  NH_STATUS_NO_RESOURCES = 904,
} nh_status;

typedef enum {
  NH_ACCESS_PROBLEM_NONE = 0,
  NH_ACCESS_PROBLEM_UNEXPLAINED = 1,
  NH_ACCESS_PROBLEM_KEY_MALFORMED = 2,
  NH_ACCESS_PROBLEM_KEY_DECODED = 3,
  NH_ACCESS_PROBLEM_KEY_WRONG = 4,
  NH_ACCESS_PROBLEM_TOKEN_EXPIRED = 5,
  NH_ACCESS_PROBLEM_CLOCK_WRONG = 6,
  NH_ACCESS_PROBLEM_HUB_WRONG = 7,
  NH_ACCESS_PROBLEM_RIGHT_MISSING = 8,
  NH_ACCESS_PROBLEM_TOKEN_MALFORMED = 9,
  NH_ACCESS_PROBLEM_NETWORK_RULES = 10,
} nh_access_problem;

typedef enum {
  NH_VERDICT_ACCEPTED = 1,
  NH_VERDICT_NOT_ACCEPTED = 2,
  NH_VERDICT_UNKNOWN = 3,
} nh_verdict;

typedef enum {
  NH_NOTIFICATION_STATE_UNKNOWN = 0,
  NH_NOTIFICATION_STATE_ENQUEUED = 1,
  NH_NOTIFICATION_STATE_PROCESSING = 2,
  NH_NOTIFICATION_STATE_COMPLETED = 3,
  NH_NOTIFICATION_STATE_NO_TARGET_FOUND = 4,
  NH_NOTIFICATION_STATE_ABANDONED = 5,
  NH_NOTIFICATION_STATE_SCHEDULED = 6,
  NH_NOTIFICATION_STATE_CANCELLED = 7,
} nh_notification_state;

typedef enum {
  NH_JOB_TYPE_UNKNOWN = 0,
  NH_JOB_TYPE_EXPORT_REGISTRATIONS = 1,
  NH_JOB_TYPE_IMPORT_CREATE_REGISTRATIONS = 2,
  NH_JOB_TYPE_IMPORT_UPDATE_REGISTRATIONS = 3,
  NH_JOB_TYPE_IMPORT_DELETE_REGISTRATIONS = 4,
  NH_JOB_TYPE_IMPORT_UPSERT_REGISTRATIONS = 5,
} nh_job_type;

typedef enum {
  NH_JOB_STATUS_UNKNOWN = 0,
  NH_JOB_STATUS_STARTED = 1,
  NH_JOB_STATUS_RUNNING = 2,
  NH_JOB_STATUS_COMPLETED = 3,
  NH_JOB_STATUS_FAILED = 4,
} nh_job_status;

typedef enum {
  NH_PLATFORM_TEMPLATE = 1,
  NH_PLATFORM_APPLE = 2,
  NH_PLATFORM_FCMV1 = 3,
  NH_PLATFORM_WINDOWS = 4,
  NH_PLATFORM_GCM = 5,
  NH_PLATFORM_MPNS = 6,
  NH_PLATFORM_ADM = 7,
  NH_PLATFORM_BAIDU = 8,
  NH_PLATFORM_BROWSER = 9,
  NH_PLATFORM_XIAOMI = 10,
} nh_platform;

typedef enum {
  NH_WNS_TYPE_TOAST = 1,
  NH_WNS_TYPE_TILE = 2,
  NH_WNS_TYPE_BADGE = 3,
  NH_WNS_TYPE_RAW = 4,
} nh_wns_type;

typedef enum {
  NH_MPNS_TYPE_TOAST = 1,
  NH_MPNS_TYPE_TILE = 2,
  NH_MPNS_TYPE_RAW = 3,
} nh_mpns_type;

typedef enum {
  NH_APNS_PUSH_TYPE_ALERT = 1,
  NH_APNS_PUSH_TYPE_BACKGROUND = 2,
  NH_APNS_PUSH_TYPE_VOIP = 3,
  NH_APNS_PUSH_TYPE_COMPLICATION = 4,
  NH_APNS_PUSH_TYPE_FILEPROVIDER = 5,
  NH_APNS_PUSH_TYPE_MDM = 6,
  NH_APNS_PUSH_TYPE_LOCATION = 7,
  NH_APNS_PUSH_TYPE_LIVEACTIVITY = 8,
  NH_APNS_PUSH_TYPE_PUSHTOTALK = 9,
} nh_apns_push_type;

typedef enum {
  NH_FIELD_APPLE_TITLE = 101,
  NH_FIELD_APPLE_SUBTITLE = 102,
  NH_FIELD_APPLE_BODY = 103,
  NH_FIELD_APPLE_LAUNCH_IMAGE = 104,
  NH_FIELD_APPLE_TITLE_LOC_KEY = 105,
  NH_FIELD_APPLE_TITLE_LOC_ARGS = 106,
  NH_FIELD_APPLE_SUBTITLE_LOC_KEY = 107,
  NH_FIELD_APPLE_SUBTITLE_LOC_ARGS = 108,
  NH_FIELD_APPLE_LOC_KEY = 109,
  NH_FIELD_APPLE_LOC_ARGS = 110,
  NH_FIELD_APPLE_BADGE = 111,
  NH_FIELD_APPLE_SOUND = 112,
  NH_FIELD_APPLE_CRITICAL = 113,
  NH_FIELD_APPLE_VOLUME = 114,
  NH_FIELD_APPLE_THREAD_ID = 115,
  NH_FIELD_APPLE_CATEGORY = 116,
  NH_FIELD_APPLE_CONTENT_AVAILABLE = 117,
  NH_FIELD_APPLE_MUTABLE_CONTENT = 118,
  NH_FIELD_APPLE_TARGET_CONTENT_ID = 119,
  NH_FIELD_APPLE_INTERRUPTION_LEVEL = 120,
  NH_FIELD_APPLE_RELEVANCE_SCORE = 121,
  NH_FIELD_APPLE_FILTER_CRITERIA = 122,
  NH_FIELD_APPLE_EVENT = 123,
  NH_FIELD_APPLE_TIMESTAMP = 124,
  NH_FIELD_APPLE_CONTENT_STATE = 125,
  NH_FIELD_APPLE_STALE_DATE = 126,
  NH_FIELD_APPLE_DISMISSAL_DATE = 127,
  NH_FIELD_APPLE_ATTRIBUTES_TYPE = 128,
  NH_FIELD_APPLE_ATTRIBUTES = 129,
  NH_FIELD_APPLE_INPUT_PUSH_CHANNEL = 130,
  NH_FIELD_APPLE_INPUT_PUSH_TOKEN = 131,
  NH_FIELD_FCMV1_TITLE = 201,
  NH_FIELD_FCMV1_BODY = 202,
  NH_FIELD_FCMV1_IMAGE = 203,
  NH_FIELD_FCMV1_COLLAPSE_KEY = 204,
  NH_FIELD_FCMV1_PRIORITY = 205,
  NH_FIELD_FCMV1_TTL = 206,
  NH_FIELD_FCMV1_RESTRICTED_PACKAGE_NAME = 207,
  NH_FIELD_FCMV1_DIRECT_BOOT_OK = 208,
  NH_FIELD_FCMV1_CHANNEL_ID = 209,
  NH_FIELD_FCMV1_ICON = 210,
  NH_FIELD_FCMV1_COLOR = 211,
  NH_FIELD_FCMV1_SOUND = 212,
  NH_FIELD_FCMV1_TAG = 213,
  NH_FIELD_FCMV1_CLICK_ACTION = 214,
  NH_FIELD_FCMV1_TITLE_LOC_KEY = 215,
  NH_FIELD_FCMV1_TITLE_LOC_ARGS = 216,
  NH_FIELD_FCMV1_BODY_LOC_KEY = 217,
  NH_FIELD_FCMV1_BODY_LOC_ARGS = 218,
  NH_FIELD_FCMV1_TICKER = 219,
  NH_FIELD_FCMV1_STICKY = 220,
  NH_FIELD_FCMV1_EVENT_TIME = 221,
  NH_FIELD_FCMV1_LOCAL_ONLY = 222,
  NH_FIELD_FCMV1_NOTIFICATION_PRIORITY = 223,
  NH_FIELD_FCMV1_VISIBILITY = 224,
  NH_FIELD_FCMV1_NOTIFICATION_COUNT = 225,
  NH_FIELD_FCMV1_DEFAULT_SOUND = 226,
  NH_FIELD_FCMV1_DEFAULT_VIBRATE_TIMINGS = 227,
  NH_FIELD_FCMV1_DEFAULT_LIGHT_SETTINGS = 228,
  NH_FIELD_FCMV1_VIBRATE_TIMINGS = 229,
  NH_FIELD_FCMV1_LIGHT_SETTINGS = 230,
  NH_FIELD_FCMV1_ANALYTICS_LABEL = 231,
  NH_FIELD_FCMV1_WEBPUSH = 232,
  NH_FIELD_FCMV1_APNS = 233,
  NH_FIELD_FCMV1_ANDROID_IMAGE = 234,
  NH_FIELD_FCMV1_PROXY = 235,
  NH_FIELD_FCMV1_BYPASS_PROXY_NOTIFICATION = 236,
  NH_FIELD_FCMV1_BANDWIDTH_CONSTRAINED_OK = 237,
  NH_FIELD_FCMV1_RESTRICTED_SATELLITE_OK = 238,
  NH_FIELD_FCMV1_ANDROID_ANALYTICS_LABEL = 239,
  NH_FIELD_GCM_TITLE = 301,
  NH_FIELD_GCM_BODY = 302,
  NH_FIELD_GCM_CHANNEL_ID = 303,
  NH_FIELD_GCM_ICON = 304,
  NH_FIELD_GCM_COLOR = 305,
  NH_FIELD_GCM_SOUND = 306,
  NH_FIELD_GCM_TAG = 307,
  NH_FIELD_GCM_CLICK_ACTION = 308,
  NH_FIELD_GCM_TITLE_LOC_KEY = 309,
  NH_FIELD_GCM_TITLE_LOC_ARGS = 310,
  NH_FIELD_GCM_BODY_LOC_KEY = 311,
  NH_FIELD_GCM_BODY_LOC_ARGS = 312,
  NH_FIELD_GCM_COLLAPSE_KEY = 313,
  NH_FIELD_GCM_PRIORITY = 314,
  NH_FIELD_GCM_TIME_TO_LIVE = 315,
  NH_FIELD_GCM_RESTRICTED_PACKAGE_NAME = 316,
  NH_FIELD_GCM_DRY_RUN = 317,
  NH_FIELD_GCM_CONTENT_AVAILABLE = 318,
  NH_FIELD_GCM_MUTABLE_CONTENT = 319,
  NH_FIELD_WINDOWS_TEXT = 401,
  NH_FIELD_WINDOWS_ATTRIBUTION = 402,
  NH_FIELD_WINDOWS_LAUNCH = 403,
  NH_FIELD_WINDOWS_ACTIVATION_TYPE = 404,
  NH_FIELD_WINDOWS_DURATION = 405,
  NH_FIELD_WINDOWS_SCENARIO = 406,
  NH_FIELD_WINDOWS_DISPLAY_TIME = 407,
  NH_FIELD_WINDOWS_LOGO = 408,
  NH_FIELD_WINDOWS_HERO_IMAGE = 409,
  NH_FIELD_WINDOWS_IMAGE = 410,
  NH_FIELD_WINDOWS_SOUND = 411,
  NH_FIELD_WINDOWS_SILENT = 412,
  NH_FIELD_WINDOWS_LOOP_SOUND = 413,
  NH_FIELD_WINDOWS_BUTTON = 414,
  NH_FIELD_WINDOWS_BUTTON_ARGUMENTS = 415,
  NH_FIELD_WINDOWS_BRANDING = 416,
  NH_FIELD_WINDOWS_DISPLAY_NAME = 417,
  NH_FIELD_WINDOWS_BACKGROUND_IMAGE = 418,
  NH_FIELD_WINDOWS_WIDE_TILE = 419,
  NH_FIELD_WINDOWS_LARGE_TILE = 420,
  NH_FIELD_MPNS_TEXT1 = 501,
  NH_FIELD_MPNS_TEXT2 = 502,
  NH_FIELD_MPNS_PARAM = 503,
  NH_FIELD_MPNS_TILE_ID = 504,
  NH_FIELD_MPNS_TITLE = 505,
  NH_FIELD_MPNS_COUNT = 506,
  NH_FIELD_MPNS_BACKGROUND_IMAGE = 507,
  NH_FIELD_MPNS_BACK_TITLE = 508,
  NH_FIELD_MPNS_BACK_CONTENT = 509,
  NH_FIELD_MPNS_BACK_BACKGROUND_IMAGE = 510,
  NH_FIELD_ADM_CONSOLIDATION_KEY = 601,
  NH_FIELD_ADM_EXPIRES_AFTER = 602,
  NH_FIELD_ADM_PRIORITY = 603,
  NH_FIELD_ADM_NOTIFICATION = 604,
  NH_FIELD_ADM_MD5 = 605,
  NH_FIELD_BAIDU_TITLE = 701,
  NH_FIELD_BAIDU_DESCRIPTION = 702,
  NH_FIELD_BAIDU_NOTIFICATION_BUILDER_ID = 703,
  NH_FIELD_BAIDU_NOTIFICATION_BASIC_STYLE = 704,
  NH_FIELD_BAIDU_OPEN_TYPE = 705,
  NH_FIELD_BAIDU_URL = 706,
  NH_FIELD_BAIDU_PKG_CONTENT = 707,
  NH_FIELD_BROWSER_TITLE = 801,
  NH_FIELD_BROWSER_BODY = 802,
  NH_FIELD_BROWSER_ICON = 803,
  NH_FIELD_BROWSER_IMAGE = 804,
  NH_FIELD_BROWSER_BADGE = 805,
  NH_FIELD_BROWSER_TAG = 806,
  NH_FIELD_BROWSER_LANG = 807,
  NH_FIELD_BROWSER_DIR = 808,
  NH_FIELD_BROWSER_RENOTIFY = 809,
  NH_FIELD_BROWSER_REQUIRE_INTERACTION = 810,
  NH_FIELD_BROWSER_SILENT = 811,
  NH_FIELD_BROWSER_TIMESTAMP = 812,
  NH_FIELD_XIAOMI_TITLE = 901,
  NH_FIELD_XIAOMI_DESCRIPTION = 902,
  NH_FIELD_XIAOMI_PAYLOAD = 903,
} nh_field;

typedef enum {
  NH_RETRY_NEVER = 1,
  NH_RETRY_NOT_ACCEPTED = 2,
  NH_RETRY_ALWAYS = 3,
} nh_retry;

typedef enum {
  NH_LOG_LEVEL_OFF = 0,
  NH_LOG_LEVEL_ERROR = 1,
  NH_LOG_LEVEL_WARN = 2,
  NH_LOG_LEVEL_INFO = 3,
  NH_LOG_LEVEL_DEBUG = 4,
  NH_LOG_LEVEL_DUMP = 5,
} nh_log_level;

typedef enum {
  NH_RIGHTS_LISTEN = 1,
  NH_RIGHTS_SEND = 2,
  NH_RIGHTS_MANAGE = 4,
} nh_rights;

typedef enum {
  NH_COUNTER_CALLS_BEGUN = 1,
  NH_COUNTER_ATTEMPTS = 2,
  NH_COUNTER_RETRIES = 3,
  NH_COUNTER_THROTTLED_ANSWERS = 4,
  NH_COUNTER_ACCEPTED = 5,
  NH_COUNTER_NOT_ACCEPTED = 6,
  NH_COUNTER_UNKNOWN = 7,
  NH_COUNTER_DURATION_US = 8,
  NH_COUNTER_CONNECTIONS_OPENED = 9,
  NH_COUNTER_CONNECTIONS_REUSED = 10,
  NH_COUNTER_BYTES_SENT = 11,
  NH_COUNTER_BYTES_RECEIVED = 12,
} nh_counter;

typedef enum {
  NH_CALL_KIND_ALL = 0,
  NH_CALL_KIND_SEND = 1,
  NH_CALL_KIND_CHANGE = 2,
  NH_CALL_KIND_READ = 3,
} nh_call_kind;

typedef enum {
  NH_PRUNE_DECISION_DEAD = 1,
  NH_PRUNE_DECISION_DELETED = 2,
  NH_PRUNE_DECISION_REGISTERED_AGAIN = 3,
  NH_PRUNE_DECISION_REPLACED = 4,
  NH_PRUNE_DECISION_NOT_DEAD = 5,
  NH_PRUNE_DECISION_NOT_REGISTERED = 6,
  NH_PRUNE_DECISION_FAILED = 7,
} nh_prune_decision;

typedef enum {
  NH_FINDING_NOT_KNOWN = 1,
  NH_FINDING_PAYLOAD = 2,
  NH_FINDING_NOT_FOUND = 3,
  NH_FINDING_PENDING = 4,
  NH_FINDING_GIVEN_UP = 5,
  NH_FINDING_NO_MATCH = 6,
  NH_FINDING_MATCHES = 7,
  NH_FINDING_CUT = 8,
  NH_FINDING_OTHER_KIND = 9,
  NH_FINDING_NO_CREDENTIAL = 10,
  NH_FINDING_REFUSED = 11,
  NH_FINDING_ACCEPTED = 12,
  NH_FINDING_DEAD_HANDLES = 13,
} nh_finding;

typedef struct nh_batch_report nh_batch_report;

typedef struct nh_call_options nh_call_options;

typedef struct nh_cancel nh_cancel;

typedef struct nh_counters nh_counters;

typedef struct nh_error nh_error;

typedef struct nh_explanation nh_explanation;

typedef struct nh_feedback nh_feedback;

typedef struct nh_feedback_cursor nh_feedback_cursor;

typedef struct nh_handles nh_handles;

typedef struct nh_hub nh_hub;

typedef struct nh_hub_description nh_hub_description;

typedef struct nh_hub_list nh_hub_list;

typedef struct nh_installation nh_installation;

typedef struct nh_installation_cursor nh_installation_cursor;

typedef struct nh_installation_patch nh_installation_patch;

typedef struct nh_job nh_job;

typedef struct nh_job_list nh_job_list;

typedef struct nh_namespace nh_namespace;

typedef struct nh_notification nh_notification;

typedef struct nh_notification_details nh_notification_details;

typedef struct nh_options nh_options;

typedef struct nh_outcome nh_outcome;

typedef struct nh_prune nh_prune;

typedef struct nh_prune_report nh_prune_report;

typedef struct nh_queue nh_queue;

typedef struct nh_queue_options nh_queue_options;

typedef struct nh_registration nh_registration;

typedef struct nh_registration_cursor nh_registration_cursor;

typedef struct nh_registration_page nh_registration_page;

typedef struct nh_request nh_request;

typedef struct nh_sas_token nh_sas_token;

typedef struct nh_secondary_tile nh_secondary_tile;

typedef struct nh_span nh_span;

typedef struct nh_tag_expression nh_tag_expression;

typedef struct nh_target nh_target;

typedef struct nh_template nh_template;

typedef const char *(*nh_token_callback)(void *user_data, const char *uri);

typedef void (*nh_log_callback)(void *user_data, int32_t level, const char *text);

typedef void (*nh_span_callback)(void *user_data, const nh_span *span);

typedef int32_t (*nh_interrupt_callback)(void *user_data);

typedef void (*nh_outcome_callback)(void *user_data, const nh_outcome *outcome);

typedef const char *(*nh_next_handle)(void *user_data);

typedef void (*nh_progress_callback)(void *user_data, size_t done, size_t total);

const char *nh_version(void);

uint32_t nh_version_number(void);

const char *nh_status_name(int32_t status);

const nh_error *nh_last_error(void);

nh_error *nh_error_copy(const nh_error *error);

void nh_error_free(nh_error *error);

nh_status nh_error_status(const nh_error *error);

const char *nh_error_message(const nh_error *error);

int32_t nh_error_http_status(const nh_error *error);

const char *nh_error_service_code(const nh_error *error);

const char *nh_error_service_detail(const nh_error *error);

const char *nh_error_tracking_id(const nh_error *error);

bool nh_error_is_transient(const nh_error *error);

bool nh_error_may_have_been_sent(const nh_error *error);

int64_t nh_error_retry_after_ms(const nh_error *error);

nh_access_problem nh_error_access_problem(const nh_error *error);

size_t nh_error_column(const nh_error *error);

nh_options *nh_options_new(void);

void nh_options_free(nh_options *options);

nh_status nh_options_set_timeout_ms(nh_options *options, uint32_t timeout_ms);

nh_status nh_options_set_connect_timeout_ms(nh_options *options,
                                            uint32_t connect_timeout_ms);

nh_status nh_options_set_pool_size(nh_options *options, uint32_t connections);

nh_status nh_options_set_idle_age_ms(nh_options *options, uint32_t idle_age_ms);

nh_status nh_options_set_connection_age_ms(nh_options *options,
                                           uint32_t connection_age_ms);

nh_status nh_options_set_proxy(nh_options *options,
                               const char *url);

nh_status nh_options_set_proxy_from_environment(nh_options *options);

nh_status nh_options_set_no_proxy(nh_options *options, const char *hosts);

nh_status nh_options_set_ca_file(nh_options *options,
                                 const char *path);

nh_status nh_options_set_user_agent_suffix(nh_options *options,
                                           const char *suffix);

nh_status nh_options_set_api_version(nh_options *options,
                                     const char *api_version);

nh_status nh_options_set_retry(nh_options *options, int32_t retry);

nh_status nh_options_set_max_attempts(nh_options *options, uint32_t attempts);

nh_status nh_options_set_rate_limit(nh_options *options,
                                    uint32_t per_second,
                                    uint32_t burst);

nh_status nh_options_set_token_callback(nh_options *options,
                                        nh_token_callback callback,
                                        void *user_data);

nh_status nh_options_set_test(nh_options *options, int32_t test);

nh_status nh_options_set_debug(nh_options *options);

nh_status nh_options_set_log_callback(nh_options *options,
                                      int32_t max_level,
                                      nh_log_callback callback,
                                      void *user_data);

nh_status nh_options_set_log_stderr(nh_options *options,
                                    int32_t max_level);

nh_status nh_options_set_span_callback(nh_options *options,
                                       nh_span_callback callback,
                                       void *user_data);

nh_status nh_options_set_check_payloads(nh_options *options, int32_t check);

nh_status nh_options_set_log_payloads(nh_options *options, int32_t show);

nh_hub *nh_hub_new(const char *connection_string,
                   const char *hub_name,
                   const nh_options *options);

const char *nh_hub_url(const nh_hub *hub);

nh_hub *nh_hub_new_shared(const char *connection_string,
                          const char *hub_name,
                          const nh_options *options);

nh_status nh_hub_set_connection_string(const nh_hub *hub,
                                       const char *connection_string);

nh_status nh_hub_close(const nh_hub *hub, uint32_t timeout_ms);

void nh_hub_free(nh_hub *hub);

nh_tag_expression *nh_tag_expression_parse(const char *expression);

nh_tag_expression *nh_tag_expression_new_tag(const char *tag);

nh_tag_expression *nh_tag_expression_new_and(const nh_tag_expression *left,
                                             const nh_tag_expression *right);

nh_tag_expression *nh_tag_expression_new_or(const nh_tag_expression *left,
                                            const nh_tag_expression *right);

nh_tag_expression *nh_tag_expression_new_not(const nh_tag_expression *expression);

const char *nh_tag_expression_text(const nh_tag_expression *expression);

void nh_tag_expression_free(nh_tag_expression *expression);

nh_target *nh_target_new_broadcast(void);

nh_target *nh_target_new_tag(const char *tag);

nh_target *nh_target_new_tags(void);

nh_status nh_target_add_tag(nh_target *target, const char *tag);

nh_target *nh_target_new_expression(const char *expression);

nh_target *nh_target_new_composed(const nh_tag_expression *expression);

nh_target *nh_target_new_user(const char *user_id);

nh_target *nh_target_new_installation(const char *installation_id);

nh_target *nh_target_new_device(const char *handle);

nh_target *nh_target_new_browser(const char *endpoint,
                                 const char *p256dh,
                                 const char *auth);

void nh_target_free(nh_target *target);

nh_notification *nh_notification_new(int32_t platform,
                                     const char *body,
                                     size_t body_len);

nh_notification *nh_notification_new_template(void);

void nh_notification_free(nh_notification *notification);

nh_status nh_notification_set_property(nh_notification *notification,
                                       const char *name,
                                       const char *value);

nh_status nh_notification_set_property_json(nh_notification *notification,
                                            const char *name,
                                            const char *json);

nh_status nh_notification_set_header(nh_notification *notification,
                                     const char *name,
                                     const char *value);

nh_status nh_notification_set_wns_type(nh_notification *notification,
                                       int32_t wns_type);

nh_status nh_notification_set_mpns_type(nh_notification *notification,
                                        int32_t mpns_type,
                                        int32_t notification_class);

nh_status nh_notification_set_apns_push_type(nh_notification *notification,
                                             int32_t push_type);

nh_status nh_notification_set_apns_priority(nh_notification *notification,
                                            int32_t priority);

nh_status nh_notification_set_apns_expiration(nh_notification *notification,
                                              int64_t unix_seconds);

nh_status nh_notification_set_apns_topic(nh_notification *notification,
                                         const char *topic);

nh_status nh_notification_set_apns_collapse_id(nh_notification *notification,
                                               const char *collapse_id);

const char *nh_platform_name(int32_t platform);

int32_t nh_platform_from_name(const char *name);

nh_notification *nh_notification_new_apple_alert(const char *title,
                                                 const char *body);

nh_notification *nh_notification_new_apple_background(void);

nh_notification *nh_notification_new_apple_live_activity(const char *event,
                                                         int64_t unix_seconds,
                                                         const char *content_state);

nh_notification *nh_notification_new_fcmv1_message(const char *title,
                                                   const char *body);

nh_notification *nh_notification_new_gcm_message(const char *title,
                                                 const char *body);

nh_notification *nh_notification_new_adm_message(void);

nh_notification *nh_notification_new_baidu_message(const char *title,
                                                   const char *description);

nh_notification *nh_notification_new_browser_message(const char *title,
                                                     const char *body);

nh_notification *nh_notification_new_xiaomi_message(const char *title,
                                                    const char *description);

nh_notification *nh_notification_new_windows_toast(const char *line1,
                                                   const char *line2,
                                                   const char *launch);

nh_notification *nh_notification_new_windows_tile(const char *line1,
                                                  const char *line2);

nh_notification *nh_notification_new_windows_badge(const char *value);

nh_notification *nh_notification_new_mpns_toast(const char *text1,
                                                const char *text2);

nh_notification *nh_notification_new_mpns_tile(void);

nh_status nh_notification_check(const nh_notification *notification);

nh_status nh_template_check(int32_t platform, const char *body);

nh_status nh_notification_set_text(nh_notification *notification,
                                   int32_t field,
                                   const char *value);

nh_status nh_notification_add_text(nh_notification *notification,
                                   int32_t field,
                                   const char *value);

nh_status nh_notification_set_number(nh_notification *notification,
                                     int32_t field,
                                     double value);

nh_status nh_notification_set_flag(nh_notification *notification,
                                   int32_t field,
                                   bool value);

nh_status nh_notification_set_json(nh_notification *notification,
                                   int32_t field,
                                   const char *json);

nh_status nh_notification_clear_field(nh_notification *notification,
                                      int32_t field);

nh_cancel *nh_cancel_new(void);

nh_status nh_cancel_trigger(const nh_cancel *cancel);

void nh_cancel_free(nh_cancel *cancel);

nh_status nh_set_interrupt_callback(nh_interrupt_callback callback,
                                    void *user_data);

nh_call_options *nh_call_options_new(void);

void nh_call_options_free(nh_call_options *options);

nh_status nh_call_options_set_timeout_ms(nh_call_options *options,
                                         uint32_t timeout_ms);

nh_status nh_call_options_set_tracking_id(nh_call_options *options,
                                          const char *tracking_id);

nh_status nh_call_options_set_test(nh_call_options *options, int32_t test);

nh_status nh_call_options_set_retry(nh_call_options *options, int32_t retry);

nh_status nh_call_options_set_max_attempts(nh_call_options *options,
                                           uint32_t attempts);

nh_status nh_call_options_set_cancel(nh_call_options *options,
                                     const nh_cancel *cancel);

nh_status nh_call_options_set_traceparent(nh_call_options *options,
                                          const char *traceparent);

nh_status nh_call_options_set_tracestate(nh_call_options *options,
                                         const char *tracestate);

nh_status nh_send(const nh_hub *hub,
                  const nh_notification *notification,
                  const nh_target *target,
                  const nh_call_options *options,
                  nh_outcome **outcome);

nh_status nh_outcome_status(const nh_outcome *outcome);

nh_verdict nh_outcome_verdict(const nh_outcome *outcome);

const char *nh_verdict_name(int32_t verdict);

const nh_error *nh_outcome_error(const nh_outcome *outcome);

bool nh_outcome_may_be_duplicate(const nh_outcome *outcome);

const char *nh_outcome_notification_id(const nh_outcome *outcome);

const char *nh_outcome_registration_id(const nh_outcome *outcome);

const char *nh_outcome_tracking_id(const nh_outcome *outcome);

const char *nh_outcome_correlation_id(const nh_outcome *outcome);

int32_t nh_outcome_http_status(const nh_outcome *outcome);

uint32_t nh_outcome_attempts(const nh_outcome *outcome);

const char *nh_outcome_body(const nh_outcome *outcome);

size_t nh_outcome_body_len(const nh_outcome *outcome);

bool nh_outcome_has_test_result(const nh_outcome *outcome);

int64_t nh_outcome_success_count(const nh_outcome *outcome);

int64_t nh_outcome_failure_count(const nh_outcome *outcome);

size_t nh_outcome_result_count(const nh_outcome *outcome);

const char *nh_outcome_result_platform(const nh_outcome *outcome, size_t index);

const char *nh_outcome_result_pns_handle(const nh_outcome *outcome,
                                         size_t index);

const char *nh_outcome_result_registration_id(const nh_outcome *outcome,
                                              size_t index);

const char *nh_outcome_result_outcome(const nh_outcome *outcome, size_t index);

void *nh_outcome_user_data(const nh_outcome *outcome);

void nh_outcome_free(nh_outcome *outcome);

nh_status nh_send_apple_notification(const nh_hub *hub,
                                     const char *payload,
                                     const char *tag_expression,
                                     nh_outcome **outcome);

nh_status nh_broadcast_apple_notification(const nh_hub *hub,
                                          const char *payload,
                                          nh_outcome **outcome);

nh_status nh_send_google_notification(const nh_hub *hub,
                                      const char *payload,
                                      const char *tag_expression,
                                      nh_outcome **outcome);

nh_status nh_broadcast_google_notification(const nh_hub *hub,
                                           const char *payload,
                                           nh_outcome **outcome);

nh_status nh_send_fcmv1_notification(const nh_hub *hub,
                                     const char *payload,
                                     const char *tag_expression,
                                     nh_outcome **outcome);

nh_status nh_broadcast_fcmv1_notification(const nh_hub *hub,
                                          const char *payload,
                                          nh_outcome **outcome);

nh_status nh_send_windows_notification(const nh_hub *hub,
                                       const char *payload,
                                       const char *tag_expression,
                                       nh_outcome **outcome);

nh_status nh_broadcast_windows_notification(const nh_hub *hub,
                                            const char *payload,
                                            nh_outcome **outcome);

nh_status nh_send_mpns_notification(const nh_hub *hub,
                                    const char *payload,
                                    const char *tag_expression,
                                    nh_outcome **outcome);

nh_status nh_broadcast_mpns_notification(const nh_hub *hub,
                                         const char *payload,
                                         nh_outcome **outcome);

nh_status nh_send_adm_notification(const nh_hub *hub,
                                   const char *payload,
                                   const char *tag_expression,
                                   nh_outcome **outcome);

nh_status nh_broadcast_adm_notification(const nh_hub *hub,
                                        const char *payload,
                                        nh_outcome **outcome);

nh_status nh_send_baidu_notification(const nh_hub *hub,
                                     const char *payload,
                                     const char *tag_expression,
                                     nh_outcome **outcome);

nh_status nh_broadcast_baidu_notification(const nh_hub *hub,
                                          const char *payload,
                                          nh_outcome **outcome);

nh_status nh_send_browser_notification(const nh_hub *hub,
                                       const char *payload,
                                       const char *tag_expression,
                                       nh_outcome **outcome);

nh_status nh_broadcast_browser_notification(const nh_hub *hub,
                                            const char *payload,
                                            nh_outcome **outcome);

nh_status nh_send_xiaomi_notification(const nh_hub *hub,
                                      const char *payload,
                                      const char *tag_expression,
                                      nh_outcome **outcome);

nh_status nh_broadcast_xiaomi_notification(const nh_hub *hub,
                                           const char *payload,
                                           nh_outcome **outcome);

nh_status nh_send_template_notification(const nh_hub *hub,
                                        const char *payload,
                                        const char *tag_expression,
                                        nh_outcome **outcome);

nh_status nh_broadcast_template_notification(const nh_hub *hub,
                                             const char *payload,
                                             nh_outcome **outcome);

nh_request *nh_request_new(const nh_hub *hub,
                           const nh_notification *notification,
                           const nh_target *target,
                           const nh_call_options *options);

const char *nh_request_method(const nh_request *request);

const char *nh_request_url(const nh_request *request);

size_t nh_request_header_count(const nh_request *request);

const char *nh_request_header_name(const nh_request *request, size_t index);

bool nh_request_header_is_secret(const nh_request *request, size_t index);

const char *nh_request_header_value(const nh_request *request, size_t index);

const char *nh_request_body(const nh_request *request);

size_t nh_request_body_len(const nh_request *request);

void nh_request_free(nh_request *request);

nh_queue_options *nh_queue_options_new(void);

void nh_queue_options_free(nh_queue_options *options);

nh_status nh_queue_options_set_capacity(nh_queue_options *options,
                                        uint32_t entries);

nh_status nh_queue_options_set_capacity_bytes(nh_queue_options *options,
                                              size_t bytes);

nh_status nh_queue_options_set_concurrency(nh_queue_options *options,
                                           uint32_t sends);

nh_status nh_queue_options_set_full_wait_ms(nh_queue_options *options,
                                            uint32_t full_wait_ms);

nh_queue *nh_queue_new(const nh_queue_options *options);

int32_t nh_queue_fd(const nh_queue *queue);

int32_t nh_queue_dup_fd(const nh_queue *queue);

nh_status nh_queue_next(const nh_queue *queue,
                        uint32_t timeout_ms,
                        nh_outcome **outcome);

nh_status nh_queue_dispatch(const nh_queue *queue,
                            nh_outcome_callback callback,
                            uint32_t timeout_ms);

size_t nh_queue_pending(const nh_queue *queue);

nh_status nh_queue_close(const nh_queue *queue,
                         uint32_t timeout_ms);

void nh_queue_free(nh_queue *queue);

nh_handles *nh_handles_new(void);

nh_status nh_handles_add(nh_handles *handles, const char *handle);

size_t nh_handles_count(const nh_handles *handles);

void nh_handles_free(nh_handles *handles);

nh_status nh_send_direct_batch(const nh_hub *hub,
                               const nh_notification *notification,
                               const nh_handles *handles,
                               const nh_call_options *options,
                               nh_batch_report **report);

nh_status nh_send_direct_batch_from(const nh_hub *hub,
                                    const nh_notification *notification,
                                    nh_next_handle next,
                                    void *user_data,
                                    const nh_call_options *options,
                                    nh_batch_report **report);

const nh_error *nh_batch_report_error(const nh_batch_report *report);

uint64_t nh_batch_report_next(const nh_batch_report *report);

int64_t nh_batch_report_bad_handle(const nh_batch_report *report);

uint64_t nh_batch_report_accepted(const nh_batch_report *report);

uint64_t nh_batch_report_unknown(const nh_batch_report *report);

size_t nh_batch_report_count(const nh_batch_report *report);

uint64_t nh_batch_report_first(const nh_batch_report *report, size_t index);

size_t nh_batch_report_handle_count(const nh_batch_report *report,
                                    size_t index);

const nh_outcome *nh_batch_report_outcome(const nh_batch_report *report,
                                          size_t index);

void nh_batch_report_free(nh_batch_report *report);

nh_status nh_schedule(const nh_hub *hub,
                      const nh_notification *notification,
                      const nh_target *target,
                      int64_t unix_ms,
                      const nh_call_options *options,
                      nh_outcome **outcome);

nh_status nh_cancel_scheduled(const nh_hub *hub,
                              const char *notification_id,
                              const nh_call_options *options,
                              nh_outcome **outcome);

nh_status nh_get_notification_details(const nh_hub *hub,
                                      const char *notification_id,
                                      const nh_call_options *options,
                                      nh_notification_details **details,
                                      nh_outcome **outcome);

nh_status nh_wait_notification_details(const nh_hub *hub,
                                       const char *notification_id,
                                       const nh_call_options *options,
                                       nh_notification_details **details,
                                       nh_outcome **outcome);

nh_notification_state nh_notification_details_state(const nh_notification_details *details);

const char *nh_notification_details_state_text(const nh_notification_details *details);

const char *nh_notification_details_notification_id(const nh_notification_details *details);

const char *nh_notification_details_location(const nh_notification_details *details);

const char *nh_notification_details_enqueue_time(const nh_notification_details *details);

const char *nh_notification_details_start_time(const nh_notification_details *details);

const char *nh_notification_details_end_time(const nh_notification_details *details);

const char *nh_notification_details_body(const nh_notification_details *details);

const char *nh_notification_details_tags(const nh_notification_details *details);

const char *nh_notification_details_target_platforms(const nh_notification_details *details);

const char *nh_notification_details_error_uri(const nh_notification_details *details);

size_t nh_notification_details_count(const nh_notification_details *details);

const char *nh_notification_details_count_platform(const nh_notification_details *details,
                                                   size_t index);

const char *nh_notification_details_count_outcome(const nh_notification_details *details,
                                                  size_t index);

int64_t nh_notification_details_count_value(const nh_notification_details *details,
                                            size_t index);

void nh_notification_details_free(nh_notification_details *details);

nh_counters *nh_counters_new(const nh_hub *hub);

nh_status nh_counters_add(nh_counters *counters, const nh_hub *hub);

uint64_t nh_counters_get(const nh_counters *counters,
                         int32_t counter,
                         int32_t kind);

size_t nh_counters_bucket_count(const nh_counters *counters);

uint64_t nh_counters_bucket_bound_us(const nh_counters *counters,
                                     size_t index);

uint64_t nh_counters_bucket(const nh_counters *counters,
                            size_t index,
                            int32_t kind);

const char *nh_counters_prometheus(const nh_counters *counters);

void nh_counters_free(nh_counters *counters);

const char *nh_span_name(const nh_span *span);

bool nh_span_is_attempt(const nh_span *span);

const char *nh_span_trace_id(const nh_span *span);

const char *nh_span_id(const nh_span *span);

const char *nh_span_parent_id(const nh_span *span);

bool nh_span_is_sampled(const nh_span *span);

int64_t nh_span_start_unix_ns(const nh_span *span);

int64_t nh_span_end_unix_ns(const nh_span *span);

size_t nh_span_attribute_count(const nh_span *span);

const char *nh_span_attribute_name(const nh_span *span,
                                   size_t index);

const char *nh_span_attribute_text(const nh_span *span,
                                   size_t index);

int64_t nh_span_attribute_number(const nh_span *span,
                                 size_t index);

nh_sas_token *nh_sas_token_new(const nh_hub *hub,
                               const char *uri,
                               uint64_t lifetime_ms);

const char *nh_sas_token_text(const nh_sas_token *token);

uint64_t nh_sas_token_expires_at(const nh_sas_token *token);

void nh_sas_token_free(nh_sas_token *token);

nh_template *nh_template_new(const char *body);

nh_status nh_template_set_body(nh_template *body_template, const char *body);

nh_status nh_template_set_header(nh_template *body_template,
                                 const char *name,
                                 const char *value);

nh_status nh_template_remove_header(nh_template *body_template,
                                    const char *name);

nh_status nh_template_add_tag(nh_template *body_template, const char *tag);

nh_status nh_template_remove_tag(nh_template *body_template,
                                 const char *tag);

nh_status nh_template_set_expiry(nh_template *body_template,
                                 const char *expiry);

const char *nh_template_body(const nh_template *body_template);

const char *nh_template_expiry(const nh_template *body_template);

size_t nh_template_header_count(const nh_template *body_template);

const char *nh_template_header_name(const nh_template *body_template,
                                    size_t index);

const char *nh_template_header_value(const nh_template *body_template,
                                     size_t index);

size_t nh_template_tag_count(const nh_template *body_template);

const char *nh_template_tag(const nh_template *body_template, size_t index);

nh_status nh_template_check_with_sample(int32_t platform,
                                        const nh_template *body_template,
                                        const nh_notification *sample);

void nh_template_free(nh_template *body_template);

nh_secondary_tile *nh_secondary_tile_new(const char *push_channel);

nh_status nh_secondary_tile_set_push_channel(nh_secondary_tile *tile,
                                             const char *push_channel);

nh_status nh_secondary_tile_add_tag(nh_secondary_tile *tile, const char *tag);

nh_status nh_secondary_tile_remove_tag(nh_secondary_tile *tile,
                                       const char *tag);

nh_status nh_secondary_tile_set_template(nh_secondary_tile *tile,
                                         const char *name,
                                         const nh_template *body_template);

nh_status nh_secondary_tile_remove_template(nh_secondary_tile *tile,
                                            const char *name);

const char *nh_secondary_tile_push_channel(const nh_secondary_tile *tile);

bool nh_secondary_tile_push_channel_expired(const nh_secondary_tile *tile);

size_t nh_secondary_tile_tag_count(const nh_secondary_tile *tile);

const char *nh_secondary_tile_tag(const nh_secondary_tile *tile, size_t index);

size_t nh_secondary_tile_template_count(const nh_secondary_tile *tile);

const char *nh_secondary_tile_template_name(const nh_secondary_tile *tile,
                                            size_t index);

nh_template *nh_secondary_tile_template(const nh_secondary_tile *tile,
                                        const char *name);

void nh_secondary_tile_free(nh_secondary_tile *tile);

nh_installation *nh_installation_new(const char *installation_id,
                                     int32_t platform,
                                     const char *push_channel);

nh_installation *nh_installation_new_browser(const char *installation_id,
                                             const char *endpoint,
                                             const char *p256dh,
                                             const char *auth);

nh_installation *nh_installation_from_json(const char *json,
                                           size_t length);

nh_status nh_installation_set_user_id(nh_installation *installation,
                                      const char *user_id);

nh_status nh_installation_remove_user_id(nh_installation *installation);

nh_status nh_installation_set_push_channel(nh_installation *installation,
                                           const char *push_channel);

nh_status nh_installation_set_browser_channel(nh_installation *installation,
                                              const char *endpoint,
                                              const char *p256dh,
                                              const char *auth);

nh_status nh_installation_set_expiration_time(nh_installation *installation,
                                              const char *expiration_time);

nh_status nh_installation_add_tag(nh_installation *installation,
                                  const char *tag);

nh_status nh_installation_remove_tag(nh_installation *installation,
                                     const char *tag);

nh_status nh_installation_set_push_variable(nh_installation *installation,
                                            const char *name,
                                            const char *value);

nh_status nh_installation_remove_push_variable(nh_installation *installation,
                                               const char *name);

nh_status nh_installation_set_template(nh_installation *installation,
                                       const char *name,
                                       const nh_template *body_template);

nh_status nh_installation_remove_template(nh_installation *installation,
                                          const char *name);

nh_status nh_installation_set_secondary_tile(nh_installation *installation,
                                             const char *tile_id,
                                             const nh_secondary_tile *tile);

nh_status nh_installation_remove_secondary_tile(nh_installation *installation,
                                                const char *tile_id);

nh_status nh_installation_set_member(nh_installation *installation,
                                     const char *name,
                                     const char *json);

void nh_installation_free(nh_installation *installation);

const char *nh_installation_id(const nh_installation *installation);

const char *nh_installation_user_id(const nh_installation *installation);

int32_t nh_installation_platform(const nh_installation *installation);

const char *nh_installation_platform_text(const nh_installation *installation);

const char *nh_installation_push_channel(const nh_installation *installation);

const char *nh_installation_browser_p256dh(const nh_installation *installation);

const char *nh_installation_browser_auth(const nh_installation *installation);

bool nh_installation_push_channel_expired(const nh_installation *installation);

const char *nh_installation_expiration_time(const nh_installation *installation);

size_t nh_installation_tag_count(const nh_installation *installation);

const char *nh_installation_tag(const nh_installation *installation,
                                size_t index);

const char *nh_installation_push_variable(const nh_installation *installation,
                                          const char *name);

size_t nh_installation_push_variable_count(const nh_installation *installation);

const char *nh_installation_push_variable_name(const nh_installation *installation,
                                               size_t index);

size_t nh_installation_template_count(const nh_installation *installation);

const char *nh_installation_template_name(const nh_installation *installation,
                                          size_t index);

const char *nh_installation_template_body(const nh_installation *installation,
                                          size_t index);

size_t nh_installation_template_tag_count(const nh_installation *installation,
                                          size_t index);

const char *nh_installation_template_tag(const nh_installation *installation,
                                         size_t index,
                                         size_t tag_index);

nh_template *nh_installation_template(const nh_installation *installation,
                                      const char *name);

size_t nh_installation_secondary_tile_count(const nh_installation *installation);

const char *nh_installation_secondary_tile_id(const nh_installation *installation,
                                              size_t index);

nh_secondary_tile *nh_installation_secondary_tile(const nh_installation *installation,
                                                  const char *tile_id);

const char *nh_installation_member(const nh_installation *installation,
                                   const char *name);

const char *nh_installation_json(const nh_installation *installation);

nh_installation_patch *nh_installation_patch_new(void);

void nh_installation_patch_free(nh_installation_patch *patch);

nh_status nh_installation_patch_add_tag(nh_installation_patch *patch,
                                        const char *tag);

nh_status nh_installation_patch_remove_tag(nh_installation_patch *patch,
                                           const char *tag);

nh_status nh_installation_patch_remove_all_tags(nh_installation_patch *patch);

nh_status nh_installation_patch_set_user_id(nh_installation_patch *patch,
                                            const char *user_id);

nh_status nh_installation_patch_remove_user_id(nh_installation_patch *patch);

nh_status nh_installation_patch_set_push_channel(nh_installation_patch *patch,
                                                 const char *push_channel);

nh_status nh_installation_patch_set_browser_channel(nh_installation_patch *patch,
                                                    const char *endpoint,
                                                    const char *p256dh,
                                                    const char *auth);

nh_status nh_installation_patch_set_template(nh_installation_patch *patch,
                                             const char *name,
                                             const nh_template *body_template);

nh_status nh_installation_patch_remove_template(nh_installation_patch *patch,
                                                const char *name);

nh_status nh_installation_patch_set_template_body(nh_installation_patch *patch,
                                                  const char *name,
                                                  const char *body);

nh_status nh_installation_patch_set_template_headers(nh_installation_patch *patch,
                                                     const char *name,
                                                     const nh_template *body_template);

nh_status nh_installation_patch_set_template_expiry(nh_installation_patch *patch,
                                                    const char *name,
                                                    const char *expiry);

nh_status nh_installation_patch_add_template_tag(nh_installation_patch *patch,
                                                 const char *name,
                                                 const char *tag);

nh_status nh_installation_patch_remove_template_tag(nh_installation_patch *patch,
                                                    const char *name,
                                                    const char *tag);

nh_status nh_installation_patch_set_push_variable(nh_installation_patch *patch,
                                                  const char *name,
                                                  const char *value);

nh_status nh_installation_patch_remove_push_variable(nh_installation_patch *patch,
                                                     const char *name);

nh_status nh_installation_patch_set_secondary_tile(nh_installation_patch *patch,
                                                   const char *tile_id,
                                                   const nh_secondary_tile *tile);

nh_status nh_installation_patch_remove_secondary_tile(nh_installation_patch *patch,
                                                      const char *tile_id);

nh_status nh_installation_patch_add_operation(nh_installation_patch *patch,
                                              const char *op,
                                              const char *path,
                                              const char *value);

const char *nh_installation_patch_json(const nh_installation_patch *patch);

nh_status nh_put_installation(const nh_hub *hub,
                              const nh_installation *installation,
                              const nh_call_options *options,
                              nh_outcome **outcome);

nh_status nh_get_installation(const nh_hub *hub,
                              const char *installation_id,
                              const nh_call_options *options,
                              nh_installation **installation,
                              nh_outcome **outcome);

nh_status nh_installation_exists(const nh_hub *hub,
                                 const char *installation_id,
                                 const nh_call_options *options,
                                 bool *exists,
                                 nh_outcome **outcome);

nh_status nh_patch_installation(const nh_hub *hub,
                                const char *installation_id,
                                const nh_installation_patch *patch,
                                const nh_call_options *options,
                                nh_outcome **outcome);

nh_status nh_delete_installation(const nh_hub *hub,
                                 const char *installation_id,
                                 const nh_call_options *options,
                                 nh_outcome **outcome);

nh_status nh_delete_user_devices(const nh_hub *hub,
                                 const char *user_id,
                                 const nh_call_options *options,
                                 uint64_t *deleted,
                                 nh_outcome **outcome);

nh_status nh_wait_installation(const nh_hub *hub,
                               const char *installation_id,
                               const nh_installation *wanted,
                               const nh_call_options *options,
                               nh_installation **installation,
                               nh_outcome **outcome);

nh_installation_cursor *nh_installation_cursor_new_all(const nh_hub *hub);

nh_installation_cursor *nh_installation_cursor_new_by_tag(const nh_hub *hub,
                                                          const char *tag);

nh_installation_cursor *nh_installation_cursor_new_by_user(const nh_hub *hub,
                                                           const char *user_id);

nh_installation_cursor *nh_installation_cursor_new_by_channel(const nh_hub *hub,
                                                              const char *channel);

nh_status nh_installation_cursor_next(nh_installation_cursor *cursor,
                                      const nh_call_options *options,
                                      nh_installation **installation,
                                      nh_outcome **outcome);

void nh_installation_cursor_free(nh_installation_cursor *cursor);

nh_registration *nh_registration_new(int32_t platform,
                                     const char *handle);

nh_registration *nh_registration_new_baidu(const char *user_id,
                                           const char *channel_id);

nh_registration *nh_registration_new_browser(const char *endpoint,
                                             const char *p256dh,
                                             const char *auth);

nh_status nh_registration_set_handle(nh_registration *registration,
                                     const char *handle);

nh_status nh_registration_set_baidu_user_id(nh_registration *registration,
                                            const char *user_id);

nh_status nh_registration_add_tag(nh_registration *registration,
                                  const char *tag);

nh_status nh_registration_remove_tag(nh_registration *registration,
                                     const char *tag);

nh_status nh_registration_set_push_variable(nh_registration *registration,
                                            const char *name,
                                            const char *value);

nh_status nh_registration_remove_push_variable(nh_registration *registration,
                                               const char *name);

nh_status nh_registration_set_secondary_tile(nh_registration *registration,
                                             const char *name);

nh_status nh_registration_remove_secondary_tile(nh_registration *registration);

const char *nh_registration_id(const nh_registration *registration);

const char *nh_registration_etag(const nh_registration *registration);

const char *nh_registration_expiration_time(const nh_registration *registration);

int32_t nh_registration_platform(const nh_registration *registration);

const char *nh_registration_kind(const nh_registration *registration);

const char *nh_registration_handle(const nh_registration *registration);

const char *nh_registration_baidu_user_id(const nh_registration *registration);

const char *nh_registration_browser_p256dh(const nh_registration *registration);

const char *nh_registration_browser_auth(const nh_registration *registration);

const char *nh_registration_secondary_tile(const nh_registration *registration);

size_t nh_registration_tag_count(const nh_registration *registration);

const char *nh_registration_tag(const nh_registration *registration,
                                size_t index);

const char *nh_registration_push_variable(const nh_registration *registration,
                                          const char *name);

size_t nh_registration_push_variable_count(const nh_registration *registration);

const char *nh_registration_push_variable_name(const nh_registration *registration,
                                               size_t index);

const char *nh_registration_xml(const nh_registration *registration);

void nh_registration_free(nh_registration *registration);

nh_status nh_registration_set_template(nh_registration *registration,
                                       const char *body,
                                       const char *name);

nh_status nh_registration_remove_template(nh_registration *registration);

nh_status nh_registration_remove_template_header(nh_registration *registration,
                                                 const char *name);

nh_status nh_registration_set_template_header(nh_registration *registration,
                                              const char *name,
                                              const char *value);

nh_status nh_registration_set_apple_expressions(nh_registration *registration,
                                                const char *expiry,
                                                const char *priority);

nh_status nh_registration_set_baidu_message_type(nh_registration *registration,
                                                 int32_t message_type);

bool nh_registration_has_template(const nh_registration *registration);

const char *nh_registration_template_body(const nh_registration *registration);

const char *nh_registration_template_name(const nh_registration *registration);

size_t nh_registration_template_header_count(const nh_registration *registration);

const char *nh_registration_template_header_name(const nh_registration *registration,
                                                 size_t index);

const char *nh_registration_template_header_value(const nh_registration *registration,
                                                  size_t index);

const char *nh_registration_apple_expiry(const nh_registration *registration);

const char *nh_registration_apple_priority(const nh_registration *registration);

int32_t nh_registration_baidu_message_type(const nh_registration *registration);

nh_status nh_create_registration_id(const nh_hub *hub,
                                    const nh_call_options *options,
                                    nh_outcome **outcome);

nh_status nh_create_registration(const nh_hub *hub,
                                 const nh_registration *registration,
                                 const nh_call_options *options,
                                 nh_registration **created,
                                 nh_outcome **outcome);

nh_status nh_put_registration(const nh_hub *hub,
                              const char *registration_id,
                              const nh_registration *registration,
                              const nh_call_options *options,
                              nh_registration **written,
                              nh_outcome **outcome);

nh_status nh_update_registration(const nh_hub *hub,
                                 const char *registration_id,
                                 const nh_registration *registration,
                                 const char *etag,
                                 const nh_call_options *options,
                                 nh_registration **written,
                                 nh_outcome **outcome);

nh_status nh_get_registration(const nh_hub *hub,
                              const char *registration_id,
                              const nh_call_options *options,
                              nh_registration **registration,
                              nh_outcome **outcome);

nh_status nh_registration_exists(const nh_hub *hub,
                                 const char *registration_id,
                                 const nh_call_options *options,
                                 bool *exists,
                                 nh_outcome **outcome);

nh_status nh_delete_registration(const nh_hub *hub,
                                 const char *registration_id,
                                 const char *etag,
                                 const nh_call_options *options,
                                 nh_outcome **outcome);

nh_status nh_delete_registrations_by_channel(const nh_hub *hub,
                                             const char *channel,
                                             const nh_call_options *options,
                                             uint64_t *deleted,
                                             nh_outcome **outcome);

nh_registration_cursor *nh_registration_cursor_new_all(const nh_hub *hub);

nh_registration_cursor *nh_registration_cursor_new_by_tag(const nh_hub *hub,
                                                          const char *tag);

nh_registration_cursor *nh_registration_cursor_new_by_channel(const nh_hub *hub,
                                                              const char *channel);

nh_status nh_registration_cursor_next(nh_registration_cursor *cursor,
                                      const nh_call_options *options,
                                      nh_registration **registration,
                                      nh_outcome **outcome);

void nh_registration_cursor_free(nh_registration_cursor *cursor);

nh_status nh_get_registration_page(const nh_hub *hub,
                                   const char *tag,
                                   const char *channel,
                                   const char *continuation_token,
                                   const nh_call_options *options,
                                   nh_registration_page **page,
                                   nh_outcome **outcome);

size_t nh_registration_page_count(const nh_registration_page *page);

const nh_registration *nh_registration_page_get(const nh_registration_page *page,
                                                size_t index);

const char *nh_registration_page_continuation_token(const nh_registration_page *page);

void nh_registration_page_free(nh_registration_page *page);

nh_status nh_submit_job(const nh_hub *hub,
                        int32_t job_type,
                        const char *output_container_uri,
                        const char *import_file_uri,
                        const nh_call_options *options,
                        nh_job **job,
                        nh_outcome **outcome);

nh_status nh_get_job(const nh_hub *hub,
                     const char *job_id,
                     const nh_call_options *options,
                     nh_job **job,
                     nh_outcome **outcome);

nh_status nh_wait_job(const nh_hub *hub,
                      const char *job_id,
                      const nh_call_options *options,
                      nh_job **job,
                      nh_outcome **outcome);

nh_status nh_list_jobs(const nh_hub *hub,
                       const nh_call_options *options,
                       nh_job_list **jobs,
                       nh_outcome **outcome);

size_t nh_job_list_count(const nh_job_list *jobs);

const nh_job *nh_job_list_get(const nh_job_list *jobs, size_t index);

void nh_job_list_free(nh_job_list *jobs);

const char *nh_job_id(const nh_job *job);

nh_job_type nh_job_get_type(const nh_job *job);

nh_job_status nh_job_get_status(const nh_job *job);

const char *nh_job_status_text(const nh_job *job);

double nh_job_progress(const nh_job *job);

const char *nh_job_failure(const nh_job *job);

const char *nh_job_output_container_uri(const nh_job *job);

const char *nh_job_import_file_uri(const nh_job *job);

const char *nh_job_created_at(const nh_job *job);

const char *nh_job_updated_at(const nh_job *job);

const char *nh_job_output_property(const nh_job *job, const char *name);

void nh_job_free(nh_job *job);

nh_status nh_get_feedback_container_uri(const nh_hub *hub,
                                        const nh_call_options *options,
                                        nh_outcome **outcome);

nh_feedback *nh_feedback_parse(const char *blob, size_t length);

size_t nh_feedback_count(const nh_feedback *feedback);

uint64_t nh_feedback_unreadable_count(const nh_feedback *feedback);

const char *nh_feedback_time(const nh_feedback *feedback, size_t index);

const char *nh_feedback_error(const nh_feedback *feedback, size_t index);

const char *nh_feedback_platform(const nh_feedback *feedback, size_t index);

const char *nh_feedback_pns_handle(const nh_feedback *feedback, size_t index);

const char *nh_feedback_new_pns_handle(const nh_feedback *feedback,
                                       size_t index);

const char *nh_feedback_registration_id(const nh_feedback *feedback,
                                        size_t index);

const char *nh_feedback_installation_id(const nh_feedback *feedback,
                                        size_t index);

const char *nh_feedback_notification_id(const nh_feedback *feedback,
                                        size_t index);

void nh_feedback_free(nh_feedback *feedback);

nh_feedback_cursor *nh_feedback_cursor_new(const nh_hub *hub);

nh_feedback_cursor *nh_feedback_cursor_new_uri(const nh_hub *hub,
                                               const char *uri);

nh_feedback_cursor *nh_feedback_cursor_new_notification(const nh_hub *hub,
                                                        const char *notification_id);

nh_status nh_feedback_cursor_set_marker(nh_feedback_cursor *cursor,
                                        const char *marker);

const char *nh_feedback_cursor_marker(const nh_feedback_cursor *cursor);

uint64_t nh_feedback_cursor_unreadable_count(const nh_feedback_cursor *cursor);

nh_status nh_feedback_cursor_next(nh_feedback_cursor *cursor,
                                  const nh_call_options *options,
                                  nh_feedback **feedback,
                                  nh_outcome **outcome);

void nh_feedback_cursor_free(nh_feedback_cursor *cursor);

nh_prune *nh_prune_new(void);

nh_status nh_prune_set_delete(nh_prune *prune,
                              bool deletes);

nh_status nh_prune_add_error(nh_prune *prune,
                             const char *error);

nh_status nh_prune_set_progress_callback(nh_prune *prune,
                                         nh_progress_callback callback,
                                         void *user_data);

nh_status nh_prune_feedback(nh_prune *prune,
                            const nh_hub *hub,
                            const nh_feedback *feedback,
                            const nh_call_options *options,
                            nh_prune_report **report,
                            nh_outcome **outcome);

nh_status nh_prune_handles(nh_prune *prune,
                           const nh_hub *hub,
                           const nh_handles *handles,
                           const nh_call_options *options,
                           nh_prune_report **report,
                           nh_outcome **outcome);

uint64_t nh_prune_count(const nh_prune *prune,
                        int32_t decision);

void nh_prune_free(nh_prune *prune);

size_t nh_prune_report_count(const nh_prune_report *report);

int32_t nh_prune_report_decision(const nh_prune_report *report, size_t index);

int32_t nh_prune_report_platform(const nh_prune_report *report, size_t index);

const char *nh_prune_report_pns_handle(const nh_prune_report *report,
                                       size_t index);

const char *nh_prune_report_installation_id(const nh_prune_report *report,
                                            size_t index);

const char *nh_prune_report_registration_id(const nh_prune_report *report,
                                            size_t index);

const char *nh_prune_report_error(const nh_prune_report *report, size_t index);

void nh_prune_report_free(nh_prune_report *report);

nh_status nh_explain(const nh_hub *hub,
                     const nh_notification *notification,
                     const nh_target *target,
                     const char *notification_id,
                     uint32_t max_pages,
                     const nh_call_options *options,
                     nh_explanation **explanation,
                     nh_outcome **outcome);

size_t nh_explanation_count(const nh_explanation *explanation);

int32_t nh_explanation_finding(const nh_explanation *explanation, size_t index);

const char *nh_explanation_text(const nh_explanation *explanation,
                                size_t index);

uint64_t nh_explanation_matched(const nh_explanation *explanation);

uint64_t nh_explanation_looked_at(const nh_explanation *explanation);

bool nh_explanation_is_cut(const nh_explanation *explanation);

const char *nh_explanation_words(const nh_explanation *explanation);

const char *nh_explanation_json(const nh_explanation *explanation);

void nh_explanation_free(nh_explanation *explanation);

nh_hub_description *nh_hub_description_new(void);

void nh_hub_description_free(nh_hub_description *description);

nh_status nh_hub_description_set_registration_ttl(nh_hub_description *description,
                                                  const char *duration);

nh_status nh_hub_description_set_user_metadata(nh_hub_description *description,
                                               const char *metadata);

nh_status nh_hub_description_set_disabled(nh_hub_description *description,
                                          int32_t disabled);

nh_status nh_hub_description_set_rule(nh_hub_description *description,
                                      const char *key_name,
                                      int32_t rights,
                                      const char *primary_key,
                                      const char *secondary_key);

nh_status nh_hub_description_remove_rule(nh_hub_description *description,
                                         const char *key_name);

const char *nh_hub_description_name(const nh_hub_description *description);

const char *nh_hub_description_registration_ttl(const nh_hub_description *description);

const char *nh_hub_description_user_metadata(const nh_hub_description *description);

bool nh_hub_description_is_disabled(const nh_hub_description *description);

const char *nh_hub_description_credential(const nh_hub_description *description,
                                          const char *credential,
                                          const char *property);

size_t nh_hub_description_rule_count(const nh_hub_description *description);

const char *nh_hub_description_rule_key_name(const nh_hub_description *description,
                                             size_t index);

int32_t nh_hub_description_rule_rights(const nh_hub_description *description,
                                       size_t index);

const char *nh_hub_description_rule_primary_key(const nh_hub_description *description,
                                                size_t index);

const char *nh_hub_description_rule_secondary_key(const nh_hub_description *description,
                                                  size_t index);

nh_status nh_hub_description_set_apns_certificate(nh_hub_description *description,
                                                  const char *endpoint,
                                                  const char *certificate,
                                                  const char *certificate_key);

nh_status nh_hub_description_set_apns_token(nh_hub_description *description,
                                            const char *endpoint,
                                            const char *token,
                                            const char *key_id,
                                            const char *app_name,
                                            const char *app_id);

nh_status nh_hub_description_set_wns(nh_hub_description *description,
                                     const char *package_sid,
                                     const char *secret_key);

nh_status nh_hub_description_set_wns_endpoint(nh_hub_description *description,
                                              const char *windows_live_endpoint);

nh_status nh_hub_description_set_wns_certificate(nh_hub_description *description,
                                                 const char *certificate,
                                                 const char *certificate_key);

nh_status nh_hub_description_set_gcm(nh_hub_description *description,
                                     const char *google_api_key);

nh_status nh_hub_description_set_gcm_endpoint(nh_hub_description *description,
                                              const char *gcm_endpoint);

nh_status nh_hub_description_set_fcmv1(nh_hub_description *description,
                                       const char *project_id,
                                       const char *private_key,
                                       const char *client_email);

nh_status nh_hub_description_set_mpns(nh_hub_description *description,
                                      const char *certificate,
                                      const char *certificate_key);

nh_status nh_hub_description_set_adm(nh_hub_description *description,
                                     const char *client_id,
                                     const char *client_secret);

nh_status nh_hub_description_set_adm_endpoints(nh_hub_description *description,
                                               const char *auth_token_url,
                                               const char *send_url_template);

nh_status nh_hub_description_set_baidu(nh_hub_description *description,
                                       const char *api_key,
                                       const char *secret_key);

nh_status nh_hub_description_set_baidu_endpoint(nh_hub_description *description,
                                                const char *baidu_endpoint);

nh_status nh_hub_description_set_xiaomi(nh_hub_description *description,
                                        const char *app_secret,
                                        const char *endpoint);

nh_status nh_hub_description_set_browser(nh_hub_description *description,
                                         const char *subject,
                                         const char *vapid_public_key,
                                         const char *vapid_private_key);

nh_namespace *nh_namespace_new(const char *connection_string,
                               const nh_options *options);

void nh_namespace_free(nh_namespace *ns);

nh_status nh_create_hub(const nh_namespace *ns,
                        const char *hub_name,
                        const nh_hub_description *description,
                        const nh_call_options *options,
                        nh_hub_description **created,
                        nh_outcome **outcome);

nh_status nh_update_hub(const nh_namespace *ns,
                        const char *hub_name,
                        const nh_hub_description *description,
                        const nh_call_options *options,
                        nh_hub_description **updated,
                        nh_outcome **outcome);

nh_status nh_get_hub(const nh_namespace *ns,
                     const char *hub_name,
                     const nh_call_options *options,
                     nh_hub_description **description,
                     nh_outcome **outcome);

nh_status nh_delete_hub(const nh_namespace *ns,
                        const char *hub_name,
                        const nh_call_options *options,
                        nh_outcome **outcome);

nh_status nh_list_hubs(const nh_namespace *ns,
                       const nh_call_options *options,
                       nh_hub_list **hubs,
                       nh_outcome **outcome);

size_t nh_hub_list_count(const nh_hub_list *hubs);

const nh_hub_description *nh_hub_list_get(const nh_hub_list *hubs,
                                          size_t index);

void nh_hub_list_free(nh_hub_list *hubs);

nh_status nh_send_async(const nh_hub *hub,
                        const nh_notification *notification,
                        const nh_target *target,
                        const nh_call_options *options,
                        const nh_queue *queue,
                        void *user_data);

nh_status nh_send_direct_batch_async(const nh_hub *hub,
                                     const nh_notification *notification,
                                     const nh_handles *handles,
                                     const nh_call_options *options,
                                     const nh_queue *queue,
                                     void *user_data);

nh_status nh_schedule_async(const nh_hub *hub,
                            const nh_notification *notification,
                            const nh_target *target,
                            int64_t unix_ms,
                            const nh_call_options *options,
                            const nh_queue *queue,
                            void *user_data);

nh_status nh_cancel_scheduled_async(const nh_hub *hub,
                                    const char *notification_id,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

nh_status nh_get_notification_details_async(const nh_hub *hub,
                                            const char *notification_id,
                                            const nh_call_options *options,
                                            const nh_queue *queue,
                                            void *user_data);

nh_status nh_put_installation_async(const nh_hub *hub,
                                    const nh_installation *installation,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

nh_status nh_get_installation_async(const nh_hub *hub,
                                    const char *installation_id,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

nh_status nh_installation_exists_async(const nh_hub *hub,
                                       const char *installation_id,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

nh_status nh_patch_installation_async(const nh_hub *hub,
                                      const char *installation_id,
                                      const nh_installation_patch *patch,
                                      const nh_call_options *options,
                                      const nh_queue *queue,
                                      void *user_data);

nh_status nh_delete_installation_async(const nh_hub *hub,
                                       const char *installation_id,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

nh_status nh_create_registration_id_async(const nh_hub *hub,
                                          const nh_call_options *options,
                                          const nh_queue *queue,
                                          void *user_data);

nh_status nh_create_registration_async(const nh_hub *hub,
                                       const nh_registration *registration,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

nh_status nh_put_registration_async(const nh_hub *hub,
                                    const char *registration_id,
                                    const nh_registration *registration,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

nh_status nh_update_registration_async(const nh_hub *hub,
                                       const char *registration_id,
                                       const nh_registration *registration,
                                       const char *etag,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

nh_status nh_get_registration_async(const nh_hub *hub,
                                    const char *registration_id,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

nh_status nh_registration_exists_async(const nh_hub *hub,
                                       const char *registration_id,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

nh_status nh_delete_registration_async(const nh_hub *hub,
                                       const char *registration_id,
                                       const char *etag,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

nh_status nh_get_registration_page_async(const nh_hub *hub,
                                         const char *tag,
                                         const char *channel,
                                         const char *continuation_token,
                                         const nh_call_options *options,
                                         const nh_queue *queue,
                                         void *user_data);

nh_status nh_submit_job_async(const nh_hub *hub,
                              int32_t job_type,
                              const char *output_container_uri,
                              const char *import_file_uri,
                              const nh_call_options *options,
                              const nh_queue *queue,
                              void *user_data);

nh_status nh_get_job_async(const nh_hub *hub,
                           const char *job_id,
                           const nh_call_options *options,
                           const nh_queue *queue,
                           void *user_data);

nh_status nh_list_jobs_async(const nh_hub *hub,
                             const nh_call_options *options,
                             const nh_queue *queue,
                             void *user_data);

nh_status nh_get_feedback_container_uri_async(const nh_hub *hub,
                                              const nh_call_options *options,
                                              const nh_queue *queue,
                                              void *user_data);

nh_installation *nh_outcome_take_installation(const nh_outcome *outcome);

nh_registration *nh_outcome_take_registration(const nh_outcome *outcome);

nh_registration_page *nh_outcome_take_registration_page(const nh_outcome *outcome);

nh_notification_details *nh_outcome_take_notification_details(const nh_outcome *outcome);

nh_job *nh_outcome_take_job(const nh_outcome *outcome);

nh_job_list *nh_outcome_take_job_list(const nh_outcome *outcome);

bool nh_outcome_exists(const nh_outcome *outcome);
