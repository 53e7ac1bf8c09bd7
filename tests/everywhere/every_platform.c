/*
 * Sends one notification of every platform to the devices with the tag NH_TAG.
 *
 * Where to: NH_CONNECTION_STRING, NH_HUB, and NH_CA_FILE where the hub has an
 * authority of its own. Plain enough for a compiler that knows only gnu89.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <notification_hubs.h>

static const struct {
  int platform;
  const char *payload;
} notifications[] = {
  { NH_PLATFORM_TEMPLATE, "{\"message\":\"hello\"}" },
  { NH_PLATFORM_APPLE, "{\"aps\":{\"alert\":\"hello\"}}" },
  { NH_PLATFORM_FCMV1, "{\"message\":{\"notification\":{\"body\":\"hello\"}}}" },
  { NH_PLATFORM_GCM, "{\"data\":{\"message\":\"hello\"}}" },
  { NH_PLATFORM_WINDOWS,
    "<toast><visual><binding template=\"ToastText01\"><text id=\"1\">hello"
    "</text></binding></visual></toast>" },
  { NH_PLATFORM_MPNS,
    "<?xml version=\"1.0\"?><wp:Notification xmlns:wp=\"WPNotification\">"
    "<wp:Toast><wp:Text1>hello</wp:Text1></wp:Toast></wp:Notification>" },
  { NH_PLATFORM_ADM, "{\"data\":{\"message\":\"hello\"}}" },
  { NH_PLATFORM_BAIDU, "{\"title\":\"news\",\"description\":\"hello\"}" },
  { NH_PLATFORM_BROWSER, "{\"title\":\"news\",\"message\":\"hello\"}" },
  { NH_PLATFORM_XIAOMI, "{\"title\":\"news\",\"payload\":\"hello\"}" },
};

static int send_one(const nh_hub *hub, const nh_target *target, int platform,
                    const char *payload)
{
  nh_notification *notification =
      nh_notification_new(platform, payload, strlen(payload));
  nh_outcome *outcome = NULL;
  nh_status status = nh_send(hub, notification, target, NULL, &outcome);

  if (status != NH_STATUS_OK)
    fprintf(stderr, "%s: %s\n", nh_platform_name(platform),
            nh_error_message(nh_outcome_error(outcome)));
  nh_outcome_free(outcome);
  nh_notification_free(notification);
  return status == NH_STATUS_OK;
}

int main(void)
{
  nh_options *options = nh_options_new();
  nh_target *target = nh_target_new_expression(getenv("NH_TAG"));
  nh_hub *hub;
  size_t i;
  size_t sent = 0;

  if (getenv("NH_CA_FILE") != NULL)
    nh_options_set_ca_file(options, getenv("NH_CA_FILE"));
  hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
  if (hub == NULL || target == NULL)
    fprintf(stderr, "%s\n", nh_error_message(nh_last_error()));
  else
    for (i = 0; i < sizeof notifications / sizeof *notifications; i++)
      sent += send_one(hub, target, notifications[i].platform,
                       notifications[i].payload);
  printf("library %s: %u sent\n", nh_version(), (unsigned)sent);
  nh_hub_free(hub);
  nh_target_free(target);
  nh_options_free(options);
  return sent == sizeof notifications / sizeof *notifications ? EXIT_SUCCESS
                                                              : EXIT_FAILURE;
}
