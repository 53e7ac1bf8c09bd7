/* The library that is linked is the header's, and works: a made-up hub is made. */
#include <stdio.h>
#include <string.h>
#include <notification_hubs.h>

int main(void)
{
  nh_hub *hub = nh_hub_new(
      "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=a2V5",
      "shop", NULL);
  printf("libnotification_hubs %s\n", nh_version());
  if (hub == NULL)
    fprintf(stderr, "%s\n", nh_error_message(nh_last_error()));
  nh_hub_free(hub);
  return hub == NULL || strcmp(nh_version(), NH_VERSION_STRING) != 0;
}
