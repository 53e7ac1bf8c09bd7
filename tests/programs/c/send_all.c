/*
 * Sends every platform in every way, and compares the dry run with the bytes
 * on the wire.
 *
 * Needs a local hub with the devices of devices.json, POSIX sockets and
 * threads.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <ctype.h>
#include <netinet/in.h>
#include <pthread.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct platform {
  const char *name; /* of the one-line calls */
  int32_t number;
  const char *format; /* as the service calls it, and the tag of a device */
  const char *handle; /* what its device in devices.json has */
  const char *content_type;
  const char *payload;
  nh_status (*send)(const nh_hub *, const char *, const char *, nh_outcome **);
  nh_status (*broadcast)(const nh_hub *, const char *, nh_outcome **);
} platforms[] = {
  { "apple", NH_PLATFORM_APPLE, "apple", "a1a1a1a1",
    "application/json;charset=utf-8",
    "{\"aps\":{\"alert\":\"Gr\xc3\xbc\xc3\x9f dich\"}}",
    nh_send_apple_notification, nh_broadcast_apple_notification },
  { "google", NH_PLATFORM_GCM, "gcm", "gcm-registration-id",
    "application/json;charset=utf-8", "{\"data\":{\"message\":\"hello\"}}",
    nh_send_google_notification, nh_broadcast_google_notification },
  { "fcmv1", NH_PLATFORM_FCMV1, "fcmv1", "fcmv1-registration-token",
    "application/json;charset=utf-8",
    "{\"message\":{\"notification\":{\"body\":\"hello\"}}}",
    nh_send_fcmv1_notification, nh_broadcast_fcmv1_notification },
  { "windows", NH_PLATFORM_WINDOWS, "windows", "d-surface",
    "application/xml;charset=utf-8",
    "<toast><visual><binding template=\"ToastText01\"><text id=\"1\">hello"
    "</text></binding></visual></toast>",
    nh_send_windows_notification, nh_broadcast_windows_notification },
  { "mpns", NH_PLATFORM_MPNS, "windowsphone", "e-lumia",
    "application/xml;charset=utf-8",
    "<?xml version=\"1.0\"?><wp:Notification xmlns:wp=\"WPNotification\">"
    "<wp:Toast><wp:Text1>hello</wp:Text1></wp:Toast></wp:Notification>",
    nh_send_mpns_notification, nh_broadcast_mpns_notification },
  { "adm", NH_PLATFORM_ADM, "adm", "f-kindle",
    "application/json;charset=utf-8", "{\"data\":{\"message\":\"hello\"}}",
    nh_send_adm_notification, nh_broadcast_adm_notification },
  { "baidu", NH_PLATFORM_BAIDU, "baidu", "g-user-id",
    "application/json;charset=utf-8",
    "{\"title\":\"t\",\"description\":\"hello\"}",
    nh_send_baidu_notification, nh_broadcast_baidu_notification },
  { "browser", NH_PLATFORM_BROWSER, "browser", "h-browser",
    "application/json;charset=utf-8", "{\"title\":\"t\",\"message\":\"hi\"}",
    nh_send_browser_notification, nh_broadcast_browser_notification },
  { "xiaomi", NH_PLATFORM_XIAOMI, "xiaomi", "i-xiaomi",
    "application/json;charset=utf-8", "{\"title\":\"t\",\"payload\":\"hi\"}",
    nh_send_xiaomi_notification, nh_broadcast_xiaomi_notification },
  { "template", NH_PLATFORM_TEMPLATE, "template", NULL,
    "application/json;charset=utf-8", "{\"headline\":\"hello\"}",
    nh_send_template_notification, nh_broadcast_template_notification },
};

static nh_hub *hub;

static nh_notification *notification_of(const struct platform *platform)
{
  nh_notification *notification = nh_notification_new(
      platform->number, platform->payload, strlen(platform->payload));

  need(notification, platform->name);
  return notification;
}

