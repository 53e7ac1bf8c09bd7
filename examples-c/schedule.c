/*
 * Schedules two reminders, and calls one of them off again.
 *
 *   schedule              an hour ahead
 *   schedule SECONDS      so many seconds ahead, at most seven days
 *
 * Scheduling needs the Standard tier. NH_CONNECTION_STRING, NH_HUB and (for a
 * local hub) NH_CA_FILE say where to.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <notification_hubs.h>

static nh_hub *open_hub(void)
{
    const char *ca_file = getenv("NH_CA_FILE");
    nh_options *options = nh_options_new();
    nh_hub *hub;

    if (ca_file != NULL && *ca_file != '\0')
        nh_options_set_ca_file(options, ca_file); /* nh_hub_new reports a failure */
    hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
    nh_options_free(options);
    if (hub == NULL)
        fprintf(stderr, "NH_CONNECTION_STRING, NH_HUB: %s\n", nh_error_message(nh_last_error()));
    return hub;
}

/* Gives the outcome, which holds the id that calls the send off; to be freed.
 * NULL if it was not scheduled, which has been said. */
static nh_outcome *schedule(const nh_hub *hub, const char *text, int64_t unix_ms)
{
    nh_notification *reminder = nh_notification_new_apple_alert("Reminder", text);
    nh_target *target = nh_target_new_tag("reminders");
    nh_outcome *outcome = NULL;

    /* Not with something that is NULL, which would hide why it is. */
    if (reminder != NULL && target != NULL &&
        nh_schedule(hub, reminder, target, unix_ms, NULL, &outcome) == NH_STATUS_OK) {
        printf("scheduled: %s\n  id %s\n", text, nh_outcome_notification_id(outcome));
    } else {
        fprintf(stderr, "%s: %s\n", text, nh_error_message(nh_last_error()));
        nh_outcome_free(outcome);
        outcome = NULL;
    }
    nh_target_free(target);
    nh_notification_free(reminder);
    return outcome;
}

static bool cancel(const nh_hub *hub, const nh_outcome *scheduled)
{
    nh_outcome *outcome;
    nh_status status =
        nh_cancel_scheduled(hub, nh_outcome_notification_id(scheduled), NULL, &outcome);

    if (status == NH_STATUS_OK)
        puts("called off the second");
    else if (status == NH_STATUS_NOT_FOUND)
        fputs("the second has been sent already, or was called off before\n", stderr);
    else
        fprintf(stderr, "cancel: %s\n", nh_error_message(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    return status == NH_STATUS_OK;
}

int main(int argc, char **argv)
{
    long seconds = argc == 2 ? strtol(argv[1], NULL, 10) : 3600;
    nh_outcome *first, *second;
    int64_t when_ms;
    bool ok;
    nh_hub *hub;

    if (argc > 2 || seconds < 1) {
        fputs("usage: schedule [SECONDS]\n", stderr);
        return 2;
    }
    hub = open_hub();
    if (hub == NULL)
        return EXIT_FAILURE;
    when_ms = ((int64_t)time(NULL) + seconds) * 1000;
    first = schedule(hub, "Water the flowers", when_ms);
    second = schedule(hub, "Feed the cat", when_ms);
    ok = first != NULL && second != NULL;
    if (second != NULL)
        ok = cancel(hub, second) && ok;
    nh_outcome_free(first);
    nh_outcome_free(second);
    nh_hub_free(hub);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
