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
 *   no connection. A queue is left to the process that made it. Do not share
 *   outcomes.
 * Memory.   When memory runs out the process is aborted, as Rust programs do.
 *   Nothing else in the library ends the process or prints to it unasked.
 */

/*
 * The chapters, and their manual pages:
 *
 *   nh_status(3)                Version and statuses
 *   nh_error(3)                 Errors
 *   nh_options(3)               Options of a hub
 *   nh_hub(3)                   Hubs
 *   nh_tag_expression(3)        Tag expressions
 *   nh_target(3)                Targets
 *   nh_notification(3)          Notifications
 *   nh_payload(3)               Payloads
 *   nh_payload_field(3)         Fields of payloads
 *   nh_cancel(3)                Cancelling
 *   nh_call_options(3)          Options of a call
 *   nh_send(3)                  Sending
 *   nh_outcome(3)               Outcomes
 *   nh_send_platform(3)         Sending in one line
 *   nh_request(3)               The dry run
 *   nh_queue(3)                 Queues
 *   nh_batch(3)                 Direct batches
 *   nh_schedule(3)              Scheduled sends
 *   nh_telemetry(3)             Telemetry
 *   nh_counters(3)              Counters
 *   nh_tracing(3)               Tracing
 *   nh_sas_token(3)             Tokens
 *   nh_template(3)              Templates
 *   nh_secondary_tile(3)        Secondary tiles
 *   nh_installation(3)          Installations
 *   nh_installation_reading(3)  Reading installations
 *   nh_installation_patch(3)    Changes to installations
 *   nh_installations(3)         Calls on installations
 *   nh_registration(3)          Registrations
 *   nh_registration_template(3) Templates of registrations
 *   nh_registrations(3)         Calls on registrations
 *   nh_registration_page(3)     Pages of registrations
 *   nh_job(3)                   Jobs
 *   nh_feedback(3)              Feedback
 *   nh_feedback_cursor(3)       Reading feedback
 *   nh_prune(3)                 Pruning
 *   nh_explanation(3)           Explanations
 *   nh_hub_description(3)       Descriptions of hubs
 *   nh_hub_credentials(3)       Credentials of push services
 *   nh_namespace(3)             Namespaces
 *   nh_async_sends(3)           Sends that do not wait
 *   nh_async_devices(3)         Calls on devices that do not wait
 *   nh_async_jobs(3)            Calls on jobs that do not wait
 *   nh_outcome_take(3)          What calls that do not wait bring
 */

#ifndef NOTIFICATION_HUBS_H
#define NOTIFICATION_HUBS_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

#define NH_VERSION_MAJOR 0
#define NH_VERSION_MINOR 1
#define NH_VERSION_PATCH 0
#define NH_VERSION_STRING "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/* =============================================================================
 * Version and statuses                                             nh_status(3)
 *
 * Which library this is, and the number that says what each call came to.
 * ========================================================================== */

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
   * that cannot be told from its root element; or a check of a payload or a
   * template found a fault.
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
   * The token callback gave no token, or something else than one.
   */
  NH_STATUS_NO_TOKEN = 8,
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
   * What came back is not an HTTP answer, or not the service's (a page of a
   * captive portal or an intercepting proxy), or not the document that was
   * asked for, or one that broke off or is larger than allowed (4 MiB). If
   * the service had said yes before, the verdict is NH_VERDICT_ACCEPTED.
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
   * 408, 500, 502, 504 and 506 to 599: the service may or may not have
   * taken the request.
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
   * The queue was made before fork(), and this is a child: make a new one.
   */
  NH_STATUS_FORKED = 900,
  /**
   * A fault in this library; the message names the function.
   */
  NH_STATUS_INTERNAL = 901,
  /**
   * The hub or the queue was closed.
   */
  NH_STATUS_CLOSED = 902,
  /**
   * Not now: the queue is full, or no outcome has come yet.
   */
  NH_STATUS_WOULD_BLOCK = 903,
  /**
   * The process can have no more threads or descriptors, and the call needs
   * one: nothing was sent. See its limits (ulimit -u, ulimit -n, a container's
   * number of processes).
   */
  NH_STATUS_NO_RESOURCES = 904,
} nh_status;

/**
 * The identifier of an nh_status, such as "NH_STATUS_TIMEOUT", for logs.
 * Static; "NH_STATUS_UNKNOWN" for a number that this version does not know.
 */
const char *nh_status_name(int32_t status);

/* =============================================================================
 * Errors                                                            nh_error(3)
 *
 * A status says what kind of failure it was. An error says the rest: one line
 * for a log, what the service answered, whether another try is of use.
 * ========================================================================== */

/**
 * Why a call failed. Read it with the nh_error_ functions, all of which
 * accept NULL.
 */
typedef struct nh_error nh_error;

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
 * The service's own code, such as "InvalidSignature" or "40900", at most 200
 * characters; NULL if it gave none.
 */
const char *nh_error_service_code(const nh_error *error);

/**
 * The service's own words, in one line of at most 500 characters; NULL if it
 * gave none.
 */
const char *nh_error_service_detail(const nh_error *error);

/**
 * The tracking id to quote to Azure support, at most 200 characters; NULL if
 * there is none.
 */
const char *nh_error_tracking_id(const nh_error *error);

/**
 * Could the same call succeed later? True after a failed connection, a timeout,
 * an answer that is no HTTP or broke off, and the answers 403 with Retry-After,
 * 408, 429, 500, 502, 503, 504 and 506 to 599. It does not say that a
 * repetition is harmless: nh_error_may_have_been_sent does.
 */
bool nh_error_is_transient(const nh_error *error);

/**
 * True if the request left this machine and no answer came that says what
 * became of it: sending again may reach devices twice, and a change may have
 * been made. Never of calls that only read.
 */
bool nh_error_may_have_been_sent(const nh_error *error);

/**
 * How many milliseconds the service asks to wait; -1 if it does not say.
 */
int64_t nh_error_retry_after_ms(const nh_error *error);

/**
 * Why a 401 or 403 was given, as far as can be told from here.
 */
typedef enum {
  /**
   * The error is no refusal of access.
   */
  NH_ACCESS_PROBLEM_NONE = 0,
  /**
   * The service refused and nothing here explains it.
   */
  NH_ACCESS_PROBLEM_UNEXPLAINED = 1,
  /**
   * The key is not as keys are (44 characters of base64, the last one '='):
   * cut off, with blanks, or percent-encoded.
   */
  NH_ACCESS_PROBLEM_KEY_MALFORMED = 2,
  /**
   * The key seems to be what the base64 text stands for, or that in
   * hexadecimal. The key is the text itself, as the portal shows it.
   */
  NH_ACCESS_PROBLEM_KEY_DECODED = 3,
  /**
   * The key has the right form: it is another policy's or hub's, or was
   * regenerated, or the policy's name is wrong.
   */
  NH_ACCESS_PROBLEM_KEY_WRONG = 4,
  /**
   * The token had expired by the service's clock, and was made elsewhere.
   */
  NH_ACCESS_PROBLEM_TOKEN_EXPIRED = 5,
  /**
   * This machine's clock is wrong by more than the token's life allows.
   */
  NH_ACCESS_PROBLEM_CLOCK_WRONG = 6,
  /**
   * The token is for another hub or namespace.
   */
  NH_ACCESS_PROBLEM_HUB_WRONG = 7,
  /**
   * The policy lacks the right: Send for sends, Listen for devices, Manage
   * for the rest.
   */
  NH_ACCESS_PROBLEM_RIGHT_MISSING = 8,
  /**
   * The token is not one that the service reads.
   */
  NH_ACCESS_PROBLEM_TOKEN_MALFORMED = 9,
  /**
   * The namespace's network rules seem to keep this machine out: the service's
   * words are of an IP address.
   */
  NH_ACCESS_PROBLEM_NETWORK_RULES = 10,
} nh_access_problem;

/**
 * Why access was refused (401, and 403 without Retry-After): an
 * nh_access_problem, which also the message explains. The service says little;
 * this is told from the form of the key, the clocks and the token.
 * NH_ACCESS_PROBLEM_NONE for other errors and NULL.
 */
nh_access_problem nh_error_access_problem(const nh_error *error);

/**
 * For a bad tag, tag expression or template body (nh_template_check), and for a
 * payload that is not well-formed: which character is at fault, counted from 1.
 * 0 if the error is not about a place in a text.
 */
size_t nh_error_column(const nh_error *error);

/* =============================================================================
 * Options of a hub                                                nh_options(3)
 *
 * Times, connections, proxy, retries, log. Each has a default, so that a first
 * program needs none of them.
 * ========================================================================== */

/**
 * How a hub is reached. Every setting has a default; pass NULL to nh_hub_new
 * for all of them. The hub copies the options, which may be freed or changed
 * afterwards.
 */
typedef struct nh_options nh_options;

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
 * "http://user:password@host:3128", https:// for TLS to the proxy. User and
 * password are percent-encoded: "%23" for #. Checked by nh_hub_new. Without this
 * call no proxy is used, whatever the environment says.
 */
nh_status nh_options_set_proxy(nh_options *options,
                               const char *url);

/**
 * Takes the proxy from the environment as it is when nh_hub_new runs, by the rules
 * of curl: from the first of https_proxy, HTTPS_PROXY, all_proxy and ALL_PROXY that
 * is set and not empty, for an http:// Endpoint of http_proxy, all_proxy and
 * ALL_PROXY; except for hosts in no_proxy, or else NO_PROXY. HTTP_PROXY is never
 * read, since a CGI finds a header of the request there. A proxy that cannot be
 * used fails nh_hub_new, which names the variable.
 */
nh_status nh_options_set_proxy_from_environment(nh_options *options);

/**
 * Hosts to reach without the proxy, separated by commas or blanks: "localhost",
 * "example.com" with its subdomains (".example.com" and "*.example.com" are the
 * same), "192.0.2.1", "10.0.0.0/8", "::1"; each with a port if only that one is
 * meant, "localhost:8443"; or "*" alone for all. With
 * nh_options_set_proxy_from_environment it replaces NO_PROXY, also if it is "".
 */
nh_status nh_options_set_no_proxy(nh_options *options, const char *hosts);

/**
 * Trusts only the certificates in this PEM file, instead of the system's, or of
 * SSL_CERT_FILE and SSL_CERT_DIR where the environment has them; "" is none. Read
 * by nh_hub_new, which fails with NH_STATUS_INVALID_CA_FILE if it cannot be used,
 * or if the variables lead nowhere. The hub's certificate and host name are always
 * verified; there is no option to switch that off.
 */
nh_status nh_options_set_ca_file(nh_options *options,
                                 const char *path);

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
 * When a failed send is repeated: an nh_retry. Default
 * NH_RETRY_NOT_ACCEPTED, which cannot duplicate.
 */
nh_status nh_options_set_retry(nh_options *options, int32_t retry);

/**
 * Requests at most for one call, the first included. Default 3; 1 to 100. Where
 * a call makes several requests (batches, waits, lists, a deletion by channel)
 * it bounds each of them.
 * Between them the library waits as long as the service asks, else 0.5 s,
 * 1 s, 2 s ... up to 8 s, each shortened by chance; never past the call's
 * total time.
 */
nh_status nh_options_set_max_attempts(nh_options *options, uint32_t attempts);

/**
 * How many sends may leave in a second in the long run, and how many at once
 * after a rest (burst): both from 1 to 1000000, or both 0 for no limit, the
 * default. Counts every attempt of every thread that sends through the hub;
 * reads and changes go free, except those of a pruning. A send waits for its turn;
 * one whose turn would come after its time fails at once with NH_STATUS_THROTTLED and
 * nh_error_retry_after_ms, and nothing was sent.
 *
 * With or without a limit, the whole hub waits when the service asks it to (429
 * or 403 with Retry-After): no thread sends or reads before that is over, and a
 * call whose time would be over first fails in the same way. Of a longer wait than
 * two minutes one request in each two minutes finds out whether it is still asked
 * for; nh_hub_set_connection_string ends it.
 */
nh_status nh_options_set_rate_limit(nh_options *options,
                                    uint32_t per_second,
                                    uint32_t burst);

/**
 * Brings a token for uri, which lasts only for the call: the whole value of an
 * Authorization header, "SharedAccessSignature sr=...&sig=...&se=...&skn=...",
 * or NULL if there is none now (the call then fails with NH_STATUS_NO_TOKEN).
 * The library copies it before it calls again on the same thread, keeps it
 * until 80 % of its life are over, and asks again when the service refuses it.
 * Called on the thread that makes a call or hands it to a queue, from several
 * at the same time if several use the hub, with no lock held; its time comes on
 * top of the call's. Must not unwind.
 */
typedef const char *(*nh_token_callback)(void *user_data, const char *uri);

/**
 * Lets callback bring the tokens, so that this process needs no key; the
 * connection string then has none. callback must stay callable until the last
 * hub made with these options is freed. NULL takes it back. user_data may be
 * NULL; the library only hands it on.
 */
nh_status nh_options_set_token_callback(nh_options *options,
                                        nh_token_callback callback,
                                        void *user_data);

/**
 * Makes every nh_send and every one-line call of the hub a test send (0: no,
 * the default): the service answers what became of it at up to ten devices. It
 * is slow and throttled to about ten a minute: for development only. Batches
 * and scheduled sends are never test sends.
 */
nh_status nh_options_set_test(nh_options *options, int32_t test);

/**
 * The how-to's debug mode: logs at NH_LOG_LEVEL_DUMP to standard error, and
 * makes every send a test send. Payloads stay hidden unless
 * nh_options_set_log_payloads shows them.
 */
nh_status nh_options_set_debug(nh_options *options);

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
 * Takes log text: one line, or a dump of several. Called on the thread that
 * makes the call being logged, never on another; what a queued send says comes
 * together when its outcome is taken, on the thread that takes it. From several
 * threads at the same time if several use the hub. text ends in NUL and is valid only during
 * the call. Must not unwind: no C++ exception, no longjmp. May call nh_
 * functions, but must not free what is in use.
 */
typedef void (*nh_log_callback)(void *user_data, int32_t level, const char *text);

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
 * Logs up to max_level (an nh_log_level) to standard error. A call waits as long as
 * standard error takes nothing, such as a full pipe that nobody reads: its timeout
 * does not count that, nor the time in a callback.
 */
nh_status nh_options_set_log_stderr(nh_options *options,
                                    int32_t max_level);

/**
 * A call, or one of its attempts, that is over. Getters accept NULL; text is borrowed
 * from it. It never holds a device handle, a key, a tag or a payload.
 */
typedef struct nh_span nh_span;

/**
 * Takes a span that is over: that of an attempt, or that of a call, which comes after
 * those of its attempts. Called on the thread that makes the call, never on another; those
 * of a queued call come together when its outcome is taken, on the thread that takes it.
 * From several threads at the same time if several use the hub. span lasts only for the
 * call, and so do its texts. Must not unwind: no C++ exception, no longjmp. May call nh_
 * functions, but must not free what is in use.
 */
typedef void (*nh_span_callback)(void *user_data, const nh_span *span);

/**
 * Tells callback of each call of the hub and of each of its attempts, with when it began
 * and ended. callback must stay callable until the last hub made with these options is
 * freed. NULL takes it back. user_data may be NULL; the library only hands it on.
 *
 * A call is what nh_counters_new counts as one: a direct batch is one for each thousand
 * handles, a list one for each page. One that was refused before it began, or was still
 * in a queue when it ended, has no span.
 */
nh_status nh_options_set_span_callback(nh_options *options,
                                       nh_span_callback callback,
                                       void *user_data);

/**
 * Checks payloads before they are sent (0: no, the default, since the bytes
 * are yours), as nh_notification_check does. Apple device tokens that a
 * payload is sent to or that an installation has are checked too.
 */
nh_status nh_options_set_check_payloads(nh_options *options, int32_t check);

/**
 * Shows payloads in dumps (0: no, the default). Keys, signatures and device
 * handles stay hidden.
 */
nh_status nh_options_set_log_payloads(nh_options *options, int32_t show);

/* =============================================================================
 * Hubs                                                                nh_hub(3)
 *
 * Everything is sent through a hub. The connection string that the portal shows
 * is enough to open one.
 * ========================================================================== */

/**
 * A notification hub. One hub serves any number of threads at the same time
 * and keeps its connections between sends: make it once.
 */
typedef struct nh_hub nh_hub;

/**
 * Opens a hub. Connects to nothing yet; copies what it is given.
 *
 * connection_string is the one that the portal shows for an access policy:
 * "Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=...;
 * SharedAccessKey=...", parts in any order. hub_name may be NULL if the
 * string has an EntityPath. "UseDevelopmentEmulator=true" in it allows an
 * Endpoint with http:// for a local hub. In place of name and key it may have
 * "SharedAccessSignature=..." with a token that was made elsewhere, or neither
 * if the options have a token callback.
 *
 * options may be NULL. Returns NULL on failure: see nh_last_error at once.
 * Free with nh_hub_free.
 */
nh_hub *nh_hub_new(const char *connection_string,
                   const char *hub_name,
                   const nh_options *options);

/**
 * The hub's URL, without a slash at its end: what tokens for parts of it, such
 * as one installation, are made for. Borrowed from the hub; "" for NULL.
 */
const char *nh_hub_url(const nh_hub *hub);

/**
 * The hub of this process for these arguments: made at the first call, found
 * again at the next ones, with its connections and its token. For programs that
 * forget everything between requests, such as PHP under FPM.
 *
 * Arguments are those of nh_hub_new; hubs are the same if all of it is, options
 * and credentials included, of which only a hash is kept, and the proxy's
 * variables and the CA file where they are used. Callbacks in the
 * options are refused. Free what you get with nh_hub_free, which leaves the hub
 * itself to the process: 16 are kept, and a new one takes the place of that
 * which nobody holds and was longest not asked for. If all 16 are held, you get
 * one of your own. A child of fork() has hubs of its own. A shared hub cannot be
 * closed, nor its key replaced. Any thread may call this.
 */
nh_hub *nh_hub_new_shared(const char *connection_string,
                          const char *hub_name,
                          const nh_options *options);

/**
 * Replaces the key of a hub in use, for instance the primary by the secondary
 * before the primary is regenerated. connection_string is for the same
 * Endpoint, and only its key or token counts. Attempts that begin after this
 * call use it; a call whose token is refused meanwhile goes on with the new
 * key. A failure changes nothing. Any thread may call this at any time.
 */
nh_status nh_hub_set_connection_string(const nh_hub *hub,
                                       const char *connection_string);

/**
 * Closes a hub that other threads use: their calls end at once with
 * NH_STATUS_CLOSED, and their outcomes say what may have been sent; later calls
 * end so without a request, and are not waited for. Waits until the others have
 * all returned, timeout_ms at most (0: does not wait). NH_STATUS_OK means that
 * none of those is inside any more, so that nh_hub_free is safe once no thread
 * can be in a later one or begin one, for instance since it was joined;
 * NH_STATUS_TIMEOUT that some still are, and that it may be called again. The
 * hub stays closed in either case. Not to be called from a callback of a call
 * on this hub, which would wait for itself.
 */
nh_status nh_hub_close(const nh_hub *hub, uint32_t timeout_ms);

/**
 * Frees a hub and closes its connections. Waits for nothing. No other thread
 * may be inside a call on it (nh_hub_close ends them); cursors keep what they
 * need of it. NULL does nothing.
 */
void nh_hub_free(nh_hub *hub);

/* =============================================================================
 * Tag expressions                                          nh_tag_expression(3)
 *
 * Which devices are meant, by their tags: "news && !fr". Most programs give an
 * expression to a target as text; here it is checked, and composed of parts.
 * ========================================================================== */

/**
 * A tag expression. Never changes, so any number of threads may use it.
 */
typedef struct nh_tag_expression nh_tag_expression;

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

/* =============================================================================
 * Targets                                                          nh_target(3)
 *
 * Whom a notification is for: everyone, a tag, any of some tags, a tag
 * expression, or one device.
 * ========================================================================== */

/**
 * Where a notification goes. Required with every send: NULL is an error,
 * never "everyone". Sending does not change it; once built, any number of
 * threads may use it.
 */
typedef struct nh_target nh_target;

/**
 * Every device of the notification's platform. Free with nh_target_free.
 */
nh_target *nh_target_new_broadcast(void);

/**
 * Devices with this tag, to which no other can be added: nh_target_new_tags is for
 * several. Free with nh_target_free.
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
 * All devices of a user: installations with this user id, as
 * nh_installation_set_user_id sets it. The library writes the expression
 * $UserId:{user_id}. An id has letters, digits and _@#.:-= alone, and at most 110 of
 * them. Free with nh_target_free.
 */
nh_target *nh_target_new_user(const char *user_id);

/**
 * One installation by its id. The library writes the expression
 * $InstallationId:{installation_id}. An id has letters, digits and _@#.:-= alone,
 * and at most 102 of them. Free with nh_target_free.
 */
nh_target *nh_target_new_installation(const char *installation_id);

