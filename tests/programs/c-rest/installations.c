/*
 * Installations: every platform, every setter read back, patches, and what the
 * service and other SDKs write.
 */
#include "hub.h"

static nh_hub *hub;

/* Puts and frees it. */
static void put(nh_installation *installation)
{
    CHECK(installation != NULL);
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_installation_free(installation);
}

/* To be freed. */
static nh_installation *get(const char *id)
{
    nh_installation *installation = NULL;

    CHECK_OK(nh_get_installation(hub, id, NULL, &installation, NULL));
    return installation;
}

/* Applies and frees it. */
static void patch_with(const char *id, nh_installation_patch *patch)
{
    nh_outcome *outcome;

    CHECK(nh_installation_patch_json(patch) != NULL);
    CHECK_OK(nh_patch_installation(hub, id, patch, NULL, &outcome));
    CHECK_NUMBER(nh_outcome_http_status(outcome), 200);
    nh_outcome_free(outcome);
    nh_installation_patch_free(patch);
}

static bool has_tag(const nh_installation *installation, const char *tag)
{
    size_t i;

    for (i = 0; i < nh_installation_tag_count(installation); i++)
        if (strcmp(nh_installation_tag(installation, i), tag) == 0)
            return true;
    return false;
}

static size_t template_number(const nh_installation *installation, const char *name)
{
    size_t i = 0;

    while (nh_installation_template_name(installation, i) != NULL &&
           strcmp(nh_installation_template_name(installation, i), name) != 0)
        i++;
    return i;
}

static void every_platform_is_written_and_read(void)
{
    static const struct {
        int32_t platform;
        const char *word, *channel;
    } all[] = {
        {NH_PLATFORM_APPLE, "apns",
         "A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1"},
        {NH_PLATFORM_FCMV1, "fcmv1", "an-fcm-token"},
        {NH_PLATFORM_WINDOWS, "wns", "https://db5p.notify.windows.com/?token=A%2bB&x=1"},
        {NH_PLATFORM_GCM, "gcm", "a-gcm-id"},
        {NH_PLATFORM_MPNS, "mpns", "http://s.notify.live.net/u/1/x"},
        {NH_PLATFORM_ADM, "adm", "an-adm-id"},
        {NH_PLATFORM_BAIDU, "baidu", "user-channel"},
        {NH_PLATFORM_XIAOMI, "xiaomi", "a-xiaomi-id"},
    };
    size_t i;

    for (i = 0; i < sizeof all / sizeof *all; i++) {
        nh_installation *installation;
        put(nh_installation_new(all[i].word, all[i].platform, all[i].channel));
        installation = get(all[i].word);
        CHECK_TEXT(nh_installation_id(installation), all[i].word);
        CHECK_NUMBER(nh_installation_platform(installation), all[i].platform);
        CHECK_TEXT(nh_installation_platform_text(installation), all[i].word);
        CHECK_TEXT(nh_installation_push_channel(installation), all[i].channel);
        CHECK(!nh_installation_push_channel_expired(installation));
        CHECK_HAS(nh_installation_expiration_time(installation), "9999-12-31T23:59:59");
        CHECK_NUMBER(nh_platform_from_name(nh_installation_platform_text(installation)),
                     all[i].platform);
        nh_installation_free(installation);
    }
}

static void a_browser_has_three_parts(void)
{
    nh_installation *installation;

    put(nh_installation_new_browser("firefox", "https://push.example/a?b=c", "BNc-key",
                                    "tBH-auth"));
    installation = get("firefox");
    CHECK_NUMBER(nh_installation_platform(installation), NH_PLATFORM_BROWSER);
    CHECK_TEXT(nh_installation_push_channel(installation), "https://push.example/a?b=c");
    CHECK_TEXT(nh_installation_browser_p256dh(installation), "BNc-key");
    CHECK_TEXT(nh_installation_browser_auth(installation), "tBH-auth");
    nh_installation_free(installation);
}

