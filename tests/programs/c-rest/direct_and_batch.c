/*
 * Direct sends to one handle of every platform, and batches: from a list and
 * from a callback, to their end and until something stops them.
 */
#include "hub.h"

static nh_hub *hub;

static void one_device_of_every_platform_is_reached(void)
{
    static const struct {
        int32_t platform;
        const char *body, *handle;
    } all[] = {
        {NH_PLATFORM_APPLE, "{\"aps\":{\"alert\":\"direct 2\"}}", "a1b2c3d4a1b2c3d4"},
        {NH_PLATFORM_FCMV1, "{\"message\":{\"data\":{\"m\":\"direct 3\"}}}", "fcm:token_1-a"},
        {NH_PLATFORM_WINDOWS,
         "<toast><visual><binding template=\"ToastText01\"><text id=\"1\">direct 4</text></binding>"
         "</visual></toast>",
         "https://db5p.notify.windows.com/?token=a%2bb&c=1"},
        {NH_PLATFORM_GCM, "{\"data\":{\"m\":\"direct 5\"}}", "gcm-id"},
        {NH_PLATFORM_MPNS,
         "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>direct 6</wp:Text1>"
         "</wp:Toast></wp:Notification>",
         "http://s.notify.live.net/u/1/x"},
        {NH_PLATFORM_ADM, "{\"data\":{\"m\":\"direct 7\"}}", "adm-id"},
        {NH_PLATFORM_BAIDU, "{\"title\":\"direct 8\"}", "user-channel"},
        {NH_PLATFORM_XIAOMI, "{\"title\":\"direct 10\"}", "xiaomi-id"},
    };
    size_t i;

    for (i = 0; i < sizeof all / sizeof *all; i++) {
        nh_notification *notification =
            nh_notification_new(all[i].platform, all[i].body, strlen(all[i].body));
        nh_target *device = nh_target_new_device(all[i].handle);
        nh_outcome *outcome;
        char part[300];
        forget_requests();
        CHECK_OK(nh_send(hub, notification, device, NULL, &outcome));
        CHECK_NUMBER(nh_outcome_http_status(outcome), 201);
        CHECK(nh_outcome_notification_id(outcome) != NULL);
        CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
        CHECK_REQUESTS("/messages?api-version=2020-06&direct");
        snprintf(part, sizeof part, "\"servicebusnotification-devicehandle\":\"%s\"",
                 all[i].handle);
        CHECK_REQUESTS(part);
        snprintf(part, sizeof part, "\"deviceHandle\":\"%s\"", all[i].handle);
        CHECK_DELIVERIES(part);
        snprintf(part, sizeof part, "direct %d", all[i].platform);
        CHECK_DELIVERIES(part);
        nh_outcome_free(outcome);
        nh_target_free(device);
        nh_notification_free(notification);
    }
}

static void a_browser_is_reached_with_its_keys(void)
{
    static const char body[] = "{\"title\":\"to a browser\"}";
    nh_notification *notification = nh_notification_new(NH_PLATFORM_BROWSER, body, strlen(body));
    nh_target *browser = nh_target_new_browser("https://push.example/d", "BNc-key", "tBH-auth");

    forget_requests();
    CHECK_OK(nh_send(hub, notification, browser, NULL, NULL));
    CHECK_REQUESTS("\"servicebusnotification-devicehandle\":\"https://push.example/d\"");
    CHECK_REQUESTS("\"p256dh\":\"BNc-key\"");
    CHECK_REQUESTS("\"auth\":\"tBH-auth\"");
    CHECK_DELIVERIES("to a browser");
    nh_target_free(browser);
    nh_notification_free(notification);
}

/* The keys of one kind of device are of no use to another. */
static void a_target_must_fit_its_platform(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "x");
    nh_notification *properties = nh_notification_new_template();
    nh_target *browser = nh_target_new_browser("https://push.example/d", "k", "a");
    nh_target *device = nh_target_new_device("abcd");
    nh_outcome *outcome;

    CHECK_NUMBER(nh_send(hub, alert, browser, NULL, NULL), NH_STATUS_INVALID_ARGUMENT);
    nh_notification_set_property(properties, "a", "b");
    CHECK_NUMBER(nh_send(hub, properties, device, NULL, &outcome), NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_outcome_attempts(outcome), 0);
    nh_outcome_free(outcome);
    nh_target_free(device);
    nh_target_free(browser);
    nh_notification_free(properties);
    nh_notification_free(alert);
}

