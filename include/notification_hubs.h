/*
 * Azure Notification Hubs for C.
 *
 * The contract, once for all functions:
 *
 * Objects.  You free what _new, _copy or an out-parameter gave you, with the
 *   _free of its type; everything else is borrowed from the object you asked,
 *   and lives as long as it. No function but _free takes an object over; what
 *   you pass in is copied. A pointer to an object is one that this library
 *   gave you and you have not freed, or NULL; NULL where an object is needed
 *   is answered with NH_STATUS_INVALID_ARGUMENT.
 * Text.     const char * is UTF-8 that ends in a NUL, in both directions; other
 *   encodings are refused.
 * Bytes.    const char * with a length: exactly as many bytes, or NULL with 0.
 * Status.   0 is success. A function that fails also sets the calling thread's
 *   nh_last_error. Enumerations are passed in as int32_t.
 * Threads.  A const first parameter means that other threads may use the same
 *   object at the same time. _free and setters want it for themselves. An
 *   outcome or an error belongs to one thread at a time.
 * fork().   A hub made before fork() works in parent and children; they share
 *   no connection. Do not share outcomes.
 * Memory.   When memory runs out the process is aborted, as Rust programs do.
 *   Nothing else in the library ends the process or prints to it unasked.
 */


#ifndef NOTIFICATION_HUBS_H
#define NOTIFICATION_HUBS_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

#define NH_VERSION_MAJOR 0
#define NH_VERSION_MINOR 1
#define NH_VERSION_PATCH 0
#define NH_VERSION "0.1.0"

/**
 * What a call came to. A number keeps its meaning for ever; new ones may be
 * added, so treat a number you do not know by its hundred: 1-99 is for the
 * caller to fix, 100-199 means that the request did not complete, 200-299
 * that the service said no, 900 and up is this library or this process.
 */
typedef enum {
  /**
   * Done.
   */
  NH_STATUS_OK = 0,
  /**
   * A NULL pointer, an unknown number, a value out of range, text that is
   * not UTF-8: the message names the argument.
   */
  NH_STATUS_INVALID_ARGUMENT = 1,
  /**
   * The connection string does not parse: the message names the part.
   */
  NH_STATUS_INVALID_CONNECTION_STRING = 2,
  /**
   * The payload cannot be sent: empty, not UTF-8, over 64 KiB, or of a kind
   * that cannot be told from its root element.
   */
  NH_STATUS_INVALID_PAYLOAD = 3,
  /**
   * A header name or value that HTTP forbids, or a header that the library
   * sets itself.
   */
  NH_STATUS_INVALID_HEADER = 4,
  /**
   * A tag that is empty, too long or has a character tags cannot have.
   */
  NH_STATUS_INVALID_TAG = 5,
  /**
   * A tag expression with a syntax error or too many tags:
   * nh_error_column tells where.
   */
  NH_STATUS_INVALID_TAG_EXPRESSION = 6,
  /**
   * The CA file cannot be read or holds no certificate.
   */
  NH_STATUS_INVALID_CA_FILE = 7,
  /**
   * The connection failed or broke.
   */
  NH_STATUS_NETWORK = 100,
  /**
   * The TLS handshake failed: certificate not trusted, wrong host, or no
   * common version.
   */
  NH_STATUS_TLS = 101,
  /**
   * The deadline of the call passed.
   */
  NH_STATUS_TIMEOUT = 102,
  /**
   * Cancelled through its nh_cancel.
   */
  NH_STATUS_CANCELLED = 103,
  /**
   * The host name could not be looked up.
   */
  NH_STATUS_NAME_LOOKUP = 104,
  /**
   * The proxy refused or did not understand.
   */
  NH_STATUS_PROXY = 105,
  /**
   * What came back is not an HTTP answer, or one larger than allowed.
   */
  NH_STATUS_PROTOCOL = 106,
  /**
   * The service refused the request (400 and other answers without a
   * status of their own here).
   */
  NH_STATUS_REJECTED = 200,
  /**
   * 401: wrong key, expired token, wrong hub in the token.
   */
  NH_STATUS_UNAUTHORIZED = 201,
  /**
   * 403 without Retry-After: the policy lacks the right, or the tier lacks
   * the feature, or a quota is used up.
   */
  NH_STATUS_FORBIDDEN = 202,
  /**
   * 404: no such hub, or no such installation, registration, notification
   * or job in it.
   */
  NH_STATUS_NOT_FOUND = 203,
  /**
   * 413: over 64 KB.
   */
  NH_STATUS_PAYLOAD_TOO_LARGE = 204,
  /**
   * 429, or 403 with Retry-After: wait and repeat.
   */
  NH_STATUS_THROTTLED = 205,
  /**
   * 503: wait and repeat.
   */
  NH_STATUS_SERVICE_UNAVAILABLE = 206,
  /**
   * 408, 500, 502, 504: the service may or may not have taken the request.
   */
  NH_STATUS_SERVICE_ERROR = 207,
  /**
   * 409: it exists already, or another change is under way.
   */
  NH_STATUS_CONFLICT = 208,
  /**
   * 410: the registration id cannot be used any more.
   */
  NH_STATUS_GONE = 209,
  /**
   * 412: it was changed since it was read.
   */
  NH_STATUS_PRECONDITION_FAILED = 210,
  /**
   * A fault in this library; the message names the function.
   */
  NH_STATUS_INTERNAL = 901,
} nh_status;

/**
 * The three things a send can come to.
 */
