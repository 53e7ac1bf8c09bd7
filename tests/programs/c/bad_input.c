/*
 * Bad input: each case has its own status and a word that the message must
 * hold, nothing secret is in any message, and what the manual says stays
 * usable is.
 *
 * Needs POSIX for temporary files.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <limits.h>
#include <unistd.h>

#include "refused.h"

#define CREDENTIALS ";SharedAccessKeyName=P;SharedAccessKey=" KEY
#define STRING "Endpoint=sb://ns.servicebus.windows.net/" CREDENTIALS

static void nothing(const char *name, const void *object, nh_status wanted,
                    const char *word)
{
  nothing_at(name, object, wanted, word, 0);
}

/* The object still works: the local hub takes it. */
static void send_works(const char *name, const nh_hub *hub,
                       const nh_notification *notification,
                       const nh_target *target, const nh_call_options *options)
{
  nh_outcome *outcome;
  nh_status status = nh_send(hub, notification, target, options, &outcome);

  inspect(name, nh_outcome_error(outcome));
  check(status == NH_STATUS_OK && nh_outcome_http_status(outcome) == 201, name,
        "%s", nh_error_message(nh_outcome_error(outcome)));
  nh_outcome_free(outcome);
}

static nh_notification *apple(void)
{
  return notification_of(NH_PLATFORM_APPLE, PAYLOAD);
}

static const char mpns_toast[] =
    "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast/>"
    "</wp:Notification>";

/* ---- Connection strings and hub names ------------------------------------ */

static void connection_strings(void)
{
  static const struct {
    const char *text;
    const char *word;
  } cases[] = {
    { "", "empty" },
    { "  \n ", "empty" },
    { ";;;", "Endpoint" },
    { KEY, "no Endpoint" }, /* it has a '=', so it is an unknown part */
    { "s3cret", "part 1 has no '='" },
    { "Endpoint=sb://h/;s3cret", "part 2 has no '='" },
    { "SharedAccessKeyName=P;SharedAccessKey=" KEY, "no Endpoint" },
    { "Endpoint=" CREDENTIALS, "Endpoint is empty" },
    { "Endpoint=s3cret" CREDENTIALS, "scheme" },
    { "Endpoint=ftp://s3cret/" CREDENTIALS, "scheme" },
    { "Endpoint=http://h/" CREDENTIALS, "UseDevelopmentEmulator" },
    { "Endpoint=http://h/;UseDevelopmentEmulator=false" CREDENTIALS, "http" },
    { "Endpoint=http://h/;UseDevelopmentEmulator=s3cret" CREDENTIALS,
      "true or false" },
    { "Endpoint=sb:///" CREDENTIALS, "host" },
    { "Endpoint=sb://h:0/" CREDENTIALS, "port" },
    { "Endpoint=sb://h:65536/" CREDENTIALS, "port" },
    { "Endpoint=sb://h:s3cret/" CREDENTIALS, "port" },
    { "Endpoint=sb://user:" PASSWORD "@h/" CREDENTIALS, "Endpoint" },
    { "Endpoint=sb://h/?s3cret" CREDENTIALS, "Endpoint" },
    { "Endpoint=sb://h/#s3cret" CREDENTIALS, "Endpoint" },
    { "Endpoint=sb://h\\s3cret" CREDENTIALS, "Endpoint" },
    { "Endpoint=sb://s3cret h/" CREDENTIALS, "Endpoint" },
    { "Endpoint=sb://s3cr\xc3\xa9t/" CREDENTIALS, "Endpoint" },
    { "Endpoint=sb://h/../s3cret" CREDENTIALS, "Endpoint" },
    { "Endpoint=sb://[::s3cret]/" CREDENTIALS, "Endpoint" },
    { "Endpoint=sb://.../" CREDENTIALS, "host names" },
    { "Endpoint=sb://s3cret..h/" CREDENTIALS, "host names" },
    { "Endpoint=sb://.s3cret/" CREDENTIALS, "host names" },
    { "Endpoint=sb://h/\x01s3cret" CREDENTIALS, "control character" },
    { "Endpoint=sb://h/", "neither SharedAccessKeyName" },
    { "Endpoint=sb://h/;SharedAccessKey=" KEY, "no SharedAccessKeyName" },
    { "Endpoint=sb://h/;SharedAccessKeyName=s3cret", "no SharedAccessKey" },
    { "Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey=",
      "SharedAccessKey is empty" },
    { "Endpoint=sb://h/;SharedAccessKeyName=;SharedAccessKey=" KEY,
      "SharedAccessKeyName is empty" },
    { STRING ";SharedAccessKey=s3cret", "SharedAccessKey is given twice" },
    { STRING ";sharedaccesskeyname=Q", "SharedAccessKeyName is given twice" },
    { STRING ";ENDPOINT=sb://s3cret/", "Endpoint is given twice" },
    { STRING ";EntityPath=a;EntityPath=b", "EntityPath is given twice" },
    { STRING ";EntityPath=", "EntityPath is empty" },
  };
  char *long_key = text_of('s', 257);
  char *text = malloc(400);
  char name[100];
  size_t i;

  need(text, "malloc");
  for (i = 0; i < LENGTH(cases); i++) {
    sprintf(name, "connection string %lu: %s", (unsigned long)i,
            cases[i].word);
    mark();
    nothing(name, nh_hub_new(cases[i].text, "hub", NULL),
            NH_STATUS_INVALID_CONNECTION_STRING, cases[i].word);
  }
  sprintf(text, "Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey=%s",
          long_key);
  mark();
  nothing("key too long", nh_hub_new(text, "hub", NULL),
          NH_STATUS_INVALID_CONNECTION_STRING, "SharedAccessKey is longer");
  sprintf(text, "Endpoint=sb://h/;SharedAccessKeyName=%s;SharedAccessKey=k",
          long_key);
  mark();
  nothing("key name too long", nh_hub_new(text, "hub", NULL),
          NH_STATUS_INVALID_CONNECTION_STRING, "SharedAccessKeyName is longer");
  free(long_key);
  free(text);
  NOTHING(nh_hub_new(STRING NOT_UTF8, "hub", NULL), NH_STATUS_INVALID_ARGUMENT,
          "connection_string is not UTF-8");
  NOTHING(nh_namespace_new("", NULL), NH_STATUS_INVALID_CONNECTION_STRING,
          "empty");
}