/* A send that was taken, with all that its outcome should tell. */
static int accepted(const char *name, nh_status status, nh_outcome *outcome)
{
  const nh_error *error = nh_outcome_error(outcome);

  return check(status == NH_STATUS_OK && outcome && !error &&
                   nh_outcome_status(outcome) == NH_STATUS_OK &&
                   nh_outcome_verdict(outcome) == NH_VERDICT_ACCEPTED &&
                   nh_outcome_http_status(outcome) == 201 &&
                   nh_outcome_attempts(outcome) == 1 &&
                   nh_outcome_notification_id(outcome) &&
                   nh_outcome_tracking_id(outcome) &&
                   nh_outcome_correlation_id(outcome) &&
                   !nh_outcome_may_be_duplicate(outcome),
               name,
               "%s: %s; verdict %d, HTTP %d, attempts %u, notification id %s, "
               "tracking id %s, correlation id %s",
               nh_status_name(status), nh_error_message(error),
               (int)nh_outcome_verdict(outcome),
               (int)nh_outcome_http_status(outcome),
               (unsigned)nh_outcome_attempts(outcome),
               or_none(nh_outcome_notification_id(outcome)),
               or_none(nh_outcome_tracking_id(outcome)),
               or_none(nh_outcome_correlation_id(outcome)));
}

/* The target is freed. */
static void send_to(const struct platform *platform, const char *how,
                    nh_target *target)
{
  nh_notification *notification = notification_of(platform);
  nh_outcome *outcome = NULL;
  nh_status status;
  char name[100];

  sprintf(name, "%s by %s", platform->name, how);
  need(target, name);
  status = nh_send(hub, notification, target, NULL, &outcome);
  if (accepted(name, status, outcome))
    check(!nh_outcome_has_test_result(outcome) &&
              nh_outcome_success_count(outcome) == -1 &&
              nh_outcome_result_count(outcome) == 0,
          name, "an ordinary send has a test result");
  nh_outcome_free(outcome);
  nh_target_free(target);
  nh_notification_free(notification);
}

static nh_target *tag_set(const char *tag)
{
  nh_target *target = nh_target_new_tags();

  nh_target_add_tag(target, "nobody");
  nh_target_add_tag(target, tag);
  nh_target_add_tag(target, "nobody");
  return target;
}

static nh_target *composed(void)
{
  nh_tag_expression *even = nh_tag_expression_new_tag("even");
  nh_tag_expression *odd = nh_tag_expression_new_tag("odd");
  nh_tag_expression *nobody = nh_tag_expression_new_tag("nobody");
  nh_tag_expression *either = nh_tag_expression_new_or(even, odd);
  nh_tag_expression *not_nobody = nh_tag_expression_new_not(nobody);
  nh_tag_expression *all = nh_tag_expression_new_and(either, not_nobody);
  nh_target *target = nh_target_new_composed(all);

  check(!strcmp(nh_tag_expression_text(all), "(even || odd) && !nobody"),
        "composed expression", "%s", nh_tag_expression_text(all));
  nh_tag_expression_free(even);
  nh_tag_expression_free(odd);
  nh_tag_expression_free(nobody);
  nh_tag_expression_free(either);
  nh_tag_expression_free(not_nobody);
  nh_tag_expression_free(all);
  return target;
}

static void every_platform_and_target(void)
{
  size_t i;

  for (i = 0; i < LENGTH(platforms); i++) {
    const struct platform *platform = &platforms[i];
    nh_outcome *outcome = NULL;
    nh_status status;
    char name[100];

    send_to(platform, "tag", nh_target_new_tag("all"));
    send_to(platform, "tag set", tag_set("all"));
    send_to(platform, "expression",
            nh_target_new_expression("all && !(nobody || never)"));
    send_to(platform, "composed expression", composed());
    send_to(platform, "broadcast", nh_target_new_broadcast());

    sprintf(name, "nh_send_%s_notification", platform->name);
    status = platform->send(hub, platform->payload, "all || nobody", &outcome);
    accepted(name, status, outcome);
    nh_outcome_free(outcome);
    sprintf(name, "nh_broadcast_%s_notification", platform->name);
    status = platform->broadcast(hub, platform->payload, &outcome);
    accepted(name, status, outcome);
    nh_outcome_free(outcome);
  }
}

