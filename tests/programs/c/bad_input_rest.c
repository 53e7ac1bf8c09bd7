/*
 * Bad input to the rest of the API: payload builders and checks, schedules,
 * batches, installations, registrations, jobs, hubs. What bad_input.c does for
 * sends.
 */
#include <limits.h>
#include <time.h>

#include "refused.h"

/* As long as a key. */
#define NOT_BASE64 "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!="

static nh_hub *the_hub;
static nh_target *the_target;

static const struct {
  const char *text;
  const char *word;
  size_t column;
} bad_tags[] = {
  { "", "empty", 1 },
  { " ", "character", 1 },
  { "a b", "character", 2 },
  { "a||b", "character", 2 },
  { "!a", "character", 1 },
  { "a\r\nB: c", "character", 2 },
  { "a\tb", "character", 2 },
  { "a,b", "character", 2 },
  { "a\xc3\xbc\xc3\xbc", "character", 2 },
  { "$InstallationId:{", "'}'", 18 },
  { "$UserId:{}", "no id", 10 },
};

/* The setter fails, and the send with it. */
#define BAD_SETTER(make, setter, wanted, word)                            \
  do {                                                                    \
    nh_notification *notification = make;                                 \
    FAILED(setter, wanted, word);                                         \
    send_fails("nh_send after " #setter, the_hub, notification, the_target, \
               NULL, wanted, word);                                             \
    nh_notification_free(notification);                                   \
  } while (0)

/* ---- Builders and checks of payloads --------------------------------------- */

static void builders(void)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;

  NOTHING(nh_notification_new_apple_alert(NULL, ""), bad, "body");
  NOTHING(nh_notification_new_apple_alert(NULL, PAYLOAD_WORD "\xff"), bad,
          "body is not UTF-8 (byte 13)");
  NOTHING(nh_notification_new_apple_alert(NOT_UTF8, "b"), bad,
          "title is not UTF-8");
  NOTHING(nh_notification_new_fcmv1_message(NOT_UTF8, NULL), bad,
          "title is not UTF-8");
  NOTHING(nh_notification_new_fcmv1_message(NULL, NOT_UTF8), bad,
          "body is not UTF-8");
  NOTHING(nh_notification_new_windows_toast("", NULL, NULL), bad, "line1");
  NOTHING(nh_notification_new_windows_toast(NOT_UTF8, NULL, NULL), bad,
          "line1 is not UTF-8");
  NOTHING(nh_notification_new_windows_toast("a", NOT_UTF8, NULL), bad,
          "line2 is not UTF-8");
  NOTHING(nh_notification_new_windows_toast("a", NULL, NOT_UTF8), bad,
          "launch is not UTF-8");
  NOTHING(nh_notification_new_windows_toast("a\x01", NULL, NULL), bad,
          "U+0001");
  NOTHING(nh_notification_new_windows_toast("a", NULL, "\x1f"), bad, "U+001F");
  NOTHING(nh_notification_new_windows_tile("", NULL), bad, "line1");
  NOTHING(nh_notification_new_windows_tile(NOT_UTF8, NULL), bad,
          "line1 is not UTF-8");
  NOTHING(nh_notification_new_windows_tile("a", NOT_UTF8), bad,
          "line2 is not UTF-8");
  NOTHING(nh_notification_new_windows_badge(""), bad, "value");
  NOTHING(nh_notification_new_windows_badge(PAYLOAD_WORD), bad, "value");
  NOTHING(nh_notification_new_windows_badge("-1"), bad, "value");
  NOTHING(nh_notification_new_windows_badge(NOT_UTF8), bad,
          "value is not UTF-8");
  BAD_SETTER(nh_notification_new_apple_background(),
             nh_notification_set_property(notification, "aps", PROPERTY), bad,
             "aps");
  BAD_SETTER(nh_notification_new_apple_background(),
             nh_notification_set_property(notification, "", PROPERTY), bad,
             "name");
  BAD_SETTER(nh_notification_new_fcmv1_message(NULL, NULL),
             nh_notification_set_property(notification, "from", PROPERTY), bad,
             "from");
  BAD_SETTER(nh_notification_new_fcmv1_message(NULL, NULL),
             nh_notification_set_property(notification, "google.a", PROPERTY),
             bad, "google");
  CHECK(nh_platform_from_name(NOT_UTF8) == 0);
}

static void payload_checks(void)
{
  static const struct {
    int32_t platform;
    const char *body;
    const char *word;
    size_t column;
  } cases[] = {
    { NH_PLATFORM_APPLE, "{\"alert\":\"" PAYLOAD_WORD "\"}", "aps", 0 },
    { NH_PLATFORM_APPLE, "{\"aps\":" PAYLOAD_WORD, "JSON", 8 },
    { NH_PLATFORM_APPLE, "[\"" PAYLOAD_WORD "\"]", "object", 0 },
    { NH_PLATFORM_APPLE, PAYLOAD_WORD, "JSON", 1 },
    { NH_PLATFORM_FCMV1, "{\"data\":\"" PAYLOAD_WORD "\"}", "message", 0 },
    { NH_PLATFORM_FCMV1, "{\"message\":{\"data\":{\"a\":1}}}", "(a)", 0 },
    { NH_PLATFORM_GCM, "{\"to\":\"" HANDLE "\"}", "receivers", 0 },
    { NH_PLATFORM_TEMPLATE, "{\"a\":1}", "(a)", 0 },
    { NH_PLATFORM_TEMPLATE, "{\"" PAYLOAD_WORD " \":null}", "not text", 0 },
    { NH_PLATFORM_WINDOWS, "<toast><" PAYLOAD_WORD "></toast>", "XML",
      22 },
  };
  nh_options *options = local_options();
  nh_hub *hub;
  size_t i;

  FINE(nh_options_set_check_payloads(options, 1));
  hub = nh_hub_new(from_environment("NH_CONNECTION_STRING"),
                   from_environment("NH_HUB"), options);
  nh_options_free(options);
  need(hub, "nh_hub_new");
  for (i = 0; i < LENGTH(cases); i++) {
    nh_notification *notification =
        notification_of(cases[i].platform, cases[i].body);
    char name[100];

    sprintf(name, "payload that its push service refuses %lu: %s",
            (unsigned long)i, cases[i].word);
    mark();
    failed_at(name, nh_notification_check(notification),
              NH_STATUS_INVALID_PAYLOAD, cases[i].word, cases[i].column);
    send_fails_at(name, hub, notification, the_target, NULL,
                  NH_STATUS_INVALID_PAYLOAD, cases[i].word,
                  cases[i].column);
    nh_notification_free(notification);
  }
  nh_hub_free(hub);
}

