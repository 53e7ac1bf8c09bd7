/*
 * The floor of a client with many sends under way from one thread: a prepared
 * request on as many connections, whose sockets do not wait, over epoll.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "client.h"
#include "raw_connection.h"

struct sender {
    int epoll;
    long under_way;
    struct connection *connections;
};

void sender_send(struct sender *sender, long count)
{
    struct epoll_event events[256];
    long asked = 0, answered = 0;

    for (; asked < count && asked < sender->under_way; asked++)
        connection_ask(&sender->connections[asked]);
    while (answered < count) {
        int ready = epoll_wait(sender->epoll, events, sizeof events / sizeof *events, -1), i;

        if (ready < 0)
            fail("epoll_wait", NULL);
        for (i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;

            if (!connection_answered(connection))
                continue;
            answered++;
            if (asked < count) {
                connection_ask(connection);
                asked++;
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
    sender->connections = calloc((size_t)sender->under_way, sizeof *sender->connections);
    sender->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!sender->connections || sender->epoll < 0)
        fail("raw", "cannot begin");
    for (i = 0; i < sender->under_way; i++) {
        struct connection *connection = &sender->connections[i];
        struct epoll_event event = {0};

        connection_open(connection);
        event.events = EPOLLIN;
        event.data.ptr = connection;
        if (fcntl(connection->socket, F_SETFL, O_NONBLOCK) ||
            epoll_ctl(sender->epoll, EPOLL_CTL_ADD, connection->socket, &event))
            fail("raw", "a socket that does not wait");
    }
    /* With what follows a handshake, which is read with the first answer. */
    sender_send(sender, sender->under_way);
    return sender;
}

void sender_close(struct sender *sender)
{
    long i;

    for (i = 0; i < sender->under_way; i++)
        connection_close(&sender->connections[i]);
    close(sender->epoll);
    free(sender->connections);
    free(sender);
}
