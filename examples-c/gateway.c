/*
 * A gateway on libevent: whoever posts a text to http://localhost:PORT/TAG sends
 * it to the devices with that tag, and is answered when the outcome is known.
 * One thread, one loop, any number of requests under way, and a heartbeat.
 *
 *   gateway       prints its port, and ends on SIGINT or SIGTERM
 *
 * NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say where to.
 * Needs libevent 2 (Debian: libevent-dev).
 */
#define _POSIX_C_SOURCE 200809L

#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>

#include <notification_hubs.h>

#include "heart.h"

#define LONGEST_TEXT 1000
#define CLOSING_MS 5000

struct gateway {
    struct event_base *loop;
    nh_hub *hub;
    nh_queue *queue;
    struct event *timer;
    struct heart idle, sending;
    long sends, accepted;
};

/* One request, and its send. The client may be gone before the outcome is there. */
struct post {
    struct gateway *gateway;
    struct evhttp_request *request; /* NULL: gone */
};

static void answer(struct evhttp_request *request, int status, const char *text)
{
    struct evbuffer *body = evbuffer_new();

    evbuffer_add_printf(body, "%s\n", text);
    evhttp_send_reply(request, status, NULL, body);
    evbuffer_free(body);
}

/* What the client is told of a call that failed. */
static int http_status(const nh_error *error)
{
    if (nh_error_status(error) < NH_STATUS_NETWORK)
        return 400;
    return nh_error_is_transient(error) ? 503 : 502;
}

static void on_client_gone(struct evhttp_connection *connection, void *post)
{
    (void)connection;
    ((struct post *)post)->request = NULL;
}

static void on_outcome(void *user_data, const nh_outcome *outcome)
{
    struct post *post = user_data;
    const nh_error *error = nh_outcome_error(outcome);

    post->gateway->accepted += error == NULL;
    if (post->request != NULL) {
        evhttp_connection_set_closecb(evhttp_request_get_connection(post->request), NULL, NULL);
        if (error == NULL)
            answer(post->request, 200, nh_verdict_name(nh_outcome_verdict(outcome)));
        else
            answer(post->request, http_status(error), nh_error_message(error));
    }
    free(post);
}

/* The queue has outcomes. */
static void on_readable(evutil_socket_t fd, short what, void *gateway)
{
    (void)fd;
    (void)what;
    nh_queue_dispatch(((struct gateway *)gateway)->queue, on_outcome, 0);
}

static void on_request(struct evhttp_request *request, void *user_data)
{
    struct gateway *gateway = user_data;
    struct evbuffer *body = evhttp_request_get_input_buffer(request);
    size_t length = evbuffer_get_length(body);
    char text[LONGEST_TEXT + 1];
    nh_notification *notification;
    nh_target *target;
    struct post *post;

    if (evhttp_request_get_command(request) != EVHTTP_REQ_POST || length > LONGEST_TEXT) {
        answer(request, 400, "post a text of at most 1000 bytes to /TAG");
        return;
    }
    evbuffer_remove(body, text, length);
    text[length] = '\0';
    if (strlen(text) != length) {
        answer(request, 400, "the text has a NUL in it");
        return;
    }
    /* What cannot be a text or a tag is NULL, with which nh_send_async fails. */
    notification = nh_notification_new_apple_alert(NULL, text);
    target = nh_target_new_tag(evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request)) + 1);
    post = malloc(sizeof *post);
    if (post == NULL)
        abort();
    post->gateway = gateway;
    post->request = request;
    if (notification == NULL || target == NULL) {
        answer(request, 400, nh_error_message(nh_last_error()));
        free(post);
    } else if (nh_send_async(gateway->hub, notification, target, NULL, gateway->queue, post) !=
               NH_STATUS_OK) {
        /* Not taken: there will be no outcome. Full queues pass. */
        answer(request, http_status(nh_last_error()), nh_error_message(nh_last_error()));
        free(post);
    } else {
        gateway->sends++;
        evhttp_connection_set_closecb(evhttp_request_get_connection(request), on_client_gone, post);
    }
    nh_target_free(target);
    nh_notification_free(notification);
}