static void template_bodies(void)
{
  static const struct {
    int32_t platform;
    const char *body;
    const char *word;
    size_t column;
  } cases[] = {
    { NH_PLATFORM_APPLE, "", "empty", 1 },
    { NH_PLATFORM_APPLE, "  ", "empty", 1 },
    { NH_PLATFORM_APPLE, "{\"" PAYLOAD_WORD "\":}", "JSON", 17 },
    { NH_PLATFORM_APPLE, "{\n\"a\":}", "JSON", 7 },
    { NH_PLATFORM_APPLE, "{\"a\":1,}", "JSON", 8 },
    { NH_PLATFORM_GCM, "[\"" PAYLOAD_WORD "\"]", "object", 1 },
    { NH_PLATFORM_FCMV1, "{\"a\":\"$(b\"}", "character", 10 },
    { NH_PLATFORM_FCMV1, "{\"a\":\"$()\"}", "name", 9 },
    { NH_PLATFORM_ADM, "{\"a\":\"$($body)\"}", "service", 9 },
    { NH_PLATFORM_ADM, "{\"a\":\"$(b,x)\"}", "number", 11 },
    { NH_PLATFORM_BAIDU, "{\"a\":\"{$(b) $(c)}\"}", "+", 13 },
    { NH_PLATFORM_BROWSER, "{\"a\":\"{$(b) + }\"}", "braces", 15 },
    { NH_PLATFORM_XIAOMI, "{\"a\":\"{'" PAYLOAD_WORD " + $(c)}\"}", "closed",
      8 },
    { NH_PLATFORM_APPLE, "{\"a\":\"#(b) x\"}", "whole value", 11 },
    { NH_PLATFORM_APPLE, "{\"a\":\".(b)\"}", "length", 10 },
    { NH_PLATFORM_APPLE, "{\"a\":\"%(b, 2)\"}", "character", 10 },
    { NH_PLATFORM_APPLE, "{\"a\":\"$(b:{" PAYLOAD_WORD "\"}", "closed", 10 },
    { NH_PLATFORM_APPLE, "{\"$(a)\":\"" PAYLOAD_WORD "\"}", "name of a member",
      1 },
    /* Columns are counted in characters, not in bytes. */
    { NH_PLATFORM_APPLE, "{\"\xc3\xbc\":\"$(b-c)\"}", "character", 10 },
    { NH_PLATFORM_WINDOWS, "<toast>", "XML", 1 },
    { NH_PLATFORM_WINDOWS, "<toast>$(a</toast>", "character", 11 },
    { NH_PLATFORM_MPNS, "<wp:Notification>$(</wp:Notification>", "name", 20 },
  };
  static const int32_t bad_numbers[] = { 0, -1, 999, INT32_MIN, INT32_MAX,
                                         NH_PLATFORM_TEMPLATE };
  char name[100];
  size_t i;

  for (i = 0; i < LENGTH(cases); i++) {
    sprintf(name, "bad template body %lu: %s", (unsigned long)i,
            cases[i].word);
    mark();
    failed_at(name, nh_template_check(cases[i].platform, cases[i].body),
              NH_STATUS_INVALID_PAYLOAD, cases[i].word, cases[i].column);
  }
  for (i = 0; i < LENGTH(bad_numbers); i++) {
    int32_t number = bad_numbers[i];
    FAILED(nh_template_check(number, "{}"), NH_STATUS_INVALID_ARGUMENT,
           "platform");
  }
  FAILED(nh_template_check(NH_PLATFORM_APPLE, NOT_UTF8),
         NH_STATUS_INVALID_ARGUMENT, "body is not UTF-8");
}

static void templates_with_samples(void)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  nh_template *good = nh_template_new("{\"aps\":{\"alert\":\"$(a)\"}}");
  nh_template *wrong = nh_template_new("{\"" PAYLOAD_WORD "\":\"$(a\"}");
  nh_template *failed = nh_template_new("{}");
  nh_notification *sample = nh_notification_new_template();
  nh_notification *payload = notification_of(NH_PLATFORM_APPLE, PAYLOAD);

  FAILED(nh_template_check_with_sample(NH_PLATFORM_APPLE, good, sample),
         NH_STATUS_INVALID_PAYLOAD, "properties");
  FINE(nh_notification_set_property(sample, "a", "b"));
  FINE(nh_template_check_with_sample(NH_PLATFORM_APPLE, good, sample));
  FAILED(nh_template_check_with_sample(0, good, sample), bad, "platform");
  FAILED(nh_template_check_with_sample(NH_PLATFORM_APPLE, NULL, sample), bad,
         "body_template");
  FAILED(nh_template_check_with_sample(NH_PLATFORM_APPLE, good, NULL), bad,
         "sample");
  FAILED(nh_template_check_with_sample(NH_PLATFORM_APPLE, good, payload), bad,
         "sample");
  mark();
  failed_at("a template that is none",
            nh_template_check_with_sample(NH_PLATFORM_APPLE, wrong, sample),
            NH_STATUS_INVALID_PAYLOAD, "character", 21);
  CHECK(nh_template_set_header(failed, "a b", "c")
        == NH_STATUS_INVALID_HEADER);
  FAILED(nh_template_check_with_sample(NH_PLATFORM_APPLE, failed, sample),
         NH_STATUS_INVALID_HEADER, "name");
  nh_template_free(good);
  nh_template_free(wrong);
  nh_template_free(failed);
  nh_notification_free(sample);
  nh_notification_free(payload);
}

/* ---- The rest of the API --------------------------------------------------- */

static void schedules(void)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  const int64_t now = (int64_t)time(NULL) * 1000;
  const int64_t day = 86400000;
  nh_notification *notification =
      notification_of(NH_PLATFORM_APPLE, PAYLOAD);
  nh_target *device = nh_target_new_device(HANDLE);
  nh_target *empty = nh_target_new_tags();
  char *too_long = text_of('i', 513);

  /* In seconds, as time() gives them. */
  CALL_FAILS(nh_schedule(the_hub, notification, the_target, now / 1000 + 60,
                         NULL, &outcome), bad, "milliseconds");
  CALL_FAILS(nh_schedule(the_hub, notification, the_target, 0, NULL, &outcome),
             bad, "unix_ms");
  CALL_FAILS(nh_schedule(the_hub, notification, the_target, -1, NULL,
                         &outcome), bad, "unix_ms");
  CALL_FAILS(nh_schedule(the_hub, notification, the_target, INT64_MIN, NULL,
                         &outcome), bad, "unix_ms");
  CALL_FAILS(nh_schedule(the_hub, notification, the_target,
                         now + 7 * day + 60000, NULL, &outcome), bad,
             "7 days");
  CALL_FAILS(nh_schedule(the_hub, notification, the_target, INT64_MAX, NULL,
                         &outcome), bad, "7 days");
  /* In microseconds. */
  CALL_FAILS(nh_schedule(the_hub, notification, the_target, now * 1000, NULL,
                         &outcome), bad, "7 days");
  CALL_FAILS(nh_schedule(the_hub, notification, device, now + day, NULL,
                         &outcome), bad, "device handle");
  CALL_FAILS(nh_schedule(the_hub, notification, empty, now + day, NULL,
                         &outcome), NH_STATUS_INVALID_TAG, "empty");
  CALL_FAILS(nh_cancel_scheduled(the_hub, "", NULL, &outcome), bad,
             "notification_id is empty");
  CALL_FAILS(nh_cancel_scheduled(the_hub, "..", NULL, &outcome), bad,
             "notification_id is no id");
  CALL_FAILS(nh_cancel_scheduled(the_hub, "a\r\nB: c", NULL, &outcome), bad,
             "notification_id");
  CALL_FAILS(nh_cancel_scheduled(the_hub, too_long, NULL, &outcome), bad,
             "notification_id");
  CALL_FAILS(nh_cancel_scheduled(the_hub, NOT_UTF8, NULL, &outcome), bad,
             "notification_id is not UTF-8");
  READ_FAILS(nh_notification_details,
             nh_get_notification_details(the_hub, "", NULL, &got, &outcome),
             bad, "notification_id is empty");
  READ_FAILS(nh_notification_details,
             nh_get_notification_details(the_hub, NOT_UTF8, NULL, &got,
                                         &outcome),
             bad, "notification_id is not UTF-8");
  READ_FAILS(nh_notification_details,
             nh_wait_notification_details(the_hub, "a\nb", NULL, &got,
                                          &outcome),
             bad, "notification_id");
  free(too_long);
  nh_target_free(empty);
  nh_target_free(device);
  nh_notification_free(notification);
}

/* A target that the platform cannot have. */
static void direct_sends(void)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  nh_notification *apple = notification_of(NH_PLATFORM_APPLE, PAYLOAD);
  nh_notification *properties = notification_of(NH_PLATFORM_TEMPLATE, "{}");
  nh_notification *browser = notification_of(NH_PLATFORM_BROWSER, "{}");
  nh_target *device = nh_target_new_device(HANDLE);
  nh_target *subscription =
      nh_target_new_browser("https://p/" HANDLE, HANDLE, HANDLE);

  send_fails("template to a device", the_hub, properties, device,
             NULL, bad, "template");
  send_fails("browser notification to a handle", the_hub, browser, device,
             NULL, bad, "p256dh");
  send_fails("Apple notification to a browser", the_hub, apple, subscription,
             NULL, bad, "browser");
  nh_target_free(subscription);
  nh_target_free(device);
  nh_notification_free(browser);
  nh_notification_free(properties);
  nh_notification_free(apple);
}

