/*
 * The peer on libcurl: the most that a C author is likely to do by hand. One
 * easy handle for each thread, set up once: connection kept alive and its TLS
 * session reused, TCP_NODELAY (libcurl's default, set all the same), token and
 * headers made once, nothing printed. It looks at the status and at nothing
 * else of the answer.
 */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "client.h"

struct sender {
    CURL *curl;
    struct curl_slist *headers;
};

static void set_up(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t discard(char *bytes, size_t size, size_t count, void *unused)
{
    (void)bytes;
    (void)unused;
    return size * count;
}

struct sender *sender_open(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static const char *const headers[] = {
        "Authorization: " TOKEN,
        "Content-Type: application/json;charset=utf-8",
        "ServiceBusNotification-Format: apple",
        "ServiceBusNotification-Tags: " TAG,
        "TrackingId: " TRACKING_ID,
        "Expect:",
    };
    struct sender *sender = calloc(1, sizeof *sender);
    const char *tls = setting("BENCH_TLS");
    char url[256];
    size_t i;

    pthread_once(&once, set_up);
    snprintf(url, sizeof url, "http%s://%s:%s" PATH, *tls == '1' ? "s" : "",
             setting("BENCH_HOST"), setting("BENCH_PORT"));
    for (i = 0; i < sizeof headers / sizeof *headers; i++)
        sender->headers = curl_slist_append(sender->headers, headers[i]);
    sender->curl = curl_easy_init();
    curl_easy_setopt(sender->curl, CURLOPT_URL, url);
    curl_easy_setopt(sender->curl, CURLOPT_HTTPHEADER, sender->headers);
    curl_easy_setopt(sender->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDS, PAYLOAD);
    curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDSIZE, (long)sizeof PAYLOAD - 1);
    curl_easy_setopt(sender->curl, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(sender->curl, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(sender->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(sender->curl, CURLOPT_USERAGENT, "peer-curl");
    curl_easy_setopt(sender->curl, CURLOPT_CAINFO, setting("BENCH_CA"));
    return sender;
}

static void send_once(struct sender *sender)
{
    CURLcode result = curl_easy_perform(sender->curl);
    long status = 0;

    if (result)
        fail("libcurl", curl_easy_strerror(result));
    curl_easy_getinfo(sender->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 201)
        fail("libcurl", "the answer is not 201");
}

void sender_send(struct sender *sender, long count)
{
    for (; count > 0; count--)
        send_once(sender);
}

void sender_close(struct sender *sender)
{
    curl_easy_cleanup(sender->curl);
    curl_slist_free_all(sender->headers);
    free(sender);
}