static void hub_names(void)
{
  static const struct {
    const char *text;
    const char *word;
  } cases[] = {
    { "", "hub_name is empty" },
    { "  ", "hub_name is empty" },
    { " hub ", "blank" },
    { "hub\t", "blank" },
    { "a/b", "hub_name" },
    { "a\\b", "hub_name" },
    { "a?b", "hub_name" },
    { "a#b", "hub_name" },
    { "a\nb", "hub_name" },
    { "a\x7f", "hub_name" },
    { ".", "hub_name" },
    { "..", "hub_name" },
    { "https://ns/hub", "hub_name looks like" },
    { STRING, "hub_name looks like a connection string" },
  };
  char *too_long = text_of('h', 261);
  char name[100];
  size_t i;

  for (i = 0; i < LENGTH(cases); i++) {
    sprintf(name, "hub name %lu", (unsigned long)i);
    mark();
    nothing(name, nh_hub_new(STRING, cases[i].text, NULL),
            NH_STATUS_INVALID_ARGUMENT, cases[i].word);
  }
  NOTHING(nh_hub_new(STRING, too_long, NULL), NH_STATUS_INVALID_ARGUMENT,
          "hub_name is longer");
  NOTHING(nh_hub_new(STRING, NOT_UTF8, NULL), NH_STATUS_INVALID_ARGUMENT,
          "hub_name is not UTF-8 (byte 4)");
  NOTHING(nh_hub_new(STRING, NULL, NULL), NH_STATUS_INVALID_ARGUMENT,
          "hub_name");
  NOTHING(nh_hub_new(STRING ";EntityPath=a/b", NULL, NULL),
          NH_STATUS_INVALID_CONNECTION_STRING, "EntityPath");
  free(too_long);
}

/* ---- Options ------------------------------------------------------------- */

/* Each on options of its own: the setter fails, and nh_hub_new with it, also
 * if a later setter succeeds. */
#define BAD_OPTION(setter, wanted, word)                                     \
  do {                                                                       \
    nh_options *options = nh_options_new();                                  \
    FAILED(setter, wanted, word);                                            \
    FINE(nh_options_set_timeout_ms(options, 1000));                          \
    mark();                                                                  \
    nothing("nh_hub_new after " #setter, nh_hub_new(STRING, "hub", options), \
            wanted, word);                                                   \
    nh_options_free(options);                                                \
  } while (0)

static void log_nothing(void *user_data, int32_t level, const char *text)
{
  (void)user_data;
  (void)level;
  (void)text;
}

static void option_values(void)
{
  static const int32_t bad_numbers[] = { 0, -1, 999, INT32_MIN, INT32_MAX };
  static const char *const bad_hosts[] = {
    "http://a.example", "a.example/x", "a.example:0", "a.example:65536",
    "10.0.0.0/33", "[::1]:", "**", "localhost,?", "."
  };
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  nh_options *options;
  size_t i;

  BAD_OPTION(nh_options_set_timeout_ms(options, 0), bad, "timeout_ms");
  BAD_OPTION(nh_options_set_timeout_ms(options, 86400001), bad, "timeout_ms");
  BAD_OPTION(nh_options_set_timeout_ms(options, UINT32_MAX), bad,
             "timeout_ms");
  BAD_OPTION(nh_options_set_connect_timeout_ms(options, 0), bad,
             "connect_timeout_ms");
  BAD_OPTION(nh_options_set_connect_timeout_ms(options, 86400001), bad,
             "connect_timeout_ms");
  BAD_OPTION(nh_options_set_pool_size(options, 0), bad, "connections");
  BAD_OPTION(nh_options_set_pool_size(options, 4097), bad, "connections");
  BAD_OPTION(nh_options_set_idle_age_ms(options, 0), bad, "idle_age_ms");
  BAD_OPTION(nh_options_set_connection_age_ms(options, 0), bad,
             "connection_age_ms");
  BAD_OPTION(nh_options_set_max_attempts(options, 0), bad, "attempts");
  BAD_OPTION(nh_options_set_max_attempts(options, 101), bad, "attempts");
  BAD_OPTION(nh_options_set_api_version(options, ""), bad, "api_version");
  BAD_OPTION(nh_options_set_api_version(options, "2020-06&test"), bad,
             "api_version");
  BAD_OPTION(nh_options_set_api_version(options, "2020-06\r\nA: b"), bad,
             "api_version");
  BAD_OPTION(nh_options_set_api_version(
                 options, "123456789012345678901234567890123"),
             bad, "api_version");
  BAD_OPTION(nh_options_set_user_agent_suffix(options, "a\r\nB: c"),
             NH_STATUS_INVALID_HEADER, "line end");
  BAD_OPTION(nh_options_set_user_agent_suffix(options, "caf\xc3\xa9"),
             NH_STATUS_INVALID_HEADER, "ASCII");
  BAD_OPTION(nh_options_set_user_agent_suffix(options, NOT_UTF8), bad,
             "suffix is not UTF-8");
  BAD_OPTION(nh_options_set_api_version(options, NOT_UTF8), bad,
             "api_version is not UTF-8");
  BAD_OPTION(nh_options_set_proxy(options, NOT_UTF8), bad, "url is not UTF-8");
  BAD_OPTION(nh_options_set_no_proxy(options, NOT_UTF8), bad,
             "hosts is not UTF-8");
  for (i = 0; i < LENGTH(bad_hosts); i++)
    BAD_OPTION(nh_options_set_no_proxy(options, bad_hosts[i]), bad, "hosts");
  BAD_OPTION(nh_options_set_ca_file(options, NOT_UTF8), bad,
             "path is not UTF-8");
  for (i = 0; i < LENGTH(bad_numbers); i++) {
    int32_t number = bad_numbers[i];
    BAD_OPTION(nh_options_set_retry(options, number), bad, "retry");
    if (number == NH_LOG_LEVEL_OFF)
      continue;
    BAD_OPTION(nh_options_set_log_stderr(options, number), bad, "level");
    BAD_OPTION(nh_options_set_log_callback(options, number, NULL, NULL), bad,
               "level");
    BAD_OPTION(nh_options_set_log_callback(options, number, log_nothing, NULL),
               bad, "level");
  }

  /* The first failure is kept, not the last. */
  options = nh_options_new();
  nh_options_set_pool_size(options, 0);
  nh_options_set_timeout_ms(options, 0);
  NOTHING(nh_hub_new(STRING, "hub", options), bad, "connections");
  nh_options_free(options);
}

/* Checked when the hub is made. */
static void bad_proxy(const char *name, const char *url, const char *word)
{
  nh_options *options = nh_options_new();
  nh_hub *hub;

  mark();
  nh_options_set_proxy(options, url);
  hub = nh_hub_new(STRING, "hub", options);
  nothing(name, hub, NH_STATUS_INVALID_ARGUMENT, word);
  nh_hub_free(hub);
  nh_options_free(options);
}

