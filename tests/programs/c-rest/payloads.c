/*
 * Payload builders, what devices get of them, and the checks of payloads and
 * templates.
 */
#include "hub.h"

static nh_hub *hub;

static void put_device(const char *id, int32_t platform, const char *channel)
{
    nh_installation *installation = nh_installation_new(id, platform, channel);

    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_installation_free(installation);
}

static void devices_are_there(void)
{
    put_device("iphone", NH_PLATFORM_APPLE, "a1a1a1a1a1a1a1a1");
    put_device("android", NH_PLATFORM_FCMV1, "an-fcm-token");
    put_device("pc", NH_PLATFORM_WINDOWS, "https://db5p.notify.windows.com/?token=pc");
    put_device("lumia", NH_PLATFORM_MPNS, "http://s.notify.live.net/u/1/x");
    put_device("nexus", NH_PLATFORM_GCM, "a-gcm-token");
    put_device("kindle", NH_PLATFORM_ADM, "an-adm-token");
    put_device("firefox", NH_PLATFORM_BROWSER,
               "{\"endpoint\":\"https://p/1\",\"p256dh\":\"k\",\"auth\":\"a\"}");
    put_device("mi", NH_PLATFORM_XIAOMI, "a-xiaomi-token");
}

/* Checks it, sends it to everyone and frees it; what devices got is what the
 * hub then knows of. */
static void broadcast(nh_notification *notification)
{
    nh_target *target = nh_target_new_broadcast();

    CHECK(notification != NULL);
    CHECK_OK(nh_notification_check(notification));
    forget_requests();
    CHECK_OK(nh_send(hub, notification, target, NULL, NULL));
    nh_target_free(target);
    nh_notification_free(notification);
}

static void an_apple_alert_has_its_push_type_and_priority(void)
{
    nh_notification *alert = nh_notification_new_apple_alert("A \"title\"",
                                                             "Gr\xc3\xbc\xc3\x9f dich\n");

    CHECK_OK(nh_notification_set_property(alert, "article", "42"));
    CHECK_OK(nh_notification_set_apns_topic(alert, "com.example.app"));
    CHECK_OK(nh_notification_set_apns_collapse_id(alert, "score"));
    CHECK_OK(nh_notification_set_apns_expiration(alert, 1893456000));
    CHECK_OK(nh_notification_set_header(alert, "apns-id", "8d3f4b0e-7d0c-4f53-9d0a-3c1c2f5d7a11"));
    broadcast(alert);
    CHECK_DELIVERIES("\\\"title\\\":\\\"A \\\\\\\"title\\\\\\\"\\\"");
    CHECK_DELIVERIES("\\\"body\\\":\\\"Gr\xc3\xbc\xc3\x9f dich\\\\n\\\"");
    CHECK_DELIVERIES("\\\"article\\\":\\\"42\\\"");
    CHECK_DELIVERIES("\"apns-push-type\":\"alert\"");
    CHECK_DELIVERIES("\"apns-priority\":\"10\"");
    CHECK_DELIVERIES("\"apns-topic\":\"com.example.app\"");
    CHECK_DELIVERIES("\"apns-collapse-id\":\"score\"");
    CHECK_DELIVERIES("\"apns-expiration\":\"1893456000\"");
    CHECK_DELIVERIES("\"apns-id\":\"8d3f4b0e");
}

static void an_apple_alert_needs_no_title(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "only a body");

    CHECK_OK(nh_notification_set_apns_priority(alert, 5));
    broadcast(alert);
    CHECK_DELIVERIES("only a body");
    CHECK_DELIVERIES("\"apns-priority\":\"5\"");
}

static void an_apple_background_push_shows_nothing(void)
{
    nh_notification *background = nh_notification_new_apple_background();

    CHECK_OK(nh_notification_set_property(background, "sync", "inbox"));
    broadcast(background);
    CHECK_DELIVERIES("\\\"content-available\\\":1");
    CHECK_DELIVERIES("\\\"sync\\\":\\\"inbox\\\"");
    CHECK_DELIVERIES("\"apns-push-type\":\"background\"");
    CHECK_DELIVERIES("\"apns-priority\":\"5\"");
}

