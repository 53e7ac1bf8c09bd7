/*
 * Sends as often as the argument says over one hub; for counting what a warm
 * send costs in system calls and instructions.
 */
#include <stdio.h>
#include <stdlib.h>

#include "notification_hubs.h"

int main(int argc, char **argv)
{
  long count = argc > 1 ? atol(argv[1]) : 10;
  nh_options *options = nh_options_new();
  const char *ca = getenv("NH_CA_FILE");
  const char *payload = "{\"aps\":{\"alert\":\"warm\"}}";
  nh_hub *hub;
  long i;

  if (ca && *ca)
    nh_options_set_ca_file(options, ca);
  hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
  nh_options_free(options);
  if (!hub) {
    fprintf(stderr, "%s\n", nh_error_message(nh_last_error()));
    return 1;
  }
  for (i = 0; i < count; i++) {
    nh_outcome *outcome;
    if (nh_send_apple_notification(hub, payload, "nobody", &outcome)) {
      fprintf(stderr, "%s\n", nh_error_message(nh_outcome_error(outcome)));
      return 1;
    }
    nh_outcome_free(outcome);
  }
  nh_hub_free(hub);
  printf("%ld sent\n", count);
  return 0;
}
