/*
 * Scheduled sends and calling them off; what became of a notification, as the
 * local hub tells it and as other services might.
 */
#include "hub.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static nh_hub *hub;
static nh_call_options *patient;

static void put_device(const char *id, int32_t platform, const char *handle, const char *tag)
{
    nh_installation *installation = nh_installation_new(id, platform, handle);

    nh_installation_add_tag(installation, tag);
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_installation_free(installation);
}

static void devices_are_there(void)
{
    put_device("iphone-1", NH_PLATFORM_APPLE, "a1a1a1a1a1a1a1a1", "later");
    put_device("iphone-2", NH_PLATFORM_APPLE, "a2a2a2a2a2a2a2a2", "later");
    put_device("android", NH_PLATFORM_FCMV1, "an-fcm-token", "later");
}

/* Schedules an alert; gives the outcome, to be freed. The target is freed. */
static nh_outcome *schedule(const char *text, nh_target *target, int64_t unix_ms,
                            nh_status expected)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, text);
    nh_outcome *outcome = NULL;

    CHECK_NUMBER(nh_schedule(hub, alert, target, unix_ms, NULL, &outcome), expected);
    nh_target_free(target);
    nh_notification_free(alert);
    return outcome;
}

/* Waits until it is in the deliveries: ten seconds at most. */
static bool arrives(const char *text)
{
    struct timespec moment = {0, 100000000};
    int tries;

    for (tries = 0; tries < 100; tries++) {
        char *log = deliveries();
        bool there = strstr(log, text) != NULL;
        free(log);
        if (there)
            return true;
        nanosleep(&moment, NULL);
    }
    return false;
}

static void a_scheduled_send_comes_at_its_time(void)
{
    nh_outcome *outcome;
    char *log;

    forget_requests();
    outcome = schedule("in two seconds", nh_target_new_tag("later"), now_ms() + 2000,
                       NH_STATUS_OK);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 201);
    CHECK(nh_outcome_notification_id(outcome) != NULL);
    CHECK_REQUESTS("/schedulednotifications?api-version=2020-06");
    CHECK_REQUESTS("\"servicebusnotification-tags\":\"later\"");
    log = deliveries();
    CHECK(strstr(log, "in two seconds") == NULL);
    free(log);
    CHECK(arrives("in two seconds"));
    nh_outcome_free(outcome);
}

/* In UTC, in whole seconds, not before the time that was asked for. */
static void the_time_is_written_without_a_zone(void)
{
    int64_t time_ms = now_ms() + 3600 * 1000 + 1;
    time_t rounded = (time_t)(time_ms / 1000) + 1;
    struct tm utc;
    char expected[100];

    gmtime_r(&rounded, &utc);
    strftime(expected, sizeof expected,
             "\"servicebusnotification-scheduletime\":\"%Y-%m-%dT%H:%M:%S\"", &utc);
    forget_requests();
    nh_outcome_free(schedule("x", nh_target_new_broadcast(), time_ms, NH_STATUS_OK));
    CHECK_REQUESTS(expected);
}

static void every_target_but_a_device_can_wait(void)
{
    nh_target *tags = nh_target_new_tags();
    nh_outcome *outcome;

    nh_target_add_tag(tags, "later");
    nh_target_add_tag(tags, "never");
    nh_outcome_free(schedule("x", tags, now_ms() + DAY_MS, NH_STATUS_OK));
    nh_outcome_free(schedule("x", nh_target_new_expression("later && !never"), now_ms() + DAY_MS,
                             NH_STATUS_OK));
    nh_outcome_free(schedule("x", nh_target_new_broadcast(), now_ms() + 6 * (int64_t)DAY_MS,
                             NH_STATUS_OK));
    outcome = schedule("x", nh_target_new_device("abcd"), now_ms() + DAY_MS,
                       NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_outcome_attempts(outcome), 0);
    nh_outcome_free(outcome);
}

