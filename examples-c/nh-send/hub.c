/*
 * Where the hub is, and how it is reached.
 */
#include <stdlib.h>
#include <string.h>

#include "nh-send.h"

enum { MAX_ENV_FILE = 64 * 1024 };

static const struct word retries[] = {
    {"never", NH_RETRY_NEVER}, {"not-accepted", NH_RETRY_NOT_ACCEPTED},
    {"always", NH_RETRY_ALWAYS}, {NULL, 0},
};

/* In single quotes a shell has '\'' for a quote, and the local hub writes it so. */
static void unescape_quotes(char *value)
{
    char *to = value;

    while (*value != '\0') {
        *to++ = *value;
        value += strncmp(value, "'\\''", 4) == 0 ? 4 : 1;
    }
    *to = '\0';
}

/* The value of a line NAME=VALUE, with or without quotes, that ends at *line's
 * end; NULL if the line is about another name. Cuts the line in place. */
static char *value_in_line(char *line, const char *name)
{
    size_t length = strlen(name);
    char *value, *end, quote = '\0';

    if (strncmp(line, "export ", 7) == 0)
        line += 7;
    if (strncmp(line, name, length) != 0 || line[length] != '=')
        return NULL;
    value = line + length + 1;
    end = value + strlen(value);
    while (end > value && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
        end--;
    if (end - value >= 2 && (*value == '\'' || *value == '"') && end[-1] == *value) {
        quote = *value++;
        end--;
    }
    *end = '\0';
    if (quote == '\'')
        unescape_quotes(value);
    return value;
}

static bool read_env_file(struct place *place, const char *name)
{
    size_t length;
    char *line, *value;

    place->file = read_file(name, MAX_ENV_FILE, &length);
    if (place->file == NULL)
        return false;
    if (strlen(place->file) != length)
        return complain(name, "not a text file");
    for (line = strtok(place->file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if ((value = value_in_line(line, "NH_CONNECTION_STRING")) != NULL)
            place->connection_string = value;
        else if ((value = value_in_line(line, "NH_HUB")) != NULL)
            place->hub = value;
        else if ((value = value_in_line(line, "NH_CA_FILE")) != NULL)
            place->ca_file = value;
    }
    return true;
}

static const char *unless_empty(const char *text)
{
    return text != NULL && *text != '\0' ? text : NULL;
}

static bool find_place(struct place *place, char *const value[OPTION_COUNT])
{
    if (value[ENV_FILE] != NULL) {
        if (!read_env_file(place, value[ENV_FILE]))
            return false;
    } else {
        place->connection_string = getenv("NH_CONNECTION_STRING");
        place->hub = getenv("NH_HUB");
        place->ca_file = getenv("NH_CA_FILE");
    }
    if (value[CONNECTION_STRING] != NULL)
        place->connection_string = value[CONNECTION_STRING];
    if (value[HUB] != NULL)
        place->hub = value[HUB];
    if (value[CA_FILE] != NULL)
        place->ca_file = value[CA_FILE];
    /* The shell has no better way to say "not set" than an empty value. */
    place->connection_string = unless_empty(place->connection_string);
    place->hub = unless_empty(place->hub);
    place->ca_file = unless_empty(place->ca_file);
    return place->connection_string != NULL ||
           complain("no connection string",
                    "set NH_CONNECTION_STRING, or give --env-file; see nh-send --help");
}

void free_job(struct job *job)
{
    nh_call_options_free(job->options);
    nh_target_free(job->target);
    nh_notification_free(job->notification);
    nh_hub_free(job->hub);
    free(job->place.file);
}

bool open_hub(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    long long seconds;
    int32_t retry;
    nh_options *options;

    if (!find_place(&job->place, value))
        return false;
    if (value[TIMEOUT] != NULL && !parse_number(TIMEOUT, value[TIMEOUT], 1, 86400, &seconds))
        return false;
    if (value[RETRY] != NULL && !look_up(RETRY, value[RETRY], retries, &retry))
        return false;

    /* nh_hub_new fails with the first failure of a setter. */
    options = nh_options_new();
    nh_options_set_user_agent_suffix(options, "nh-send/" NH_VERSION_STRING);
    if (value[TIMEOUT] != NULL)
        nh_options_set_timeout_ms(options, (uint32_t)(seconds * 1000));
    if (value[RETRY] != NULL)
        nh_options_set_retry(options, retry);
    if (value[PROXY] != NULL)
        nh_options_set_proxy(options, value[PROXY]);
    if (job->place.ca_file != NULL)
        nh_options_set_ca_file(options, job->place.ca_file);
    if (value[DUMP] != NULL)
        nh_options_set_log_stderr(options, NH_LOG_LEVEL_DUMP);
    nh_options_set_log_payloads(options, value[SHOW_PAYLOAD] != NULL);
    job->hub = nh_hub_new(job->place.connection_string, job->place.hub, options);
    nh_options_free(options);
    return check("the hub", job->hub != NULL);
}