/* .NET and Java send the channel as a string of JSON, JavaScript as an object. */
static void a_browser_channel_may_be_an_object_or_a_string(void)
{
    static const char *const channels[] = {
        "{\"endpoint\":\"https://push.example/s\",\"p256dh\":\"P\",\"auth\":\"A\"}",
        "\"{\\\"endpoint\\\":\\\"https://push.example/s\\\",\\\"p256dh\\\":\\\"P\\\",\\\"auth\\\":"
        "\\\"A\\\"}\"",
    };
    size_t i;

    for (i = 0; i < 2; i++) {
        char json[600];
        nh_installation *read;
        snprintf(json, sizeof json,
                 "{\"installationId\":\"b%lu\",\"platform\":\"browser\",\"pushChannel\":%s,"
                 "\"userId\":null,\"expirationTime\":null,\"pushChannelExpired\":null}",
                 (unsigned long)i, channels[i]);
        put(nh_installation_from_json(json, strlen(json)));
        read = get(i == 0 ? "b0" : "b1");
        CHECK_TEXT(nh_installation_push_channel(read), "https://push.example/s");
        CHECK_TEXT(nh_installation_browser_p256dh(read), "P");
        CHECK_TEXT(nh_installation_browser_auth(read), "A");
        nh_installation_free(read);
    }
}

static void platform_words_are_read_in_any_case(void)
{
    static const char json[] =
        "{\"installationId\":\"dotnet\",\"platform\":\"fcmV1\",\"pushChannel\":\"token\"}";
    nh_installation *installation = nh_installation_from_json(json, strlen(json));

    CHECK_NUMBER(nh_installation_platform(installation), NH_PLATFORM_FCMV1);
    put(installation);
    installation = get("dotnet");
    CHECK_NUMBER(nh_installation_platform(installation), NH_PLATFORM_FCMV1);
    nh_installation_free(installation);
}

static void all_that_can_be_set_comes_back(void)
{
    static const char body[] = "{\"aps\":{\"alert\":\"{'Hello ' + $(name)}\"}}";
    nh_installation *installation =
        nh_installation_new("ann:1", NH_PLATFORM_APPLE, "0badc0de0badc0de");
    nh_template *hello = nh_template_new(body);
    size_t index;

    CHECK_OK(nh_template_check(NH_PLATFORM_APPLE, body));
    CHECK_OK(nh_installation_set_user_id(installation, "ann"));
    CHECK_OK(nh_installation_add_tag(installation, "sports"));
    CHECK_OK(nh_installation_add_tag(installation, "lang:en"));
    CHECK_OK(nh_installation_set_push_variable(installation, "name", "Ann \"the\" \xc3\x84"));
    CHECK_OK(nh_template_set_header(hello, "apns-priority", "10"));
    CHECK_OK(nh_template_add_tag(hello, "greeted"));
    CHECK_OK(nh_template_set_expiry(hello, "$(until)"));
    CHECK_OK(nh_installation_set_template(installation, "hello", hello));
    nh_template_free(hello); /* it was copied */
    CHECK_HAS(nh_installation_json(installation), "\"expiry\":\"$(until)\"");
    CHECK_HAS(nh_installation_json(installation), "\"apns-priority\":\"10\"");
    put(installation);

    installation = get("ann:1");
    CHECK_TEXT(nh_installation_user_id(installation), "ann");
    CHECK_NUMBER(nh_installation_tag_count(installation), 2);
    CHECK_TEXT(nh_installation_tag(installation, 0), "sports");
    CHECK_TEXT(nh_installation_tag(installation, 1), "lang:en");
    CHECK_TEXT(nh_installation_tag(installation, 2), NULL);
    CHECK_TEXT(nh_installation_push_variable(installation, "name"), "Ann \"the\" \xc3\x84");
    CHECK_TEXT(nh_installation_push_variable(installation, "other"), NULL);
    CHECK_NUMBER(nh_installation_template_count(installation), 1);
    index = template_number(installation, "hello");
    CHECK_TEXT(nh_installation_template_name(installation, index), "hello");
    CHECK_TEXT(nh_installation_template_body(installation, index), body);
    CHECK_NUMBER(nh_installation_template_tag_count(installation, index), 1);
    CHECK_TEXT(nh_installation_template_tag(installation, index, 0), "greeted");
    CHECK_HAS(nh_installation_json(installation), "\"expiry\":\"$(until)\"");
    nh_installation_free(installation);

    /* And is used: the template is rendered with the push variable. */
    forget_requests();
    CHECK_OK(nh_send_template_notification(hub, "{\"until\":\"2030-01-01T00:00:00Z\"}", "greeted",
                                           NULL));
    CHECK_DELIVERIES("Hello Ann \\\\\\\"the");
    CHECK_DELIVERIES("\"apns-priority\":\"10\"");
}

