/*
 * This library through its queue: one thread of the program hands in and takes
 * outcomes, as many sends as the queue makes at once are under way.
 */
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "ours_hub.h"

struct sender {
    nh_hub *hub;
    nh_queue *queue;
    nh_target *target;
    long under_way;
};

static void hand_in(struct sender *sender)
{
    nh_notification *notification =
        nh_notification_new(NH_PLATFORM_APPLE, PAYLOAD, strlen(PAYLOAD));

    if (nh_send_async(sender->hub, notification, sender->target, NULL, sender->queue, NULL))
        fail("ours, queue", nh_error_message(nh_last_error()));
    nh_notification_free(notification);
}

static void take(struct sender *sender)
{
    nh_outcome *outcome;

    if (nh_queue_next(sender->queue, 60000, &outcome))
        fail("ours, queue", nh_error_message(nh_last_error()));
    if (nh_outcome_error(outcome))
        fail("ours, queue", nh_error_message(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
}

void sender_send(struct sender *sender, long count)
{
    long handed_in = 0, taken = 0;

    while (taken < count) {
        while (handed_in < count && handed_in - taken < sender->under_way) {
            hand_in(sender);
            handed_in++;
        }
        take(sender);
        taken++;
    }
}

struct sender *sender_open(void)
{
    struct sender *sender = malloc(sizeof *sender);
    nh_queue_options *options = nh_queue_options_new();

    if (!sender)
        fail("malloc", NULL);
    sender->under_way = under_way();
    nh_queue_options_set_concurrency(options, (unsigned)sender->under_way);
    sender->hub = open_hub(sender->under_way);
    sender->queue = nh_queue_new(options);
    sender->target = nh_target_new_tag(TAG);
    if (!sender->queue || !sender->target)
        fail("ours, queue", nh_error_message(nh_last_error()));
    nh_queue_options_free(options);
    /*
     * With connections, as threads have theirs before they are measured; several
     * times over, until that many were in fact under way.
     */
    sender_send(sender, 4 * sender->under_way);
    return sender;
}

void sender_close(struct sender *sender)
{
    nh_queue_free(sender->queue);
    nh_target_free(sender->target);
    nh_hub_free(sender->hub);
    free(sender);
}
