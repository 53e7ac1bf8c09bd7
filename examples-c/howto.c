/*
 * Microsoft's Python how-to, in C: each line of Python stands above the C
 * that does the same.
 *
 *   howto           sends everything, one line of output for each step
 *   howto --debug   shows requests and answers on standard error
 *
 * NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say where to.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <notification_hubs.h>

static void print_error(const char *what, const nh_error *error)
{
    fprintf(stderr, "%s: %s: %s\n", what, nh_status_name(nh_error_status(error)),
            nh_error_message(error));
    if (nh_error_may_have_been_sent(error))
        fputs("  Sending it again may reach devices twice.\n", stderr);
    else if (nh_error_is_transient(error))
        fputs("  It was not accepted: try again in a while.\n", stderr);
    if (nh_error_tracking_id(error) != NULL)
        fprintf(stderr, "  tracking id %s\n", nh_error_tracking_id(error));
}

/* What became of a test send at each device. A device handle is as good as an
 * address: it stays out of logs. */
static void print_test_result(const nh_outcome *outcome)
{
    const char *id = nh_outcome_notification_id(outcome);
    size_t i;

    printf("  notification id %s\n", id != NULL ? id : "not given by this hub's tier");
    printf("  %lld succeeded, %lld failed\n", (long long)nh_outcome_success_count(outcome),
           (long long)nh_outcome_failure_count(outcome));
    for (i = 0; i < nh_outcome_result_count(outcome); i++)
        printf("  %s %s: %s\n", nh_outcome_result_platform(outcome, i),
               nh_outcome_result_registration_id(outcome, i),
               nh_outcome_result_outcome(outcome, i));
}

/* Prints what became of a step and frees its outcome. Returns 1 for a failed
 * step, so that failures can be added up. */
static int report(const char *step, nh_outcome *outcome)
{
    bool accepted = nh_outcome_status(outcome) == NH_STATUS_OK;

    if (accepted)
        printf("%-20s accepted, tracking id %s\n", step, nh_outcome_tracking_id(outcome));
    else
        print_error(step, nh_outcome_error(outcome));
    if (nh_outcome_has_test_result(outcome))
        print_test_result(outcome);
    nh_outcome_free(outcome);
    return accepted ? 0 : 1;
}

/* Sends and reports, and frees everything but the hub: so the steps below need
 * not check what they have just made. options may be NULL. */
static int send_and_free(const char *step, const nh_hub *hub, nh_notification *notification,
                         nh_target *target, nh_call_options *options)
{
    nh_outcome *outcome = NULL;
    bool made = notification != NULL && target != NULL;

    if (made)
        nh_send(hub, notification, target, options, &outcome);
    else /* why it could not be made, only the thread's latest failure tells */
        print_error(step, nh_last_error());
    nh_notification_free(notification);
    nh_target_free(target);
    nh_call_options_free(options);
    return made ? report(step, outcome) : 1;
}

static nh_notification *notification_of(nh_platform platform, const char *payload)
{
    return nh_notification_new(platform, payload, strlen(payload));
}

static nh_hub *open_hub(bool debug)
{
    const char *connection_string = getenv("NH_CONNECTION_STRING");
    const char *ca_file = getenv("NH_CA_FILE");
    nh_options *options;
    nh_hub *hub;

    if (connection_string == NULL) {
        fputs("Set NH_CONNECTION_STRING to the connection string of an access policy with the "
              "Send right.\n", stderr);
        return NULL;
    }
    /* Setters may go unchecked: nh_hub_new fails with the first failure. */
    options = nh_options_new();
    nh_options_set_user_agent_suffix(options, "howto/1.0");
    nh_options_set_timeout_ms(options, 10000);
    if (ca_file != NULL && *ca_file != '\0')
        nh_options_set_ca_file(options, ca_file);
    if (debug) {
        /* Makes every send a test send too, of which Azure allows about ten a
         * minute; some of ours will then be throttled. */
        nh_options_set_debug(options);
    }
    /* hub = AzureNotificationHub(connection_string, hub_name, debug=0) */
    hub = nh_hub_new(connection_string, getenv("NH_HUB"), options);
    nh_options_free(options);
    if (hub == NULL)
        print_error("open the hub", nh_last_error());
    return hub;
}