static void times_out_of_range_are_refused_before_they_leave(void)
{
    static const int64_t far_off = 8 * (int64_t)DAY_MS;
    nh_outcome *outcome = schedule("x", nh_target_new_broadcast(), now_ms() + far_off,
                                   NH_STATUS_INVALID_ARGUMENT);

    CHECK_NUMBER(nh_outcome_attempts(outcome), 0);
    CHECK_HAS(nh_error_message(nh_outcome_error(outcome)), "7 days");
    nh_outcome_free(outcome);
    /* In seconds by mistake. */
    nh_outcome_free(schedule("x", nh_target_new_broadcast(), now_ms() / 1000 + 60,
                             NH_STATUS_INVALID_ARGUMENT));
}

static void what_was_called_off_does_not_come(void)
{
    nh_outcome *outcome, *cancelled;
    char *log;

    forget_requests();
    outcome = schedule("called off", nh_target_new_tag("later"), now_ms() + 2000, NH_STATUS_OK);
    nh_outcome_free(schedule("not called off", nh_target_new_tag("later"), now_ms() + 2000,
                             NH_STATUS_OK));
    CHECK_OK(nh_cancel_scheduled(hub, nh_outcome_notification_id(outcome), NULL, &cancelled));
    CHECK_NUMBER(nh_outcome_http_status(cancelled), 200);
    nh_outcome_free(cancelled);
    CHECK(arrives("\\\"not called off"));
    log = deliveries();
    CHECK(strstr(log, "\\\"called off") == NULL);
    free(log);
    CHECK_NUMBER(nh_cancel_scheduled(hub, "no_such_id", NULL, NULL), NH_STATUS_NOT_FOUND);
    nh_outcome_free(outcome);
}

/* ---- Telemetry ----------------------------------------------------------- */

static int64_t count_for(const nh_notification_details *details, const char *platform,
                         const char *outcome)
{
    size_t i;

    for (i = 0; i < nh_notification_details_count(details); i++)
        if (strcmp(nh_notification_details_count_platform(details, i), platform) == 0 &&
            strcmp(nh_notification_details_count_outcome(details, i), outcome) == 0)
            return nh_notification_details_count_value(details, i);
    return -1;
}

static void a_send_is_watched_to_its_end(void)
{
    nh_notification_details *details = NULL;
    nh_outcome *sent, *outcome;
    const char *id;

    CHECK_OK(nh_send_apple_notification(hub, "{\"aps\":{\"alert\":\"a & b\"}}", "later", &sent));
    id = nh_outcome_notification_id(sent);
    CHECK_OK(nh_wait_notification_details(hub, id, patient, &details, &outcome));
    CHECK_NUMBER(nh_notification_details_state(details), NH_NOTIFICATION_STATE_COMPLETED);
    CHECK_TEXT(nh_notification_details_state_text(details), "Completed");
    CHECK_TEXT(nh_notification_details_notification_id(details), id);
    CHECK_HAS(nh_notification_details_location(details), id);
    CHECK_HAS(nh_notification_details_enqueue_time(details), "Z");
    CHECK(nh_notification_details_start_time(details) != NULL);
    CHECK(nh_notification_details_end_time(details) != NULL);
    CHECK_HAS(nh_notification_details_body(details), "a & b");
    CHECK_TEXT(nh_notification_details_tags(details), "later");
    CHECK_HAS(nh_notification_details_target_platforms(details), "apple");
    CHECK_NUMBER(count_for(details, "apple", "Success"), 2);
    CHECK_TEXT(nh_notification_details_count_platform(details,
                                                      nh_notification_details_count(details)),
               NULL);
    CHECK_TEXT(nh_notification_details_error_uri(details), NULL);
    CHECK_HAS(nh_outcome_body(outcome), "<NotificationDetails");
    nh_outcome_free(outcome);
    nh_notification_details_free(details);
    /* And once more without waiting. */
    CHECK_OK(nh_get_notification_details(hub, id, NULL, &details, NULL));
    CHECK_NUMBER(nh_notification_details_state(details), NH_NOTIFICATION_STATE_COMPLETED);
    nh_notification_details_free(details);
    nh_outcome_free(sent);
}