static void on_time(evutil_socket_t fd, short what, void *user_data)
{
    struct gateway *gateway = user_data;
    bool is_idle = nh_queue_pending(gateway->queue) == 0;
    struct timeval left = {0, 0};

    (void)fd;
    (void)what;
    /* The other starts anew: between the two nobody knows whose beat it was. */
    (is_idle ? &gateway->sending : &gateway->idle)->next_us = 0;
    left.tv_usec = beat(is_idle ? &gateway->idle : &gateway->sending) * 1000;
    event_add(gateway->timer, &left);
}

static void on_signal(evutil_socket_t signal, short what, void *loop)
{
    (void)signal;
    (void)what;
    event_base_loopbreak(loop);
}

static int port_of(struct evhttp_bound_socket *bound)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;

    if (getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &length) != 0)
        return 0;
    return ntohs(address.sin_port);
}

static nh_hub *open_hub(void)
{
    const char *ca_file = getenv("NH_CA_FILE");
    nh_options *options = nh_options_new();
    nh_hub *hub;

    if (ca_file != NULL && *ca_file != '\0')
        nh_options_set_ca_file(options, ca_file); /* nh_hub_new reports a failure */
    hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
    nh_options_free(options);
    if (hub == NULL)
        fprintf(stderr, "NH_CONNECTION_STRING, NH_HUB: %s\n", nh_error_message(nh_last_error()));
    return hub;
}

static void serve(struct gateway *gateway)
{
    const struct timeval now = {0, 0};
    struct evhttp *http = evhttp_new(gateway->loop);
    struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, "127.0.0.1", 0);
    struct event *outcomes = event_new(gateway->loop, nh_queue_fd(gateway->queue),
                                       EV_READ | EV_PERSIST, on_readable, gateway);
    struct event *interrupt = evsignal_new(gateway->loop, SIGINT, on_signal, gateway->loop);
    struct event *end = evsignal_new(gateway->loop, SIGTERM, on_signal, gateway->loop);

    gateway->timer = evtimer_new(gateway->loop, on_time, gateway);
    event_add(outcomes, NULL);
    event_add(interrupt, NULL);
    event_add(end, NULL);
    event_add(gateway->timer, &now);
    evhttp_set_gencb(http, on_request, gateway);
    if (bound == NULL) {
        fprintf(stderr, "no port to listen on\n");
    } else {
        printf("port %d\n", port_of(bound));
        fflush(stdout);
        event_base_dispatch(gateway->loop);
    }
    /* No new requests; who waits for an answer gets it. This is the one place
     * that waits: CLOSING_MS at most. */
    evhttp_set_gencb(http, NULL, NULL);
    nh_queue_close(gateway->queue, CLOSING_MS);
    while (nh_queue_dispatch(gateway->queue, on_outcome, CLOSING_MS) == NH_STATUS_OK)
        event_base_loop(gateway->loop, EVLOOP_NONBLOCK);
    event_free(outcomes);
    event_free(interrupt);
    event_free(end);
    event_free(gateway->timer);
    evhttp_free(http);
}

int main(void)
{
    struct gateway gateway;

    memset(&gateway, 0, sizeof gateway);
    gateway.loop = event_base_new();
    gateway.queue = nh_queue_new(NULL);
    gateway.hub = open_hub();
    if (gateway.loop == NULL || gateway.queue == NULL || gateway.hub == NULL)
        return EXIT_FAILURE;
    serve(&gateway);
    report("idle", &gateway.idle);
    report("sending", &gateway.sending);
    printf("%ld sends, %ld accepted\n", gateway.sends, gateway.accepted);
    nh_queue_free(gateway.queue);
    nh_hub_free(gateway.hub);
    event_base_free(gateway.loop);
    return gateway.accepted == gateway.sends ? EXIT_SUCCESS : EXIT_FAILURE;
}