/* The payload goes to the push service as it is: each has a language of its
 * own. Everyone is an explicit word here; an empty tag is an error. */
static int send_to_each_platform(const nh_hub *hub)
{
    nh_outcome *outcome;
    int failures = 0;

    /* hub.send_apple_notification(False, {"aps": {"alert": "Hello!"}}) */
    nh_broadcast_apple_notification(hub, "{\"aps\":{\"alert\":\"Hello!\"}}", &outcome);
    failures += report("apple", outcome);

    /* (Google's present API; the Python package has only the one before.) */
    nh_broadcast_fcmv1_notification(
        hub, "{\"message\":{\"notification\":{\"title\":\"News\",\"body\":\"Hello!\"}}}", &outcome);
    failures += report("fcmv1", outcome);

    /* hub.send_google_notification(False, {"data": {"msg": "Hello!"}}) */
    nh_broadcast_google_notification(hub, "{\"data\":{\"msg\":\"Hello!\"}}", &outcome);
    failures += report("gcm", outcome);

    /* hub.send_windows_notification(False, """<toast><visual>...""")
     * The kind of notification is read from the root element; attributes, such
     * as the launch argument here, do not disturb that. */
    nh_broadcast_windows_notification(
        hub,
        "<toast launch=\"news/42\"><visual><binding template=\"ToastText01\">"
        "<text id=\"1\">Hello!</text></binding></visual></toast>",
        &outcome);
    failures += report("windows toast", outcome);

    /* hub.send_windows_phone_notification(False, """<wp:Notification ...""") */
    nh_broadcast_mpns_notification(
        hub,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
        "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast>"
        "<wp:Text1>News</wp:Text1><wp:Text2>Hello!</wp:Text2></wp:Toast></wp:Notification>",
        &outcome);
    failures += report("windows phone toast", outcome);

    nh_broadcast_mpns_notification(
        hub,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
        "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Tile Id=\"news\">"
        "<wp:Count>3</wp:Count><wp:Title>News</wp:Title></wp:Tile></wp:Notification>",
        &outcome);
    failures += report("windows phone tile", outcome);

    /* hub.send_amazon_notification(False, {"data": {"msg": "Hello!"}}) */
    nh_broadcast_adm_notification(hub, "{\"data\":{\"msg\":\"Hello!\"}}", &outcome);
    failures += report("adm", outcome);

    /* hub.send_baidu_notification(False, {"title": "News", "description": "Hello!"}) */
    nh_broadcast_baidu_notification(
        hub, "{\"title\":\"News\",\"description\":\"Hello!\"}", &outcome);
    failures += report("baidu", outcome);

    /* (These two are newer than the Python package.) */
    nh_broadcast_browser_notification(hub, "{\"title\":\"News\",\"body\":\"Hello!\"}", &outcome);
    failures += report("browser", outcome);

    nh_broadcast_xiaomi_notification(
        hub, "{\"title\":\"News\",\"description\":\"Hello!\"}", &outcome);
    failures += report("xiaomi", outcome);
    return failures;
}

/* What the one-line calls have no argument for is set on a notification. */
static int send_with_headers(const nh_hub *hub)
{
    nh_notification *notification = notification_of(
        NH_PLATFORM_APPLE, "{\"aps\":{\"alert\":\"2 : 1\",\"badge\":1}}");

    /* Setters may go unchecked: nh_send fails with the first failure. */
    nh_notification_set_apns_push_type(notification, NH_APNS_PUSH_TYPE_ALERT);
    nh_notification_set_apns_priority(notification, 10);
    nh_notification_set_apns_collapse_id(notification, "score-42");
    nh_notification_set_apns_expiration(notification, (int64_t)time(NULL) + 3600);
    /* notification.headers = {"apns-id": "..."} */
    nh_notification_set_header(notification, "apns-id", "8d3f4b0e-7d0c-4f53-9d0a-3c1c2f5d7a11");
    return send_and_free("apple with headers", hub, notification, nh_target_new_broadcast(), NULL);
}

