/*
 * The peer on libcurl's multi interface: one thread, many sends under way, each
 * on an easy handle of its own. It drives libcurl by curl_multi_socket_action
 * over epoll, as libcurl's own examples do: curl_multi_perform would look at
 * every connection whenever one of them has an answer.
 */
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "curl_handle.h"

struct sender {
    CURLM *multi;
    struct curl_slist *headers;
    long under_way;
    CURL **handles;
    int epoll;
    /* When libcurl wants to be called, by now_ms; -1 where it does not. */
    long long alarm;
};

static long long now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void check(CURLMcode result)
{
    if (result)
        fail("libcurl, multi", curl_multi_strerror(result));
}

/* libcurl says what it waits for at a socket; known is NULL for a new one. */
static int watch(CURL *curl, curl_socket_t socket, int what, void *user_data, void *known)
{
    struct sender *sender = user_data;
    struct epoll_event event = {0};
    int operation = known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

    (void)curl;
    event.data.fd = socket;
    if (what & CURL_POLL_IN)
        event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        event.events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE)
        operation = EPOLL_CTL_DEL;
    if (epoll_ctl(sender->epoll, operation, socket, &event))
        fail("epoll_ctl", NULL);
    check(curl_multi_assign(sender->multi, socket, what == CURL_POLL_REMOVE ? NULL : sender));
    return 0;
}

static int set_alarm(CURLM *multi, long ms, void *user_data)
{
    struct sender *sender = user_data;

    (void)multi;
    sender->alarm = ms < 0 ? -1 : now_ms() + ms;
    return 0;
}

/* Waits for sockets or the alarm, and hands libcurl what there is. */
static void step(struct sender *sender)
{
    struct epoll_event events[256];
    long long left = sender->alarm < 0 ? -1 : sender->alarm - now_ms();
    int running, count = 0, i;

    if (sender->alarm < 0 || left > 0)
        count = epoll_wait(sender->epoll, events, sizeof events / sizeof *events, (int)left);
    if (count < 0)
        fail("epoll_wait", NULL);
    if (count == 0) {
        sender->alarm = -1;
        check(curl_multi_socket_action(sender->multi, CURL_SOCKET_TIMEOUT, 0, &running));
    }
    for (i = 0; i < count; i++) {
        int what = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                   (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                   (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);

        check(curl_multi_socket_action(sender->multi, events[i].data.fd, what, &running));
    }
}

void sender_send(struct sender *sender, long count)
{
    long started = 0, done = 0;
    int left;

    for (; started < count && started < sender->under_way; started++)
        check(curl_multi_add_handle(sender->multi, sender->handles[started]));
    while (done < count) {
        CURLMsg *message;

        step(sender);
        while ((message = curl_multi_info_read(sender->multi, &left))) {
            /* The message is gone with the handle's removal. */
            CURL *curl = message->easy_handle;

            check_answer(curl, message->data.result);
            check(curl_multi_remove_handle(sender->multi, curl));
            done++;
            if (started < count) {
                check(curl_multi_add_handle(sender->multi, curl));
                started++;
            }
        }
    }
}

struct sender *sender_open(void)
{
    struct sender *sender = calloc(1, sizeof *sender);
    long i;

    if (!sender)
        fail("calloc", NULL);
    sender->under_way = under_way();
    sender->handles = calloc((size_t)sender->under_way, sizeof *sender->handles);
    if (!sender->handles)
        fail("calloc", NULL);
    sender->headers = make_headers();
    for (i = 0; i < sender->under_way; i++)
        sender->handles[i] = open_handle(sender->headers);
    sender->alarm = -1;
    sender->epoll = epoll_create1(EPOLL_CLOEXEC);
    sender->multi = curl_multi_init();
    if (sender->epoll < 0 || !sender->multi)
        fail("libcurl, multi", "cannot begin");
    check(curl_multi_setopt(sender->multi, CURLMOPT_SOCKETFUNCTION, watch));
    check(curl_multi_setopt(sender->multi, CURLMOPT_SOCKETDATA, sender));
    check(curl_multi_setopt(sender->multi, CURLMOPT_TIMERFUNCTION, set_alarm));
    check(curl_multi_setopt(sender->multi, CURLMOPT_TIMERDATA, sender));
    /* All are kept. */
    check(curl_multi_setopt(sender->multi, CURLMOPT_MAXCONNECTS, sender->under_way));
    /* With connections, as threads have theirs before they are measured. */
    sender_send(sender, sender->under_way);
    return sender;
}

void sender_close(struct sender *sender)
{
    long i;

    for (i = 0; i < sender->under_way; i++)
        curl_easy_cleanup(sender->handles[i]);
    curl_multi_cleanup(sender->multi);
    curl_slist_free_all(sender->headers);
    close(sender->epoll);
    free(sender->handles);
    free(sender);
}