typedef enum {
  /**
   * The service took it: it is queued for delivery.
   */
  NH_VERDICT_ACCEPTED = 1,
  /**
   * It was surely not taken: sending again cannot duplicate.
   */
  NH_VERDICT_NOT_ACCEPTED = 2,
  /**
   * The request left and no trustworthy answer came: it may have been
   * taken, and sending again may wake devices twice.
   */
  NH_VERDICT_UNKNOWN = 3,
} nh_verdict;

/**
 * A kind of notification; pass it as int32_t. 0 is none of them, so that a
 * forgotten value is refused.
 */
typedef enum {
  /**
   * Template properties; each device renders its own template.
   */
  NH_PLATFORM_TEMPLATE = 1,
  /**
   * Apple (APNs).
   */
  NH_PLATFORM_APPLE = 2,
  /**
   * Google Firebase Cloud Messaging, HTTP v1.
   */
  NH_PLATFORM_FCMV1 = 3,
  /**
   * Windows (WNS).
   */
  NH_PLATFORM_WINDOWS = 4,
  /**
   * Google's legacy API (GCM, legacy FCM).
   */
  NH_PLATFORM_GCM = 5,
  /**
   * Windows Phone (MPNS).
   */
  NH_PLATFORM_MPNS = 6,
  /**
   * Amazon Device Messaging.
   */
  NH_PLATFORM_ADM = 7,
  /**
   * Baidu.
   */
  NH_PLATFORM_BAIDU = 8,
  /**
   * Browsers (web push).
   */
  NH_PLATFORM_BROWSER = 9,
  /**
   * Xiaomi.
   */
  NH_PLATFORM_XIAOMI = 10,
} nh_platform;

/**
 * Kind of a Windows (WNS) notification; pass it as int32_t.
 */
typedef enum {
  /**
   * wns/toast
   */
  NH_WNS_TYPE_TOAST = 1,
  /**
   * wns/tile
   */
  NH_WNS_TYPE_TILE = 2,
  /**
   * wns/badge
   */
  NH_WNS_TYPE_BADGE = 3,
  /**
   * wns/raw: any bytes, sent as application/octet-stream.
   */
  NH_WNS_TYPE_RAW = 4,
} nh_wns_type;

/**
 * Kind of a Windows Phone (MPNS) notification; pass it as int32_t.
 */
typedef enum {
  /**
   * toast, class 2 unless set
   */
  NH_MPNS_TYPE_TOAST = 1,
  /**
   * token (that is MPNS's word for a tile), class 1 unless set
   */
  NH_MPNS_TYPE_TILE = 2,
  /**
   * raw, class 3 unless set; no target header
   */
  NH_MPNS_TYPE_RAW = 3,
} nh_mpns_type;

/**
 * Kind of an Apple push; pass it as int32_t.
 */
typedef enum {
  /**
   * alert
   */
  NH_APNS_PUSH_TYPE_ALERT = 1,
  /**
   * background (needs priority 5)
   */
  NH_APNS_PUSH_TYPE_BACKGROUND = 2,
  /**
   * voip
   */
  NH_APNS_PUSH_TYPE_VOIP = 3,
  /**
   * complication
   */
  NH_APNS_PUSH_TYPE_COMPLICATION = 4,
  /**
   * fileprovider
   */
  NH_APNS_PUSH_TYPE_FILEPROVIDER = 5,
  /**
   * mdm
   */
  NH_APNS_PUSH_TYPE_MDM = 6,
  /**
   * location
   */
  NH_APNS_PUSH_TYPE_LOCATION = 7,
  /**
   * liveactivity
   */
  NH_APNS_PUSH_TYPE_LIVEACTIVITY = 8,
  /**
   * pushtotalk
   */
  NH_APNS_PUSH_TYPE_PUSHTOTALK = 9,
} nh_apns_push_type;

/**
 * When a failed call is repeated; pass it as int32_t. This is about sends:
 * reads, and changes that come to the same once or twice, are repeated after
 * any transient failure, unless with NH_RETRY_NEVER. The default repeats only
 * sends that surely were not accepted, so that no device is woken twice.
 */
typedef enum {
  /**
   * Never.
   */
  NH_RETRY_NEVER = 1,
  /**
   * Only when it was surely not accepted: no connection, or an answer that
   * says so (429, 503, 403 with Retry-After).
   */
  NH_RETRY_NOT_ACCEPTED = 2,
  /**
   * Also when the outcome is unknown: devices may get the push twice.
   */
  NH_RETRY_ALWAYS = 3,
} nh_retry;

/**
 * How much is logged; pass it as int32_t. Each level includes those before.
 */
typedef enum {
  /**
   * Nothing.
   */
  NH_LOG_LEVEL_OFF = 0,
  /**
   * Sends that came to nothing.
   */
  NH_LOG_LEVEL_ERROR = 1,
  /**
   * Attempts that failed and are repeated, answers that made no sense.
   */
  NH_LOG_LEVEL_WARN = 2,
  /**
   * One line for each send.
   */
  NH_LOG_LEVEL_INFO = 3,
  /**
   * Attempts, connections and waits.
   */
  NH_LOG_LEVEL_DEBUG = 4,
  /**
   * Request and response, line by line, without secrets.
   */
  NH_LOG_LEVEL_DUMP = 5,
} nh_log_level;

/**
 * Cancels calls from another thread. Any number of threads may use it.
 */
typedef struct nh_cancel nh_cancel;

