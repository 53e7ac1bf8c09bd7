/*
 * Feedback and what follows from it: pushes to handles that a push service gave up, the
 * feedback that the hub wrote of them, read portion by portion and on behind a marker, and
 * the deletion of what is dead.
 */
#include "hub.h"

enum { DEVICES = 60, DEAD = 25 };

static nh_hub *hub;
static char notification_id[200], marker[4000];

/* The first ones have dead handles. */
static void put(int number)
{
    char id[20], handle[20];
    nh_installation *installation;

    snprintf(id, sizeof id, "i-%d", number);
    snprintf(handle, sizeof handle, "%s-%d", number < DEAD ? "dead" : "alive", number);
    installation = nh_installation_new(id, NH_PLATFORM_GCM, handle);
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_installation_free(installation);
}

static void send_to_all(void)
{
    nh_notification *notification = nh_notification_new_gcm_message("hello", NULL);
    nh_target *everyone = nh_target_new_broadcast();
    nh_outcome *outcome;

    CHECK_OK(nh_send(hub, notification, everyone, NULL, &outcome));
    CHECK(nh_outcome_notification_id(outcome) != NULL);
    snprintf(notification_id, sizeof notification_id, "%s", nh_outcome_notification_id(outcome));
    nh_outcome_free(outcome);
    nh_target_free(everyone);
    nh_notification_free(notification);
}

static void pushes_to_dead_handles_bring_feedback(void)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_GCM, "dead-alone");
    int number;

    for (number = 0; number < DEVICES; number++)
        put(number);
    CHECK_OK(nh_create_registration(hub, registration, NULL, NULL, NULL));
    nh_registration_free(registration);
    tell_hub("POST", "/_emulator/pns",
             "[{\"handle\":\"dead-*\",\"outcome\":\"ExpiredChannel\"}]");
    send_to_all();
}

/* Counts the entries that a cursor gives, and keeps its last marker. */
static int count(nh_feedback_cursor *cursor)
{
    nh_feedback *feedback = NULL;
    nh_outcome *outcome;
    int found = 0;

    CHECK(cursor != NULL);
    for (;;) {
        size_t i;
        CHECK_OK(nh_feedback_cursor_next(cursor, NULL, &feedback, &outcome));
        CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
        CHECK_NUMBER(nh_outcome_body_len(outcome), 0);
        nh_outcome_free(outcome);
        if (feedback == NULL)
            break;
        for (i = 0; i < nh_feedback_count(feedback); i++) {
            CHECK_TEXT(nh_feedback_error(feedback, i), "ExpiredChannel");
            CHECK_HAS(nh_feedback_pns_handle(feedback, i), "dead-");
            CHECK(nh_feedback_registration_id(feedback, i) != NULL);
            found++;
        }
        nh_feedback_free(feedback);
    }
    CHECK_NUMBER(nh_feedback_cursor_unreadable_count(cursor), 0);
    CHECK(strlen(nh_feedback_cursor_marker(cursor)) < sizeof marker);
    snprintf(marker, sizeof marker, "%s", nh_feedback_cursor_marker(cursor));
    nh_feedback_cursor_free(cursor);
    return found;
}

static void feedback_is_read_by_every_way_to_it(void)
{
    nh_outcome *outcome;

    CHECK_NUMBER(count(nh_feedback_cursor_new(hub)), DEAD + 1);
    CHECK_NUMBER(count(nh_feedback_cursor_new_notification(hub, notification_id)), DEAD + 1);
    CHECK_OK(nh_get_feedback_container_uri(hub, NULL, &outcome));
    CHECK_NUMBER(count(nh_feedback_cursor_new_uri(hub, nh_outcome_body(outcome))), DEAD + 1);
    nh_outcome_free(outcome);
}

static void a_marker_goes_on_behind_what_was_read(void)
{
    nh_feedback_cursor *cursor;

    /* That of the container, which was read last. */
    cursor = nh_feedback_cursor_new(hub);
    CHECK_OK(nh_feedback_cursor_set_marker(cursor, marker));
    CHECK_NUMBER(count(cursor), 0);
    send_to_all();
    cursor = nh_feedback_cursor_new(hub);
    CHECK_OK(nh_feedback_cursor_set_marker(cursor, marker));
    CHECK_NUMBER(count(cursor), DEAD + 1);
}

