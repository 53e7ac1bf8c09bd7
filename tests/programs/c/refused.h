/*
 * Calls that must be refused: each with its own status and a word that the
 * message must hold, and with no planted secret in any error.
 */
#ifndef REFUSED_H
#define REFUSED_H

#include "check.h"

/* Planted wherever a secret can stand; no message may hold any of them. */
#define KEY "s3cretS3cretS3cretS3cretS3cretS3cretS3cret0="
#define PASSWORD "pr0xyPassw0rd"
#define HANDLE "h4ndle0f4nn"
#define PAYLOAD_WORD "p4yl0adOfAnn"
#define PAYLOAD "{\"aps\":{\"alert\":\"" PAYLOAD_WORD "\"}}"
#define PROPERTY "pr0pertyOfAnn"

#define NOT_UTF8 "caf\xe9"
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static int secrets_found;

static inline void search_secrets(const char *name, const char *text)
{
  static const char *const secrets[] = {
    KEY, "s3cret", PASSWORD, HANDLE, PAYLOAD_WORD, PROPERTY,
  };
  size_t i;

  for (i = 0; text && i < LENGTH(secrets); i++) {
    if (strstr(text, secrets[i])) {
      secrets_found++;
      check(0, name, "a secret is in \"%s\"", text);
    }
  }
}

/* Every error that a program sees passes here. */
static inline void inspect(const char *name, const nh_error *error)
{
  const char *message = nh_error_message(error);

  search_secrets(name, message);
  search_secrets(name, nh_error_service_code(error));
  search_secrets(name, nh_error_service_detail(error));
  search_secrets(name, nh_error_tracking_id(error));
  if (strpbrk(message, "\r\n"))
    check(0, name, "the message has more than one line: %s", message);
}

/* Makes the last error one that no case expects. */
static inline void mark(void)
{
  nh_get_hub(NULL, NULL, NULL, NULL, NULL);
}

static inline int is_marked(void)
{
  return !strncmp(nh_error_message(nh_last_error()), "ns is NULL", 10);
}

/* The error is `status`, says `word`, is at `column`, and nothing was sent. */
static inline int is_error(const char *name, const nh_error *error,
                           nh_status status, const char *word, size_t column)
{
  const char *message = nh_error_message(error);

  inspect(name, error);
  return check(nh_error_status(error) == status && strstr(message, word) &&
                   nh_error_column(error) == column &&
                   nh_error_http_status(error) == 0 &&
                   !nh_error_is_transient(error) &&
                   !nh_error_may_have_been_sent(error) &&
                   nh_error_retry_after_ms(error) == -1,
               name, "%s (wanted %s), column %lu (wanted %lu), \"%s\" (wanted "
               "\"%s\")",
               nh_status_name(nh_error_status(error)), nh_status_name(status),
               (unsigned long)nh_error_column(error), (unsigned long)column,
               message, word);
}

/* A call that returned `got` failed as it should. */
static inline void failed_at(const char *name, nh_status got, nh_status wanted,
                             const char *word, size_t column)
{
  if (is_error(name, nh_last_error(), wanted, word, column) && got != wanted)
    check(0, name, "it returned %s", nh_status_name(got));
}

/* A constructor gave nothing. */
static inline void nothing_at(const char *name, const void *object,
                              nh_status wanted, const char *word,
                              size_t column)
{
  if (is_error(name, nh_last_error(), wanted, word, column) && object)
    check(0, name, "it gave an object");
}

/* A call succeeded and left the last error alone. The message is read here, in
 * a statement of its own: as an argument beside the call it could be an older
 * one's, which the call frees. */
static inline void fine(const char *name, nh_status got)
{
  inspect(name, nh_last_error());
  check(got == NH_STATUS_OK && is_marked(), name, "%s: %s",
        nh_status_name(got), nh_error_message(nh_last_error()));
}

