/*
 * The floor: one write and one read for each send (more reads only where the
 * server sends an answer in pieces, as the one with latency does). It looks at
 * the status and where the answer ends, and at nothing else of it.
 */
#define _GNU_SOURCE /* memmem */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"
#include "raw_connection.h"

static SSL_CTX *context;
static char request[2048];
static int request_length;

static void set_up(void)
{
    request_length = snprintf(
        request, sizeof request,
        "POST " PATH " HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: %s\r\n"
        "Content-Type: application/json;charset=utf-8\r\n"
        "ServiceBusNotification-Format: apple\r\nServiceBusNotification-Tags: " TAG "\r\n"
        "TrackingId: " TRACKING_ID "\r\nUser-Agent: peer-raw\r\nAccept: */*\r\n"
        "Content-Length: %d\r\n\r\n" PAYLOAD,
        setting("BENCH_HOST"), setting("BENCH_PORT"), TOKEN, (int)(sizeof PAYLOAD - 1));
    if (*setting("BENCH_TLS") != '1')
        return;
    context = SSL_CTX_new(TLS_client_method());
    if (!SSL_CTX_load_verify_locations(context, setting("BENCH_CA"), NULL))
        fail("CA file", setting("BENCH_CA"));
    SSL_CTX_set_read_ahead(context, 1); /* a record with one read, not two */
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
}

static int connected(const char *host, const char *port)
{
    struct addrinfo hints, *found, *each;
    int one = 1, made = -1;

    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &found))
        fail("lookup", host);
    for (each = found; each && made < 0; each = each->ai_next) {
        made = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (connect(made, each->ai_addr, each->ai_addrlen)) {
            close(made);
            made = -1;
        }
    }
    freeaddrinfo(found);
    if (made < 0)
        fail("connect", host);
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return made;
}

void connection_open(struct connection *connection)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *host = setting("BENCH_HOST");

    pthread_once(&once, set_up);
    connection->length = 0;
    connection->tls = NULL;
    connection->socket = connected(host, setting("BENCH_PORT"));
    if (context) {
        connection->tls = SSL_new(context);
        SSL_set_fd(connection->tls, connection->socket);
        SSL_set_tlsext_host_name(connection->tls, host);
        SSL_set1_host(connection->tls, host);
        if (SSL_connect(connection->tls) != 1)
            fail("TLS", "the handshake failed");
    }
}

void connection_ask(struct connection *connection)
{
    int sent;

    if (connection->tls)
        sent = SSL_write(connection->tls, request, request_length);
    else
        sent = (int)write(connection->socket, request, (size_t)request_length);
    if (sent != request_length)
        fail("raw", "the request was not written at once");
}

/* Is this a whole answer without a body, of known length or in chunks? */
static int whole(const char *answer, int length)
{
    if (length < 4 || memcmp(answer + length - 4, "\r\n\r\n", 4))
        return 0;
    return !memmem(answer, (size_t)length, "\r\nTransfer-Encoding: chunked\r\n", 30) ||
           (length > 7 && !memcmp(answer + length - 7, "\r\n0\r\n\r\n", 7));
}

/* Did a read bring nothing only because it does not wait? */
static int would_wait(struct connection *connection, int got)
{
    if (connection->tls)
        return SSL_get_error(connection->tls, got) == SSL_ERROR_WANT_READ;
    return got < 0 && errno == EAGAIN;
}

int connection_answered(struct connection *connection)
{
    do {
        char *rest = connection->answer + connection->length;
        size_t room = sizeof connection->answer - (size_t)connection->length;
        int got;

        if (connection->tls)
            got = SSL_read(connection->tls, rest, (int)room);
        else
            got = (int)read(connection->socket, rest, room);
        if (got <= 0) {
            if (would_wait(connection, got))
                return 0;
            fail("raw", "the answer ended");
        }
        connection->length += got;
    } while (!whole(connection->answer, connection->length));
    if (memcmp(connection->answer, "HTTP/1.1 201", 12))
        fail("raw", "the answer is not 201");
    connection->length = 0;
    return 1;
}

void connection_close(struct connection *connection)
{
    SSL_free(connection->tls);
    close(connection->socket);
}