static void an_fcm_message_has_data_of_text(void)
{
    nh_notification *message = nh_notification_new_fcmv1_message("Title", "Body");

    CHECK_OK(nh_notification_set_property(message, "count", "3"));
    broadcast(message);
    CHECK_DELIVERIES("{\\\"message\\\":{");
    CHECK_DELIVERIES("\\\"title\\\":\\\"Title\\\"");
    CHECK_DELIVERIES("\\\"count\\\":\\\"3\\\"");
    message = nh_notification_new_fcmv1_message(NULL, NULL);
    nh_notification_set_property(message, "only", "data");
    broadcast(message);
    CHECK_DELIVERIES("\\\"data\\\":{\\\"only\\\":\\\"data\\\"}");
}

static void windows_payloads_are_escaped_xml(void)
{
    broadcast(nh_notification_new_windows_toast("a < b", "c & d", "page=\"1\"&x"));
    CHECK_DELIVERIES("a &lt; b");
    CHECK_DELIVERIES("c &amp; d");
    CHECK_DELIVERIES("launch=");
    CHECK_DELIVERIES("\"x-wns-type\":\"wns/toast\"");
    broadcast(nh_notification_new_windows_toast("one line", NULL, NULL));
    CHECK_DELIVERIES("one line");
    broadcast(nh_notification_new_windows_tile("first", "second"));
    CHECK_DELIVERIES("second");
    CHECK_DELIVERIES("\"x-wns-type\":\"wns/tile\"");
    broadcast(nh_notification_new_windows_badge("7"));
    CHECK_DELIVERIES("<badge value=\\\"7\\\"");
    CHECK_DELIVERIES("\"x-wns-type\":\"wns/badge\"");
    CHECK(nh_notification_new_windows_badge("no glyph") == NULL);
}

static void a_critical_alert_has_its_fields(void)
{
    nh_notification *alert = nh_notification_new_apple_alert("T", "B");

    CHECK_OK(nh_notification_set_text(alert, NH_FIELD_APPLE_SUBTITLE, "S"));
    CHECK_OK(nh_notification_set_number(alert, NH_FIELD_APPLE_BADGE, 3));
    CHECK_OK(nh_notification_set_flag(alert, NH_FIELD_APPLE_CRITICAL, true));
    CHECK_OK(nh_notification_set_number(alert, NH_FIELD_APPLE_VOLUME, 0.5));
    CHECK_OK(nh_notification_add_text(alert, NH_FIELD_APPLE_LOC_ARGS, "a"));
    CHECK_OK(nh_notification_add_text(alert, NH_FIELD_APPLE_LOC_ARGS, "b"));
    CHECK_OK(nh_notification_set_text(alert, NH_FIELD_APPLE_CATEGORY, "gone"));
    CHECK_OK(nh_notification_clear_field(alert, NH_FIELD_APPLE_CATEGORY));
    CHECK_OK(nh_notification_set_property_json(alert, "own", "{\"list\":[1,true]}"));
    broadcast(alert);
    CHECK_DELIVERIES("\\\"subtitle\\\":\\\"S\\\"");
    CHECK_DELIVERIES("\\\"loc-args\\\":[\\\"a\\\",\\\"b\\\"]");
    CHECK_DELIVERIES("\\\"badge\\\":3,\\\"sound\\\":{\\\"critical\\\":1,\\\"volume\\\":0.5,\\\"name\\\":\\\"default\\\"}}");
    CHECK_DELIVERIES("\\\"own\\\":{\\\"list\\\":[1,true]}");
}

