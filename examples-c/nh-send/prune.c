/*
 * nh-send prune: deletes dead devices, or says which are dead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nh-send.h"

enum { MAX_HANDLES = 16 * 1024 * 1024 };

static const char *const decisions[] = {
    [NH_PRUNE_DECISION_DEAD] = "dead",
    [NH_PRUNE_DECISION_DELETED] = "deleted",
    [NH_PRUNE_DECISION_REGISTERED_AGAIN] = "registered-again",
    [NH_PRUNE_DECISION_REPLACED] = "replaced",
    [NH_PRUNE_DECISION_NOT_DEAD] = "not-dead",
    [NH_PRUNE_DECISION_NOT_REGISTERED] = "not-registered",
    [NH_PRUNE_DECISION_FAILED] = "failed",
};

enum { DECISIONS = sizeof decisions / sizeof *decisions };

bool check_prune(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;

    (void)job;
    return value[HANDLES_FROM] == NULL || (value[MARKER] == NULL && value[ERROR_WORD] == NULL) ||
           complain("--handles-from", "cannot be given together with --marker or --error");
}

static void show_progress(void *user_data, size_t done, size_t total)
{
    (void)user_data;
    fprintf(stderr, "\r%lu of %lu%s", (unsigned long)done, (unsigned long)total,
            done == total ? "\n" : "");
}

static void print_report(const nh_prune_report *report, bool json)
{
    size_t i;

    for (i = 0; i < nh_prune_report_count(report); i++) {
        const char *installation = nh_prune_report_installation_id(report, i);
        const char *registration = nh_prune_report_registration_id(report, i);
        const char *platform = nh_platform_name(nh_prune_report_platform(report, i));
        int32_t number = nh_prune_report_decision(report, i);
        const char *decision = number > 0 && number < DECISIONS ? decisions[number] : "unknown";

        if (json) {
            print_member(true, "decision", decision);
            print_member(false, "platform", platform);
            print_member(false, "installationId", installation);
            print_member(false, "registrationId", registration);
            print_member(false, "error", nh_prune_report_error(report, i));
            puts("}");
            continue;
        }
        print_cell(decision);
        putchar('\t');
        print_cell(platform);
        putchar('\t');
        print_cell(installation != NULL ? installation : registration);
        putchar('\t');
        print_cell(nh_prune_report_error(report, i));
        putchar('\n');
    }
}

static void print_summary(const nh_prune *prune, bool json)
{
    int32_t i;

    if (json)
        fputs("{\"summary\":{", stdout);
    for (i = 1; i < DECISIONS; i++) {
        unsigned long long count = nh_prune_count(prune, i);
        if (json)
            printf("%s\"%s\":%llu", i == 1 ? "" : ",", decisions[i], count);
        else
            printf("%s%llu %s", i == 1 ? "" : ", ", count, decisions[i]);
    }
    puts(json ? "}}" : "");
}

static nh_prune *make_prune(const struct arguments *arguments)
{
    nh_prune *prune = nh_prune_new();
    char *word;
    int index = 1;

    nh_prune_set_delete(prune, arguments->value[DELETE] != NULL);
    if (is_terminal_stderr())
        nh_prune_set_progress_callback(prune, show_progress, NULL);
    while ((word = next_value(arguments, ERROR_WORD, &index)) != NULL)
        if (!check("--error", nh_prune_add_error(prune, word) == NH_STATUS_OK)) {
            nh_prune_free(prune);
            return NULL;
        }
    return prune;
}

/* Prints what a call decided, and frees it. */
static enum exit_code end_call(nh_status status, nh_prune_report *report, nh_outcome *outcome,
                               bool json)
{
    print_report(report, json);
    nh_prune_report_free(report);
    if (status != NH_STATUS_OK)
        return fail(status, outcome, true);
    nh_outcome_free(outcome);
    return flush_output() ? ACCEPTED : NOT_ACCEPTED;
}

/* *made: a call was made, so that there is something to sum up. */
static enum exit_code prune_handles(const struct job *job, nh_prune *prune,
                                    char *const value[OPTION_COUNT], bool *made)
{
    char *text = read_text(value[HANDLES_FROM], MAX_HANDLES), *line;
    nh_handles *handles = nh_handles_new();
    nh_prune_report *report = NULL;
    nh_outcome *outcome = NULL;
    bool good = text != NULL;
    enum exit_code code = USAGE;

    for (line = good ? strtok(text, "\r\n") : NULL; good && line != NULL;
         line = strtok(NULL, "\r\n"))
        good = check("--handles-from", nh_handles_add(handles, line) == NH_STATUS_OK);
    if (good) {
        nh_status status =
            nh_prune_handles(prune, job->hub, handles, job->options, &report, &outcome);
        code = end_call(status, report, outcome, value[JSON] != NULL);
        *made = true;
    }
    nh_handles_free(handles);
    free(text);
    return code;
}

/* The same. */
static enum exit_code prune_feedback(const struct job *job, nh_prune *prune,
                                     char *const value[OPTION_COUNT], bool *made)
{
    nh_feedback_cursor *cursor = nh_feedback_cursor_new(job->hub);
    bool ready = check("feedback", cursor != NULL) && go_on_at(cursor, value[MARKER]);
    enum exit_code code = ready ? ACCEPTED : USAGE;
    bool whole = true;

    *made = ready;
    while (code == ACCEPTED) {
        nh_feedback *feedback;
        nh_prune_report *report = NULL;
        nh_outcome *outcome;
        nh_status status = nh_feedback_cursor_next(cursor, job->options, &feedback, &outcome);

        if (is_passed_over(status, outcome)) {
            whole = false;
            continue;
        }
        if (status != NH_STATUS_OK) {
            code = fail(status, outcome, false);
            break;
        }
        nh_outcome_free(outcome);
        if (feedback == NULL)
            break;
        status = nh_prune_feedback(prune, job->hub, feedback, job->options, &report, &outcome);
        nh_feedback_free(feedback);
        code = end_call(status, report, outcome, value[JSON] != NULL);
        /* What was not deleted is read again by the next run. */
        if (code == ACCEPTED && value[DELETE] != NULL && value[MARKER] != NULL &&
            !write_marker(value[MARKER], nh_feedback_cursor_marker(cursor)))
            code = NOT_ACCEPTED;
    }
    nh_feedback_cursor_free(cursor);
    return code == ACCEPTED && !whole ? NOT_ACCEPTED : code;
}

enum exit_code run_prune(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    nh_prune *prune = make_prune(arguments);
    enum exit_code code;
    bool made = false;

    if (prune == NULL)
        return USAGE;
    code = value[HANDLES_FROM] != NULL ? prune_handles(job, prune, value, &made)
                                       : prune_feedback(job, prune, value, &made);
    if (made)
        print_summary(prune, value[JSON] != NULL);
    nh_prune_free(prune);
    return code;
}
