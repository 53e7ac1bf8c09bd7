/*
 * The floor of a blocking client: a prepared request over OpenSSL, or over the
 * socket itself, with one write and one read for each send (more reads only
 * where the server sends an answer in pieces, as the one with latency does). It
 * looks at the status and where the answer ends, and at nothing else of it.
 */
#define _GNU_SOURCE /* memmem */
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"

struct sender {
    int socket;
    SSL *tls;
    int length;
    char request[2048];
};

static SSL_CTX *context;

static void set_up(void)
{
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

struct sender *sender_open(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sender *sender = calloc(1, sizeof *sender);
    const char *host = setting("BENCH_HOST"), *port = setting("BENCH_PORT");

    sender->length = snprintf(
        sender->request, sizeof sender->request,
        "POST " PATH " HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: %s\r\n"
        "Content-Type: application/json;charset=utf-8\r\n"
        "ServiceBusNotification-Format: apple\r\nServiceBusNotification-Tags: " TAG "\r\n"
        "TrackingId: " TRACKING_ID "\r\nUser-Agent: peer-raw\r\nAccept: */*\r\n"
        "Content-Length: %d\r\n\r\n" PAYLOAD,
        host, port, TOKEN, (int)(sizeof PAYLOAD - 1));
    sender->socket = connected(host, port);
    if (*setting("BENCH_TLS") == '1') {
        pthread_once(&once, set_up);
        sender->tls = SSL_new(context);
        SSL_set_fd(sender->tls, sender->socket);
        SSL_set_tlsext_host_name(sender->tls, host);
        SSL_set1_host(sender->tls, host);
        if (SSL_connect(sender->tls) != 1)
            fail("TLS", "the handshake failed");
    }
    return sender;
}

/* Is this a whole answer without a body, of known length or in chunks? */
static int whole(const char *answer, int length)
{
    if (length < 4 || memcmp(answer + length - 4, "\r\n\r\n", 4))
        return 0;
    return !memmem(answer, (size_t)length, "\r\nTransfer-Encoding: chunked\r\n", 30) ||
           (length > 7 && !memcmp(answer + length - 7, "\r\n0\r\n\r\n", 7));
}

static void send_once(struct sender *sender)
{
    char answer[4096];
    int sent, got, length = 0;

    if (sender->tls)
        sent = SSL_write(sender->tls, sender->request, sender->length);
    else
        sent = (int)write(sender->socket, sender->request, (size_t)sender->length);
    if (sent != sender->length)
        fail("raw", "the request was not written at once");
    do {
        if (sender->tls)
            got = SSL_read(sender->tls, answer + length, (int)sizeof answer - length);
        else
            got = (int)read(sender->socket, answer + length, sizeof answer - (size_t)length);
        if (got <= 0)
            fail("raw", "the answer ended");
        length += got;
    } while (!whole(answer, length));
    if (memcmp(answer, "HTTP/1.1 201", 12))
        fail("raw", "the answer is not 201");
}

void sender_send(struct sender *sender, long count)
{
    for (; count > 0; count--)
        send_once(sender);
}

void sender_close(struct sender *sender)
{
    SSL_free(sender->tls);
    close(sender->socket);
    free(sender);
}