static void batches(void)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  nh_handles *handles = nh_handles_new();
  nh_notification *notification =
      notification_of(NH_PLATFORM_APPLE, PAYLOAD);
  nh_notification *properties = notification_of(NH_PLATFORM_TEMPLATE, "{}");
  nh_notification *browser = notification_of(NH_PLATFORM_BROWSER, "{}");
  char *too_long = text_of('h', 4097);
  nh_batch_report *report = (nh_batch_report *)1;
  nh_status status;

  FAILED(nh_handles_add(handles, ""), bad, "handle is empty");
  FAILED(nh_handles_add(handles, HANDLE " x"), bad, "handle");
  FAILED(nh_handles_add(handles, HANDLE "\r\nA: b"), bad, "handle");
  FAILED(nh_handles_add(handles, HANDLE "\xff"), bad, "handle is not UTF-8");
  FAILED(nh_handles_add(handles, too_long), bad, "handle");
  CHECK(nh_handles_count(handles) == 0);
  mark();
  status = nh_send_direct_batch(the_hub, notification, handles, NULL, &report);
  inspect("batch of nobody", nh_batch_report_error(report));
  failed_at("batch of nobody", status, bad, "handles", 0);
  CHECK(nh_batch_report_error(report) && nh_batch_report_count(report) == 0 &&
        nh_batch_report_accepted(report) == 0);
  nh_batch_report_free(report);
  FINE(nh_handles_add(handles, HANDLE));
  FAILED(nh_send_direct_batch(the_hub, properties, handles, NULL, NULL), bad,
         "template");
  FAILED(nh_send_direct_batch(the_hub, browser, handles, NULL, NULL), bad,
         "nh_target_new_browser");
  /* The list is as good as new: a request leaves, whatever the hub says to it
   * (a local one need not know batches). */
  nh_send_direct_batch(the_hub, notification, handles, NULL, &report);
  inspect("batch after failures", nh_batch_report_error(report));
  CHECK(nh_batch_report_count(report) == 1 &&
        nh_batch_report_handle_count(report, 0) == 1 &&
        nh_outcome_attempts(nh_batch_report_outcome(report, 0)) >= 1);
  nh_batch_report_free(report);
  free(too_long);
  nh_notification_free(browser);
  nh_notification_free(properties);
  nh_notification_free(notification);
  nh_handles_free(handles);
}

static const char *const bad_ids[] = {
  "", ".", "..", "a b", "a/b", "a?b", "a{b}", "a\r\nB: c", "\x01",
  "caf\xc3\xa9",
};

