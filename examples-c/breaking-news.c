/*
 * Breaking news: one story to everyone who has subscribed to its categories,
 * on every kind of device that the app runs on.
 *
 *   breaking-news                          sends a made up story
 *   breaking-news HEADLINE CATEGORY...     sends yours to any of the categories
 *
 * A subscription is a tag of a device; device-backend.c shows how it gets one.
 * NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say where to.
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

/* Devices with any of the categories: each gets the story once, however many
 * of them it has. At most 20. */
static nh_target *subscribers_of(const char *const *categories, int count)
{
    nh_target *target = nh_target_new_tags();
    int i;

    for (i = 0; i < count; i++)
        nh_target_add_tag(target, categories[i]); /* nh_send reports a failure */
    return target;
}

/* Sends and frees the notification; notification may be NULL. */
static bool send_and_free(const nh_hub *hub, const char *platform, nh_notification *notification,
                          const nh_target *target)
{
    nh_outcome *outcome;
    bool accepted;

    if (notification == NULL) {
        fprintf(stderr, "%s: %s\n", platform, nh_error_message(nh_last_error()));
        return false;
    }
    accepted = nh_send(hub, notification, target, NULL, &outcome) == NH_STATUS_OK;
    if (accepted)
        printf("%-8s accepted, tracking id %s\n", platform, nh_outcome_tracking_id(outcome));
    else
        fprintf(stderr, "%s: %s: %s\n", platform, nh_verdict_name(nh_outcome_verdict(outcome)),
                nh_error_message(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    nh_notification_free(notification);
    return accepted;
}

int main(int argc, char **argv)
{
    static const char *const made_up[] = {"The underdog wins the world cup", "world", "sports"};
    const char *const *story = argc > 1 ? (const char *const *)argv + 1 : made_up;
    int categories = argc > 1 ? argc - 2 : 2;
    nh_target *target;
    nh_hub *hub;
    int failures = 0;

    if (categories == 0) {
        fputs("usage: breaking-news [HEADLINE CATEGORY...]\n", stderr);
        return 2;
    }
    hub = open_hub();
    if (hub == NULL)
        return EXIT_FAILURE;
    target = subscribers_of(story + 1, categories);
    failures += !send_and_free(hub, "apple",
                               nh_notification_new_apple_alert("Breaking news", story[0]), target);
    failures += !send_and_free(hub, "fcmv1",
                               nh_notification_new_fcmv1_message("Breaking news", story[0]),
                               target);
    failures += !send_and_free(hub, "windows",
                               nh_notification_new_windows_toast("Breaking news", story[0], NULL),
                               target);
    nh_target_free(target);
    nh_hub_free(hub);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
