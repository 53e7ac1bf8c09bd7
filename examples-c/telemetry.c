/*
 * Sends, and then watches what becomes of it until the push services have had
 * it all.
 *
 * Telemetry needs the Standard tier. NH_CONNECTION_STRING, NH_HUB and (for a
 * local hub) NH_CA_FILE say where to.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

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

static void print_details(const nh_notification_details *details)
{
    const char *start = nh_notification_details_start_time(details);
    const char *end = nh_notification_details_end_time(details);
    size_t i;

    /* The word rather than the number: it says also what is newer than this. */
    printf("%s: enqueued %s, started %s, ended %s\n", nh_notification_details_state_text(details),
           nh_notification_details_enqueue_time(details), start != NULL ? start : "not yet",
           end != NULL ? end : "not yet");
    for (i = 0; i < nh_notification_details_count(details); i++)
        printf("  %-12s %-20s %lld\n", nh_notification_details_count_platform(details, i),
               nh_notification_details_count_outcome(details, i),
               (long long)nh_notification_details_count_value(details, i));
    if (nh_notification_details_error_uri(details) != NULL)
        puts("  the push services' errors one by one are in a blob of their own");
}

static bool watch(const nh_hub *hub, const char *notification_id)
{
    nh_call_options *patient = nh_call_options_new();
    nh_notification_details *details;
    nh_outcome *outcome;
    nh_status status;

    nh_call_options_set_timeout_ms(patient, 5 * 60 * 1000);
    status = nh_wait_notification_details(hub, notification_id, patient, &details, &outcome);
    if (details != NULL) /* also as they were last, when the time is over */
        print_details(details);
    if (status != NH_STATUS_OK)
        fprintf(stderr, "telemetry: %s\n", nh_error_message(nh_outcome_error(outcome)));
    nh_notification_details_free(details);
    nh_outcome_free(outcome);
    nh_call_options_free(patient);
    return status == NH_STATUS_OK;
}

int main(void)
{
    nh_hub *hub = open_hub();
    nh_outcome *outcome;
    const char *id;
    bool ok;

    if (hub == NULL)
        return EXIT_FAILURE;
    ok = nh_broadcast_apple_notification(hub, "{\"aps\":{\"alert\":\"Who gets this?\"}}",
                                         &outcome) == NH_STATUS_OK;
    id = nh_outcome_notification_id(outcome);
    if (!ok) {
        fprintf(stderr, "send: %s\n", nh_error_message(nh_outcome_error(outcome)));
    } else if (id == NULL) {
        puts("accepted; this hub's tier gives no id to watch it by");
    } else {
        printf("accepted, notification id %s\n", id);
        ok = watch(hub, id);
    }
    nh_outcome_free(outcome);
    nh_hub_free(hub);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
