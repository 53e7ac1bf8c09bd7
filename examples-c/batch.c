/*
 * One notification to very many devices by their handles, which need not be
 * registered.
 *
 *   batch                   to 5,000 handles that are made up
 *   batch FILE              to the handles in a file, one a line
 *   batch FILE FIRST        the same from line FIRST on, counted from 0
 *
 * The library asks for one handle after the other and sends a thousand of them
 * in a request, so that a file of millions takes no more memory than a small
 * one. Where it stops, this program waits and goes on from there; where it must
 * give up, it says from which line to go on.
 *
 * NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say where to.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <notification_hubs.h>

enum { MADE_UP = 5000, LONGEST_HANDLE = 5000, ROUNDS = 5 };

/* Where handles come from. Lines are counted from 0, empty ones too. */
struct source {
    FILE *file; /* NULL: they are made up */
    uint64_t line;
    char handle[LONGEST_HANDLE];
    bool broken;
};

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

static bool next_line(struct source *source)
{
    if (source->file == NULL) {
        snprintf(source->handle, sizeof source->handle, "made-up-handle-%08llu",
                 (unsigned long long)source->line);
        return source->line < MADE_UP;
    }
    if (fgets(source->handle, sizeof source->handle, source->file) == NULL) {
        source->broken = ferror(source->file) != 0;
        return false;
    }
    source->handle[strcspn(source->handle, "\r\n")] = '\0';
    return true;
}

/* The library's nh_next_handle: the text must stay until the next call. */
static const char *next_handle(void *user_data)
{
    struct source *source = user_data;

    if (!next_line(source))
        return NULL;
    /* What came before this thousand has been accepted. */
    if (source->line % 1000 == 0)
        fprintf(stderr, "\r%llu ", (unsigned long long)source->line);
    source->line++;
    return source->handle;
}

/* Goes to a line: back to what was read but not accepted, or forth. */
static bool go_to(struct source *source, uint64_t line)
{
    source->broken = false;
    if (source->file != NULL)
        rewind(source->file);
    for (source->line = 0; source->line < line; source->line++)
        if (source->file != NULL && !next_line(source))
            return false;
    return true;
}

static void pause_ms(int64_t ms)
{
    struct timespec time = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

/* Sends to all that the source still has, in a round; *first is moved on past
 * the handles that were accepted. Gives the error that stopped it, to be freed. */
static nh_error *send_round(const nh_hub *hub, const nh_notification *notification,
                            struct source *source, uint64_t *first)
{
    nh_call_options *options = nh_call_options_new();
    nh_batch_report *report;
    nh_error *error;

    /* For all requests of the round together. */
    nh_call_options_set_timeout_ms(options, 10 * 60 * 1000);
    nh_send_direct_batch_from(hub, notification, next_handle, source, options, &report);
    *first += nh_batch_report_next(report);
    error = nh_error_copy(nh_batch_report_error(report));
    if (nh_batch_report_unknown(report) > 0)
        fprintf(stderr, "\n%llu handles from %llu on may have been reached already\n",
                (unsigned long long)nh_batch_report_unknown(report), (unsigned long long)*first);
    nh_batch_report_free(report);
    nh_call_options_free(options);
    return error;
}

/* True if every handle was accepted. */
static bool send_all(const nh_hub *hub, const nh_notification *notification, struct source *source,
                     uint64_t first)
{
    int round;

    for (round = 0; round < ROUNDS && go_to(source, first); round++) {
        nh_error *error = send_round(hub, notification, source, &first);
        bool go_on;
        int64_t wait_ms;
        if (error == NULL && !source->broken) {
            fprintf(stderr, "\r%llu accepted\n", (unsigned long long)first);
            return true;
        }
        fprintf(stderr, "\n%s\n", error != NULL ? nh_error_message(error) : "the file is broken");
        /* Only what was surely not accepted is sent again: nobody is woken twice. */
        go_on = nh_error_is_transient(error) && !nh_error_may_have_been_sent(error);
        wait_ms = nh_error_retry_after_ms(error);
        nh_error_free(error);
        if (!go_on)
            break;
        pause_ms(wait_ms >= 0 ? wait_ms : 5000);
    }
    fprintf(stderr, "not all were sent: go on from %llu\n", (unsigned long long)first);
    return false;
}

int main(int argc, char **argv)
{
    struct source source = {NULL, 0, "", false};
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    nh_hub *hub = open_hub();
    nh_notification *notification = nh_notification_new_fcmv1_message("News", "Hello, everyone!");
    bool ok = hub != NULL && notification != NULL;

    if (ok && argc > 1 && (source.file = fopen(argv[1], "r")) == NULL) {
        perror(argv[1]);
        ok = false;
    }
    ok = ok && send_all(hub, notification, &source, first);
    if (source.file != NULL)
        fclose(source.file);
    nh_notification_free(notification);
    nh_hub_free(hub);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