static void a_live_activity_is_updated(void)
{
    nh_notification *activity =
        nh_notification_new_apple_live_activity("update", 1700000000, "{\"score\":\"2 : 1\"}");

    CHECK_OK(nh_notification_set_apns_topic(activity, "com.example.app.push-type.liveactivity"));
    CHECK_OK(nh_notification_set_number(activity, NH_FIELD_APPLE_STALE_DATE, 1700003600));
    broadcast(activity);
    CHECK_DELIVERIES("\\\"event\\\":\\\"update\\\",\\\"timestamp\\\":1700000000");
    CHECK_DELIVERIES("\\\"content-state\\\":{\\\"score\\\":\\\"2 : 1\\\"}");
    CHECK_DELIVERIES("\"apns-push-type\":\"liveactivity\"");
    CHECK(nh_notification_new_apple_live_activity("begin", 1, NULL) == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "one of start, update, end");
}

static void what_a_field_does_not_take_is_refused(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "B");

    CHECK_NUMBER(nh_notification_set_text(alert, NH_FIELD_APPLE_BADGE, "3"),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "NH_FIELD_APPLE_BADGE takes a whole number from 0 to 2147483647; set it with "
                "nh_notification_set_number");
    nh_notification_free(alert);
    alert = nh_notification_new_apple_alert(NULL, "B");
    CHECK_NUMBER(nh_notification_set_text(alert, NH_FIELD_FCMV1_TAG, "x"),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "does not belong to an Apple alert");
    nh_notification_free(alert);
}

static void every_push_service_has_a_builder(void)
{
    nh_notification *made = nh_notification_new_gcm_message("T", NULL);

    CHECK_OK(nh_notification_set_number(made, NH_FIELD_GCM_TIME_TO_LIVE, 60));
    CHECK_OK(nh_notification_set_property(made, "k", "v"));
    broadcast(made);
    CHECK_DELIVERIES("\\\"time_to_live\\\":60,\\\"data\\\":{\\\"k\\\":\\\"v\\\"}");
    made = nh_notification_new_adm_message();
    CHECK_OK(nh_notification_set_text(made, NH_FIELD_ADM_CONSOLIDATION_KEY, "sync"));
    broadcast(made);
    CHECK_DELIVERIES("\\\"consolidationKey\\\":\\\"sync\\\",\\\"data\\\":{}");
    made = nh_notification_new_browser_message("T", "B");
    CHECK_OK(nh_notification_set_flag(made, NH_FIELD_BROWSER_SILENT, true));
    broadcast(made);
    CHECK_DELIVERIES("\\\"silent\\\":true");
    broadcast(nh_notification_new_xiaomi_message("T", "D"));
    CHECK_DELIVERIES("\\\"description\\\":\\\"D\\\"");
    broadcast(nh_notification_new_mpns_toast("one", "two"));
    CHECK_DELIVERIES("<wp:Text2>two</wp:Text2>");
    made = nh_notification_new_mpns_tile();
    CHECK_OK(nh_notification_set_number(made, NH_FIELD_MPNS_COUNT, 7));
    broadcast(made);
    CHECK_DELIVERIES("<wp:Count>7</wp:Count>");
    made = nh_notification_new_baidu_message(NULL, "D");
    CHECK_OK(nh_notification_check(made));
    nh_notification_free(made);
    made = nh_notification_new_fcmv1_message("T", NULL);
    CHECK_OK(nh_notification_set_json(made, NH_FIELD_FCMV1_APNS, "{\"headers\":{}}"));
    broadcast(made);
    CHECK_DELIVERIES("\\\"apns\\\":{\\\"headers\\\":{}}");
}

static void users_and_installations_need_no_braces(void)
{
    nh_installation *phone = nh_installation_new("ann-1", NH_PLATFORM_APPLE, "b2b2b2b2b2b2b2b2");
    nh_target *targets[2];
    int i;

    CHECK_OK(nh_installation_set_user_id(phone, "ann@example.com"));
    CHECK_OK(nh_put_installation(hub, phone, NULL, NULL));
    nh_installation_free(phone);
    targets[0] = nh_target_new_user("ann@example.com");
    targets[1] = nh_target_new_installation("ann-1");
    for (i = 0; i < 2; i++) {
        nh_notification *alert = nh_notification_new_apple_alert(NULL, "for Ann");

        forget_requests();
        CHECK_OK(nh_send(hub, alert, targets[i], NULL, NULL));
        CHECK_DELIVERIES("for Ann");
        CHECK_DELIVERIES("ann-1");
        nh_notification_free(alert);
        nh_target_free(targets[i]);
    }
    CHECK(nh_target_new_user("$UserId:{ann}") == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "give the id alone");
    CHECK_OK(nh_delete_installation(hub, "ann-1", NULL, NULL));
}