static void proxies(void)
{
  bad_proxy("empty proxy", "", "proxy");
  bad_proxy("proxy that is words", "not a url", "proxy");
  bad_proxy("proxy without host", "http://", "proxy");
  bad_proxy("proxy with words for a port", "http://host:port", "proxy");
  bad_proxy("proxy with port 99999", "http://host:99999", "proxy");
  bad_proxy("proxy with port 0", "http://host:0", "proxy");
  bad_proxy("proxy with another scheme", "ftp://host:3128", "proxy");
  bad_proxy("proxy with a space in the host",
            "http://user:" PASSWORD "@ho st:3128", "proxy");
  bad_proxy("proxy with credentials and no host",
            "http://user:" PASSWORD "@:3128", "proxy");
  bad_proxy("proxy with a line end", "http://host:3128\r\nA: b", "proxy");
  bad_proxy("SOCKS 4 proxy", "socks4://host:1080", "SOCKS");
  bad_proxy("SOCKS 5 proxy", "socks5://user:" PASSWORD "@host:1080", "SOCKS");
}

static void ca_file(const char *name, const char *content, const char *word)
{
  char path[] = "/tmp/nh-bad-input-XXXXXX";
  nh_options *options = nh_options_new();
  int file = mkstemp(path);
  size_t length = strlen(content);
  nh_hub *hub;

  if (file < 0 || write(file, content, length) != (ssize_t)length) {
    check(0, name, "cannot write a file in /tmp");
    return;
  }
  close(file);
  FINE(nh_options_set_ca_file(options, path));
  mark();
  hub = nh_hub_new(STRING, "hub", options);
  nothing(name, hub, NH_STATUS_INVALID_CA_FILE, word);
  check(strstr(nh_error_message(nh_last_error()), path) != NULL, name,
        "the message should name the file: %s",
        nh_error_message(nh_last_error()));
  nh_hub_free(hub);
  nh_options_free(options);
  unlink(path);
}

static void ca_files(void)
{
  nh_options *options = nh_options_new();
  nh_hub *hub;

  nh_options_set_ca_file(options, "/nowhere/ca.pem");
  NOTHING(nh_hub_new(STRING, "hub", options), NH_STATUS_INVALID_CA_FILE,
          "/nowhere/ca.pem");
  nh_options_free(options);
  options = nh_options_new();
  nh_options_set_ca_file(options, "/tmp");
  NOTHING(nh_hub_new(STRING, "hub", options), NH_STATUS_INVALID_CA_FILE,
          "/tmp");
  nh_options_free(options);
  /* An empty path is none, as an empty variable. */
  options = nh_options_new();
  FINE(nh_options_set_ca_file(options, "/nowhere/ca.pem"));
  FINE(nh_options_set_ca_file(options, ""));
  hub = nh_hub_new(STRING, "hub", options);
  check(hub != NULL, "an empty CA file", "the hub was refused");
  nh_hub_free(hub);
  nh_options_free(options);
  ca_file("empty CA file", "", "no certificate");
  ca_file("CA file that is no PEM", "s3cret words\n", "no certificate");
  ca_file("CA file with a key alone",
          "-----BEGIN PRIVATE KEY-----\n"
          "s3cretS3cretS3cretS3cret\n"
          "-----END PRIVATE KEY-----\n",
          "no certificate");
  ca_file("CA file with a broken certificate",
          "-----BEGIN CERTIFICATE-----\n"
          "s3cretS3cretS3cretS3cret\n"
          "-----END CERTIFICATE-----\n",
          "no certificate");
  ca_file("CA file that breaks off",
          "-----BEGIN CERTIFICATE-----\ns3cretS3cretS3cretS3cret\n",
          "block 1 has no end");
  ca_file("CA file that is no base64",
          "-----BEGIN CERTIFICATE-----\ns3cret!!!\n"
          "-----END CERTIFICATE-----\n",
          "PEM");
}

static void tokens(nh_hub *hub)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  nh_sas_token *token;

  NOTHING(nh_sas_token_new(hub, NULL, 0), bad, "lifetime_ms");
  NOTHING(nh_sas_token_new(hub, NULL, 999), bad, "lifetime_ms");
  NOTHING(nh_sas_token_new(hub, NULL, (uint64_t)367 * 86400000), bad,
          "lifetime_ms");
  NOTHING(nh_sas_token_new(hub, NULL, UINT64_MAX), bad, "lifetime_ms");
  NOTHING(nh_sas_token_new(hub, "", 60000), bad, "uri");
  NOTHING(nh_sas_token_new(hub, "/hub/" HANDLE, 60000), bad, "uri");
  NOTHING(nh_sas_token_new(hub, "hub", 60000), bad, "uri");
  NOTHING(nh_sas_token_new(hub, "https://", 60000), bad, "uri");
  NOTHING(nh_sas_token_new(hub, "https:///hub", 60000), bad, "uri");
  NOTHING(nh_sas_token_new(hub, "ftp://h/hub", 60000), bad, "uri");
  NOTHING(nh_sas_token_new(hub, "https://h/" NOT_UTF8, 60000), bad,
          "uri is not UTF-8");
  token = nh_sas_token_new(hub, NULL, 60000);
  CHECK(token != NULL);
  nh_sas_token_free(token);
}

/* ---- Notifications ------------------------------------------------------- */

static void payloads(void)
{
  const nh_status bad = NH_STATUS_INVALID_PAYLOAD;
  char *big = text_of('x', 65537);
  nh_notification *most;

  NOTHING(nh_notification_new(NH_PLATFORM_APPLE, "", 0), bad, "empty");
  NOTHING(nh_notification_new(NH_PLATFORM_APPLE, PAYLOAD, 0), bad, "empty");
  NOTHING(nh_notification_new(NH_PLATFORM_APPLE, big, 65537), bad, "65537");
  NOTHING(nh_notification_new(NH_PLATFORM_WINDOWS, big, 65537), bad, "65537");
  most = nh_notification_new(NH_PLATFORM_APPLE, big, 65536);
  check(most != NULL, "65536 bytes are not too many", "%s",
        nh_error_message(nh_last_error()));
  nh_notification_free(most);
  free(big);
  NOTHING(nh_notification_new(NH_PLATFORM_APPLE, PAYLOAD_WORD "\xff",
                              sizeof PAYLOAD_WORD),
          bad, "not UTF-8 (byte 13)");
  NOTHING(nh_notification_new(NH_PLATFORM_MPNS, PAYLOAD_WORD "\xff",
                              sizeof PAYLOAD_WORD),
          bad, "not UTF-8");
  NOTHING(nh_notification_new(NH_PLATFORM_TEMPLATE, "\xc3", 1), bad,
          "not UTF-8 (byte 1)");
  NOTHING(nh_notification_new(NH_PLATFORM_APPLE, PAYLOAD, SIZE_MAX),
          NH_STATUS_INVALID_ARGUMENT, "body");
  NOTHING(nh_notification_new(NH_PLATFORM_APPLE, NULL, SIZE_MAX),
          NH_STATUS_INVALID_ARGUMENT, "body");
}