/**
 * One device by its PNS handle: a device token, a registration id or a channel
 * URI; for Baidu user id and channel id joined with '-'; for a browser its
 * subscription as JSON, whose parts nh_target_new_browser takes. A handle has at
 * most 4096 printable ASCII characters without blanks. Sending to it is a direct
 * send, which needs no registration; template notifications cannot be sent so.
 * Free with nh_target_free.
 */
nh_target *nh_target_new_device(const char *handle);

/**
 * One browser by its subscription: a direct send of a browser notification.
 * Free with nh_target_free.
 */
nh_target *nh_target_new_browser(const char *endpoint,
                                 const char *p256dh,
                                 const char *auth);

/**
 * Frees a target. NULL does nothing.
 */
void nh_target_free(nh_target *target);

/* =============================================================================
 * Notifications                                              nh_notification(3)
 *
 * What is sent: a payload in the form of one platform, or the properties that
 * each device puts into its own template.
 * ========================================================================== */

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
 * What is sent, whoever it goes to. Sending does not change it: once built it
 * can be sent many times, and by several threads at the same time.
 */
typedef struct nh_notification nh_notification;

/**
 * A notification for one platform (an nh_platform). body is the platform's
 * own payload, body_len bytes of UTF-8, and is sent byte for byte; it is
 * copied. At most 65536 bytes; empty is an error, and so is a length that counts
 * the NUL at the end of a text.
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
 * Sets a property of a notification whose payload the library writes: of
 * nh_notification_new_template, where name has 1 to 120 letters, digits and
 * underscores; a member beside "aps" of an Apple push; data of an FCM v1, GCM, ADM
 * or browser message; custom content of a Baidu notification. Others are refused.
 * value is any UTF-8 text. A second value for a name replaces the first.
 */
nh_status nh_notification_set_property(nh_notification *notification,
                                       const char *name,
                                       const char *value);

/**
 * Sets a property that is JSON of any kind: an object, a list, a number. It
 * belongs to payloads whose properties need not be text: of Apple, Baidu and
 * browsers. Otherwise as nh_notification_set_property; json has at most 64 levels.
 */
nh_status nh_notification_set_property_json(nh_notification *notification,
                                            const char *name,
                                            const char *json);

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
 * Says what kind of Windows notification this is (an nh_wns_type), instead of
 * the payload's root element.
 */
nh_status nh_notification_set_wns_type(nh_notification *notification,
                                       int32_t wns_type);

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
 * Says what kind of Windows Phone notification this is (an nh_mpns_type),
 * instead of the payload, and its class: 0 for delivery at once, else one of
 * 1, 11, 21 (tile), 2, 12, 22 (toast), 3-10, 13-20, 23-31 (raw).
 */
nh_status nh_notification_set_mpns_type(nh_notification *notification,
                                        int32_t mpns_type,
                                        int32_t notification_class);

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
 * deliver; 0 for once, now. A time before 2001 and one in milliseconds are
 * refused: they are mistaken for "from now on" and for seconds.
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
 * The service's word for a platform (an nh_platform), such as "apple" or
 * "windowsphone": what outcomes and telemetry call it. Static; NULL for a
 * number that is no platform.
 */
const char *nh_platform_name(int32_t platform);

/**
 * The platform (an nh_platform) of a word, in any case: the words that
 * nh_platform_name gives, those of installations ("apns", "wns", "mpns"), and
 * "google". 0 for any other, and for NULL.
 */
int32_t nh_platform_from_name(const char *name);

/* =============================================================================
 * Payloads                                                        nh_payload(3)
 *
 * Notifications whose payload the library writes, and checks of those that you
 * write.
 * ========================================================================== */

/**
 * An Apple alert with its push type and priority. title may be NULL.
 * nh_notification_set_property adds members beside "aps". Free with
 * nh_notification_free.
 */
nh_notification *nh_notification_new_apple_alert(const char *title,
                                                 const char *body);

/**
 * An Apple background push, which wakes the app and shows nothing, with the
 * push type and the priority that Apple wants for it.
 * nh_notification_set_property adds members beside "aps". Free with
 * nh_notification_free.
 */
nh_notification *nh_notification_new_apple_background(void);

/**
 * A push to a Live Activity: event is "start", "update" or "end", unix_seconds the
 * time of what it tells, of which Apple shows the latest, content_state the new
 * state as a JSON object, or NULL. Push type and priority are set;
 * nh_notification_set_apns_topic sets the topic, the app's bundle id with
 * ".push-type.liveactivity" behind it. NH_FIELD_APPLE_TITLE and
 * NH_FIELD_APPLE_BODY make it an alert too; a start also wants
 * NH_FIELD_APPLE_ATTRIBUTES_TYPE and NH_FIELD_APPLE_ATTRIBUTES. Free with
 * nh_notification_free.
 */
nh_notification *nh_notification_new_apple_live_activity(const char *event,
                                                         int64_t unix_seconds,
                                                         const char *content_state);

/**
 * An FCM v1 message that shows title and body; each may be NULL, and with
 * neither it is data alone. nh_notification_set_property adds data, which FCM
 * takes only as text. Free with nh_notification_free.
 */
nh_notification *nh_notification_new_fcmv1_message(const char *title,
                                                   const char *body);

/**
 * A message of Google's legacy API (GCM, legacy FCM) that shows title and body;
 * each may be NULL, and with neither it is data alone. nh_notification_set_property
 * adds data. Free with nh_notification_free.
 */
nh_notification *nh_notification_new_gcm_message(const char *title,
                                                 const char *body);

/**
 * An Amazon (ADM) message of data, which nh_notification_set_property adds. Free
 * with nh_notification_free.
 */
nh_notification *nh_notification_new_adm_message(void);

/**
 * A Baidu notification. title may be NULL: then the app's name is shown.
 * nh_notification_set_property adds custom content. Free with
 * nh_notification_free.
 */
nh_notification *nh_notification_new_baidu_message(const char *title,
                                                   const char *description);

/**
 * A push to browsers: JSON whose members are named as the options of the web's
 * Notifications API, for the page's service worker to show. title and body may be
 * NULL. nh_notification_set_property adds members of "data". Free with
 * nh_notification_free.
 */
nh_notification *nh_notification_new_browser_message(const char *title,
                                                     const char *body);

/**
 * A Xiaomi message. title (at most 50 characters) and description (at most 128)
 * may be NULL. Free with nh_notification_free.
 */
nh_notification *nh_notification_new_xiaomi_message(const char *title,
                                                    const char *description);

/**
 * A Windows toast of one or two lines; line2 and launch (what the app is told
 * when the toast is touched) may be NULL. Free with nh_notification_free.
 */
nh_notification *nh_notification_new_windows_toast(const char *line1,
                                                   const char *line2,
                                                   const char *launch);

/**
 * A Windows tile that shows one or two lines; line2 may be NULL. Free with
 * nh_notification_free.
 */
nh_notification *nh_notification_new_windows_tile(const char *line1,
                                                  const char *line2);

/**
 * A Windows badge: a number such as "7", or one of Windows's glyphs, such as
 * "none", "alert" or "newMessage". Free with nh_notification_free.
 */
nh_notification *nh_notification_new_windows_badge(const char *value);

/**
 * A Windows Phone toast; text2 may be NULL. Free with nh_notification_free.
 */
nh_notification *nh_notification_new_mpns_toast(const char *text1,
                                                const char *text2);

/**
 * A Windows Phone tile: NH_FIELD_MPNS_TITLE, NH_FIELD_MPNS_COUNT and the other
 * fields say what changes on it. Free with nh_notification_free.
 */
nh_notification *nh_notification_new_mpns_tile(void);

/**
 * Checks a payload, and its headers, by the documented rules of its push
 * service: size, well-formed JSON or XML, the members that it wants and those
 * that it refuses, text-only data for FCM, text-only properties for templates.
 * The manual lists the rules, each with its source; the error's text ends in
 * the name of the one that is broken. NH_STATUS_INVALID_PAYLOAD if something
 * is wrong. nh_options_set_check_payloads does it for every send.
 */
nh_status nh_notification_check(const nh_notification *notification);

/**
 * Checks the body of a template for devices of a platform (an nh_platform):
 * that it is well-formed JSON or XML, its expressions, such as $(name),
 * $(name:{default}), .(name, 20), %(name), #(name) and {$(a) + ' ' + $(b)},
 * and the members that the push service wants, as nh_notification_check does.
 * A value that begins with a sign of an expression has to be one from end to
 * end; .( and %( amid other text are text, and $( there is refused, since the
 * service puts nothing in for it. It does not know which properties a message
 * will have: nh_template_check_with_sample does. NH_STATUS_INVALID_PAYLOAD if
 * something is wrong; nh_error_column tells where.
 */
nh_status nh_template_check(int32_t platform, const char *body);

/* =============================================================================
 * Fields of payloads                                        nh_payload_field(3)
 *
 * What push services document beside title and text, set one by one in a payload
 * that the library writes; docs/sending.md names what has no field. Each field (an nh_field) belongs to one kind of
 * payload and takes one kind of value; another is refused, and so is a value that
 * the push service would refuse.
 * ========================================================================== */

/**
 * A field of a payload that the library writes; pass it as int32_t. The word at
 * the beginning says with which function it is set: "Text" with
 * nh_notification_set_text, "Number" with nh_notification_set_number, "Flag" with
 * nh_notification_set_flag, "Texts", a list, with nh_notification_add_text, and
 * "JSON object" with nh_notification_set_json.
 */
typedef enum {
  /**
   * Text: the alert's title.
   */
  NH_FIELD_APPLE_TITLE = 101,
  /**
   * Text: what stands below the title.
   */
  NH_FIELD_APPLE_SUBTITLE = 102,
  /**
   * Text: the alert's text.
   */
  NH_FIELD_APPLE_BODY = 103,
  /**
   * Text: the file of the launch image.
   */
  NH_FIELD_APPLE_LAUNCH_IMAGE = 104,
  /**
   * Text: the title's key in the app's string files. In a Live Activity it stands in
   * place of the title.
   */
  NH_FIELD_APPLE_TITLE_LOC_KEY = 105,
  /**
   * Texts: what goes into that title, whose key there must be.
   */
  NH_FIELD_APPLE_TITLE_LOC_ARGS = 106,
  /**
   * Text: the subtitle's key in the app's string files.
   */
  NH_FIELD_APPLE_SUBTITLE_LOC_KEY = 107,
  /**
   * Texts: what goes into that subtitle.
   */
  NH_FIELD_APPLE_SUBTITLE_LOC_ARGS = 108,
  /**
   * Text: the alert's key in the app's string files. In a Live Activity it stands in
   * place of the text.
   */
  NH_FIELD_APPLE_LOC_KEY = 109,
  /**
   * Texts: what goes into that text, whose key there must be.
   */
  NH_FIELD_APPLE_LOC_ARGS = 110,
  /**
   * Number: the badge of the app's icon; 0 takes it away.
   */
  NH_FIELD_APPLE_BADGE = 111,
  /**
   * Text: a sound file of the app, or "default".
   */
  NH_FIELD_APPLE_SOUND = 112,
  /**
   * Flag: a critical alert, which sounds though the device is muted. The app needs Apple's
   * leave.
   */
  NH_FIELD_APPLE_CRITICAL = 113,
  /**
   * Number: how loud a critical alert is, from 0 to 1.
   */
  NH_FIELD_APPLE_VOLUME = 114,
  /**
   * Text: notifications with the same id are shown together.
   */
  NH_FIELD_APPLE_THREAD_ID = 115,
  /**
   * Text: the category, whose actions are shown.
   */
  NH_FIELD_APPLE_CATEGORY = 116,
  /**
   * Flag: wakes the app too.
   */
  NH_FIELD_APPLE_CONTENT_AVAILABLE = 117,
  /**
   * Flag: the app's extension may change the notification.
   */
  NH_FIELD_APPLE_MUTABLE_CONTENT = 118,
  /**
   * Text: the window that comes forward.
   */
  NH_FIELD_APPLE_TARGET_CONTENT_ID = 119,
  /**
   * Text: passive, active, time-sensitive or critical.
   */
  NH_FIELD_APPLE_INTERRUPTION_LEVEL = 120,
  /**
   * Number: what is shown first in a summary, from 0 to 1; in a Live Activity any number
   * from 0.
   */
  NH_FIELD_APPLE_RELEVANCE_SCORE = 121,
  /**
   * Text: by what a Focus decides whether it is shown.
   */
  NH_FIELD_APPLE_FILTER_CRITERIA = 122,
  /**
   * Text: of a Live Activity: start, update or end.
   */
  NH_FIELD_APPLE_EVENT = 123,
  /**
   * Number: of a Live Activity, Unix time in seconds; later ones win.
   */
  NH_FIELD_APPLE_TIMESTAMP = 124,
  /**
   * JSON object: the state of a Live Activity.
   */
  NH_FIELD_APPLE_CONTENT_STATE = 125,
  /**
   * Number: Unix time in seconds from which a Live Activity is out of date.
   */
  NH_FIELD_APPLE_STALE_DATE = 126,
  /**
   * Number: Unix time in seconds at which an ended Live Activity goes away.
   */
  NH_FIELD_APPLE_DISMISSAL_DATE = 127,
  /**
   * Text: the type of the attributes with which a Live Activity starts.
   */
  NH_FIELD_APPLE_ATTRIBUTES_TYPE = 128,
  /**
   * JSON object: the attributes with which a Live Activity starts.
   */
  NH_FIELD_APPLE_ATTRIBUTES = 129,
  /**
   * Text: the channel whose broadcasts update the Live Activity that is started.
   */
  NH_FIELD_APPLE_INPUT_PUSH_CHANNEL = 130,
  /**
   * Flag: the Live Activity that is started gets a push token.
   */
  NH_FIELD_APPLE_INPUT_PUSH_TOKEN = 131,
  /**
   * Text: the title.
   */
  NH_FIELD_FCMV1_TITLE = 201,
  /**
   * Text: the text.
   */
  NH_FIELD_FCMV1_BODY = 202,
  /**
   * Text: the URL of a picture.
   */
  NH_FIELD_FCMV1_IMAGE = 203,
  /**
   * Text: of messages with the same key only the last one waits for the device.
   */
  NH_FIELD_FCMV1_COLLAPSE_KEY = 204,
  /**
   * Text: NORMAL or HIGH, also in small letters.
   */
  NH_FIELD_FCMV1_PRIORITY = 205,
  /**
   * Number: seconds for which Google keeps the message, at most 2419200 (four weeks).
   */
  NH_FIELD_FCMV1_TTL = 206,
  /**
   * Text: the app that alone may get it.
   */
  NH_FIELD_FCMV1_RESTRICTED_PACKAGE_NAME = 207,
  /**
   * Flag: may reach the app before the device is unlocked for the first time.
   */
  NH_FIELD_FCMV1_DIRECT_BOOT_OK = 208,
  /**
   * Text: the app's notification channel.
   */
  NH_FIELD_FCMV1_CHANNEL_ID = 209,
  /**
   * Text: the name of a drawable of the app.
   */
  NH_FIELD_FCMV1_ICON = 210,
  /**
   * Text: the icon's colour, as #rrggbb.
   */
  NH_FIELD_FCMV1_COLOR = 211,
  /**
   * Text: a sound of the app, or "default".
   */
  NH_FIELD_FCMV1_SOUND = 212,
  /**
   * Text: a notification replaces the one with the same tag.
   */
  NH_FIELD_FCMV1_TAG = 213,
  /**
   * Text: the intent that a touch starts.
   */
  NH_FIELD_FCMV1_CLICK_ACTION = 214,
  /**
   * Text: the title's key in the app's string resources.
   */
  NH_FIELD_FCMV1_TITLE_LOC_KEY = 215,
  /**
   * Texts: what goes into that title.
   */
  NH_FIELD_FCMV1_TITLE_LOC_ARGS = 216,
  /**
   * Text: the text's key in the app's string resources.
   */
  NH_FIELD_FCMV1_BODY_LOC_KEY = 217,
  /**
   * Texts: what goes into that text.
   */
  NH_FIELD_FCMV1_BODY_LOC_ARGS = 218,
  /**
   * Text: what is read aloud to users who need it.
   */
  NH_FIELD_FCMV1_TICKER = 219,
  /**
   * Flag: stays when the user touches it.
   */
  NH_FIELD_FCMV1_STICKY = 220,
  /**
   * Number: Unix time in seconds of what it tells of.
   */
  NH_FIELD_FCMV1_EVENT_TIME = 221,
  /**
   * Flag: not for the user's other devices, such as a watch.
   */
  NH_FIELD_FCMV1_LOCAL_ONLY = 222,
  /**
   * Text: PRIORITY_MIN, _LOW, _DEFAULT, _HIGH or _MAX, written in full.
   */
  NH_FIELD_FCMV1_NOTIFICATION_PRIORITY = 223,
  /**
   * Text: PRIVATE, PUBLIC or SECRET: what a locked screen shows.
   */
  NH_FIELD_FCMV1_VISIBILITY = 224,
  /**
   * Number: how many items it stands for, from 0.
   */
  NH_FIELD_FCMV1_NOTIFICATION_COUNT = 225,
  /**
   * Flag: the system's own sound.
   */
  NH_FIELD_FCMV1_DEFAULT_SOUND = 226,
  /**
   * Flag: the system's own vibration.
   */
  NH_FIELD_FCMV1_DEFAULT_VIBRATE_TIMINGS = 227,
  /**
   * Flag: the system's own light.
   */
  NH_FIELD_FCMV1_DEFAULT_LIGHT_SETTINGS = 228,
  /**
   * Texts: seconds with an s behind them, off and on in turn, such as "0.5s".
   */
  NH_FIELD_FCMV1_VIBRATE_TIMINGS = 229,
  /**
   * JSON object: the light's colour and durations.
   */
  NH_FIELD_FCMV1_LIGHT_SETTINGS = 230,
  /**
   * Text: the label under which Google counts it: 1 to 50 of letters, digits and
   * -_.~%.
   */
  NH_FIELD_FCMV1_ANALYTICS_LABEL = 231,
  /**
   * JSON object: what is for browsers alone.
   */
  NH_FIELD_FCMV1_WEBPUSH = 232,
  /**
   * JSON object: what is for Apple devices alone.
   */
  NH_FIELD_FCMV1_APNS = 233,
  /**
   * Text: the URL of a picture for Android alone.
   */
  NH_FIELD_FCMV1_ANDROID_IMAGE = 234,
  /**
   * Text: ALLOW, DENY or IF_PRIORITY_LOWERED: whether Android may show it later.
   */
  NH_FIELD_FCMV1_PROXY = 235,
  /**
   * Flag: shown by the app itself where it can.
   */
  NH_FIELD_FCMV1_BYPASS_PROXY_NOTIFICATION = 236,
  /**
   * Flag: may be delivered over a network with little bandwidth.
   */
  NH_FIELD_FCMV1_BANDWIDTH_CONSTRAINED_OK = 237,
  /**
   * Flag: may be delivered over a satellite's restricted network.
   */
  NH_FIELD_FCMV1_RESTRICTED_SATELLITE_OK = 238,
  /**
   * Text: the label under which Google counts it on Android.
   */
  NH_FIELD_FCMV1_ANDROID_ANALYTICS_LABEL = 239,
  /**
   * Text: the title.
   */
  NH_FIELD_GCM_TITLE = 301,
  /**
   * Text: the text.
   */
  NH_FIELD_GCM_BODY = 302,
  /**
   * Text: the app's notification channel.
   */
  NH_FIELD_GCM_CHANNEL_ID = 303,
  /**
   * Text: the name of a drawable of the app.
   */
  NH_FIELD_GCM_ICON = 304,
  /**
   * Text: the icon's colour, as #rrggbb.
   */
  NH_FIELD_GCM_COLOR = 305,
  /**
   * Text: a sound of the app, or "default".
   */
  NH_FIELD_GCM_SOUND = 306,
  /**
   * Text: a notification replaces the one with the same tag.
   */
  NH_FIELD_GCM_TAG = 307,
  /**
   * Text: the intent that a touch starts.
   */
  NH_FIELD_GCM_CLICK_ACTION = 308,
  /**
   * Text: the title's key in the app's string resources.
   */
  NH_FIELD_GCM_TITLE_LOC_KEY = 309,
  /**
   * Texts: what goes into that title; Google wants them as JSON in text.
   */
  NH_FIELD_GCM_TITLE_LOC_ARGS = 310,
  /**
   * Text: the text's key in the app's string resources.
   */
  NH_FIELD_GCM_BODY_LOC_KEY = 311,
  /**
   * Texts: what goes into that text; Google wants them as JSON in text.
   */
  NH_FIELD_GCM_BODY_LOC_ARGS = 312,
  /**
   * Text: of messages with the same key only the last one waits for the device.
   */
  NH_FIELD_GCM_COLLAPSE_KEY = 313,
  /**
   * Text: normal or high.
   */
  NH_FIELD_GCM_PRIORITY = 314,
  /**
   * Number: seconds for which Google keeps the message, at most 2419200 (four weeks).
   */
  NH_FIELD_GCM_TIME_TO_LIVE = 315,
  /**
   * Text: the app that alone may get it.
   */
  NH_FIELD_GCM_RESTRICTED_PACKAGE_NAME = 316,
  /**
   * Flag: Google checks it and delivers nothing.
   */
  NH_FIELD_GCM_DRY_RUN = 317,
  /**
   * Flag: wakes an app on an Apple device.
   */
  NH_FIELD_GCM_CONTENT_AVAILABLE = 318,
  /**
   * Flag: an app's extension on an Apple device may change it.
   */
  NH_FIELD_GCM_MUTABLE_CONTENT = 319,
  /**
   * Texts: more lines: a toast shows three, a tile what it has room for.
   */
  NH_FIELD_WINDOWS_TEXT = 401,
  /**
   * Text: the small line below a toast.
   */
  NH_FIELD_WINDOWS_ATTRIBUTION = 402,
  /**
   * Text: what the app is told when the toast is touched.
   */
  NH_FIELD_WINDOWS_LAUNCH = 403,
  /**
   * Text: foreground, background or protocol: what a touch starts.
   */
  NH_FIELD_WINDOWS_ACTIVATION_TYPE = 404,
  /**
   * Text: short or long.
   */
  NH_FIELD_WINDOWS_DURATION = 405,
  /**
   * Text: reminder, alarm, incomingCall or urgent.
   */
  NH_FIELD_WINDOWS_SCENARIO = 406,
  /**
   * Number: Unix time in seconds that the toast shows as its own.
   */
  NH_FIELD_WINDOWS_DISPLAY_TIME = 407,
  /**
   * Text: the URL of the picture in place of the app's logo.
   */
  NH_FIELD_WINDOWS_LOGO = 408,
  /**
   * Text: the URL of the large picture at the top of a toast.
   */
  NH_FIELD_WINDOWS_HERO_IMAGE = 409,
  /**
   * Text: the URL of the picture below the text.
   */
  NH_FIELD_WINDOWS_IMAGE = 410,
  /**
   * Text: the sound's source, such as ms-winsoundevent:Notification.Mail.
   */
  NH_FIELD_WINDOWS_SOUND = 411,
  /**
   * Flag: no sound.
   */
  NH_FIELD_WINDOWS_SILENT = 412,
  /**
   * Flag: the sound goes on as long as the toast is shown; for the duration long.
   */
  NH_FIELD_WINDOWS_LOOP_SOUND = 413,
  /**
   * Texts: what stands on the toast's buttons, at most five.
   */
  NH_FIELD_WINDOWS_BUTTON = 414,
  /**
   * Texts: what the app is told when the button of the same place is touched; one for each
   * button.
   */
  NH_FIELD_WINDOWS_BUTTON_ARGUMENTS = 415,
  /**
   * Text: none, name, logo or nameAndLogo: what a tile shows of the app.
   */
  NH_FIELD_WINDOWS_BRANDING = 416,
  /**
   * Text: the name that a tile shows in place of the app's.
   */
  NH_FIELD_WINDOWS_DISPLAY_NAME = 417,
  /**
   * Text: the URL of the picture behind a tile's text.
   */
  NH_FIELD_WINDOWS_BACKGROUND_IMAGE = 418,
  /**
   * Flag: the same for tiles of the wide size.
   */
  NH_FIELD_WINDOWS_WIDE_TILE = 419,
  /**
   * Flag: the same for tiles of the large size.
   */
  NH_FIELD_WINDOWS_LARGE_TILE = 420,
  /**
   * Text: the first, bold text of a toast.
   */
  NH_FIELD_MPNS_TEXT1 = 501,
  /**
   * Text: the second text of a toast.
   */
  NH_FIELD_MPNS_TEXT2 = 502,
  /**
   * Text: the page that a toast opens, and what it is told; begins with a slash.
   */
  NH_FIELD_MPNS_PARAM = 503,
  /**
   * Text: the address of a secondary tile; without one it is the app's own.
   */
  NH_FIELD_MPNS_TILE_ID = 504,
  /**
   * Text: a tile's title.
   */
  NH_FIELD_MPNS_TITLE = 505,
  /**
   * Number: a tile's number, from 0 to 99; 0 shows none.
   */
  NH_FIELD_MPNS_COUNT = 506,
  /**
   * Text: the picture of a tile: of the app, or a URL.
   */
  NH_FIELD_MPNS_BACKGROUND_IMAGE = 507,
  /**
   * Text: the title of a tile's back.
   */
  NH_FIELD_MPNS_BACK_TITLE = 508,
  /**
   * Text: the text of a tile's back.
   */
  NH_FIELD_MPNS_BACK_CONTENT = 509,
  /**
   * Text: the picture of a tile's back.
   */
  NH_FIELD_MPNS_BACK_BACKGROUND_IMAGE = 510,
  /**
   * Text: of messages with the same key only the last one waits for the device; at most 64
   * characters.
   */
  NH_FIELD_ADM_CONSOLIDATION_KEY = 601,
  /**
   * Number: seconds for which Amazon keeps the message, from 60 to 2678400 (31 days).
   */
  NH_FIELD_ADM_EXPIRES_AFTER = 602,
  /**
   * Text: normal or high.
   */
  NH_FIELD_ADM_PRIORITY = 603,
  /**
   * JSON object: what Amazon's own code shows, such as title and body.
   */
  NH_FIELD_ADM_NOTIFICATION = 604,
  /**
   * Text: the MD5 sum of the data in base64, as Amazon describes it.
   */
  NH_FIELD_ADM_MD5 = 605,
  /**
   * Text: the title.
   */
  NH_FIELD_BAIDU_TITLE = 701,
  /**
   * Text: the text.
   */
  NH_FIELD_BAIDU_DESCRIPTION = 702,
  /**
   * Number: the app's own layout, from 0.
   */
  NH_FIELD_BAIDU_NOTIFICATION_BUILDER_ID = 703,
  /**
   * Number: 4 rings, 2 vibrates, 1 can be dismissed; or a sum of these.
   */
  NH_FIELD_BAIDU_NOTIFICATION_BASIC_STYLE = 704,
  /**
   * Number: what a touch does: 1 opens url, 2 the app or pkg_content, 0 only tells the app.
   */
  NH_FIELD_BAIDU_OPEN_TYPE = 705,
  /**
   * Text: the address that a touch opens.
   */
  NH_FIELD_BAIDU_URL = 706,
  /**
   * Text: the intent that a touch starts.
   */
  NH_FIELD_BAIDU_PKG_CONTENT = 707,
  /**
   * Text: the title.
   */
  NH_FIELD_BROWSER_TITLE = 801,
  /**
   * Text: the text.
   */
  NH_FIELD_BROWSER_BODY = 802,
  /**
   * Text: the URL of the icon.
   */
  NH_FIELD_BROWSER_ICON = 803,
  /**
   * Text: the URL of a picture.
   */
  NH_FIELD_BROWSER_IMAGE = 804,
  /**
   * Text: the URL of the small picture for narrow places.
   */
  NH_FIELD_BROWSER_BADGE = 805,
  /**
   * Text: a notification replaces the one with the same tag.
   */
  NH_FIELD_BROWSER_TAG = 806,
  /**
   * Text: the language, such as de-CH.
   */
  NH_FIELD_BROWSER_LANG = 807,
  /**
   * Text: auto, ltr or rtl.
   */
  NH_FIELD_BROWSER_DIR = 808,
  /**
   * Flag: tells the user again when it replaces one.
   */
  NH_FIELD_BROWSER_RENOTIFY = 809,
  /**
   * Flag: stays until the user has seen to it.
   */
  NH_FIELD_BROWSER_REQUIRE_INTERACTION = 810,
  /**
   * Flag: neither sound nor vibration.
   */
  NH_FIELD_BROWSER_SILENT = 811,
  /**
   * Number: Unix time in seconds of what it tells of.
   */
  NH_FIELD_BROWSER_TIMESTAMP = 812,
  /**
   * Text: the title, at most 50 characters.
   */
  NH_FIELD_XIAOMI_TITLE = 901,
  /**
   * Text: the text, at most 128 characters.
   */
  NH_FIELD_XIAOMI_DESCRIPTION = 902,
  /**
   * Text: what the app gets.
   */
  NH_FIELD_XIAOMI_PAYLOAD = 903,
} nh_field;