static int send_to_tags(const nh_hub *hub)
{
    static const char payload[] =
        "{\"message\":{\"notification\":{\"title\":\"Sports\",\"body\":\"2 : 1\"}}}";
    nh_outcome *outcome;
    nh_target *target;
    nh_tag_expression *sports, *world, *either, *german, *not_german, *both;
    int failures = 0;

    /* hub.send_apple_notification(False, payload, tags="sports") */
    nh_send_apple_notification(hub, "{\"aps\":{\"alert\":\"2 : 1\"}}", "sports", &outcome);
    failures += report("one tag", outcome);

    /* hub.send_..._notification(False, payload, tags={"sports", "world"})
     * Unlike Python's set(), an empty set here is an error, never everyone. */
    target = nh_target_new_tags();
    nh_target_add_tag(target, "sports");
    nh_target_add_tag(target, "world");
    failures += send_and_free("any of two tags", hub,
                              notification_of(NH_PLATFORM_FCMV1, payload), target, NULL);

    /* hub.send_..._notification(False, payload, tags="sports && !en") */
    nh_send_fcmv1_notification(hub, payload, "sports && !en", &outcome);
    failures += report("tag expression", outcome);

    /* An expression that a program puts together; its parts stay ours. A part
     * that is NULL makes the whole NULL, but then the message says no more than
     * that: check each part whose tag does not come from your own source. */
    sports = nh_tag_expression_new_tag("sports");
    world = nh_tag_expression_new_tag("world");
    either = nh_tag_expression_new_or(sports, world);
    german = nh_tag_expression_new_tag("de");
    not_german = nh_tag_expression_new_not(german);
    both = nh_tag_expression_new_and(either, not_german);
    printf("%-20s %s\n", "composed expression", nh_tag_expression_text(both));
    target = nh_target_new_composed(both);
    nh_tag_expression_free(both);
    nh_tag_expression_free(not_german);
    nh_tag_expression_free(german);
    nh_tag_expression_free(either);
    nh_tag_expression_free(world);
    nh_tag_expression_free(sports);
    failures += send_and_free(
        "  sent to it", hub,
        notification_of(NH_PLATFORM_APPLE, "{\"aps\":{\"alert\":\"World sports\"}}"), target, NULL);
    return failures;
}

/* One send for all platforms and languages: each device has left a template
 * with the hub that picks the property for its language. */
static int send_greeting(const nh_hub *hub)
{
    nh_notification *greeting = nh_notification_new_template();
    nh_outcome *outcome;
    int failures = 0;

    /* hub.send_template_notification({"greeting_en": "Hello", "greeting_de": "Guten Tag"}) */
    nh_notification_set_property(greeting, "greeting_en", "Hello");
    nh_notification_set_property(greeting, "greeting_de", "Guten Tag");
    failures += send_and_free("greeting", hub, greeting, nh_target_new_broadcast(), NULL);

    /* The same from JSON that you have already. */
    nh_send_template_notification(
        hub, "{\"greeting_en\":\"Welcome back\",\"greeting_de\":\"Willkommen zur\u00fcck\"}", "vip",
        &outcome);
    failures += report("greeting to a tag", outcome);
    return failures;
}

/* hub = AzureNotificationHub(connection_string, hub_name, debug=1)
 * A test send is answered with what became of it at up to ten devices. */
static int send_test(const nh_hub *hub)
{
    nh_call_options *options = nh_call_options_new();

    nh_call_options_set_test(options, 1);
    /* Find this send again in your own log and in Azure's. */
    nh_call_options_set_tracking_id(options, "howto-test-send-1");
    return send_and_free("test send", hub,
                         notification_of(NH_PLATFORM_APPLE, "{\"aps\":{\"alert\":\"A test\"}}"),
                         nh_target_new_broadcast(), options);
}

int main(int argc, char **argv)
{
    bool debug = argc == 2 && strcmp(argv[1], "--debug") == 0;
    nh_hub *hub;
    int failures = 0;

    if (argc > 1 && !debug) {
        fputs("usage: howto [--debug]\n", stderr);
        return 2;
    }
    hub = open_hub(debug);
    if (hub == NULL)
        return EXIT_FAILURE;
    failures += send_to_each_platform(hub);
    failures += send_with_headers(hub);
    failures += send_to_tags(hub);
    failures += send_greeting(hub);
    failures += send_test(hub);
    nh_hub_free(hub);
    if (failures > 0)
        fprintf(stderr, "%d steps failed\n", failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