/* What the root element does not tell is refused by the send. */
static void undetectable(nh_hub *hub, nh_target *target)
{
  static const struct {
    int32_t platform;
    const char *body;
    size_t length;
    const char *word;
  } cases[] = {
    { NH_PLATFORM_WINDOWS, PAYLOAD_WORD, 0, "nh_notification_set_wns_type" },
    { NH_PLATFORM_WINDOWS, "<" PAYLOAD_WORD "/>", 0, "root element" },
    { NH_PLATFORM_WINDOWS, "<x:toast>" PAYLOAD_WORD, 0, "prefix" },
    { NH_PLATFORM_WINDOWS, "<!--" PAYLOAD_WORD, 0, "XML" },
    { NH_PLATFORM_WINDOWS, "<!--" PAYLOAD_WORD "-->", 0, "no element" },
    { NH_PLATFORM_WINDOWS, "\xff" PAYLOAD_WORD, 0, "UTF-8" },
    { NH_PLATFORM_WINDOWS, "\0\1\2", 3, "nh_notification_set_wns_type" },
    { NH_PLATFORM_MPNS, PAYLOAD_WORD, 0, "nh_notification_set_mpns_type" },
    { NH_PLATFORM_MPNS, "<Notification><Toast/></Notification>", 0,
      "WPNotification" },
    { NH_PLATFORM_MPNS, "<Notification xmlns='WPNotification'/>", 0, "empty" },
    { NH_PLATFORM_MPNS,
      "<Notification xmlns='WPNotification'><" PAYLOAD_WORD
      "/></Notification>", 0, "Toast, Tile or Raw" },
  };
  nh_notification *notification;
  char name[100];
  size_t i;

  for (i = 0; i < LENGTH(cases); i++) {
    size_t length = cases[i].length ? cases[i].length : strlen(cases[i].body);
    sprintf(name, "undetectable payload %lu", (unsigned long)i);
    notification =
        nh_notification_new(cases[i].platform, cases[i].body, length);
    need(notification, name);
    send_fails(name, hub, notification, target, NULL,
               NH_STATUS_INVALID_PAYLOAD, cases[i].word);
    /* Saying it makes it good; only raw may be other than UTF-8. */
    if (cases[i].platform == NH_PLATFORM_WINDOWS)
      nh_notification_set_wns_type(notification, NH_WNS_TYPE_RAW);
    else
      nh_notification_set_mpns_type(notification, NH_MPNS_TYPE_RAW, 0);
    send_works("the same once its type is set", hub, notification, target,
               NULL);
    nh_notification_free(notification);
  }
  notification = notification_of(NH_PLATFORM_WINDOWS, "\xff" PAYLOAD_WORD);
  FINE(nh_notification_set_wns_type(notification, NH_WNS_TYPE_TOAST));
  send_fails("toast that is not UTF-8", hub, notification, target, NULL,
             NH_STATUS_INVALID_PAYLOAD, "not UTF-8");
  nh_notification_free(notification);
}

/* Each on a notification of its own: the setter fails, and the send with it. */
static nh_hub *the_hub;
static nh_target *the_target;

static void setter_failed(const char *name, nh_notification *notification,
                          nh_status got, nh_status wanted, const char *word)
{
  char later[200];

  failed_at(name, got, wanted, word, 0);
  sprintf(later, "nh_send after %.150s", name);
  send_fails(later, the_hub, notification, the_target, NULL, wanted, word);
  nh_notification_free(notification);
}