/* A test send reaches the one device of the platform, and says so. */
static void test_sends(void)
{
  nh_call_options *options = nh_call_options_new();
  size_t i, j;

  nh_call_options_set_test(options, 1);
  for (i = 0; i < LENGTH(platforms); i++) {
    const struct platform *platform = &platforms[i];
    nh_notification *notification = notification_of(platform);
    nh_target *target = nh_target_new_tag("all");
    nh_outcome *outcome = NULL;
    nh_status status;
    size_t count;
    char name[100];

    sprintf(name, "%s, test send", platform->name);
    status = nh_send(hub, notification, target, options, &outcome);
    accepted(name, status, outcome);
    count = nh_outcome_result_count(outcome);
    check(nh_outcome_has_test_result(outcome) &&
              nh_outcome_success_count(outcome) == (int64_t)count &&
              nh_outcome_failure_count(outcome) == 0 &&
              (platform->handle ? count == 1 : count == 3),
          name, "%ld succeeded, %ld failed, %lu results: %s",
          (long)nh_outcome_success_count(outcome),
          (long)nh_outcome_failure_count(outcome), (unsigned long)count,
          nh_outcome_body(outcome));
    for (j = 0; j < count; j++) {
      const char *device = nh_outcome_result_platform(outcome, j);
      const char *handle = nh_outcome_result_pns_handle(outcome, j);
      const char *words = nh_outcome_result_outcome(outcome, j);

      check((!platform->handle || !strcmp(device, platform->format)) &&
                handle && (!platform->handle || strstr(handle, platform->handle)) &&
                nh_outcome_result_registration_id(outcome, j) &&
                *nh_outcome_result_registration_id(outcome, j) &&
                words && strstr(words, "successfully sent"),
            name, "result %lu: %s, %s, %s", (unsigned long)j, or_none(device),
            or_none(handle), or_none(words));
    }
    check(!nh_outcome_result_platform(outcome, count) &&
              !nh_outcome_result_pns_handle(outcome, count) &&
              !nh_outcome_result_registration_id(outcome, count) &&
              !nh_outcome_result_outcome(outcome, count) &&
              nh_outcome_body_len(outcome) ==
                  strlen(nh_outcome_body(outcome)),
          name, "past the last result is something");
    nh_outcome_free(outcome);
    nh_target_free(target);
    nh_notification_free(notification);
  }
  nh_call_options_free(options);
}

/* Tags that nobody has reach nobody. */
static void test_send_to_nobody(void)
{
  nh_call_options *options = nh_call_options_new();
  nh_notification *notification = notification_of(&platforms[0]);
  nh_target *target = nh_target_new_expression("apple && windows");
  nh_outcome *outcome = NULL;
  nh_status status;

  nh_call_options_set_test(options, 2); /* every number but 0 means yes */
  status = nh_send(hub, notification, target, options, &outcome);
  accepted("test send to nobody", status, outcome);
  CHECK(nh_outcome_has_test_result(outcome));
  CHECK(nh_outcome_success_count(outcome) == 0);
  CHECK(nh_outcome_result_count(outcome) == 0);
  nh_outcome_free(outcome);
  nh_target_free(target);
  nh_notification_free(notification);
  nh_call_options_free(options);
}