static void installations(void)
{
  static const int32_t bad_numbers[] = { 0, -1, 999, INT32_MIN, INT32_MAX,
                                         NH_PLATFORM_TEMPLATE };
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  static const char escaping[] =
      "{\"installationId\":\"../messages\",\"platform\":\"gcm\","
      "\"pushChannel\":\"" HANDLE "\"}";
  char *long_id = text_of('i', 257);
  char *long_name = text_of('n', 201);
  nh_installation *device, *windows, *read;
  nh_template *body, *bad_body;
  nh_secondary_tile *tile, *bad_tile;
  char name[130];
  size_t i;

  for (i = 0; i < LENGTH(bad_numbers); i++) {
    int32_t number = bad_numbers[i];
    NOTHING(nh_installation_new("i", number, HANDLE), bad, "platform");
  }
  NOTHING(nh_installation_new("i", NH_PLATFORM_BROWSER, HANDLE), bad,
          "push_channel is no browser's subscription");
  NOTHING(nh_installation_new(long_id, NH_PLATFORM_GCM, HANDLE), bad,
          "installation_id");
  NOTHING(nh_installation_new(NOT_UTF8, NH_PLATFORM_GCM, HANDLE), bad,
          "installation_id is not UTF-8");
  NOTHING(nh_installation_new("i", NH_PLATFORM_GCM, ""), bad,
          "push_channel is empty");
  NOTHING(nh_installation_new("i", NH_PLATFORM_GCM, HANDLE "\n"), bad,
          "push_channel");
  NOTHING(nh_installation_new("i", NH_PLATFORM_GCM, HANDLE "\xff"), bad,
          "push_channel is not UTF-8");
  NOTHING(nh_installation_new_browser("", "https://p/" HANDLE, "k", "a"), bad,
          "installation_id is empty");
  NOTHING(nh_installation_new_browser("i", "", "k", "a"), bad, "endpoint");
  NOTHING(nh_installation_new_browser("i", "https://p/" HANDLE, "", "a"), bad,
          "p256dh");
  NOTHING(nh_installation_new_browser("i", "https://p/" HANDLE, "k", HANDLE
                                      " x"), bad, "auth");
  NOTHING(nh_installation_new_browser("i", "https://p/" HANDLE, "k", NOT_UTF8),
          bad, "auth is not UTF-8");
  NOTHING(nh_installation_from_json("", 0), bad, "json");
  NOTHING(nh_installation_from_json(HANDLE, strlen(HANDLE)), bad, "JSON");
  NOTHING(nh_installation_from_json("[\"" HANDLE "\"]", strlen(HANDLE) + 4),
          bad, "not an object");
  NOTHING(nh_installation_from_json("{}", 2), bad,
          "installationId is missing");
  NOTHING(nh_installation_from_json("{}", SIZE_MAX), bad, "json");
  NOTHING(nh_installation_from_json("\"\xff\"", 3), bad, "json");

  /* An id that would leave the hub's path is refused when it is sent. */
  read = nh_installation_from_json(escaping, strlen(escaping));
  need(read, "nh_installation_from_json");
  CALL_FAILS(nh_put_installation(the_hub, read, NULL, &outcome), bad,
             "installation_id");
  nh_installation_free(read);

  device = nh_installation_new("bad-input", NH_PLATFORM_GCM, HANDLE);
  windows = nh_installation_new("bad-input-2", NH_PLATFORM_WINDOWS, HANDLE);
  need(device, "nh_installation_new");
  need(windows, "nh_installation_new");
  for (i = 0; i < LENGTH(bad_ids); i++) {
    const char *id = bad_ids[i];
    bool exists = true;
    nh_installation_patch *patch = nh_installation_patch_new();

    nh_installation_patch_add_tag(patch, "good");
    NOTHING(nh_installation_new(id, NH_PLATFORM_GCM, HANDLE), bad,
            "installation_id");
    FAILED(nh_installation_set_user_id(device, id), bad, "user_id");
    READ_FAILS(nh_installation,
               nh_get_installation(the_hub, id, NULL, &got, &outcome), bad,
               "installation_id");
    CALL_FAILS(nh_installation_exists(the_hub, id, NULL, &exists, &outcome),
               bad, "installation_id");
    CHECK(!exists);
    CALL_FAILS(nh_patch_installation(the_hub, id, patch, NULL, &outcome), bad,
               "installation_id");
    CALL_FAILS(nh_delete_installation(the_hub, id, NULL, &outcome), bad,
               "installation_id");
    nh_installation_patch_free(patch);
  }
  FAILED(nh_installation_set_user_id(device, long_id), bad, "user_id");
  FAILED(nh_installation_set_user_id(device, NOT_UTF8), bad,
         "user_id is not UTF-8");
  CHECK(nh_installation_user_id(device) == NULL);
  for (i = 0; i < LENGTH(bad_tags); i++) {
    sprintf(name, "bad tag %lu of an installation", (unsigned long)i);
    mark();
    failed_at(name, nh_installation_add_tag(device, bad_tags[i].text),
              NH_STATUS_INVALID_TAG, bad_tags[i].word, bad_tags[i].column);
  }
  FAILED(nh_installation_add_tag(device, NOT_UTF8), bad, "tag is not UTF-8");
  CHECK(nh_installation_tag_count(device) == 0);
  for (i = 0; i < 60; i++) {
    sprintf(name, "tag%lu", (unsigned long)i);
    nh_installation_add_tag(device, name);
  }
  FINE(nh_installation_add_tag(device, "tag7"));
  FAILED(nh_installation_add_tag(device, "$UserId:{u}"), NH_STATUS_INVALID_TAG,
         "begins with $");
  CHECK(nh_installation_tag_count(device) == 60);
  /* Bounded by their bytes: the 60 have 350 with a comma each, these 120 each. */
  for (i = 0; i < 63; i++) {
    sprintf(name, "%0119lu", (unsigned long)i);
    FINE(nh_installation_add_tag(device, name));
  }
  sprintf(name, "%0119lu", (unsigned long)i);
  FAILED(nh_installation_add_tag(device, name), NH_STATUS_INVALID_TAG,
         "8000");
  FAILED(nh_installation_set_push_variable(device, "", PROPERTY), bad,
         "name is empty");
  FAILED(nh_installation_set_push_variable(device, NOT_UTF8, PROPERTY), bad,
         "name is not UTF-8");
  FAILED(nh_installation_set_push_variable(device, "a", PROPERTY "\xff"), bad,
         "value is not UTF-8");

  FAILED(nh_installation_set_push_channel(device, HANDLE " x"), bad,
         "push_channel");
  FAILED(nh_installation_set_push_channel(device, NOT_UTF8), bad,
         "push_channel is not UTF-8");
  FAILED(nh_installation_set_browser_channel(device, "https://p/" HANDLE, "k",
                                             "a"), bad, "not a browser's");
  FAILED(nh_installation_set_expiration_time(device, "tomorrow"), bad,
         "expiration_time");
  FAILED(nh_installation_set_expiration_time(device, NOT_UTF8), bad,
         "expiration_time is not UTF-8");
  FAILED(nh_installation_set_member(device, "", "1"), bad, "name is empty");
  FAILED(nh_installation_set_member(device, NOT_UTF8, "1"), bad,
         "name is not UTF-8");
  FAILED(nh_installation_set_member(device, "a", HANDLE), bad,
         "json: it is not well-formed JSON");
  FAILED(nh_installation_set_member(device, "tags", "\"" HANDLE "\""), bad,
         "tags is not a list of texts");
  FAILED(nh_installation_set_member(device, "platform", NULL), bad,
         "platform is missing");

  NOTHING(nh_installation_template(device, "none"), bad, "none of this name");
  NOTHING(nh_installation_template(device, NOT_UTF8), bad, "name is not UTF-8");
  NOTHING(nh_installation_secondary_tile(device, "none"), bad,
          "none of this name");
  NOTHING(nh_installation_secondary_tile(device, NOT_UTF8), bad,
          "tile_id is not UTF-8");

  NOTHING(nh_template_new(""), bad, "body is empty");
  NOTHING(nh_template_new(NOT_UTF8), bad, "body is not UTF-8");
  body = nh_template_new("{\"message\":\"$(a)\"}");
  bad_body = nh_template_new("{\"message\":\"$(a)\"}");
  need(body, "nh_template_new");
  need(bad_body, "nh_template_new");
  FAILED(nh_template_set_header(bad_body, "a b", "v"), NH_STATUS_INVALID_HEADER,
         "name");
  FAILED(nh_template_set_header(bad_body, "X-A", "v\r\nB: c"),
         NH_STATUS_INVALID_HEADER, "X-A");
  FAILED(nh_template_set_header(bad_body, "Authorization", KEY),
         NH_STATUS_INVALID_HEADER, "Authorization");
  FAILED(nh_template_set_header(bad_body, NOT_UTF8, "v"), bad,
         "name is not UTF-8");
  FAILED(nh_template_set_header(bad_body, "X-A", NOT_UTF8), bad,
         "value is not UTF-8");
  FAILED_AT(nh_template_add_tag(bad_body, "a b"), NH_STATUS_INVALID_TAG,
            "character", 2);
  FAILED(nh_template_add_tag(bad_body, NOT_UTF8), bad, "tag is not UTF-8");
  FAILED(nh_template_set_expiry(bad_body, NOT_UTF8), bad, "expiry is not UTF-8");
  FAILED(nh_template_set_body(bad_body, ""), bad, "body is empty");
  FAILED(nh_template_remove_header(bad_body, NOT_UTF8), bad,
         "name is not UTF-8");
  FAILED(nh_template_remove_tag(bad_body, NOT_UTF8), bad, "tag is not UTF-8");
  FAILED(nh_installation_set_template(device, "", body), bad, "name");
  FAILED(nh_installation_set_template(device, "a\nb", body), bad, "name");
  FAILED(nh_installation_set_template(device, long_name, body), bad, "name");
  FAILED(nh_installation_set_template(device, NOT_UTF8, body), bad,
         "name is not UTF-8");
  FAILED(nh_installation_set_template(device, "t", bad_body),
         NH_STATUS_INVALID_HEADER, "name");
  CHECK(nh_installation_template_count(device) == 0);

  NOTHING(nh_secondary_tile_new(""), bad, "push_channel is empty");
  NOTHING(nh_secondary_tile_new(HANDLE " x"), bad, "push_channel");
  NOTHING(nh_secondary_tile_new(NOT_UTF8), bad, "push_channel is not UTF-8");
  tile = nh_secondary_tile_new(HANDLE);
  bad_tile = nh_secondary_tile_new(HANDLE);
  need(tile, "nh_secondary_tile_new");
  need(bad_tile, "nh_secondary_tile_new");
  FAILED_AT(nh_secondary_tile_add_tag(bad_tile, "a b"), NH_STATUS_INVALID_TAG,
            "character", 2);
  FAILED(nh_secondary_tile_add_tag(bad_tile, NOT_UTF8), bad, "tag is not UTF-8");
  FAILED(nh_secondary_tile_set_push_channel(bad_tile, HANDLE " x"), bad,
         "push_channel");
  FAILED(nh_secondary_tile_remove_tag(bad_tile, NOT_UTF8), bad,
         "tag is not UTF-8");
  FAILED(nh_secondary_tile_remove_template(bad_tile, NOT_UTF8), bad,
         "name is not UTF-8");
  FAILED(nh_secondary_tile_set_template(bad_tile, "", body), bad, "name");
  FAILED(nh_secondary_tile_set_template(bad_tile, NOT_UTF8, body), bad,
         "name is not UTF-8");
  NOTHING(nh_secondary_tile_template(tile, "none"), bad, "none of this name");
  NOTHING(nh_secondary_tile_template(tile, NOT_UTF8), bad,
          "name is not UTF-8");
  FAILED(nh_installation_set_secondary_tile(device, "t", tile), bad,
         "Windows");
  FAILED(nh_installation_set_secondary_tile(windows, "", tile), bad,
         "tile_id is empty");
  FAILED(nh_installation_set_secondary_tile(windows, NOT_UTF8, tile), bad,
         "tile_id is not UTF-8");

  FAILED_AT(nh_installation_set_secondary_tile(windows, "t", bad_tile),
            NH_STATUS_INVALID_TAG, "character", 2);

  /* What was refused is not left out in silence. */
  CALL_FAILS(nh_put_installation(the_hub, device, NULL, &outcome), bad,
             "user_id is empty");
  CHECK(nh_installation_json(device) == NULL);
  nh_secondary_tile_free(bad_tile);
  nh_secondary_tile_free(tile);
  nh_template_free(bad_body);
  nh_template_free(body);
  nh_installation_free(windows);
  nh_installation_free(device);
  free(long_name);
  free(long_id);
}

/* Each on a patch of its own: the change fails, and the call with it, also if
 * a later change is good. */
#define BAD_CHANGE(change, wanted, word, column)                            \
  do {                                                                      \
    nh_installation_patch *patch = nh_installation_patch_new();             \
    nh_outcome *outcome = (nh_outcome *)1;                                  \
    nh_status status;                                                       \
    FAILED_AT(change, wanted, word, column);                                \
    FINE(nh_installation_patch_add_tag(patch, "good"));                     \
    CHECK(nh_installation_patch_json(patch) == NULL);                       \
    mark();                                                                 \
    status = nh_patch_installation(the_hub, "i", patch, NULL, &outcome);    \
    not_sent_at("nh_patch_installation after " #change, status, outcome,    \
                wanted, word, column);                                      \
    nh_installation_patch_free(patch);                                      \
  } while (0)

