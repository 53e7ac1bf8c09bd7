/*
 * Registrations: every kind, native and template, written and read; ids and
 * etags; lists of one page and of many; deletion by channel.
 */
#include "hub.h"

enum { LISTED = 230 }; /* more than two pages */

static const char token[] = "A1B2C3D4A1B2C3D4A1B2C3D4A1B2C3D4A1B2C3D4A1B2C3D4A1B2C3D4A1B2C3D4";

static nh_hub *hub;

/* Creates and frees it; gives what the service answered, to be freed. */
static nh_registration *create(nh_registration *registration)
{
    nh_registration *created = NULL;
    nh_outcome *outcome;

    CHECK(registration != NULL);
    CHECK_OK(nh_create_registration(hub, registration, NULL, &created, &outcome));
    CHECK(created != NULL);
    CHECK_TEXT(nh_outcome_registration_id(outcome), nh_registration_id(created));
    CHECK_TEXT(nh_registration_etag(created), "1");
    nh_outcome_free(outcome);
    nh_registration_free(registration);
    return created;
}

/* The same by what a later reading gives. */
static nh_registration *create_and_get(nh_registration *registration)
{
    nh_registration *created = create(registration), *got = NULL;
    nh_outcome *outcome;

    CHECK_OK(nh_get_registration(hub, nh_registration_id(created), NULL, &got, &outcome));
    CHECK_HAS(nh_outcome_body(outcome), "<entry");
    CHECK_TEXT(nh_outcome_registration_id(outcome), nh_registration_id(created));
    CHECK_TEXT(nh_registration_id(got), nh_registration_id(created));
    /* The one is without a zone, the other has it. */
    CHECK_HAS(nh_registration_expiration_time(created), "9999-12-31T23:59:59");
    CHECK_HAS(nh_registration_expiration_time(got), "9999-12-31T23:59:59");
    /* Without what only the service writes, it is what was sent. */
    CHECK_TEXT(nh_registration_xml(got), nh_registration_xml(created));
    nh_outcome_free(outcome);
    nh_registration_free(created);
    return got;
}

