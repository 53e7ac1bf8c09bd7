/*
 * This library as a program in C uses it: one hub for all threads, and for
 * each send the whole way: tag expression and payload checked, token, tracking
 * id, outcome.
 */
#include <pthread.h>

#include "client.h"
#include "ours_hub.h"

static nh_hub *hub;
static long users;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* All share the hub, so a sender is only a place in the count of its users. */
struct sender *sender_open(void)
{
    pthread_mutex_lock(&lock);
    if (!users++)
        hub = open_hub(0);
    pthread_mutex_unlock(&lock);
    return NULL;
}

void sender_send(struct sender *sender, long count)
{
    nh_outcome *outcome;

    (void)sender;
    for (; count > 0; count--) {
        if (nh_send_apple_notification(hub, PAYLOAD, TAG, &outcome))
            fail("ours", nh_error_message(nh_outcome_error(outcome)));
        nh_outcome_free(outcome);
    }
}

void sender_close(struct sender *sender)
{
    (void)sender;
    pthread_mutex_lock(&lock);
    if (!--users)
        nh_hub_free(hub);
    pthread_mutex_unlock(&lock);
}