/* Read, taken out, written back: the rest stays. */
static void what_is_removed_is_gone(void)
{
    static const char json[] =
        "{\"installationId\":\"less\",\"platform\":\"wns\",\"pushChannel\":\"https://c.example/\","
        "\"tags\":[\"a\",\"b\",\"c\"],\"pushVariables\":{\"x\":\"1\",\"y\":\"2\",\"z\":\"3\"},"
        "\"templates\":{\"t\":{\"body\":\"raw $(m)\",\"headers\":{\"X-WNS-Type\":\"wns/raw\"}},"
        "\"u\":{\"body\":\"raw\",\"headers\":{\"X-WNS-Type\":\"wns/raw\"}}},"
        "\"secondaryTiles\":{\"one\":{\"pushChannel\":\"https://one.example/\"},"
        "\"two\":{\"pushChannel\":\"https://two.example/\"}}}";
    nh_installation *installation;
    int times;

    put(nh_installation_from_json(json, strlen(json)));
    installation = get("less");
    for (times = 0; times < 2; times++) { /* the second time it is not there */
        CHECK_OK(nh_installation_remove_tag(installation, "a"));
        CHECK_OK(nh_installation_remove_push_variable(installation, "x"));
        CHECK_OK(nh_installation_remove_template(installation, "t"));
        CHECK_OK(nh_installation_remove_secondary_tile(installation, "one"));
    }
    CHECK_TEXT(nh_installation_tag(installation, 0), "b");
    put(installation);
    installation = get("less");
    CHECK_NUMBER(nh_installation_tag_count(installation), 2);
    CHECK_TEXT(nh_installation_tag(installation, 0), "b");
    CHECK_TEXT(nh_installation_tag(installation, 1), "c");
    CHECK_TEXT(nh_installation_push_variable(installation, "x"), NULL);
    CHECK_TEXT(nh_installation_push_variable(installation, "y"), "2");
    CHECK_HAS(nh_installation_json(installation), "{\"y\":\"2\",\"z\":\"3\"}");
    CHECK_NUMBER(nh_installation_template_count(installation), 1);
    CHECK_TEXT(nh_installation_template_name(installation, 0), "u");
    CHECK(strstr(nh_installation_json(installation), "one.example") == NULL);
    CHECK_HAS(nh_installation_json(installation), "two.example");
    nh_installation_free(installation);
}

static void a_template_without_tags_gets_its_name(void)
{
    nh_installation *installation = nh_installation_new("implicit", NH_PLATFORM_GCM, "implicit-id");
    nh_template *news = nh_template_new("{\"data\":{\"m\":\"$(m)\"}}");

    nh_installation_set_template(installation, "news", news);
    nh_template_free(news);
    put(installation);
    installation = get("implicit");
    CHECK_TEXT(nh_installation_template_tag(installation, 0, 0), "news");
    nh_installation_free(installation);
}

