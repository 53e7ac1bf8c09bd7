/*
 * What nh-send says on standard error.
 */
#include <stdio.h>
#include <string.h>

#include "nh-send.h"

/* The library's messages are for programs: what they name is an option here. */
static const struct {
    const char *in_c, *here;
} names_here[] = {
    {"hub_name is NULL", "no --hub is given"},
    {"nh_call_options_set_traceparent", "--traceparent"},
    {"nh_call_options_set_tracestate", "--tracestate"},
    {"nh_notification_set_mpns_type", "--mpns-type"},
    {"nh_notification_set_property", "--property"},
    {"nh_notification_set_wns_type", "--wns-type"},
    {"nh_options_set_ca_file", "--ca-file"},
};

void print_reason(const char *text)
{
    const size_t count = sizeof names_here / sizeof *names_here;
    size_t i, length;

    while (*text != '\0') {
        for (i = 0; i < count; i++) {
            length = strlen(names_here[i].in_c);
            if (strncmp(text, names_here[i].in_c, length) == 0)
                break;
        }
        if (i < count) {
            fputs(names_here[i].here, stderr);
            text += length;
        } else {
            fputc(*text++, stderr);
        }
    }
    fputc('\n', stderr);
}

bool complain(const char *what, const char *why)
{
    fprintf(stderr, "nh-send: %s: ", what);
    print_reason(why);
    return false;
}

/* True for success, else the library's reason is said. */
bool check(const char *what, bool success)
{
    return success || complain(what, nh_error_message(nh_last_error()));
}
