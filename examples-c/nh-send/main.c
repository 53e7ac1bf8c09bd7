/*
 * nh-send: the service from the command line. See nh-send --help.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "nh-send.h"

/* Without the name of a command it is a send. */
static const struct command {
    const char *name;
    int number;
    bool (*prepare)(struct job *job, const struct arguments *arguments);
    enum exit_code (*run)(struct job *job, const struct arguments *arguments);
} commands[] = {
    {"", FOR_SEND, prepare_send, run_send},
    {"devices", FOR_DEVICES, check_devices, run_devices},
    {"feedback", FOR_FEEDBACK, check_feedback, run_feedback},
    {"prune", FOR_PRUNE, check_prune, run_prune},
    {"explain", FOR_EXPLAIN, check_explain, run_explain},
};

static const struct command *find_command(const char *name)
{
    size_t i;

    for (i = 1; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return &commands[0];
}

int main(int argc, char **argv)
{
    struct arguments arguments = {FOR_SEND, argc, argv, {NULL}};
    struct job job = {{NULL, NULL, NULL, NULL}, NULL, NULL, NULL, NULL};
    char **value = arguments.value;
    enum exit_code code = USAGE;
    const struct command *command;

#ifdef SIGPIPE
    /* The status tells what became of the send, also where nobody reads the text. */
    signal(SIGPIPE, SIG_IGN);
#endif
    if (argc < 2) {
        fputs("nh-send: sends a notification; see nh-send --help\n", stderr);
        return USAGE;
    }
    command = find_command(argv[1]);
    arguments.command = command->number;
    if (command != &commands[0]) { /* its name stands where the program's did */
        arguments.argc--;
        arguments.argv++;
    }
    if (!parse_arguments(&arguments))
        return USAGE;
    if (value[HELP] != NULL || value[VERSION] != NULL) {
        if (value[HELP] != NULL)
            print_help(command->number);
        else
            printf("nh-send %s, library %s\n", NH_VERSION_STRING, nh_version());
        code = ACCEPTED;
    } else if (command->prepare(&job, &arguments) && set_trace(&job, value) &&
               open_hub(&job, &arguments)) {
        code = command->run(&job, &arguments);
    }
    free_job(&job);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        complain("standard output", strerror(errno));
        /* The status of a send tells about the notification, not the text. */
        if ((value[DRY_RUN] != NULL || command->number != FOR_SEND) && code == ACCEPTED)
            code = NOT_ACCEPTED;
    }
    return code;
}