static void a_cursor_with_a_wrong_marker_gives_nothing(void)
{
    nh_feedback_cursor *cursor = nh_feedback_cursor_new(hub);
    nh_feedback *feedback;

    CHECK_NUMBER(nh_feedback_cursor_set_marker(cursor, "yesterday"), NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_feedback_cursor_next(cursor, NULL, &feedback, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK(feedback == NULL);
    nh_feedback_cursor_free(cursor);
    CHECK(nh_feedback_cursor_new_uri(hub, "https://storage.example/c") == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "signature");
    CHECK(nh_feedback_cursor_new_notification(hub, "") == NULL);
    CHECK(nh_feedback_cursor_marker(NULL) == NULL);
}

static size_t told_done, told_total, told_times;

static void is_told(void *user_data, size_t done, size_t total)
{
    CHECK(user_data == &told_times);
    CHECK(done > told_done && done <= total);
    told_done = done;
    told_total = total;
    told_times++;
}

/* Prunes all feedback, and gives how many devices were decided so. */
static uint64_t pruned(nh_prune *prune, nh_prune_decision decision)
{
    nh_feedback_cursor *cursor = nh_feedback_cursor_new(hub);
    nh_feedback *feedback;
    size_t i;

    while (nh_feedback_cursor_next(cursor, NULL, &feedback, NULL) == NH_STATUS_OK &&
           feedback != NULL) {
        nh_prune_report *report;
        nh_outcome *outcome;
        told_done = 0;
        CHECK_OK(nh_prune_feedback(prune, hub, feedback, NULL, &report, &outcome));
        CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
        for (i = 0; i < nh_prune_report_count(report); i++) {
            const char *installation = nh_prune_report_installation_id(report, i);
            const char *registration = nh_prune_report_registration_id(report, i);
            CHECK_HAS(nh_prune_report_pns_handle(report, i), "dead-");
            if (nh_prune_report_decision(report, i) == (int32_t)decision) {
                CHECK((installation == NULL) != (registration == NULL));
                CHECK_NUMBER(nh_prune_report_platform(report, i), NH_PLATFORM_GCM);
                CHECK_TEXT(nh_prune_report_error(report, i), "ExpiredChannel");
            }
        }
        CHECK_NUMBER(nh_prune_report_decision(report, i), 0);
        CHECK(nh_prune_report_pns_handle(report, i) == NULL);
        nh_outcome_free(outcome);
        nh_prune_report_free(report);
        nh_feedback_free(feedback);
    }
    nh_feedback_cursor_free(cursor);
    return nh_prune_count(prune, decision);
}

static bool is_there(const char *id)
{
    bool exists = false;

    CHECK_OK(nh_installation_exists(hub, id, NULL, &exists, NULL));
    return exists;
}

static void nothing_is_deleted_where_nobody_asked(void)
{
    nh_prune *prune = nh_prune_new();

    CHECK_OK(nh_prune_set_progress_callback(prune, is_told, &told_times));
    CHECK_NUMBER(pruned(prune, NH_PRUNE_DECISION_DEAD), DEAD + 1);
    CHECK_NUMBER(told_done, DEAD + 1);
    CHECK_NUMBER(told_total, DEAD + 1);
    CHECK(told_times >= 1);
    CHECK(is_there("i-0"));
    nh_prune_free(prune);
}

static void a_device_that_registered_again_is_left_alone(void)
{
    nh_installation *moved = nh_installation_new("i-0", NH_PLATFORM_GCM, "new-handle");
    nh_installation *heir = nh_installation_new("heir", NH_PLATFORM_GCM, "dead-1");

    /* One device has another handle now, and another device has the handle of a third. */
    CHECK_OK(nh_put_installation(hub, moved, NULL, NULL));
    CHECK_OK(nh_put_installation(hub, heir, NULL, NULL));
    nh_installation_free(moved);
    nh_installation_free(heir);
}

static void what_is_dead_is_deleted_and_nothing_else(void)
{
    nh_prune *prune = nh_prune_new();
    int number;

    CHECK_OK(nh_prune_set_delete(prune, true));
    CHECK_NUMBER(pruned(prune, NH_PRUNE_DECISION_DELETED), DEAD);
    CHECK_NUMBER(nh_prune_count(prune, NH_PRUNE_DECISION_REGISTERED_AGAIN), 1);
    CHECK_NUMBER(nh_prune_count(prune, NH_PRUNE_DECISION_NOT_REGISTERED), 1);
    CHECK_NUMBER(nh_prune_count(prune, NH_PRUNE_DECISION_FAILED), 0);
    CHECK_NUMBER(nh_prune_count(prune, 99), 0);
    nh_prune_free(prune);
    CHECK(is_there("i-0"));
    CHECK(is_there("heir"));
    for (number = 1; number < DEVICES; number++) {
        char id[20];
        snprintf(id, sizeof id, "i-%d", number);
        CHECK_NUMBER(is_there(id), number >= DEAD);
    }
    /* All is done: the same again finds none. */
    prune = nh_prune_new();
    CHECK_OK(nh_prune_set_delete(prune, true));
    CHECK_NUMBER(pruned(prune, NH_PRUNE_DECISION_DELETED), 0);
    nh_prune_free(prune);
}

static void handles_of_the_program_are_pruned(void)
{
    nh_prune *prune = nh_prune_new();
    nh_handles *handles = nh_handles_new();
    nh_prune_report *report;

    CHECK_OK(nh_handles_add(handles, "alive-30"));
    CHECK_OK(nh_handles_add(handles, "nobody"));
    CHECK_OK(nh_prune_set_delete(prune, true));
    CHECK_OK(nh_prune_handles(prune, hub, handles, NULL, &report, NULL));
    CHECK_NUMBER(nh_prune_report_count(report), 2);
    CHECK_NUMBER(nh_prune_count(prune, NH_PRUNE_DECISION_DELETED), 1);
    CHECK_NUMBER(nh_prune_count(prune, NH_PRUNE_DECISION_NOT_REGISTERED), 1);
    CHECK(!is_there("i-30"));
    nh_prune_report_free(report);
    nh_handles_free(handles);
    /* A setter that failed makes the next use fail. */
    CHECK_NUMBER(nh_prune_add_error(prune, ""), NH_STATUS_INVALID_ARGUMENT);
    handles = nh_handles_new();
    CHECK_OK(nh_handles_add(handles, "alive-31"));
    CHECK_NUMBER(nh_prune_handles(prune, hub, handles, NULL, &report, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK(report == NULL);
    CHECK(is_there("i-31"));
    nh_handles_free(handles);
    nh_prune_free(prune);
}

static void words_that_count_as_dead_are_the_programs_choice(void)
{
    static const char said[] =
        "<PnsFeedback xmlns=\"SB\"><NotificationSystemError>WrongToken</NotificationSystemError>"
        "<Platform>gcm</Platform><PnsHandle>alive-40</PnsHandle></PnsFeedback>";
    nh_feedback *feedback = nh_feedback_parse(said, strlen(said));
    nh_prune *prune = nh_prune_new();

    CHECK_OK(nh_prune_set_delete(prune, true));
    CHECK_OK(nh_prune_feedback(prune, hub, feedback, NULL, NULL, NULL));
    CHECK_NUMBER(nh_prune_count(prune, NH_PRUNE_DECISION_NOT_DEAD), 1);
    CHECK_OK(nh_prune_add_error(prune, "WrongToken"));
    CHECK_OK(nh_prune_feedback(prune, hub, feedback, NULL, NULL, NULL));
    CHECK_NUMBER(nh_prune_count(prune, NH_PRUNE_DECISION_DELETED), 1);
    nh_prune_free(prune);
    nh_feedback_free(feedback);
}

int main(void)
{
    hub = open_hub();
    empty_hub();
    RUN(pushes_to_dead_handles_bring_feedback);
    RUN(feedback_is_read_by_every_way_to_it);
    RUN(a_marker_goes_on_behind_what_was_read);
    RUN(a_cursor_with_a_wrong_marker_gives_nothing);
    RUN(nothing_is_deleted_where_nobody_asked);
    RUN(a_device_that_registered_again_is_left_alone);
    RUN(what_is_dead_is_deleted_and_nothing_else);
    RUN(handles_of_the_program_are_pruned);
    RUN(words_that_count_as_dead_are_the_programs_choice);
    nh_hub_free(hub);
    return end_tests();
}
