/* The floor of a blocking client: a prepared request on a connection for each thread. */
#include <stdlib.h>

#include "client.h"
#include "raw_connection.h"

struct sender {
    struct connection connection;
};

struct sender *sender_open(void)
{
    struct sender *sender = malloc(sizeof *sender);

    if (!sender)
        fail("malloc", NULL);
    connection_open(&sender->connection);
    return sender;
}

void sender_send(struct sender *sender, long count)
{
    for (; count > 0; count--) {
        connection_ask(&sender->connection);
        /* The socket waits, so that the answer is whole. */
        connection_answered(&sender->connection);
    }
}

void sender_close(struct sender *sender)
{
    connection_close(&sender->connection);
    free(sender);
}
