/*
 * What a program can do without the rest of the API: sends by the one-line
 * functions, test sends, options, errors, cancelling, tag expressions, dry
 * runs, tokens. Each by what the local hub, or a scripted one, sees of it.
 */
#include "hub.h"

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"
#define DONE "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

static nh_hub *hub;

typedef nh_status send_function(const nh_hub *, const char *, const char *, nh_outcome **);
typedef nh_status broadcast_function(const nh_hub *, const char *, nh_outcome **);

static const struct service {
    int32_t platform;
    const char *handle, *payload;
    send_function *send;
    broadcast_function *broadcast;
} services[] = {
    {NH_PLATFORM_APPLE, "a1a1a1a1a1a1a1a1", APPLE, nh_send_apple_notification,
     nh_broadcast_apple_notification},
    {NH_PLATFORM_FCMV1, "an-fcm-token", "{\"message\":{\"data\":{\"m\":\"hello\"}}}",
     nh_send_fcmv1_notification, nh_broadcast_fcmv1_notification},
    {NH_PLATFORM_WINDOWS, "https://db5p.notify.windows.com/?token=pc", "<badge value=\"1\"/>",
     nh_send_windows_notification, nh_broadcast_windows_notification},
    {NH_PLATFORM_GCM, "a-gcm-id", "{\"data\":{\"m\":\"hello\"}}", nh_send_google_notification,
     nh_broadcast_google_notification},
    {NH_PLATFORM_MPNS, "http://s.notify.live.net/u/1/x",
     "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>hello</wp:Text1></wp:Toast>"
     "</wp:Notification>",
     nh_send_mpns_notification, nh_broadcast_mpns_notification},
    {NH_PLATFORM_ADM, "an-adm-id", "{\"data\":{\"m\":\"hello\"}}", nh_send_adm_notification,
     nh_broadcast_adm_notification},
    {NH_PLATFORM_BAIDU, "user-channel", "{\"title\":\"hello\"}", nh_send_baidu_notification,
     nh_broadcast_baidu_notification},
    {NH_PLATFORM_XIAOMI, "a-xiaomi-id", "{\"title\":\"hello\"}", nh_send_xiaomi_notification,
     nh_broadcast_xiaomi_notification},
    {NH_PLATFORM_BROWSER, "https://push.example/b", "{\"title\":\"hello\"}",
     nh_send_browser_notification, nh_broadcast_browser_notification},
};

enum { SERVICES = sizeof services / sizeof *services };

/* How many deliveries to a handle there were; forgets them. */
static size_t deliveries_to(const char *handle)
{
    char part[200], *log = deliveries();
    size_t count;

    snprintf(part, sizeof part, "\"deviceHandle\":\"%s\"", handle);
    count = count_of(log, part);
    free(log);
    forget_requests();
    return count;
}

static void devices_are_there(void)
{
    nh_installation *installation;
    nh_template *body;
    int i;

    for (i = 0; i < SERVICES; i++) {
        installation = services[i].platform == NH_PLATFORM_BROWSER
                           ? nh_installation_new_browser("browser", services[i].handle, "k", "a")
                           : nh_installation_new(nh_platform_name(services[i].platform),
                                                 services[i].platform, services[i].handle);
        nh_installation_add_tag(installation, "all");
        CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
        nh_installation_free(installation);
    }
    installation = nh_installation_new("rendering", NH_PLATFORM_ADM, "rendering-id");
    body = nh_template_new("{\"data\":{\"m\":\"$(m)\"}}");
    nh_installation_add_tag(installation, "all");
    nh_installation_set_template(installation, "t", body);
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_template_free(body);
    nh_installation_free(installation);
}

