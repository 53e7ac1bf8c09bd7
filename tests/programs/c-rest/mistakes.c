/*
 * What a newcomer does wrong: each message names what failed, which argument, and
 * what to do.
 */
#include "hub.h"

static nh_hub *hub;

/* The last error names what was given and what is to be done. */
#define CHECK_SAID(what, remedy)                                                                   \
    do {                                                                                           \
        CHECK_HAS(nh_error_message(nh_last_error()), what);                                        \
        CHECK_HAS(nh_error_message(nh_last_error()), remedy);                                      \
    } while (0)

static void connection_strings(void)
{
    const char *string = need_env("NH_CONNECTION_STRING");

    CHECK(nh_hub_new(getenv("NH_CONNECTIONSTRING"), "demo", NULL) == NULL);
    CHECK_SAID("connection_string is NULL", "that variable is not set");
    CHECK(nh_hub_new("", "demo", NULL) == NULL);
    CHECK_SAID("connection string: it is empty", "environment variable");
    CHECK(nh_hub_new("demo", string, NULL) == NULL);
    CHECK_SAID("connection_string looks like a hub's name", "are the two swapped?");
}

static void what_was_not_made_is_used(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "x");

    CHECK_NUMBER(nh_send(NULL, alert, NULL, NULL, NULL), NH_STATUS_INVALID_ARGUMENT);
    CHECK_SAID("hub is NULL", "nh_last_error said why right then");
    CHECK_NUMBER(nh_send(hub, alert, NULL, NULL, NULL), NH_STATUS_INVALID_ARGUMENT);
    CHECK_SAID("target is NULL", "nh_target_new_broadcast");
    CHECK_NUMBER(nh_send_apple_notification(hub, "{\"aps\":{}}", NULL, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_SAID("tag_expression is NULL", "to reach everyone use a broadcast");
    nh_notification_free(alert);
}

static void a_length_that_counts_the_nul(void)
{
    const char body[] = "{\"aps\":{\"alert\":\"Hi\"}}";

    CHECK(nh_notification_new(NH_PLATFORM_APPLE, body, sizeof body) == NULL);
    CHECK_SAID("apple payload ends in a NUL (byte 23)", "as strlen() does");
}

static void an_expression_where_a_tag_is_wanted(void)
{
    nh_target *one = nh_target_new_tag("sports");

    CHECK(nh_target_new_tag("sports || en") == NULL);
    CHECK_SAID("tag has a blank", "for an expression use nh_target_new_expression");
    CHECK_NUMBER(nh_target_add_tag(one, "en"), NH_STATUS_INVALID_ARGUMENT);
    CHECK_SAID("target is not a set of tags", "nh_target_new_tags");
    nh_target_free(one);
}

static void times_of_another_unit(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "x");

    CHECK_NUMBER(nh_notification_set_apns_expiration(alert, 3600), NH_STATUS_INVALID_ARGUMENT);
    CHECK_SAID("unix_seconds is before 2001", "add it to the time that it is now");
    CHECK_NUMBER(nh_notification_set_apns_expiration(alert, 1893456000000),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_SAID("unix_seconds is in milliseconds", "give a Unix time in seconds");
    nh_notification_free(alert);
}

static void ids_with_a_character_too_many(void)
{
    CHECK(nh_installation_new("ann+phone@example.org", NH_PLATFORM_APPLE, "a1") == NULL);
    CHECK_SAID("installation_id has '+' at 4", "letters, digits and -_@#.:=");
}

static void what_is_of_another_kind(void)
{
    nh_registration *device = nh_registration_new(NH_PLATFORM_GCM, "token");
    nh_registration *read;
    nh_registration_page *page;

    CHECK_NUMBER(nh_get_registration(hub, "an-installation", NULL, &read, NULL), NH_STATUS_NOT_FOUND);
    CHECK_SAID("the service answered 404", "whether it is one of what this call is about");
    CHECK_NUMBER(nh_update_registration(hub, "1-2-3", device, "*", NULL, NULL, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_SAID("etag \"*\" is none", "give NULL for any");
    CHECK_NUMBER(nh_get_registration_page(hub, "a && b", NULL, NULL, NULL, &page, NULL),
                 NH_STATUS_INVALID_TAG);
    CHECK_SAID("tag is an expression", "listed by one tag");
    nh_registration_free(device);
}

static void a_hub_that_is_not_there(void)
{
    nh_options *options = nh_options_new();
    nh_hub *other;

    CHECK_OK(nh_options_set_ca_file(options, getenv("NH_CA_FILE")));
    other = nh_hub_new(need_env("NH_CONNECTION_STRING"), "demoo", options);
    CHECK_NUMBER(nh_broadcast_apple_notification(other, "{\"aps\":{\"alert\":\"x\"}}", NULL),
                 NH_STATUS_NOT_FOUND);
    CHECK_SAID("there is no hub demoo at ", "check the hub's name and the Endpoint");
    nh_hub_free(other);
    nh_options_free(options);
}

static void a_hubs_key_for_the_namespace(void)
{
    nh_options *options = nh_options_new();
    nh_hub_list *hubs;
    nh_namespace *space;

    CHECK_OK(nh_options_set_ca_file(options, getenv("NH_CA_FILE")));
    space = nh_namespace_new(need_env("NH_CONNECTION_STRING"), options);
    CHECK_NUMBER(nh_list_hubs(space, NULL, &hubs, NULL), NH_STATUS_UNAUTHORIZED);
    CHECK(hubs == NULL);
    CHECK_SAID("Manage", "RootManageSharedAccessKey, not one of a hub");
    nh_namespace_free(space);
    nh_options_free(options);
}

/* A port on which nobody listens, and one that speaks TLS where http:// was said. */
static void ports(void)
{
    const char *authority = strstr(need_env("NH_URL"), "://") + 3;
    const char *key = "SharedAccessKeyName=P;SharedAccessKey=a2V5;UseDevelopmentEmulator=true";
    nh_options *options = nh_options_new();
    char string[256];
    nh_hub *wrong;

    CHECK_OK(nh_options_set_max_attempts(options, 1));
    snprintf(string, sizeof string, "Endpoint=http://127.0.0.1:1/;%s", key);
    wrong = nh_hub_new(string, "demo", options);
    nh_broadcast_apple_notification(wrong, "{\"aps\":{}}", NULL);
    CHECK_SAID("connecting to 127.0.0.1:1", "is the Endpoint of the connection string right?");
    nh_hub_free(wrong);
    if (strncmp(need_env("NH_URL"), "https", 5) == 0) {
        snprintf(string, sizeof string, "Endpoint=http://%s/;%s", authority, key);
        wrong = nh_hub_new(string, "demo", options);
        nh_broadcast_apple_notification(wrong, "{\"aps\":{}}", NULL);
        CHECK_SAID("what came is TLS and no HTTP", "write sb:// or https://");
        nh_hub_free(wrong);
    }
    nh_options_free(options);
}

int main(void)
{
    hub = open_hub();
    RUN(connection_strings);
    RUN(what_was_not_made_is_used);
    RUN(a_length_that_counts_the_nul);
    RUN(an_expression_where_a_tag_is_wanted);
    RUN(times_of_another_unit);
    RUN(ids_with_a_character_too_many);
    RUN(what_is_of_another_kind);
    RUN(a_hub_that_is_not_there);
    RUN(a_hubs_key_for_the_namespace);
    RUN(ports);
    nh_hub_free(hub);
    return end_tests();
}