static void the_kind_may_be_said_instead_of_read(void)
{
    nh_notification *raw = nh_notification_new(NH_PLATFORM_WINDOWS, "raw text", 8);

    CHECK_NUMBER(nh_notification_check(raw), NH_STATUS_INVALID_PAYLOAD);
    CHECK_OK(nh_notification_set_wns_type(raw, NH_WNS_TYPE_RAW));
    broadcast(raw);
    CHECK_DELIVERIES("\"payload\":\"raw text\"");
    CHECK_DELIVERIES("\"x-wns-type\":\"wns/raw\"");
    CHECK_DELIVERIES("\"contentType\":\"application/octet-stream");

    raw = nh_notification_new(NH_PLATFORM_MPNS, "raw text", 8);
    CHECK_OK(nh_notification_set_mpns_type(raw, NH_MPNS_TYPE_RAW, 13));
    broadcast(raw);
    CHECK_DELIVERIES("\"x-notificationclass\":\"13\"");
}

/* The service wants the word of MPNS itself, "token", for a tile. */
static void a_phone_tile_is_called_token(void)
{
    static const char tile[] =
        "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Tile Id=\"1\"><wp:Count>3</wp:Count>"
        "</wp:Tile></wp:Notification>";

    broadcast(nh_notification_new(NH_PLATFORM_MPNS, tile, strlen(tile)));
    CHECK_DELIVERIES("\"x-windowsphone-target\":\"token\"");
    CHECK_DELIVERIES("\"x-notificationclass\":\"1\"");
}

static void templates_are_rendered_on_each_device(void)
{
    static const char body[] =
        "{\"aps\":{\"alert\":\"{'Dear ' + $(name, 5) + ': ' + .(text, 8)}\","
        "\"badge\":\"#(count)\"}}";
    nh_installation *installation =
        nh_installation_new("reader", NH_PLATFORM_APPLE, "beefbeefbeefbeef");
    nh_template *news = nh_template_new(body);
    nh_notification *notification = nh_notification_new_template();

    CHECK_OK(nh_template_check(NH_PLATFORM_APPLE, body));
    nh_installation_set_template(installation, "news", news);
    nh_installation_set_push_variable(installation, "name", "Annabel");
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_template_free(news);
    nh_installation_free(installation);
    CHECK_OK(nh_notification_set_property(notification, "text", "first"));
    CHECK_OK(nh_notification_set_property(notification, "text", "a long text"));
    CHECK_OK(nh_notification_set_property(notification, "count", "3"));
    CHECK_OK(nh_notification_set_apns_push_type(notification, NH_APNS_PUSH_TYPE_ALERT));
    broadcast(notification);
    CHECK_DELIVERIES("Dear Annab: a lon...");
    CHECK_DELIVERIES("\\\"badge\\\":3");
    CHECK_DELIVERIES("\"apns-push-type\":\"alert\"");
}