static void each_platform_has_its_functions(void)
{
    nh_outcome *outcome;
    int i;

    forget_requests();
    for (i = 0; i < SERVICES; i++) {
        const struct service *service = &services[i];
        CHECK_OK(service->send(hub, service->payload, "all && !nobody", &outcome));
        CHECK_NUMBER(nh_outcome_status(outcome), NH_STATUS_OK);
        CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
        CHECK(nh_outcome_error(outcome) == NULL);
        CHECK_NUMBER(nh_outcome_http_status(outcome), 201);
        CHECK_NUMBER(nh_outcome_attempts(outcome), 1);
        CHECK(!nh_outcome_may_be_duplicate(outcome));
        CHECK(nh_outcome_tracking_id(outcome) != NULL);
        CHECK(nh_outcome_correlation_id(outcome) != NULL);
        CHECK(nh_outcome_notification_id(outcome) != NULL);
        CHECK_TEXT(nh_outcome_registration_id(outcome), NULL);
        CHECK_NUMBER(nh_outcome_body_len(outcome), 0);
        CHECK_TEXT(nh_outcome_body(outcome), "");
        CHECK(!nh_outcome_has_test_result(outcome));
        CHECK_NUMBER(nh_outcome_success_count(outcome), -1);
        nh_outcome_free(outcome);
        CHECK_REQUESTS("\"servicebusnotification-tags\":\"all && !nobody\"");
        CHECK_NUMBER(deliveries_to(service->handle), 1);
        CHECK_OK(service->send(hub, service->payload, "nobody", NULL));
        CHECK_NUMBER(deliveries_to(service->handle), 0);
        CHECK_OK(service->broadcast(hub, service->payload, NULL));
        CHECK_NUMBER(deliveries_to(service->handle), 1);
        CHECK_NUMBER(service->send(hub, service->payload, "", &outcome),
                     NH_STATUS_INVALID_TAG_EXPRESSION);
        CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_NOT_ACCEPTED);
        nh_outcome_free(outcome);
    }
    CHECK_OK(nh_send_template_notification(hub, "{\"m\":\"hello\"}", "all", NULL));
    CHECK_NUMBER(deliveries_to("rendering-id"), 1);
    CHECK_OK(nh_broadcast_template_notification(hub, "{\"m\":\"hello\"}", NULL));
    CHECK_NUMBER(deliveries_to("rendering-id"), 1);
}

/* ---- Test sends ---------------------------------------------------------- */

static void check_test_result(const nh_outcome *outcome)
{
    CHECK(nh_outcome_has_test_result(outcome));
    CHECK_NUMBER(nh_outcome_success_count(outcome), 1);
    CHECK_NUMBER(nh_outcome_failure_count(outcome), 0);
    CHECK_NUMBER(nh_outcome_result_count(outcome), 1);
    CHECK_TEXT(nh_outcome_result_platform(outcome, 0), "apple");
    CHECK_TEXT(nh_outcome_result_pns_handle(outcome, 0), "a1a1a1a1a1a1a1a1");
    CHECK(nh_outcome_result_registration_id(outcome, 0) != NULL);
    CHECK_HAS(nh_outcome_result_outcome(outcome, 0), "successfully sent");
    CHECK_TEXT(nh_outcome_result_platform(outcome, 1), NULL);
    CHECK_HAS(nh_outcome_body(outcome), "<NotificationOutcome");
    CHECK_NUMBER(nh_outcome_body_len(outcome), strlen(nh_outcome_body(outcome)));
}

static void a_test_send_tells_what_became_of_it(void)
{
    nh_notification *notification = nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    nh_target *target = nh_target_new_tag("all");
    nh_call_options *call = nh_call_options_new();
    nh_options *options = nh_options_new();
    nh_outcome *outcome;
    nh_hub *testing;

    CHECK_OK(nh_call_options_set_test(call, 1));
    CHECK_OK(nh_send(hub, notification, target, call, &outcome));
    check_test_result(outcome);
    nh_outcome_free(outcome);

    CHECK_OK(nh_options_set_test(options, 1));
    testing = open_hub_as("NH_CONNECTION_STRING", options);
    CHECK_OK(nh_send(testing, notification, target, NULL, &outcome));
    check_test_result(outcome);
    nh_outcome_free(outcome);
    CHECK_OK(nh_call_options_set_test(call, 0)); /* the call's word goes */
    CHECK_OK(nh_send(testing, notification, target, call, &outcome));
    CHECK(!nh_outcome_has_test_result(outcome));
    nh_outcome_free(outcome);
    nh_hub_free(testing);
    nh_call_options_free(call);
    nh_target_free(target);
    nh_notification_free(notification);
}

/* ---- Targets ------------------------------------------------------------- */