#define BAD_SETTER(make, setter, wanted, word)                       \
  do {                                                               \
    nh_notification *notification = make;                            \
    nh_status status;                                                \
    mark();                                                          \
    status = setter;                                                 \
    setter_failed(#setter, notification, status, wanted, word);      \
  } while (0)

static void headers(void)
{
  static const struct {
    const char *name;
    const char *value;
    const char *word;
  } cases[] = {
    { "", "v", "name is empty" },
    { "a b", "v", "name" },
    { "a:b", "v", "name" },
    { "a\r\nB", "v", "name" },
    { "a\nB", "v", "name" },
    { "na\xc3\xafve", "v", "name" },
    { "X-A\t", "v", "name" },
    { "(X)", "v", "name" },
    { "X-A", "v\r\nB: " HANDLE, "X-A" },
    { "X-A", "v\nB: c", "line end" },
    { "X-A", "v\rB: c", "line end" },
    { "X-A", "\x01", "X-A" },
    { "X-A", "\x7f", "printable ASCII" },
    { "X-A", "caf\xc3\xa9", "printable ASCII" },
    { "Content-Type", "", "Content-Type is empty" },
    { "Content-Type", "a\r\nB: c", "Content-Type" },
    { "Authorization", KEY, "Authorization" },
    { "authorization", KEY, "authorization" },
    { "Connection", "close", "Connection" },
    { "Content-Length", "1", "Content-Length" },
    { "Expect", "100-continue", "Expect" },
    { "Host", "h", "Host" },
    { "Proxy-Authorization", PASSWORD, "Proxy-Authorization" },
    { "Transfer-Encoding", "chunked", "Transfer-Encoding" },
    { "TrackingId", "t", "TrackingId" },
    { "Upgrade", "h2c", "Upgrade" },
    { "ServiceBusNotification-Tags", "t", "ServiceBusNotification-Tags" },
    { "ServiceBusNotification-Format", "gcm",
      "ServiceBusNotification-Format" },
    { "ServiceBusNotification-DeviceHandle", HANDLE,
      "ServiceBusNotification-DeviceHandle" },
    { "ServiceBusNotification-ScheduleTime", "2030-01-01T00:00:00",
      "ServiceBusNotification-ScheduleTime" },
    { "User-Agent", "mine/1.0", "User-Agent" },
  };
  char *long_name = text_of('n', 257);
  char *long_value = text_of('v', 4097);
  char name[100];
  size_t i;

  for (i = 0; i < LENGTH(cases); i++) {
    nh_notification *notification = apple();
    sprintf(name, "header %lu: %s", (unsigned long)i, cases[i].word);
    mark();
    setter_failed(name, notification,
                  nh_notification_set_header(notification, cases[i].name,
                                             cases[i].value),
                  NH_STATUS_INVALID_HEADER, cases[i].word);
  }
  BAD_SETTER(apple(), nh_notification_set_header(notification, long_name, "v"),
             NH_STATUS_INVALID_HEADER, "name is longer");
  BAD_SETTER(apple(),
             nh_notification_set_header(notification, "X-A", long_value),
             NH_STATUS_INVALID_HEADER, "X-A");
  BAD_SETTER(apple(), nh_notification_set_header(notification, NOT_UTF8, "v"),
             NH_STATUS_INVALID_ARGUMENT, "name is not UTF-8");
  BAD_SETTER(apple(),
             nh_notification_set_header(notification, "X-A", HANDLE "\xff"),
             NH_STATUS_INVALID_ARGUMENT, "value is not UTF-8 (byte 12)");
  BAD_SETTER(notification_of(NH_PLATFORM_WINDOWS, "<toast/>"),
             nh_notification_set_header(notification, "X-WNS-Type", HANDLE),
             NH_STATUS_INVALID_HEADER, "X-WNS-Type");
  BAD_SETTER(notification_of(NH_PLATFORM_MPNS, mpns_toast),
             nh_notification_set_header(notification, "X-WindowsPhone-Target",
                                        HANDLE),
             NH_STATUS_INVALID_HEADER, "X-WindowsPhone-Target");
  BAD_SETTER(notification_of(NH_PLATFORM_MPNS, mpns_toast),
             nh_notification_set_header(notification, "X-NotificationClass",
                                        HANDLE),
             NH_STATUS_INVALID_HEADER, "X-NotificationClass");
  free(long_name);
  free(long_value);
}

static void setters(void)
{
  static const int32_t bad_numbers[] = { 0, -1, 999, INT32_MIN, INT32_MAX };
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  char *long_text = text_of('p', 121);
  char *big = text_of('x', 65536);
  nh_notification *both;
  size_t i;

  for (i = 0; i < LENGTH(bad_numbers); i++) {
    int32_t number = bad_numbers[i];
    NOTHING(nh_notification_new(number, PAYLOAD, strlen(PAYLOAD)), bad,
            "platform");
    BAD_SETTER(notification_of(NH_PLATFORM_WINDOWS, "<toast/>"),
               nh_notification_set_wns_type(notification, number), bad,
               "wns_type");
    BAD_SETTER(notification_of(NH_PLATFORM_MPNS, mpns_toast),
               nh_notification_set_mpns_type(notification, number, 0), bad,
               "mpns_type");
    BAD_SETTER(apple(),
               nh_notification_set_apns_push_type(notification, number), bad,
               "push_type");
    BAD_SETTER(apple(),
               nh_notification_set_apns_priority(notification, number), bad,
               "priority");
    if (number == 0)
      continue;
    BAD_SETTER(notification_of(NH_PLATFORM_MPNS, mpns_toast),
               nh_notification_set_mpns_type(notification, NH_MPNS_TYPE_TOAST,
                                             number),
               bad, "notification_class");
  }
  NOTHING(nh_notification_new(11, PAYLOAD, strlen(PAYLOAD)), bad, "platform");
  BAD_SETTER(notification_of(NH_PLATFORM_MPNS, mpns_toast),
             nh_notification_set_mpns_type(notification, NH_MPNS_TYPE_TOAST, 1),
             bad, "notification_class");
  BAD_SETTER(notification_of(NH_PLATFORM_MPNS, mpns_toast),
             nh_notification_set_mpns_type(notification, NH_MPNS_TYPE_RAW, 32),
             bad, "notification_class");
  BAD_SETTER(notification_of(NH_PLATFORM_MPNS, mpns_toast),
             nh_notification_set_mpns_type(notification, NH_MPNS_TYPE_TILE,
                                           256 + 1),
             bad, "notification_class");
  BAD_SETTER(apple(),
             nh_notification_set_wns_type(notification, NH_WNS_TYPE_TOAST),
             bad, "WNS type");
  BAD_SETTER(apple(),
             nh_notification_set_mpns_type(notification, NH_MPNS_TYPE_TOAST, 0),
             bad, "MPNS type");
  BAD_SETTER(notification_of(NH_PLATFORM_GCM, "{}"),
             nh_notification_set_apns_push_type(notification,
                                                NH_APNS_PUSH_TYPE_ALERT),
             bad, "APNs");
  BAD_SETTER(notification_of(NH_PLATFORM_GCM, "{}"),
             nh_notification_set_apns_topic(notification, "t"), bad, "APNs");
  BAD_SETTER(apple(), nh_notification_set_apns_priority(notification, 7), bad,
             "priority");
  BAD_SETTER(apple(), nh_notification_set_apns_expiration(notification, -1),
             bad, "unix_seconds");
  BAD_SETTER(apple(),
             nh_notification_set_apns_expiration(notification, INT64_MIN), bad,
             "unix_seconds");
  BAD_SETTER(apple(), nh_notification_set_apns_topic(notification, ""), bad,
             "topic");
  BAD_SETTER(apple(), nh_notification_set_apns_topic(notification, "a\nb"),
             NH_STATUS_INVALID_HEADER, "topic");
  BAD_SETTER(apple(), nh_notification_set_apns_topic(notification, NOT_UTF8),
             bad, "topic is not UTF-8");
  BAD_SETTER(apple(), nh_notification_set_apns_collapse_id(notification, ""),
             bad, "collapse_id");
  BAD_SETTER(apple(),
             nh_notification_set_apns_collapse_id(notification, "a\r\nB: c"),
             NH_STATUS_INVALID_HEADER, "collapse-id");
  BAD_SETTER(apple(),
             nh_notification_set_apns_collapse_id(notification, long_text),
             bad, "collapse_id");
  BAD_SETTER(apple(),
             nh_notification_set_apns_collapse_id(notification, NOT_UTF8), bad,
             "collapse_id is not UTF-8");
  BAD_SETTER(nh_notification_new_template(),
             nh_notification_set_property(notification, "", PROPERTY), bad,
             "name");
  BAD_SETTER(nh_notification_new_template(),
             nh_notification_set_property(notification, "a b", PROPERTY), bad,
             "name");
  BAD_SETTER(nh_notification_new_template(),
             nh_notification_set_property(notification, long_text, PROPERTY),
             bad, "name");
  BAD_SETTER(nh_notification_new_template(),
             nh_notification_set_property(notification, NOT_UTF8, PROPERTY),
             bad, "name is not UTF-8");
  BAD_SETTER(nh_notification_new_template(),
             nh_notification_set_property(notification, "a", PROPERTY "\xff"),
             bad, "value is not UTF-8");
  BAD_SETTER(nh_notification_new_template(),
             nh_notification_set_property(notification, "a", big),
             NH_STATUS_INVALID_PAYLOAD, "65536");
  BAD_SETTER(apple(), nh_notification_set_property(notification, "a", "b"),
             bad, "nh_notification_new_template");
  free(long_text);
  free(big);

  both = nh_notification_new_template();
  send_fails("template without properties", the_hub, both, the_target, NULL,
             NH_STATUS_INVALID_PAYLOAD, "no properties");
  FINE(nh_notification_set_property(both, "headline", PROPERTY));
  send_works("the same with a property", the_hub, both, the_target, NULL);
  /* The first failure is kept, not the last. */
  nh_notification_set_apns_priority(both, 7);
  nh_notification_set_header(both, "", "v");
  send_fails("notification with two failed setters", the_hub, both, the_target,
             NULL, bad, "priority");
  nh_notification_free(both);
}

/* ---- Tags, expressions, targets ------------------------------------------ */

static const struct {
  const char *text;
  const char *word;
  size_t column;
} bad_tags[] = {
  { "", "empty", 1 },
  { " ", "character", 1 },
  { "a b", "character", 2 },
  { "ab ", "character", 3 },
  { "a||b", "character", 2 },
  { "!a", "character", 1 },
  { "(a)", "character", 1 },
  { "a\r\nB: c", "character", 2 },
  { "a\n", "character", 2 },
  { "a\tb", "character", 2 },
  { "a\x01", "character", 2 },
  { "a,b", "character", 2 },
  { "\xc3\xbc" "ber", "character", 1 },
  { "a\xc3\xbc\xc3\xbc", "character", 2 },
  { "$InstallationId:{", "'}'", 18 },
  { "$InstallationId:{}", "no id", 18 },
  { "$UserId:{a b}", "character", 11 },
  { "$UserId:a", "write $UserId:{ID}", 9 },
  { "$Other:{a}", "begins with '$'", 1 },
};

static void tags(void)
{
  char *too_long = text_of('t', 121);
  char *longest = text_of('t', 120);
  char name[100];
  nh_target *target;
  size_t i;

  for (i = 0; i < LENGTH(bad_tags); i++) {
    const char *text = bad_tags[i].text;
    sprintf(name, "bad tag %lu", (unsigned long)i);
    mark();
    nothing_at(name, nh_target_new_tag(text), NH_STATUS_INVALID_TAG,
               bad_tags[i].word, bad_tags[i].column);
    mark();
    nothing_at(name, nh_tag_expression_new_tag(text), NH_STATUS_INVALID_TAG,
               bad_tags[i].word, bad_tags[i].column);
    target = nh_target_new_tags();
    FINE(nh_target_add_tag(target, "good"));
    mark();
    failed_at(name, nh_target_add_tag(target, text), NH_STATUS_INVALID_TAG,
              bad_tags[i].word, bad_tags[i].column);
    FINE(nh_target_add_tag(target, "good2"));
    {
      nh_notification *notification = apple();
      send_fails_at(name, the_hub, notification, target, NULL,
                    NH_STATUS_INVALID_TAG, bad_tags[i].word,
                    bad_tags[i].column);
      nh_notification_free(notification);
    }
    nh_target_free(target);
  }
  NOTHING_AT(nh_target_new_tag(too_long), NH_STATUS_INVALID_TAG, "120", 121);
  target = nh_target_new_tag(longest);
  CHECK(target != NULL);
  nh_target_free(target);
  free(too_long);
  free(longest);
  NOTHING(nh_target_new_tag(NOT_UTF8), NH_STATUS_INVALID_ARGUMENT,
          "tag is not UTF-8");
  NOTHING(nh_tag_expression_new_tag(NOT_UTF8), NH_STATUS_INVALID_ARGUMENT,
          "tag is not UTF-8");
  target = nh_target_new_tags();
  FAILED(nh_target_add_tag(target, NOT_UTF8), NH_STATUS_INVALID_ARGUMENT,
         "tag is not UTF-8");
  nh_target_free(target);
}

static void tag_sets(void)
{
  nh_notification *notification = apple();
  nh_target *target = nh_target_new_tags();
  nh_tag_expression *tag = nh_tag_expression_new_tag("a");
  char name[20];
  int i;

  send_fails("empty tag set", the_hub, notification, target, NULL,
             NH_STATUS_INVALID_TAG, "empty");
  /* Nothing was wrong with it but that it was empty. */
  for (i = 0; i < 20; i++) {
    sprintf(name, "tag%d", i);
    nh_target_add_tag(target, name);
  }
  FINE(nh_target_add_tag(target, "tag7"));
  send_works("the same with 20 tags", the_hub, notification, target, NULL);
  FAILED(nh_target_add_tag(target, "tag20"), NH_STATUS_INVALID_TAG, "20");
  send_fails("set of 21 tags", the_hub, notification, target, NULL,
             NH_STATUS_INVALID_TAG, "20");
  nh_target_free(target);

  target = nh_target_new_broadcast();
  FAILED(nh_target_add_tag(target, "a"), NH_STATUS_INVALID_ARGUMENT, "target");
  send_fails("broadcast to which a tag was added", the_hub, notification,
             target, NULL, NH_STATUS_INVALID_ARGUMENT, "target");
  nh_target_free(target);
  target = nh_target_new_expression("a && b");
  FAILED(nh_target_add_tag(target, "a"), NH_STATUS_INVALID_ARGUMENT, "target");
  nh_target_free(target);
  target = nh_target_new_composed(tag);
  FAILED(nh_target_add_tag(target, "a"), NH_STATUS_INVALID_ARGUMENT, "target");
  nh_target_free(target);
  nh_tag_expression_free(tag);
  nh_notification_free(notification);
}

static void expressions(void)
{
  static const struct {
    const char *text;
    const char *word;
    size_t column;
  } cases[] = {
    { "", "empty", 1 },
    { "   ", "empty", 1 },
    { "a ||", "ends", 5 },
    { "|| a", "operator", 1 },
    { "a b", "", 3 },
    { "a | b", "||", 3 },
    { "a & b", "&&", 3 },
    { "a && && b", "", 6 },
    { "(a", "never closed", 1 },
    { "a || (b && (c)", "never closed", 6 },
    { "a)", "", 2 },
    { "()", "", 2 },
    { "!", "ends", 2 },
    { "a !b", "", 3 },
    { "a || \xc3\xbc", "", 6 },
    { "a, b", "", 2 },
    { "\xc3\xbc || a", "", 1 },
    { "a || b\n", "", 7 },
    { "a || b\r\nB: c", "", 7 },
    { "a and b", "", 3 },
    { "$UserId:{}", "no id", 10 },
    { "x || $UserId:{a", "'}'", 16 },
    { "'a'", "", 1 },
    { "a=b", "", 2 },
    { "a&&b&&c&&d&&e&&f&&g", "7 tags", 0 },
    { "!a||b||c||d||e||f||g", "7 tags", 0 },
    { "a1||a2||a3||a4||a5||a6||a7||a8||a9||b1||b2||b3||b4||b5||b6||b7||b8||"
      "b9||c1||c2||c3", "21 tags", 0 },
  };
  const nh_status bad = NH_STATUS_INVALID_TAG_EXPRESSION;
  char *deep = text_of('(', 100000);
  char *nots = text_of('!', 100000);
  nh_tag_expression *six, *one, *seven, *negated;
  nh_notification *notification;
  nh_target *target;
  char name[100];
  size_t i;

  for (i = 0; i < LENGTH(cases); i++) {
    nh_outcome *outcome = (nh_outcome *)1;
    nh_status status;

    sprintf(name, "bad expression %lu", (unsigned long)i);
    mark();
    nothing_at(name, nh_tag_expression_parse(cases[i].text), bad,
               cases[i].word, cases[i].column);
    mark();
    nothing_at(name, nh_target_new_expression(cases[i].text), bad,
               cases[i].word, cases[i].column);
    mark();
    status = nh_send_apple_notification(the_hub, PAYLOAD, cases[i].text,
                                        &outcome);
    not_sent_at(name, status, outcome, bad, cases[i].word, cases[i].column);
  }
  NOTHING_AT(nh_tag_expression_parse(deep), bad, "nested", 65);
  NOTHING_AT(nh_tag_expression_parse(nots), bad, "nested", 65);
  free(deep);
  free(nots);
  NOTHING(nh_tag_expression_parse(NOT_UTF8), NH_STATUS_INVALID_ARGUMENT,
          "expression is not UTF-8");
  NOTHING(nh_target_new_expression(NOT_UTF8), NH_STATUS_INVALID_ARGUMENT,
          "expression is not UTF-8");

  /* Composing past the limit fails and leaves its parts as they were. */
  six = nh_tag_expression_parse("a && b && c && d && e && f");
  one = nh_tag_expression_new_tag("g");
  need(six, "nh_tag_expression_parse");
  NOTHING(nh_tag_expression_new_and(six, one), bad, "7 tags");
  NOTHING(nh_tag_expression_new_or(one, six), bad, "7 tags");
  CHECK(!strcmp(nh_tag_expression_text(six), "a && b && c && d && e && f"));
  seven = nh_tag_expression_parse("a||b||c||d||e||f||g");
  need(seven, "nh_tag_expression_parse");
  NOTHING(nh_tag_expression_new_not(seven), bad, "7 tags");
  negated = nh_tag_expression_new_not(six);
  CHECK(!strcmp(nh_tag_expression_text(negated),
                "!(a && b && c && d && e && f)"));
  target = nh_target_new_composed(negated);
  notification = apple();
  send_works("composed expression after failures", the_hub, notification,
             target, NULL);
  nh_notification_free(notification);
  nh_target_free(target);
  nh_tag_expression_free(negated);
  nh_tag_expression_free(seven);
  nh_tag_expression_free(six);
  nh_tag_expression_free(one);
}

static void devices(void)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  char *too_long = text_of('h', 4097);

  NOTHING(nh_target_new_device(""), bad, "handle is empty");
  NOTHING(nh_target_new_device(HANDLE " x"), bad, "handle");
  NOTHING(nh_target_new_device(HANDLE "\r\nA: b"), bad, "handle");
  NOTHING(nh_target_new_device(HANDLE "\xc3\xbc"), bad, "handle");
  NOTHING(nh_target_new_device(too_long), bad, "handle");
  NOTHING(nh_target_new_device(HANDLE "\xff"), bad, "handle is not UTF-8");
  NOTHING(nh_target_new_browser("", "k", "a"), bad, "endpoint");
  NOTHING(nh_target_new_browser("https://p/" HANDLE, "", "a"), bad, "p256dh");
  NOTHING(nh_target_new_browser("https://p/" HANDLE, "k", ""), bad, "auth");
  NOTHING(nh_target_new_browser("https://p/" HANDLE, "k\n" HANDLE, "a"), bad,
          "p256dh");
  NOTHING(nh_target_new_browser("https://p/" HANDLE, "k", "\xff" HANDLE), bad,
          "auth is not UTF-8");
  free(too_long);
}