static const struct kind {
    int32_t platform;
    const char *native, *of_template, *handle, *body;
} kinds[] = {
    {NH_PLATFORM_APPLE, "AppleRegistrationDescription", "AppleTemplateRegistrationDescription",
     token, "{\"aps\":{\"alert\":\"$(m)\"}}"},
    {NH_PLATFORM_FCMV1, "FcmV1RegistrationDescription", "FcmV1TemplateRegistrationDescription",
     "fcm:1", "{\"message\":{\"data\":{\"m\":\"$(m)\"}}}"},
    {NH_PLATFORM_GCM, "GcmRegistrationDescription", "GcmTemplateRegistrationDescription", "gcm:1",
     "{\"data\":{\"m\":\"$(m)\"}}"},
    {NH_PLATFORM_WINDOWS, "WindowsRegistrationDescription",
     "WindowsTemplateRegistrationDescription",
     "https://db5p.notify.windows.com/?token=a%2bb&c=1",
     "<toast><visual><binding template=\"ToastText01\"><text id=\"1\">$(m)</text></binding>"
     "</visual></toast>"},
    {NH_PLATFORM_MPNS, "MpnsRegistrationDescription", "MpnsTemplateRegistrationDescription",
     "http://s.notify.live.net/u/1/x",
     "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>$(m)</wp:Text1></wp:Toast>"
     "</wp:Notification>"},
    {NH_PLATFORM_ADM, "AdmRegistrationDescription", "AdmTemplateRegistrationDescription", "adm:1",
     "{\"data\":{\"m\":\"$(m)\"}}"},
    {NH_PLATFORM_XIAOMI, "XiaomiRegistrationDescription", "XiaomiTemplateRegistrationDescription",
     "xiaomi:1", "{\"title\":\"$(m)\"}"},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static void every_native_kind_is_written_and_read(void)
{
    int i;

    for (i = 0; i < KINDS; i++) {
        nh_registration *registration = nh_registration_new(kinds[i].platform, kinds[i].handle);
        CHECK_TEXT(nh_registration_id(registration), NULL);
        CHECK_TEXT(nh_registration_etag(registration), NULL);
        CHECK_TEXT(nh_registration_kind(registration), "");
        CHECK_OK(nh_registration_add_tag(registration, "a"));
        CHECK_OK(nh_registration_add_tag(registration, "b:c"));
        CHECK_OK(nh_registration_set_push_variable(registration, "city", "Troms\xc3\xb8 & \"co\""));
        registration = create_and_get(registration);
        CHECK_NUMBER(nh_registration_platform(registration), kinds[i].platform);
        CHECK_TEXT(nh_registration_kind(registration), kinds[i].native);
        CHECK_TEXT(nh_registration_handle(registration), kinds[i].handle);
        CHECK(!nh_registration_has_template(registration));
        CHECK_NUMBER(nh_registration_tag_count(registration), 2);
        CHECK_TEXT(nh_registration_tag(registration, 0), "a");
        CHECK_TEXT(nh_registration_tag(registration, 1), "b:c");
        CHECK_TEXT(nh_registration_tag(registration, 2), NULL);
        CHECK_TEXT(nh_registration_push_variable(registration, "city"), "Troms\xc3\xb8 & \"co\"");
        nh_registration_free(registration);
    }
}

/* Read, taken out, written back: the rest stays. */
static void what_is_removed_is_gone(void)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_GCM, "less"), *written = NULL;
    int times;

    nh_registration_add_tag(registration, "a");
    nh_registration_add_tag(registration, "b");
    nh_registration_set_push_variable(registration, "x", "1");
    nh_registration_set_push_variable(registration, "y", "2");
    registration = create_and_get(registration);
    for (times = 0; times < 2; times++) { /* the second time it is not there */
        CHECK_OK(nh_registration_remove_tag(registration, "a"));
        CHECK_OK(nh_registration_remove_push_variable(registration, "x"));
    }
    CHECK_TEXT(nh_registration_tag(registration, 0), "b");
    CHECK_OK(nh_update_registration(hub, nh_registration_id(registration), registration, NULL,
                                    NULL, &written, NULL));
    CHECK_NUMBER(nh_registration_tag_count(written), 1);
    CHECK_TEXT(nh_registration_tag(written, 0), "b");
    CHECK_TEXT(nh_registration_push_variable(written, "x"), NULL);
    CHECK_TEXT(nh_registration_push_variable(written, "y"), "2");
    nh_registration_free(written);
    nh_registration_free(registration);
}

static const char *template_header(const nh_registration *registration, const char *name)
{
    size_t i;

    for (i = 0; i < nh_registration_template_header_count(registration); i++)
        if (strcmp(nh_registration_template_header_name(registration, i), name) == 0)
            return nh_registration_template_header_value(registration, i);
    return NULL;
}

