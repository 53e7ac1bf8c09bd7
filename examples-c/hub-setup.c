/*
 * Sets up a hub: creates it with credentials and a rule for the back end,
 * prints how to reach it, changes it, and deletes it again.
 *
 * NH_ROOT_CONNECTION_STRING is that of a policy of the namespace that may
 * manage, such as RootManageSharedAccessKey. NH_NEW_HUB is the hub's name, or
 * hub-setup-example; it must not be there yet. NH_CA_FILE is for a local hub.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <notification_hubs.h>

enum { KEY_BYTES = 32, KEY_LENGTH = 44 };

/* A key for a rule: 32 bytes that nobody can guess, in base64. */
static bool make_key(char key[KEY_LENGTH + 1])
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char bytes[KEY_BYTES + 1] = {0}; /* one more, so that threes go */
    FILE *random = fopen("/dev/urandom", "rb");
    bool done = random != NULL && fread(bytes, 1, KEY_BYTES, random) == KEY_BYTES;
    int i;

    if (random != NULL)
        fclose(random);
    if (!done)
        perror("/dev/urandom");
    for (i = 0; i < KEY_BYTES; i += 3) {
        unsigned long three = (unsigned long)bytes[i] << 16 | bytes[i + 1] << 8 |
                              (i + 2 < KEY_BYTES ? bytes[i + 2] : 0);
        char *out = key + i / 3 * 4;
        out[0] = digits[three >> 18];
        out[1] = digits[three >> 12 & 63];
        out[2] = digits[three >> 6 & 63];
        out[3] = digits[three & 63];
    }
    key[KEY_LENGTH - 1] = '='; /* there is one byte less than threes need */
    key[KEY_LENGTH] = '\0';
    return done;
}

/* Credentials come from where you keep secrets; these are nobody's. */
static bool describe(nh_hub_description *hub)
{
    char primary[KEY_LENGTH + 1], secondary[KEY_LENGTH + 1];

    return make_key(primary) && make_key(secondary) &&
           nh_hub_description_set_rule(hub, "backend", NH_RIGHTS_LISTEN + NH_RIGHTS_SEND, primary,
                                       secondary) == NH_STATUS_OK &&
           nh_hub_description_set_apns_token(hub, "https://api.push.apple.com:443/3/device",
                                             "key-of-the-p8-file", "KEYID12345", "com.example.app",
                                             "TEAMID1234") == NH_STATUS_OK &&
           nh_hub_description_set_fcmv1(hub, "example-project",
                                        "-----BEGIN PRIVATE KEY-----\nnone\n"
                                        "-----END PRIVATE KEY-----\n",
                                        "push@example-project.iam.gserviceaccount.com") ==
               NH_STATUS_OK &&
           nh_hub_description_set_registration_ttl(hub, "P90D") == NH_STATUS_OK;
}

/* Of each key only so much that it can be told from another. */
static void print_details(const nh_hub_description *hub)
{
    const char *apple_key = nh_hub_description_credential(hub, "ApnsCredential", "KeyId");
    size_t i;

    printf("hub %s: registrations live %s, %s\n", nh_hub_description_name(hub),
           nh_hub_description_registration_ttl(hub),
           nh_hub_description_is_disabled(hub) ? "disabled" : "enabled");
    for (i = 0; i < nh_hub_description_rule_count(hub); i++) {
        int32_t rights = nh_hub_description_rule_rights(hub, i);
        printf("  SharedAccessKeyName=%s;SharedAccessKey=%.4s...  rights:%s%s%s\n",
               nh_hub_description_rule_key_name(hub, i),
               nh_hub_description_rule_primary_key(hub, i),
               (rights & NH_RIGHTS_LISTEN) != 0 ? " Listen" : "",
               (rights & NH_RIGHTS_SEND) != 0 ? " Send" : "",
               (rights & NH_RIGHTS_MANAGE) != 0 ? " Manage" : "");
    }
    if (apple_key != NULL)
        printf("  Apple by key %s\n", apple_key);
}

/* The namespace's own key opens each of its hubs. */
static void print_url(const char *name)
{
    nh_hub *hub = nh_hub_new(getenv("NH_ROOT_CONNECTION_STRING"), name, NULL);

    printf("at %s\n", nh_hub_url(hub));
    nh_hub_free(hub);
}

static bool create(const nh_namespace *ns, const char *name)
{
    nh_hub_description *description = nh_hub_description_new(), *created = NULL;
    bool done = describe(description) &&
                nh_create_hub(ns, name, description, NULL, &created, NULL) == NH_STATUS_OK;

    if (done) {
        print_details(created);
        print_url(name);
    } else {
        fprintf(stderr, "create: %s\n", nh_error_message(nh_last_error()));
    }
    nh_hub_description_free(created);
    nh_hub_description_free(description);
    return done;
}

/* An update replaces all: so read, change, and send back. */
static bool update(const nh_namespace *ns, const char *name)
{
    nh_hub_description *description = NULL, *updated = NULL;
    bool done = nh_get_hub(ns, name, NULL, &description, NULL) == NH_STATUS_OK &&
                nh_hub_description_set_user_metadata(description, "set up by hub-setup.c") ==
                    NH_STATUS_OK &&
                nh_hub_description_set_registration_ttl(description, "P30D") == NH_STATUS_OK &&
                nh_update_hub(ns, name, description, NULL, &updated, NULL) == NH_STATUS_OK;

    if (done)
        print_details(updated);
    else
        fprintf(stderr, "update: %s\n", nh_error_message(nh_last_error()));
    nh_hub_description_free(updated);
    nh_hub_description_free(description);
    return done;
}

static bool delete_hub(const nh_namespace *ns, const char *name)
{
    bool done = nh_delete_hub(ns, name, NULL, NULL) == NH_STATUS_OK;

    if (done)
        puts("deleted");
    else
        fprintf(stderr, "delete: %s\n", nh_error_message(nh_last_error()));
    return done;
}

static nh_namespace *open_namespace(void)
{
    const char *ca_file = getenv("NH_CA_FILE");
    nh_options *options = nh_options_new();
    nh_namespace *ns;

    if (ca_file != NULL && *ca_file != '\0')
        nh_options_set_ca_file(options, ca_file); /* nh_namespace_new reports a failure */
    ns = nh_namespace_new(getenv("NH_ROOT_CONNECTION_STRING"), options);
    nh_options_free(options);
    if (ns == NULL)
        fprintf(stderr, "NH_ROOT_CONNECTION_STRING: %s\n", nh_error_message(nh_last_error()));
    return ns;
}

int main(void)
{
    const char *name = getenv("NH_NEW_HUB") != NULL ? getenv("NH_NEW_HUB") : "hub-setup-example";
    nh_namespace *ns = open_namespace();
    bool ok;

    if (ns == NULL)
        return EXIT_FAILURE;
    ok = create(ns, name);
    if (ok) { /* else it may be somebody else's */
        ok = update(ns, name);
        ok = delete_hub(ns, name) && ok;
    }
    nh_namespace_free(ns);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