/* ---- One-line calls ------------------------------------------------------- */

static void one_line_calls(void)
{
  static const struct {
    const char *name;
    nh_status (*send)(const nh_hub *, const char *, const char *,
                      nh_outcome **);
    nh_status (*broadcast)(const nh_hub *, const char *, nh_outcome **);
    const char *payload;
  } calls[] = {
    { "apple", nh_send_apple_notification, nh_broadcast_apple_notification,
      PAYLOAD },
    { "google", nh_send_google_notification, nh_broadcast_google_notification,
      "{\"data\":{}}" },
    { "fcmv1", nh_send_fcmv1_notification, nh_broadcast_fcmv1_notification,
      "{\"message\":{}}" },
    { "windows", nh_send_windows_notification,
      nh_broadcast_windows_notification, "<toast/>" },
    { "mpns", nh_send_mpns_notification, nh_broadcast_mpns_notification,
      mpns_toast },
    { "adm", nh_send_adm_notification, nh_broadcast_adm_notification,
      "{\"data\":{}}" },
    { "baidu", nh_send_baidu_notification, nh_broadcast_baidu_notification,
      "{}" },
    { "browser", nh_send_browser_notification,
      nh_broadcast_browser_notification, "{}" },
    { "xiaomi", nh_send_xiaomi_notification, nh_broadcast_xiaomi_notification,
      "{}" },
    { "template", nh_send_template_notification,
      nh_broadcast_template_notification, "{}" },
  };
  static const struct {
    const char *what;
    const char *payload; /* NULL: the platform's */
    const char *expression;
    nh_status status;
    const char *word;
    size_t column;
  } cases[] = {
    { "empty expression", NULL, "", NH_STATUS_INVALID_TAG_EXPRESSION, "empty",
      1 },
    { "blank expression", NULL, " ", NH_STATUS_INVALID_TAG_EXPRESSION,
      "empty", 1 },
    { "bad expression", NULL, "a |", NH_STATUS_INVALID_TAG_EXPRESSION, "||",
      3 },
    { "expression not UTF-8", NULL, NOT_UTF8, NH_STATUS_INVALID_ARGUMENT,
      "tag_expression is not UTF-8", 0 },
    { "payload not UTF-8", PAYLOAD_WORD "\xff", "a",
      NH_STATUS_INVALID_ARGUMENT, "payload is not UTF-8", 0 },
    { "empty payload", "", "a", NH_STATUS_INVALID_PAYLOAD, "empty", 0 },
  };
  char *big = text_of('x', 65537);
  char name[100];
  size_t i, j;

  for (i = 0; i < LENGTH(calls); i++) {
    nh_outcome *outcome;
    nh_status status;

    for (j = 0; j < LENGTH(cases); j++) {
      const char *payload =
          cases[j].payload ? cases[j].payload : calls[i].payload;
      sprintf(name, "nh_send_%s_notification: %s", calls[i].name,
              cases[j].what);
      outcome = (nh_outcome *)1;
      mark();
      status = calls[i].send(the_hub, payload, cases[j].expression, &outcome);
      not_sent_at(name, status, outcome, cases[j].status, cases[j].word,
                  cases[j].column);
      mark();
      failed_at(name, calls[i].send(the_hub, payload, cases[j].expression,
                                    NULL),
                cases[j].status, cases[j].word, cases[j].column);
      if (!cases[j].payload)
        continue;
      sprintf(name, "nh_broadcast_%s_notification: %s", calls[i].name,
              cases[j].what);
      outcome = (nh_outcome *)1;
      mark();
      status = calls[i].broadcast(the_hub, payload, &outcome);
      not_sent_at(name, status, outcome, cases[j].status, cases[j].word, 0);
    }
    sprintf(name, "nh_broadcast_%s_notification: 65537 bytes", calls[i].name);
    outcome = (nh_outcome *)1;
    mark();
    status = calls[i].broadcast(the_hub, big, &outcome);
    not_sent_at(name, status, outcome, NH_STATUS_INVALID_PAYLOAD, "65537", 0);
  }
  free(big);
}

