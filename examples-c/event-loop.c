/*
 * An event loop that sends many notifications and never waits for one: a plain
 * poll() loop with a heartbeat every 10 ms. The time for which beats are late,
 * first of a loop that sends nothing and then of one that sends, says that the
 * sends hold it up by nothing.
 *
 *   event-loop [HOW-MANY]     10000 if left out
 *
 * NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say where to.
 */
#define _POSIX_C_SOURCE 200809L

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <notification_hubs.h>

#include "heart.h"

#define CONTROL_BEATS 100
#define AT_ONCE 16 /* handed in between two looks at the rest of the loop */

struct campaign {
    nh_hub *hub;
    nh_queue *queue;
    nh_target *everyone;
    long how_many, handed_in;
    long accepted, not_accepted, unknown;
    bool failed;
};

/* Runs on this thread, from nh_queue_dispatch. */
static void on_outcome(void *user_data, const nh_outcome *outcome)
{
    struct campaign *campaign = user_data;

    switch (nh_outcome_verdict(outcome)) {
    case NH_VERDICT_ACCEPTED:
        campaign->accepted++;
        return;
    case NH_VERDICT_NOT_ACCEPTED:
        campaign->not_accepted++;
        break;
    default:
        campaign->unknown++;
    }
    fprintf(stderr, "%s\n", nh_error_message(nh_outcome_error(outcome)));
}

/* Hands in some more. False if there is no room now, or nothing left to do. */
static bool hand_in(struct campaign *campaign)
{
    int i;

    for (i = 0; i < AT_ONCE && campaign->handed_in < campaign->how_many; i++) {
        char payload[80];
        nh_notification *notification;
        nh_status status;

        sprintf(payload, "{\"aps\":{\"alert\":\"number %ld\"}}", campaign->handed_in);
        notification = nh_notification_new(NH_PLATFORM_APPLE, payload, strlen(payload));
        status = nh_send_async(campaign->hub, notification, campaign->everyone, NULL,
                               campaign->queue, campaign);
        nh_notification_free(notification);
        if (status == NH_STATUS_WOULD_BLOCK)
            return false;
        if (status != NH_STATUS_OK) {
            /* It was not taken: there will be no outcome of it. */
            fprintf(stderr, "%s\n", nh_error_message(nh_last_error()));
            campaign->failed = true;
            return false;
        }
        campaign->handed_in++;
    }
    return campaign->handed_in < campaign->how_many;
}

static void run(struct campaign *campaign, struct heart *heart)
{
    struct pollfd outcomes;

    outcomes.fd = nh_queue_fd(campaign->queue);
    outcomes.events = POLLIN;
    for (;;) {
        bool more = !campaign->failed && hand_in(campaign);
        int wait_ms = beat(heart);

        if (nh_queue_pending(campaign->queue) == 0 && !more)
            return;
        /* A server's other descriptors stand beside this one. */
        if (poll(&outcomes, 1, more ? 0 : wait_ms) > 0)
            nh_queue_dispatch(campaign->queue, on_outcome, 0);
    }
}

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

int main(int argc, char **argv)
{
    struct heart control, sending;
    struct campaign campaign;

    memset(&control, 0, sizeof control);
    memset(&sending, 0, sizeof sending);
    memset(&campaign, 0, sizeof campaign);
    campaign.how_many = argc > 1 ? atol(argv[1]) : 10000;
    campaign.hub = open_hub();
    campaign.queue = nh_queue_new(NULL);
    campaign.everyone = nh_target_new_broadcast();
    if (campaign.hub == NULL || campaign.queue == NULL)
        return EXIT_FAILURE;

    while (control.beats < CONTROL_BEATS)
        poll(NULL, 0, beat(&control));
    run(&campaign, &sending);
    report("control", &control);
    report("sending", &sending);
    printf("%ld handed in: %ld accepted, %ld not accepted, %ld unknown\n", campaign.handed_in,
           campaign.accepted, campaign.not_accepted, campaign.unknown);

    /* A server that ends while sends are under way gives them some time, and
     * learns of each that did not make it. Here there are none. */
    nh_queue_close(campaign.queue, 1000);
    while (nh_queue_dispatch(campaign.queue, on_outcome, 1000) == NH_STATUS_OK)
        ;
    nh_queue_free(campaign.queue);
    nh_target_free(campaign.everyone);
    nh_hub_free(campaign.hub);
    return campaign.accepted == campaign.how_many ? EXIT_SUCCESS : EXIT_FAILURE;
}