static void expressions_are_parsed_and_put_together(void)
{
    nh_tag_expression *all = nh_tag_expression_new_tag("all");
    nh_tag_expression *nobody = nh_tag_expression_new_tag("nobody");
    nh_tag_expression *either = nh_tag_expression_new_or(nobody, all);
    nh_tag_expression *not_nobody = nh_tag_expression_new_not(nobody);
    nh_tag_expression *both = nh_tag_expression_new_and(either, not_nobody);
    nh_tag_expression *parsed = nh_tag_expression_parse(nh_tag_expression_text(both));
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "hello");
    nh_target *target = nh_target_new_composed(both);

    CHECK_TEXT(nh_tag_expression_text(both), "(nobody || all) && !nobody");
    CHECK_TEXT(nh_tag_expression_text(parsed), nh_tag_expression_text(both));
    forget_requests();
    CHECK_OK(nh_send(hub, alert, target, NULL, NULL));
    CHECK_REQUESTS("\"servicebusnotification-tags\":\"(nobody || all) && !nobody\"");
    CHECK_NUMBER(deliveries_to(services[0].handle), 1);
    nh_tag_expression_free(parsed);
    CHECK(nh_tag_expression_parse("a && && b") == NULL);
    CHECK_NUMBER(nh_error_status(nh_last_error()), NH_STATUS_INVALID_TAG_EXPRESSION);
    CHECK_NUMBER(nh_error_column(nh_last_error()), 6);
    nh_target_free(target);
    nh_tag_expression_free(both);
    nh_tag_expression_free(not_nobody);
    nh_tag_expression_free(either);
    nh_tag_expression_free(nobody);
    nh_tag_expression_free(all);
    nh_notification_free(alert);
}

static void a_set_of_tags_is_any_of_them(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "hello");
    nh_target *tags = nh_target_new_tags();

    CHECK_NUMBER(nh_send(hub, alert, tags, NULL, NULL), NH_STATUS_INVALID_TAG);
    CHECK_OK(nh_target_add_tag(tags, "nobody"));
    CHECK_OK(nh_target_add_tag(tags, "all"));
    CHECK_OK(nh_target_add_tag(tags, "all"));
    forget_requests();
    CHECK_OK(nh_send(hub, alert, tags, NULL, NULL));
    CHECK_REQUESTS("\"servicebusnotification-tags\":\"all || nobody\"");
    CHECK_NUMBER(deliveries_to(services[0].handle), 1);
    nh_target_free(tags);
    nh_notification_free(alert);
}

/* ---- Options ------------------------------------------------------------- */

/* A suffix of nothing leaves no blank behind. */
static void an_empty_user_agent_suffix_adds_nothing(void)
{
    nh_options *options = nh_options_new();
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "x");
    nh_target *everyone = nh_target_new_broadcast();
    const char *agent = NULL;
    nh_request *request;
    nh_hub *set;
    size_t i;

    CHECK_OK(nh_options_set_user_agent_suffix(options, " "));
    set = open_hub_as("NH_CONNECTION_STRING", options);
    request = nh_request_new(set, alert, everyone, NULL);
    for (i = 0; i < nh_request_header_count(request); i++)
        if (strcmp(nh_request_header_name(request, i), "User-Agent") == 0)
            agent = nh_request_header_value(request, i);
    CHECK_HAS(agent, "libnotification_hubs/");
    CHECK(agent != NULL && agent[strlen(agent) - 1] != ' ');
    nh_request_free(request);
    nh_hub_free(set);
    nh_target_free(everyone);
    nh_notification_free(alert);
}

static void settings_of_a_hub_show_in_its_requests(void)
{
    nh_options *options = nh_options_new();
    nh_hub *set;

    CHECK_OK(nh_options_set_api_version(options, "2016-07"));
    CHECK_OK(nh_options_set_user_agent_suffix(options, "shop/2.1"));
    CHECK_OK(nh_options_set_timeout_ms(options, 20000));
    CHECK_OK(nh_options_set_connect_timeout_ms(options, 5000));
    CHECK_OK(nh_options_set_pool_size(options, 1));
    CHECK_OK(nh_options_set_idle_age_ms(options, 1));
    CHECK_OK(nh_options_set_connection_age_ms(options, 1));
    set = open_hub_as("NH_CONNECTION_STRING", options);
    CHECK_HAS(nh_hub_url(set), "/demo");
    CHECK_OK(nh_broadcast_apple_notification(set, APPLE, NULL));
    CHECK_OK(nh_broadcast_apple_notification(set, APPLE, NULL));
    CHECK_REQUESTS("/messages?api-version=2016-07");
    CHECK_REQUESTS("shop/2.1\"");
    CHECK_NUMBER(deliveries_to(services[0].handle), 2);
    nh_hub_free(set);
}