static void secondary_tiles_are_kept(void)
{
    static const char toast[] =
        "<toast><visual><binding template=\"ToastText01\"><text id=\"1\">$(m)</text></binding>"
        "</visual></toast>";
    nh_installation *installation =
        nh_installation_new("pc", NH_PLATFORM_WINDOWS, "https://db5p.notify.windows.com/?token=pc");
    nh_secondary_tile *tile = nh_secondary_tile_new("https://db5p.notify.windows.com/?token=tile");
    nh_template *body = nh_template_new(toast);
    nh_outcome *outcome;

    CHECK_OK(nh_template_set_header(body, "X-WNS-Type", "wns/toast"));
    CHECK_OK(nh_secondary_tile_add_tag(tile, "tiled"));
    CHECK_OK(nh_secondary_tile_set_template(tile, "news", body));
    CHECK_OK(nh_installation_set_secondary_tile(installation, "front", tile));
    nh_template_free(body);
    nh_secondary_tile_free(tile);
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_installation_free(installation);
    CHECK_OK(nh_get_installation(hub, "pc", NULL, &installation, &outcome));
    CHECK_HAS(nh_outcome_body(outcome), "\"secondaryTiles\"");
    CHECK_HAS(nh_installation_json(installation), "https://db5p.notify.windows.com/?token=tile");
    CHECK_HAS(nh_installation_json(installation), "\"tiled\"");
    nh_outcome_free(outcome);
    nh_installation_free(installation);
}

static void unknown_members_and_nulls_survive(void)
{
    static const char json[] =
        "{\"installationId\":\"odd\",\"platform\":\"gcm\",\"pushChannel\":\"odd-id\","
        "\"userId\":null,\"tags\":null,\"future\":{\"a\":[1,null]}}";
    nh_installation *installation = nh_installation_from_json(json, strlen(json));

    CHECK_TEXT(nh_installation_user_id(installation), NULL);
    CHECK_NUMBER(nh_installation_tag_count(installation), 0);
    CHECK_TEXT(nh_installation_expiration_time(installation), NULL);
    CHECK_HAS(nh_installation_json(installation), "\"future\":{\"a\":[1,null]}");
    put(installation);
    installation = get("odd");
    CHECK_TEXT(nh_installation_push_channel(installation), "odd-id");
    nh_installation_free(installation);
}

static void patches_change_what_they_name(void)
{
    nh_installation *installation = nh_installation_new("patched", NH_PLATFORM_GCM, "old-id");
    nh_installation_patch *patch = nh_installation_patch_new();
    nh_template *whole = nh_template_new("{\"data\":{\"m\":\"$(m)\"}}");
    size_t index;

    nh_installation_add_tag(installation, "keep");
    nh_installation_add_tag(installation, "drop");
    put(installation);

    CHECK_OK(nh_installation_patch_add_tag(patch, "new"));
    CHECK_OK(nh_installation_patch_remove_tag(patch, "drop"));
    CHECK_OK(nh_installation_patch_set_user_id(patch, "u1"));
    CHECK_OK(nh_installation_patch_set_push_channel(patch, "new-id"));
    CHECK_OK(nh_installation_patch_set_template(patch, "whole", whole));
    CHECK_OK(nh_installation_patch_set_push_variable(patch, "city", "Oslo"));
    patch_with("patched", patch);
    installation = get("patched");
    CHECK(has_tag(installation, "keep") && has_tag(installation, "new"));
    CHECK(!has_tag(installation, "drop"));
    CHECK_TEXT(nh_installation_user_id(installation), "u1");
    CHECK_TEXT(nh_installation_push_channel(installation), "new-id");
    CHECK_TEXT(nh_installation_push_variable(installation, "city"), "Oslo");
    CHECK_TEXT(nh_installation_template_name(installation, 0), "whole");
    nh_installation_free(installation);

    patch = nh_installation_patch_new();
    CHECK_OK(nh_installation_patch_set_template_body(patch, "whole",
                                                     "{\"data\":{\"n\":\"$(n)\"}}"));
    CHECK_OK(nh_template_set_header(whole, "X-Test", "1"));
    CHECK_OK(nh_installation_patch_set_template_headers(patch, "whole", whole));
    CHECK_OK(nh_installation_patch_add_template_tag(patch, "whole", "added"));
    CHECK_OK(nh_installation_patch_remove_user_id(patch));
    CHECK_OK(nh_installation_patch_remove_push_variable(patch, "city"));
    nh_template_free(whole);
    patch_with("patched", patch);
    installation = get("patched");
    index = template_number(installation, "whole");
    CHECK_TEXT(nh_installation_template_body(installation, index), "{\"data\":{\"n\":\"$(n)\"}}");
    CHECK_HAS(nh_installation_json(installation), "\"X-Test\":\"1\"");
    CHECK(nh_installation_template_tag_count(installation, index) >= 1);
    CHECK_HAS(nh_installation_json(installation), "\"added\"");
    CHECK_TEXT(nh_installation_user_id(installation), NULL);
    CHECK_TEXT(nh_installation_push_variable(installation, "city"), NULL);
    nh_installation_free(installation);

    patch = nh_installation_patch_new();
    CHECK_OK(nh_installation_patch_remove_template(patch, "whole"));
    patch_with("patched", patch);
    installation = get("patched");
    CHECK_NUMBER(nh_installation_template_count(installation), 0);
    nh_installation_free(installation);
}

