#include <stdio.h>
#include <stdlib.h>

#include "client.h"
#include "ours_hub.h"

nh_hub *open_hub(long connections)
{
    const char *tls = setting("BENCH_TLS");
    nh_options *options = nh_options_new();
    nh_hub *hub;
    char text[512];

    snprintf(text, sizeof text,
             "Endpoint=%s://%s:%s/;SharedAccessKeyName=DefaultFullSharedAccessSignature;"
             "SharedAccessKey=" KEY "%s",
             *tls == '1' ? "sb" : "http", setting("BENCH_HOST"), setting("BENCH_PORT"),
             *tls == '1' ? "" : ";UseDevelopmentEmulator=true");
    if (!getenv("BENCH_SYSTEM_ROOTS"))
        nh_options_set_ca_file(options, setting("BENCH_CA"));
    if (connections)
        nh_options_set_pool_size(options, (unsigned)connections);
    hub = nh_hub_new(text, HUB, options);
    nh_options_free(options);
    if (!hub)
        fail("hub", nh_error_message(nh_last_error()));
    return hub;
}