/**
 * Why a call failed. Read it with the nh_error_ functions, all of which
 * accept NULL.
 */
typedef struct nh_error nh_error;

/**
 * A notification hub. One hub serves any number of threads at the same time
 * and keeps its connections between sends: make it once.
 */
typedef struct nh_hub nh_hub;

/**
 * What is sent, whoever it goes to. Sending does not change it: once built it
 * can be sent many times, and by several threads at the same time.
 */
typedef struct nh_notification nh_notification;

/**
 * How a hub is reached. Every setting has a default; pass NULL to nh_hub_new
 * for all of them. The hub copies the options, which may be freed or changed
 * afterwards.
 */
typedef struct nh_options nh_options;

/**
 * What a send came to. All getters accept NULL; text is borrowed from the
 * outcome. Use it from one thread at a time.
 */
typedef struct nh_outcome nh_outcome;

/**
 * An HTTP request that was prepared but not sent.
 */
typedef struct nh_request nh_request;

/**
 * A shared access signature.
 */
typedef struct nh_sas_token nh_sas_token;

/**
 * How one send is made; what is not set is as the hub has it. Sending does
 * not change it: once built, any number of threads may use it.
 */
typedef struct nh_send_options nh_send_options;

/**
 * A tag expression. Never changes, so any number of threads may use it.
 */
typedef struct nh_tag_expression nh_tag_expression;

/**
 * Where a notification goes. Required with every send: NULL is an error,
 * never "everyone". Sending does not change it; once built, any number of
 * threads may use it.
 */
typedef struct nh_target nh_target;

/**
 * Takes log text: one line, or a dump of several. Called on the thread that
 * makes the call being logged, never on another; from several threads at the
 * same time if several use the hub. text ends in NUL and is valid only during
 * the call. Must not unwind: no C++ exception, no longjmp. May call nh_
 * functions, but must not free what is in use.
 */
typedef void (*nh_log_callback)(void *user_data, int32_t level, const char *text);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The identifier of a status, such as "NH_STATUS_TIMEOUT", for logs. Static;
 * "NH_STATUS_UNKNOWN" for a number that this version does not know.
 */
const char *nh_status_name(int32_t status);

/**
 * The version of the library that runs, such as "1.2.3". Static. The macros
 * NH_VERSION_* say what the program was compiled with.
 */
const char *nh_version(void);

/**
 * The version as a number that can be compared: 0x00MMmmpp.
 */
uint32_t nh_version_number(void);

/**
 * This thread's latest failure, or NULL if no call on it has failed yet.
 * Borrowed: valid until this thread's next failing nh_ call. Calls that
 * succeed and _free calls leave it alone, so clean up first if you like.
 * Read it in a statement of its own: in printf("%d %s", nh_send(...),
 * nh_error_message(nh_last_error())) the order of the two calls is not
 * defined. For sends prefer nh_outcome_error, which belongs to the outcome.
 */
const nh_error *nh_last_error(void);

/**
 * A copy that stays valid until nh_error_free; NULL if error is NULL.
 */
nh_error *nh_error_copy(const nh_error *error);

/**
 * Frees a copy. NULL does nothing.
 */
void nh_error_free(nh_error *error);

/**
 * What kind of failure; NH_STATUS_OK for NULL.
 */
nh_status nh_error_status(const nh_error *error);

/**
 * One line of English: what failed, and what to do. Never NULL ("" for NULL).
 * Holds no key, token, device handle or payload.
 */
const char *nh_error_message(const nh_error *error);

/**
 * HTTP status of the service's answer; 0 if there was none.
 */
int32_t nh_error_http_status(const nh_error *error);

/**
 * The service's own code, such as "InvalidSignature" or "40900"; NULL if it
 * gave none.
 */
const char *nh_error_service_code(const nh_error *error);

/**
 * The service's own words, in one line of at most 500 characters; NULL if it
 * gave none.
 */
const char *nh_error_service_detail(const nh_error *error);

/**
 * The tracking id to quote to Azure support; NULL if there is none.
 */
const char *nh_error_tracking_id(const nh_error *error);

/**
 * Could waiting help? True after a failed connection, a timeout, and the
 * answers 403 with Retry-After, 408, 429, 500, 502, 503 and 504.
 */
bool nh_error_is_transient(const nh_error *error);

/**
 * True if the request left this machine and no answer came that says what
 * became of it: sending again may reach devices twice.
 */
bool nh_error_may_have_been_sent(const nh_error *error);

/**
 * How many milliseconds the service asks to wait; -1 if it does not say.
 */
int64_t nh_error_retry_after_ms(const nh_error *error);

/**
 * For a bad tag or tag expression: which character is at fault, counted from
 * 1. 0 if the error is not about a place in a text.
 */
size_t nh_error_column(const nh_error *error);

/**
 * Options with their defaults. Free with nh_options_free. Setters return
 * their status and also keep the first failure, with which nh_hub_new then
 * fails: check each setter or none.
 */
nh_options *nh_options_new(void);

/**
 * Frees options. NULL does nothing.
 */
void nh_options_free(nh_options *options);

/**
 * Total time for a call in milliseconds, with lookup, connection, TLS, answer
 * and all retries. Default 30000; 1 to 86400000.
 */
nh_status nh_options_set_timeout_ms(nh_options *options, uint32_t timeout_ms);

/**
 * Time for opening a connection in milliseconds: lookup, connect, proxy and
 * TLS handshake together. Default 10000; 1 to 86400000. The call's total time
 * ends it earlier.
 */
