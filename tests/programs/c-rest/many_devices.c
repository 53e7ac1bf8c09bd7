/*
 * Calls on many devices: installations as a list, by all that they are listed by; all
 * devices of a user; a change that is waited for.
 */
#include "hub.h"

enum { INSTALLATIONS = 75 };

static nh_hub *hub;

static void put(int number)
{
    char id[20], handle[20];
    nh_installation *installation;
    nh_template *template = nh_template_new("{\"data\":{\"m\":\"$(m)\"}}");

    snprintf(id, sizeof id, "i-%d", number);
    snprintf(handle, sizeof handle, "handle-%d", number);
    installation = nh_installation_new(id, NH_PLATFORM_GCM, handle);
    CHECK(installation != NULL);
    CHECK_OK(nh_installation_set_user_id(installation, number % 25 == 0 ? "ann" : "bob"));
    CHECK_OK(nh_installation_add_tag(installation, number % 2 == 0 ? "even#1" : "odd"));
    CHECK_OK(nh_template_add_tag(template, number % 5 == 0 ? "five" : "other"));
    CHECK_OK(nh_installation_set_template(installation, "greeting", template));
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_template_free(template);
    nh_installation_free(installation);
}

/* Counts and frees; each comes once, with its document. */
static int count(nh_installation_cursor *cursor)
{
    bool seen[INSTALLATIONS] = {false};
    nh_installation *installation = NULL;
    nh_outcome *outcome;
    int found = 0;

    CHECK(cursor != NULL);
    for (;;) {
        const char *id;
        int number;
        CHECK_OK(nh_installation_cursor_next(cursor, NULL, &installation, &outcome));
        CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
        nh_outcome_free(outcome);
        if (installation == NULL)
            break;
        id = nh_installation_id(installation);
        number = id != NULL && strncmp(id, "i-", 2) == 0 ? atoi(id + 2) : -1;
        CHECK(number >= 0 && number < INSTALLATIONS && !seen[number]);
        seen[number] = true;
        CHECK(nh_installation_push_channel(installation) != NULL);
        found++;
        nh_installation_free(installation);
    }
    CHECK_OK(nh_installation_cursor_next(cursor, NULL, &installation, NULL));
    CHECK(installation == NULL);
    nh_installation_cursor_free(cursor);
    return found;
}

static void installations_are_listed(void)
{
    int i;

    for (i = 0; i < INSTALLATIONS; i++)
        put(i);
    CHECK_NUMBER(count(nh_installation_cursor_new_all(hub)), INSTALLATIONS);
    CHECK_NUMBER(count(nh_installation_cursor_new_by_tag(hub, "even#1")), 38);
    CHECK_NUMBER(count(nh_installation_cursor_new_by_tag(hub, "five")), 15);
    CHECK_NUMBER(count(nh_installation_cursor_new_by_tag(hub, "nobody")), 0);
    CHECK_NUMBER(count(nh_installation_cursor_new_by_user(hub, "ann")), 3);
    CHECK_NUMBER(count(nh_installation_cursor_new_by_channel(hub, "handle-7")), 1);
}

/* More than a page of them, before and behind the installations. */
static void registrations_of_no_installation_are_passed_over(void)
{
    int i;

    for (i = 0; i < 120; i++) {
        char handle[20];
        nh_registration *registration;
        snprintf(handle, sizeof handle, "alone-%d", i);
        registration = nh_registration_new(NH_PLATFORM_GCM, handle);
        CHECK_OK(nh_create_registration(hub, registration, NULL, NULL, NULL));
        nh_registration_free(registration);
    }
    CHECK_NUMBER(count(nh_installation_cursor_new_all(hub)), INSTALLATIONS);
}

static void a_cursor_outlives_its_hub(void)
{
    nh_hub *short_lived = open_hub();
    nh_installation_cursor *cursor = nh_installation_cursor_new_by_user(short_lived, "ann");

    nh_hub_free(short_lived);
    CHECK_NUMBER(count(cursor), 3);
}

static void a_policy_without_manage_lists_nothing(void)
{
    nh_hub *listen = open_hub_as("NH_LISTEN_CONNECTION_STRING", NULL);
    nh_installation_cursor *cursor = nh_installation_cursor_new_all(listen);
    nh_installation *installation;
    nh_outcome *outcome;

    CHECK_NUMBER(nh_installation_cursor_next(cursor, NULL, &installation, &outcome),
                 NH_STATUS_FORBIDDEN);
    CHECK(installation == NULL);
    nh_outcome_free(outcome);
    nh_installation_cursor_free(cursor);
    nh_hub_free(listen);
}

static void a_users_devices_are_deleted(void)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_GCM, "alone");
    nh_outcome *outcome;
    uint64_t deleted;

    CHECK_OK(nh_registration_add_tag(registration, "somebody"));
    CHECK_OK(nh_create_registration(hub, registration, NULL, NULL, NULL));
    CHECK_OK(nh_delete_user_devices(hub, "ann", NULL, &deleted, &outcome));
    CHECK_NUMBER(deleted, 3);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 200);
    nh_outcome_free(outcome);
    CHECK_NUMBER(count(nh_installation_cursor_new_by_user(hub, "ann")), 0);
    CHECK_NUMBER(count(nh_installation_cursor_new_all(hub)), INSTALLATIONS - 3);
    /* None at all is no failure. */
    CHECK_OK(nh_delete_user_devices(hub, "ann", NULL, &deleted, NULL));
    CHECK_NUMBER(deleted, 0);
    CHECK_NUMBER(nh_delete_user_devices(hub, "no body", NULL, &deleted, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    nh_registration_free(registration);
}

static void a_change_is_waited_for(void)
{
    nh_installation *wanted = nh_installation_new("i-1", NH_PLATFORM_GCM, "handle-1"), *got;
    nh_call_options *soon = nh_call_options_new();
    nh_outcome *outcome;

    CHECK_OK(nh_installation_add_tag(wanted, "odd"));
    CHECK_OK(nh_wait_installation(hub, "i-1", wanted, NULL, &got, &outcome));
    CHECK_TEXT(nh_installation_user_id(got), "bob");
    nh_outcome_free(outcome);
    nh_installation_free(got);

    CHECK_OK(nh_call_options_set_timeout_ms(soon, 300));
    CHECK_OK(nh_installation_add_tag(wanted, "vip"));
    CHECK_NUMBER(nh_wait_installation(hub, "i-1", wanted, soon, &got, NULL), NH_STATUS_TIMEOUT);
    /* What was read last comes all the same. */
    CHECK_TEXT(nh_installation_id(got), "i-1");
    nh_installation_free(got);
    CHECK_NUMBER(nh_wait_installation(hub, "i-1", NULL, soon, NULL, NULL), NH_STATUS_TIMEOUT);

    CHECK_OK(nh_delete_installation(hub, "i-1", NULL, NULL));
    CHECK_OK(nh_wait_installation(hub, "i-1", NULL, NULL, &got, NULL));
    CHECK(got == NULL);
    nh_call_options_free(soon);
    nh_installation_free(wanted);
}

int main(void)
{
    hub = open_hub();
    empty_hub();
    RUN(installations_are_listed);
    RUN(registrations_of_no_installation_are_passed_over);
    RUN(a_cursor_outlives_its_hub);
    RUN(a_policy_without_manage_lists_nothing);
    RUN(a_users_devices_are_deleted);
    RUN(a_change_is_waited_for);
    nh_hub_free(hub);
    return end_tests();
}