/* Every send of a hub with the option is one, unless the call says not. */
static void test_hub(void)
{
  nh_options *options = local_options();
  nh_call_options *ordinary = nh_call_options_new();
  nh_notification *notification = notification_of(&platforms[0]);
  nh_target *target = nh_target_new_tag("all");
  nh_outcome *outcome = NULL;
  nh_hub *testing;

  nh_options_set_test(options, 1);
  testing = nh_hub_new(from_environment("NH_CONNECTION_STRING"),
                       from_environment("NH_HUB"), options);
  need(testing, "nh_hub_new");
  CHECK(nh_send_apple_notification(testing, platforms[0].payload, "all",
                                   &outcome) == NH_STATUS_OK);
  CHECK(nh_outcome_success_count(outcome) == 1);
  nh_outcome_free(outcome);
  nh_call_options_set_test(ordinary, 0);
  CHECK(nh_send(testing, notification, target, ordinary, &outcome) ==
        NH_STATUS_OK);
  CHECK(!nh_outcome_has_test_result(outcome));
  nh_outcome_free(outcome);
  nh_hub_free(testing);
  nh_options_free(options);
  nh_call_options_free(ordinary);
  nh_notification_free(notification);
  nh_target_free(target);
}

static void tracking_ids(void)
{
  nh_call_options *options = nh_call_options_new();
  nh_notification *notification = notification_of(&platforms[0]);
  nh_target *target = nh_target_new_tag("nobody");
  nh_outcome *one = NULL, *other = NULL;

  CHECK(nh_call_options_set_tracking_id(options, "order-4711/a b") ==
        NH_STATUS_OK);
  CHECK(nh_send(hub, notification, target, options, &one) == NH_STATUS_OK);
  check(nh_outcome_tracking_id(one) &&
            !strcmp(nh_outcome_tracking_id(one), "order-4711/a b"),
        "tracking id of the caller", "%s",
        or_none(nh_outcome_tracking_id(one)));
  nh_outcome_free(one);
  CHECK(nh_send(hub, notification, target, NULL, &one) == NH_STATUS_OK);
  CHECK(nh_send(hub, notification, target, NULL, &other) == NH_STATUS_OK);
  CHECK(strlen(nh_outcome_tracking_id(one)) == 36);
  CHECK(strcmp(nh_outcome_tracking_id(one), nh_outcome_tracking_id(other)));
  CHECK(strcmp(nh_outcome_notification_id(one),
               nh_outcome_notification_id(other)));
  nh_outcome_free(one);
  nh_outcome_free(other);
  nh_target_free(target);
  nh_notification_free(notification);
  nh_call_options_free(options);
}

static void templates(void)
{
  nh_notification *notification = nh_notification_new_template();
  nh_call_options *options = nh_call_options_new();
  nh_target *target = nh_target_new_broadcast();
  nh_outcome *outcome = NULL;
  nh_request *request;
  nh_status status;

  CHECK(nh_notification_set_property(notification, "headline", "old") ==
        NH_STATUS_OK);
  CHECK(nh_notification_set_property(notification, "headline",
                                     "\"Gr\xc3\xbc\xc3\x9f\\dich\"\n") ==
        NH_STATUS_OK);
  CHECK(nh_notification_set_apns_priority(notification, 5) == NH_STATUS_OK);
  request = nh_request_new(hub, notification, target, NULL);
  check(!strcmp(nh_request_body(request),
                "{\"headline\":\"\\\"Gr\xc3\xbc\xc3\x9f\\\\dich\\\"\\n\"}"),
        "properties as JSON", "%s", nh_request_body(request));
  nh_request_free(request);
  nh_call_options_set_test(options, 1);
  status = nh_send(hub, notification, target, options, &outcome);
  accepted("template by properties", status, outcome);
  check(nh_outcome_success_count(outcome) == 3, "its three devices", "%ld: %s",
        (long)nh_outcome_success_count(outcome), nh_outcome_body(outcome));
  nh_outcome_free(outcome);
  nh_call_options_free(options);
  nh_target_free(target);
  nh_notification_free(notification);
}

/* ---- The bytes on the wire ------------------------------------------------ */