nh_status nh_options_set_connect_timeout_ms(nh_options *options,
                                            uint32_t connect_timeout_ms);

/**
 * How many idle connections the hub keeps. Default 32; 1 to 4096. Set it to
 * the number of threads that send at the same time; more threads than that
 * work too, but open connections anew.
 */
nh_status nh_options_set_pool_size(nh_options *options, uint32_t connections);

/**
 * How long a connection may lie idle and still be used, in milliseconds.
 * Default 30000; 1 to 86400000.
 */
nh_status nh_options_set_idle_age_ms(nh_options *options, uint32_t idle_age_ms);

/**
 * How old a connection may get, in milliseconds, before it is replaced, so
 * that a busy hub follows changes of the service's addresses. Default 600000;
 * 1 to 86400000.
 */
nh_status nh_options_set_connection_age_ms(nh_options *options,
                                           uint32_t connection_age_ms);

/**
 * Reaches the hub through an HTTP proxy: "http://host:3128" or
 * "http://user:password@host:3128", https:// for TLS to the proxy. Checked by
 * nh_hub_new. Without this call no proxy is used, whatever the environment
 * says.
 */
nh_status nh_options_set_proxy(nh_options *options, const char *url);

/**
 * Takes the proxy from the environment as it is when nh_hub_new runs:
 * ALL_PROXY, HTTPS_PROXY or HTTP_PROXY, except for hosts in NO_PROXY.
 */
nh_status nh_options_set_proxy_from_environment(nh_options *options);

/**
 * Hosts to reach without the proxy, separated by commas: "localhost",
 * "*.example.com" or ".example.com". With nh_options_set_proxy_from_environment
 * it replaces NO_PROXY.
 */
nh_status nh_options_set_no_proxy(nh_options *options, const char *hosts);

/**
 * Trusts only the certificates in this PEM file, instead of the system's.
 * Read by nh_hub_new, which fails with NH_STATUS_INVALID_CA_FILE if it cannot
 * be used. The hub's certificate and host name are always verified; there is
 * no option to switch that off.
 */
nh_status nh_options_set_ca_file(nh_options *options, const char *path);

/**
 * Adds your program's name to the user agent: "shop/2.1".
 */
nh_status nh_options_set_user_agent_suffix(nh_options *options,
                                           const char *suffix);

/**
 * The api-version of every request. Default "2020-06", the one that this
 * library is written for.
 */
nh_status nh_options_set_api_version(nh_options *options,
                                     const char *api_version);

/**
 * When a failed send is repeated: an nh_retry. Default
 * NH_RETRY_NOT_ACCEPTED, which cannot duplicate.
 */
nh_status nh_options_set_retry(nh_options *options, int32_t retry);

/**
 * Requests at most for one call, the first included. Default 3; 1 to 100.
 * Between them the library waits as long as the service asks, else 0.5 s,
 * 1 s, 2 s ... up to 8 s, each shortened by chance; never past the call's
 * total time.
 */
nh_status nh_options_set_max_attempts(nh_options *options, uint32_t attempts);

/**
 * Makes every send of the hub a test send (0: no, the default): the service
 * answers what became of it at up to ten devices. It is slow and throttled to
 * about ten a minute: for development only.
 */
nh_status nh_options_set_test(nh_options *options, int32_t test);

/**
 * The how-to's debug mode: logs at NH_LOG_LEVEL_DUMP to standard error, and
 * makes every send a test send. Payloads stay hidden unless
 * nh_options_set_log_payloads shows them.
 */
nh_status nh_options_set_debug(nh_options *options);

/**
 * Gives log text of up to max_level (an nh_log_level) to callback, which must
 * stay callable until the last hub made with these options is freed. A NULL
 * callback logs nothing. user_data may be NULL; the library only hands it on.
 */
nh_status nh_options_set_log_callback(nh_options *options,
                                      int32_t max_level,
                                      nh_log_callback callback,
                                      void *user_data);

/**
 * Logs up to max_level (an nh_log_level) to standard error.
 */
nh_status nh_options_set_log_stderr(nh_options *options, int32_t max_level);

/**
 * Shows payloads in dumps (0: no, the default). Keys, signatures and device
 * handles stay hidden.
 */
nh_status nh_options_set_log_payloads(nh_options *options, int32_t show);

/**
 * Opens a hub. Connects to nothing yet; copies what it is given.
 *
 * connection_string is the one that the portal shows for an access policy:
 * "Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=...;
 * SharedAccessKey=...", parts in any order. hub_name may be NULL if the
 * string has an EntityPath. "UseDevelopmentEmulator=true" in it allows an
 * Endpoint with http:// for a local hub.
 *
 * options may be NULL. Returns NULL on failure: see nh_last_error at once.
 * Free with nh_hub_free.
 */
nh_hub *nh_hub_new(const char *connection_string,
                   const char *hub_name,
                   const nh_options *options);

/**
 * Frees a hub and closes its connections. Waits for nothing. No other thread
 * may be inside a call on it. NULL does nothing.
 */
void nh_hub_free(nh_hub *hub);

/**
 * Signs a token with the hub's key, for a device or another program: whoever
 * has it may do below uri what the key's policy may do, until it expires. Use
 * a hub that was opened with a Listen policy for tokens that leave the server.
 *
 * uri is absolute, such as "https://NAMESPACE.servicebus.windows.net/HUB";
 * NULL stands for the hub itself. lifetime_ms is from 1000 (one second) to
 * one year; parts of a second are dropped. Returns NULL on failure. Free with
 * nh_sas_token_free.
 */
