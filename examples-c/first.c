/*
 * The shortest useful program: one push to every Apple device of a hub.
 *
 * Set NH_CONNECTION_STRING to what the portal shows for an access policy with
 * the Send right, and NH_HUB to the hub's name.
 */
#include <stdio.h>
#include <stdlib.h>

#include <notification_hubs.h>

/* A server's certificate is checked against the system's authorities; a local
 * hub has one of its own, in the file that NH_CA_FILE names. */
static nh_hub *open_hub(void)
{
    const char *ca_file = getenv("NH_CA_FILE");
    nh_options *options = nh_options_new();
    nh_hub *hub;

    if (ca_file != NULL && *ca_file != '\0')
        nh_options_set_ca_file(options, ca_file); /* nh_hub_new reports a failure */
    hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
    nh_options_free(options);
    return hub;
}

int main(void)
{
    nh_hub *hub = open_hub();
    if (hub == NULL) {
        fprintf(stderr, "NH_CONNECTION_STRING, NH_HUB: %s\n", nh_error_message(nh_last_error()));
        return EXIT_FAILURE;
    }

    nh_outcome *outcome;
    nh_status status = nh_broadcast_apple_notification(
        hub, "{\"aps\":{\"alert\":\"Hello from C!\"}}", &outcome);
    if (status == NH_STATUS_OK)
        printf("accepted, tracking id %s\n", nh_outcome_tracking_id(outcome));
    else
        fprintf(stderr, "%s: %s\n", nh_status_name(status),
                nh_error_message(nh_outcome_error(outcome)));

    nh_outcome_free(outcome);
    nh_hub_free(hub);
    return status == NH_STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