/* A server that takes one request and keeps it. */
struct server {
  pthread_t thread;
  int listener;
  unsigned port;
  char request[100000];
  size_t length;
};

/* Where the body of the request begins, or NULL if its head is not whole. */
static const char *body_of(const struct server *server, size_t *length)
{
  const char *at = strstr(server->request, "\r\n\r\n");

  if (!at)
    return NULL;
  at += 4;
  *length = server->length - (size_t)(at - server->request);
  return at;
}

static int is_whole(const struct server *server)
{
  static const char name[] = "\r\ncontent-length:";
  size_t got, i;
  const char *body = body_of(server, &got);

  for (i = 0; body && server->request + i < body; i++) {
    if (!strncasecmp(server->request + i, name, strlen(name)))
      return got >= strtoul(server->request + i + strlen(name), NULL, 10);
  }
  return 0;
}

static void *serve(void *argument)
{
  static const char answer[] =
      "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n"
      "Location: http://h/hub/messages/NH-1?api-version=2020-06\r\n"
      "Connection: close\r\n\r\n";
  struct server *server = argument;
  int connection = accept(server->listener, NULL, NULL);
  ssize_t got = 1;

  while (got > 0 && !is_whole(server) &&
         server->length < sizeof server->request - 1) {
    got = recv(connection, server->request + server->length,
               sizeof server->request - 1 - server->length, 0);
    if (got > 0)
      server->length += (size_t)got;
  }
  if (send(connection, answer, strlen(answer), 0) < 0)
    server->length = 0;
  close(connection);
  return NULL;
}

static struct server *start_server(void)
{
  struct server *server = calloc(1, sizeof *server);
  struct sockaddr_in address;
  socklen_t length = sizeof address;

  need(server, "calloc");
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server->listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(server->listener, (struct sockaddr *)&address, length) ||
      listen(server->listener, 1) ||
      getsockname(server->listener, (struct sockaddr *)&address, &length) ||
      pthread_create(&server->thread, NULL, serve, server)) {
    check(0, "a server to look at requests", "cannot be started");
    exit(checks_done());
  }
  server->port = ntohs(address.sin_port);
  return server;
}

static void stop_server(struct server *server)
{
  close(server->listener);
  free(server);
}

/* Does the request have this header line, and once? */
static int has_header(const struct server *server, const char *name,
                      const char *value)
{
  const char *end = strstr(server->request, "\r\n\r\n");
  const char *line = strstr(server->request, "\r\n");
  int same_name = 0, same = 0;

  for (; line && line < end; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, strlen(name)) || line[strlen(name)] != ':')
      continue;
    same_name++;
    line += strlen(name) + 1;
    while (*line == ' ')
      line++;
    if (!value || (!strncmp(line, value, strlen(value)) &&
                   !strncmp(line + strlen(value), "\r\n", 2)))
      same++;
  }
  return same_name == 1 && same == 1;
}

static size_t header_lines(const struct server *server)
{
  const char *end = strstr(server->request, "\r\n\r\n");
  const char *line = strstr(server->request, "\r\n");
  size_t count = 0;

  for (; line && line < end; line = strstr(line + 2, "\r\n"))
    count++;
  return count;
}

/* What nh_send puts on the wire is what the dry run says: method, URL, every
 * header and no other than Host and Content-Length, and the body's bytes. The
 * target is freed. */
