/*
 * A back end that keeps devices: an app calls it when it starts, when somebody
 * logs in or out, when a subscription changes and when the push service gave
 * the device another handle. Each function here is one of these calls.
 *
 * A device is an installation: it has an id that the app chooses once and
 * keeps. Writing it twice does no harm, so all of this may be repeated.
 *
 * NH_CONNECTION_STRING (a policy with the Listen right is enough), NH_HUB and
 * (for a local hub) NH_CA_FILE say where to.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <notification_hubs.h>

/* Says what became of a call, and frees the outcome. A device's handle is as
 * good as an address: print its installation id instead. */
static bool report(const char *what, const char *id, nh_outcome *outcome)
{
    bool done = nh_outcome_status(outcome) == NH_STATUS_OK;

    if (done)
        printf("%-12s %s\n", id, what);
    else
        fprintf(stderr, "%s: %s: %s\n", id, what, nh_error_message(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    return done;
}

/* Writes a new device, or replaces all that is known of it; frees it. */
static bool put_and_free(const nh_hub *hub, nh_installation *installation)
{
    nh_outcome *outcome;
    bool done;

    if (installation == NULL) {
        fprintf(stderr, "a device: %s\n", nh_error_message(nh_last_error()));
        return false;
    }
    /* Fails with the first failure of a setter, if there was one. */
    nh_put_installation(hub, installation, NULL, &outcome);
    done = report("registered", nh_installation_id(installation), outcome);
    nh_installation_free(installation);
    return done;
}

static bool register_phone(const nh_hub *hub, const char *id, const char *device_token)
{
    nh_installation *phone = nh_installation_new(id, NH_PLATFORM_APPLE, device_token);

    nh_installation_add_tag(phone, "news");
    nh_installation_add_tag(phone, "lang:en");
    return put_and_free(hub, phone);
}

/* The three parts are what the browser's PushSubscription holds. */
static bool register_browser(const nh_hub *hub, const char *id, const char *endpoint,
                             const char *p256dh, const char *auth)
{
    nh_installation *browser = nh_installation_new_browser(id, endpoint, p256dh, auth);

    nh_installation_add_tag(browser, "news");
    return put_and_free(hub, browser);
}

/* A patch changes what it names and leaves the rest, so that two changes at
 * the same time do not undo each other. Frees the patch. */
static bool patch_and_free(const nh_hub *hub, const char *id, const char *what,
                           nh_installation_patch *patch)
{
    nh_outcome *outcome;

    nh_patch_installation(hub, id, patch, NULL, &outcome);
    nh_installation_patch_free(patch);
    return report(what, id, outcome);
}

/* From now on "$UserId:{ann}" reaches this device among the user's others. */
static bool log_in(const nh_hub *hub, const char *id, const char *user)
{
    nh_installation_patch *patch = nh_installation_patch_new();

    nh_installation_patch_set_user_id(patch, user);
    nh_installation_patch_set_push_variable(patch, "name", user);
    return patch_and_free(hub, id, "logged in", patch);
}

static bool log_out(const nh_hub *hub, const char *id)
{
    nh_installation_patch *patch = nh_installation_patch_new();

    nh_installation_patch_remove_user_id(patch);
    nh_installation_patch_remove_push_variable(patch, "name");
    return patch_and_free(hub, id, "logged out", patch);
}

static bool change_subscription(const nh_hub *hub, const char *id, const char *from,
                                const char *to)
{
    nh_installation_patch *patch = nh_installation_patch_new();

    nh_installation_patch_remove_tag(patch, from);
    nh_installation_patch_add_tag(patch, to);
    return patch_and_free(hub, id, "subscription changed", patch);
}

static bool change_handle(const nh_hub *hub, const char *id, const char *handle)
{
    nh_installation_patch *patch = nh_installation_patch_new();

    nh_installation_patch_set_push_channel(patch, handle);
    return patch_and_free(hub, id, "handle changed", patch);
}

/* What the hub knows of a device now. The service applies a change soon after
 * its answer, so that a reading right behind it may still show the old state. */
static bool show(const nh_hub *hub, const char *id)
{
    nh_installation *installation;
    nh_outcome *outcome;
    bool done = nh_get_installation(hub, id, NULL, &installation, &outcome) == NH_STATUS_OK;
    const char *user = nh_installation_user_id(installation);
    size_t i;

    if (done) {
        printf("%-12s %s, of %s, tags:", id, nh_installation_platform_text(installation),
               user != NULL ? user : "nobody");
        for (i = 0; i < nh_installation_tag_count(installation); i++)
            printf(" %s", nh_installation_tag(installation, i));
        putchar('\n');
    } else {
        fprintf(stderr, "%s: %s\n", id, nh_error_message(nh_outcome_error(outcome)));
    }
    nh_outcome_free(outcome);
    nh_installation_free(installation);
    return done;
}

/* That there is no such device is no failure. */
static bool forget(const nh_hub *hub, const char *id)
{
    nh_outcome *outcome;

    nh_delete_installation(hub, id, NULL, &outcome);
    return report("forgotten", id, outcome);
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

int main(void)
{
    static const char phone[] = "eves-phone", browser[] = "eves-browser";
    nh_hub *hub = open_hub();
    bool ok;

    if (hub == NULL)
        return EXIT_FAILURE;
    ok = register_phone(hub, phone,
                        "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0") &&
         register_browser(hub, browser, "https://push.example.com/eves-browser",
                          "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQ",
                          "tBHItJI5svbpez7KI4CCXg") &&
         log_in(hub, phone, "eve") && log_in(hub, browser, "eve") &&
         change_subscription(hub, phone, "news", "sports") &&
         change_handle(hub, phone,
                       "e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1") &&
         show(hub, phone) && show(hub, browser) && log_out(hub, browser) && show(hub, browser) &&
         forget(hub, browser);
    nh_hub_free(hub);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