static void patches(void)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  nh_template *body = nh_template_new("{}");
  nh_secondary_tile *tile = nh_secondary_tile_new(HANDLE);
  nh_installation_patch *none = nh_installation_patch_new();

  CALL_FAILS(nh_patch_installation(the_hub, "i", none, NULL, &outcome), bad,
             "no changes");
  BAD_CHANGE(nh_installation_patch_add_tag(patch, "a b"),
             NH_STATUS_INVALID_TAG, "character", 2);
  BAD_CHANGE(nh_installation_patch_add_tag(patch, NOT_UTF8), bad,
             "tag is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_remove_tag(patch, ""),
             NH_STATUS_INVALID_TAG, "empty", 1);
  BAD_CHANGE(nh_installation_patch_remove_tag(patch, NOT_UTF8), bad,
             "tag is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_set_user_id(patch, "a b"), bad, "user_id",
             0);
  BAD_CHANGE(nh_installation_patch_set_user_id(patch, NOT_UTF8), bad,
             "user_id is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_set_push_channel(patch, HANDLE " x"), bad,
             "push_channel", 0);
  BAD_CHANGE(nh_installation_patch_set_push_channel(patch, HANDLE "\xff"), bad,
             "push_channel is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_set_template(patch, "", body), bad, "name",
             0);
  BAD_CHANGE(nh_installation_patch_set_template(patch, NOT_UTF8, body), bad,
             "name is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_remove_template(patch, "a\nb"), bad, "name",
             0);
  BAD_CHANGE(nh_installation_patch_remove_template(patch, NOT_UTF8), bad,
             "name is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_set_template_body(patch, "t", ""), bad,
             "body is empty", 0);
  BAD_CHANGE(nh_installation_patch_set_template_body(patch, "", "{}"), bad,
             "name", 0);
  BAD_CHANGE(nh_installation_patch_set_template_body(patch, "t", NOT_UTF8),
             bad, "body is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_set_template_headers(patch, "", body), bad,
             "name", 0);
  BAD_CHANGE(nh_installation_patch_set_template_headers(patch, NOT_UTF8, body),
             bad, "name is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_add_template_tag(patch, "", "t"), bad,
             "name", 0);
  BAD_CHANGE(nh_installation_patch_add_template_tag(patch, "t", "a,b"),
             NH_STATUS_INVALID_TAG, "character", 2);
  BAD_CHANGE(nh_installation_patch_set_push_variable(patch, "", PROPERTY), bad,
             "name is empty", 0);
  BAD_CHANGE(nh_installation_patch_set_push_variable(patch, "a",
                                                     PROPERTY "\xff"),
             bad, "value is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_remove_push_variable(patch, ""), bad,
             "name is empty", 0);
  BAD_CHANGE(nh_installation_patch_add_tag(patch, "$UserId:{u}"),
             NH_STATUS_INVALID_TAG, "begins with $", 0);
  BAD_CHANGE(nh_installation_patch_set_push_channel(patch, "{\"endpoint\":1}"),
             bad, "push_channel is no browser's subscription", 0);
  BAD_CHANGE(nh_installation_patch_set_browser_channel(patch, "", "k", "a"),
             bad, "endpoint is empty", 0);
  BAD_CHANGE(nh_installation_patch_set_template_expiry(patch, "", "e"), bad,
             "name", 0);
  BAD_CHANGE(nh_installation_patch_set_template_expiry(patch, "t", NOT_UTF8),
             bad, "expiry is not UTF-8", 0);
  BAD_CHANGE(nh_installation_patch_remove_template_tag(patch, "", "t"), bad,
             "name", 0);
  BAD_CHANGE(nh_installation_patch_remove_template_tag(patch, "t", "a\nb"),
             NH_STATUS_INVALID_TAG, "control", 2);
  BAD_CHANGE(nh_installation_patch_set_secondary_tile(patch, "", tile), bad,
             "tile_id is empty", 0);
  BAD_CHANGE(nh_installation_patch_remove_secondary_tile(patch, ""), bad,
             "tile_id is empty", 0);
  BAD_CHANGE(nh_installation_patch_add_operation(patch, "move", "/a", "b"), bad,
             "op must be", 0);
  BAD_CHANGE(nh_installation_patch_add_operation(patch, "add", "a", "b"), bad,
             "path must begin", 0);
  BAD_CHANGE(nh_installation_patch_add_operation(patch, "add", "/a", NULL), bad,
             "value is NULL", 0);
  nh_installation_patch_free(none);
  nh_secondary_tile_free(tile);
  nh_template_free(body);
}