/* ---- Call options ---------------------------------------------------------- */

#define BAD_CALL_OPTION(setter, wanted, word)                            \
  do {                                                                   \
    nh_call_options *options = nh_call_options_new();                    \
    nh_notification *notification = apple();                             \
    FAILED(setter, wanted, word);                                        \
    FINE(nh_call_options_set_timeout_ms(options, 1000));                 \
    send_fails("nh_send after " #setter, the_hub, notification,          \
               the_target, options, wanted, word);                       \
    send_works("the same without options", the_hub, notification,        \
               the_target, NULL);                                        \
    nh_notification_free(notification);                                  \
    nh_call_options_free(options);                                       \
  } while (0)

static void call_options(void)
{
  static const int32_t bad_numbers[] = { 0, -1, 999, INT32_MIN, INT32_MAX };
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  char *too_long = text_of('t', 129);
  size_t i;

  BAD_CALL_OPTION(nh_call_options_set_timeout_ms(options, 0), bad,
                  "timeout_ms");
  BAD_CALL_OPTION(nh_call_options_set_timeout_ms(options, UINT32_MAX), bad,
                  "timeout_ms");
  BAD_CALL_OPTION(nh_call_options_set_max_attempts(options, 0), bad,
                  "attempts");
  BAD_CALL_OPTION(nh_call_options_set_max_attempts(options, 101), bad,
                  "attempts");
  for (i = 0; i < LENGTH(bad_numbers); i++) {
    int32_t number = bad_numbers[i];
    BAD_CALL_OPTION(nh_call_options_set_retry(options, number), bad, "retry");
  }
  BAD_CALL_OPTION(nh_call_options_set_tracking_id(options, ""), bad,
                  "tracking_id");
  BAD_CALL_OPTION(nh_call_options_set_tracking_id(options, "  \t "), bad,
                  "tracking_id");
  BAD_CALL_OPTION(nh_call_options_set_tracking_id(options, too_long), bad,
                  "tracking_id");
  BAD_CALL_OPTION(nh_call_options_set_tracking_id(options, NOT_UTF8), bad,
                  "tracking_id is not UTF-8");
  BAD_CALL_OPTION(
      nh_call_options_set_tracking_id(options, "a\r\nX-Injected: b"),
      NH_STATUS_INVALID_HEADER, "TrackingId");
  BAD_CALL_OPTION(nh_call_options_set_tracking_id(options, "a\nb"),
                  NH_STATUS_INVALID_HEADER, "line end");
  BAD_CALL_OPTION(nh_call_options_set_tracking_id(options, "caf\xc3\xa9"),
                  NH_STATUS_INVALID_HEADER, "ASCII");
  BAD_CALL_OPTION(nh_call_options_set_traceparent(options, ""), bad,
                  "traceparent");
  BAD_CALL_OPTION(nh_call_options_set_traceparent(options, too_long), bad,
                  "traceparent");
  BAD_CALL_OPTION(nh_call_options_set_traceparent(options, NOT_UTF8), bad,
                  "traceparent is not UTF-8");
  BAD_CALL_OPTION(nh_call_options_set_tracestate(options, "a=b\r\nX: c"), bad,
                  "tracestate");
  BAD_CALL_OPTION(nh_call_options_set_tracestate(options, too_long), bad,
                  "tracestate");
  BAD_CALL_OPTION(nh_call_options_set_tracestate(options, NOT_UTF8), bad,
                  "tracestate is not UTF-8");
  free(too_long);
}

