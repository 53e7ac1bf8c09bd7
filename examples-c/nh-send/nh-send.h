/*
 * What the files of nh-send share. Each function that returns bool and may fail has said
 * why on standard error when it returns false.
 */
#ifndef NH_SEND_H
#define NH_SEND_H

#include <stdbool.h>
#include <stddef.h>

#include <notification_hubs.h>

enum exit_code { ACCEPTED = 0, NOT_ACCEPTED = 1, USAGE = 2, UNKNOWN = 3 };

/* ---- options.c ----------------------------------------------------------- */

enum option {
    PLATFORM, BROADCAST, TAG, TAGS, EXPRESSION, PAYLOAD, PROPERTY, HEADER, WNS_TYPE, MPNS_TYPE,
    APNS_PUSH_TYPE, APNS_PRIORITY, APNS_EXPIRATION, APNS_TOPIC, APNS_COLLAPSE_ID,
    CONNECTION_STRING, ENV_FILE, HUB, CA_FILE, PROXY, TIMEOUT, RETRY, TEST, DUMP, SHOW_PAYLOAD,
    DRY_RUN, QUIET, USER, HANDLE_FROM, ALL, DELETE, JSON, SHOW_HANDLES, URI_FROM, NOTIFICATION,
    MARKER, ERROR_WORD, HANDLES_FROM, PAGES, TRACEPARENT, TRACESTATE, VERSION, HELP, OPTION_COUNT
};

enum kind { FLAG, ONCE, REPEATED };

/* Which commands an option is for, as bits. */
enum { FOR_SEND = 1, FOR_DEVICES = 2, FOR_FEEDBACK = 4, FOR_PRUNE = 8, FOR_EXPLAIN = 16, ANY = ~0 };

struct known_option {
    const char *name;
    enum kind kind;
    int commands;
};

extern const struct known_option options_known[];

struct arguments {
    int command; /* one of FOR_... */
    int argc;
    char **argv;
    /* The value of each option that was given, "" for a flag, the first value
     * of a repeated one; NULL if it was not given. They point into argv. */
    char *value[OPTION_COUNT];
};

bool parse_arguments(struct arguments *arguments);

/* The next value of a repeated option; NULL after the last. Starts with
 * *index = 1. All of argv has been read once without complaint. */
char *next_value(const struct arguments *arguments, enum option wanted, int *index);

struct word {
    const char *text;
    int32_t number;
};

/* The number of a word; the last of words has no text. */
bool look_up(enum option option, const char *text, const struct word *words, int32_t *number);
bool parse_number(enum option option, const char *text, long long min, long long max,
                  long long *number);

/* ---- help.c -------------------------------------------------------------- */

void print_help(int command);

/* ---- messages.c ---------------------------------------------------------- */

void print_reason(const char *text);

/* Says it, and is false. */
bool complain(const char *what, const char *why);

/* True for success, else the library's reason is said. */
bool check(const char *what, bool success);

/* ---- files.c ------------------------------------------------------------- */

/* Up to max bytes of a file ("-" for standard input), with a NUL behind them.
 * To be freed. NULL if it cannot be read, which has been said. */
char *read_file(const char *name, size_t max, size_t *length);

/* The same, of a secret or a marker: text, without white space at its end. */
char *read_text(const char *name, size_t max);

/* The place of an earlier run; NULL in *marker if there is none yet. */
bool read_marker(const char *name, char **marker);

/* The file has the old marker or the new one, whatever happens meanwhile. */
bool write_marker(const char *name, const char *marker);
bool is_terminal_stderr(void);

/* ---- hub.c --------------------------------------------------------------- */

/* Where the hub is. */
struct place {
    const char *connection_string;
    const char *hub;
    const char *ca_file;
    char *file; /* the text of the env file, into which the others may point */
};

/* All that a send needs. Everything in it is NULL or to be freed. */
struct job {
    struct place place;
    nh_hub *hub;
    nh_notification *notification;
    nh_target *target;
    nh_call_options *options;
};

bool open_hub(struct job *job, const struct arguments *arguments);
void free_job(struct job *job);

/* ---- notification.c ------------------------------------------------------ */

bool make_target(struct job *job, const struct arguments *arguments);
bool make_notification(struct job *job, const struct arguments *arguments);
bool make_options(struct job *job, char *const value[OPTION_COUNT]);

/* ---- send.c -------------------------------------------------------------- */

bool check_arguments(char *const value[OPTION_COUNT]);
enum exit_code exit_code_of(nh_status status, nh_verdict verdict);
void print_failure(const nh_outcome *outcome);
enum exit_code dry_run(const struct job *job, bool show_payload);
enum exit_code send_once(const struct job *job, char *const value[OPTION_COUNT]);
bool prepare_send(struct job *job, const struct arguments *arguments);
enum exit_code run_send(struct job *job, const struct arguments *arguments);

/* ---- output.c ------------------------------------------------------------ */

/* A member of a JSON object; text that is NULL is null. first: no comma before it. */
void print_member(bool first, const char *name, const char *text);

/* Text for a terminal, "-" for NULL: control characters are replaced. */
void print_cell(const char *text);

/* What was printed has arrived. */
bool flush_output(void);

/* ---- trace.c ------------------------------------------------------------- */

bool set_trace(struct job *job, char *const value[OPTION_COUNT]);

/* ---- The commands for operators ------------------------------------------ */

bool check_devices(struct job *job, const struct arguments *arguments);
enum exit_code run_devices(struct job *job, const struct arguments *arguments);
bool check_feedback(struct job *job, const struct arguments *arguments);
enum exit_code run_feedback(struct job *job, const struct arguments *arguments);
bool check_prune(struct job *job, const struct arguments *arguments);
enum exit_code run_prune(struct job *job, const struct arguments *arguments);
bool check_explain(struct job *job, const struct arguments *arguments);
enum exit_code run_explain(struct job *job, const struct arguments *arguments);

/* True after the failure of a blob that is no feedback, behind which the cursor goes on: it
 * has been said, and the outcome is freed. */
bool is_passed_over(nh_status status, nh_outcome *outcome);

/* Sets cursor to the place that --marker has. */
bool go_on_at(nh_feedback_cursor *cursor, const char *marker_file);

/* Says why a call failed, and frees the outcome. */
enum exit_code fail(nh_status status, nh_outcome *outcome, bool changes);

#endif