static void every_template_kind_is_written_and_read(void)
{
    int i;

    for (i = 0; i < KINDS; i++) {
        nh_registration *registration = nh_registration_new(kinds[i].platform, kinds[i].handle);
        CHECK_OK(nh_template_check(kinds[i].platform, kinds[i].body));
        CHECK_OK(nh_registration_set_template(registration, kinds[i].body, "news"));
        if (kinds[i].platform == NH_PLATFORM_WINDOWS) {
            nh_registration_set_template_header(registration, "X-WNS-Type", "wns/toast");
        } else if (kinds[i].platform == NH_PLATFORM_MPNS) {
            nh_registration_set_template_header(registration, "X-WindowsPhone-Target", "toast");
            nh_registration_set_template_header(registration, "X-NotificationClass", "2");
        }
        registration = create_and_get(registration);
        CHECK_NUMBER(nh_registration_platform(registration), kinds[i].platform);
        CHECK_TEXT(nh_registration_kind(registration), kinds[i].of_template);
        CHECK(nh_registration_has_template(registration));
        CHECK_TEXT(nh_registration_template_body(registration), kinds[i].body);
        CHECK_TEXT(nh_registration_template_name(registration), "news");
        if (kinds[i].platform == NH_PLATFORM_WINDOWS) {
            CHECK_NUMBER(nh_registration_template_header_count(registration), 1);
            CHECK_TEXT(template_header(registration, "X-WNS-Type"), "wns/toast");
        } else if (kinds[i].platform == NH_PLATFORM_MPNS) {
            CHECK_NUMBER(nh_registration_template_header_count(registration), 2);
            CHECK_TEXT(template_header(registration, "X-WindowsPhone-Target"), "toast");
            CHECK_TEXT(template_header(registration, "X-NotificationClass"), "2");
        } else {
            CHECK_NUMBER(nh_registration_template_header_count(registration), 0);
            CHECK_TEXT(nh_registration_template_header_name(registration, 0), NULL);
        }
        nh_registration_free(registration);
    }
}

static void an_apple_template_has_expressions_and_headers(void)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_APPLE, token);

    nh_registration_set_template(registration, "{\"aps\":{\"alert\":\"$(m)\"}}", NULL);
    CHECK_OK(nh_registration_set_apple_expressions(registration, "$(until)", "$(urgency)"));
    CHECK_OK(nh_registration_set_template_header(registration, "apns-topic", "com.example"));
    registration = create_and_get(registration);
    CHECK_TEXT(nh_registration_template_name(registration), NULL);
    CHECK_TEXT(nh_registration_template_header_name(registration, 0), "apns-topic");
    CHECK_TEXT(nh_registration_template_header_value(registration, 0), "com.example");
    CHECK_TEXT(nh_registration_apple_expiry(registration), "$(until)");
    CHECK_TEXT(nh_registration_apple_priority(registration), "$(urgency)");
    CHECK_HAS(nh_registration_xml(registration), "<Expiry>$(until)</Expiry>");
    CHECK_HAS(nh_registration_xml(registration), "<Priority>$(urgency)</Priority>");
    nh_registration_free(registration);

    registration = nh_registration_new(NH_PLATFORM_APPLE, token);
    nh_registration_set_template(registration, "{\"aps\":{\"alert\":\"$(m)\"}}", NULL);
    registration = create_and_get(registration);
    CHECK_TEXT(nh_registration_apple_expiry(registration), NULL);
    CHECK_TEXT(nh_registration_apple_priority(registration), NULL);
    nh_registration_free(registration);
}

/* What ends a CDATA section stands in the body. */
static void a_template_body_may_hold_anything(void)
{
    static const char body[] = "{\"data\":{\"m\":\"]]>$(m)<&\"}}";
    nh_registration *registration = nh_registration_new(NH_PLATFORM_GCM, "cdata");

    nh_registration_set_template(registration, body, NULL);
    registration = create_and_get(registration);
    CHECK_TEXT(nh_registration_template_body(registration), body);
    nh_registration_free(registration);
}

/* How many registrations of a handle are listed. */
static size_t count_of_channel(const char *channel)
{
    nh_registration_page *page = NULL;
    size_t count;

    CHECK_OK(nh_get_registration_page(hub, NULL, channel, NULL, NULL, &page, NULL));
    count = nh_registration_page_count(page);
    nh_registration_page_free(page);
    return count;
}