/**
 * Sets a text field (an nh_field) of a notification whose payload the library
 * writes. value is UTF-8; a second one replaces the first.
 * NH_STATUS_INVALID_ARGUMENT, with what the field takes, for a field of another
 * kind of payload and for a value that it does not take.
 */
nh_status nh_notification_set_text(nh_notification *notification,
                                   int32_t field,
                                   const char *value);

/**
 * Adds a text to a field (an nh_field) that is a list. Otherwise as
 * nh_notification_set_text.
 */
nh_status nh_notification_add_text(nh_notification *notification,
                                   int32_t field,
                                   const char *value);

/**
 * Sets a field (an nh_field) that is a number; whole numbers up to 2^53 arrive as
 * they are. Of a time its whole seconds are written (in a browser's timestamp also
 * milliseconds), and one that is given in milliseconds is refused. Otherwise as nh_notification_set_text.
 */
nh_status nh_notification_set_number(nh_notification *notification,
                                     int32_t field,
                                     double value);

/**
 * Sets a field (an nh_field) that is true or false. Otherwise as
 * nh_notification_set_text.
 */
nh_status nh_notification_set_flag(nh_notification *notification,
                                   int32_t field,
                                   bool value);

/**
 * Sets a field (an nh_field) that is a JSON object, of at most 64 levels. Otherwise
 * as nh_notification_set_text.
 */
nh_status nh_notification_set_json(nh_notification *notification,
                                   int32_t field,
                                   const char *json);

/**
 * Takes a field (an nh_field) away, a list with all its texts. That there is none
 * is no error.
 */
nh_status nh_notification_clear_field(nh_notification *notification,
                                      int32_t field);

/* =============================================================================
 * Cancelling                                                       nh_cancel(3)
 *
 * One thread waits in a call, and another one ends it, or a signal handler. Or the
 * thread asks the program from time to time whether to go on.
 * ========================================================================== */

/**
 * Cancels calls from another thread. Any number of threads may use it.
 */
typedef struct nh_cancel nh_cancel;

/**
 * A cancel handle, to be given to sends with nh_call_options_set_cancel. Free
 * with nh_cancel_free, also while calls that have it go on.
 */
nh_cancel *nh_cancel_new(void);

/**
 * Cancels every call that has this handle, and every later one: they return
 * at once with NH_STATUS_CANCELLED, and their outcome says whether the
 * notification may have been sent. May be called from any thread; a cancelled
 * handle stays so.
 *
 * May also be called in a signal handler, on whatever thread that runs, also on
 * the one that makes the call: it takes no lock and leaves errno as it was. The
 * handle must be there, and not NULL. A thread of the library wakes the calls; it
 * is started by the first one that has a handle. In a child of fork() handles end
 * the child's calls alone.
 */
nh_status nh_cancel_trigger(const nh_cancel *cancel);

/**
 * Frees a cancel handle; calls that have it keep what they need of it. NULL
 * does nothing.
 */
void nh_cancel_free(nh_cancel *cancel);

/**
 * Says whether a call that waits is to go on: 0 if so, anything else ends it. Called
 * on the thread that waits, with no lock held; its time is part of the call's. Must
 * not unwind: no C++ exception, no longjmp. May call nh_ functions, also such as wait,
 * which do not ask meanwhile, but must not free what is in use.
 */
typedef int32_t (*nh_interrupt_callback)(void *user_data);

/**
 * Has calls that wait on this thread ask callback whether to go on: about twice a
 * second, and as soon as a signal interrupts a wait for the network. If not, they end:
 * those that have an outcome with NH_STATUS_CANCELLED and an honest verdict,
 * nh_hub_close, nh_queue_next, nh_queue_dispatch, nh_queue_close and the wait for
 * room in a queue as if their time was over. Later calls on this thread are made as
 * any other.
 *
 * It is for interpreters, which run handlers of signals between their own
 * instructions, and so on no thread that waits in a call: entering the interpreter
 * in callback lets them run. It needs no nh_cancel, and costs nothing where a call
 * has its answer before.
 *
 * callback and user_data, which may be NULL, must stay usable until this is called
 * again on the same thread or the thread ends. NULL for callback asks nobody (the
 * default), and so do threads of the library. In a child of fork() the thread that
 * forked goes on asking.
 */
nh_status nh_set_interrupt_callback(nh_interrupt_callback callback,
                                    void *user_data);

/* =============================================================================
 * Options of a call                                          nh_call_options(3)
 *
 * What is different for one call. NULL in their place leaves all as the hub has
 * it.
 * ========================================================================== */

/**
 * How one call is made; what is not set is as the hub has it. Calls do not
 * change it: once built, any number of threads may use it.
 */
typedef struct nh_call_options nh_call_options;

/**
 * Call options with nothing set. Free with nh_call_options_free. Setters
 * return their status and also keep the first failure, with which the call
 * then fails.
 */
nh_call_options *nh_call_options_new(void);

/**
 * Frees call options. NULL does nothing.
 */
void nh_call_options_free(nh_call_options *options);

/**
 * Total time for this call in milliseconds, 1 to 86400000.
 */
nh_status nh_call_options_set_timeout_ms(nh_call_options *options,
                                         uint32_t timeout_ms);

/**
 * The tracking id of this call, 1 to 128 characters of printable ASCII,
 * instead of a new UUID.
 */
nh_status nh_call_options_set_tracking_id(nh_call_options *options,
                                          const char *tracking_id);

/**
 * Makes an nh_send or a dry run a test send (0: an ordinary one): see
 * nh_options_set_test. Batches and scheduled sends take no notice of it.
 */
nh_status nh_call_options_set_test(nh_call_options *options, int32_t test);

/**
 * When this call is repeated: an nh_retry.
 */
nh_status nh_call_options_set_retry(nh_call_options *options, int32_t retry);

/**
 * Requests at most, the first included, 1 to 100: see
 * nh_options_set_max_attempts.
 */
nh_status nh_call_options_set_max_attempts(nh_call_options *options,
                                           uint32_t attempts);

/**
 * Lets cancel end this call from another thread.
 */
nh_status nh_call_options_set_cancel(nh_call_options *options,
                                     const nh_cancel *cancel);

/**
 * The span that the call is part of, as the traceparent of W3C Trace Context says it:
 * "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01". Each request of the call
 * carries it as a header; where the hub has a span callback (nh_options_set_span_callback),
 * with the id of the request's own span in place of the caller's. A header of that name
 * that the notification has is then left out.
 */
nh_status nh_call_options_set_traceparent(nh_call_options *options,
                                          const char *traceparent);

/**
 * What tracing systems add to the traceparent, as the tracestate of W3C Trace Context:
 * "vendor=value,tenant@vendor=value". A header of each request that has a traceparent;
 * without one it is not sent. "" is none.
 */
nh_status nh_call_options_set_tracestate(nh_call_options *options,
                                         const char *tracestate);

/* =============================================================================
 * Sending                                                            nh_send(3)
 *
 * From here on a program reaches the service.
 * ========================================================================== */

/**
 * What a call came to. All getters accept NULL; text is borrowed from the
 * outcome. Use it from one thread at a time.
 */
typedef struct nh_outcome nh_outcome;

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
                  const nh_call_options *options,
                  nh_outcome **outcome);

/* =============================================================================
 * Outcomes                                                        nh_outcome(3)
 *
 * Whether the service took it, and all else that is known of one call.
 * ========================================================================== */

/**
 * What the call returned: NH_STATUS_OK if it was accepted and brought what was
 * asked for. NH_STATUS_INVALID_ARGUMENT for NULL.
 */
nh_status nh_outcome_status(const nh_outcome *outcome);

/**
 * The three things a call can come to. Those that only read change nothing, so
 * for them it is never unknown.
 */
typedef enum {
  /**
   * The service took it: a notification is queued for delivery, a change is
   * made.
   */
  NH_VERDICT_ACCEPTED = 1,
  /**
   * It was surely not taken: making the call again cannot duplicate.
   */
  NH_VERDICT_NOT_ACCEPTED = 2,
  /**
   * The request left and no trustworthy answer came: it may have been
   * taken. Sending again may wake devices twice, and a change may have been
   * made.
   */
  NH_VERDICT_UNKNOWN = 3,
} nh_verdict;

/**
 * Accepted, not accepted, or unknown: what the service did, where the status
 * says what the caller has. NH_VERDICT_NOT_ACCEPTED for NULL.
 */
nh_verdict nh_outcome_verdict(const nh_outcome *outcome);

/**
 * A word for an nh_verdict: "accepted", "not accepted" or "unknown". Static.
 */
const char *nh_verdict_name(int32_t verdict);

/**
 * Why the status is not NH_STATUS_OK; NULL if it is. There can be an error
 * though the verdict is NH_VERDICT_ACCEPTED: the answer's document cannot be
 * read, the hub that was asked for is not there, or a wait's time was over.
 * Borrowed from the outcome.
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
 * The id of the registration that the call made, read or asked for; NULL for
 * other calls.
 */
const char *nh_outcome_registration_id(const nh_outcome *outcome);

/**
 * The tracking id that this call carried: quote it to Azure support. NULL if
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
 * behind them. Never NULL. Of the answer to a send, to a change without a
 * document, and of a refusal these are the first 64 KiB, of a test send's 1 MiB.
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
 * The user_data that was handed in with the call: see nh_send_async. NULL for
 * calls that wait.
 */
void *nh_outcome_user_data(const nh_outcome *outcome);

/**
 * Frees an outcome. NULL does nothing.
 */
void nh_outcome_free(nh_outcome *outcome);

/* =============================================================================
 * Sending in one line                                       nh_send_platform(3)
 *
 * The how-to's methods by name: nh_send with notification and target in one,
 * for each platform to a tag expression and to everyone.
 * ========================================================================== */

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

/* =============================================================================
 * The dry run                                                     nh_request(3)
 *
 * The request that a send would make, without sending it.
 * ========================================================================== */

/**
 * An HTTP request that was prepared but not sent.
 */
typedef struct nh_request nh_request;

/**
 * A dry run: the request that nh_send would make with the same arguments,
 * for programs with an HTTP stack of their own and for audits. Sends nothing.
 *
 * It has every header except Host and Content-Length, which HTTP stacks add,
 * and holds a token that is valid for up to an hour, since tokens are used
 * again until most of their time is over: treat it as a secret. Returns NULL on
 * failure. Free with nh_request_free.
 */
nh_request *nh_request_new(const nh_hub *hub,
                           const nh_notification *notification,
                           const nh_target *target,
                           const nh_call_options *options);

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
 * True if header number index holds a secret: do not print its value.
 */
bool nh_request_header_is_secret(const nh_request *request, size_t index);

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

/* =============================================================================
 * Queues                                                            nh_queue(3)
 *
 * Calls that do not wait: they are handed in, and their outcomes are taken
 * later. The functions that hand in stand in a chapter of their own, "Calls that
 * do not wait".
 * ========================================================================== */

/**
 * How much a queue holds and how fast it sends.
 */
typedef struct nh_queue_options nh_queue_options;

/**
 * Queue options with their defaults. Free with nh_queue_options_free. Setters
 * return their status and also keep the first failure, with which nh_queue_new
 * then fails.
 */
nh_queue_options *nh_queue_options_new(void);

/**
 * Frees queue options. NULL does nothing.
 */
void nh_queue_options_free(nh_queue_options *options);

/**
 * How many calls the queue holds, each from nh_send_async (or another function
 * that ends in _async) until its outcome is taken. Default 1024; 1 to 10000000.
 */
nh_status nh_queue_options_set_capacity(nh_queue_options *options,
                                        uint32_t entries);

/**
 * How many bytes it holds of their bodies and, once they are made, of the
 * answers, of what was read from them, and of what is to be logged. While
 * outcomes that nobody takes fill it no call begins, until there is room or the
 * queue is closed; the body of an answer that finds too little room is cut, what
 * was read from it is not. Default 16 MiB; 65536 and up.
 */
nh_status nh_queue_options_set_capacity_bytes(nh_queue_options *options,
                                              size_t bytes);

/**
 * How many calls to one hub are made at the same time, each on a thread and a
 * connection of its own. Default 32, as many as a hub keeps idle connections
 * (nh_options_set_pool_size); 1 to 1024.
 */
nh_status nh_queue_options_set_concurrency(nh_queue_options *options,
                                           uint32_t sends);

/**
 * How long nh_send_async waits for room in a full queue, for programs in which
 * another thread takes the outcomes. Default 0: it does not wait. At most
 * 86400000.
 */
nh_status nh_queue_options_set_full_wait_ms(nh_queue_options *options,
                                            uint32_t full_wait_ms);

/**
 * Calls under way and their outcomes. One queue serves any number of hubs and
 * threads. It belongs to the process that made it: in a child of fork() every
 * function answers NH_STATUS_FORKED and leaves it alone.
 */
typedef struct nh_queue nh_queue;

/**
 * Makes a queue. It has no thread before the first nh_send_async. options may
 * be NULL. Returns NULL on failure. Free with nh_queue_free.
 */
nh_queue *nh_queue_new(const nh_queue_options *options);

