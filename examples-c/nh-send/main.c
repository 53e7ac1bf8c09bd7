/*
 * nh-send: the service from the command line. See nh-send --help.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "nh-send.h"

int main(int argc, char **argv)
{
    struct arguments arguments = {argc, argv, {NULL}};
    struct job job = {{NULL, NULL, NULL, NULL}, NULL, NULL, NULL, NULL};
    char **value = arguments.value;
    enum exit_code code = USAGE;

#ifdef SIGPIPE
    /* The status tells what became of the send, also where nobody reads the text. */
    signal(SIGPIPE, SIG_IGN);
#endif
    if (argc < 2) {
        fputs("nh-send: sends a notification; see nh-send --help\n", stderr);
        return USAGE;
    }
    if (!parse_arguments(&arguments))
        return USAGE;
    if (value[HELP] != NULL || value[VERSION] != NULL) {
        if (value[HELP] != NULL)
            print_help();
        else
            printf("nh-send %s, library %s\n", NH_VERSION_STRING, nh_version());
        code = ACCEPTED;
    } else if (check_arguments(value) && make_target(&job, &arguments) &&
               make_notification(&job, &arguments) && make_options(&job, value) &&
               open_hub(&job, &arguments)) {
        code = value[DRY_RUN] != NULL ? dry_run(&job, value[SHOW_PAYLOAD] != NULL)
                                      : send_once(&job, value);
    }
    free_job(&job);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        complain("standard output", strerror(errno));
        /* The status of a send tells about the notification, not the text. */
        if (value[DRY_RUN] != NULL && code == ACCEPTED)
            code = NOT_ACCEPTED;
    }
    return code;
}