static void baidu_and_browsers_have_more_than_a_handle(void)
{
    nh_registration *registration = nh_registration_new_baidu("user", "channel");

    registration = create_and_get(registration);
    CHECK_NUMBER(nh_registration_platform(registration), NH_PLATFORM_BAIDU);
    CHECK_TEXT(nh_registration_kind(registration), "BaiduRegistrationDescription");
    CHECK_TEXT(nh_registration_baidu_user_id(registration), "user");
    CHECK_TEXT(nh_registration_handle(registration), "channel");
    CHECK_TEXT(nh_registration_browser_auth(registration), NULL);
    nh_registration_free(registration);

    registration = nh_registration_new_baidu("user", "channel");
    nh_registration_set_template(registration, "{\"title\":\"$(m)\"}", "news");
    CHECK_NUMBER(nh_registration_baidu_message_type(registration), -1);
    CHECK_OK(nh_registration_set_baidu_message_type(registration, 1));
    registration = create_and_get(registration);
    CHECK_TEXT(nh_registration_kind(registration), "BaiduTemplateRegistrationDescription");
    CHECK_NUMBER(nh_registration_baidu_message_type(registration), 1);
    nh_registration_free(registration);
    CHECK_NUMBER(count_of_channel("user-channel"), 2);

    registration = nh_registration_new_browser("https://push.example/r?a=1&b=2", "P-key", "A-auth");
    registration = create_and_get(registration);
    CHECK_NUMBER(nh_registration_platform(registration), NH_PLATFORM_BROWSER);
    CHECK_TEXT(nh_registration_handle(registration), "https://push.example/r?a=1&b=2");
    CHECK_TEXT(nh_registration_browser_p256dh(registration), "P-key");
    CHECK_TEXT(nh_registration_browser_auth(registration), "A-auth");
    CHECK_TEXT(nh_registration_baidu_user_id(registration), NULL);
    nh_registration_free(registration);
    CHECK_NUMBER(count_of_channel("https://push.example/r?a=1&b=2"), 1);

    registration = nh_registration_new_browser("https://push.example/t", "P-key", "A-auth");
    nh_registration_set_template(registration, "{\"title\":\"$(m)\"}", "news");
    registration = create_and_get(registration);
    CHECK_TEXT(nh_registration_kind(registration), "BrowserTemplateRegistrationDescription");
    nh_registration_free(registration);
}

static void a_tile_has_a_name(void)
{
    nh_registration *registration =
        nh_registration_new(NH_PLATFORM_WINDOWS, "https://db5p.notify.windows.com/?token=tile");

    CHECK_OK(nh_registration_set_secondary_tile(registration, "front"));
    registration = create_and_get(registration);
    CHECK_TEXT(nh_registration_secondary_tile(registration), "front");
    nh_registration_free(registration);
}

static void an_id_is_asked_for_and_used(void)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_GCM, "by-id");
    nh_registration *written = NULL;
    nh_outcome *outcome;
    bool exists = true;
    char id[200];

    CHECK_OK(nh_create_registration_id(hub, NULL, &outcome));
    CHECK_NUMBER(nh_outcome_http_status(outcome), 201);
    CHECK(nh_outcome_registration_id(outcome) != NULL);
    snprintf(id, sizeof id, "%s", nh_outcome_registration_id(outcome));
    nh_outcome_free(outcome);

    CHECK_OK(nh_registration_exists(hub, id, NULL, &exists, NULL));
    CHECK(!exists);
    CHECK_OK(nh_put_registration(hub, id, registration, NULL, &written, &outcome));
    CHECK_TEXT(nh_registration_id(written), id);
    CHECK_TEXT(nh_registration_etag(written), "1");
    CHECK_TEXT(nh_outcome_registration_id(outcome), id);
    nh_outcome_free(outcome);
    nh_registration_free(written);
    CHECK_OK(nh_registration_exists(hub, id, NULL, &exists, NULL));
    CHECK(exists);
    CHECK_OK(nh_put_registration(hub, id, registration, NULL, &written, NULL));
    CHECK_TEXT(nh_registration_etag(written), "2");
    nh_registration_free(written);
    /* Another kind under the same id. */
    nh_registration_set_template(registration, "{\"data\":{\"m\":\"$(m)\"}}", NULL);
    CHECK_OK(nh_put_registration(hub, id, registration, NULL, &written, NULL));
    CHECK(nh_registration_has_template(written));
    nh_registration_free(written);
    nh_registration_free(registration);
    CHECK_OK(nh_delete_registration(hub, id, NULL, NULL, NULL));
}