nh_sas_token *nh_sas_token_new(const nh_hub *hub,
                               const char *uri,
                               uint64_t lifetime_ms);

/**
 * The token: the whole value of an Authorization header. Borrowed from the
 * token; "" for NULL.
 */
const char *nh_sas_token_text(const nh_sas_token *token);

/**
 * Unix time in seconds at which the token expires; 0 for NULL.
 */
uint64_t nh_sas_token_expires_at(const nh_sas_token *token);

/**
 * Frees a token and wipes its memory. NULL does nothing.
 */
void nh_sas_token_free(nh_sas_token *token);

/**
 * A notification for one platform (an nh_platform). body is the platform's
 * own payload, body_len bytes of UTF-8, and is sent byte for byte; it is
 * copied. At most 65536 bytes; empty is an error.
 *
 * Windows and Windows Phone payloads say by their root element what they are;
 * where they do not, say it with nh_notification_set_wns_type or
 * nh_notification_set_mpns_type. A raw Windows payload may be any bytes.
 *
 * Returns NULL on failure. Free with nh_notification_free. Setters return
 * their status and also keep the first failure, with which sending then
 * fails: check each setter or none.
 */
nh_notification *nh_notification_new(int32_t platform,
                                     const char *body,
                                     size_t body_len);

/**
 * A template notification whose properties are set one by one; the library
 * writes the JSON. Free with nh_notification_free.
 */
nh_notification *nh_notification_new_template(void);

/**
 * Frees a notification. NULL does nothing.
 */
void nh_notification_free(nh_notification *notification);

/**
 * Sets a property of a notification made with nh_notification_new_template.
 * name has 1 to 120 letters, digits and underscores; value is any UTF-8 text.
 * A second value for a name replaces the first.
 */
nh_status nh_notification_set_property(nh_notification *notification,
                                       const char *name,
                                       const char *value);

/**
 * Sets a header for the platform's push service: "apns-...", "X-WNS-...",
 * "X-..."; Content-Type too. Printable ASCII; a second value for a name
 * replaces the first. Headers that the library sets itself, such as
 * Authorization and ServiceBusNotification-Tags, are refused with
 * NH_STATUS_INVALID_HEADER.
 */
nh_status nh_notification_set_header(nh_notification *notification,
                                     const char *name,
                                     const char *value);

/**
 * Says what kind of Windows notification this is (an nh_wns_type), instead of
 * the payload's root element.
 */
nh_status nh_notification_set_wns_type(nh_notification *notification,
                                       int32_t wns_type);

/**
 * Says what kind of Windows Phone notification this is (an nh_mpns_type),
 * instead of the payload, and its class: 0 for delivery at once, else one of
 * 1, 11, 21 (tile), 2, 12, 22 (toast), 3-10, 13-20, 23-31 (raw).
 */
nh_status nh_notification_set_mpns_type(nh_notification *notification,
                                        int32_t mpns_type,
                                        int32_t notification_class);

/**
 * Sets apns-push-type (an nh_apns_push_type). The APNs settings are for
 * Apple notifications and for template notifications, of which Apple devices
 * get them.
 */
nh_status nh_notification_set_apns_push_type(nh_notification *notification,
                                             int32_t push_type);

/**
 * Sets apns-priority: 10, 5 (needed for background pushes) or 1.
 */
nh_status nh_notification_set_apns_priority(nh_notification *notification,
                                            int32_t priority);

/**
 * Sets apns-expiration: Unix time in seconds until which Apple tries to
 * deliver; 0 for once, now.
 */
nh_status nh_notification_set_apns_expiration(nh_notification *notification,
                                              int64_t unix_seconds);

/**
 * Sets apns-topic, usually the app's bundle id.
 */
nh_status nh_notification_set_apns_topic(nh_notification *notification,
                                         const char *topic);

/**
 * Sets apns-collapse-id: a later push with the same id replaces this one on
 * the device. At most 64 bytes.
 */
nh_status nh_notification_set_apns_collapse_id(nh_notification *notification,
                                               const char *collapse_id);

/**
 * Parses and checks a tag expression: tags, "||", "&&", "!" and parentheses.
 * A tag has 1 to 120 letters, digits and _@#.:-, or is
 * $InstallationId:{...} or $UserId:{...}. At most 20 tags with only "||",
 * else 6. Returns NULL on failure; nh_error_column(nh_last_error()) tells
 * where. Free with nh_tag_expression_free.
 */
nh_tag_expression *nh_tag_expression_parse(const char *expression);

/**
 * An expression of one tag. Free with nh_tag_expression_free.
 */
nh_tag_expression *nh_tag_expression_new_tag(const char *tag);

/**
 * "left && right". Both are copied. Free with nh_tag_expression_free.
 */
nh_tag_expression *nh_tag_expression_new_and(const nh_tag_expression *left,
                                             const nh_tag_expression *right);

/**
 * "left || right". Both are copied. Free with nh_tag_expression_free.
 */
nh_tag_expression *nh_tag_expression_new_or(const nh_tag_expression *left,
                                            const nh_tag_expression *right);

/**
 * "!expression". It is copied. Free with nh_tag_expression_free.
 */
nh_tag_expression *nh_tag_expression_new_not(const nh_tag_expression *expression);

/**
 * The expression as it is sent, with parentheses round every group. Borrowed
 * from the expression; "" for NULL.
 */