static void same_as_dry_run(const char *name, nh_notification *notification,
                            nh_target *target, int test, const char *body,
                            size_t body_length)
{
  struct server *server = start_server();
  nh_call_options *options = nh_call_options_new();
  char text[300], port[30], start[300], host[40], number[30];
  nh_outcome *outcome = NULL;
  nh_request *request;
  const char *sent;
  size_t i, count, sent_length = 0;
  nh_hub *observed;

  sprintf(port, "127.0.0.1:%u", server->port);
  sprintf(text,
          "Endpoint=http://%s/;SharedAccessKeyName=P;SharedAccessKey=k3y;"
          "UseDevelopmentEmulator=true",
          port);
  observed = nh_hub_new(text, "some hub", NULL);
  need(observed, "nh_hub_new");
  nh_call_options_set_tracking_id(options, "dry-run");
  nh_call_options_set_test(options, test);
  nh_call_options_set_max_attempts(options, 1);
  request = nh_request_new(observed, notification, target, options);
  need(request, name);
  if (!check(nh_send(observed, notification, target, options, &outcome) ==
                 NH_STATUS_OK, name, "%s",
             nh_error_message(nh_outcome_error(outcome))))
    exit(checks_done());
  pthread_join(server->thread, NULL);

  sprintf(start, "http://%s/", port);
  CHECK(!strncmp(nh_request_url(request), start, strlen(start)));
  sprintf(start, "%s %.200s HTTP/1.1\r\n", nh_request_method(request),
          nh_request_url(request) + strlen("http://") + strlen(port));
  check(!strncmp(server->request, start, strlen(start)), name,
        "the request begins with %.100s, not with %s", server->request, start);
  check(!strcmp(nh_request_method(request), "POST") &&
            strstr(start, "POST /some%20hub/messages?api-version=2020-06") &&
            !!strstr(start, "&test") == test,
        name, "%s", start);

  count = nh_request_header_count(request);
  for (i = 0; i < count; i++) {
    const char *header = nh_request_header_name(request, i);
    const char *value = nh_request_header_value(request, i);
    check(has_header(server, header, value), name,
          "%s: %s is not in the request", header, value);
  }
  sprintf(host, "127.0.0.1:%u", server->port);
  sprintf(number, "%lu", (unsigned long)body_length);
  check(has_header(server, "Host", host) &&
            has_header(server, "Content-Length", number) &&
            header_lines(server) == count + 2,
        name, "%lu headers, the dry run has %lu:\n%s",
        (unsigned long)header_lines(server), (unsigned long)count,
        server->request);
  check(has_header(server, "TrackingId", "dry-run"), name, "no TrackingId");

  sent = body_of(server, &sent_length);
  check(sent_length == body_length &&
            nh_request_body_len(request) == body_length && sent &&
            !memcmp(sent, body, body_length) &&
            !memcmp(nh_request_body(request), body, body_length) &&
            nh_request_body(request)[body_length] == '\0',
        name, "the body has %lu bytes, in the dry run %lu",
        (unsigned long)sent_length,
        (unsigned long)nh_request_body_len(request));
  check(nh_outcome_notification_id(outcome) &&
            !strcmp(nh_outcome_notification_id(outcome), "NH-1"),
        name, "notification id %s",
        or_none(nh_outcome_notification_id(outcome)));
  nh_outcome_free(outcome);
  nh_request_free(request);
  nh_hub_free(observed);
  nh_call_options_free(options);
  nh_target_free(target);
  stop_server(server);
}

/* The dry run has this header with this value; NULL: does not have it. */
static void shows(const char *name, nh_notification *notification,
                  const nh_target *target, const char *header,
                  const char *value)
{
  nh_request *request = nh_request_new(hub, notification, target, NULL);
  const char *found = NULL;
  size_t i;

  need(request, name);
  for (i = 0; i < nh_request_header_count(request); i++) {
    if (!strcasecmp(nh_request_header_name(request, i), header))
      found = nh_request_header_value(request, i);
  }
  check(value ? found && !strcmp(found, value) : !found, name,
        "%s: %s, wanted %s", header, or_none(found), or_none(value));
  nh_request_free(request);
}