/* Strong, weak, bare, or none for any: all mean the same version. */
static void an_etag_guards_a_change(void)
{
    nh_registration *registration = create(nh_registration_new(NH_PLATFORM_GCM, "etag"));
    nh_registration *written = NULL;
    nh_outcome *outcome;
    char id[200], etag[20];

    snprintf(id, sizeof id, "%s", nh_registration_id(registration));
    nh_registration_add_tag(registration, "second");
    CHECK_OK(nh_update_registration(hub, id, registration, nh_registration_etag(registration), NULL,
                                    &written, NULL));
    CHECK_TEXT(nh_registration_etag(written), "2");
    CHECK_TEXT(nh_registration_tag(written, 0), "second");
    nh_registration_free(written);
    CHECK_NUMBER(nh_update_registration(hub, id, registration, "1", NULL, &written, &outcome),
                 NH_STATUS_PRECONDITION_FAILED);
    CHECK(written == NULL);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 412);
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_NOT_ACCEPTED);
    nh_outcome_free(outcome);
    CHECK_OK(nh_update_registration(hub, id, registration, "W/\"2\"", NULL, NULL, NULL));
    CHECK_OK(nh_update_registration(hub, id, registration, "\"3\"", NULL, NULL, NULL));
    forget_requests();
    CHECK_OK(nh_update_registration(hub, id, registration, NULL, NULL, &written, NULL));
    CHECK_REQUESTS("\"if-match\":\"*\"");
    CHECK_TEXT(nh_registration_etag(written), "5");
    snprintf(etag, sizeof etag, "%s", nh_registration_etag(written));
    nh_registration_free(written);
    CHECK_NUMBER(nh_delete_registration(hub, id, "4", NULL, NULL), NH_STATUS_PRECONDITION_FAILED);
    CHECK_OK(nh_delete_registration(hub, id, etag, NULL, NULL));
    CHECK_NUMBER(nh_delete_registration(hub, id, NULL, NULL, NULL), NH_STATUS_NOT_FOUND);
    CHECK_NUMBER(nh_update_registration(hub, id, registration, NULL, NULL, NULL, NULL),
                 NH_STATUS_NOT_FOUND);
    CHECK_NUMBER(nh_get_registration(hub, id, NULL, &written, &outcome), NH_STATUS_NOT_FOUND);
    CHECK(written == NULL);
    nh_outcome_free(outcome);
    nh_registration_free(registration);
}

/* Counts and frees. */
static size_t count(nh_registration_cursor *cursor)
{
    nh_registration *registration = NULL;
    nh_outcome *outcome;
    size_t found = 0;

    CHECK(cursor != NULL);
    for (;;) {
        CHECK_OK(nh_registration_cursor_next(cursor, NULL, &registration, &outcome));
        /* A request for each page of a hundred, of which the outcome tells. */
        if (registration != NULL) {
            CHECK_NUMBER(nh_outcome_attempts(outcome), found % 100 == 0 ? 1 : 0);
            CHECK_NUMBER(nh_outcome_http_status(outcome), found % 100 == 0 ? 200 : 0);
        }
        nh_outcome_free(outcome);
        if (registration == NULL)
            break;
        found++;
        nh_registration_free(registration);
    }
    /* The end stays the end. */
    CHECK_OK(nh_registration_cursor_next(cursor, NULL, &registration, NULL));
    CHECK(registration == NULL);
    nh_registration_cursor_free(cursor);
    return found;
}

