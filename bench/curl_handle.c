/*
 * The most that a C author is likely to do by hand: a handle set up once, its
 * connection kept alive and its TLS session reused, TCP_NODELAY (libcurl's
 * default, set all the same), token and headers made once, nothing printed. It
 * looks at the status and at nothing else of the answer.
 */
#include <pthread.h>
#include <stdio.h>

#include "client.h"
#include "curl_handle.h"

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

struct curl_slist *make_headers(void)
{
    static const char *const headers[] = {
        "Authorization: " TOKEN,
        "Content-Type: application/json;charset=utf-8",
        "ServiceBusNotification-Format: apple",
        "ServiceBusNotification-Tags: " TAG,
        "TrackingId: " TRACKING_ID,
        "Expect:",
    };
    struct curl_slist *list = NULL;
    size_t i;

    for (i = 0; i < sizeof headers / sizeof *headers; i++)
        list = curl_slist_append(list, headers[i]);
    return list;
}

CURL *open_handle(struct curl_slist *headers)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *tls = setting("BENCH_TLS");
    char url[256];
    CURL *curl;

    pthread_once(&once, set_up);
    snprintf(url, sizeof url, "http%s://%s:%s" PATH, *tls == '1' ? "s" : "",
             setting("BENCH_HOST"), setting("BENCH_PORT"));
    curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, PAYLOAD);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)sizeof PAYLOAD - 1);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "peer-curl");
    curl_easy_setopt(curl, CURLOPT_CAINFO, setting("BENCH_CA"));
    return curl;
}

void check_answer(CURL *curl, CURLcode result)
{
    long status = 0;

    if (result)
        fail("libcurl", curl_easy_strerror(result));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 201)
        fail("libcurl", "the answer is not 201");
}
