/* What the raw peers share: a prepared request over OpenSSL, or over the socket itself. */
#ifndef BENCH_RAW_CONNECTION_H
#define BENCH_RAW_CONNECTION_H

#include <openssl/ssl.h>

struct connection {
    int socket;
    SSL *tls;
    /* Of the answer that is being read. */
    int length;
    char answer[4096];
};

/* Connects, with a handshake where there is TLS; waits for both. */
void connection_open(struct connection *connection);

/* Writes the request; ends the program where that takes more than one write. */
void connection_ask(struct connection *connection);

/*
 * Reads until the answer is whole, which must be 201; false where a socket that
 * does not wait has no more of it yet.
 */
int connection_answered(struct connection *connection);

void connection_close(struct connection *connection);

#endif