static void lists_are_read_page_by_page(void)
{
    char *log;
    int i;

    empty_hub();
    for (i = 0; i < LISTED; i++) {
        char handle[20];
        nh_registration *registration;
        snprintf(handle, sizeof handle, "list-%d", i);
        registration = nh_registration_new(NH_PLATFORM_GCM, handle);
        nh_registration_add_tag(registration, i % 2 == 0 ? "even#1" : "odd");
        nh_registration_free(create(registration));
    }
    forget_requests();
    CHECK_NUMBER(count(nh_registration_cursor_new_all(hub)), LISTED);
    log = requests();
    CHECK_NUMBER(count_of(log, "\"method\":\"GET\""), 3);
    CHECK_NUMBER(count_of(log, "&continuationtoken="), 2);
    free(log);
    CHECK_NUMBER(count(nh_registration_cursor_new_by_tag(hub, "even#1")), LISTED / 2);
    CHECK_NUMBER(count(nh_registration_cursor_new_by_tag(hub, "nobody")), 0);
    CHECK_NUMBER(count(nh_registration_cursor_new_by_channel(hub, "list-7")), 1);
    CHECK_NUMBER(count(nh_registration_cursor_new_by_channel(hub, "it'sNotThere")), 0);
}

static void a_cursor_outlives_its_hub(void)
{
    nh_hub *short_lived = open_hub();
    nh_registration_cursor *cursor = nh_registration_cursor_new_by_channel(short_lived, "list-3");

    nh_hub_free(short_lived);
    CHECK_NUMBER(count(cursor), 1);
}

static void a_channel_is_found_on_every_platform(void)
{
    int i;

    empty_hub();
    for (i = 0; i < KINDS; i++) {
        nh_registration_free(create(nh_registration_new(kinds[i].platform, kinds[i].handle)));
        CHECK_NUMBER(count(nh_registration_cursor_new_by_channel(hub, kinds[i].handle)), 1);
    }
}

static void all_of_a_channel_are_deleted(void)
{
    uint64_t deleted = 99;
    nh_outcome *outcome;
    int i;

    empty_hub();
    for (i = 0; i < 103; i++) /* more than a page */
        nh_registration_free(create(nh_registration_new(NH_PLATFORM_GCM, "twice")));
    nh_registration_free(create(nh_registration_new(NH_PLATFORM_GCM, "other")));
    CHECK_OK(nh_delete_registrations_by_channel(hub, "twice", NULL, &deleted, &outcome));
    CHECK_NUMBER(deleted, 103);
    nh_outcome_free(outcome);
    CHECK_NUMBER(count(nh_registration_cursor_new_all(hub)), 1);
    CHECK_OK(nh_delete_registrations_by_channel(hub, "twice", NULL, &deleted, NULL));
    CHECK_NUMBER(deleted, 0);
}

static void those_of_an_installation_are_listed(void)
{
    nh_installation *installation = nh_installation_new("dev", NH_PLATFORM_GCM, "dev-id");
    nh_template *news = nh_template_new("{\"data\":{\"m\":\"$(m)\"}}");
    nh_registration_cursor *cursor;
    nh_registration *registration;

    empty_hub();
    nh_installation_set_user_id(installation, "u1");
    nh_installation_set_template(installation, "Big News", news);
    nh_template_free(news);
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_installation_free(installation);
    CHECK_NUMBER(count(nh_registration_cursor_new_all(hub)), 2);
    cursor = nh_registration_cursor_new_by_tag(hub, "$InstallationId:{dev}");
    CHECK_OK(nh_registration_cursor_next(cursor, NULL, &registration, NULL));
    CHECK_TEXT(nh_registration_tag(registration, 0), "$InstallationId:{dev}");
    CHECK_TEXT(nh_registration_tag(registration, 1), "$UserId:{u1}");
    nh_registration_free(registration);
    CHECK_OK(nh_registration_cursor_next(cursor, NULL, &registration, NULL));
    CHECK_TEXT(nh_registration_kind(registration), "GcmTemplateRegistrationDescription");
    CHECK_TEXT(nh_registration_template_name(registration), "Big News");
    /* The service itself writes tags that no client may. */
    CHECK_TEXT(nh_registration_tag(registration, 2), "Big News");
    nh_registration_free(registration);
    nh_registration_cursor_free(cursor);
}

