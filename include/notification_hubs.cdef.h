typedef enum {
  NH_STATUS_OK = 0,
  NH_STATUS_INVALID_ARGUMENT = 1,
  NH_STATUS_INVALID_CONNECTION_STRING = 2,
  NH_STATUS_INVALID_PAYLOAD = 3,
  NH_STATUS_INVALID_HEADER = 4,
  NH_STATUS_INVALID_TAG = 5,
  NH_STATUS_INVALID_TAG_EXPRESSION = 6,
  NH_STATUS_INVALID_CA_FILE = 7,
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
  NH_STATUS_INTERNAL = 901,
} nh_status;

typedef enum {
  NH_VERDICT_ACCEPTED = 1,
  NH_VERDICT_NOT_ACCEPTED = 2,
  NH_VERDICT_UNKNOWN = 3,
} nh_verdict;

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

typedef struct nh_cancel nh_cancel;

typedef struct nh_error nh_error;

typedef struct nh_hub nh_hub;

typedef struct nh_notification nh_notification;

typedef struct nh_options nh_options;

typedef struct nh_outcome nh_outcome;

typedef struct nh_request nh_request;

typedef struct nh_sas_token nh_sas_token;

typedef struct nh_send_options nh_send_options;

typedef struct nh_tag_expression nh_tag_expression;

typedef struct nh_target nh_target;

typedef void (*nh_log_callback)(void *user_data, int32_t level, const char *text);

const char *nh_status_name(int32_t status);

const char *nh_version(void);

uint32_t nh_version_number(void);

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

nh_status nh_options_set_proxy(nh_options *options, const char *url);

nh_status nh_options_set_proxy_from_environment(nh_options *options);

nh_status nh_options_set_no_proxy(nh_options *options, const char *hosts);

nh_status nh_options_set_ca_file(nh_options *options, const char *path);

nh_status nh_options_set_user_agent_suffix(nh_options *options,
                                           const char *suffix);

nh_status nh_options_set_api_version(nh_options *options,
                                     const char *api_version);

nh_status nh_options_set_retry(nh_options *options, int32_t retry);

nh_status nh_options_set_max_attempts(nh_options *options, uint32_t attempts);

nh_status nh_options_set_test(nh_options *options, int32_t test);

nh_status nh_options_set_debug(nh_options *options);

nh_status nh_options_set_log_callback(nh_options *options,
                                      int32_t max_level,
                                      nh_log_callback callback,
                                      void *user_data);

nh_status nh_options_set_log_stderr(nh_options *options, int32_t max_level);

nh_status nh_options_set_log_payloads(nh_options *options, int32_t show);

nh_hub *nh_hub_new(const char *connection_string,
                   const char *hub_name,
                   const nh_options *options);

void nh_hub_free(nh_hub *hub);

nh_sas_token *nh_sas_token_new(const nh_hub *hub,
                               const char *uri,
                               uint64_t lifetime_ms);

const char *nh_sas_token_text(const nh_sas_token *token);

uint64_t nh_sas_token_expires_at(const nh_sas_token *token);

void nh_sas_token_free(nh_sas_token *token);

nh_notification *nh_notification_new(int32_t platform,
                                     const char *body,
                                     size_t body_len);

nh_notification *nh_notification_new_template(void);

void nh_notification_free(nh_notification *notification);

nh_status nh_notification_set_property(nh_notification *notification,
                                       const char *name,
                                       const char *value);

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

void nh_target_free(nh_target *target);

nh_cancel *nh_cancel_new(void);

nh_status nh_cancel_trigger(const nh_cancel *cancel);

void nh_cancel_free(nh_cancel *cancel);

nh_send_options *nh_send_options_new(void);

void nh_send_options_free(nh_send_options *options);

nh_status nh_send_options_set_timeout_ms(nh_send_options *options,
                                         uint32_t timeout_ms);

nh_status nh_send_options_set_tracking_id(nh_send_options *options,
                                          const char *tracking_id);

nh_status nh_send_options_set_test(nh_send_options *options, int32_t test);

nh_status nh_send_options_set_retry(nh_send_options *options, int32_t retry);

nh_status nh_send_options_set_max_attempts(nh_send_options *options,
                                           uint32_t attempts);

nh_status nh_send_options_set_cancel(nh_send_options *options,
                                     const nh_cancel *cancel);

nh_status nh_send(const nh_hub *hub,
                  const nh_notification *notification,
                  const nh_target *target,
                  const nh_send_options *options,
                  nh_outcome **outcome);

nh_request *nh_request_new(const nh_hub *hub,
                           const nh_notification *notification,
                           const nh_target *target,
                           const nh_send_options *options);

const char *nh_request_method(const nh_request *request);

const char *nh_request_url(const nh_request *request);

size_t nh_request_header_count(const nh_request *request);

const char *nh_request_header_name(const nh_request *request, size_t index);

const char *nh_request_header_value(const nh_request *request, size_t index);

const char *nh_request_body(const nh_request *request);

size_t nh_request_body_len(const nh_request *request);

void nh_request_free(nh_request *request);

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

nh_status nh_outcome_status(const nh_outcome *outcome);

nh_verdict nh_outcome_verdict(const nh_outcome *outcome);

const nh_error *nh_outcome_error(const nh_outcome *outcome);

bool nh_outcome_may_be_duplicate(const nh_outcome *outcome);

const char *nh_outcome_notification_id(const nh_outcome *outcome);

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

void nh_outcome_free(nh_outcome *outcome);