const char *nh_tag_expression_text(const nh_tag_expression *expression);

/**
 * Frees an expression. NULL does nothing.
 */
void nh_tag_expression_free(nh_tag_expression *expression);

/**
 * Every device of the notification's platform. Free with nh_target_free.
 */
nh_target *nh_target_new_broadcast(void);

/**
 * Devices with this tag. Free with nh_target_free.
 */
nh_target *nh_target_new_tag(const char *tag);

/**
 * Devices with any of the tags that nh_target_add_tag adds. Sending to an
 * empty set is an error. Free with nh_target_free.
 */
nh_target *nh_target_new_tags(void);

/**
 * Adds a tag to a target made with nh_target_new_tags: at most 20 different
 * ones, in any order; the same set always makes the same request. A failure
 * is also kept, and sending to the target then fails with it.
 */
nh_status nh_target_add_tag(nh_target *target, const char *tag);

/**
 * Devices that match a tag expression, given as text and checked as
 * nh_tag_expression_parse does. Free with nh_target_free.
 */
nh_target *nh_target_new_expression(const char *expression);

/**
 * Devices that match a composed expression, which is copied. Free with
 * nh_target_free.
 */
nh_target *nh_target_new_composed(const nh_tag_expression *expression);

/**
 * Frees a target. NULL does nothing.
 */
void nh_target_free(nh_target *target);

/**
 * A cancel handle, to be given to sends with nh_send_options_set_cancel. Free
 * with nh_cancel_free, also while calls that have it go on.
 */
nh_cancel *nh_cancel_new(void);

/**
 * Cancels every call that has this handle, and every later one: they return
 * at once with NH_STATUS_CANCELLED, and their outcome says whether the
 * notification may have been sent. May be called from any thread; a cancelled
 * handle stays so.
 */
nh_status nh_cancel_trigger(const nh_cancel *cancel);

/**
 * Frees a cancel handle; calls that have it keep what they need of it. NULL
 * does nothing.
 */
void nh_cancel_free(nh_cancel *cancel);

/**
 * Send options with nothing set. Free with nh_send_options_free. Setters
 * return their status and also keep the first failure, with which the send
 * then fails.
 */
nh_send_options *nh_send_options_new(void);

/**
 * Frees send options. NULL does nothing.
 */
void nh_send_options_free(nh_send_options *options);

/**
 * Total time for this call in milliseconds, 1 to 86400000.
 */
nh_status nh_send_options_set_timeout_ms(nh_send_options *options,
                                         uint32_t timeout_ms);

/**
 * The tracking id of this send, 1 to 128 characters of printable ASCII,
 * instead of a new UUID.
 */
nh_status nh_send_options_set_tracking_id(nh_send_options *options,
                                          const char *tracking_id);

/**
 * Makes this a test send (0: an ordinary one): see nh_options_set_test.
 */
nh_status nh_send_options_set_test(nh_send_options *options, int32_t test);

/**
 * When this send is repeated: an nh_retry.
 */
nh_status nh_send_options_set_retry(nh_send_options *options, int32_t retry);

/**
 * Requests at most, the first included, 1 to 100.
 */
nh_status nh_send_options_set_max_attempts(nh_send_options *options,
                                           uint32_t attempts);

/**
 * Lets cancel end this send from another thread.
 */
nh_status nh_send_options_set_cancel(nh_send_options *options,
                                     const nh_cancel *cancel);

/**
 * Sends a notification and waits for the service's answer, on the calling
 * thread and never longer than the timeout.
 *
 * options may be NULL. outcome may be NULL; if not, it is always set, also
 * for bad arguments, and is to be freed with nh_outcome_free. Returns
 * NH_STATUS_OK if the service accepted it: it is then queued for delivery.
 * Otherwise nh_outcome_error says why not and nh_outcome_verdict whether it
 * may have been sent all the same.
 */
nh_status nh_send(const nh_hub *hub,
                  const nh_notification *notification,
                  const nh_target *target,
                  const nh_send_options *options,
                  nh_outcome **outcome);

/**
 * A dry run: the request that nh_send would make with the same arguments,
 * for programs with an HTTP stack of their own and for audits. Sends nothing.
 *
 * It has every header except Host and Content-Length, which HTTP stacks add,
 * and holds a token that is good for an hour: treat it as a secret. Returns
 * NULL on failure. Free with nh_request_free.
 */
nh_request *nh_request_new(const nh_hub *hub,
                           const nh_notification *notification,
                           const nh_target *target,
                           const nh_send_options *options);

/**
 * The method, "POST". Borrowed from the request, as all that follows; "" for
 * NULL.
 */
const char *nh_request_method(const nh_request *request);

/**
 * The absolute URL; "" for NULL.
 */
const char *nh_request_url(const nh_request *request);

/**
 * How many headers it has.
 */
size_t nh_request_header_count(const nh_request *request);

/**
 * Name of header number index, from 0; NULL past the last.
 */
const char *nh_request_header_name(const nh_request *request, size_t index);

/**
 * Value of header number index, from 0; NULL past the last.
 */
const char *nh_request_header_value(const nh_request *request, size_t index);

/**
 * The body, nh_request_body_len bytes with a NUL behind them; "" for NULL.
 */
const char *nh_request_body(const nh_request *request);

/**
 * How many bytes the body has.
 */
size_t nh_request_body_len(const nh_request *request);

/**
 * Frees a request and wipes its token. NULL does nothing.
 */