static void nobody_matched(void)
{
    nh_notification_details *details = NULL;
    nh_outcome *sent;

    CHECK_OK(nh_send_apple_notification(hub, "{\"aps\":{\"alert\":\"x\"}}", "nobody", &sent));
    CHECK_OK(nh_wait_notification_details(hub, nh_outcome_notification_id(sent), patient, &details,
                                          NULL));
    CHECK_NUMBER(nh_notification_details_state(details), NH_NOTIFICATION_STATE_NO_TARGET_FOUND);
    nh_notification_details_free(details);
    nh_outcome_free(sent);
}

static void an_unknown_id_is_waited_for_and_then_given_up(void)
{
    static const char id[] = "00000000000000000000000000000000-20250101000000-1-1";
    nh_notification_details *details = NULL;
    nh_call_options *hasty = nh_call_options_new();

    CHECK_NUMBER(nh_get_notification_details(hub, id, NULL, &details, NULL), NH_STATUS_NOT_FOUND);
    CHECK(details == NULL);
    nh_call_options_set_timeout_ms(hasty, 900);
    CHECK_NUMBER(nh_wait_notification_details(hub, id, hasty, &details, NULL), NH_STATUS_TIMEOUT);
    CHECK(details == NULL);
    nh_call_options_free(hasty);
}

/* ---- What a service may say ---------------------------------------------- */

#define DOCUMENT(state, more)                                                                  \
    "HTTP/1.1 200 OK\r\nContent-Type: application/xml; charset=utf-8\r\nConnection: close\r\n\r\n" \
    "<NotificationDetails "                                                                    \
    "xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\" "           \
    "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><NotificationId>n</NotificationId>"  \
    "<State>" state "</State>" more "</NotificationDetails>"

/* Asks a service that says this; the details are to be freed. */
static nh_notification_details *details_in(const char *answer)
{
    struct script script = begin_script(answer);
    nh_notification_details *details = NULL;

    CHECK_OK(nh_get_notification_details(script.hub, "n", NULL, &details, NULL));
    end_script(script);
    return details;
}

static void every_state_has_its_number(void)
{
    static const struct {
        const char *answer;
        int state;
    } all[] = {
        {DOCUMENT("Enqueued", ""), NH_NOTIFICATION_STATE_ENQUEUED},
        {DOCUMENT("Processing", ""), NH_NOTIFICATION_STATE_PROCESSING},
        {DOCUMENT("Completed", ""), NH_NOTIFICATION_STATE_COMPLETED},
        {DOCUMENT("NoTargetFound", ""), NH_NOTIFICATION_STATE_NO_TARGET_FOUND},
        {DOCUMENT("Abandoned", ""), NH_NOTIFICATION_STATE_ABANDONED},
        {DOCUMENT("Scheduled", ""), NH_NOTIFICATION_STATE_SCHEDULED},
        {DOCUMENT("Canceled", ""), NH_NOTIFICATION_STATE_CANCELLED},
        {DOCUMENT("Cancelled", ""), NH_NOTIFICATION_STATE_CANCELLED},
        {DOCUMENT("SomethingNew", ""), NH_NOTIFICATION_STATE_UNKNOWN},
    };
    nh_notification_details *details;
    size_t i;

    for (i = 0; i < sizeof all / sizeof *all; i++) {
        details = details_in(all[i].answer);
        CHECK_NUMBER(nh_notification_details_state(details), all[i].state);
        CHECK_TEXT(nh_notification_details_enqueue_time(details), NULL);
        CHECK_NUMBER(nh_notification_details_count(details), 0);
        nh_notification_details_free(details);
    }
    details = details_in(all[i - 1].answer);
    CHECK_TEXT(nh_notification_details_state_text(details), "SomethingNew");
    nh_notification_details_free(details);
}