static void a_dry_run_shows_the_handle_as_a_secret(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "x");
    nh_target *device = nh_target_new_device("abcd1234");
    nh_request *request = nh_request_new(hub, alert, device, NULL);
    size_t i, secrets = 0;

    CHECK_HAS(nh_request_url(request), "&direct");
    for (i = 0; i < nh_request_header_count(request); i++)
        if (strcmp(nh_request_header_value(request, i), "abcd1234") == 0) {
            CHECK_TEXT(nh_request_header_name(request, i), "ServiceBusNotification-DeviceHandle");
            secrets += nh_request_header_is_secret(request, i);
        }
    CHECK_NUMBER(secrets, 1);
    nh_request_free(request);
    nh_target_free(device);
    nh_notification_free(alert);
}

static void a_list_is_sent_in_one_request(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "\r\n--boundary\r\n");
    nh_handles *handles = nh_handles_new();
    nh_batch_report *report;
    const char *id;

    CHECK_OK(nh_handles_add(handles, "aa01"));
    CHECK_OK(nh_handles_add(handles, "aa02"));
    CHECK(nh_handles_add(handles, "") != NH_STATUS_OK); /* and leaves the list as it was */
    CHECK_OK(nh_handles_add(handles, "aa03"));
    CHECK_NUMBER(nh_handles_count(handles), 3);
    forget_requests();
    CHECK_OK(nh_send_direct_batch(hub, alert, handles, NULL, &report));
    CHECK(nh_batch_report_error(report) == NULL);
    CHECK_NUMBER(nh_batch_report_next(report), 3);
    CHECK_NUMBER(nh_batch_report_accepted(report), 3);
    CHECK_NUMBER(nh_batch_report_unknown(report), 0);
    CHECK_NUMBER(nh_batch_report_count(report), 1);
    CHECK_NUMBER(nh_batch_report_first(report, 0), 0);
    CHECK_NUMBER(nh_batch_report_handle_count(report, 0), 3);
    CHECK_NUMBER(nh_batch_report_handle_count(report, 1), 0);
    CHECK(nh_batch_report_outcome(report, 1) == NULL);
    CHECK_NUMBER(nh_outcome_http_status(nh_batch_report_outcome(report, 0)), 201);
    /* Not the "$batch" before it. */
    id = nh_outcome_notification_id(nh_batch_report_outcome(report, 0));
    CHECK(id != NULL && strchr(id, '$') == NULL && strchr(id, '/') == NULL);
    CHECK_REQUESTS("/messages/$batch?api-version=2020-06&direct");
    CHECK_REQUESTS("multipart/mixed; boundary=");
    CHECK_REQUESTS("name=notification");
    CHECK_REQUESTS("[\\\"aa01\\\",\\\"aa02\\\",\\\"aa03\\\"]");
    CHECK_DELIVERIES("\"deviceHandle\":\"aa01\"");
    CHECK_DELIVERIES("\"deviceHandle\":\"aa03\"");
    CHECK_DELIVERIES("--boundary");
    nh_batch_report_free(report);
    nh_handles_free(handles);
    nh_notification_free(alert);
}

/* Handles made up one by one. */
struct source {
    uint64_t next, end;
    uint64_t bad;             /* number of one that no service can take */
    uint64_t cancels_at;      /* with this cancel */
    const nh_cancel *cancel;
    bool has_ended;
    char handle[20];
};

static const char *next_handle(void *user_data)
{
    struct source *source = user_data;

    CHECK(!source->has_ended); /* the end is not asked for twice */
    if (source->next == source->end) {
        source->has_ended = true;
        return NULL;
    }
    if (source->cancel != NULL && source->next == source->cancels_at)
        nh_cancel_trigger(source->cancel);
    snprintf(source->handle, sizeof source->handle, "handle-%llu",
             (unsigned long long)source->next);
    if (source->next == source->bad)
        *source->handle = '\0';
    source->next++;
    return source->handle;
}