#define FAILED_AT(call, wanted, word, column) \
  (mark(), failed_at(#call, call, wanted, word, column))
#define FAILED(call, wanted, word) FAILED_AT(call, wanted, word, 0)
#define NOTHING_AT(call, wanted, word, column) \
  (mark(), nothing_at(#call, call, wanted, word, column))
#define NOTHING(call, wanted, word) NOTHING_AT(call, wanted, word, 0)
#define FINE(call) (mark(), fine(#call, call))

/* A call that never left: its outcome says so. Frees the outcome. */
static inline void not_sent_at(const char *name, nh_status got,
                               nh_outcome *outcome, nh_status wanted,
                               const char *word, size_t column)
{
  const nh_error *error = nh_outcome_error(outcome);

  inspect(name, nh_last_error());
  if (is_error(name, error, wanted, word, column) &&
      (got != wanted || nh_outcome_status(outcome) != wanted ||
       nh_outcome_verdict(outcome) != NH_VERDICT_NOT_ACCEPTED ||
       nh_outcome_attempts(outcome) || nh_outcome_http_status(outcome) ||
       nh_outcome_body_len(outcome) || nh_outcome_notification_id(outcome) ||
       nh_error_status(nh_last_error()) != wanted))
    check(0, name, "%s, verdict %d, %u attempts, HTTP status %d",
          nh_status_name(got), (int)nh_outcome_verdict(outcome),
          (unsigned)nh_outcome_attempts(outcome),
          (int)nh_outcome_http_status(outcome));
  nh_outcome_free(outcome);
}

/* The send fails with an outcome, and the dry run and the queued send in the same
 * way. */
static inline void send_fails_at(const char *name, const nh_hub *hub,
                          const nh_notification *notification,
                          const nh_target *target,
                          const nh_call_options *options, nh_status wanted,
                          const char *word, size_t column)
{
  nh_outcome *outcome = (nh_outcome *)1;
  nh_request *request;
  nh_queue *queue = nh_queue_new(NULL);
  char dry_run[150], queued[150];
  nh_status status;

  mark();
  status = nh_send(hub, notification, target, options, &outcome);
  not_sent_at(name, status, outcome, wanted, word, column);
  sprintf(dry_run, "%.130s, dry run", name);
  mark();
  request = nh_request_new(hub, notification, target, options);
  nothing_at(dry_run, request, wanted, word, column);
  nh_request_free(request);
  sprintf(queued, "%.130s, queued", name);
  mark();
  status = nh_send_async(hub, notification, target, options, queue, NULL);
  failed_at(queued, status, wanted, word, column);
  if (!queue || nh_queue_pending(queue))
    check(0, queued, "it was taken");
  nh_queue_free(queue);
}

static inline void send_fails(const char *name, const nh_hub *hub,
                       const nh_notification *notification,
                       const nh_target *target,
                       const nh_call_options *options, nh_status wanted,
                       const char *word)
{
  send_fails_at(name, hub, notification, target, options, wanted, word, 0);
}

/* A call that gives `outcome` and never left. */
#define CALL_FAILS_AT(call, wanted, word, column)              \
  do {                                                         \
    nh_outcome *outcome = (nh_outcome *)1;                     \
    nh_status status;                                          \
    mark();                                                    \
    status = call;                                             \
    not_sent_at(#call, status, outcome, wanted, word, column); \
  } while (0)
#define CALL_FAILS(call, wanted, word) CALL_FAILS_AT(call, wanted, word, 0)

/* The same where it also gives an object, `got`, which is then NULL. */
#define READ_FAILS(type, call, wanted, word)                   \
  do {                                                         \
    type *got = (type *)1;                                     \
    CALL_FAILS(call, wanted, word);                            \
    check(got == NULL, #call, "it left its result as it was"); \
  } while (0)

static inline char *text_of(char c, size_t length)
{
  char *text = malloc(length + 1);

  need(text, "malloc");
  memset(text, c, length);
  text[length] = '\0';
  return text;
}

static inline nh_notification *notification_of(int32_t platform,
                                               const char *body)
{
  nh_notification *notification =
      nh_notification_new(platform, body, strlen(body));

  need(notification, "nh_notification_new");
  return notification;
}

#endif