static void registrations(void)
{
  static const int32_t bad_numbers[] = { 0, -1, 999, INT32_MIN, INT32_MAX,
                                         NH_PLATFORM_TEMPLATE };
  static const char *const bad_handles[] = {
    "", HANDLE " x", HANDLE "\r\nA: b", HANDLE "\x7f", HANDLE "\xc3\xbc",
  };
  static const char *const bad_registration_ids[] = {
    "", ".", "..", "a\nb", "\x7f",
  };
  static const char *const bad_etags[] = {
    "", " ", "\"\"", "W/\"\"", "a b", "a\"b", "1\r\nB: c", "caf\xc3\xa9",
  };
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  char *too_long = text_of('h', 4097);
  char *long_id = text_of('i', 513);
  nh_registration *gcm, *faulty, *apple, *baidu, *template_of_gcm;
  size_t i;

  for (i = 0; i < LENGTH(bad_numbers); i++) {
    int32_t number = bad_numbers[i];
    NOTHING(nh_registration_new(number, HANDLE), bad, "platform");
  }
  NOTHING(nh_registration_new(NH_PLATFORM_BROWSER, HANDLE), bad,
          "handle is no browser's subscription");
  NOTHING(nh_registration_new(NH_PLATFORM_BAIDU, HANDLE), bad,
          "nh_registration_new_baidu");
  for (i = 0; i < LENGTH(bad_handles); i++) {
    const char *handle = bad_handles[i];
    uint64_t deleted = 77;

    NOTHING(nh_registration_new(NH_PLATFORM_GCM, handle), bad, "handle");
    NOTHING(nh_registration_new(NH_PLATFORM_APPLE, handle), bad, "handle");
    NOTHING(nh_registration_new_baidu(handle, "c"), bad, "user_id");
    NOTHING(nh_registration_new_baidu("u", handle), bad, "channel_id");
    NOTHING(nh_registration_new_browser(handle, "k", "a"), bad, "endpoint");
    NOTHING(nh_registration_new_browser("https://p/", handle, "a"), bad,
            "p256dh");
    NOTHING(nh_registration_new_browser("https://p/", "k", handle), bad,
            "auth");
    NOTHING(nh_registration_cursor_new_by_channel(the_hub, handle), bad,
            "channel");
    NOTHING(nh_installation_cursor_new_by_channel(the_hub, handle), bad,
            "channel");
    CALL_FAILS(nh_delete_registrations_by_channel(the_hub, handle, NULL,
                                                  &deleted, &outcome),
               bad, "channel");
    CHECK(deleted == 0);
  }
  NOTHING(nh_registration_new(NH_PLATFORM_GCM, too_long), bad, "handle");
  NOTHING(nh_registration_new(NH_PLATFORM_GCM, HANDLE "\xff"), bad,
          "handle is not UTF-8 (byte 12)");
  /* Apple's tokens are hexadecimal and whole bytes. */
  NOTHING(nh_registration_new(NH_PLATFORM_APPLE, HANDLE), bad,
          "hexadecimal");
  NOTHING(nh_registration_new(NH_PLATFORM_APPLE, "abc"), bad, "hexadecimal");
  NOTHING(nh_registration_new_baidu(NOT_UTF8, "c"), bad,
          "user_id is not UTF-8");
  NOTHING(nh_registration_new_baidu("u", NOT_UTF8), bad,
          "channel_id is not UTF-8");
  NOTHING(nh_registration_new_browser(NOT_UTF8, "k", "a"), bad,
          "endpoint is not UTF-8");
  NOTHING(nh_registration_new_browser("https://p/", NOT_UTF8, "a"), bad,
          "p256dh is not UTF-8");
  NOTHING(nh_registration_new_browser("https://p/", "k", NOT_UTF8), bad,
          "auth is not UTF-8");
  NOTHING(nh_registration_cursor_new_by_channel(the_hub, NOT_UTF8), bad,
          "channel is not UTF-8");
  NOTHING(nh_registration_cursor_new_by_tag(the_hub, NOT_UTF8), bad,
          "tag is not UTF-8");
  NOTHING(nh_installation_cursor_new_by_tag(the_hub, NOT_UTF8), bad,
          "tag is not UTF-8");
  NOTHING(nh_installation_cursor_new_by_user(the_hub, NOT_UTF8), bad,
          "user_id is not UTF-8");

  gcm = nh_registration_new(NH_PLATFORM_GCM, HANDLE);
  faulty = nh_registration_new(NH_PLATFORM_GCM, HANDLE);
  apple = nh_registration_new(NH_PLATFORM_APPLE, "0badc0de");
  template_of_gcm = nh_registration_new(NH_PLATFORM_GCM, HANDLE);
  need(gcm, "nh_registration_new");
  need(faulty, "nh_registration_new");
  need(apple, "nh_registration_new");
  need(template_of_gcm, "nh_registration_new");
  baidu = nh_registration_new_baidu("u", HANDLE);
  need(baidu, "nh_registration_new_baidu");
  FAILED(nh_registration_set_push_variable(faulty, "", PROPERTY), bad,
         "name is empty");
  for (i = 0; i < LENGTH(bad_tags); i++) {
    FAILED_AT(nh_registration_add_tag(faulty, bad_tags[i].text),
              NH_STATUS_INVALID_TAG, bad_tags[i].word, bad_tags[i].column);
  }
  /* Tags that others gave may have any letters. */
  mark();
  nothing_at("nh_registration_cursor_new_by_tag",
             nh_registration_cursor_new_by_tag(the_hub, ""),
             NH_STATUS_INVALID_TAG, "empty", 1);
  NOTHING(nh_installation_cursor_new_by_user(the_hub, "a}b"), bad,
          "user_id has '}'");
  mark();
  nothing_at("nh_registration_cursor_new_by_tag",
             nh_registration_cursor_new_by_tag(the_hub, "a\r\nB: c"),
             NH_STATUS_INVALID_TAG, "control", 2);
  FAILED(nh_registration_add_tag(faulty, NOT_UTF8), bad, "tag is not UTF-8");
  FAILED(nh_registration_set_handle(faulty, HANDLE " x"), bad, "handle");
  FAILED(nh_registration_set_baidu_user_id(faulty, HANDLE), bad, "Baidu");
  FAILED(nh_registration_remove_template_header(faulty, NOT_UTF8), bad,
         "name is not UTF-8");
  CHECK(nh_registration_tag_count(faulty) == 0);
  FAILED(nh_registration_set_push_variable(faulty, NOT_UTF8, PROPERTY), bad,
         "name is not UTF-8");
  FAILED(nh_registration_set_push_variable(faulty, "a", PROPERTY "\xff"), bad,
         "value is not UTF-8");
  FAILED(nh_registration_set_template(faulty, "", NULL), bad, "body is empty");
  FAILED(nh_registration_set_template(faulty, NOT_UTF8, NULL), bad,
         "body is not UTF-8");
  FAILED(nh_registration_set_template(faulty, "{}", ""), bad, "name");
  FAILED(nh_registration_set_template(faulty, "{}", "a\nb"), bad, "name");
  FAILED(nh_registration_set_template(faulty, "{}", NOT_UTF8), bad,
         "name is not UTF-8");
  CHECK(!nh_registration_has_template(faulty));
  FAILED(nh_registration_set_template_header(apple, "apns-priority", "5"), bad,
         "template first");
  FAILED(nh_registration_set_apple_expressions(apple, "e", NULL), bad,
         "template first");
  FAILED(nh_registration_set_baidu_message_type(apple, 1), bad, "Baidu");
  FAILED(nh_registration_set_baidu_message_type(baidu, 1), bad,
         "template first");
  FINE(nh_registration_set_template(baidu, "{}", NULL));
  FAILED(nh_registration_set_baidu_message_type(baidu, -1), bad, "negative");
  CHECK(nh_registration_baidu_message_type(baidu) == -1);
  FAILED(nh_registration_set_secondary_tile(apple, "t"), bad, "Windows");
  FINE(nh_registration_set_template(template_of_gcm, "{}", NULL));
  FAILED(nh_registration_set_template_header(template_of_gcm, "X-A", "b"), bad,
         "Apple, Windows");
  FAILED(nh_registration_set_apple_expressions(template_of_gcm, "e", NULL),
         bad, "Apple");
  FINE(nh_registration_set_template(apple, "{}", NULL));
  FAILED(nh_registration_set_template_header(apple, "a b", "v"),
         NH_STATUS_INVALID_HEADER, "name");
  FAILED(nh_registration_set_template_header(apple, "X-A", "v\r\nB: c"),
         NH_STATUS_INVALID_HEADER, "X-A");
  FAILED(nh_registration_set_template_header(apple, "authorization", KEY),
         NH_STATUS_INVALID_HEADER, "authorization");
  FAILED(nh_registration_set_template_header(apple, NOT_UTF8, "v"), bad,
         "name is not UTF-8");
  FAILED(nh_registration_set_template_header(apple, "X-A", NOT_UTF8), bad,
         "value is not UTF-8");
  FAILED(nh_registration_set_apple_expressions(apple, NOT_UTF8, NULL), bad,
         "expiry is not UTF-8");
  FAILED(nh_registration_set_apple_expressions(apple, NULL, NOT_UTF8), bad,
         "priority is not UTF-8");

  /* What was refused is not left out in silence. */
  READ_FAILS(nh_registration,
             nh_create_registration(the_hub, faulty, NULL, &got, &outcome),
             bad, "name is empty");
  READ_FAILS(nh_registration,
             nh_put_registration(the_hub, "1-1", apple, NULL, &got, &outcome),
             bad, "template first");
  READ_FAILS(nh_registration,
             nh_update_registration(the_hub, "1-1", apple, NULL, NULL, &got,
                                    &outcome),
             bad, "template first");
  CHECK(nh_registration_xml(apple) == NULL);

  for (i = 0; i < LENGTH(bad_registration_ids); i++) {
    const char *id = bad_registration_ids[i];
    bool exists = true;

    READ_FAILS(nh_registration,
               nh_put_registration(the_hub, id, gcm, NULL, &got, &outcome),
               bad, "registration_id");
    READ_FAILS(nh_registration,
               nh_update_registration(the_hub, id, gcm, NULL, NULL, &got,
                                      &outcome),
               bad, "registration_id");
    READ_FAILS(nh_registration,
               nh_get_registration(the_hub, id, NULL, &got, &outcome), bad,
               "registration_id");
    CALL_FAILS(nh_registration_exists(the_hub, id, NULL, &exists, &outcome),
               bad, "registration_id");
    CHECK(!exists);
    CALL_FAILS(nh_delete_registration(the_hub, id, NULL, NULL, &outcome), bad,
               "registration_id");
  }
  READ_FAILS(nh_registration,
             nh_get_registration(the_hub, long_id, NULL, &got, &outcome), bad,
             "registration_id");
  READ_FAILS(nh_registration,
             nh_put_registration(the_hub, NOT_UTF8, gcm, NULL, &got, &outcome),
             bad, "registration_id is not UTF-8");
  for (i = 0; i < LENGTH(bad_etags); i++) {
    const char *etag = bad_etags[i];

    READ_FAILS(nh_registration,
               nh_update_registration(the_hub, "1-1", gcm, etag, NULL, &got,
                                      &outcome),
               bad, "etag");
    CALL_FAILS(nh_delete_registration(the_hub, "1-1", etag, NULL, &outcome),
               bad, "etag");
  }
  READ_FAILS(nh_registration,
             nh_update_registration(the_hub, "1-1", gcm, NOT_UTF8, NULL, &got,
                                    &outcome),
             bad, "etag is not UTF-8");
  CALL_FAILS(nh_delete_registration(the_hub, "1-1", NOT_UTF8, NULL, &outcome),
             bad, "etag is not UTF-8");
  nh_registration_free(baidu);
  nh_registration_free(template_of_gcm);
  nh_registration_free(apple);
  nh_registration_free(faulty);
  nh_registration_free(gcm);
  free(long_id);
  free(too_long);
}