/* ---- What the service refuses ---------------------------------------------- */

/* NH_CONNECTION_STRING with another key or hub. */
static void refused_by_service(const char *name, const char *key,
                               const char *hub_name, nh_status wanted,
                               int32_t http_status)
{
  const char *string = from_environment("NH_CONNECTION_STRING");
  const char *old = strstr(string, "SharedAccessKey=");
  nh_options *options = local_options();
  nh_notification *notification = apple();
  nh_target *target = nh_target_new_device(HANDLE);
  nh_target *targets[2];
  char *text = malloc(strlen(string) + 200);
  nh_hub *hub;
  int i;

  need(text, "malloc");
  need(old, "SharedAccessKey in NH_CONNECTION_STRING");
  need(target, "nh_target_new_device");
  old += strlen("SharedAccessKey=");
  strcpy(text, string);
  if (key)
    sprintf(text + (old - string), "%s%s", key, old + strcspn(old, ";"));
  hub = nh_hub_new(text, hub_name, options);
  nh_options_free(options);
  need(hub, name);
  targets[0] = the_target;
  targets[1] = target;
  for (i = 0; i < 2; i++) {
    nh_outcome *outcome;
    nh_status status = nh_send(hub, notification, targets[i], NULL, &outcome);
    const nh_error *error = nh_outcome_error(outcome);

    inspect(name, error);
    inspect(name, nh_last_error());
    check(status == wanted && nh_error_status(error) == wanted &&
              nh_error_http_status(error) == http_status &&
              nh_outcome_http_status(outcome) == http_status &&
              nh_outcome_verdict(outcome) == NH_VERDICT_NOT_ACCEPTED &&
              nh_outcome_attempts(outcome) == 1 &&
              nh_error_tracking_id(error) && !nh_error_is_transient(error),
          name, "%s, HTTP %d: %s", nh_status_name(status),
          (int)nh_error_http_status(error), nh_error_message(error));
    nh_outcome_free(outcome);
  }
  nh_hub_free(hub);
  free(text);
  nh_target_free(target);
  nh_notification_free(notification);
}

static void usable_afterwards(void)
{
  nh_notification *notification = apple();

  send_works("the hub works after all that", the_hub, notification, the_target,
             NULL);
  nh_notification_free(notification);
  CHECK(nh_send_apple_notification(the_hub, PAYLOAD, "nobody", NULL) ==
        NH_STATUS_OK);
}

int main(void)
{
  the_hub = local_hub();
  the_target = nh_target_new_tag("nobody");
  need(the_target, "nh_target_new_tag");
  mark();
  CHECK(is_marked());
  connection_strings();
  hub_names();
  option_values();
  proxies();
  ca_files();
  tokens(the_hub);
  payloads();
  undetectable(the_hub, the_target);
  headers();
  setters();
  tags();
  tag_sets();
  expressions();
  devices();
  one_line_calls();
  call_options();
  refused_by_service("wrong key", KEY, from_environment("NH_HUB"),
                     NH_STATUS_UNAUTHORIZED, 401);
  refused_by_service("no such hub", NULL, "no-such-hub", NH_STATUS_NOT_FOUND,
                     404);
  usable_afterwards();
  check(secrets_found == 0, "no secret in any message", "%d found",
        secrets_found);
  nh_target_free(the_target);
  nh_hub_free(the_hub);
  return checks_done();
}
