/* The hub of the clients that are this library. */
#ifndef BENCH_OURS_HUB_H
#define BENCH_OURS_HUB_H

#include <notification_hubs.h>

/*
 * To be freed. It keeps so many idle connections, or by 0 the library's default.
 * BENCH_SYSTEM_ROOTS=1 leaves the roots to the system's, which
 * SSL_CERT_FILE names.
 */
nh_hub *open_hub(long connections);

#endif