/**
 * A descriptor for poll(), epoll, libuv and their kin: readable as long as the
 * queue has outcomes. Take them with nh_queue_next or nh_queue_dispatch and a
 * timeout of 0. The descriptor is the queue's, the same one each time, and is
 * closed by nh_queue_free: neither read it nor close it.
 *
 * Where it is closed all the same, no file is harmed that gets its number: the
 * queue uses descriptors of its own, and nh_queue_free looks whether the number
 * is still the queue's, unless another thread changes that between this look and
 * the close. So where a language wants to own what it watches: nh_queue_dup_fd.
 * -1 for NULL, in a child of fork() and if the process has no descriptor left;
 * nh_last_error says why.
 */
int32_t nh_queue_fd(const nh_queue *queue);

/**
 * A duplicate of what nh_queue_fd gives, for objects that close what they watch,
 * such as those of Go, Perl and Node. It is the caller's, who closes it, before
 * or after nh_queue_free. Take it out of epoll first: what was closed stays there
 * as long as a duplicate of it is open. Each call makes one. -1 as nh_queue_fd.
 */
int32_t nh_queue_dup_fd(const nh_queue *queue);

/**
 * Takes the next outcome, waiting for it timeout_ms at most (0: does not wait).
 * NH_STATUS_OK means that there is one, which says what became of the send; free
 * it with nh_outcome_free. Otherwise outcome is set to NULL:
 * NH_STATUS_WOULD_BLOCK if none came, NH_STATUS_CLOSED if the queue is closed and
 * all were taken, NH_STATUS_FORKED. Any thread may call this.
 */
nh_status nh_queue_next(const nh_queue *queue,
                        uint32_t timeout_ms,
                        nh_outcome **outcome);

/**
 * Takes the outcome of a queued send, on the thread that called
 * nh_queue_dispatch. user_data is what was given to nh_send_async. The outcome
 * lasts only for the call. Must not unwind: no C++ exception, no longjmp. May
 * call nh_ functions, nh_send_async on the same queue too, but must not free
 * the queue.
 */
typedef void (*nh_outcome_callback)(void *user_data, const nh_outcome *outcome);

/**
 * Runs callback on this thread for each outcome that is there, waiting for the
 * first timeout_ms at most (0: does not wait). Those that come meanwhile are for
 * the next call, so that it ends. NH_STATUS_OK if there was any; otherwise as
 * nh_queue_next. Any thread may call this.
 */
nh_status nh_queue_dispatch(const nh_queue *queue,
                            nh_outcome_callback callback,
                            uint32_t timeout_ms);

/**
 * How many calls were handed in whose outcome was not yet taken; 0 for NULL and
 * in a child of fork().
 */
size_t nh_queue_pending(const nh_queue *queue);

/**
 * Closes a queue: new calls are refused from now on. Waits timeout_ms at most
 * for those that are left (0: does not wait), and then ends them: those that
 * were not begun come back as outcomes with NH_STATUS_CLOSED, 0 attempts and
 * NH_VERDICT_NOT_ACCEPTED, those under way with NH_STATUS_CLOSED and a verdict
 * that says whether they may have been sent. NH_STATUS_OK if all were made,
 * NH_STATUS_TIMEOUT if any had to be ended. In both cases take what is left with
 * nh_queue_next until it says NH_STATUS_CLOSED; then nh_queue_free loses nothing.
 * Any thread may call this.
 */
nh_status nh_queue_close(const nh_queue *queue,
                         uint32_t timeout_ms);

/**
 * Frees a queue, which no other thread may be using. Waits for nothing: calls
 * that are left are ended as by nh_queue_close with 0, and outcomes that were
 * not taken are discarded. In a child of fork() it leaves the parent's queue
 * alone. NULL does nothing.
 */
void nh_queue_free(nh_queue *queue);

/* =============================================================================
 * Direct batches                                                    nh_batch(3)
 *
 * One notification to many devices whose handles you keep yourself.
 * ========================================================================== */

/**
 * A list of device handles.
 */
typedef struct nh_handles nh_handles;

/**
 * An empty list. Free with nh_handles_free.
 */
nh_handles *nh_handles_new(void);

/**
 * Adds a handle, which is copied. A failure leaves the list as it was.
 */
nh_status nh_handles_add(nh_handles *handles, const char *handle);

/**
 * How many handles it has.
 */
size_t nh_handles_count(const nh_handles *handles);

/**
 * Frees a list. NULL does nothing.
 */
void nh_handles_free(nh_handles *handles);

/**
 * What became of a batch send, request by request.
 */
typedef struct nh_batch_report nh_batch_report;

/**
 * Sends a notification directly to each device in a list: a thousand in a
 * request, one request after the other, within the call's timeout, until one
 * is not accepted. Needs the Basic or Standard tier: else the first request
 * ends in NH_STATUS_FORBIDDEN. Never a test send.
 *
 * Refused before anything is sent: template and browser notifications, and no
 * handles at all. A handle that cannot be one stops the batch before the
 * request that would hold it: see nh_batch_report_bad_handle.
 *
 * report may be NULL; if not, it is always set, and is to be freed with
 * nh_batch_report_free. Returns NH_STATUS_OK if all were accepted. If not,
 * nh_batch_report_next is the handle to go on with, and the last request's
 * outcome says whether its devices may have been reached all the same. Of the
 * answers to accepted requests the report keeps 1 MiB in all.
 */
nh_status nh_send_direct_batch(const nh_hub *hub,
                               const nh_notification *notification,
                               const nh_handles *handles,
                               const nh_call_options *options,
                               nh_batch_report **report);

/**
 * Gives the next device handle, or NULL at the end, after which it is not called
 * again. What it points to must stay until the next call. Called on the thread
 * that sends; must not unwind.
 */
typedef const char *(*nh_next_handle)(void *user_data);

/**
 * The same with handles that next gives, one call for each, so that a million
 * of them need no list. next is called with user_data, on this thread. It may
 * have been asked for up to a thousand handles behind nh_batch_report_next: to
 * go on, go back to that one.
 */
nh_status nh_send_direct_batch_from(const nh_hub *hub,
                                    const nh_notification *notification,
                                    nh_next_handle next,
                                    void *user_data,
                                    const nh_call_options *options,
                                    nh_batch_report **report);

/**
 * Why it stopped before the end; NULL if it did not. Borrowed from the report.
 */
const nh_error *nh_batch_report_error(const nh_batch_report *report);

/**
 * Number of the first handle, from 0, that was not accepted; if all were, how
 * many there were. Of those from there on, the first nh_batch_report_unknown
 * may have been reached all the same: going on from here may reach them twice,
 * going on behind them may leave them out.
 */
uint64_t nh_batch_report_next(const nh_batch_report *report);

/**
 * Number of the handle, from 0, that stopped the batch because it cannot be
 * one; -1 if none did. nh_batch_report_next is then the first handle of the
 * request that would have held it: leave it out and go on from there.
 */
int64_t nh_batch_report_bad_handle(const nh_batch_report *report);

/**
 * How many handles were in accepted requests.
 */
uint64_t nh_batch_report_accepted(const nh_batch_report *report);

/**
 * How many handles were in a request whose outcome is unknown.
 */
uint64_t nh_batch_report_unknown(const nh_batch_report *report);

/**
 * How many requests were made.
 */
size_t nh_batch_report_count(const nh_batch_report *report);

/**
 * Number of the first handle of request number index; 0 past the last.
 */
uint64_t nh_batch_report_first(const nh_batch_report *report, size_t index);

/**
 * How many handles request number index had; 0 past the last.
 */
size_t nh_batch_report_handle_count(const nh_batch_report *report,
                                    size_t index);

/**
 * Outcome of request number index, borrowed from the report; NULL past the
 * last.
 */
const nh_outcome *nh_batch_report_outcome(const nh_batch_report *report,
                                          size_t index);

/**
 * Frees a report and the outcomes in it. NULL does nothing.
 */
void nh_batch_report_free(nh_batch_report *report);

/* =============================================================================
 * Scheduled sends                                                nh_schedule(3)
 *
 * The service keeps a notification and sends it at its time.
 * ========================================================================== */

/**
 * Schedules a send at unix_ms, a Unix time in milliseconds at most seven days
 * ahead (Standard tier). The service sends at whole seconds, so never before.
 * Refused with NH_STATUS_INVALID_ARGUMENT: more than seven days, a number so
 * small that it must be in seconds, and a device as the target. A time that is
 * past is left to the service. Never a test send. The outcome's notification id
 * is what nh_cancel_scheduled takes. outcome as in nh_send.
 */
nh_status nh_schedule(const nh_hub *hub,
                      const nh_notification *notification,
                      const nh_target *target,
                      int64_t unix_ms,
                      const nh_call_options *options,
                      nh_outcome **outcome);

/**
 * Calls off a scheduled send. NH_STATUS_NOT_FOUND if there is none of this id:
 * it was sent or called off before, or never was. If an earlier attempt of this
 * call was lost, the verdict is then NH_VERDICT_UNKNOWN: it may have been this
 * call that did it. outcome as in nh_send.
 */
nh_status nh_cancel_scheduled(const nh_hub *hub,
                              const char *notification_id,
                              const nh_call_options *options,
                              nh_outcome **outcome);

/* =============================================================================
 * Telemetry                                                     nh_telemetry(3)
 *
 * What the push services made of a notification, some seconds after it was
 * taken.
 * ========================================================================== */

/**
 * What the service knows of a notification. Getters accept NULL; text is
 * borrowed from it, and NULL where the service said nothing.
 */
typedef struct nh_notification_details nh_notification_details;

/**
 * Asks what became of a notification (Standard tier). For some seconds after
 * the send the service may not know it: NH_STATUS_NOT_FOUND. details is set to
 * NULL or to what is to be freed with nh_notification_details_free; outcome as
 * in nh_send, with the service's XML as its body.
 */
nh_status nh_get_notification_details(const nh_hub *hub,
                                      const char *notification_id,
                                      const nh_call_options *options,
                                      nh_notification_details **details,
                                      nh_outcome **outcome);

/**
 * Asks again, with growing pauses, until the state is final or the call's
 * timeout is over: then NH_STATUS_TIMEOUT. Set a timeout of minutes. While the
 * service does not know the notification (404) it is asked again as well, since
 * that is so for some seconds after a send, but only for a minute on end: then
 * NH_STATUS_NOT_FOUND. Whatever ends the wait, details is what was read last,
 * or NULL if nothing was.
 */
nh_status nh_wait_notification_details(const nh_hub *hub,
                                       const char *notification_id,
                                       const nh_call_options *options,
                                       nh_notification_details **details,
                                       nh_outcome **outcome);

/**
 * How far a notification got.
 */
typedef enum {
  /**
   * A state that this version does not know: see the text.
   */
  NH_NOTIFICATION_STATE_UNKNOWN = 0,
  /**
   * Taken, not yet begun.
   */
  NH_NOTIFICATION_STATE_ENQUEUED = 1,
  /**
   * Being sent.
   */
  NH_NOTIFICATION_STATE_PROCESSING = 2,
  /**
   * Sent to every push service.
   */
  NH_NOTIFICATION_STATE_COMPLETED = 3,
  /**
   * Nobody matched.
   */
  NH_NOTIFICATION_STATE_NO_TARGET_FOUND = 4,
  /**
   * Given up.
   */
  NH_NOTIFICATION_STATE_ABANDONED = 5,
  /**
   * Waiting for its time.
   */
  NH_NOTIFICATION_STATE_SCHEDULED = 6,
  /**
   * Called off.
   */
  NH_NOTIFICATION_STATE_CANCELLED = 7,
} nh_notification_state;

/**
 * How far it got; NH_NOTIFICATION_STATE_UNKNOWN for NULL and for a state that
 * this version does not know.
 */
nh_notification_state nh_notification_details_state(const nh_notification_details *details);

/**
 * The state in the service's word.
 */
const char *nh_notification_details_state_text(const nh_notification_details *details);

/**
 * The notification's id.
 */
const char *nh_notification_details_notification_id(const nh_notification_details *details);

/**
 * The notification's address.
 */
const char *nh_notification_details_location(const nh_notification_details *details);

/**
 * When the service took it, as it writes times: "2025-01-01T12:00:00Z".
 */
const char *nh_notification_details_enqueue_time(const nh_notification_details *details);

/**
 * When sending began.
 */
const char *nh_notification_details_start_time(const nh_notification_details *details);

/**
 * When sending ended.
 */
const char *nh_notification_details_end_time(const nh_notification_details *details);

/**
 * The payload.
 */
const char *nh_notification_details_body(const nh_notification_details *details);

/**
 * The tag expression.
 */
const char *nh_notification_details_tags(const nh_notification_details *details);

/**
 * The platforms it went to, separated by commas.
 */
const char *nh_notification_details_target_platforms(const nh_notification_details *details);

/**
 * Where the errors of push services can be read one by one; it holds a
 * signature of its own.
 */
const char *nh_notification_details_error_uri(const nh_notification_details *details);

/**
 * How many counts there are: one for each platform and outcome.
 */
size_t nh_notification_details_count(const nh_notification_details *details);

/**
 * Platform word of count number index, such as "apple"; NULL past the last.
 */
const char *nh_notification_details_count_platform(const nh_notification_details *details,
                                                   size_t index);

/**
 * Outcome of count number index in the service's word, such as "Success" or
 * "WrongToken"; NULL past the last.
 */
const char *nh_notification_details_count_outcome(const nh_notification_details *details,
                                                  size_t index);

/**
 * How many devices count number index stands for; 0 past the last.
 */
int64_t nh_notification_details_count_value(const nh_notification_details *details,
                                            size_t index);

/**
 * Frees details. NULL does nothing.
 */
void nh_notification_details_free(nh_notification_details *details);

/* =============================================================================
 * Counters                                                       nh_counters(3)
 *
 * What hubs have done, in numbers for monitoring.
 * ========================================================================== */

/**
 * What one or more hubs had done when they were asked. Its numbers stay as they
 * are; make a new one for new numbers.
 */
typedef struct nh_counters nh_counters;

/**
 * Asks a hub what it has done since it was opened; in a child of fork(), what
 * it has done there. Sends nothing and waits for nothing. Any thread may call
 * this at any time, also after nh_hub_close. Calls that are under way have
 * begun and not ended: the verdicts are never more than the begun. What an
 * nh_namespace does is not counted. Returns NULL on failure. Free with
 * nh_counters_free.
 */
nh_counters *nh_counters_new(const nh_hub *hub);

/**
 * Adds what another hub has done: numbers are then sums, and the Prometheus
 * text has the lines of each. Hubs with the same name and host have the same
 * lines, with their sums. What is added twice counts twice: of a hub that is
 * shared (nh_hub_new_shared) add one.
 */
nh_status nh_counters_add(nh_counters *counters, const nh_hub *hub);

/**
 * What is counted; pass it as int32_t. The first eight are known for each
 * nh_call_kind, those of connections for the hub as a whole.
 */
typedef enum {
  /**
   * Calls that began. One that was refused for its arguments, for want of a
   * token, or because the hub was closed, began none. A direct batch is a call for each thousand handles,
   * a list one for each page, a wait one for each time that it asked.
   */
  NH_COUNTER_CALLS_BEGUN = 1,
  /**
   * Requests of those calls, repetitions included: the sum of
   * nh_outcome_attempts.
   */
  NH_COUNTER_ATTEMPTS = 2,
  /**
   * Attempts after the first of their call.
   */
  NH_COUNTER_RETRIES = 3,
  /**
   * Answers that told to wait: 429, and 403 with Retry-After.
   */
  NH_COUNTER_THROTTLED_ANSWERS = 4,
  /**
   * Calls that ended with NH_VERDICT_ACCEPTED.
   */
  NH_COUNTER_ACCEPTED = 5,
  /**
   * Calls that ended with NH_VERDICT_NOT_ACCEPTED.
   */
  NH_COUNTER_NOT_ACCEPTED = 6,
  /**
   * Calls that ended with NH_VERDICT_UNKNOWN.
   */
  NH_COUNTER_UNKNOWN = 7,
  /**
   * Time that the calls took that ended, in microseconds: with all attempts
   * and the pauses between them.
   */
  NH_COUNTER_DURATION_US = 8,
  /**
   * TCP connections opened, to the hub or to a proxy.
   */
  NH_COUNTER_CONNECTIONS_OPENED = 9,
  /**
   * Requests for which a connection was there already.
   */
  NH_COUNTER_CONNECTIONS_REUSED = 10,
  /**
   * Bytes written to those connections, TLS and HTTP included.
   */
  NH_COUNTER_BYTES_SENT = 11,
  /**
   * Bytes read from them.
   */
  NH_COUNTER_BYTES_RECEIVED = 12,
} nh_counter;

/**
 * Kinds of calls, by what it comes to when one is made twice; pass it as
 * int32_t.
 */
typedef enum {
  /**
   * All of them together.
   */
  NH_CALL_KIND_ALL = 0,
  /**
   * What must not happen twice: sends, direct batches, scheduled sends; also
   * nh_create_registration, nh_update_registration with an etag, and
   * nh_submit_job.
   */
  NH_CALL_KIND_SEND = 1,
  /**
   * Puts, patches, deletes.
   */
  NH_CALL_KIND_CHANGE = 2,
  /**
   * What changes nothing.
   */
  NH_CALL_KIND_READ = 3,
} nh_call_kind;

/**
 * A number: counter is an nh_counter, kind an nh_call_kind, of which those of
 * connections know only NH_CALL_KIND_ALL. 0 for what is not counted, for
 * numbers that are none of these, and for NULL.
 */
uint64_t nh_counters_get(const nh_counters *counters,
                         int32_t counter,
                         int32_t kind);

/**
 * How many buckets the histogram of the calls' durations has; 0 for NULL. It is
 * the same for all hubs.
 */
size_t nh_counters_bucket_count(const nh_counters *counters);

/**
 * How long the calls in bucket number index took at most, in microseconds: from
 * 1000 to 60000000. UINT64_MAX for the last one, which has no bound, past it and
 * for NULL.
 */
uint64_t nh_counters_bucket_bound_us(const nh_counters *counters,
                                     size_t index);

/**
 * How many calls of this nh_call_kind ended and took no longer than the bound
 * of bucket number index; those of the buckets before are among them, and in
 * the last there are all. 0 past the last, for a number that is no
 * nh_call_kind, and for NULL.
 */
uint64_t nh_counters_bucket(const nh_counters *counters,
                            size_t index,
                            int32_t kind);

/**
 * All of it for Prometheus: its text exposition format, version 0.0.4, to be
 * served as "text/plain; version=0.0.4". Names begin with notification_hubs_;
 * labels are hub and host, and for calls kind and verdict. Nothing in it is
 * secret. Borrowed from the counters until nh_counters_add; "" for NULL.
 */
const char *nh_counters_prometheus(const nh_counters *counters);

/**
 * Frees counters; the hub counts on. NULL does nothing.
 */
void nh_counters_free(nh_counters *counters);

/* =============================================================================
 * Tracing                                                         nh_tracing(3)
 *
 * What nh_options_set_span_callback is told of: each call, and each of its attempts. Names
 * and attributes are OpenTelemetry's for clients of HTTP.
 * ========================================================================== */

/**
 * What it is, of few different words: "notification_hubs send", and of an attempt
 * "POST /{hub}/messages". NULL for NULL.
 */
const char *nh_span_name(const nh_span *span);

/**
 * Is it one request, and not a call with all its requests?
 */
bool nh_span_is_attempt(const nh_span *span);

/**
 * The trace that it is part of, in 32 hexadecimal digits: the caller's, where it gave a
 * traceparent, and else a new one for each call.
 */
const char *nh_span_trace_id(const nh_span *span);

/**
 * Its own id, in 16 hexadecimal digits. That of an attempt is in the traceparent that its
 * request carried.
 */
const char *nh_span_id(const nh_span *span);

/**
 * The id of the span that it is part of: of an attempt its call, of a call the caller's;
 * NULL for a call whose caller gave no traceparent.
 */
const char *nh_span_parent_id(const nh_span *span);

/**
 * Says the caller's traceparent that the trace is recorded? True where there was none.
 */
bool nh_span_is_sampled(const nh_span *span);

/**
 * When it began, in nanoseconds since 1970.
 */
int64_t nh_span_start_unix_ns(const nh_span *span);

/**
 * When it ended, in nanoseconds since 1970.
 */
int64_t nh_span_end_unix_ns(const nh_span *span);

/**
 * How many attributes it has. It has failed if one of them is error.type.
 */
size_t nh_span_attribute_count(const nh_span *span);

/**
 * Name of attribute number index, such as "http.response.status_code"; NULL past the last.
 */
const char *nh_span_attribute_name(const nh_span *span,
                                   size_t index);

/**
 * Attribute number index where it is a text; NULL where it is a number, and past the last.
 */
const char *nh_span_attribute_text(const nh_span *span,
                                   size_t index);

/**
 * Attribute number index where it is a number; 0 where it is a text, and past the last.
 */
int64_t nh_span_attribute_number(const nh_span *span,
                                 size_t index);