static struct source handles_to(uint64_t end)
{
    struct source source = {0, 0, UINT64_MAX, 0, NULL, false, ""};

    source.end = end;
    return source;
}

/* Sends to all of a source; the report is to be freed. */
static nh_batch_report *send_to(nh_hub *to, struct source *source, nh_status expected,
                                const nh_call_options *options)
{
    nh_notification *message = nh_notification_new_fcmv1_message("t", "b");
    nh_batch_report *report;

    CHECK_NUMBER(nh_send_direct_batch_from(to, message, next_handle, source, options, &report),
                 expected);
    CHECK((nh_batch_report_error(report) == NULL) == (expected == NH_STATUS_OK));
    CHECK((nh_batch_report_bad_handle(report) >= 0) == (source->bad < source->end));
    nh_notification_free(message);
    return report;
}

static void more_than_a_thousand_are_several_requests(void)
{
    struct source source = handles_to(2500);
    nh_batch_report *report;
    char *log;

    forget_requests();
    report = send_to(hub, &source, NH_STATUS_OK, NULL);
    CHECK_NUMBER(nh_batch_report_count(report), 3);
    CHECK_NUMBER(nh_batch_report_first(report, 1), 1000);
    CHECK_NUMBER(nh_batch_report_first(report, 2), 2000);
    CHECK_NUMBER(nh_batch_report_handle_count(report, 1), 1000);
    CHECK_NUMBER(nh_batch_report_handle_count(report, 2), 500);
    CHECK_NUMBER(nh_batch_report_accepted(report), 2500);
    CHECK_NUMBER(nh_batch_report_next(report), 2500);
    nh_batch_report_free(report);
    log = requests();
    CHECK_NUMBER(count_of(log, "$batch"), 3);
    CHECK_HAS(log, "handle-2499");
    free(log);
    log = deliveries();
    CHECK_NUMBER(count_of(log, "\"deviceHandle\":\"handle-"), 2500);
    free(log);
}

static void exactly_a_thousand_are_one_request(void)
{
    struct source source = handles_to(1000);
    nh_batch_report *report = send_to(hub, &source, NH_STATUS_OK, NULL);

    CHECK_NUMBER(nh_batch_report_count(report), 1);
    CHECK_NUMBER(nh_batch_report_handle_count(report, 0), 1000);
    nh_batch_report_free(report);
}

/* The thousand in which it stands is not sent; what came before is. */
static void a_bad_handle_stops_and_is_named(void)
{
    struct source source = handles_to(2500);
    nh_batch_report *report;

    source.bad = 1500;
    report = send_to(hub, &source, NH_STATUS_INVALID_ARGUMENT, NULL);
    CHECK_NUMBER(nh_batch_report_accepted(report), 1000);
    CHECK_NUMBER(nh_batch_report_next(report), 1000);
    CHECK_NUMBER(nh_batch_report_count(report), 1);
    CHECK_HAS(nh_error_message(nh_batch_report_error(report)), "1500");
    CHECK_NUMBER(nh_batch_report_bad_handle(report), 1500);
    nh_batch_report_free(report);
}

static void a_batch_can_be_cancelled_and_gone_on_with(void)
{
    struct source source = handles_to(2500);
    nh_cancel *cancel = nh_cancel_new();
    nh_call_options *options = nh_call_options_new();
    nh_batch_report *report;

    CHECK_OK(nh_call_options_set_cancel(options, cancel));
    source.cancel = cancel;
    source.cancels_at = 1200;
    report = send_to(hub, &source, NH_STATUS_CANCELLED, options);
    CHECK_NUMBER(nh_batch_report_accepted(report), 1000);
    CHECK_NUMBER(nh_batch_report_unknown(report), 0);
    source.next = nh_batch_report_next(report);
    CHECK_NUMBER(source.next, 1000);
    nh_batch_report_free(report);
    source.cancel = NULL;
    report = send_to(hub, &source, NH_STATUS_OK, NULL);
    CHECK_NUMBER(nh_batch_report_accepted(report), 1500);
    nh_batch_report_free(report);
    nh_call_options_free(options);
    nh_cancel_free(cancel);
}