/* Where the fault is, counted in characters from 1. */
static void a_faulty_template_is_refused_at_its_place(void)
{
    static const struct {
        int32_t platform;
        const char *body;
    } faulty[] = {
        {NH_PLATFORM_GCM, "{\"data\":{\"m\":\"$(m\"}}"},
        {NH_PLATFORM_GCM, "{\"data\":{\"m\":\"$(a b)\"}}"},
        {NH_PLATFORM_GCM, "{\"data\":{\"\xc3\xa4\":\"{$(a) + }\"}}"},
        {NH_PLATFORM_GCM, "{\"data\":{\"m\":\".(m)\"}}"},
        {NH_PLATFORM_GCM, "{\"data\":{\"m\":\"%(m, 3)\"}}"},
        {NH_PLATFORM_GCM, "{\"data\":"},
        {NH_PLATFORM_WINDOWS, "<toast>$(m)</tost>"},
    };
    size_t i;

    for (i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        const nh_error *error;
        CHECK_NUMBER(nh_template_check(faulty[i].platform, faulty[i].body),
                     NH_STATUS_INVALID_PAYLOAD);
        error = nh_last_error();
        CHECK(nh_error_column(error) >= 1);
        CHECK(nh_error_column(error) <= strlen(faulty[i].body) + 1);
    }
    nh_template_check(NH_PLATFORM_GCM, "{\"\xc3\xa4\":\"$(a-b)\"}");
    CHECK_NUMBER(nh_error_column(nh_last_error()), 10);
    CHECK_OK(nh_template_check(NH_PLATFORM_WINDOWS,
                               "<toast><text>{$(a) + ' ' + %(b)}</text></toast>"));
    CHECK_OK(nh_template_check(NH_PLATFORM_GCM,
                               "{\"data\":{\"m\":\".(m, 5)\",\"n\":\"see.(m) 9%(n)\"}}"));
}

/* And what it makes of properties: the payload's own rules. */
static void a_template_is_checked_with_a_sample(void)
{
    nh_template *news = nh_template_new("{\"message\":{\"android\":{\"ttl\":\"$(ttl)\"}}}");
    nh_template *tile = nh_template_new("<badge value=\"$(n)\"/>");
    nh_notification *sample = nh_notification_new_template();

    CHECK_OK(nh_notification_set_property(sample, "text", "short"));
    CHECK_OK(nh_notification_set_property(sample, "n", "three"));
    CHECK_OK(nh_notification_set_property(sample, "ttl", "60s"));
    CHECK_OK(nh_template_check_with_sample(NH_PLATFORM_FCMV1, news, sample));
    CHECK_OK(nh_notification_set_property(sample, "ttl", "soon"));
    CHECK_NUMBER(nh_template_check_with_sample(NH_PLATFORM_FCMV1, news, sample),
                 NH_STATUS_INVALID_PAYLOAD);
    CHECK(strstr(nh_error_message(nh_last_error()), "fcmv1-ttl") != NULL);
    CHECK_NUMBER(nh_error_column(nh_last_error()), 0);
    /* The headers of the template say what its payload is. */
    CHECK_OK(nh_template_set_header(tile, "X-WNS-Type", "wns/badge"));
    CHECK_NUMBER(nh_template_check_with_sample(NH_PLATFORM_WINDOWS, tile, sample),
                 NH_STATUS_INVALID_PAYLOAD);
    CHECK_OK(nh_notification_set_property(sample, "n", "alert"));
    CHECK_OK(nh_template_check_with_sample(NH_PLATFORM_WINDOWS, tile, sample));
    /* For Apple they are those of the message. */
    nh_template_free(news);
    news = nh_template_new("{\"aps\":{\"alert\":\"$(text)\"}}");
    CHECK_OK(nh_notification_set_apns_push_type(sample, NH_APNS_PUSH_TYPE_BACKGROUND));
    CHECK_NUMBER(nh_template_check_with_sample(NH_PLATFORM_APPLE, news, sample),
                 NH_STATUS_INVALID_PAYLOAD);
    CHECK_OK(nh_notification_set_apns_push_type(sample, NH_APNS_PUSH_TYPE_ALERT));
    CHECK_OK(nh_template_check_with_sample(NH_PLATFORM_APPLE, news, sample));
    CHECK_OK(nh_template_set_header(news, "apns-priority", "5"));
    CHECK_NUMBER(nh_template_check_with_sample(NH_PLATFORM_APPLE, news, sample),
                 NH_STATUS_INVALID_PAYLOAD);
    nh_template_free(news);
    nh_template_free(tile);
    nh_notification_free(sample);
}