/* =============================================================================
 * Tokens                                                        nh_sas_token(3)
 *
 * The library makes one for each call by itself. These are for others: devices
 * and other programs.
 * ========================================================================== */

/**
 * A shared access signature.
 */
typedef struct nh_sas_token nh_sas_token;

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

/* =============================================================================
 * Templates                                                      nh_template(3)
 *
 * A template is a payload with gaps, kept at a device, that a template
 * notification fills. It is part of an installation, or of a secondary tile.
 * ========================================================================== */

/**
 * A template of an installation. Getters accept NULL; text is borrowed from it and
 * lasts until it is changed or freed.
 */
typedef struct nh_template nh_template;

/**
 * A template with this body: the platform's payload with expressions such as
 * $(name) in it (nh_template_check checks them). Free with nh_template_free.
 *
 * Setters return their status and also keep the first failure, with which
 * every function that takes the template then fails.
 */
nh_template *nh_template_new(const char *body);

/**
 * Sets another body.
 */
nh_status nh_template_set_body(nh_template *body_template, const char *body);

/**
 * Sets a header for the push service, such as X-WNS-Type, which Windows
 * templates need. A second value for a name replaces the first.
 */
nh_status nh_template_set_header(nh_template *body_template,
                                 const char *name,
                                 const char *value);

/**
 * Removes a header for the push service, in whatever case it is written. That
 * there is none of this name is no failure.
 */
nh_status nh_template_remove_header(nh_template *body_template,
                                    const char *name);

/**
 * Adds a tag that this template alone has. Without one, the service gives it
 * its own name as a tag.
 */
nh_status nh_template_add_tag(nh_template *body_template, const char *tag);

/**
 * Removes a tag, spelled as nh_template_tag gives it. That it has no such tag is no
 * failure.
 */
nh_status nh_template_remove_tag(nh_template *body_template,
                                 const char *tag);

/**
 * Sets an expression for the expiry, Apple only; NULL for none.
 */
nh_status nh_template_set_expiry(nh_template *body_template,
                                 const char *expiry);

/**
 * Its body; NULL for NULL.
 */
const char *nh_template_body(const nh_template *body_template);

/**
 * Its expression for the expiry; NULL if it has none.
 */
const char *nh_template_expiry(const nh_template *body_template);

/**
 * How many headers it has for the push service.
 */
size_t nh_template_header_count(const nh_template *body_template);

/**
 * Name of header number index; NULL past the last.
 */
const char *nh_template_header_name(const nh_template *body_template,
                                    size_t index);

/**
 * Value of header number index; NULL past the last.
 */
const char *nh_template_header_value(const nh_template *body_template,
                                     size_t index);

/**
 * How many tags it has of its own.
 */
size_t nh_template_tag_count(const nh_template *body_template);

/**
 * Tag number index; NULL past the last.
 */
const char *nh_template_tag(const nh_template *body_template, size_t index);

/**
 * Checks a template as nh_template_check does, and then what it makes of
 * sample, a template notification with the properties that a message will
 * have: that payload, with the template's headers, is checked as
 * nh_notification_check checks one. For Apple the headers are those of sample.
 * Headers of its own are a fault but for Windows and Windows Phone: the service
 * is reported to refuse an installation with others.
 * Neither object is changed. NH_STATUS_INVALID_PAYLOAD if something is wrong;
 * nh_error_column is 0 if it is in the payload, and not in the body.
 */
nh_status nh_template_check_with_sample(int32_t platform,
                                        const nh_template *body_template,
                                        const nh_notification *sample);

/**
 * Frees a template. NULL does nothing.
 */
void nh_template_free(nh_template *body_template);

/* =============================================================================
 * Secondary tiles                                          nh_secondary_tile(3)
 *
 * A Windows device may have further tiles, each with a channel, tags and templates
 * of its own. They are part of an installation.
 * ========================================================================== */

/**
 * A secondary tile of a Windows installation. Getters accept NULL; text is borrowed
 * from it and lasts until it is changed or freed.
 */
typedef struct nh_secondary_tile nh_secondary_tile;

/**
 * A tile with a channel of its own. Free with nh_secondary_tile_free.
 *
 * Setters return their status and also keep the first failure, with which
 * nh_installation_set_secondary_tile then fails.
 */
nh_secondary_tile *nh_secondary_tile_new(const char *push_channel);

/**
 * Sets a new channel. That the old one had expired is forgotten.
 */
nh_status nh_secondary_tile_set_push_channel(nh_secondary_tile *tile,
                                             const char *push_channel);

/**
 * Adds a tag to a tile.
 */
nh_status nh_secondary_tile_add_tag(nh_secondary_tile *tile, const char *tag);

/**
 * Removes a tag, spelled as nh_secondary_tile_tag gives it. That it has no such tag
 * is no failure.
 */
nh_status nh_secondary_tile_remove_tag(nh_secondary_tile *tile,
                                       const char *tag);

/**
 * Sets a tile's template of this name; it is copied.
 */
nh_status nh_secondary_tile_set_template(nh_secondary_tile *tile,
                                         const char *name,
                                         const nh_template *body_template);

/**
 * Removes the template of this name. That there is none is no failure.
 */
nh_status nh_secondary_tile_remove_template(nh_secondary_tile *tile,
                                            const char *name);

/**
 * Its channel; NULL for NULL.
 */
const char *nh_secondary_tile_push_channel(const nh_secondary_tile *tile);

/**
 * True if the service has found that the channel is no longer good.
 */
bool nh_secondary_tile_push_channel_expired(const nh_secondary_tile *tile);

/**
 * How many tags it has.
 */
size_t nh_secondary_tile_tag_count(const nh_secondary_tile *tile);

/**
 * Tag number index; NULL past the last.
 */
const char *nh_secondary_tile_tag(const nh_secondary_tile *tile, size_t index);

/**
 * How many templates it has.
 */
size_t nh_secondary_tile_template_count(const nh_secondary_tile *tile);

/**
 * Name of template number index; NULL past the last.
 */
const char *nh_secondary_tile_template_name(const nh_secondary_tile *tile,
                                            size_t index);

/**
 * A copy of the template of this name. That there is none is a failure. Free with
 * nh_template_free.
 */
nh_template *nh_secondary_tile_template(const nh_secondary_tile *tile,
                                        const char *name);

/**
 * Frees a tile. NULL does nothing.
 */
void nh_secondary_tile_free(nh_secondary_tile *tile);

/* =============================================================================
 * Installations                                              nh_installation(3)
 *
 * A device with its handle, tags and templates. What was read from the service can
 * be changed and written back: whatever is not changed stays as it was.
 * ========================================================================== */

/**
 * An installation: a device with its tags, templates and push variables.
 * Getters accept NULL; text is borrowed from it and lasts until it is changed
 * or freed.
 */
typedef struct nh_installation nh_installation;

/**
 * An installation to send: an id that you choose (1 to 256 letters, digits and
 * -_@#.:=), the device's platform (an nh_platform) and its handle; for a browser
 * its subscription as JSON, as JSON.stringify writes it there.
 * Free with nh_installation_free.
 *
 * Setters return their status and also keep the first failure, with which
 * every call that takes the installation then fails.
 */
nh_installation *nh_installation_new(const char *installation_id,
                                     int32_t platform,
                                     const char *push_channel);

/**
 * A browser's installation, with the three parts of its subscription. Free
 * with nh_installation_free.
 */
nh_installation *nh_installation_new_browser(const char *installation_id,
                                             const char *endpoint,
                                             const char *p256dh,
                                             const char *auth);

/**
 * An installation from its JSON, length bytes, as devices or other SDKs write
 * it; a browser's channel may be its own subscription. The error names the member
 * that is wrong. Free with nh_installation_free.
 */
nh_installation *nh_installation_from_json(const char *json,
                                           size_t length);

/**
 * Says whose device it is (1 to 256 letters, digits and -_@#.:=).
 */
nh_status nh_installation_set_user_id(nh_installation *installation,
                                      const char *user_id);

/**
 * Makes it nobody's device.
 */
nh_status nh_installation_remove_user_id(nh_installation *installation);

/**
 * Sets a new handle; for a browser its subscription as JSON. That the old one had
 * expired is forgotten.
 */
nh_status nh_installation_set_push_channel(nh_installation *installation,
                                           const char *push_channel);

/**
 * Sets a browser's new subscription in its three parts.
 */
nh_status nh_installation_set_browser_channel(nh_installation *installation,
                                              const char *endpoint,
                                              const char *p256dh,
                                              const char *auth);

/**
 * Sets when it ends: a time such as "2027-01-15T00:00:00Z", or NULL, which leaves
 * that to the hub's registration TTL.
 */
nh_status nh_installation_set_expiration_time(nh_installation *installation,
                                              const char *expiration_time);

/**
 * Adds a tag. The service documents 60 at most and keeps 8,000 bytes, with a comma
 * between each two; more are refused here. Tags that begin with $ are its own.
 */
nh_status nh_installation_add_tag(nh_installation *installation,
                                  const char *tag);

/**
 * Removes a tag, spelled as nh_installation_tag gives it, before the installation
 * is written back. That it has no such tag is no failure.
 */
nh_status nh_installation_remove_tag(nh_installation *installation,
                                     const char *tag);

/**
 * Sets a value that the device's templates can use.
 */
nh_status nh_installation_set_push_variable(nh_installation *installation,
                                            const char *name,
                                            const char *value);

/**
 * Removes a push variable. That there is none of this name is no failure.
 */
nh_status nh_installation_remove_push_variable(nh_installation *installation,
                                               const char *name);

/**
 * Sets the template of this name; it is copied.
 */
nh_status nh_installation_set_template(nh_installation *installation,
                                       const char *name,
                                       const nh_template *body_template);

/**
 * Removes the template of this name. That there is none is no failure.
 */
nh_status nh_installation_remove_template(nh_installation *installation,
                                          const char *name);

/**
 * Sets the secondary tile of this id; it is copied. Windows only.
 */
nh_status nh_installation_set_secondary_tile(nh_installation *installation,
                                             const char *tile_id,
                                             const nh_secondary_tile *tile);

/**
 * Removes the secondary tile of this id. That there is none is no failure.
 */
nh_status nh_installation_remove_secondary_tile(nh_installation *installation,
                                                const char *tile_id);

/**
 * Sets a member of the installation's JSON, whether this version knows it or not:
 * json is its value, a text in quotation marks, and NULL removes the member. A
 * value that is no member's of this name is refused.
 */
nh_status nh_installation_set_member(nh_installation *installation,
                                     const char *name,
                                     const char *json);

/**
 * Frees an installation. NULL does nothing.
 */
void nh_installation_free(nh_installation *installation);

/* =============================================================================
 * Reading installations                              nh_installation_reading(3)
 *
 * What an installation says, whether it was read from the service or built.
 * ========================================================================== */

/**
 * Its id; NULL for NULL.
 */
const char *nh_installation_id(const nh_installation *installation);

/**
 * Whose device it is; NULL if nobody's.
 */
const char *nh_installation_user_id(const nh_installation *installation);

/**
 * Its platform, an nh_platform; 0 for one that this version does not know.
 */
int32_t nh_installation_platform(const nh_installation *installation);

/**
 * Its platform in the service's word, such as "apns".
 */
const char *nh_installation_platform_text(const nh_installation *installation);

/**
 * Its handle; for a browser the endpoint.
 */
const char *nh_installation_push_channel(const nh_installation *installation);

/**
 * A browser's P256DH key; NULL for other devices.
 */
const char *nh_installation_browser_p256dh(const nh_installation *installation);

/**
 * A browser's auth secret; NULL for other devices.
 */
const char *nh_installation_browser_auth(const nh_installation *installation);

/**
 * True if the service has found that the handle is no longer good.
 */
bool nh_installation_push_channel_expired(const nh_installation *installation);

/**
 * When it ends, as the service writes it or as it was set; NULL for neither.
 */
const char *nh_installation_expiration_time(const nh_installation *installation);

/**
 * How many tags it has.
 */
size_t nh_installation_tag_count(const nh_installation *installation);

/**
 * Tag number index; NULL past the last.
 */
const char *nh_installation_tag(const nh_installation *installation,
                                size_t index);

/**
 * The value of a push variable; NULL if it has none of this name, or not as
 * text.
 */
const char *nh_installation_push_variable(const nh_installation *installation,
                                          const char *name);

/**
 * How many push variables it has.
 */
size_t nh_installation_push_variable_count(const nh_installation *installation);

/**
 * Name of push variable number index; NULL past the last.
 */
const char *nh_installation_push_variable_name(const nh_installation *installation,
                                               size_t index);

/**
 * How many templates it has.
 */
size_t nh_installation_template_count(const nh_installation *installation);

/**
 * Name of template number index; NULL past the last.
 */
const char *nh_installation_template_name(const nh_installation *installation,
                                          size_t index);

/**
 * Body of template number index; NULL past the last.
 */
const char *nh_installation_template_body(const nh_installation *installation,
                                          size_t index);

/**
 * How many tags template number index has of its own.
 */
size_t nh_installation_template_tag_count(const nh_installation *installation,
                                          size_t index);

/**
 * Tag number tag_index of template number index; NULL past the last.
 */
const char *nh_installation_template_tag(const nh_installation *installation,
                                         size_t index,
                                         size_t tag_index);

/**
 * A copy of the template of this name, to be read, or changed and given to
 * nh_installation_set_template. That there is none is a failure. Free with
 * nh_template_free.
 */
nh_template *nh_installation_template(const nh_installation *installation,
                                      const char *name);

/**
 * How many secondary tiles it has.
 */
size_t nh_installation_secondary_tile_count(const nh_installation *installation);

/**
 * Id of secondary tile number index; NULL past the last.
 */
const char *nh_installation_secondary_tile_id(const nh_installation *installation,
                                              size_t index);

/**
 * A copy of the secondary tile of this id, to be read, or changed and given to
 * nh_installation_set_secondary_tile. That there is none is a failure. Free with
 * nh_secondary_tile_free.
 */
nh_secondary_tile *nh_installation_secondary_tile(const nh_installation *installation,
                                                  const char *tile_id);

/**
 * A member of the installation's JSON as JSON, whether this version knows it or
 * not: "lastUpdate" gives a text in quotation marks. NULL if there is none.
 */
const char *nh_installation_member(const nh_installation *installation,
                                   const char *name);

/**
 * The installation as JSON, as it is sent: as it was read but for what was changed.
 * NULL for NULL, and after a setter failed. What the service answered is the
 * outcome's body.
 */
const char *nh_installation_json(const nh_installation *installation);

/* =============================================================================
 * Changes to installations                             nh_installation_patch(3)
 *
 * What is to change in an installation, without writing all of it anew.
 * ========================================================================== */

/**
 * Changes to an installation, applied in the order in which they were added.
 */
typedef struct nh_installation_patch nh_installation_patch;

/**
 * No changes yet. Free with nh_installation_patch_free. What adds a change
 * returns its status and also keeps the first failure, with which the call
 * then fails.
 */
nh_installation_patch *nh_installation_patch_new(void);

/**
 * Frees a patch. NULL does nothing.
 */
void nh_installation_patch_free(nh_installation_patch *patch);

/**
 * Adds a tag to the device.
 */
nh_status nh_installation_patch_add_tag(nh_installation_patch *patch,
                                        const char *tag);

/**
 * Removes a tag from the device, in whatever spelling it is stored.
 */
nh_status nh_installation_patch_remove_tag(nh_installation_patch *patch,
                                           const char *tag);

/**
 * Removes all tags. Those that are added directly behind it are then the device's
 * only ones.
 */
nh_status nh_installation_patch_remove_all_tags(nh_installation_patch *patch);

/**
 * Says whose device it is.
 */
nh_status nh_installation_patch_set_user_id(nh_installation_patch *patch,
                                            const char *user_id);

/**
 * Makes it nobody's device.
 */
nh_status nh_installation_patch_remove_user_id(nh_installation_patch *patch);

/**
 * Sets a new handle; for a browser its subscription as JSON.
 */
nh_status nh_installation_patch_set_push_channel(nh_installation_patch *patch,
                                                 const char *push_channel);

/**
 * Sets a browser's new subscription in its three parts.
 */
nh_status nh_installation_patch_set_browser_channel(nh_installation_patch *patch,
                                                    const char *endpoint,
                                                    const char *p256dh,
                                                    const char *auth);

/**
 * Sets a whole template; it is copied.
 */
nh_status nh_installation_patch_set_template(nh_installation_patch *patch,
                                             const char *name,
                                             const nh_template *body_template);

/**
 * Removes a template.
 */
nh_status nh_installation_patch_remove_template(nh_installation_patch *patch,
                                                const char *name);

/**
 * Sets the body of a template and leaves the rest of it.
 */
nh_status nh_installation_patch_set_template_body(nh_installation_patch *patch,
                                                  const char *name,
                                                  const char *body);

/**
 * Replaces all headers of a template by those of another, which is only looked
 * at for them.
 */
nh_status nh_installation_patch_set_template_headers(nh_installation_patch *patch,
                                                     const char *name,
                                                     const nh_template *body_template);

/**
 * Sets a template's expression for the expiry, Apple only; NULL removes it.
 */
nh_status nh_installation_patch_set_template_expiry(nh_installation_patch *patch,
                                                    const char *name,
                                                    const char *expiry);

/**
 * Adds a tag to a template.
 */
nh_status nh_installation_patch_add_template_tag(nh_installation_patch *patch,
                                                 const char *name,
                                                 const char *tag);

/**
 * Removes a tag from a template, in whatever spelling it is stored.
 */
nh_status nh_installation_patch_remove_template_tag(nh_installation_patch *patch,
                                                    const char *name,
                                                    const char *tag);

/**
 * Sets a push variable.
 */
nh_status nh_installation_patch_set_push_variable(nh_installation_patch *patch,
                                                  const char *name,
                                                  const char *value);

/**
 * Removes a push variable.
 */
nh_status nh_installation_patch_remove_push_variable(nh_installation_patch *patch,
                                                     const char *name);

/**
 * Sets the channel and the tags of a secondary tile, and those templates that tile
 * has; it is copied. Windows only.
 */
nh_status nh_installation_patch_set_secondary_tile(nh_installation_patch *patch,
                                                   const char *tile_id,
                                                   const nh_secondary_tile *tile);

/**
 * Removes a secondary tile.
 */
nh_status nh_installation_patch_remove_secondary_tile(nh_installation_patch *patch,
                                                      const char *tile_id);

/**
 * Adds any operation of JSON Patch, for what no other function changes: op is
 * "add", "replace" or "remove"; path is a JSON pointer such as
 * "/secondaryTiles/ID/tags"; value is text, which holds JSON where the member is
 * no text, and NULL for "remove".
 */
nh_status nh_installation_patch_add_operation(nh_installation_patch *patch,
                                              const char *op,
                                              const char *path,
                                              const char *value);

/**
 * The changes as the JSON that is sent, borrowed until the next change; NULL
 * if there is none, or one has failed.
 */
const char *nh_installation_patch_json(const nh_installation_patch *patch);

/* =============================================================================
 * Calls on installations                                    nh_installations(3)
 *
 * They write, read, change and delete the installations of a hub.
 * ========================================================================== */

/**
 * Creates or replaces an installation. The service applies it soon after its
 * answer, not at once. outcome as in nh_send.
 */
nh_status nh_put_installation(const nh_hub *hub,
                              const nh_installation *installation,
                              const nh_call_options *options,
                              nh_outcome **outcome);

/**
 * Reads an installation. installation is set to NULL or to what is to be freed
 * with nh_installation_free; outcome as in nh_send, with the service's JSON as
 * its body.
 */
nh_status nh_get_installation(const nh_hub *hub,
                              const char *installation_id,
                              const nh_call_options *options,
                              nh_installation **installation,
                              nh_outcome **outcome);

/**
 * Is there such an installation? exists is set to the answer, to false if the
 * call fails. That there is none is no failure.
 */
nh_status nh_installation_exists(const nh_hub *hub,
                                 const char *installation_id,
                                 const nh_call_options *options,
                                 bool *exists,
                                 nh_outcome **outcome);

/**
 * Changes an installation, in the order of the patch. The same patch twice comes
 * to the same, so it is repeated after a lost answer; where others change the
 * same installation meanwhile, a late repetition can undo what they did: use
 * NH_RETRY_NEVER there. outcome as in nh_send.
 */
nh_status nh_patch_installation(const nh_hub *hub,
                                const char *installation_id,
                                const nh_installation_patch *patch,
                                const nh_call_options *options,
                                nh_outcome **outcome);

/**
 * Deletes an installation; that there is none is no failure. outcome as in
 * nh_send.
 */
nh_status nh_delete_installation(const nh_hub *hub,
                                 const char *installation_id,
                                 const nh_call_options *options,
                                 nh_outcome **outcome);

