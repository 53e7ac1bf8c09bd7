/*
 * nh-send: a notification from the command line. See nh-send --help.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <notification_hubs.h>

enum exit_code { ACCEPTED = 0, NOT_ACCEPTED = 1, USAGE = 2, UNKNOWN = 3 };

/* What the service takes; one byte more, so that the library sees the excess
 * and says so, and an endless file is not read to its end. */
enum { MAX_PAYLOAD = 64 * 1024, MAX_ENV_FILE = 64 * 1024 };

/* ---- The command line ---------------------------------------------------- */

enum option {
    PLATFORM, BROADCAST, TAG, TAGS, EXPRESSION, PAYLOAD, PROPERTY, HEADER, WNS_TYPE, MPNS_TYPE,
    APNS_PUSH_TYPE, APNS_PRIORITY, APNS_EXPIRATION, APNS_TOPIC, APNS_COLLAPSE_ID,
    CONNECTION_STRING, ENV_FILE, HUB, CA_FILE, PROXY, TIMEOUT, RETRY, TEST, DUMP, SHOW_PAYLOAD,
    DRY_RUN, QUIET, VERSION, HELP, OPTION_COUNT
};

enum kind { FLAG, ONCE, REPEATED };

static const struct {
    const char *name;
    enum kind kind;
} options_known[OPTION_COUNT] = {
    [PLATFORM] = {"--platform", ONCE},
    [BROADCAST] = {"--broadcast", FLAG},
    [TAG] = {"--tag", REPEATED},
    [TAGS] = {"--tags", ONCE},
    [EXPRESSION] = {"--expression", ONCE},
    [PAYLOAD] = {"--payload", ONCE},
    [PROPERTY] = {"--property", REPEATED},
    [HEADER] = {"--header", REPEATED},
    [WNS_TYPE] = {"--wns-type", ONCE},
    [MPNS_TYPE] = {"--mpns-type", ONCE},
    [APNS_PUSH_TYPE] = {"--apns-push-type", ONCE},
    [APNS_PRIORITY] = {"--apns-priority", ONCE},
    [APNS_EXPIRATION] = {"--apns-expiration", ONCE},
    [APNS_TOPIC] = {"--apns-topic", ONCE},
    [APNS_COLLAPSE_ID] = {"--apns-collapse-id", ONCE},
    [CONNECTION_STRING] = {"--connection-string", ONCE},
    [ENV_FILE] = {"--env-file", ONCE},
    [HUB] = {"--hub", ONCE},
    [CA_FILE] = {"--ca-file", ONCE},
    [PROXY] = {"--proxy", ONCE},
    [TIMEOUT] = {"--timeout", ONCE},
    [RETRY] = {"--retry", ONCE},
    [TEST] = {"--test", FLAG},
    [DUMP] = {"--dump", FLAG},
    [SHOW_PAYLOAD] = {"--show-payload", FLAG},
    [DRY_RUN] = {"--dry-run", FLAG},
    [QUIET] = {"--quiet", FLAG},
    [VERSION] = {"--version", FLAG},
    [HELP] = {"--help", FLAG},
};

struct arguments {
    int argc;
    char **argv;
    /* The value of each option that was given, "" for a flag, the first value
     * of a repeated one; NULL if it was not given. They point into argv. */
    char *value[OPTION_COUNT];
};

