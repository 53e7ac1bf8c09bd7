/*
 * What long lists and new hubs take: fills a hub with registrations or installations,
 * reads them all through a cursor, sends to all and deletes those that feedback says are
 * dead, sends to many handles, or opens and frees hubs, and prints how many, the peak in KiB
 * and the CPU time in ms.
 *
 *   memory fill FROM TO | memory list | memory install FROM TO | memory installations |
 *   memory send | memory prune | memory batch COUNT | memory hubs COUNT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <notification_hubs.h>

static void fail(const char *what, const nh_outcome *outcome)
{
    const nh_error *error = outcome ? nh_outcome_error(outcome) : nh_last_error();
    fprintf(stderr, "%s: %s\n", what, nh_error_message(error));
    exit(1);
}

static nh_hub *open_hub(void)
{
    const char *ca_file = getenv("NH_CA_FILE");
    nh_options *options = nh_options_new();
    nh_hub *hub;

    if (ca_file && *ca_file)
        nh_options_set_ca_file(options, ca_file);
    nh_options_set_timeout_ms(options, 600000);
    hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
    nh_options_free(options);
    if (!hub)
        fail("hub", NULL);
    return hub;
}

static void fill(nh_hub *hub, long from, long to)
{
    long i;

    for (i = from; i < to; i++) {
        char handle[32], id[64];
        nh_registration *registration;
        nh_outcome *outcome;

        snprintf(handle, sizeof handle, "handle-%ld", i);
        snprintf(id, sizeof id, "%ld-%ld-1", i + 1000000000, i + 2000000000);
        registration = nh_registration_new(NH_PLATFORM_GCM, handle);
        nh_registration_add_tag(registration, "everyone");
        if (nh_put_registration(hub, id, registration, NULL, NULL, &outcome))
            fail("put", outcome);
        nh_outcome_free(outcome);
        nh_registration_free(registration);
    }
}

static void install(nh_hub *hub, long from, long to)
{
    long i;

    for (i = from; i < to; i++) {
        char id[64];
        nh_installation *installation;
        nh_outcome *outcome;

        snprintf(id, sizeof id, "0badc0de-0000-4000-8000-%012ld", i);
        installation = nh_installation_new(id, NH_PLATFORM_GCM, id);
        if (nh_put_installation(hub, installation, NULL, &outcome))
            fail("put", outcome);
        nh_outcome_free(outcome);
        nh_installation_free(installation);
    }
}

static long list_installations(nh_hub *hub)
{
    nh_installation_cursor *cursor = nh_installation_cursor_new_all(hub);
    long count = 0;

    for (;;) {
        nh_installation *installation;
        nh_outcome *outcome;

        if (nh_installation_cursor_next(cursor, NULL, &installation, &outcome))
            fail("next", outcome);
        nh_outcome_free(outcome);
        if (!installation)
            break;
        count++;
        nh_installation_free(installation);
    }
    nh_installation_cursor_free(cursor);
    return count;
}

/* To all, and until the hub has sent it. */
static void send_to_all(nh_hub *hub)
{
    nh_notification *notification = nh_notification_new_gcm_message("hello", NULL);
    nh_target *everyone = nh_target_new_broadcast();
    nh_outcome *outcome, *details;

    if (nh_send(hub, notification, everyone, NULL, &outcome))
        fail("send", outcome);
    if (nh_wait_notification_details(hub, nh_outcome_notification_id(outcome), NULL, NULL,
                                     &details))
        fail("details", details);
    nh_outcome_free(details);
    nh_outcome_free(outcome);
    nh_target_free(everyone);
    nh_notification_free(notification);
}

static long prune_dead(nh_hub *hub)
{
    nh_feedback_cursor *cursor = nh_feedback_cursor_new(hub);
    nh_prune *prune = nh_prune_new();
    long deleted;

    nh_prune_set_delete(prune, true);
    for (;;) {
        nh_feedback *feedback;
        nh_outcome *outcome;

        if (nh_feedback_cursor_next(cursor, NULL, &feedback, &outcome))
            fail("feedback", outcome);
        nh_outcome_free(outcome);
        if (!feedback)
            break;
        if (nh_prune_feedback(prune, hub, feedback, NULL, NULL, &outcome))
            fail("prune", outcome);
        nh_outcome_free(outcome);
        nh_feedback_free(feedback);
    }
    deleted = (long)nh_prune_count(prune, NH_PRUNE_DECISION_DELETED);
    nh_prune_free(prune);
    nh_feedback_cursor_free(cursor);
    return deleted;
}

static long list(nh_hub *hub)
{
    nh_registration_cursor *cursor = nh_registration_cursor_new_all(hub);
    long count = 0;

    for (;;) {
        nh_registration *registration;
        nh_outcome *outcome;

        if (nh_registration_cursor_next(cursor, NULL, &registration, &outcome))
            fail("next", outcome);
        nh_outcome_free(outcome);
        if (!registration)
            break;
        count++;
        nh_registration_free(registration);
    }
    nh_registration_cursor_free(cursor);
    return count;
}

struct handles {
    long next, count;
    char text[32];
};

static const char *next_handle(void *user_data)
{
    struct handles *handles = user_data;

    if (handles->next == handles->count)
        return NULL;
    snprintf(handles->text, sizeof handles->text, "handle-%ld", handles->next++);
    return handles->text;
}

static long batch(nh_hub *hub, long count)
{
    struct handles handles = {0, 0, ""};
    nh_notification *notification =
        nh_notification_new(NH_PLATFORM_GCM, "{\"data\":{\"a\":\"b\"}}", 18);
    nh_batch_report *report;
    long accepted;

    handles.count = count;
    if (nh_send_direct_batch_from(hub, notification, next_handle, &handles, NULL, &report)) {
        fprintf(stderr, "batch: %s\n", nh_error_message(nh_batch_report_error(report)));
        exit(1);
    }
    accepted = (long)nh_batch_report_accepted(report);
    nh_batch_report_free(report);
    nh_notification_free(notification);
    return accepted;
}

static long hubs(long count)
{
    long i;

    for (i = 0; i < count; i++)
        nh_hub_free(open_hub());
    return count;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    nh_hub *hub = open_hub();
    struct rusage usage;
    double cpu;
    long done;

    if (!strcmp(what, "fill") && argc > 3) {
        fill(hub, atol(argv[2]), atol(argv[3]));
        nh_hub_free(hub);
        return 0;
    }
    if (!strcmp(what, "install") && argc > 3) {
        install(hub, atol(argv[2]), atol(argv[3]));
        nh_hub_free(hub);
        return 0;
    }
    if (!strcmp(what, "send")) {
        send_to_all(hub);
        nh_hub_free(hub);
        return 0;
    }
    if (!strcmp(what, "prune"))
        done = prune_dead(hub);
    else if (!strcmp(what, "installations"))
        done = list_installations(hub);
    else if (!strcmp(what, "list"))
        done = list(hub);
    else if (!strcmp(what, "batch") && argc > 2)
        done = batch(hub, atol(argv[2]));
    else if (!strcmp(what, "hubs") && argc > 2)
        done = hubs(atol(argv[2]));
    else
        return 2;
    nh_hub_free(hub);
    getrusage(RUSAGE_SELF, &usage);
    cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
          (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
    printf("%ld %ld %.0f\n", done, usage.ru_maxrss, cpu);
    return 0;
}