/**
 * Deletes all devices of a user, so that no more pushes for the user arrive there: all
 * installations with this user id, and registrations that somebody gave the user's tag.
 * Lists them (Manage right), deletes eight at a time, and lists again until none is left,
 * since the service goes on sending to a device for a while after it said that it is
 * deleted. user_id: 1 to 256 letters, digits and -_@#.:=; one that differs in large and
 * small letters is another user. deleted is set to how many devices the service said to
 * have deleted, after a failure too; none at all is no failure. A device that logs in again
 * meanwhile, under an id that was deleted, is left alone, and the call waits in vain:
 * NH_STATUS_TIMEOUT. outcome is that of the last list, or of a deletion that failed, as in
 * nh_send: NH_VERDICT_UNKNOWN if any of them may have been made all the same, which deleted
 * does not count. A user with more than 10000 registrations is NH_STATUS_PROTOCOL, with
 * nothing deleted.
 */
nh_status nh_delete_user_devices(const nh_hub *hub,
                                 const char *user_id,
                                 const nh_call_options *options,
                                 uint64_t *deleted,
                                 nh_outcome **outcome);

/**
 * Waits until a change is visible: reads the installation again and again, with growing
 * pauses of half a second to ten, until it has all that wanted has, or, with NULL for
 * wanted, until it is gone. Members that wanted lacks may have any value; the order of
 * tags and the spelling of a time do not matter. The service makes a change some time
 * after its answer to nh_put_installation, nh_patch_installation and
 * nh_delete_installation.
 * installation is set to what was read last, to be freed with nh_installation_free, or to
 * NULL; it may be NULL. If the call's time is over first, the result is
 * NH_STATUS_TIMEOUT. outcome as in nh_send, of the last request.
 */
nh_status nh_wait_installation(const nh_hub *hub,
                               const char *installation_id,
                               const nh_installation *wanted,
                               const nh_call_options *options,
                               nh_installation **installation,
                               nh_outcome **outcome);

/**
 * A place in a list of installations. It keeps the hub, which may be freed before it.
 * One thread at a time.
 */
typedef struct nh_installation_cursor nh_installation_cursor;

/**
 * All installations of the hub (Manage right). The service has no such list: it is read
 * from the registrations that each installation has. Asks for nothing yet. The cursor
 * keeps less than 64 bytes for each installation that it found. Free with
 * nh_installation_cursor_free.
 */
nh_installation_cursor *nh_installation_cursor_new_all(const nh_hub *hub);

/**
 * The installations with a tag, in whatever spelling it is stored, also where one of
 * their templates alone has it (Manage right). Free with nh_installation_cursor_free.
 */
nh_installation_cursor *nh_installation_cursor_new_by_tag(const nh_hub *hub,
                                                          const char *tag);

/**
 * The installations of a user (Manage right). user_id: 1 to 256 letters, digits and
 * -_@#.:=; one that differs in large and small letters is another user. Free with
 * nh_installation_cursor_free.
 */
nh_installation_cursor *nh_installation_cursor_new_by_user(const nh_hub *hub,
                                                           const char *user_id);

/**
 * The installations of a handle, on whatever platform (Manage right). Free with
 * nh_installation_cursor_free.
 */
nh_installation_cursor *nh_installation_cursor_new_by_channel(const nh_hub *hub,
                                                              const char *channel);

/**
 * The next installation: installation is set to what is to be freed with
 * nh_installation_free. Each comes once. At the end it is NULL with NH_STATUS_OK, now and
 * in every later call; on failure it is NULL with another status. Where it needs to, it
 * asks for a page of registrations, and reads 32 installations, eight at a time, all
 * within the call's timeout. Those that were deleted meanwhile are passed over. What it has
 * read it gives, also when the call is cancelled. After a failure the cursor is where it
 * was: another call tries the same again.
 * outcome as in nh_send, of the last request, with 0 attempts where none was needed.
 */
nh_status nh_installation_cursor_next(nh_installation_cursor *cursor,
                                      const nh_call_options *options,
                                      nh_installation **installation,
                                      nh_outcome **outcome);

/**
 * Frees a cursor. NULL does nothing.
 */
void nh_installation_cursor_free(nh_installation_cursor *cursor);

/* =============================================================================
 * Registrations                                              nh_registration(3)
 *
 * The older form of an installation: a handle with tags and one template at
 * most. New programs are better served by installations.
 * ========================================================================== */

/**
 * A registration: a handle with tags and possibly a template. Getters accept
 * NULL; text is borrowed from it and lasts until it is changed or freed.
 */
typedef struct nh_registration nh_registration;

/**
 * A native registration of a handle: a device token, a registration id, a channel
 * URI, or a browser's subscription as JSON, as JSON.stringify writes it there; an
 * Apple token is an even number of hex digits. Baidu has a function of its own.
 * nh_registration_set_template makes it a template registration. Free with
 * nh_registration_free.
 *
 * Setters return their status and also keep the first failure, with which
 * every call that takes the registration then fails.
 */
nh_registration *nh_registration_new(int32_t platform,
                                     const char *handle);

/**
 * A registration with Baidu. Free with nh_registration_free.
 */
nh_registration *nh_registration_new_baidu(const char *user_id,
                                           const char *channel_id);

/**
 * A browser's registration, with the three parts of its subscription. Free
 * with nh_registration_free.
 */
nh_registration *nh_registration_new_browser(const char *endpoint,
                                             const char *p256dh,
                                             const char *auth);

/**
 * Sets another handle; for a browser its subscription as JSON, for Baidu the channel
 * id.
 */
nh_status nh_registration_set_handle(nh_registration *registration,
                                     const char *handle);

/**
 * Sets another user id with Baidu.
 */
nh_status nh_registration_set_baidu_user_id(nh_registration *registration,
                                            const char *user_id);

/**
 * Adds a tag. The service documents 60 at most and keeps 8,000 bytes, with a comma
 * between each two; more are refused here. Tags that begin with $ are its own.
 */
nh_status nh_registration_add_tag(nh_registration *registration,
                                  const char *tag);

/**
 * Removes a tag, spelled as nh_registration_tag gives it, before the registration
 * is written back. That it has no such tag is no failure.
 */
nh_status nh_registration_remove_tag(nh_registration *registration,
                                     const char *tag);

/**
 * Sets a value that its template can use.
 */
nh_status nh_registration_set_push_variable(nh_registration *registration,
                                            const char *name,
                                            const char *value);

/**
 * Removes a push variable. That there is none of this name is no failure.
 */
nh_status nh_registration_remove_push_variable(nh_registration *registration,
                                               const char *name);

/**
 * Sets the name of the secondary tile: Windows and Windows Phone.
 */
nh_status nh_registration_set_secondary_tile(nh_registration *registration,
                                             const char *name);

/**
 * Makes it that of the main tile: removes the name of the secondary tile.
 */
nh_status nh_registration_remove_secondary_tile(nh_registration *registration);

/**
 * Its id; NULL if it was not read from the service.
 */
const char *nh_registration_id(const nh_registration *registration);

/**
 * Counts its changes: what nh_update_registration and nh_delete_registration
 * take. NULL if it was not read from the service.
 */
const char *nh_registration_etag(const nh_registration *registration);

/**
 * When it ends, as the service writes it, with or without a zone (UTC).
 */
const char *nh_registration_expiration_time(const nh_registration *registration);

/**
 * Its platform, an nh_platform; 0 for one that this version does not know.
 */
int32_t nh_registration_platform(const nh_registration *registration);

/**
 * The name of its description, such as "AppleTemplateRegistrationDescription",
 * where it was read from the service; "" otherwise.
 */
const char *nh_registration_kind(const nh_registration *registration);

/**
 * Its handle; for a browser the endpoint, for Baidu the channel id.
 */
const char *nh_registration_handle(const nh_registration *registration);

/**
 * Baidu's user id; NULL for others.
 */
const char *nh_registration_baidu_user_id(const nh_registration *registration);

/**
 * A browser's P256DH key; NULL for others.
 */
const char *nh_registration_browser_p256dh(const nh_registration *registration);

/**
 * A browser's auth secret; NULL for others.
 */
const char *nh_registration_browser_auth(const nh_registration *registration);

/**
 * The name of its secondary tile; NULL if it has none.
 */
const char *nh_registration_secondary_tile(const nh_registration *registration);

/**
 * How many tags it has. Those of an installation's registrations begin with
 * $InstallationId:{...}.
 */
size_t nh_registration_tag_count(const nh_registration *registration);

/**
 * Tag number index; NULL past the last.
 */
const char *nh_registration_tag(const nh_registration *registration,
                                size_t index);

/**
 * The value of a push variable; NULL if it has none of this name.
 */
const char *nh_registration_push_variable(const nh_registration *registration,
                                          const char *name);

/**
 * How many push variables it has.
 */
size_t nh_registration_push_variable_count(const nh_registration *registration);

/**
 * Name of push variable number index; NULL past the last.
 */
const char *nh_registration_push_variable_name(const nh_registration *registration,
                                               size_t index);

/**
 * The registration as the XML that is sent: with elements that this version does
 * not know, without what only the service writes. NULL for NULL, after a setter failed, and for a kind that this
 * version does not know.
 */
const char *nh_registration_xml(const nh_registration *registration);

/**
 * Frees a registration. NULL does nothing.
 */
void nh_registration_free(nh_registration *registration);

/* =============================================================================
 * Templates of registrations                        nh_registration_template(3)
 *
 * The template that a registration has in it.
 * ========================================================================== */

/**
 * Makes it a template registration; name may be NULL.
 */
nh_status nh_registration_set_template(nh_registration *registration,
                                       const char *body,
                                       const char *name);

/**
 * Makes it a native registration.
 */
nh_status nh_registration_remove_template(nh_registration *registration);

/**
 * Removes a header of its template, in whatever case it is written. That there is
 * none of this name is no failure.
 */
nh_status nh_registration_remove_template_header(nh_registration *registration,
                                                 const char *name);

/**
 * Sets a header of its template: X-WNS-Type for Windows (which needs it),
 * X-WindowsPhone-Target and X-NotificationClass for Windows Phone, apns-...
 * for Apple. Set the template first. A second value for a name replaces the
 * first.
 */
nh_status nh_registration_set_template_header(nh_registration *registration,
                                              const char *name,
                                              const char *value);

/**
 * Sets the expressions for expiry and priority of an Apple template; each may
 * be NULL, for none. Set the template first.
 */
nh_status nh_registration_set_apple_expressions(nh_registration *registration,
                                                const char *expiry,
                                                const char *priority);

/**
 * Sets the message type of a Baidu template, in Baidu's numbers: 0 for a
 * message to the app, 1 for a notification. Set the template first.
 */
nh_status nh_registration_set_baidu_message_type(nh_registration *registration,
                                                 int32_t message_type);

/**
 * True for a template registration.
 */
bool nh_registration_has_template(const nh_registration *registration);

/**
 * Body of its template; NULL without one.
 */
const char *nh_registration_template_body(const nh_registration *registration);

/**
 * Name of its template; NULL if it has none.
 */
const char *nh_registration_template_name(const nh_registration *registration);

/**
 * How many headers its template has.
 */
size_t nh_registration_template_header_count(const nh_registration *registration);

/**
 * Name of template header number index; NULL past the last.
 */
const char *nh_registration_template_header_name(const nh_registration *registration,
                                                 size_t index);

/**
 * Value of template header number index; NULL past the last.
 */
const char *nh_registration_template_header_value(const nh_registration *registration,
                                                  size_t index);

/**
 * The expression for the expiry of an Apple template; NULL if it has none.
 */
const char *nh_registration_apple_expiry(const nh_registration *registration);

/**
 * The expression for the priority of an Apple template; NULL if it has none.
 */
const char *nh_registration_apple_priority(const nh_registration *registration);

/**
 * The message type of a Baidu template; -1 if it has none.
 */
int32_t nh_registration_baidu_message_type(const nh_registration *registration);

/* =============================================================================
 * Calls on registrations                                    nh_registrations(3)
 *
 * They create, read, change, delete and list the registrations of a hub.
 * ========================================================================== */

/**
 * Asks for a new registration id, which nh_outcome_registration_id gives. It
 * registers nothing yet: nh_put_registration does. outcome as in nh_send.
 */
nh_status nh_create_registration_id(const nh_hub *hub,
                                    const nh_call_options *options,
                                    nh_outcome **outcome);

/**
 * Creates a registration under an id that the service chooses. Two for one
 * handle are two registrations, so after a lost answer this is repeated only
 * with NH_RETRY_ALWAYS; prefer nh_put_registration. created is set to NULL or
 * to what is to be freed with nh_registration_free; outcome as in nh_send.
 */
nh_status nh_create_registration(const nh_hub *hub,
                                 const nh_registration *registration,
                                 const nh_call_options *options,
                                 nh_registration **created,
                                 nh_outcome **outcome);

/**
 * Creates the registration of this id, or replaces it whatever it was.
 * NH_STATUS_GONE: ask for another id. written and outcome as in
 * nh_create_registration.
 */
nh_status nh_put_registration(const nh_hub *hub,
                              const char *registration_id,
                              const nh_registration *registration,
                              const nh_call_options *options,
                              nh_registration **written,
                              nh_outcome **outcome);

/**
 * Replaces the registration of this id if it is there (else
 * NH_STATUS_NOT_FOUND), and if etag is NULL or still its etag (else
 * NH_STATUS_PRECONDITION_FAILED). An etag is given as nh_registration_etag gives
 * it; "*" is none. With one a repetition would meet its own change, so after a
 * lost answer it is repeated only with NH_RETRY_ALWAYS. written and outcome as
 * in nh_create_registration.
 */
nh_status nh_update_registration(const nh_hub *hub,
                                 const char *registration_id,
                                 const nh_registration *registration,
                                 const char *etag,
                                 const nh_call_options *options,
                                 nh_registration **written,
                                 nh_outcome **outcome);

/**
 * Reads a registration. registration is set to NULL or to what is to be freed
 * with nh_registration_free; outcome as in nh_send, with the service's XML as
 * its body.
 */
nh_status nh_get_registration(const nh_hub *hub,
                              const char *registration_id,
                              const nh_call_options *options,
                              nh_registration **registration,
                              nh_outcome **outcome);

/**
 * Is there such a registration? exists is set to the answer, to false if the
 * call fails. That there is none is no failure.
 */
nh_status nh_registration_exists(const nh_hub *hub,
                                 const char *registration_id,
                                 const nh_call_options *options,
                                 bool *exists,
                                 nh_outcome **outcome);

/**
 * Deletes a registration, if etag is NULL or still its etag: else
 * NH_STATUS_PRECONDITION_FAILED. An etag is given as nh_registration_etag gives
 * it; "*" is none. NH_STATUS_NOT_FOUND if there is none of this id; with the
 * verdict NH_VERDICT_UNKNOWN if a lost attempt of this call may have deleted it.
 * outcome as in nh_send.
 */
nh_status nh_delete_registration(const nh_hub *hub,
                                 const char *registration_id,
                                 const char *etag,
                                 const nh_call_options *options,
                                 nh_outcome **outcome);

/**
 * Deletes all registrations of a handle: lists them once and deletes one after
 * the other, within one timeout, until one cannot be deleted. None at all is no
 * failure, nor is one that somebody else deleted meanwhile. deleted is set to
 * how many this call deleted, after a failure too; outcome is that of the last
 * deletion, or of the list if that failed, as in nh_send. A list of more than
 * 10000 is NH_STATUS_PROTOCOL, with nothing deleted.
 */
nh_status nh_delete_registrations_by_channel(const nh_hub *hub,
                                             const char *channel,
                                             const nh_call_options *options,
                                             uint64_t *deleted,
                                             nh_outcome **outcome);

/**
 * A place in a list of registrations. It keeps the hub, which may be freed
 * before it. One thread at a time.
 */
typedef struct nh_registration_cursor nh_registration_cursor;

/**
 * All registrations of the hub (Manage right). Asks for nothing yet. Free with
 * nh_registration_cursor_free.
 */
nh_registration_cursor *nh_registration_cursor_new_all(const nh_hub *hub);

/**
 * The registrations with a tag, in whatever spelling it is stored (Manage right).
 * Free with nh_registration_cursor_free.
 */
nh_registration_cursor *nh_registration_cursor_new_by_tag(const nh_hub *hub,
                                                          const char *tag);

/**
 * The registrations of a handle, on whatever platform. Free with
 * nh_registration_cursor_free.
 */
nh_registration_cursor *nh_registration_cursor_new_by_channel(const nh_hub *hub,
                                                              const char *channel);

/**
 * The next registration: registration is set to what is to be freed with
 * nh_registration_free. At the end it is NULL with NH_STATUS_OK, now and in
 * every later call; on failure it is NULL with another status. Asks the service
 * for a page of a hundred when it needs one, within the call's timeout. After a
 * failure the cursor is where it was: another call asks for the same page again.
 * More than 100 pages in a row without a registration are NH_STATUS_PROTOCOL.
 * outcome as in nh_send, with 0 attempts where no page was needed.
 */
nh_status nh_registration_cursor_next(nh_registration_cursor *cursor,
                                      const nh_call_options *options,
                                      nh_registration **registration,
                                      nh_outcome **outcome);

/**
 * Frees a cursor. NULL does nothing.
 */
void nh_registration_cursor_free(nh_registration_cursor *cursor);

/* =============================================================================
 * Pages of registrations                                nh_registration_page(3)
 *
 * A list of registrations in parts, for programs that show it so, or go on with
 * it in another process. Who wants all of it takes a cursor.
 * ========================================================================== */

/**
 * A page of a list of registrations. Getters accept NULL.
 */
typedef struct nh_registration_page nh_registration_page;

/**
 * Reads a page of a list: of the registrations with a tag, of those of a handle
 * on whatever platform (channel), or of all if both are NULL. All and by tag
 * need the Manage right. continuation_token is NULL for the first page, and for
 * the next what nh_registration_page_continuation_token gave; it is good in any
 * process, as long as the service knows it. The page has a hundred at most, and
 * may have none though more follow. page is set to NULL or to what is to be
 * freed with nh_registration_page_free; outcome as in nh_send.
 */
nh_status nh_get_registration_page(const nh_hub *hub,
                                   const char *tag,
                                   const char *channel,
                                   const char *continuation_token,
                                   const nh_call_options *options,
                                   nh_registration_page **page,
                                   nh_outcome **outcome);

/**
 * How many registrations it has.
 */
size_t nh_registration_page_count(const nh_registration_page *page);

/**
 * Registration number index, borrowed from the page; NULL past the last.
 */
const nh_registration *nh_registration_page_get(const nh_registration_page *page,
                                                size_t index);

/**
 * What nh_get_registration_page takes for the next page; NULL if this is the
 * last. Borrowed from the page.
 */
const char *nh_registration_page_continuation_token(const nh_registration_page *page);

/**
 * Frees a page and its registrations. NULL does nothing.
 */
void nh_registration_page_free(nh_registration_page *page);

/* =============================================================================
 * Jobs                                                                nh_job(3)
 *
 * Imports and exports of registrations. The service runs them, and their files
 * are in a storage container.
 * ========================================================================== */

/**
 * What a job does; pass it as int32_t.
 */
typedef enum {
  /**
   * A type that this version does not know; cannot be submitted.
   */
  NH_JOB_TYPE_UNKNOWN = 0,
  /**
   * Writes all registrations into a container.
   */
  NH_JOB_TYPE_EXPORT_REGISTRATIONS = 1,
  /**
   * Creates registrations from a file.
   */
  NH_JOB_TYPE_IMPORT_CREATE_REGISTRATIONS = 2,
  /**
   * Updates registrations from a file.
   */
  NH_JOB_TYPE_IMPORT_UPDATE_REGISTRATIONS = 3,
  /**
   * Deletes the registrations that a file lists.
   */
  NH_JOB_TYPE_IMPORT_DELETE_REGISTRATIONS = 4,
  /**
   * Creates or updates registrations from a file.
   */
  NH_JOB_TYPE_IMPORT_UPSERT_REGISTRATIONS = 5,
} nh_job_type;

/**
 * A job. Getters accept NULL; text is borrowed from it, and NULL where the
 * service said nothing.
 */
typedef struct nh_job nh_job;

/**
 * Submits a job (Standard tier, Manage right). job_type is an nh_job_type;
 * output_container_uri a storage container's URL with a signature that may
 * list, read and write; import_file_uri a file's URL with one that may read,
 * NULL for an export. After a lost answer it is repeated only with
 * NH_RETRY_ALWAYS. job is set to NULL or to what is to be freed with
 * nh_job_free; outcome as in nh_send.
 */
nh_status nh_submit_job(const nh_hub *hub,
                        int32_t job_type,
                        const char *output_container_uri,
                        const char *import_file_uri,
                        const nh_call_options *options,
                        nh_job **job,
                        nh_outcome **outcome);

/**
 * Reads a job. job and outcome as in nh_submit_job.
 */
nh_status nh_get_job(const nh_hub *hub,
                     const char *job_id,
                     const nh_call_options *options,
                     nh_job **job,
                     nh_outcome **outcome);

/**
 * Reads a job, with growing pauses, until it is completed or failed or the
 * call's timeout is over: then NH_STATUS_TIMEOUT. Set a timeout of minutes. A
 * job that failed is NH_STATUS_OK with NH_JOB_STATUS_FAILED: the waiting went
 * well. Any failure to ask ends the wait, also NH_STATUS_NOT_FOUND. Whatever
 * ends it, job is as it was read last, or NULL if it never was. job and outcome
 * are to be freed as in nh_submit_job.
 */
