/*
 * Numbers of descriptors that are not the library's: one of a standard stream that
 * the program has closed is never a connection's, and one of a connection that the
 * program has closed, and got for a file of its own, is left alone.
 */
#include "hub.h"

#include <errno.h>

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"

enum { FIRST = 3, END = 64 };

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) != -1;
}

/* Standard error is closed: what is logged there goes nowhere, and above all not
 * into a connection that has got its number. */
static void without_standard_error(void)
{
    nh_options *options = nh_options_new();
    int kept = fcntl(STDERR_FILENO, F_DUPFD, 100), i;
    nh_queue *queue;
    nh_hub *hub;

    CHECK_OK(nh_options_set_log_stderr(options, NH_LOG_LEVEL_DUMP));
    hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
    nh_options_free(options);
    close(STDERR_FILENO);
    queue = nh_queue_new(NULL);
    for (i = 0; i < 5; i++)
        CHECK_OK(nh_broadcast_apple_notification(hub, APPLE, NULL));
    CHECK(!is_open(STDERR_FILENO));
    nh_queue_free(queue);
    nh_hub_free(hub);
    dup2(kept, STDERR_FILENO);
    close(kept);
}

/* As a program does that becomes a daemon and does not fork. */
static void with_the_numbers_of_connections(void)
{
    const struct timespec long_enough = {1, 100000000};
    nh_hub *hub = open_hub();
    int pair[2], fd;
    char byte;

    CHECK_OK(nh_broadcast_apple_notification(hub, APPLE, NULL));
    for (fd = FIRST; fd < END; fd++)
        close(fd);
    CHECK_NUMBER(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    CHECK_NUMBER(pair[0], FIRST);
    /* Each number that a connection may have had is one end of the pair. */
    for (fd = FIRST + 2; fd < END; fd++)
        CHECK_NUMBER(dup2(pair[0], fd), fd);
    nanosleep(&long_enough, NULL);

    CHECK_OK(nh_broadcast_apple_notification(hub, APPLE, NULL));
    CHECK_NUMBER(recv(pair[1], &byte, 1, MSG_DONTWAIT), -1);
    CHECK_NUMBER(errno, EAGAIN);
    nh_hub_free(hub);
    for (fd = FIRST; fd < END; fd++)
        CHECK(is_open(fd));
}

int main(void)
{
    RUN(without_standard_error);
    RUN(with_the_numbers_of_connections);
    return end_tests();
}
