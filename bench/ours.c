/*
 * This library as a program in C uses it: one hub for all threads, and for
 * each send the whole way: tag expression and payload checked, token, tracking
 * id, outcome. BENCH_SYSTEM_ROOTS=1 leaves the roots to the system's, which
 * SSL_CERT_FILE names.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <notification_hubs.h>

#include "client.h"

static nh_hub *hub;
static long users;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void open_hub(void)
{
    const char *tls = setting("BENCH_TLS");
    nh_options *options = nh_options_new();
    char text[512];

    snprintf(text, sizeof text,
             "Endpoint=%s://%s:%s/;SharedAccessKeyName=DefaultFullSharedAccessSignature;"
             "SharedAccessKey=" KEY "%s",
             *tls == '1' ? "sb" : "http", setting("BENCH_HOST"), setting("BENCH_PORT"),
             *tls == '1' ? "" : ";UseDevelopmentEmulator=true");
    if (!getenv("BENCH_SYSTEM_ROOTS"))
        nh_options_set_ca_file(options, setting("BENCH_CA"));
    hub = nh_hub_new(text, HUB, options);
    nh_options_free(options);
    if (!hub)
        fail("hub", nh_error_message(nh_last_error()));
}

/* All share the hub, so a sender is only a place in the count of its users. */
struct sender *sender_open(void)
{
    pthread_mutex_lock(&lock);
    if (!users++)
        open_hub();
    pthread_mutex_unlock(&lock);
    return NULL;
}

void sender_send(struct sender *sender)
{
    nh_outcome *outcome;

    (void)sender;
    if (nh_send_apple_notification(hub, PAYLOAD, TAG, &outcome))
        fail("ours", nh_error_message(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
}

void sender_close(struct sender *sender)
{
    (void)sender;
    pthread_mutex_lock(&lock);
    if (!--users)
        nh_hub_free(hub);
    pthread_mutex_unlock(&lock);
}