nh_status nh_wait_job(const nh_hub *hub,
                      const char *job_id,
                      const nh_call_options *options,
                      nh_job **job,
                      nh_outcome **outcome);

/**
 * A list of jobs.
 */
typedef struct nh_job_list nh_job_list;

/**
 * Reads all jobs that the service still knows. jobs is set to NULL or to what
 * is to be freed with nh_job_list_free; outcome as in nh_send.
 */
nh_status nh_list_jobs(const nh_hub *hub,
                       const nh_call_options *options,
                       nh_job_list **jobs,
                       nh_outcome **outcome);

/**
 * How many jobs the list has.
 */
size_t nh_job_list_count(const nh_job_list *jobs);

/**
 * Job number index, borrowed from the list; NULL past the last.
 */
const nh_job *nh_job_list_get(const nh_job_list *jobs, size_t index);

/**
 * Frees a list and its jobs. NULL does nothing.
 */
void nh_job_list_free(nh_job_list *jobs);

/**
 * Its id.
 */
const char *nh_job_id(const nh_job *job);

/**
 * What it does.
 */
nh_job_type nh_job_get_type(const nh_job *job);

/**
 * How far a job got.
 */
typedef enum {
  /**
   * A status that this version does not know: see the text.
   */
  NH_JOB_STATUS_UNKNOWN = 0,
  /**
   * Submitted. The service says nothing while it is so.
   */
  NH_JOB_STATUS_STARTED = 1,
  /**
   * Running.
   */
  NH_JOB_STATUS_RUNNING = 2,
  /**
   * Done.
   */
  NH_JOB_STATUS_COMPLETED = 3,
  /**
   * Failed: see the failure.
   */
  NH_JOB_STATUS_FAILED = 4,
} nh_job_status;

/**
 * How far it got; NH_JOB_STATUS_UNKNOWN for NULL and for a status that this
 * version does not know.
 */
nh_job_status nh_job_get_status(const nh_job *job);

/**
 * Its status in the service's word; NULL while it is started.
 */
const char *nh_job_status_text(const nh_job *job);

/**
 * How much is done, in percent; 0 for NULL and while the service says nothing.
 */
double nh_job_progress(const nh_job *job);

/**
 * Why it failed.
 */
const char *nh_job_failure(const nh_job *job);

/**
 * Where it writes to, with the URL's own signature.
 */
const char *nh_job_output_container_uri(const nh_job *job);

/**
 * What it reads, with the URL's own signature.
 */
const char *nh_job_import_file_uri(const nh_job *job);

/**
 * When it was submitted, as the service writes it.
 */
const char *nh_job_created_at(const nh_job *job);

/**
 * When it last changed, as the service writes it.
 */
const char *nh_job_updated_at(const nh_job *job);

/**
 * An output property by name: "OutputFilePath" or "FailedFilePath", paths in
 * the container. NULL if it is not there.
 */
const char *nh_job_output_property(const nh_job *job, const char *name);

/**
 * Frees a job. NULL does nothing.
 */
void nh_job_free(nh_job *job);

/* =============================================================================
 * Feedback                                                       nh_feedback(3)
 *
 * Which devices the push services could not reach, and why.
 * ========================================================================== */

/**
 * Asks where feedback can be read (Standard tier, Manage right): the outcome's
 * body is the URL of a storage container, with a signature of its own. Its
 * blobs are named by day, MMddyyyy; nh_feedback_parse reads what is in one.
 * outcome as in nh_send.
 */
nh_status nh_get_feedback_container_uri(const nh_hub *hub,
                                        const nh_call_options *options,
                                        nh_outcome **outcome);

/**
 * What a blob of feedback says, document by document.
 */
typedef struct nh_feedback nh_feedback;

/**
 * Reads a blob of feedback, length bytes in UTF-8 or UTF-16. Documents in it
 * that cannot be read are passed over and counted. Free with nh_feedback_free.
 */
nh_feedback *nh_feedback_parse(const char *blob, size_t length);

/**
 * How many documents were read.
 */
size_t nh_feedback_count(const nh_feedback *feedback);

/**
 * How many could not be read.
 */
uint64_t nh_feedback_unreadable_count(const nh_feedback *feedback);

/**
 * When document number index was written; NULL if it does not say, as in all
 * that follow, and past the last.
 */
const char *nh_feedback_time(const nh_feedback *feedback, size_t index);

/**
 * What was wrong, such as "ExpiredChannel".
 */
const char *nh_feedback_error(const nh_feedback *feedback, size_t index);

/**
 * Platform word of the device.
 */
const char *nh_feedback_platform(const nh_feedback *feedback, size_t index);

/**
 * The device's handle.
 */
const char *nh_feedback_pns_handle(const nh_feedback *feedback, size_t index);

/**
 * The handle that replaces it.
 */
const char *nh_feedback_new_pns_handle(const nh_feedback *feedback,
                                       size_t index);

/**
 * The device's registration.
 */
const char *nh_feedback_registration_id(const nh_feedback *feedback,
                                        size_t index);

/**
 * The device's installation.
 */
const char *nh_feedback_installation_id(const nh_feedback *feedback,
                                        size_t index);

/**
 * The notification that found it out.
 */
const char *nh_feedback_notification_id(const nh_feedback *feedback,
                                        size_t index);

/**
 * Frees feedback. NULL does nothing.
 */
void nh_feedback_free(nh_feedback *feedback);

/* =============================================================================
 * Reading feedback                                        nh_feedback_cursor(3)
 *
 * The service keeps feedback, and the details of a notification's errors, in a storage
 * account, at an address that it signs. A cursor asks for the address and reads what is there.
 * ========================================================================== */

/**
 * A place in feedback. It keeps the hub, which may be freed before it. One thread at a
 * time.
 */
typedef struct nh_feedback_cursor nh_feedback_cursor;

/**
 * At the beginning of the hub's feedback (Standard tier, Manage right). Asks for nothing
 * yet. The address of the container is asked for when it is needed, and again when its
 * signature is over. Free with nh_feedback_cursor_free.
 */
nh_feedback_cursor *nh_feedback_cursor_new(const nh_hub *hub);

/**
 * At the beginning of what is at uri: the URL of a storage container, or of a blob (sr=b),
 * with a signature that may read, and list a container. It is reached with the hub's
 * options, such as its proxy and its CA file. Plain http is taken for this machine alone,
 * or if the hub is reached so. uri is a secret: no message and no log has its signature.
 * Free with nh_feedback_cursor_free.
 */
nh_feedback_cursor *nh_feedback_cursor_new_uri(const nh_hub *hub,
                                               const char *uri);

/**
 * At the beginning of the details of a notification's errors: what push services said of
 * each device that did not get it (Standard tier, Manage right). There are none if nothing
 * failed. nh_feedback_cursor_next waits, within its timeout, until the service has sent the
 * notification, as nh_wait_notification_details does. notification_id: as
 * nh_outcome_notification_id gives it. Free with nh_feedback_cursor_free.
 */
nh_feedback_cursor *nh_feedback_cursor_new_notification(const nh_hub *hub,
                                                        const char *notification_id);

/**
 * Goes on where another cursor was when it gave this marker. Only before the first
 * nh_feedback_cursor_next. marker: as nh_feedback_cursor_marker gave it; at most 32 MiB.
 */
nh_status nh_feedback_cursor_set_marker(nh_feedback_cursor *cursor,
                                        const char *marker);

/**
 * The place behind what was given last, as text to be kept in a file or a database: a
 * cursor with this marker gives what follows, also in another process and on another day.
 * It holds the names of the blobs and how much of each was read, and no secret. Borrowed
 * from the cursor, until its next call. NULL for NULL.
 */
const char *nh_feedback_cursor_marker(const nh_feedback_cursor *cursor);

/**
 * How many documents could not be read, and were passed over. 0 for NULL.
 */
uint64_t nh_feedback_cursor_unreadable_count(const nh_feedback_cursor *cursor);

/**
 * What follows: feedback is set to documents that came together, some hundred at most a
 * call, to be freed with nh_feedback_free. At the end it is NULL with NH_STATUS_OK; on
 * failure it is NULL with another status. Blobs are read in the order of their days, at
 * most 256 KiB at once. A request that failed is made again by the next call.
 * NH_STATUS_PROTOCOL with an outcome of 0 attempts: a blob is not feedback, ends in the midst
 * of a document, or cannot be read by pieces, for which storage must know the Range header if
 * the blob is larger than 4 MiB. What stands before was given, and the next call goes on with
 * the next blob. A blob that was deleted since it was listed is passed over.
 * NH_STATUS_FORBIDDEN: the signature of the uri is over, or does not allow it.
 * outcome as in nh_send, of the last request, with 0 attempts where none was needed.
 */
nh_status nh_feedback_cursor_next(nh_feedback_cursor *cursor,
                                  const nh_call_options *options,
                                  nh_feedback **feedback,
                                  nh_outcome **outcome);

/**
 * Frees a cursor. NULL does nothing.
 */
void nh_feedback_cursor_free(nh_feedback_cursor *cursor);

/* =============================================================================
 * Pruning                                                           nh_prune(3)
 *
 * Deletes the installations and registrations whose handles are dead, or says which it
 * would delete.
 * ========================================================================== */

/**
 * A pruning: its settings, and what it did so far. It keeps 16 bytes and what a table of
 * them takes for each handle that is settled. One thread at a time.
 */
typedef struct nh_prune nh_prune;

/**
 * A pruning that deletes nothing, and only says what it would delete. Free with
 * nh_prune_free.
 */
nh_prune *nh_prune_new(void);

/**
 * Deletes dead devices (true), or only says which are dead (false, the default).
 */
nh_status nh_prune_set_delete(nh_prune *prune,
                              bool deletes);

/**
 * Takes devices with this error as dead too. error: a word of the service, as
 * nh_feedback_error gives it, such as "WrongToken". Without it these are dead:
 * ExpiredChannel and BadChannel. Take care: with the credentials of another environment,
 * such as Apple's sandbox, the service says WrongToken of devices that are alive.
 */
nh_status nh_prune_add_error(nh_prune *prune,
                             const char *error);

/**
 * Is told how far a call has come: done of total, on the thread that makes the call. Must
 * not unwind: no C++ exception, no longjmp. May call nh_ functions, such as nh_cancel_trigger,
 * but must not free what is in use.
 */
typedef void (*nh_progress_callback)(void *user_data, size_t done, size_t total);

/**
 * Tells callback how far a call has come, on the thread that makes it. NULL: nobody, the
 * default. user_data is handed to it, and must last as long as the pruning.
 */
nh_status nh_prune_set_progress_callback(nh_prune *prune,
                                         nh_progress_callback callback,
                                         void *user_data);

/**
 * What one call of a pruning decided, device by device. Getters accept NULL; text is
 * borrowed from it, and NULL past the last.
 */
typedef struct nh_prune_report nh_prune_report;

/**
 * Deletes the devices that feedback says are dead (Manage right), or says which: see
 * nh_prune_set_delete. feedback: of nh_feedback_cursor_next or nh_feedback_parse.
 *
 * Of each dead handle the registrations are listed, each installation is read, and what is
 * dead is deleted, eight requests at a time, all within the call's timeout. A device is left
 * alone if it registered again: if it has another handle by now, if the handle is another
 * device's, or if it was written after the time of the entry. When it was written is known of
 * an installation that says so, and on a hub whose devices end after a time
 * (RegistrationTtl). For that the hub's description is read once, which takes a policy of the
 * namespace with the Manage right: the hub may be opened with its connection string.
 * Otherwise nobody knows it. A registration that is changed while this call runs is left alone
 * too; an installation cannot be held to a version.
 *
 * A request that fails for its device alone makes its decision NH_PRUNE_DECISION_FAILED, and
 * the call goes on. Where those that follow would fail the same way, such as without an
 * answer, without the right, or when the service asks to wait, the call ends, and its status
 * says why. report is set to what is to be freed with nh_prune_report_free, also then; with
 * the same feedback again the next call goes on behind what is settled. outcome as in
 * nh_send, of the last request, or of the one that failed.
 */
nh_status nh_prune_feedback(nh_prune *prune,
                            const nh_hub *hub,
                            const nh_feedback *feedback,
                            const nh_call_options *options,
                            nh_prune_report **report,
                            nh_outcome **outcome);

/**
 * Deletes all devices that have these handles (Manage right), or says which. report and
 * outcome as in nh_prune_feedback.
 */
nh_status nh_prune_handles(nh_prune *prune,
                           const nh_hub *hub,
                           const nh_handles *handles,
                           const nh_call_options *options,
                           nh_prune_report **report,
                           nh_outcome **outcome);

/**
 * What was decided of a device, or of a handle; pass it as int32_t.
 */
typedef enum {
  /**
   * It would be deleted, if deleting was asked for.
   */
  NH_PRUNE_DECISION_DEAD = 1,
  /**
   * It was deleted.
   */
  NH_PRUNE_DECISION_DELETED = 2,
  /**
   * Left alone: the device registered again after its push service gave it up, or
   * another device has registered the handle.
   */
  NH_PRUNE_DECISION_REGISTERED_AGAIN = 3,
  /**
   * Left alone: the push service has named another handle for the device, which only
   * the device can register.
   */
  NH_PRUNE_DECISION_REPLACED = 4,
  /**
   * Left alone: the error does not say that the device is gone for ever, or only a tile of
   * it is.
   */
  NH_PRUNE_DECISION_NOT_DEAD = 5,
  /**
   * No device has the handle.
   */
  NH_PRUNE_DECISION_NOT_REGISTERED = 6,
  /**
   * A request for it failed, as the log says. Pruning the same again tries again.
   */
  NH_PRUNE_DECISION_FAILED = 7,
} nh_prune_decision;

/**
 * How often this was decided so far, in all calls of the pruning. decision is an
 * nh_prune_decision. 0 for another number, and for NULL.
 */
uint64_t nh_prune_count(const nh_prune *prune,
                        int32_t decision);

/**
 * Frees a pruning. NULL does nothing.
 */
void nh_prune_free(nh_prune *prune);

/**
 * How many decisions there are: one for each device that was found, and one for each
 * handle or entry for which none was.
 */
size_t nh_prune_report_count(const nh_prune_report *report);

/**
 * Decision number index, an nh_prune_decision; 0 past the last.
 */
int32_t nh_prune_report_decision(const nh_prune_report *report, size_t index);

/**
 * The device's platform, an nh_platform; 0 if no device was found.
 */
int32_t nh_prune_report_platform(const nh_prune_report *report, size_t index);

/**
 * The handle: a secret.
 */
const char *nh_prune_report_pns_handle(const nh_prune_report *report,
                                       size_t index);

/**
 * The id of the installation that was found.
 */
const char *nh_prune_report_installation_id(const nh_prune_report *report,
                                            size_t index);

/**
 * The id of the registration that was found, if it is no part of an installation.
 */
const char *nh_prune_report_registration_id(const nh_prune_report *report,
                                            size_t index);

/**
 * The service's word for what is wrong, such as "ExpiredChannel".
 */
const char *nh_prune_report_error(const nh_prune_report *report, size_t index);

/**
 * Frees a report. NULL does nothing.
 */
void nh_prune_report_free(nh_prune_report *report);

/* =============================================================================
 * Explanations                                                nh_explanation(3)
 *
 * Why a notification reached somebody, or nobody.
 * ========================================================================== */

/**
 * What was found out. Getters accept NULL; text is borrowed from it. It holds no handle, no
 * payload and no key.
 */
typedef struct nh_explanation nh_explanation;

/**
 * Explains why a notification reached somebody, or nobody. Asks the service what became of
 * it (Standard tier), who matches its target now (Manage right), which credentials the hub
 * has (Manage right, with a policy of the namespace) and what feedback says of those that
 * match (Standard tier), and checks the payload. What the service refuses to tell is a finding, NH_FINDING_NOT_KNOWN.
 *
 * notification: what is sent; NULL if it is not at hand. target: whom it is for; NULL for
 * whom the service says that it was for. notification_id: as nh_outcome_notification_id
 * gave it; NULL for one that was not sent. One of target and notification_id is needed.
 * max_pages: how many pages of a hundred registrations are read at most; 0 for 100. The call
 * takes a second or a minute: set nh_call_options_set_timeout_ms to what you can wait.
 *
 * explanation is set to what is to be freed with nh_explanation_free, also on failure: then
 * it has what was found before. The call fails if everything was refused, or its time is
 * over, or it was cancelled. outcome as in nh_send, of the last request that was answered,
 * without its body.
 */
nh_status nh_explain(const nh_hub *hub,
                     const nh_notification *notification,
                     const nh_target *target,
                     const char *notification_id,
                     uint32_t max_pages,
                     const nh_call_options *options,
                     nh_explanation **explanation,
                     nh_outcome **outcome);

/**
 * How many findings there are, in the order of a notification's way: payload, service,
 * registrations, credentials, push service.
 */
size_t nh_explanation_count(const nh_explanation *explanation);

/**
 * What was found.
 */
typedef enum {
  /**
   * Something could not be asked: the text says what, and why.
   */
  NH_FINDING_NOT_KNOWN = 1,
  /**
   * The payload breaks a rule of the service or of the push service.
   */
  NH_FINDING_PAYLOAD = 2,
  /**
   * The service does not know the notification.
   */
  NH_FINDING_NOT_FOUND = 3,
  /**
   * The service has not sent it yet.
   */
  NH_FINDING_PENDING = 4,
  /**
   * It was cancelled, or the service gave it up.
   */
  NH_FINDING_GIVEN_UP = 5,
  /**
   * No registration matches the target.
   */
  NH_FINDING_NO_MATCH = 6,
  /**
   * So many registrations match.
   */
  NH_FINDING_MATCHES = 7,
  /**
   * The list was not read to its end.
   */
  NH_FINDING_CUT = 8,
  /**
   * Registrations have the tags, and are of another platform, or differ in whether they
   * have a template.
   */
  NH_FINDING_OTHER_KIND = 9,
  /**
   * The hub has no credentials for a push service.
   */
  NH_FINDING_NO_CREDENTIAL = 10,
  /**
   * Push services refused it for so many devices.
   */
  NH_FINDING_REFUSED = 11,
  /**
   * Push services took it for so many devices.
   */
  NH_FINDING_ACCEPTED = 12,
  /**
   * Push services say that handles are dead.
   */
  NH_FINDING_DEAD_HANDLES = 13,
} nh_finding;

/**
 * Finding number index, an nh_finding; 0 past the last.
 */
int32_t nh_explanation_finding(const nh_explanation *explanation, size_t index);

/**
 * The same in a sentence or two, which say what to do; NULL past the last.
 */
const char *nh_explanation_text(const nh_explanation *explanation,
                                size_t index);

/**
 * How many registrations match the target now, as far as they were looked at.
 */
uint64_t nh_explanation_matched(const nh_explanation *explanation);

/**
 * How many registrations were looked at. Where all that match have one tag, these are those
 * that have it.
 */
uint64_t nh_explanation_looked_at(const nh_explanation *explanation);

/**
 * True if the list was not read to its end.
 */
bool nh_explanation_is_cut(const nh_explanation *explanation);

/**
 * The report for people: each finding on a line of its own.
 */
const char *nh_explanation_words(const nh_explanation *explanation);

/**
 * The report as a JSON object: "findings", "matches" (with numbers by platform and the ids of
 * ten that match), "notification" (state, times, counts; null if not asked or not known),
 * "credentials" (platforms; null if not known), "deadHandles" (numbers by error). Members may
 * be added.
 */
const char *nh_explanation_json(const nh_explanation *explanation);

/**
 * Frees an explanation. NULL does nothing.
 */
void nh_explanation_free(nh_explanation *explanation);

/* =============================================================================
 * Descriptions of hubs                                    nh_hub_description(3)
 *
 * How a hub is set up: its access rules, how long registrations live.
 * ========================================================================== */

/**
 * A hub as its namespace describes it. Getters accept NULL; text is borrowed
 * from it and lasts until it is changed or freed.
 */
typedef struct nh_hub_description nh_hub_description;

/**
 * A description with nothing in it: a hub with the service's defaults. Free
 * with nh_hub_description_free.
 *
 * Setters return their status and also keep the first failure, with which
 * every call that takes the description then fails.
 */
nh_hub_description *nh_hub_description_new(void);

/**
 * Frees a description and wipes the credentials in it. NULL does nothing.
 */
void nh_hub_description_free(nh_hub_description *description);

/**
 * How long registrations live: an ISO 8601 duration of at least a day, such
 * as "P90D".
 */
nh_status nh_hub_description_set_registration_ttl(nh_hub_description *description,
                                                  const char *duration);

/**
 * Any text of yours, up to 1024 characters.
 */
nh_status nh_hub_description_set_user_metadata(nh_hub_description *description,
                                               const char *metadata);

/**
 * Disables the hub, or enables it again (0).
 */
nh_status nh_hub_description_set_disabled(nh_hub_description *description,
                                          int32_t disabled);