static void on_the_wire(void)
{
  static const char raw[] = "\0\x01\xff raw \0 bytes \r\n\0";
  nh_notification *notification;
  nh_target *target = nh_target_new_tag("all");
  nh_target *everyone = nh_target_new_broadcast();
  nh_target *set = tag_set("all");
  nh_outcome *outcome = NULL;
  nh_status status;
  size_t i;

  for (i = 0; i < LENGTH(platforms); i++) {
    const struct platform *platform = &platforms[i];
    char name[100];

    notification = notification_of(platform);
    sprintf(name, "%s, dry run and wire", platform->name);
    same_as_dry_run(name, notification,
                    nh_target_new_expression("all && !nobody"), 0,
                    platform->payload, strlen(platform->payload));
    sprintf(name, "%s, dry run and wire of a test broadcast", platform->name);
    same_as_dry_run(name, notification, nh_target_new_broadcast(), 1,
                    platform->payload, strlen(platform->payload));
    shows(name, notification, target, "ServiceBusNotification-Format",
          platform->format);
    shows(name, notification, target, "Content-Type", platform->content_type);
    shows(name, notification, target, "ServiceBusNotification-Tags", "all");
    shows(name, notification, everyone, "ServiceBusNotification-Tags", NULL);
    shows(name, notification, set, "ServiceBusNotification-Tags",
          "all || nobody");
    shows(name, notification, target, "X-WNS-Type",
          platform->number == NH_PLATFORM_WINDOWS ? "wns/toast" : NULL);
    shows(name, notification, target, "X-WindowsPhone-Target",
          platform->number == NH_PLATFORM_MPNS ? "toast" : NULL);
    shows(name, notification, target, "X-NotificationClass",
          platform->number == NH_PLATFORM_MPNS ? "2" : NULL);
    nh_notification_free(notification);
  }

  notification =
      nh_notification_new(NH_PLATFORM_WINDOWS, raw, sizeof raw - 1);
  CHECK(nh_notification_set_wns_type(notification, NH_WNS_TYPE_RAW) ==
        NH_STATUS_OK);
  shows("raw", notification, target, "X-WNS-Type", "wns/raw");
  shows("raw", notification, target, "Content-Type",
        "application/octet-stream");
  same_as_dry_run("raw bytes, dry run and wire", notification,
                  nh_target_new_tag("all"), 0, raw, sizeof raw - 1);
  status = nh_send(hub, notification, target, NULL, &outcome);
  accepted("raw bytes", status, outcome);
  nh_outcome_free(outcome);
  nh_notification_free(notification);

  notification = notification_of(&platforms[0]);
  nh_notification_set_apns_push_type(notification,
                                     NH_APNS_PUSH_TYPE_BACKGROUND);
  nh_notification_set_apns_priority(notification, 5);
  nh_notification_set_apns_expiration(notification, 4102444800);
  nh_notification_set_apns_topic(notification, "com.example.app");
  nh_notification_set_apns_collapse_id(notification, "score");
  nh_notification_set_header(notification, "apns-id", "id");
  nh_notification_set_header(notification, "APNS-ID", "other id");
  shows("apns", notification, target, "apns-push-type", "background");
  shows("apns", notification, target, "apns-priority", "5");
  shows("apns", notification, target, "apns-expiration", "4102444800");
  shows("apns", notification, target, "apns-topic", "com.example.app");
  shows("apns", notification, target, "apns-collapse-id", "score");
  shows("apns", notification, target, "apns-id", "other id");
  same_as_dry_run("apns settings, dry run and wire", notification,
                  nh_target_new_tag("all"), 0, platforms[0].payload,
                  strlen(platforms[0].payload));
  status = nh_send(hub, notification, target, NULL, &outcome);
  accepted("apns settings", status, outcome);
  nh_outcome_free(outcome);
  nh_notification_free(notification);
  nh_target_free(target);
  nh_target_free(everyone);
  nh_target_free(set);
}

int main(void)
{
  hub = local_hub();
  every_platform_and_target();
  test_sends();
  test_send_to_nobody();
  test_hub();
  tracking_ids();
  templates();
  on_the_wire();
  CHECK(nh_last_error() == NULL); /* nothing failed */
  nh_hub_free(hub);
  return checks_done();
}