static void settings_of_a_call_show_in_its_request(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "hello");
    nh_target *target = nh_target_new_broadcast();
    nh_call_options *call = nh_call_options_new();
    nh_outcome *outcome;

    CHECK_OK(nh_call_options_set_tracking_id(call, "order-4711"));
    CHECK_OK(nh_call_options_set_timeout_ms(call, 20000));
    CHECK_OK(nh_send(hub, alert, target, call, &outcome));
    CHECK_TEXT(nh_outcome_tracking_id(outcome), "order-4711");
    CHECK_REQUESTS("\"trackingid\":\"order-4711\"");
    nh_outcome_free(outcome);
    nh_call_options_free(call);
    nh_target_free(target);
    nh_notification_free(alert);
}

static void a_cancelled_handle_ends_every_call(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "hello");
    nh_target *target = nh_target_new_broadcast();
    nh_call_options *call = nh_call_options_new();
    nh_cancel *cancel = nh_cancel_new();
    nh_outcome *outcome;

    CHECK_OK(nh_call_options_set_cancel(call, cancel));
    CHECK_OK(nh_send(hub, alert, target, call, NULL));
    CHECK_OK(nh_cancel_trigger(cancel));
    nh_cancel_free(cancel); /* calls keep what they need of it */
    forget_requests();
    CHECK_NUMBER(nh_send(hub, alert, target, call, &outcome), NH_STATUS_CANCELLED);
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_NOT_ACCEPTED);
    CHECK_NUMBER(deliveries_to(services[0].handle), 0);
    nh_outcome_free(outcome);
    nh_call_options_free(call);
    nh_target_free(target);
    nh_notification_free(alert);
}