static void jobs(void)
{
  static const int32_t bad_numbers[] = { 0, -1, 6, 999, INT32_MIN, INT32_MAX };
  static const char *const bad_uris[] = { "https:///c?sig=s3cret",
                                          "https://?sig=s3cret",
    "", "s3cret", "https://", "ftp://h/c?sig=s3cret", "/c?sig=s3cret",
    "https://h/c?sig=s3cret ", "https://h/c?sig=s3cret\r\nA: b",
  };
  static const char *const bad_job_ids[] = { "", ".", "..", "a\nb" };
  static const char container[] = "https://h/c?sig=s3cret";
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  const int32_t export = NH_JOB_TYPE_EXPORT_REGISTRATIONS;
  const int32_t import = NH_JOB_TYPE_IMPORT_CREATE_REGISTRATIONS;
  nh_feedback *feedback;
  size_t i;

  for (i = 0; i < LENGTH(bad_numbers); i++) {
    int32_t number = bad_numbers[i];
    READ_FAILS(nh_job,
               nh_submit_job(the_hub, number, container, NULL, NULL, &got,
                             &outcome),
               bad, "job_type");
  }
  for (i = 0; i < LENGTH(bad_uris); i++) {
    const char *uri = bad_uris[i];
    READ_FAILS(nh_job,
               nh_submit_job(the_hub, export, uri, NULL, NULL, &got, &outcome),
               bad, "output_container_uri");
    READ_FAILS(nh_job,
               nh_submit_job(the_hub, import, container, uri, NULL, &got,
                             &outcome),
               bad, "import_file_uri");
  }
  READ_FAILS(nh_job,
             nh_submit_job(the_hub, export, NOT_UTF8, NULL, NULL, &got,
                           &outcome),
             bad, "output_container_uri is not UTF-8");
  READ_FAILS(nh_job,
             nh_submit_job(the_hub, import, container, NOT_UTF8, NULL, &got,
                           &outcome),
             bad, "import_file_uri is not UTF-8");
  READ_FAILS(nh_job,
             nh_submit_job(the_hub, import, container, NULL, NULL, &got,
                           &outcome),
             bad, "import_file_uri is NULL");
  READ_FAILS(nh_job,
             nh_submit_job(the_hub, export, container, container, NULL, &got,
                           &outcome),
             bad, "import_file_uri");
  for (i = 0; i < LENGTH(bad_job_ids); i++) {
    const char *id = bad_job_ids[i];
    READ_FAILS(nh_job, nh_get_job(the_hub, id, NULL, &got, &outcome), bad,
               "job_id");
    READ_FAILS(nh_job, nh_wait_job(the_hub, id, NULL, &got, &outcome), bad,
               "job_id");
  }
  READ_FAILS(nh_job, nh_get_job(the_hub, NOT_UTF8, NULL, &got, &outcome), bad,
             "job_id is not UTF-8");
  READ_FAILS(nh_job, nh_wait_job(the_hub, NOT_UTF8, NULL, &got, &outcome), bad,
             "job_id is not UTF-8");

  NOTHING(nh_feedback_parse("x", SIZE_MAX), bad, "blob");
  feedback = nh_feedback_parse("<a>" HANDLE "\0\xff\xfe<", 15);
  CHECK(nh_feedback_count(feedback) == 0);
  CHECK(nh_feedback_error(feedback, 0) == NULL);
  nh_feedback_free(feedback);
}

static void dead_devices(void)
{
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  nh_feedback_cursor *cursor = nh_feedback_cursor_new(the_hub);
  nh_prune *prune = nh_prune_new();

  need(cursor, "nh_feedback_cursor_new");
  need(prune, "nh_prune_new");
  NOTHING(nh_feedback_cursor_new_uri(the_hub, NOT_UTF8), bad, "uri is not UTF-8");
  NOTHING(nh_feedback_cursor_new_uri(the_hub, ""), bad, "uri: the address");
  NOTHING(nh_feedback_cursor_new_uri(the_hub, "https://s.example/c?sig="), bad,
          "no signature");
  NOTHING(nh_feedback_cursor_new_uri(the_hub, "https://s.example/c?x=" PROPERTY),
          bad, "no signature");
  NOTHING(nh_feedback_cursor_new_notification(the_hub, NOT_UTF8), bad,
          "notification_id is not UTF-8");
  NOTHING(nh_feedback_cursor_new_notification(the_hub, "a\r\nB: c"), bad,
          "notification_id");
  FAILED(nh_feedback_cursor_set_marker(cursor, NOT_UTF8), bad,
         "marker is not UTF-8");
  FAILED(nh_feedback_cursor_set_marker(cursor, "{\"" HANDLE "\":\"1\"}"), bad,
         "marker");
  READ_FAILS(nh_feedback,
             nh_feedback_cursor_next(cursor, NULL, &got, &outcome), bad,
             "marker");
  FAILED(nh_prune_add_error(prune, NOT_UTF8), bad, "error is not UTF-8");
  FAILED(nh_prune_add_error(prune, ""), bad, "error is empty");
  nh_prune_free(prune);
  nh_feedback_cursor_free(cursor);
  READ_FAILS(nh_explanation,
             nh_explain(the_hub, NULL, NULL, NULL, 0, NULL, &got, &outcome), bad,
             "both NULL");
  READ_FAILS(nh_explanation,
             nh_explain(the_hub, NULL, NULL, NOT_UTF8, 0, NULL, &got, &outcome),
             bad, "notification_id is not UTF-8");
}