void nh_request_free(nh_request *request);

/**
 * Sends an Apple (APNs) notification; payload is JSON with "aps". It goes to
 * devices that match tag_expression (one tag, or tags with ||, && and !); NULL
 * or "" is an error. Options are the hub's. outcome as in nh_send: may be
 * NULL, else always set and to be freed.
 */
nh_status nh_send_apple_notification(const nh_hub *hub,
                                     const char *payload,
                                     const char *tag_expression,
                                     nh_outcome **outcome);

/**
 * Sends an Apple (APNs) notification; payload is JSON with "aps". It goes to
 * every device of the platform. outcome as in nh_send.
 */
nh_status nh_broadcast_apple_notification(const nh_hub *hub,
                                          const char *payload,
                                          nh_outcome **outcome);

/**
 * Sends a notification through Google's legacy API (GCM, legacy FCM); payload
 * is JSON with "data" or "notification". It goes to devices that match
 * tag_expression (one tag, or tags with ||, && and !); NULL or "" is an error.
 * Options are the hub's. outcome as in nh_send: may be NULL, else always set
 * and to be freed.
 */
nh_status nh_send_google_notification(const nh_hub *hub,
                                      const char *payload,
                                      const char *tag_expression,
                                      nh_outcome **outcome);

/**
 * Sends a notification through Google's legacy API (GCM, legacy FCM); payload
 * is JSON with "data" or "notification". It goes to every device of the
 * platform. outcome as in nh_send.
 */
nh_status nh_broadcast_google_notification(const nh_hub *hub,
                                           const char *payload,
                                           nh_outcome **outcome);

/**
 * Sends a Firebase (FCM v1) notification; payload is JSON with "message". It
 * goes to devices that match tag_expression (one tag, or tags with ||, && and
 * !); NULL or "" is an error. Options are the hub's. outcome as in nh_send:
 * may be NULL, else always set and to be freed.
 */
nh_status nh_send_fcmv1_notification(const nh_hub *hub,
                                     const char *payload,
                                     const char *tag_expression,
                                     nh_outcome **outcome);

/**
 * Sends a Firebase (FCM v1) notification; payload is JSON with "message". It
 * goes to every device of the platform. outcome as in nh_send.
 */
nh_status nh_broadcast_fcmv1_notification(const nh_hub *hub,
                                          const char *payload,
                                          nh_outcome **outcome);

/**
 * Sends a Windows (WNS) notification; payload is toast, tile or badge XML. It
 * goes to devices that match tag_expression (one tag, or tags with ||, && and
 * !); NULL or "" is an error. Options are the hub's. outcome as in nh_send:
 * may be NULL, else always set and to be freed.
 */
nh_status nh_send_windows_notification(const nh_hub *hub,
                                       const char *payload,
                                       const char *tag_expression,
                                       nh_outcome **outcome);

/**
 * Sends a Windows (WNS) notification; payload is toast, tile or badge XML. It
 * goes to every device of the platform. outcome as in nh_send.
 */
nh_status nh_broadcast_windows_notification(const nh_hub *hub,
                                            const char *payload,
                                            nh_outcome **outcome);

/**
 * Sends a Windows Phone (MPNS) notification; payload is XML with a root
 * wp:Notification. It goes to devices that match tag_expression (one tag, or
 * tags with ||, && and !); NULL or "" is an error. Options are the hub's.
 * outcome as in nh_send: may be NULL, else always set and to be freed.
 */
nh_status nh_send_mpns_notification(const nh_hub *hub,
                                    const char *payload,
                                    const char *tag_expression,
                                    nh_outcome **outcome);

/**
 * Sends a Windows Phone (MPNS) notification; payload is XML with a root
 * wp:Notification. It goes to every device of the platform. outcome as in
 * nh_send.
 */
nh_status nh_broadcast_mpns_notification(const nh_hub *hub,
                                         const char *payload,
                                         nh_outcome **outcome);

/**
 * Sends an Amazon (ADM) notification; payload is JSON with "data". It goes to
 * devices that match tag_expression (one tag, or tags with ||, && and !); NULL
 * or "" is an error. Options are the hub's. outcome as in nh_send: may be
 * NULL, else always set and to be freed.
 */
nh_status nh_send_adm_notification(const nh_hub *hub,
                                   const char *payload,
                                   const char *tag_expression,
                                   nh_outcome **outcome);

/**
 * Sends an Amazon (ADM) notification; payload is JSON with "data". It goes to
 * every device of the platform. outcome as in nh_send.
 */
nh_status nh_broadcast_adm_notification(const nh_hub *hub,
                                        const char *payload,
                                        nh_outcome **outcome);

/**
 * Sends a Baidu notification; payload is JSON. It goes to devices that match
 * tag_expression (one tag, or tags with ||, && and !); NULL or "" is an error.
 * Options are the hub's. outcome as in nh_send: may be NULL, else always set
 * and to be freed.
 */
nh_status nh_send_baidu_notification(const nh_hub *hub,
                                     const char *payload,
                                     const char *tag_expression,
                                     nh_outcome **outcome);

/**
 * Sends a Baidu notification; payload is JSON. It goes to every device of the
 * platform. outcome as in nh_send.
 */
nh_status nh_broadcast_baidu_notification(const nh_hub *hub,
                                          const char *payload,
                                          nh_outcome **outcome);

