/*
 * The same news in two languages with one request: each device has left a
 * template with the hub, and its template picks the text of its language.
 *
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

/* What the app asks for when its user chooses a language. body is a payload of
 * the device's own platform, with expressions where the text comes. */
static bool register_reader(const nh_hub *hub, const char *id, nh_platform platform,
                            const char *handle, const char *body)
{
    nh_installation *device = nh_installation_new(id, platform, handle);
    nh_template *news = nh_template_new(body);
    /* A fault in a template shows only when nothing arrives: check it here. */
    bool done = device != NULL && news != NULL && nh_template_check(platform, body) == NH_STATUS_OK;

    if (done) {
        nh_installation_set_template(device, "news", news);
        nh_installation_add_tag(device, "reader");
        done = nh_put_installation(hub, device, NULL, NULL) == NH_STATUS_OK;
    }
    if (done)
        printf("%s is registered\n", id);
    else
        fprintf(stderr, "%s: %s\n", id, nh_error_message(nh_last_error()));
    nh_template_free(news);
    nh_installation_free(device);
    return done;
}

static bool send_news(const nh_hub *hub, const char *english, const char *german)
{
    nh_notification *news = nh_notification_new_template();
    nh_target *readers = nh_target_new_tag("reader");
    nh_outcome *outcome;
    bool accepted;

    /* Setters may go unchecked: nh_send fails with the first failure. */
    nh_notification_set_property(news, "title_en", "News");
    nh_notification_set_property(news, "text_en", english);
    nh_notification_set_property(news, "title_de", "Nachrichten");
    nh_notification_set_property(news, "text_de", german);
    nh_notification_set_apns_push_type(news, NH_APNS_PUSH_TYPE_ALERT); /* for Apple devices */
    accepted = nh_send(hub, news, readers, NULL, &outcome) == NH_STATUS_OK;
    if (accepted)
        printf("accepted, tracking id %s\n", nh_outcome_tracking_id(outcome));
    else
        fprintf(stderr, "news: %s\n", nh_error_message(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    nh_target_free(readers);
    nh_notification_free(news);
    return accepted;
}

int main(void)
{
    static const char apple_in_english[] =
        "{\"aps\":{\"alert\":{\"title\":\"$(title_en)\",\"body\":\"$(text_en)\"}}}";
    static const char android_in_german[] =
        "{\"message\":{\"notification\":{\"title\":\"$(title_de)\",\"body\":\"$(text_de)\"}}}";
    nh_hub *hub = open_hub();
    bool ok;

    if (hub == NULL)
        return EXIT_FAILURE;
    ok = register_reader(hub, "freds-phone", NH_PLATFORM_APPLE,
                         "f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0",
                         apple_in_english) &&
         register_reader(hub, "gretas-phone", NH_PLATFORM_FCMV1, "gretas-fcm-registration-token",
                         android_in_german) &&
         send_news(hub, "A comet is coming closer", "Ein Komet kommt n\u00e4her");
    nh_hub_free(hub);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