/* Read, changed in one element, written back: the rest stays. */
static void nothing_is_lost_in_get_change_put(void)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_WINDOWS, "https://c.example/");
    nh_registration *written = NULL;

    empty_hub();
    CHECK_OK(nh_registration_set_template(registration, "raw", "t"));
    CHECK_OK(nh_registration_set_template_header(registration, "X-WNS-Type", "wns/raw"));
    CHECK_OK(nh_registration_set_template_header(registration, "X-WNS-Tag", "t"));
    CHECK_OK(nh_registration_set_secondary_tile(registration, "front"));
    CHECK_OK(nh_registration_set_push_variable(registration, "x", "1"));
    CHECK_OK(nh_registration_set_push_variable(registration, "y", "2"));
    written = create(registration);
    CHECK_NUMBER(nh_registration_push_variable_count(written), 2);
    CHECK_TEXT(nh_registration_push_variable_name(written, 1), "y");
    CHECK_TEXT(nh_registration_push_variable_name(written, 2), NULL);
    CHECK_OK(nh_registration_set_handle(written, "https://c2.example/"));
    CHECK_OK(nh_registration_remove_template_header(written, "x-wns-tag"));
    CHECK_OK(nh_registration_remove_secondary_tile(written));
    CHECK_OK(nh_update_registration(hub, nh_registration_id(written), written,
                                    nh_registration_etag(written), NULL, &registration, NULL));
    nh_registration_free(written);
    CHECK_TEXT(nh_registration_handle(registration), "https://c2.example/");
    CHECK_TEXT(nh_registration_secondary_tile(registration), NULL);
    CHECK_NUMBER(nh_registration_template_header_count(registration), 1);
    CHECK_TEXT(nh_registration_push_variable(registration, "x"), "1");
    CHECK_OK(nh_registration_remove_template(registration));
    CHECK(!nh_registration_has_template(registration));
    CHECK_HAS(nh_registration_xml(registration), "<WindowsRegistrationDescription ");
    nh_registration_free(registration);

    registration = nh_registration_new_baidu("u", "c");
    CHECK_OK(nh_registration_set_baidu_user_id(registration, "u2"));
    CHECK_TEXT(nh_registration_baidu_user_id(registration), "u2");
    nh_registration_free(registration);
}

/* The service gives a template's name as a tag, whatever it has in it. */
static void tags_that_no_client_may_set_are_listed(void)
{
    nh_installation *installation = nh_installation_new("odd", NH_PLATFORM_GCM, "odd-id");
    nh_template *news = nh_template_new("{\"data\":{\"m\":\"$(m)\"}}");

    empty_hub();
    nh_installation_set_template(installation, "Big News", news);
    nh_installation_set_template(installation, "Caf\xc3\xa9", news);
    nh_template_free(news);
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_installation_free(installation);
    CHECK_NUMBER(count(nh_registration_cursor_new_by_tag(hub, "Big News")), 1);
    CHECK_NUMBER(count(nh_registration_cursor_new_by_tag(hub, "Caf\xc3\xa9")), 1);
}

int main(void)
{
    hub = open_hub();
    empty_hub();
    RUN(every_native_kind_is_written_and_read);
    RUN(what_is_removed_is_gone);
    RUN(every_template_kind_is_written_and_read);
    RUN(an_apple_template_has_expressions_and_headers);
    RUN(a_template_body_may_hold_anything);
    RUN(baidu_and_browsers_have_more_than_a_handle);
    RUN(a_tile_has_a_name);
    RUN(an_id_is_asked_for_and_used);
    RUN(an_etag_guards_a_change);
    RUN(lists_are_read_page_by_page);
    RUN(a_cursor_outlives_its_hub);
    RUN(a_channel_is_found_on_every_platform);
    RUN(all_of_a_channel_are_deleted);
    RUN(those_of_an_installation_are_listed);
    RUN(nothing_is_lost_in_get_change_put);
    RUN(tags_that_no_client_may_set_are_listed);
    nh_hub_free(hub);
    return end_tests();
}
