/*
 * The options of the command line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nh-send.h"

const struct known_option options_known[OPTION_COUNT] = {
    [PLATFORM] = {"--platform", ONCE, FOR_SEND | FOR_EXPLAIN},
    [BROADCAST] = {"--broadcast", FLAG, FOR_SEND | FOR_EXPLAIN},
    [TAG] = {"--tag", REPEATED, FOR_SEND | FOR_DEVICES | FOR_EXPLAIN},
    [TAGS] = {"--tags", ONCE, FOR_SEND | FOR_EXPLAIN},
    [EXPRESSION] = {"--expression", ONCE, FOR_SEND | FOR_EXPLAIN},
    [PAYLOAD] = {"--payload", ONCE, FOR_SEND | FOR_EXPLAIN},
    [PROPERTY] = {"--property", REPEATED, FOR_SEND | FOR_EXPLAIN},
    [HEADER] = {"--header", REPEATED, FOR_SEND | FOR_EXPLAIN},
    [WNS_TYPE] = {"--wns-type", ONCE, FOR_SEND | FOR_EXPLAIN},
    [MPNS_TYPE] = {"--mpns-type", ONCE, FOR_SEND | FOR_EXPLAIN},
    [APNS_PUSH_TYPE] = {"--apns-push-type", ONCE, FOR_SEND | FOR_EXPLAIN},
    [APNS_PRIORITY] = {"--apns-priority", ONCE, FOR_SEND | FOR_EXPLAIN},
    [APNS_EXPIRATION] = {"--apns-expiration", ONCE, FOR_SEND | FOR_EXPLAIN},
    [APNS_TOPIC] = {"--apns-topic", ONCE, FOR_SEND | FOR_EXPLAIN},
    [APNS_COLLAPSE_ID] = {"--apns-collapse-id", ONCE, FOR_SEND | FOR_EXPLAIN},
    [CONNECTION_STRING] = {"--connection-string", ONCE, ANY},
    [ENV_FILE] = {"--env-file", ONCE, ANY},
    [HUB] = {"--hub", ONCE, ANY},
    [CA_FILE] = {"--ca-file", ONCE, ANY},
    [PROXY] = {"--proxy", ONCE, ANY},
    [TIMEOUT] = {"--timeout", ONCE, ANY},
    [RETRY] = {"--retry", ONCE, ANY},
    [TEST] = {"--test", FLAG, FOR_SEND},
    [DUMP] = {"--dump", FLAG, ANY},
    [SHOW_PAYLOAD] = {"--show-payload", FLAG, FOR_SEND},
    [DRY_RUN] = {"--dry-run", FLAG, FOR_SEND},
    [QUIET] = {"--quiet", FLAG, FOR_SEND},
    [USER] = {"--user", ONCE, FOR_DEVICES},
    [HANDLE_FROM] = {"--handle-from", ONCE, FOR_DEVICES},
    [ALL] = {"--all", FLAG, FOR_DEVICES},
    [DELETE] = {"--delete", FLAG, FOR_DEVICES | FOR_PRUNE},
    [JSON] = {"--json", FLAG, FOR_DEVICES | FOR_FEEDBACK | FOR_PRUNE | FOR_EXPLAIN},
    [SHOW_HANDLES] = {"--show-handles", FLAG, FOR_DEVICES | FOR_FEEDBACK},
    [URI_FROM] = {"--uri-from", ONCE, FOR_FEEDBACK},
    [NOTIFICATION] = {"--notification", ONCE, FOR_FEEDBACK | FOR_EXPLAIN},
    [MARKER] = {"--marker", ONCE, FOR_FEEDBACK | FOR_PRUNE},
    [ERROR_WORD] = {"--error", REPEATED, FOR_PRUNE},
    [HANDLES_FROM] = {"--handles-from", ONCE, FOR_PRUNE},
    [PAGES] = {"--pages", ONCE, FOR_EXPLAIN},
    [TRACEPARENT] = {"--traceparent", ONCE, ANY},
    [TRACESTATE] = {"--tracestate", ONCE, ANY},
    [VERSION] = {"--version", FLAG, ANY},
    [HELP] = {"--help", FLAG, ANY},
};

/* Reads the option at argv[*index] and moves *index past it. */
static bool next_option(const struct arguments *arguments, int *index, enum option *option,
                        char **value)
{
    char *word = arguments->argv[(*index)++];
    char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    int i = 0;

    while (i < OPTION_COUNT && (strlen(options_known[i].name) != length ||
                                memcmp(options_known[i].name, word, length) != 0))
        i++;
    if (i == OPTION_COUNT)
        /* Perhaps a secret with its option forgotten: do not repeat it. */
        return complain(strncmp(word, "--", 2) == 0 && equals == NULL ? word : "an argument",
                        "not an option of nh-send; see nh-send --help");
    if ((options_known[i].commands & arguments->command) == 0)
        return complain(options_known[i].name, "is not for this command; see nh-send --help");
    *option = (enum option)i;
    if (options_known[i].kind == FLAG) {
        *value = word + length; /* "" */
        return equals == NULL || complain(options_known[i].name, "takes no value");
    }
    if (equals != NULL)
        *value = equals + 1;
    else if (*index < arguments->argc)
        *value = arguments->argv[(*index)++];
    else
        return complain(options_known[i].name, "needs a value");
    return **value != '\0' || complain(options_known[i].name, "the value is empty");
}

/* The next value of a repeated option; NULL after the last. Starts with
 * *index = 1. All of argv has been read once without complaint. */
char *next_value(const struct arguments *arguments, enum option wanted, int *index)
{
    enum option option;
    char *value;

    while (*index < arguments->argc && next_option(arguments, index, &option, &value))
        if (option == wanted)
            return value;
    return NULL;
}

bool parse_arguments(struct arguments *arguments)
{
    int index = 1;
    enum option option;
    char *value;

    while (index < arguments->argc) {
        if (!next_option(arguments, &index, &option, &value))
            return false;
        if (arguments->value[option] != NULL && options_known[option].kind == ONCE)
            return complain(options_known[option].name, "given twice");
        if (arguments->value[option] == NULL)
            arguments->value[option] = value;
    }
    return true;
}

bool look_up(enum option option, const char *text, const struct word *words,
             int32_t *number)
{
    const struct word *word = words;

    while (word->text != NULL && strcmp(word->text, text) != 0)
        word++;
    *number = word->number;
    if (word->text != NULL)
        return true;
    fprintf(stderr, "nh-send: %s is one of", options_known[option].name);
    for (word = words; word->text != NULL; word++)
        fprintf(stderr, "%s %s", word == words ? "" : ",", word->text);
    fputc('\n', stderr);
    return false;
}

/* Digits only, unlike strtol; ten of them fit long long with ease. */
bool parse_number(enum option option, const char *text, long long min, long long max,
                  long long *number)
{
    size_t length = strlen(text);

    *number = length <= 10 && strspn(text, "0123456789") == length ? strtoll(text, NULL, 10) : -1;
    if (*number >= min && *number <= max)
        return true;
    fprintf(stderr, "nh-send: %s is a number from %lld to %lld\n", options_known[option].name,
            min, max);
    return false;
}