static void counts_are_read_whoever_they_are_of(void)
{
    nh_notification_details *details = details_in(DOCUMENT("Completed",
        "<TargetPlatforms>apple,xiaomi</TargetPlatforms>"
        "<ApnsOutcomeCounts><Outcome><Name>Success</Name><Count>3</Count></Outcome>"
        "<Outcome><Name>WrongToken</Name><Count>1</Count></Outcome></ApnsOutcomeCounts>"
        "<GcmOutcomeCounts><Outcome><Name>NewInOurTime</Name><Count>5000000000</Count></Outcome>"
        "</GcmOutcomeCounts><WnsOutcomeCounts i:nil=\"true\"/><MpnsOutcomeCounts/>"
        "<PnsErrorDetailsUri>https://a.example/b?sig=1&amp;x=2</PnsErrorDetailsUri>"
        "<FcmV1OutcomeCounts><Outcome><Name>Success</Name><Count>0</Count></Outcome>"
        "</FcmV1OutcomeCounts><XiaomiOutcomeCounts><Outcome><Name>Throttled</Name><Count>2</Count>"
        "</Outcome></XiaomiOutcomeCounts>"));

    CHECK_NUMBER(nh_notification_details_count(details), 5);
    CHECK_NUMBER(count_for(details, "apple", "Success"), 3);
    CHECK_NUMBER(count_for(details, "apple", "WrongToken"), 1);
    CHECK_NUMBER(count_for(details, "gcm", "NewInOurTime"), 5000000000);
    CHECK_NUMBER(count_for(details, "fcmv1", "Success"), 0);
    CHECK_NUMBER(count_for(details, "xiaomi", "Throttled"), 2);
    CHECK_TEXT(nh_notification_details_error_uri(details), "https://a.example/b?sig=1&x=2");
    nh_notification_details_free(details);
}

/* The last that was heard of it comes with the status. */
static void a_wait_that_is_too_short_keeps_what_it_has(void)
{
    struct script script = begin_script(DOCUMENT("Processing", ""));
    nh_call_options *hasty = nh_call_options_new();
    nh_notification_details *details = NULL;
    nh_outcome *outcome;

    nh_call_options_set_timeout_ms(hasty, 900);
    CHECK_NUMBER(nh_wait_notification_details(script.hub, "n", hasty, &details, &outcome),
                 NH_STATUS_TIMEOUT);
    CHECK_NUMBER(nh_notification_details_state(details), NH_NOTIFICATION_STATE_PROCESSING);
    CHECK(nh_error_is_transient(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    nh_notification_details_free(details);
    nh_call_options_free(hasty);
    end_script(script);
}

static void a_wait_that_is_refused_keeps_what_it_has(void)
{
    struct script script = begin_scripts(
        DOCUMENT("Processing", ""),
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", NULL);
    nh_notification_details *details = NULL;
    nh_outcome *outcome;

    CHECK_NUMBER(nh_wait_notification_details(script.hub, "n", patient, &details, &outcome),
                 NH_STATUS_FORBIDDEN);
    CHECK_NUMBER(nh_notification_details_state(details), NH_NOTIFICATION_STATE_PROCESSING);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 403);
    nh_outcome_free(outcome);
    nh_notification_details_free(details);
    end_script(script);
}

static void a_wait_can_be_cancelled(void)
{
    struct script script = begin_script(DOCUMENT("Processing", ""));
    nh_call_options *options = nh_call_options_new();
    nh_cancel *cancel = nh_cancel_new();

    nh_call_options_set_cancel(options, cancel);
    CHECK_OK(nh_cancel_trigger(cancel));
    CHECK_NUMBER(nh_wait_notification_details(script.hub, "n", options, NULL, NULL),
                 NH_STATUS_CANCELLED);
    nh_cancel_free(cancel);
    nh_call_options_free(options);
    end_script(script);
}

int main(void)
{
    hub = open_hub();
    patient = nh_call_options_new();
    nh_call_options_set_timeout_ms(patient, 60000);
    empty_hub();
    RUN(devices_are_there);
    RUN(a_scheduled_send_comes_at_its_time);
    RUN(the_time_is_written_without_a_zone);
    RUN(every_target_but_a_device_can_wait);
    RUN(times_out_of_range_are_refused_before_they_leave);
    RUN(what_was_called_off_does_not_come);
    RUN(a_send_is_watched_to_its_end);
    RUN(nobody_matched);
    RUN(an_unknown_id_is_waited_for_and_then_given_up);
    RUN(every_state_has_its_number);
    RUN(counts_are_read_whoever_they_are_of);
    RUN(a_wait_that_is_too_short_keeps_what_it_has);
    RUN(a_wait_that_is_refused_keeps_what_it_has);
    RUN(a_wait_can_be_cancelled);
    nh_call_options_free(patient);
    nh_hub_free(hub);
    return end_tests();
}
