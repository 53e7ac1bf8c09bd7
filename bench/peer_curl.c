/* The peer on libcurl: one easy handle for each thread. */
#include <stdlib.h>

#include "client.h"
#include "curl_handle.h"

struct sender {
    CURL *curl;
    struct curl_slist *headers;
};

struct sender *sender_open(void)
{
    struct sender *sender = calloc(1, sizeof *sender);

    if (!sender)
        fail("calloc", NULL);
    sender->headers = make_headers();
    sender->curl = open_handle(sender->headers);
    return sender;
}

void sender_send(struct sender *sender, long count)
{
    for (; count > 0; count--)
        check_answer(sender->curl, curl_easy_perform(sender->curl));
}

void sender_close(struct sender *sender)
{
    curl_easy_cleanup(sender->curl);
    curl_slist_free_all(sender->headers);
    free(sender);
}
