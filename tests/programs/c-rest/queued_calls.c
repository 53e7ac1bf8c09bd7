/*
 * Calls other than sends in a queue: each does what its waiting twin does, and
 * its outcome says as much. How a queue works is in queue.c.
 */
#include "hub.h"

#define WAIT 60000 /* for what must happen */

static nh_hub *hub;
static nh_queue *queue;

/* The outcome of the one call that was handed in with user_data, to be freed. */
static nh_outcome *taken(const void *user_data)
{
    nh_outcome *outcome = NULL;

    CHECK_OK(nh_queue_next(queue, WAIT, &outcome));
    CHECK(nh_outcome_user_data(outcome) == user_data);
    return outcome;
}

static void is_accepted(const void *user_data)
{
    nh_outcome *outcome = taken(user_data);

    CHECK_OK(nh_outcome_status(outcome));
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
    nh_outcome_free(outcome);
}

/* What the hub has under the id; to be freed. */
static nh_installation *stored(const char *id)
{
    nh_installation *installation;

    CHECK_OK(nh_get_installation(hub, id, NULL, &installation, NULL));
    return installation;
}

static void installations_are_put_changed_and_deleted(void)
{
    nh_installation *device = nh_installation_new("phone", NH_PLATFORM_FCMV1, "a-token");
    nh_installation_patch *patch = nh_installation_patch_new();
    nh_installation *read;
    bool exists = true;
    int put, changed, deleted;

    nh_installation_add_tag(device, "news");
    CHECK_OK(nh_put_installation_async(hub, device, NULL, queue, &put));
    nh_installation_free(device); /* all is copied */
    is_accepted(&put);
    read = stored("phone");
    CHECK_TEXT(nh_installation_tag(read, 0), "news");
    nh_installation_free(read);

    CHECK_OK(nh_installation_patch_add_tag(patch, "sport"));
    CHECK_OK(nh_patch_installation_async(hub, "phone", patch, NULL, queue, &changed));
    nh_installation_patch_free(patch);
    is_accepted(&changed);
    read = stored("phone");
    CHECK_NUMBER(nh_installation_tag_count(read), 2);
    nh_installation_free(read);

    CHECK_OK(nh_delete_installation_async(hub, "phone", NULL, queue, &deleted));
    is_accepted(&deleted);
    CHECK_OK(nh_installation_exists(hub, "phone", NULL, &exists, NULL));
    CHECK(!exists);
}

static void sends_are_scheduled_and_called_off(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "tomorrow");
    nh_target *target = nh_target_new_broadcast();
    nh_outcome *outcome, *again;
    int scheduled, called_off;

    forget_requests();
    CHECK_OK(nh_schedule_async(hub, alert, target, now_ms() + 86400000, NULL, queue, &scheduled));
    outcome = taken(&scheduled);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 201);
    CHECK_HAS(nh_outcome_notification_id(outcome), "-");
    CHECK_REQUESTS("/schedulednotifications?");

    CHECK_OK(nh_cancel_scheduled_async(hub, nh_outcome_notification_id(outcome), NULL, queue,
                                       &called_off));
    is_accepted(&called_off);
    CHECK_NUMBER(nh_cancel_scheduled(hub, nh_outcome_notification_id(outcome), NULL, &again),
                 NH_STATUS_NOT_FOUND);
    nh_outcome_free(again);
    nh_outcome_free(outcome);
    nh_target_free(target);
    nh_notification_free(alert);
}

/* What its waiting twin refuses is refused here, and there is no outcome. */
static void bad_arguments_are_refused_at_once(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "when?");
    nh_target *device = nh_target_new_device("a1a1a1a1");
    nh_installation *no_device = nh_installation_new("", NH_PLATFORM_FCMV1, "a-token");

    CHECK_NUMBER(nh_schedule_async(hub, alert, device, now_ms(), NULL, queue, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "not to a device handle");
    CHECK_NUMBER(nh_cancel_scheduled_async(hub, "", NULL, queue, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_put_installation_async(hub, no_device, NULL, queue, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_delete_installation_async(hub, "..", NULL, queue, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "installation_id");
    CHECK_NUMBER(nh_queue_pending(queue), 0);
    nh_installation_free(no_device);
    nh_target_free(device);
    nh_notification_free(alert);
}

/* That there is nothing to change is an outcome like any other failure. */
static void failures_come_as_outcomes(void)
{
    nh_installation_patch *patch = nh_installation_patch_new();
    nh_outcome *outcome;

    CHECK_OK(nh_installation_patch_add_tag(patch, "sport"));
    CHECK_OK(nh_patch_installation_async(hub, "nobody", patch, NULL, queue, patch));
    outcome = taken(patch);
    CHECK_NUMBER(nh_outcome_status(outcome), NH_STATUS_NOT_FOUND);
    CHECK_NUMBER(nh_error_status(nh_outcome_error(outcome)), NH_STATUS_NOT_FOUND);
    nh_outcome_free(outcome);
    nh_installation_patch_free(patch);
}

int main(void)
{
    hub = open_hub();
    queue = nh_queue_new(NULL);
    RUN(installations_are_put_changed_and_deleted);
    RUN(sends_are_scheduled_and_called_off);
    RUN(bad_arguments_are_refused_at_once);
    RUN(failures_come_as_outcomes);
    nh_queue_free(queue);
    nh_hub_free(hub);
    return end_tests();
}