static void a_lost_answer_is_repeated_only_if_told_so(void)
{
    nh_options *options = nh_options_new();
    struct script script;
    nh_outcome *outcome;

    script = begin_scripts("", DONE, NULL);
    CHECK_NUMBER(nh_broadcast_apple_notification(script.hub, APPLE, &outcome), NH_STATUS_NETWORK);
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_UNKNOWN);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 0);
    CHECK(nh_error_may_have_been_sent(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    end_script(script);

    CHECK_OK(nh_options_set_retry(options, NH_RETRY_ALWAYS));
    CHECK_OK(nh_options_set_max_attempts(options, 2));
    script = begin_scripts("", DONE, options);
    CHECK_OK(nh_broadcast_apple_notification(script.hub, APPLE, &outcome));
    CHECK_NUMBER(nh_outcome_attempts(outcome), 2);
    CHECK(nh_outcome_may_be_duplicate(outcome));
    CHECK_TEXT(nh_outcome_notification_id(outcome), NULL); /* there was no Location */
    nh_outcome_free(outcome);
    end_script(script);
}

/* ---- Proxies ------------------------------------------------------------- */

/* Sends to a name that only a proxy knows; frees the options. */
static nh_status send_to_nowhere(nh_options *options)
{
    nh_hub *far_off;
    nh_status status;

    nh_options_set_max_attempts(options, 1);
    far_off = nh_hub_new("Endpoint=http://hub.invalid/;SharedAccessKeyName=a;SharedAccessKey=a;"
                         "UseDevelopmentEmulator=true", "demo", options);
    nh_options_free(options);
    CHECK(far_off != NULL);
    status = nh_broadcast_apple_notification(far_off, APPLE, NULL);
    nh_hub_free(far_off);
    return status;
}

static void a_proxy_is_used_when_it_is_asked_for(void)
{
    struct script proxy = begin_script(DONE);
    nh_options *options = nh_options_new();

    setenv("ALL_PROXY", proxy.url, 1);
    CHECK_NUMBER(send_to_nowhere(options), NH_STATUS_NAME_LOOKUP);
    options = nh_options_new();
    CHECK_OK(nh_options_set_proxy_from_environment(options));
    CHECK_OK(send_to_nowhere(options));
    unsetenv("ALL_PROXY");
    options = nh_options_new();
    CHECK_OK(nh_options_set_proxy(options, proxy.url));
    CHECK_OK(send_to_nowhere(options));
    options = nh_options_new();
    CHECK_OK(nh_options_set_proxy(options, proxy.url));
    CHECK_OK(nh_options_set_no_proxy(options, "example.com,*.invalid"));
    CHECK_NUMBER(send_to_nowhere(options), NH_STATUS_NAME_LOOKUP);
    end_script(proxy);
}

/* ---- Logs ---------------------------------------------------------------- */

static char logged[65536];

static void keep_log(void *user_data, int32_t level, const char *text)
{
    size_t length = strlen(logged);

    snprintf(logged + length, sizeof logged - length, "%d %s\n", level, text);
    ++*(int *)user_data;
}

static void log_text_comes_to_the_callback(void)
{
    nh_options *options = nh_options_new();
    int calls = 0;
    nh_hub *logging;

    CHECK_OK(nh_options_set_log_callback(options, NH_LOG_LEVEL_DUMP, keep_log, &calls));
    CHECK_OK(nh_options_set_log_payloads(options, 1));
    logging = open_hub_as("NH_CONNECTION_STRING", options);
    CHECK_OK(nh_send_apple_notification(logging, APPLE, "all", NULL));
    CHECK(calls > 1);
    CHECK_HAS(logged, "--- REQUEST ---");
    CHECK_HAS(logged, APPLE);
    CHECK_HAS(logged, "sig=[redacted]");
    nh_hub_free(logging);
}

/* What one send with these options writes to standard error. */
static void log_to_file(nh_options *options, char *text, size_t size)
{
    FILE *file = tmpfile();
    int old = dup(2);
    nh_hub *logging;
    size_t length;

    CHECK(file != NULL && old >= 0 && dup2(fileno(file), 2) == 2);
    logging = open_hub_as("NH_CONNECTION_STRING", options);
    CHECK_OK(nh_send_apple_notification(logging, APPLE, "all", NULL));
    nh_hub_free(logging);
    dup2(old, 2);
    close(old);
    rewind(file);
    length = fread(text, 1, size - 1, file);
    text[length] = '\0';
    fclose(file);
}

static void log_text_goes_to_standard_error(void)
{
    nh_options *options = nh_options_new();
    static char text[65536];

    CHECK_OK(nh_options_set_log_stderr(options, NH_LOG_LEVEL_DUMP));
    log_to_file(options, text, sizeof text);
    CHECK_HAS(text, "--- REQUEST ---");
    CHECK(strstr(text, "hello") == NULL); /* payloads only on request */
    options = nh_options_new();
    forget_requests();
    CHECK_OK(nh_options_set_debug(options));
    log_to_file(options, text, sizeof text);
    CHECK_HAS(text, "--- REQUEST ---");
    CHECK_HAS(text, "&test");
    CHECK_REQUESTS("&test");
}

/* ---- Errors -------------------------------------------------------------- */

static void an_error_says_what_the_service_said(void)
{
    struct script script = begin_script(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nTrackingId: track-1\r\n"
        "Content-Type: application/xml; charset=utf-8\r\nConnection: close\r\n\r\n"
        "<Error><Code>429</Code><Detail>SubCode=42901. Slow down.TrackingId:track-1_G1,TimeStamp:"
        "1/1/2025 12:00:00 PM</Detail></Error>");
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "hello");
    nh_target *target = nh_target_new_broadcast();
    nh_call_options *once = nh_call_options_new();
    nh_error *error;

    CHECK_OK(nh_call_options_set_retry(once, NH_RETRY_NEVER));
    CHECK_OK(nh_call_options_set_max_attempts(once, 5));
    CHECK_NUMBER(nh_send(script.hub, alert, target, once, NULL), NH_STATUS_THROTTLED);
    error = nh_error_copy(nh_last_error());
    CHECK_NUMBER(nh_tag_expression_parse("!") == NULL, true); /* the next failure */
    CHECK_NUMBER(nh_error_status(error), NH_STATUS_THROTTLED);
    CHECK_NUMBER(nh_error_http_status(error), 429);
    CHECK_TEXT(nh_error_service_code(error), "42901");
    CHECK_HAS(nh_error_service_detail(error), "Slow down");
    CHECK(nh_error_tracking_id(error) != NULL);
    CHECK_NUMBER(nh_error_retry_after_ms(error), 7000);
    CHECK(nh_error_is_transient(error));
    CHECK(!nh_error_may_have_been_sent(error));
    CHECK_NUMBER(nh_error_column(error), 0);
    CHECK_HAS(nh_error_message(error), "429");
    nh_error_free(error);
    nh_call_options_free(once);
    nh_target_free(target);
    nh_notification_free(alert);
    end_script(script);
}

/* ---- Dry runs and tokens ------------------------------------------------- */

