/*
 * What leaves this machine, and what a device is given. Sends nothing.
 *
 *   a dry run   the request that a send would make, for an audit or for a
 *               server that has an HTTP stack of its own
 *   a token     with which a device may register itself at the hub
 *
 * NH_CONNECTION_STRING and NH_HUB name the hub. NH_LISTEN_CONNECTION_STRING
 * is that of a policy with the Listen right only, for the token.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <notification_hubs.h>

static nh_hub *open_hub(const char *variable)
{
    nh_hub *hub;

    if (getenv(variable) == NULL) {
        fprintf(stderr, "Set %s to the connection string of an access policy.\n", variable);
        return NULL;
    }
    hub = nh_hub_new(getenv(variable), getenv("NH_HUB"), NULL);
    if (hub == NULL)
        fprintf(stderr, "%s: %s\n", variable, nh_error_message(nh_last_error()));
    return hub;
}

/* The token is good for an hour: a log that holds it is a log to lock away. */
static void print_request(const nh_request *request)
{
    size_t i;

    printf("%s %s\n", nh_request_method(request), nh_request_url(request));
    for (i = 0; i < nh_request_header_count(request); i++) {
        bool secret = nh_request_header_is_secret(request, i);
        printf("%s: %s\n", nh_request_header_name(request, i),
               secret ? "(masked)" : nh_request_header_value(request, i));
    }
    printf("(%lu bytes)\n", (unsigned long)nh_request_body_len(request));
}

static bool dry_run(const nh_hub *hub)
{
    static const char payload[] = "<badge value=\"3\"/>";
    nh_notification *notification =
        nh_notification_new(NH_PLATFORM_WINDOWS, payload, strlen(payload));
    nh_target *target = nh_target_new_expression("sports && !en");
    nh_request *request = NULL;

    /* Not with something that is NULL, which would hide why it is. */
    if (notification != NULL && target != NULL)
        request = nh_request_new(hub, notification, target, NULL);
    if (request == NULL)
        fprintf(stderr, "dry run: %s\n", nh_error_message(nh_last_error()));
    else
        print_request(request);
    nh_target_free(target);
    nh_notification_free(notification);
    nh_request_free(request);
    return request != NULL;
}

/* Whoever has the token may do what its policy may: sign it with a Listen
 * policy, and hand it only to a device that has logged in. */
static bool token_for_a_device(const nh_hub *listen_hub)
{
    static const uint64_t one_day_ms = 24 * 60 * 60 * 1000;
    nh_sas_token *token = nh_sas_token_new(listen_hub, NULL, one_day_ms);

    if (token == NULL) {
        fprintf(stderr, "token: %s\n", nh_error_message(nh_last_error()));
        return false;
    }
    printf("a token of %lu characters for a device, until Unix time %llu\n",
           (unsigned long)strlen(nh_sas_token_text(token)),
           (unsigned long long)nh_sas_token_expires_at(token));
    nh_sas_token_free(token);
    return true;
}

int main(void)
{
    nh_hub *hub = open_hub("NH_CONNECTION_STRING");
    nh_hub *listen_hub = open_hub("NH_LISTEN_CONNECTION_STRING");
    bool ok = hub != NULL && dry_run(hub);

    ok = listen_hub != NULL && token_for_a_device(listen_hub) && ok;
    nh_hub_free(listen_hub);
    nh_hub_free(hub);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