/**
 * Sends a browser (web push) notification; payload is JSON. It goes to devices
 * that match tag_expression (one tag, or tags with ||, && and !); NULL or ""
 * is an error. Options are the hub's. outcome as in nh_send: may be NULL, else
 * always set and to be freed.
 */
nh_status nh_send_browser_notification(const nh_hub *hub,
                                       const char *payload,
                                       const char *tag_expression,
                                       nh_outcome **outcome);

/**
 * Sends a browser (web push) notification; payload is JSON. It goes to every
 * device of the platform. outcome as in nh_send.
 */
nh_status nh_broadcast_browser_notification(const nh_hub *hub,
                                            const char *payload,
                                            nh_outcome **outcome);

/**
 * Sends a Xiaomi notification; payload is JSON. It goes to devices that match
 * tag_expression (one tag, or tags with ||, && and !); NULL or "" is an error.
 * Options are the hub's. outcome as in nh_send: may be NULL, else always set
 * and to be freed.
 */
nh_status nh_send_xiaomi_notification(const nh_hub *hub,
                                      const char *payload,
                                      const char *tag_expression,
                                      nh_outcome **outcome);

/**
 * Sends a Xiaomi notification; payload is JSON. It goes to every device of the
 * platform. outcome as in nh_send.
 */
nh_status nh_broadcast_xiaomi_notification(const nh_hub *hub,
                                           const char *payload,
                                           nh_outcome **outcome);

/**
 * Sends a template notification; payload is a JSON object of text properties,
 * which each device's template renders. It goes to devices that match
 * tag_expression (one tag, or tags with ||, && and !); NULL or "" is an error.
 * Options are the hub's. outcome as in nh_send: may be NULL, else always set
 * and to be freed.
 */
nh_status nh_send_template_notification(const nh_hub *hub,
                                        const char *payload,
                                        const char *tag_expression,
                                        nh_outcome **outcome);

/**
 * Sends a template notification; payload is a JSON object of text properties,
 * which each device's template renders. It goes to every device with a
 * template. outcome as in nh_send.
 */
nh_status nh_broadcast_template_notification(const nh_hub *hub,
                                             const char *payload,
                                             nh_outcome **outcome);

/**
 * NH_STATUS_OK if the service accepted the notification.
 * NH_STATUS_INVALID_ARGUMENT for NULL.
 */
nh_status nh_outcome_status(const nh_outcome *outcome);

/**
 * Accepted, not accepted, or unknown. NH_VERDICT_NOT_ACCEPTED for NULL.
 */
nh_verdict nh_outcome_verdict(const nh_outcome *outcome);

/**
 * Why it was not accepted; NULL if it was. Borrowed from the outcome.
 */
const nh_error *nh_outcome_error(const nh_outcome *outcome);

/**
 * True if it was accepted after an attempt whose outcome is unknown (only
 * with NH_RETRY_ALWAYS): devices may have got it twice.
 */
bool nh_outcome_may_be_duplicate(const nh_outcome *outcome);

/**
 * The notification's id, for telemetry; NULL if the hub's tier gives none.
 */
const char *nh_outcome_notification_id(const nh_outcome *outcome);

/**
 * The tracking id that this send carried: quote it to Azure support. NULL if
 * no request was made.
 */
const char *nh_outcome_tracking_id(const nh_outcome *outcome);

/**
 * The service's own id for the request (x-ms-correlation-request-id); NULL if
 * it gave none.
 */
const char *nh_outcome_correlation_id(const nh_outcome *outcome);

/**
 * HTTP status of the last answer, usually 201; 0 if none came.
 */
int32_t nh_outcome_http_status(const nh_outcome *outcome);

/**
 * How many requests were begun: more than 1 after retries, 0 if the arguments
 * were refused.
 */
uint32_t nh_outcome_attempts(const nh_outcome *outcome);

/**
 * Body of the last answer: nh_outcome_body_len bytes as they came, with a NUL
 * behind them. Never NULL.
 */
const char *nh_outcome_body(const nh_outcome *outcome);

/**
 * How many bytes the body has.
 */
size_t nh_outcome_body_len(const nh_outcome *outcome);

/**
 * True for an accepted test send whose NotificationOutcome could be read; the
 * functions below then tell what it says.
 */
bool nh_outcome_has_test_result(const nh_outcome *outcome);

/**
 * Test send: how many devices' push services took it; -1 without test result.
 */
int64_t nh_outcome_success_count(const nh_outcome *outcome);

/**
 * Test send: how many did not; -1 without test result.
 */
int64_t nh_outcome_failure_count(const nh_outcome *outcome);

/**
 * Test send: how many registrations were tried, at most ten.
 */
size_t nh_outcome_result_count(const nh_outcome *outcome);

/**
 * Platform word of result number index, such as "apple"; NULL past the last.
 */
const char *nh_outcome_result_platform(const nh_outcome *outcome, size_t index);

/**
 * Device handle of result number index; NULL past the last.
 */
const char *nh_outcome_result_pns_handle(const nh_outcome *outcome,
                                         size_t index);

/**
 * Registration id of result number index; NULL past the last.
 */
const char *nh_outcome_result_registration_id(const nh_outcome *outcome,
                                              size_t index);

/**
 * The service's words on result number index, such as "The Notification was
 * successfully sent to the Push Notification System"; NULL past the last.
 */
const char *nh_outcome_result_outcome(const nh_outcome *outcome, size_t index);

/**
 * Frees an outcome. NULL does nothing.
 */
void nh_outcome_free(nh_outcome *outcome);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* NOTIFICATION_HUBS_H */