static void checks_find_what_push_services_refuse(void)
{
    static const struct {
        int32_t platform;
        const char *body;
    } wrong[] = {
        {NH_PLATFORM_APPLE, "{\"alert\":\"no aps\"}"},
        {NH_PLATFORM_FCMV1, "{\"message\":{\"data\":{\"count\":3}}}"},
        {NH_PLATFORM_FCMV1, "{\"notification\":{}}"},
        {NH_PLATFORM_TEMPLATE, "{\"count\":3}"},
        {NH_PLATFORM_GCM, "{\"data\":"},
        {NH_PLATFORM_WINDOWS, "<toast><text></toast>"},
    };
    static char big[5000];
    nh_notification *notification;
    size_t i;

    for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        notification = nh_notification_new(wrong[i].platform, wrong[i].body, strlen(wrong[i].body));
        CHECK(notification != NULL); /* the bytes are the caller's */
        CHECK_NUMBER(nh_notification_check(notification), NH_STATUS_INVALID_PAYLOAD);
        nh_notification_free(notification);
    }
    /* Over what Apple takes, within what the service takes. */
    snprintf(big, sizeof big, "{\"aps\":{\"alert\":\"%04500d\"}}", 0);
    notification = nh_notification_new(NH_PLATFORM_APPLE, big, strlen(big));
    CHECK_NUMBER(nh_notification_check(notification), NH_STATUS_INVALID_PAYLOAD);
    nh_notification_free(notification);
    /* A background push of the priority of an alert. */
    notification = nh_notification_new_apple_background();
    nh_notification_set_apns_priority(notification, 10);
    CHECK_NUMBER(nh_notification_check(notification), NH_STATUS_INVALID_PAYLOAD);
    nh_notification_free(notification);
}

static void checks_can_be_switched_on_for_sends(void)
{
    nh_options *options = nh_options_new();
    nh_hub *checking;
    nh_outcome *outcome;

    CHECK_OK(nh_options_set_check_payloads(options, 1));
    checking = open_hub_as("NH_CONNECTION_STRING", options);
    forget_requests();
    CHECK_NUMBER(nh_broadcast_apple_notification(checking, "{\"alert\":\"no aps\"}", &outcome),
                 NH_STATUS_INVALID_PAYLOAD);
    CHECK_NUMBER(nh_outcome_attempts(outcome), 0);
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_NOT_ACCEPTED);
    nh_outcome_free(outcome);
    CHECK_OK(nh_broadcast_apple_notification(checking, "{\"aps\":{\"alert\":\"x\"}}", NULL));
    nh_hub_free(checking);
}

/* Without the checks the bytes go out as they are, and a wrong one comes back. */
static void the_service_has_the_last_word(void)
{
    nh_outcome *outcome;

    CHECK_NUMBER(nh_broadcast_apple_notification(hub, "{\"aps\":", &outcome), NH_STATUS_REJECTED);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 400);
    nh_outcome_free(outcome);
}

int main(void)
{
    hub = open_hub();
    empty_hub();
    RUN(devices_are_there);
    RUN(an_apple_alert_has_its_push_type_and_priority);
    RUN(an_apple_alert_needs_no_title);
    RUN(an_apple_background_push_shows_nothing);
    RUN(an_fcm_message_has_data_of_text);
    RUN(windows_payloads_are_escaped_xml);
    RUN(a_critical_alert_has_its_fields);
    RUN(a_live_activity_is_updated);
    RUN(what_a_field_does_not_take_is_refused);
    RUN(every_push_service_has_a_builder);
    RUN(users_and_installations_need_no_braces);
    RUN(the_kind_may_be_said_instead_of_read);
    RUN(a_phone_tile_is_called_token);
    RUN(templates_are_rendered_on_each_device);
    RUN(a_faulty_template_is_refused_at_its_place);
    RUN(a_template_is_checked_with_a_sample);
    RUN(checks_find_what_push_services_refuse);
    RUN(checks_can_be_switched_on_for_sends);
    RUN(the_service_has_the_last_word);
    nh_hub_free(hub);
    return end_tests();
}