/* One operation for a change, values as text: what all SDKs send. */
static void a_patch_is_a_list_of_operations(void)
{
    nh_installation_patch *patch = nh_installation_patch_new();

    CHECK_TEXT(nh_installation_patch_json(patch), NULL);
    nh_installation_patch_add_tag(patch, "a");
    nh_installation_patch_remove_tag(patch, "b");
    CHECK_TEXT(nh_installation_patch_json(patch),
               "[{\"op\":\"add\",\"path\":\"/tags\",\"value\":\"a\"},"
               "{\"op\":\"remove\",\"path\":\"/tags/b\"}]");
    CHECK_NUMBER(nh_installation_patch_add_tag(patch, ""), NH_STATUS_INVALID_TAG);
    CHECK_TEXT(nh_installation_patch_json(patch), NULL);
    nh_installation_patch_free(patch);

    put(nh_installation_new("typed", NH_PLATFORM_GCM, "typed-id"));
    patch = nh_installation_patch_new();
    nh_installation_patch_add_tag(patch, "t");
    forget_requests();
    patch_with("typed", patch);
    CHECK_REQUESTS("\"content-type\":\"application/json-patch+json\"");
}

static void what_is_not_there_is_found_out(void)
{
    nh_installation *installation = nh_installation_new("gone", NH_PLATFORM_GCM, "gone-id");
    nh_installation_patch *patch;
    nh_outcome *outcome;
    bool exists = true;

    CHECK_OK(nh_installation_exists(hub, "gone", NULL, &exists, &outcome));
    CHECK(!exists);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 404);
    nh_outcome_free(outcome);
    put(installation);
    CHECK_OK(nh_installation_exists(hub, "gone", NULL, &exists, NULL));
    CHECK(exists);
    CHECK_OK(nh_delete_installation(hub, "gone", NULL, &outcome));
    CHECK_NUMBER(nh_outcome_http_status(outcome), 204);
    nh_outcome_free(outcome);
    CHECK_OK(nh_delete_installation(hub, "gone", NULL, NULL));
    CHECK_NUMBER(nh_get_installation(hub, "gone", NULL, &installation, &outcome),
                 NH_STATUS_NOT_FOUND);
    CHECK(installation == NULL);
    CHECK_NUMBER(nh_error_http_status(nh_outcome_error(outcome)), 404);
    CHECK_TEXT(nh_error_service_code(nh_outcome_error(outcome)), "404");
    CHECK_HAS(nh_error_service_detail(nh_outcome_error(outcome)), "Installation not found");
    CHECK(nh_error_tracking_id(nh_outcome_error(outcome)) != NULL);
    CHECK(!nh_error_is_transient(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    patch = nh_installation_patch_new();
    nh_installation_patch_add_tag(patch, "t");
    CHECK_NUMBER(nh_patch_installation(hub, "gone", patch, NULL, NULL), NH_STATUS_NOT_FOUND);
    nh_installation_patch_free(patch);
}

/* Of a browser's own JSON.stringify(subscription). */
static void a_browsers_own_subscription_is_taken(void)
{
    static const char own[] =
        "{\"endpoint\":\"https://push.example/own\",\"expirationTime\":null,"
        "\"keys\":{\"p256dh\":\"KEY\",\"auth\":\"SECRET\"}}";
    nh_installation *installation = nh_installation_new("own", NH_PLATFORM_BROWSER, own);
    nh_installation_patch *patch = nh_installation_patch_new();
    nh_target *target = nh_target_new_device(own);
    nh_registration *registration = nh_registration_new(NH_PLATFORM_BROWSER, own);

    CHECK(target != NULL);
    nh_target_free(target);
    CHECK_TEXT(nh_registration_browser_auth(registration), "SECRET");
    CHECK_OK(nh_registration_set_handle(registration, own));
    nh_registration_free(registration);
    put(installation);
    installation = get("own");
    CHECK_TEXT(nh_installation_push_channel(installation), "https://push.example/own");
    CHECK_TEXT(nh_installation_browser_p256dh(installation), "KEY");
    CHECK_OK(nh_installation_set_browser_channel(installation, "https://push.example/2", "K2",
                                                 "S2"));
    put(installation);
    CHECK_OK(nh_installation_patch_set_push_channel(patch, own));
    patch_with("own", patch);
    installation = get("own");
    CHECK_TEXT(nh_installation_browser_auth(installation), "SECRET");
    nh_installation_free(installation);
    patch = nh_installation_patch_new();
    CHECK_OK(nh_installation_patch_set_browser_channel(patch, "https://push.example/3", "K3",
                                                       "S3"));
    patch_with("own", patch);
    installation = get("own");
    CHECK_TEXT(nh_installation_push_channel(installation), "https://push.example/3");
    nh_installation_free(installation);
}

/* Read, changed in one member, written back: the rest stays, also what only others
 * know. */
static void nothing_is_lost_in_get_change_put(void)
{
    static const char json[] =
        "{\"installationId\":\"whole\",\"platform\":\"wns\",\"pushChannel\":\"https://c.example/\","
        "\"expirationTime\":\"2031-01-15T00:00:00Z\",\"userId\":\"ann\","
        "\"pushVariables\":{\"x\":\"1\",\"y\":\"2\"},\"templates\":{\"My Toast\":{\"body\":\"raw\","
        "\"headers\":{\"X-WNS-Type\":\"wns/raw\",\"X-WNS-Tag\":\"t\"},\"expiry\":\"$(e)\"}},"
        "\"secondaryTiles\":{\"front\":{\"pushChannel\":\"https://t.example/\",\"tags\":[\"a\"],"
        "\"templates\":{\"u\":{\"body\":\"raw\",\"headers\":{\"X-WNS-Type\":\"wns/raw\"}}}}}}";
    nh_installation *installation;
    nh_template *toast;
    nh_secondary_tile *tile;

    put(nh_installation_from_json(json, strlen(json)));
    installation = get("whole");
    CHECK_HAS(nh_installation_expiration_time(installation), "2031-01-15T00:00:00");
    CHECK_OK(nh_installation_add_tag(installation, "new"));
    put(installation);
    installation = get("whole");
    CHECK_HAS(nh_installation_expiration_time(installation), "2031-01-15T00:00:00");
    CHECK_HAS(nh_installation_member(installation, "expirationTime"), "\"2031-01-15T00:00:00");
    CHECK_TEXT(nh_installation_member(installation, "none"), NULL);
    CHECK_NUMBER(nh_installation_push_variable_count(installation), 2);
    CHECK_TEXT(nh_installation_push_variable_name(installation, 1), "y");
    CHECK_TEXT(nh_installation_push_variable_name(installation, 2), NULL);

    toast = nh_installation_template(installation, "My Toast");
    CHECK(toast != NULL && nh_installation_template(installation, "none") == NULL);
    CHECK_TEXT(nh_template_body(toast), "raw");
    CHECK_TEXT(nh_template_expiry(toast), "$(e)");
    CHECK_NUMBER(nh_template_header_count(toast), 2);
    CHECK_TEXT(nh_template_header_name(toast, 0), "X-WNS-Tag");
    CHECK_TEXT(nh_template_header_value(toast, 0), "t");
    CHECK_TEXT(nh_template_header_value(toast, 2), NULL);
    /* The service gave it its name, which our grammar refuses. */
    CHECK_NUMBER(nh_template_tag_count(toast), 1);
    CHECK_TEXT(nh_template_tag(toast, 0), "My Toast");
    CHECK_OK(nh_template_add_tag(toast, "mine"));
    CHECK_OK(nh_template_remove_tag(toast, "My Toast"));
    CHECK_OK(nh_template_remove_header(toast, "x-wns-tag"));
    CHECK_OK(nh_template_set_body(toast, "other"));
    CHECK_OK(nh_template_set_expiry(toast, NULL));
    CHECK_OK(nh_installation_set_template(installation, "My Toast", toast));
    nh_template_free(toast);

    CHECK_NUMBER(nh_installation_secondary_tile_count(installation), 1);
    CHECK_TEXT(nh_installation_secondary_tile_id(installation, 0), "front");
    CHECK_TEXT(nh_installation_secondary_tile_id(installation, 1), NULL);
    tile = nh_installation_secondary_tile(installation, "front");
    CHECK(tile != NULL && nh_installation_secondary_tile(installation, "none") == NULL);
    CHECK_TEXT(nh_secondary_tile_push_channel(tile), "https://t.example/");
    CHECK(!nh_secondary_tile_push_channel_expired(tile));
    CHECK_NUMBER(nh_secondary_tile_tag_count(tile), 1);
    CHECK_TEXT(nh_secondary_tile_tag(tile, 0), "a");
    CHECK_NUMBER(nh_secondary_tile_template_count(tile), 1);
    CHECK_TEXT(nh_secondary_tile_template_name(tile, 0), "u");
    toast = nh_secondary_tile_template(tile, "u");
    CHECK_TEXT(nh_template_body(toast), "raw");
    CHECK_OK(nh_secondary_tile_set_template(tile, "v", toast));
    nh_template_free(toast);
    CHECK_OK(nh_secondary_tile_remove_template(tile, "u"));
    CHECK_OK(nh_secondary_tile_remove_tag(tile, "a"));
    CHECK_OK(nh_secondary_tile_set_push_channel(tile, "https://t2.example/"));
    CHECK_OK(nh_installation_set_secondary_tile(installation, "front", tile));
    nh_secondary_tile_free(tile);

    CHECK_OK(nh_installation_set_push_channel(installation, "https://c2.example/"));
    CHECK_OK(nh_installation_set_expiration_time(installation, "2032-01-15T00:00:00Z"));
    CHECK_OK(nh_installation_remove_user_id(installation));
    CHECK_OK(nh_installation_set_member(installation, "tags", "[\"only\"]"));
    put(installation);
    installation = get("whole");
    CHECK_TEXT(nh_installation_push_channel(installation), "https://c2.example/");
    CHECK_HAS(nh_installation_expiration_time(installation), "2032-01-15T00:00:00");
    CHECK_TEXT(nh_installation_user_id(installation), NULL);
    CHECK_NUMBER(nh_installation_tag_count(installation), 1);
    CHECK_TEXT(nh_installation_tag(installation, 0), "only");
    CHECK_TEXT(nh_installation_template_body(installation, 0), "other");
    CHECK_TEXT(nh_installation_template_tag(installation, 0, 0), "mine");
    CHECK(strstr(nh_installation_json(installation), "X-WNS-Tag") == NULL);
    CHECK_HAS(nh_installation_json(installation), "https://t2.example/");
    CHECK_HAS(nh_installation_json(installation), "\"v\":");
    CHECK_OK(nh_installation_set_expiration_time(installation, NULL));
    put(installation);
}

static void patches_change_all_that_the_service_documents(void)
{
    nh_installation *installation =
        nh_installation_new("all", NH_PLATFORM_WINDOWS, "https://c.example/");
    nh_installation_patch *patch = nh_installation_patch_new();
    nh_template *raw = nh_template_new("raw");
    nh_secondary_tile *tile = nh_secondary_tile_new("https://t.example/");

    CHECK_OK(nh_template_set_header(raw, "X-WNS-Type", "wns/raw"));
    CHECK_OK(nh_installation_set_template(installation, "Big News", raw));
    CHECK_OK(nh_installation_add_tag(installation, "old"));
    put(installation);

    CHECK_OK(nh_installation_patch_remove_all_tags(patch));
    CHECK_OK(nh_installation_patch_add_tag(patch, "a"));
    CHECK_OK(nh_installation_patch_add_tag(patch, "b"));
    CHECK_OK(nh_installation_patch_add_template_tag(patch, "Big News", "mine"));
    CHECK_OK(nh_installation_patch_remove_template_tag(patch, "Big News", "Big News"));
    CHECK_OK(nh_installation_patch_set_template_expiry(patch, "Big News", "$(e)"));
    CHECK_OK(nh_secondary_tile_add_tag(tile, "tiled"));
    CHECK_OK(nh_secondary_tile_set_template(tile, "u", raw));
    CHECK_OK(nh_installation_patch_set_secondary_tile(patch, "front", tile));
    CHECK_OK(nh_installation_patch_add_operation(patch, "add", "/secondaryTiles/front/tags",
                                                 "more"));
    patch_with("all", patch);
    nh_secondary_tile_free(tile);
    nh_template_free(raw);
    installation = get("all");
    CHECK_NUMBER(nh_installation_tag_count(installation), 2);
    CHECK_TEXT(nh_installation_tag(installation, 0), "a");
    CHECK_TEXT(nh_installation_tag(installation, 1), "b");
    raw = nh_installation_template(installation, "Big News");
    CHECK_TEXT(nh_template_expiry(raw), "$(e)");
    CHECK_NUMBER(nh_template_tag_count(raw), 1);
    CHECK_TEXT(nh_template_tag(raw, 0), "mine");
    nh_template_free(raw);
    tile = nh_installation_secondary_tile(installation, "front");
    CHECK_TEXT(nh_secondary_tile_push_channel(tile), "https://t.example/");
    CHECK_NUMBER(nh_secondary_tile_tag_count(tile), 2);
    CHECK_TEXT(nh_secondary_tile_template_name(tile, 0), "u");
    nh_secondary_tile_free(tile);
    nh_installation_free(installation);

    patch = nh_installation_patch_new();
    CHECK_OK(nh_installation_patch_set_template_expiry(patch, "Big News", NULL));
    CHECK_OK(nh_installation_patch_remove_secondary_tile(patch, "front"));
    CHECK_OK(nh_installation_patch_remove_all_tags(patch));
    patch_with("all", patch);
    installation = get("all");
    CHECK_NUMBER(nh_installation_tag_count(installation), 0);
    CHECK_NUMBER(nh_installation_secondary_tile_count(installation), 0);
    nh_installation_free(installation);
}

/* A device with a Listen token may write itself, and nobody may send with it. */
static void a_listen_policy_is_enough(void)
{
    nh_hub *listen = open_hub_as("NH_LISTEN_CONNECTION_STRING", NULL);
    nh_installation *installation = nh_installation_new("device", NH_PLATFORM_GCM, "device-id");
    nh_outcome *outcome;

    CHECK_OK(nh_put_installation(listen, installation, NULL, NULL));
    CHECK_NUMBER(nh_send_google_notification(listen, "{\"data\":{}}", "t", &outcome),
                 NH_STATUS_FORBIDDEN);
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_NOT_ACCEPTED);
    nh_outcome_free(outcome);
    nh_installation_free(installation);
    nh_hub_free(listen);
}

int main(void)
{
    hub = open_hub();
    empty_hub();
    RUN(every_platform_is_written_and_read);
    RUN(a_browser_has_three_parts);
    RUN(a_browser_channel_may_be_an_object_or_a_string);
    RUN(platform_words_are_read_in_any_case);
    RUN(all_that_can_be_set_comes_back);
    RUN(what_is_removed_is_gone);
    RUN(a_template_without_tags_gets_its_name);
    RUN(secondary_tiles_are_kept);
    RUN(unknown_members_and_nulls_survive);
    RUN(patches_change_what_they_name);
    RUN(a_patch_is_a_list_of_operations);
    RUN(what_is_not_there_is_found_out);
    RUN(a_listen_policy_is_enough);
    RUN(a_browsers_own_subscription_is_taken);
    RUN(nothing_is_lost_in_get_change_put);
    RUN(patches_change_all_that_the_service_documents);
    nh_hub_free(hub);
    return end_tests();
}