static void a_dry_run_is_the_request_that_a_send_makes(void)
{
    nh_notification *alert = nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    nh_target *target = nh_target_new_expression("all");
    nh_request *request = nh_request_new(hub, alert, target, NULL);
    bool tags = false, token = false;
    size_t i;

    forget_requests();
    CHECK_TEXT(nh_request_method(request), "POST");
    CHECK_HAS(nh_request_url(request), nh_hub_url(hub));
    CHECK_TEXT(nh_request_body(request), APPLE);
    CHECK_NUMBER(nh_request_body_len(request), strlen(APPLE));
    for (i = 0; i < nh_request_header_count(request); i++) {
        const char *name = nh_request_header_name(request, i);
        tags = tags || (strcmp(name, "ServiceBusNotification-Tags") == 0 &&
                        strcmp(nh_request_header_value(request, i), "all") == 0);
        token = token || (strcmp(name, "Authorization") == 0 &&
                          nh_request_header_is_secret(request, i));
    }
    CHECK(tags && token);
    CHECK_TEXT(nh_request_header_name(request, i), NULL);
    CHECK_NUMBER(deliveries_to(services[0].handle), 0);
    nh_request_free(request);
    nh_target_free(target);
    nh_notification_free(alert);
}

/* A token is used as a device would: without this library. */
static void a_token_opens_what_it_is_signed_for(void)
{
    static const char path[] = "/demo/installations/apple?api-version=2020-06";
    static const char other[] = "/demo/installations/gcm?api-version=2020-06";
    char uri[300];
    nh_sas_token *whole = nh_sas_token_new(hub, NULL, 60000), *part;
    int status;

    snprintf(uri, sizeof uri, "%s/installations/apple", nh_hub_url(hub));
    part = nh_sas_token_new(hub, uri, 60000);
    CHECK_HAS(nh_sas_token_text(whole), "SharedAccessSignature ");
    CHECK(nh_sas_token_expires_at(whole) >= (uint64_t)time(NULL) + 55);
    CHECK(nh_sas_token_expires_at(whole) <= (uint64_t)time(NULL) + 60);
    free(http("GET", path, NULL, &status));
    CHECK_NUMBER(status, 401);
    free(http_with(nh_sas_token_text(whole), "GET", path, NULL, &status));
    CHECK_NUMBER(status, 200);
    free(http_with(nh_sas_token_text(part), "GET", path, NULL, &status));
    CHECK_NUMBER(status, 200);
    free(http_with(nh_sas_token_text(part), "GET", other, NULL, &status));
    CHECK_NUMBER(status, 401);
    nh_sas_token_free(part);
    nh_sas_token_free(whole);
}

/* ---- Words --------------------------------------------------------------- */

static void numbers_have_names(void)
{
    int i;

    CHECK_TEXT(nh_version(), NH_VERSION_STRING);
    CHECK_NUMBER(nh_version_number(),
                 NH_VERSION_MAJOR << 16 | NH_VERSION_MINOR << 8 | NH_VERSION_PATCH);
    CHECK_TEXT(nh_status_name(NH_STATUS_CONFLICT), "NH_STATUS_CONFLICT");
    CHECK_TEXT(nh_status_name(12345), "NH_STATUS_UNKNOWN");
    CHECK_TEXT(nh_verdict_name(NH_VERDICT_UNKNOWN), "unknown");
    CHECK_TEXT(nh_verdict_name(NH_VERDICT_NOT_ACCEPTED), "not accepted");
    for (i = NH_PLATFORM_TEMPLATE; i <= NH_PLATFORM_XIAOMI; i++)
        CHECK_NUMBER(nh_platform_from_name(nh_platform_name(i)), i);
    CHECK_TEXT(nh_platform_name(0), NULL);
    CHECK_NUMBER(nh_platform_from_name("WNS"), NH_PLATFORM_WINDOWS);
    CHECK_NUMBER(nh_platform_from_name(NULL), 0);
}

int main(void)
{
    hub = open_hub();
    empty_hub();
    RUN(devices_are_there);
    RUN(each_platform_has_its_functions);
    RUN(a_test_send_tells_what_became_of_it);
    RUN(expressions_are_parsed_and_put_together);
    RUN(a_set_of_tags_is_any_of_them);
    RUN(an_empty_user_agent_suffix_adds_nothing);
    RUN(settings_of_a_hub_show_in_its_requests);
    RUN(settings_of_a_call_show_in_its_request);
    RUN(a_cancelled_handle_ends_every_call);
    RUN(a_lost_answer_is_repeated_only_if_told_so);
    RUN(a_proxy_is_used_when_it_is_asked_for);
    RUN(log_text_comes_to_the_callback);
    RUN(log_text_goes_to_standard_error);
    RUN(an_error_says_what_the_service_said);
    RUN(a_dry_run_is_the_request_that_a_send_makes);
    RUN(a_token_opens_what_it_is_signed_for);
    RUN(numbers_have_names);
    nh_hub_free(hub);
    return end_tests();
}