static void hubs(void)
{
  static const int32_t bad_rights[] = { 0,
                                        -1,
                                        8,
                                        999,
                                        INT32_MIN,
                                        INT32_MAX,
                                        NH_RIGHTS_MANAGE,
                                        NH_RIGHTS_MANAGE | NH_RIGHTS_SEND };
  static const char *const bad_names[] = {
    "", " ", "a/b", "a\\b", "a?b", "a#b", "a\nb", ".", "..",
    "https://ns/hub",
  };
  static const char *const bad_keys[] = { "", "s3cret", KEY "=", KEY "\n",
                                          KEY KEY,
                                          NOT_BASE64 };
  static const char *const bad_durations[] = {
    "", "nonsense", "P", "PT", "P1DT", "PT1S", "PT23H59M59.9S", "90D", "P-1D",
    "P1.5D", "P1D1Y", "P99999999999999999999D", "P1D "
  };
  static const char *const good_durations[] = {
    "P1D", "PT24H", "P1Y2M", "P1DT12H30M", "P10675199DT2H48M5.4775807S"
  };
  static const char *const bad_urls[] = {
    "", "nonsense", "ftp://a.example/", "https://", "https:///a", "https://a b/"
  };
  const nh_status bad = NH_STATUS_INVALID_ARGUMENT;
  const int32_t listen = NH_RIGHTS_LISTEN;
  char *long_name = text_of('n', 257);
  char *long_text = text_of('t', 1025);
  char *long_hub = text_of('h', 261);
  nh_hub_description *hub = nh_hub_description_new();
  nh_hub_description *faulty = nh_hub_description_new();
  nh_namespace *ns =
      nh_namespace_new("Endpoint=sb://ns.servicebus.windows.net/;"
                       "SharedAccessKeyName=P;SharedAccessKey=" KEY,
                       NULL);
  char name[20];
  size_t i;

  need(hub, "nh_hub_description_new");
  need(faulty, "nh_hub_description_new");
  need(ns, "nh_namespace_new");
  for (i = 0; i < LENGTH(bad_rights); i++) {
    int32_t rights = bad_rights[i];
    FAILED(nh_hub_description_set_rule(faulty, "r", rights, KEY, KEY), bad,
           "rights");
  }
  for (i = 0; i < LENGTH(bad_keys); i++) {
    const char *key = bad_keys[i];
    FAILED(nh_hub_description_set_rule(faulty, "r", listen, key, KEY), bad,
           "primary_key");
    FAILED(nh_hub_description_set_rule(faulty, "r", listen, KEY, key), bad,
           "secondary_key");
  }
  FAILED(nh_hub_description_set_rule(faulty, "", listen, KEY, KEY), bad,
         "key_name");
  FAILED(nh_hub_description_set_rule(faulty, long_name, listen, KEY, KEY), bad,
         "key_name");
  FAILED(nh_hub_description_set_rule(faulty, NOT_UTF8, listen, KEY, KEY), bad,
         "key_name is not UTF-8");
  FAILED(nh_hub_description_set_rule(faulty, "r", listen, KEY "\xff", KEY), bad,
         "primary_key is not UTF-8");
  FAILED(nh_hub_description_set_rule(faulty, "r", listen, KEY, KEY "\xff"), bad,
         "secondary_key is not UTF-8");
  CHECK(nh_hub_description_rule_count(faulty) == 0);
  for (i = 0; i < 12; i++) {
    sprintf(name, "r%lu", (unsigned long)i);
    FINE(nh_hub_description_set_rule(faulty, name, listen, KEY, KEY));
  }
  FAILED(nh_hub_description_set_rule(faulty, "r12", listen, KEY, KEY), bad, "12");
  FAILED(nh_hub_description_set_user_metadata(faulty, long_text), bad,
         "metadata");
  FAILED(nh_hub_description_set_user_metadata(faulty, NOT_UTF8), bad,
         "metadata is not UTF-8");
  FAILED(nh_hub_description_set_registration_ttl(faulty, NOT_UTF8), bad,
         "duration is not UTF-8");
  for (i = 0; i < LENGTH(bad_durations); i++)
    FAILED(nh_hub_description_set_registration_ttl(faulty, bad_durations[i]), bad,
           "at least a day");
  CHECK(nh_hub_description_registration_ttl(faulty) == NULL);
  for (i = 0; i < LENGTH(good_durations); i++)
    FINE(nh_hub_description_set_registration_ttl(faulty, good_durations[i]));
  FAILED(nh_hub_description_set_apns_certificate(faulty, "e", "", KEY), bad,
         "ApnsCertificate");
  FAILED(nh_hub_description_set_apns_certificate(faulty, "e", KEY "\xff", "k"),
         bad, "certificate is not UTF-8");
  FAILED(nh_hub_description_set_apns_token(faulty, "e", KEY, "", "a", "i"), bad,
         "empty");
  FAILED(nh_hub_description_set_apns_token(faulty, "e", KEY "\xff", "k", "a",
                                           "i"),
         bad, "token is not UTF-8");
  FAILED(nh_hub_description_set_wns(faulty, " ", KEY), bad, "empty");
  FAILED(nh_hub_description_set_wns(faulty, "sid", KEY "\xff"), bad,
         "secret_key is not UTF-8");
  FAILED(nh_hub_description_set_gcm(faulty, ""), bad, "GoogleApiKey is empty");
  FAILED(nh_hub_description_set_gcm(faulty, KEY "\xff"), bad,
         "google_api_key is not UTF-8");
  FAILED(nh_hub_description_set_fcmv1(faulty, "", KEY, "c"), bad, "empty");
  FAILED(nh_hub_description_set_fcmv1(faulty, "p", KEY "\xff", "c"), bad,
         "private_key is not UTF-8");
  FAILED(nh_hub_description_set_mpns(faulty, KEY "\xff", KEY), bad,
         "certificate is not UTF-8");
  FAILED(nh_hub_description_set_mpns(faulty, KEY, NULL), bad,
         "certificate_key is NULL");
  FAILED(nh_hub_description_set_mpns(faulty, NULL, KEY), bad,
         "certificate is NULL");
  FAILED(nh_hub_description_set_adm(faulty, "", KEY), bad, "empty");
  FAILED(nh_hub_description_set_adm(faulty, "i", KEY "\xff"), bad,
         "client_secret is not UTF-8");
  FAILED(nh_hub_description_set_wns_endpoint(faulty, "https://a.example/"), bad,
         "WnsCredential; set that first");
  FINE(nh_hub_description_set_wns(faulty, "sid", KEY));
  FINE(nh_hub_description_set_gcm(faulty, KEY));
  FINE(nh_hub_description_set_adm(faulty, "i", KEY));
  for (i = 0; i < LENGTH(bad_urls); i++) {
    FAILED(nh_hub_description_set_wns_endpoint(faulty, bad_urls[i]), bad,
           "WindowsLiveEndpoint");
    FAILED(nh_hub_description_set_gcm_endpoint(faulty, bad_urls[i]), bad,
           "GcmEndpoint");
    FAILED(nh_hub_description_set_adm_endpoints(faulty, bad_urls[i], NULL), bad,
           "AuthTokenUrl");
  }
  FAILED(nh_hub_description_set_adm_endpoints(faulty, NULL, "/{0}"), bad,
         "SendUrlTemplate");
  FAILED(nh_hub_description_set_adm_endpoints(faulty, NULL,
                                              "https://a.example/"),
         bad, "{0}");
  FAILED(nh_hub_description_set_wns_endpoint(faulty, NOT_UTF8), bad,
         "windows_live_endpoint is not UTF-8");
  FAILED(nh_hub_description_set_baidu(faulty, KEY, ""), bad, "empty");
  FAILED(nh_hub_description_set_baidu(faulty, KEY, KEY "\xff"), bad,
         "secret_key is not UTF-8");
  FAILED(nh_hub_description_set_wns_certificate(faulty, KEY, ""), bad,
         "CertificateKey is empty");
  FAILED(nh_hub_description_set_wns_certificate(faulty, KEY, KEY "\xff"), bad,
         "certificate_key is not UTF-8");
  FAILED(nh_hub_description_set_baidu_endpoint(faulty, "https://a.example/"),
         bad, "BaiduCredential; set that first");
  FAILED(nh_hub_description_set_baidu_endpoint(faulty, "x"), bad,
         "BaiduEndPoint");
  FAILED(nh_hub_description_set_xiaomi(faulty, "", "https://a.example/"), bad,
         "AppSecret is empty");
  FAILED(nh_hub_description_set_xiaomi(faulty, KEY "\xff", "e"), bad,
         "app_secret is not UTF-8");
  FAILED(nh_hub_description_set_browser(faulty, "mailto:a", KEY, ""), bad,
         "empty");
  FAILED(nh_hub_description_set_browser(faulty, "mailto:a", KEY, KEY "\xff"),
         bad, "vapid_private_key is not UTF-8");

  /* What was refused is not left out in silence. */
  READ_FAILS(nh_hub_description,
             nh_create_hub(ns, "h", faulty, NULL, &got, &outcome), bad,
             "rights");
  READ_FAILS(nh_hub_description,
             nh_update_hub(ns, "h", faulty, NULL, &got, &outcome), bad,
             "rights");

  for (i = 0; i < LENGTH(bad_names); i++) {
    const char *bad_name = bad_names[i];
    READ_FAILS(nh_hub_description,
               nh_create_hub(ns, bad_name, hub, NULL, &got, &outcome), bad,
               "hub_name");
    READ_FAILS(nh_hub_description,
               nh_update_hub(ns, bad_name, hub, NULL, &got, &outcome), bad,
               "hub_name");
    READ_FAILS(nh_hub_description,
               nh_get_hub(ns, bad_name, NULL, &got, &outcome), bad,
               "hub_name");
    CALL_FAILS(nh_delete_hub(ns, bad_name, NULL, &outcome), bad, "hub_name");
  }
  CALL_FAILS(nh_delete_hub(ns, long_hub, NULL, &outcome), bad, "hub_name");
  CALL_FAILS(nh_delete_hub(ns, NOT_UTF8, NULL, &outcome), bad,
             "hub_name is not UTF-8");
  NOTHING(nh_namespace_new(NOT_UTF8, NULL), bad,
          "connection_string is not UTF-8");
  NOTHING(nh_namespace_new("Endpoint=sb://h/;SharedAccessKeyName=P", NULL),
          NH_STATUS_INVALID_CONNECTION_STRING, "SharedAccessKey");
  nh_namespace_free(ns);
  nh_hub_description_free(faulty);
  nh_hub_description_free(hub);
  free(long_hub);
  free(long_text);
  free(long_name);
}

int main(void)
{
  the_hub = local_hub();
  the_target = nh_target_new_tag("nobody");
  need(the_target, "nh_target_new_tag");
  mark();
  CHECK(is_marked());
  builders();
  payload_checks();
  template_bodies();
  templates_with_samples();
  schedules();
  direct_sends();
  batches();
  installations();
  patches();
  registrations();
  jobs();
  dead_devices();
  hubs();
  FINE(nh_send_apple_notification(the_hub, PAYLOAD, "nobody", NULL));
  check(secrets_found == 0, "no secret in any message", "%d found",
        secrets_found);
  nh_target_free(the_target);
  nh_hub_free(the_hub);
  return checks_done();
}