static void print_help(void)
{
    puts("nh-send: sends a notification through Azure Notification Hubs\n"
         "\n"
         "USAGE\n"
         "  nh-send --platform NAME TARGET PAYLOAD [options]\n"
         "\n"
         "  --platform NAME      apple, fcmv1, windows, gcm, windowsphone, adm, baidu, browser,\n"
         "                       xiaomi, or template\n"
         "\n"
         "TARGET: exactly one of\n"
         "  --tag TAG            devices with the tag; repeated: with any of the tags\n"
         "  --tags A,B,C         the same\n"
         "  --expression TEXT    devices that match, such as '(sports || news) && !de'\n"
         "  --broadcast          every device of the platform\n"
         "\n"
         "PAYLOAD: exactly one of\n"
         "  --payload TEXT       the platform's own JSON or XML\n"
         "  --payload @FILE      the same from a file, as it is; @- or - for standard input\n"
         "  --property NAME=TEXT for --platform template; repeated for each property\n");
    puts("HEADERS\n"
         "  --header 'NAME: VALUE'   for the push service; repeated\n"
         "  --wns-type TYPE          toast, tile, badge or raw, if the payload does not tell\n"
         "  --mpns-type TYPE         toast, tile or raw, if the payload does not tell\n"
         "  --apns-push-type TYPE    alert, background, voip, complication, fileprovider, mdm,\n"
         "                           location, liveactivity or pushtotalk\n"
         "  --apns-priority N        10, 5 or 1\n"
         "  --apns-expiration TIME   Unix time in seconds; 0 for once, now\n"
         "  --apns-topic TOPIC       usually the app's bundle id\n"
         "  --apns-collapse-id ID    replaces a push with the same id\n"
         "\n"
         "HUB\n"
         "  The environment says which: NH_CONNECTION_STRING, NH_HUB, and NH_CA_FILE if it has a\n"
         "  certificate authority of its own.\n"
         "  --env-file FILE          takes these from lines NAME=VALUE of a file instead\n"
         "  --hub NAME               instead of NH_HUB\n"
         "  --ca-file FILE           instead of NH_CA_FILE\n"
         "  --connection-string S    instead of NH_CONNECTION_STRING. Better not: other users of\n"
         "                           this machine see it in the list of processes\n"
         "  --proxy URL              http://HOST:PORT\n");
    puts("SENDING\n"
         "  --timeout SECONDS    for all of it, 1 to 86400             [default: 30]\n"
         "  --retry WHEN         never; not-accepted: if it was surely not accepted;\n"
         "                       always: devices may get it twice      [default: not-accepted]\n"
         "  --test               a test send: tells what became of it at up to ten devices\n"
         "  --dry-run            prints the request, without its token, and sends nothing\n"
         "  --dump               shows request and answer on standard error, without secrets\n"
         "  --show-payload       with --dump or --dry-run: the payload too\n"
         "  --quiet              prints nothing but errors\n"
         "  --version, --help\n"
         "\n"
         "EXIT STATUS\n"
         "  0  the service accepted it (with --test, even if no device got it)\n"
         "  1  not accepted: the service refused it, or it was never sent\n"
         "  2  the arguments are wrong; nothing was sent\n"
         "  3  unknown: it may have been sent, and sending it again may reach devices twice");
}

/* The contract of every function below that returns bool: false means that it
 * has said why on standard error. */
/* The library's messages are for programs: what they name is an option here. */
static const struct {
    const char *in_c, *here;
} names_here[] = {
    {"hub_name is NULL", "no --hub is given"},
    {"nh_notification_set_mpns_type", "--mpns-type"},
    {"nh_notification_set_property", "--property"},
    {"nh_notification_set_wns_type", "--wns-type"},
    {"nh_options_set_ca_file", "--ca-file"},
};

static void print_reason(const char *text)
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

static bool complain(const char *what, const char *why)
{
    fprintf(stderr, "nh-send: %s: ", what);
    print_reason(why);
    return false;
}

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
static char *next_value(const struct arguments *arguments, enum option wanted, int *index)
{
    enum option option;
    char *value;

    while (*index < arguments->argc && next_option(arguments, index, &option, &value))
        if (option == wanted)
            return value;
    return NULL;
}

static bool parse_arguments(struct arguments *arguments)
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

static bool check_arguments(char *const value[OPTION_COUNT])
{
    int targets = (value[BROADCAST] != NULL) + (value[TAG] != NULL) + (value[TAGS] != NULL) +
                  (value[EXPRESSION] != NULL);

    if (value[PLATFORM] == NULL)
        return complain("--platform", "is needed; see nh-send --help");
    if (targets != 1)
        return complain(targets == 0 ? "no target" : "more than one target",
                        "give one of --tag, --tags, --expression and --broadcast");
    if ((value[PAYLOAD] != NULL) == (value[PROPERTY] != NULL))
        return complain(value[PAYLOAD] == NULL ? "no payload" : "two payloads",
                        "give one of --payload and --property");
    if (value[PROPERTY] != NULL && nh_platform_from_name(value[PLATFORM]) != NH_PLATFORM_TEMPLATE)
        return complain("--property", "is for --platform template only");
    if (value[SHOW_PAYLOAD] != NULL && value[DUMP] == NULL && value[DRY_RUN] == NULL)
        return complain("--show-payload", "is for --dump and --dry-run");
    if (value[CONNECTION_STRING] != NULL && value[ENV_FILE] != NULL)
        return complain("--connection-string", "cannot be given together with --env-file");
    return true;
}

struct word {
    const char *text;
    int32_t number;
};

static const struct word wns_types[] = {
    {"toast", NH_WNS_TYPE_TOAST}, {"tile", NH_WNS_TYPE_TILE},
    {"badge", NH_WNS_TYPE_BADGE}, {"raw", NH_WNS_TYPE_RAW}, {NULL, 0},
};