/**
 * Rights of an access rule, to be added together; pass them as int32_t.
 */
typedef enum {
  /**
   * Create and read registrations and installations.
   */
  NH_RIGHTS_LISTEN = 1,
  /**
   * Send.
   */
  NH_RIGHTS_SEND = 2,
  /**
   * Everything; takes the other two beside it.
   */
  NH_RIGHTS_MANAGE = 4,
} nh_rights;

/**
 * Sets an access rule, or replaces the one of the same name: its name, its
 * rights (nh_rights added together; NH_RIGHTS_MANAGE needs the other two beside
 * it) and two keys of 32 bytes in base64. At most 12. When the hub is updated,
 * the rules of the description replace all that it has.
 */
nh_status nh_hub_description_set_rule(nh_hub_description *description,
                                      const char *key_name,
                                      int32_t rights,
                                      const char *primary_key,
                                      const char *secondary_key);

/**
 * Removes the access rule of this name. That there is none is no failure. A
 * description without any rule leaves the rules of a hub to the service.
 */
nh_status nh_hub_description_remove_rule(nh_hub_description *description,
                                         const char *key_name);

/**
 * The hub's name; NULL if the description was not read from the service.
 */
const char *nh_hub_description_name(const nh_hub_description *description);

/**
 * How long registrations live; NULL if it does not say.
 */
const char *nh_hub_description_registration_ttl(const nh_hub_description *description);

/**
 * Your own text; NULL if there is none.
 */
const char *nh_hub_description_user_metadata(const nh_hub_description *description);

/**
 * True if the hub is disabled.
 */
bool nh_hub_description_is_disabled(const nh_hub_description *description);

/**
 * A property of a credential, such as "PackageSid" of "WnsCredential"; NULL if
 * it is not there.
 */
const char *nh_hub_description_credential(const nh_hub_description *description,
                                          const char *credential,
                                          const char *property);

/**
 * How many access rules there are.
 */
size_t nh_hub_description_rule_count(const nh_hub_description *description);

/**
 * Name of rule number index; NULL past the last.
 */
const char *nh_hub_description_rule_key_name(const nh_hub_description *description,
                                             size_t index);

/**
 * Rights of rule number index, nh_rights added together; 0 past the last.
 */
int32_t nh_hub_description_rule_rights(const nh_hub_description *description,
                                       size_t index);

/**
 * First key of rule number index; NULL past the last.
 */
const char *nh_hub_description_rule_primary_key(const nh_hub_description *description,
                                                size_t index);

/**
 * Second key of rule number index; NULL past the last.
 */
const char *nh_hub_description_rule_secondary_key(const nh_hub_description *description,
                                                  size_t index);

/* =============================================================================
 * Credentials of push services                            nh_hub_credentials(3)
 *
 * What a hub needs to be let in by each push service: a part of its
 * description.
 * ========================================================================== */

/**
 * Credentials for Apple by certificate: the endpoint
 * ("gateway.push.apple.com"), the certificate in base64 and its password.
 * Replaces what nh_hub_description_set_apns_token has set.
 */
nh_status nh_hub_description_set_apns_certificate(nh_hub_description *description,
                                                  const char *endpoint,
                                                  const char *certificate,
                                                  const char *certificate_key);

/**
 * Credentials for Apple by token: the endpoint
 * ("https://api.push.apple.com:443/3/device"), the key of the .p8 file, its
 * id, the app's bundle id and the team's id. Replaces what
 * nh_hub_description_set_apns_certificate has set.
 */
nh_status nh_hub_description_set_apns_token(nh_hub_description *description,
                                            const char *endpoint,
                                            const char *token,
                                            const char *key_id,
                                            const char *app_name,
                                            const char *app_id);

/**
 * Credentials for Windows.
 */
nh_status nh_hub_description_set_wns(nh_hub_description *description,
                                     const char *package_sid,
                                     const char *secret_key);

/**
 * Where the hub gets its tokens for Windows, instead of login.live.com. Set the
 * credentials first.
 */
nh_status nh_hub_description_set_wns_endpoint(nh_hub_description *description,
                                              const char *windows_live_endpoint);

/**
 * The certificate that the hub shows to Windows, in base64, and its password.
 * Set the credentials first. The name of these properties is known from Azure's
 * management API alone.
 */
nh_status nh_hub_description_set_wns_certificate(nh_hub_description *description,
                                                 const char *certificate,
                                                 const char *certificate_key);

/**
 * Credentials for Google's legacy API.
 */
nh_status nh_hub_description_set_gcm(nh_hub_description *description,
                                     const char *google_api_key);

/**
 * Where the hub sends for Google's legacy API, instead of Google's own address.
 * Set the credentials first.
 */
nh_status nh_hub_description_set_gcm_endpoint(nh_hub_description *description,
                                              const char *gcm_endpoint);

/**
 * Credentials for FCM v1, from the service account's JSON file.
 */
nh_status nh_hub_description_set_fcmv1(nh_hub_description *description,
                                       const char *project_id,
                                       const char *private_key,
                                       const char *client_email);

/**
 * Credentials for Windows Phone: a certificate in base64 and its password, or
 * NULL for both to push unauthenticated.
 */
nh_status nh_hub_description_set_mpns(nh_hub_description *description,
                                      const char *certificate,
                                      const char *certificate_key);

/**
 * Credentials for Amazon.
 */
nh_status nh_hub_description_set_adm(nh_hub_description *description,
                                     const char *client_id,
                                     const char *client_secret);

/**
 * Where the hub gets its tokens for Amazon and where it sends, instead of
 * Amazon's own addresses; either may be NULL. In send_url_template {0} stands
 * for the device's handle. Set the credentials first.
 */
nh_status nh_hub_description_set_adm_endpoints(nh_hub_description *description,
                                               const char *auth_token_url,
                                               const char *send_url_template);

/**
 * Credentials for Baidu.
 */
nh_status nh_hub_description_set_baidu(nh_hub_description *description,
                                       const char *api_key,
                                       const char *secret_key);

/**
 * Where the hub sends for Baidu. Set the credentials first. The name of this
 * property is known from Azure's management API alone, which requires it.
 */
nh_status nh_hub_description_set_baidu_endpoint(nh_hub_description *description,
                                                const char *baidu_endpoint);

/**
 * Credentials for Xiaomi: the app's secret, and the address of its region, such as
 * "https://api.xmpush.xiaomi.com". Not verified: no released SDK of the service
 * has them.
 */
nh_status nh_hub_description_set_xiaomi(nh_hub_description *description,
                                        const char *app_secret,
                                        const char *endpoint);

/**
 * Credentials for browsers: a VAPID subject ("mailto:..."), public and private
 * key.
 */
nh_status nh_hub_description_set_browser(nh_hub_description *description,
                                         const char *subject,
                                         const char *vapid_public_key,
                                         const char *vapid_private_key);

/* =============================================================================
 * Namespaces                                                    nh_namespace(3)
 *
 * They create, read, change and delete whole hubs. Sending needs none of it.
 * ========================================================================== */

/**
 * A namespace, for managing its hubs. Any number of threads may use it at the
 * same time.
 */
typedef struct nh_namespace nh_namespace;

/**
 * Opens a namespace with a connection string of a policy of the namespace that
 * may Manage (RootManageSharedAccessKey is one). Connects to nothing yet.
 * options as in nh_hub_new. Returns NULL on failure. Free with
 * nh_namespace_free.
 */
nh_namespace *nh_namespace_new(const char *connection_string,
                               const nh_options *options);

/**
 * Frees a namespace. No other thread may be inside a call on it. NULL does
 * nothing.
 */
void nh_namespace_free(nh_namespace *ns);

/**
 * Creates a hub. NH_STATUS_CONFLICT if there is one of this name, which stays as
 * it is. After a lost answer it is repeated only with NH_RETRY_ALWAYS. created is
 * set to NULL or to what is to be freed with nh_hub_description_free, with the
 * hub's new keys in it; outcome as in nh_send.
 */
nh_status nh_create_hub(const nh_namespace *ns,
                        const char *hub_name,
                        const nh_hub_description *description,
                        const nh_call_options *options,
                        nh_hub_description **created,
                        nh_outcome **outcome);

/**
 * Replaces a hub's description as a whole: what the new one does not have, such
 * as a credential, the hub has no more; only its rules stay if the new one has
 * none at all. So read it, change it, send it back. NH_STATUS_NOT_FOUND if there
 * is no such hub. updated and outcome as in nh_create_hub.
 */
nh_status nh_update_hub(const nh_namespace *ns,
                        const char *hub_name,
                        const nh_hub_description *description,
                        const nh_call_options *options,
                        nh_hub_description **updated,
                        nh_outcome **outcome);

/**
 * Reads a hub's description. NH_STATUS_NOT_FOUND if there is none.
 * description and outcome as in nh_create_hub.
 */
nh_status nh_get_hub(const nh_namespace *ns,
                     const char *hub_name,
                     const nh_call_options *options,
                     nh_hub_description **description,
                     nh_outcome **outcome);

/**
 * Deletes a hub and all devices in it. NH_STATUS_NOT_FOUND if there is none;
 * with the verdict NH_VERDICT_UNKNOWN if a lost attempt of this call may have
 * deleted it. outcome as in nh_send.
 */
nh_status nh_delete_hub(const nh_namespace *ns,
                        const char *hub_name,
                        const nh_call_options *options,
                        nh_outcome **outcome);

/**
 * A list of hubs.
 */
typedef struct nh_hub_list nh_hub_list;

/**
 * Reads the descriptions of all hubs. hubs is set to NULL or to what is to be
 * freed with nh_hub_list_free; outcome is that of the last page, as in
 * nh_send. A full page that brings nothing new, more than 10000 hubs, and more
 * than 16 MiB of their descriptions are NH_STATUS_PROTOCOL: half a list is none.
 */
nh_status nh_list_hubs(const nh_namespace *ns,
                       const nh_call_options *options,
                       nh_hub_list **hubs,
                       nh_outcome **outcome);

/**
 * How many hubs the list has.
 */
size_t nh_hub_list_count(const nh_hub_list *hubs);

/**
 * Hub number index, borrowed from the list; NULL past the last.
 */
const nh_hub_description *nh_hub_list_get(const nh_hub_list *hubs,
                                          size_t index);

/**
 * Frees a list and the descriptions in it. NULL does nothing.
 */
void nh_hub_list_free(nh_hub_list *hubs);

/* =============================================================================
 * Sends that do not wait                                      nh_async_sends(3)
 *
 * A function whose name ends in _async hands in what the one without it would do:
 * nh_send_async says all that holds for each of them. Calls of more than one
 * request have no such form: whole lists, and those that wait for something.
 * ========================================================================== */

/**
 * Hands in what nh_send would send, and returns at once: it is sent on a thread
 * of the library, and its outcome comes out of the queue with user_data, which
 * may be NULL and is never looked at.
 *
 * NH_STATUS_OK means that it was taken: there will be exactly one outcome,
 * whatever happens. With any other status there will be none: the arguments
 * were refused as nh_send would refuse them; NH_STATUS_WOULD_BLOCK: the queue
 * is full, so take outcomes and call again (nh_queue_options_set_full_wait_ms);
 * NH_STATUS_CLOSED: the queue or the hub is closed; NH_STATUS_FORKED.
 *
 * Everything is copied, and the hub may be freed at once. Sends to one hub are
 * begun in the order in which they were handed in, and may end in another. The
 * timeout of a send runs from this call on; one that never got its turn ends
 * with NH_STATUS_TIMEOUT, 0 attempts and NH_VERDICT_NOT_ACCEPTED. No function of
 * the program runs on a thread of the library: a token callback is asked here,
 * and what a send has to log is told when its outcome is taken. options may be
 * NULL.
 *
 * What a call reads comes with its outcome: nh_outcome_take_installation and its
 * like take it.
 */
nh_status nh_send_async(const nh_hub *hub,
                        const nh_notification *notification,
                        const nh_target *target,
                        const nh_call_options *options,
                        const nh_queue *queue,
                        void *user_data);

/**
 * Hands in what nh_send_direct_batch would send, of 1000 handles at most, so that
 * it is one request, with one outcome: hand in a list for each thousand. What
 * stops a batch, such as a handle that cannot be one, refuses it here, with
 * nothing sent; more than 1000 handles and none are NH_STATUS_INVALID_ARGUMENT.
 * There is no report: the outcome is that of all its handles. Status, queue and
 * user_data as in nh_send_async.
 */
nh_status nh_send_direct_batch_async(const nh_hub *hub,
                                     const nh_notification *notification,
                                     const nh_handles *handles,
                                     const nh_call_options *options,
                                     const nh_queue *queue,
                                     void *user_data);

/**
 * Hands in what nh_schedule would do; status, outcome, queue and user_data as in
 * nh_send_async.
 */
nh_status nh_schedule_async(const nh_hub *hub,
                            const nh_notification *notification,
                            const nh_target *target,
                            int64_t unix_ms,
                            const nh_call_options *options,
                            const nh_queue *queue,
                            void *user_data);

/**
 * Hands in what nh_cancel_scheduled would do; status, outcome, queue and user_data
 * as in nh_send_async.
 */
nh_status nh_cancel_scheduled_async(const nh_hub *hub,
                                    const char *notification_id,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

/**
 * Hands in what nh_get_notification_details would do; status, outcome, queue and
 * user_data as in nh_send_async. nh_outcome_take_notification_details gives what
 * it brings.
 */
nh_status nh_get_notification_details_async(const nh_hub *hub,
                                            const char *notification_id,
                                            const nh_call_options *options,
                                            const nh_queue *queue,
                                            void *user_data);

/* =============================================================================
 * Calls on devices that do not wait                         nh_async_devices(3)
 *
 * Installations and registrations, as nh_send_async sends.
 * ========================================================================== */

/**
 * Hands in what nh_put_installation would do; status, outcome, queue and user_data
 * as in nh_send_async.
 */
nh_status nh_put_installation_async(const nh_hub *hub,
                                    const nh_installation *installation,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

/**
 * Hands in what nh_get_installation would do; status, outcome, queue and user_data
 * as in nh_send_async. nh_outcome_take_installation gives what it brings.
 */
nh_status nh_get_installation_async(const nh_hub *hub,
                                    const char *installation_id,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

/**
 * Hands in what nh_installation_exists would do; status, outcome, queue and
 * user_data as in nh_send_async. The answer is nh_outcome_exists.
 */
nh_status nh_installation_exists_async(const nh_hub *hub,
                                       const char *installation_id,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

/**
 * Hands in what nh_patch_installation would do; status, outcome, queue and
 * user_data as in nh_send_async.
 */
nh_status nh_patch_installation_async(const nh_hub *hub,
                                      const char *installation_id,
                                      const nh_installation_patch *patch,
                                      const nh_call_options *options,
                                      const nh_queue *queue,
                                      void *user_data);

/**
 * Hands in what nh_delete_installation would do; status, outcome, queue and
 * user_data as in nh_send_async.
 */
nh_status nh_delete_installation_async(const nh_hub *hub,
                                       const char *installation_id,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

/**
 * Hands in what nh_create_registration_id would do; status, outcome, queue and
 * user_data as in nh_send_async.
 */
nh_status nh_create_registration_id_async(const nh_hub *hub,
                                          const nh_call_options *options,
                                          const nh_queue *queue,
                                          void *user_data);

/**
 * Hands in what nh_create_registration would do; status, outcome, queue and
 * user_data as in nh_send_async. nh_outcome_take_registration gives what it
 * brings.
 */
nh_status nh_create_registration_async(const nh_hub *hub,
                                       const nh_registration *registration,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

/**
 * Hands in what nh_put_registration would do; status, outcome, queue and user_data
 * as in nh_send_async. nh_outcome_take_registration gives what it brings.
 */
nh_status nh_put_registration_async(const nh_hub *hub,
                                    const char *registration_id,
                                    const nh_registration *registration,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

/**
 * Hands in what nh_update_registration would do; status, outcome, queue and
 * user_data as in nh_send_async. nh_outcome_take_registration gives what it
 * brings.
 */
nh_status nh_update_registration_async(const nh_hub *hub,
                                       const char *registration_id,
                                       const nh_registration *registration,
                                       const char *etag,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

/**
 * Hands in what nh_get_registration would do; status, outcome, queue and user_data
 * as in nh_send_async. nh_outcome_take_registration gives what it brings.
 */
nh_status nh_get_registration_async(const nh_hub *hub,
                                    const char *registration_id,
                                    const nh_call_options *options,
                                    const nh_queue *queue,
                                    void *user_data);

/**
 * Hands in what nh_registration_exists would do; status, outcome, queue and
 * user_data as in nh_send_async. The answer is nh_outcome_exists.
 */
nh_status nh_registration_exists_async(const nh_hub *hub,
                                       const char *registration_id,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

/**
 * Hands in what nh_delete_registration would do; status, outcome, queue and
 * user_data as in nh_send_async.
 */
nh_status nh_delete_registration_async(const nh_hub *hub,
                                       const char *registration_id,
                                       const char *etag,
                                       const nh_call_options *options,
                                       const nh_queue *queue,
                                       void *user_data);

/**
 * Hands in what nh_get_registration_page would do; status, outcome, queue and
 * user_data as in nh_send_async. nh_outcome_take_registration_page gives what it
 * brings.
 */
nh_status nh_get_registration_page_async(const nh_hub *hub,
                                         const char *tag,
                                         const char *channel,
                                         const char *continuation_token,
                                         const nh_call_options *options,
                                         const nh_queue *queue,
                                         void *user_data);

/* =============================================================================
 * Calls on jobs that do not wait                               nh_async_jobs(3)
 *
 * Jobs and feedback, as nh_send_async sends.
 * ========================================================================== */

/**
 * Hands in what nh_submit_job would do; status, outcome, queue and user_data as in
 * nh_send_async. nh_outcome_take_job gives what it brings.
 */
nh_status nh_submit_job_async(const nh_hub *hub,
                              int32_t job_type,
                              const char *output_container_uri,
                              const char *import_file_uri,
                              const nh_call_options *options,
                              const nh_queue *queue,
                              void *user_data);

/**
 * Hands in what nh_get_job would do; status, outcome, queue and user_data as in
 * nh_send_async. nh_outcome_take_job gives what it brings.
 */
nh_status nh_get_job_async(const nh_hub *hub,
                           const char *job_id,
                           const nh_call_options *options,
                           const nh_queue *queue,
                           void *user_data);

/**
 * Hands in what nh_list_jobs would do; status, outcome, queue and user_data as in
 * nh_send_async. nh_outcome_take_job_list gives what it brings.
 */
nh_status nh_list_jobs_async(const nh_hub *hub,
                             const nh_call_options *options,
                             const nh_queue *queue,
                             void *user_data);

/**
 * Hands in what nh_get_feedback_container_uri would do. The URI is the outcome's
 * body (nh_outcome_body), whole and without blanks around it. Status, outcome,
 * queue and user_data as in nh_send_async.
 */
nh_status nh_get_feedback_container_uri_async(const nh_hub *hub,
                                              const nh_call_options *options,
                                              const nh_queue *queue,
                                              void *user_data);

/* =============================================================================
 * What calls that do not wait bring                          nh_outcome_take(3)
 *
 * An outcome that comes out of a queue carries what its call read: each function
 * here takes one kind. What nobody takes is freed with the outcome.
 * ========================================================================== */

/**
 * The installation that nh_get_installation_async read; free it with
 * nh_installation_free. NULL if there is none: the call failed, was another, or
 * it was taken before; nh_last_error says which. The outcome may be one that
 * nh_queue_dispatch lends.
 */
nh_installation *nh_outcome_take_installation(const nh_outcome *outcome);

/**
 * The registration that nh_create_registration_async, nh_put_registration_async,
 * nh_update_registration_async or nh_get_registration_async brought; free it with
 * nh_registration_free. NULL as in nh_outcome_take_installation.
 */
nh_registration *nh_outcome_take_registration(const nh_outcome *outcome);

/**
 * The page that nh_get_registration_page_async read; free it with
 * nh_registration_page_free. NULL as in nh_outcome_take_installation.
 */
nh_registration_page *nh_outcome_take_registration_page(const nh_outcome *outcome);

/**
 * What nh_get_notification_details_async read; free it with
 * nh_notification_details_free. NULL as in nh_outcome_take_installation.
 */
nh_notification_details *nh_outcome_take_notification_details(const nh_outcome *outcome);

/**
 * The job of nh_submit_job_async or nh_get_job_async; free it with nh_job_free.
 * NULL as in nh_outcome_take_installation.
 */
nh_job *nh_outcome_take_job(const nh_outcome *outcome);

/**
 * The list that nh_list_jobs_async read; free it with nh_job_list_free. NULL as
 * in nh_outcome_take_installation.
 */
nh_job_list *nh_outcome_take_job_list(const nh_outcome *outcome);

/**
 * Is there what nh_installation_exists_async or nh_registration_exists_async
 * asked for? False also for NULL, for a call that failed, and for others.
 */
bool nh_outcome_exists(const nh_outcome *outcome);

#ifdef __cplusplus
}
#endif

#endif /* NOTIFICATION_HUBS_H */