static void a_refusal_stops_before_the_first(void)
{
    nh_hub *listen = open_hub_as("NH_LISTEN_CONNECTION_STRING", NULL);
    struct source source = handles_to(2500);
    nh_batch_report *report = send_to(listen, &source, NH_STATUS_FORBIDDEN, NULL);

    CHECK_NUMBER(nh_batch_report_next(report), 0);
    CHECK_NUMBER(nh_batch_report_accepted(report), 0);
    CHECK_NUMBER(nh_batch_report_count(report), 1);
    CHECK_NUMBER(nh_outcome_verdict(nh_batch_report_outcome(report, 0)),
                 NH_VERDICT_NOT_ACCEPTED);
    CHECK_NUMBER(source.next, 1000); /* no more were asked for */
    nh_batch_report_free(report);
    nh_hub_free(listen);
}

/* The service took the request and hung up. */
static void a_lost_answer_leaves_a_thousand_unknown(void)
{
    struct script script = begin_script("");
    struct source source = handles_to(1200);
    nh_batch_report *report = send_to(script.hub, &source, NH_STATUS_NETWORK, NULL);

    CHECK_NUMBER(nh_batch_report_unknown(report), 1000);
    CHECK_NUMBER(nh_batch_report_next(report), 0);
    CHECK(nh_error_may_have_been_sent(nh_batch_report_error(report)));
    CHECK_NUMBER(nh_outcome_attempts(nh_batch_report_outcome(report, 0)), 1);
    nh_batch_report_free(report);
    end_script(script);
}

static void a_lost_answer_may_be_repeated_at_will(void)
{
    struct script script = begin_script("");
    struct source source = handles_to(3);
    nh_call_options *options = nh_call_options_new();
    nh_batch_report *report;

    CHECK_OK(nh_call_options_set_retry(options, NH_RETRY_ALWAYS));
    CHECK_OK(nh_call_options_set_max_attempts(options, 2));
    report = send_to(script.hub, &source, NH_STATUS_NETWORK, options);
    CHECK_NUMBER(nh_outcome_attempts(nh_batch_report_outcome(report, 0)), 2);
    nh_batch_report_free(report);
    nh_call_options_free(options);
    end_script(script);
}

static void some_kinds_have_no_batch(void)
{
    struct source source = handles_to(0);
    nh_notification *browser = nh_notification_new(NH_PLATFORM_BROWSER, "{}", 2);
    nh_notification *properties = nh_notification_new_template();
    nh_batch_report *report = send_to(hub, &source, NH_STATUS_INVALID_ARGUMENT, NULL);

    CHECK_NUMBER(nh_batch_report_count(report), 0);
    nh_batch_report_free(report);
    nh_notification_set_property(properties, "a", "b");
    source.end = 1;
    CHECK_NUMBER(nh_send_direct_batch_from(hub, browser, next_handle, &source, NULL, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_send_direct_batch_from(hub, properties, next_handle, &source, NULL, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(source.next, 0);
    nh_notification_free(properties);
    nh_notification_free(browser);
}

int main(void)
{
    hub = open_hub();
    empty_hub();
    RUN(one_device_of_every_platform_is_reached);
    RUN(a_browser_is_reached_with_its_keys);
    RUN(a_target_must_fit_its_platform);
    RUN(a_dry_run_shows_the_handle_as_a_secret);
    RUN(a_list_is_sent_in_one_request);
    RUN(more_than_a_thousand_are_several_requests);
    RUN(exactly_a_thousand_are_one_request);
    RUN(a_bad_handle_stops_and_is_named);
    RUN(a_batch_can_be_cancelled_and_gone_on_with);
    RUN(a_refusal_stops_before_the_first);
    RUN(a_lost_answer_leaves_a_thousand_unknown);
    RUN(a_lost_answer_may_be_repeated_at_will);
    RUN(some_kinds_have_no_batch);
    nh_hub_free(hub);
    return end_tests();
}