static const struct word mpns_types[] = {
    {"toast", NH_MPNS_TYPE_TOAST}, {"tile", NH_MPNS_TYPE_TILE},
    {"raw", NH_MPNS_TYPE_RAW},     {NULL, 0},
};

static const struct word apns_push_types[] = {
    {"alert", NH_APNS_PUSH_TYPE_ALERT},
    {"background", NH_APNS_PUSH_TYPE_BACKGROUND},
    {"voip", NH_APNS_PUSH_TYPE_VOIP},
    {"complication", NH_APNS_PUSH_TYPE_COMPLICATION},
    {"fileprovider", NH_APNS_PUSH_TYPE_FILEPROVIDER},
    {"mdm", NH_APNS_PUSH_TYPE_MDM},
    {"location", NH_APNS_PUSH_TYPE_LOCATION},
    {"liveactivity", NH_APNS_PUSH_TYPE_LIVEACTIVITY},
    {"pushtotalk", NH_APNS_PUSH_TYPE_PUSHTOTALK},
    {NULL, 0},
};

static const struct word retries[] = {
    {"never", NH_RETRY_NEVER}, {"not-accepted", NH_RETRY_NOT_ACCEPTED},
    {"always", NH_RETRY_ALWAYS}, {NULL, 0},
};

static bool look_up(enum option option, const char *text, const struct word *words,
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
static bool parse_number(enum option option, const char *text, long long min, long long max,
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

/* ---- Files --------------------------------------------------------------- */

/* Up to max bytes of a file ("-" for standard input), with a NUL behind them.
 * To be freed. NULL if it cannot be read, which has been said. */
static char *read_file(const char *name, size_t max, size_t *length)
{
    bool is_stdin = strcmp(name, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(name, "rb");
    char *bytes = malloc(max + 1);
    bool failed = file == NULL || bytes == NULL;

    if (!failed) {
        *length = fread(bytes, 1, max, file);
        bytes[*length] = '\0';
        failed = ferror(file) != 0;
    }
    if (failed) {
        complain(name, strerror(errno));
        free(bytes);
        bytes = NULL;
    }
    if (file != NULL && !is_stdin)
        fclose(file);
    return bytes;
}

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

/* Where the hub is. */
struct place {
    const char *connection_string;
    const char *hub;
    const char *ca_file;
    char *file; /* the text of the env file, into which the others may point */
};

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

/* ---- What is sent, and how ----------------------------------------------- */

/* All that a send needs. Everything in it is NULL or to be freed. */
struct job {
    struct place place;
    nh_hub *hub;
    nh_notification *notification;
    nh_target *target;
    nh_call_options *options;
};

static void free_job(struct job *job)
{
    nh_call_options_free(job->options);
    nh_target_free(job->target);
    nh_notification_free(job->notification);
    nh_hub_free(job->hub);
    free(job->place.file);
}

/* True for success, else the library's reason is said. */
static bool check(const char *what, bool success)
{
    return success || complain(what, nh_error_message(nh_last_error()));
}

static bool open_hub(struct job *job, const struct arguments *arguments)
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

static bool make_target(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    char *tag, *comma;
    int index = 1;

    if (value[BROADCAST] != NULL) {
        job->target = nh_target_new_broadcast();
        return check("--broadcast", job->target != NULL);
    }
    if (value[EXPRESSION] != NULL) {
        job->target = nh_target_new_expression(value[EXPRESSION]);
        return check("--expression", job->target != NULL);
    }
    job->target = nh_target_new_tags();
    while ((tag = next_value(arguments, TAG, &index)) != NULL)
        if (!check("--tag", nh_target_add_tag(job->target, tag) == NH_STATUS_OK))
            return false;
    /* Not strtok, which would pass over the empty tag in "a,,b". */
    for (tag = value[TAGS]; tag != NULL; tag = comma != NULL ? comma + 1 : NULL) {
        comma = strchr(tag, ',');
        if (comma != NULL)
            *comma = '\0';
        if (!check("--tags", nh_target_add_tag(job->target, tag) == NH_STATUS_OK))
            return false;
    }
    return true;
}

static bool make_body(struct job *job, int32_t platform, const char *payload)
{
    size_t length;
    char *bytes;

    if (payload == NULL) {
        job->notification = nh_notification_new_template();
        return check("--property", job->notification != NULL);
    }
    if (strcmp(payload, "-") != 0 && *payload != '@') {
        job->notification = nh_notification_new(platform, payload, strlen(payload));
        return check("--payload", job->notification != NULL);
    }
    bytes = read_file(*payload == '@' ? payload + 1 : payload, MAX_PAYLOAD + 1, &length);
    if (bytes == NULL)
        return false;
    job->notification = nh_notification_new(platform, bytes, length);
    free(bytes);
    return check("--payload", job->notification != NULL);
}

static bool set_properties_and_headers(nh_notification *notification,
                                       const struct arguments *arguments)
{
    char *name, *value;
    int index = 1;

    while ((name = next_value(arguments, PROPERTY, &index)) != NULL) {
        value = strchr(name, '=');
        if (value == NULL)
            return complain("--property", "is NAME=TEXT");
        *value++ = '\0';
        if (!check("--property",
                   nh_notification_set_property(notification, name, value) == NH_STATUS_OK))
            return false;
    }
    for (index = 1; (name = next_value(arguments, HEADER, &index)) != NULL;) {
        value = strchr(name, ':');
        if (value == NULL)
            return complain("--header", "is 'NAME: VALUE'");
        *value++ = '\0';
        value += strspn(value, " ");
        if (!check("--header",
                   nh_notification_set_header(notification, name, value) == NH_STATUS_OK))
            return false;
    }
    return true;
}

static bool set_platform_settings(nh_notification *notification, char *const value[OPTION_COUNT])
{
    int32_t type;
    long long number;

    if (value[WNS_TYPE] != NULL &&
        !(look_up(WNS_TYPE, value[WNS_TYPE], wns_types, &type) &&
          check("--wns-type", nh_notification_set_wns_type(notification, type) == NH_STATUS_OK)))
        return false;
    if (value[MPNS_TYPE] != NULL &&
        !(look_up(MPNS_TYPE, value[MPNS_TYPE], mpns_types, &type) &&
          check("--mpns-type",
                nh_notification_set_mpns_type(notification, type, 0) == NH_STATUS_OK)))
        return false;
    if (value[APNS_PUSH_TYPE] != NULL &&
        !(look_up(APNS_PUSH_TYPE, value[APNS_PUSH_TYPE], apns_push_types, &type) &&
          check("--apns-push-type",
                nh_notification_set_apns_push_type(notification, type) == NH_STATUS_OK)))
        return false;
    if (value[APNS_PRIORITY] != NULL &&
        !(parse_number(APNS_PRIORITY, value[APNS_PRIORITY], 1, 10, &number) &&
          check("--apns-priority",
                nh_notification_set_apns_priority(notification, (int32_t)number) ==
                    NH_STATUS_OK)))
        return false;
    if (value[APNS_EXPIRATION] != NULL &&
        !(parse_number(APNS_EXPIRATION, value[APNS_EXPIRATION], 0, 9999999999, &number) &&
          check("--apns-expiration",
                nh_notification_set_apns_expiration(notification, number) == NH_STATUS_OK)))
        return false;
    if (value[APNS_TOPIC] != NULL &&
        !check("--apns-topic",
               nh_notification_set_apns_topic(notification, value[APNS_TOPIC]) == NH_STATUS_OK))
        return false;
    return value[APNS_COLLAPSE_ID] == NULL ||
           check("--apns-collapse-id",
                 nh_notification_set_apns_collapse_id(notification, value[APNS_COLLAPSE_ID]) ==
                     NH_STATUS_OK);
}

static bool find_platform(const char *name, int32_t *platform)
{
    int32_t i;

    *platform = nh_platform_from_name(name);
    if (*platform != 0)
        return true;
    fputs("nh-send: --platform is one of", stderr);
    for (i = 1; nh_platform_name(i) != NULL; i++)
        fprintf(stderr, "%s %s", i == 1 ? "" : ",", nh_platform_name(i));
    fputc('\n', stderr);
    return false;
}

static bool make_notification(struct job *job, const struct arguments *arguments)
{
    int32_t platform;

    return find_platform(arguments->value[PLATFORM], &platform) &&
           make_body(job, platform, arguments->value[PAYLOAD]) &&
           set_properties_and_headers(job->notification, arguments) &&
           set_platform_settings(job->notification, arguments->value);
}

static bool make_options(struct job *job, char *const value[OPTION_COUNT])
{
    job->options = nh_call_options_new();
    return check("--test", nh_call_options_set_test(job->options, value[TEST] != NULL) ==
                               NH_STATUS_OK);
}

/* ---- Sending ------------------------------------------------------------- */

static enum exit_code exit_code_of(nh_status status, nh_verdict verdict)
{
    if (status == NH_STATUS_OK)
        return ACCEPTED;
    if (status < 100) /* for the caller to fix, as the header promises */
        return USAGE;
    return verdict == NH_VERDICT_UNKNOWN ? UNKNOWN : NOT_ACCEPTED;
}

static enum exit_code dry_run(const struct job *job, bool show_payload)
{
    nh_request *request =
        nh_request_new(job->hub, job->notification, job->target, job->options);
    size_t i;

    if (request == NULL) {
        check("dry run", false);
        return exit_code_of(nh_error_status(nh_last_error()), NH_VERDICT_NOT_ACCEPTED);
    }
    printf("%s %s\n", nh_request_method(request), nh_request_url(request));
    for (i = 0; i < nh_request_header_count(request); i++) {
        bool secret = nh_request_header_is_secret(request, i);
        printf("%s: %s\n", nh_request_header_name(request, i),
               secret ? "(masked)" : nh_request_header_value(request, i));
    }
    if (show_payload) {
        putchar('\n');
        fwrite(nh_request_body(request), 1, nh_request_body_len(request), stdout);
        putchar('\n');
    } else {
        printf("\n(%lu bytes)\n", (unsigned long)nh_request_body_len(request));
    }
    nh_request_free(request);
    return ACCEPTED;
}

/* Device handles are as good as addresses, and stay out of the table. */
static void print_test_result(const nh_outcome *outcome)
{
    size_t count = nh_outcome_result_count(outcome), i;
    int platform_width = 8, id_width = 12; /* of the headings */

    printf("%lld succeeded, %lld failed\n", (long long)nh_outcome_success_count(outcome),
           (long long)nh_outcome_failure_count(outcome));
    for (i = 0; i < count; i++) {
        int platform = (int)strlen(nh_outcome_result_platform(outcome, i));
        int id = (int)strlen(nh_outcome_result_registration_id(outcome, i));
        platform_width = platform > platform_width ? platform : platform_width;
        id_width = id > id_width ? id : id_width;
    }
    if (count > 0)
        printf("%-*s  %-*s  %s\n", platform_width, "PLATFORM", id_width, "REGISTRATION", "OUTCOME");
    for (i = 0; i < count; i++)
        printf("%-*s  %-*s  %s\n", platform_width, nh_outcome_result_platform(outcome, i),
               id_width, nh_outcome_result_registration_id(outcome, i),
               nh_outcome_result_outcome(outcome, i));
}

static void print_accepted(const nh_outcome *outcome, bool test)
{
    const char *id = nh_outcome_notification_id(outcome);

    printf("accepted, tracking id %s\n", nh_outcome_tracking_id(outcome));
    if (id != NULL)
        printf("notification id %s\n", id);
    if (nh_outcome_has_test_result(outcome))
        print_test_result(outcome);
    else if (test)
        puts("the answer does not tell what became of it at devices");
}

static void print_failure(const nh_outcome *outcome)
{
    const nh_error *error = nh_outcome_error(outcome);
    int64_t wait_ms = nh_error_retry_after_ms(error);

    fputs("nh-send: ", stderr);
    print_reason(nh_error_message(error));
    fprintf(stderr, "nh-send: %s", nh_verdict_name(nh_outcome_verdict(outcome)));
    if (nh_error_may_have_been_sent(error))
        fputs("; sending it again may reach devices twice", stderr);
    else if (wait_ms >= 0)
        fprintf(stderr, "; the service asks to wait %lld seconds",
                (long long)(wait_ms + 999) / 1000);
    else if (nh_error_is_transient(error))
        fputs("; waiting and trying again may help", stderr);
    fputc('\n', stderr);
    if (nh_outcome_attempts(outcome) > 0)
        fprintf(stderr, "nh-send: tracking id %s, attempts %lu\n",
                nh_outcome_tracking_id(outcome), (unsigned long)nh_outcome_attempts(outcome));
}

static enum exit_code send_once(const struct job *job, char *const value[OPTION_COUNT])
{
    nh_outcome *outcome;
    nh_status status = nh_send(job->hub, job->notification, job->target, job->options, &outcome);
    enum exit_code code = exit_code_of(status, nh_outcome_verdict(outcome));

    if (code != ACCEPTED)
        print_failure(outcome);
    else if (value[QUIET] == NULL)
        print_accepted(outcome, value[TEST] != NULL);
    if (nh_outcome_may_be_duplicate(outcome))
        fputs("nh-send: an earlier request got no answer: devices may get it twice\n", stderr);
    nh_outcome_free(outcome);
    return code;
}

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
