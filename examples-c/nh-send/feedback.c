/*
 * nh-send feedback: what push services said of dead handles.
 */
#include <stdio.h>
#include <stdlib.h>

#include "nh-send.h"

enum { MAX_URI = 64 * 1024 };

bool check_feedback(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;

    (void)job;
    if (value[URI_FROM] != NULL && value[NOTIFICATION] != NULL)
        return complain("--uri-from", "cannot be given together with --notification");
    return value[SHOW_HANDLES] == NULL || value[JSON] != NULL ||
           complain("--show-handles", "is for --json");
}

bool go_on_at(nh_feedback_cursor *cursor, const char *marker_file)
{
    char *marker;
    bool set;

    if (marker_file == NULL)
        return true;
    if (!read_marker(marker_file, &marker))
        return false;
    set = marker == NULL ||
          check(marker_file, nh_feedback_cursor_set_marker(cursor, marker) == NH_STATUS_OK);
    free(marker);
    return set;
}

bool is_passed_over(nh_status status, nh_outcome *outcome)
{
    /* No request failed: what was read is at fault. */
    if (status != NH_STATUS_PROTOCOL || nh_outcome_attempts(outcome) != 0)
        return false;
    complain("passed over", nh_error_message(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    return true;
}

static nh_feedback_cursor *open_cursor(const struct job *job, char *const value[OPTION_COUNT])
{
    nh_feedback_cursor *cursor;
    char *uri = NULL;

    if (value[URI_FROM] != NULL) {
        uri = read_text(value[URI_FROM], MAX_URI);
        if (uri == NULL)
            return NULL;
        cursor = nh_feedback_cursor_new_uri(job->hub, uri);
        free(uri);
    } else if (value[NOTIFICATION] != NULL) {
        cursor = nh_feedback_cursor_new_notification(job->hub, value[NOTIFICATION]);
    } else {
        cursor = nh_feedback_cursor_new(job->hub);
    }
    check("feedback", cursor != NULL);
    return cursor;
}

static void print_entry(const nh_feedback *feedback, size_t i, char *const value[OPTION_COUNT])
{
    const char *installation = nh_feedback_installation_id(feedback, i);
    const char *registration = nh_feedback_registration_id(feedback, i);

    if (value[JSON] != NULL) {
        print_member(true, "time", nh_feedback_time(feedback, i));
        print_member(false, "error", nh_feedback_error(feedback, i));
        print_member(false, "platform", nh_feedback_platform(feedback, i));
        print_member(false, "installationId", installation);
        print_member(false, "registrationId", registration);
        print_member(false, "notificationId", nh_feedback_notification_id(feedback, i));
        if (value[SHOW_HANDLES] != NULL) {
            print_member(false, "pnsHandle", nh_feedback_pns_handle(feedback, i));
            print_member(false, "newPnsHandle", nh_feedback_new_pns_handle(feedback, i));
        }
        puts("}");
        return;
    }
    print_cell(nh_feedback_time(feedback, i));
    putchar('\t');
    print_cell(nh_feedback_platform(feedback, i));
    putchar('\t');
    print_cell(nh_feedback_error(feedback, i));
    putchar('\t');
    print_cell(installation != NULL ? installation : registration);
    putchar('\n');
}

enum exit_code run_feedback(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    nh_feedback_cursor *cursor = open_cursor(job, value);
    bool ready = cursor != NULL && go_on_at(cursor, value[MARKER]), whole = true;
    enum exit_code code = ready ? ACCEPTED : USAGE;

    while (code == ACCEPTED) {
        nh_feedback *feedback;
        nh_outcome *outcome;
        nh_status status = nh_feedback_cursor_next(cursor, job->options, &feedback, &outcome);
        size_t i;

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
        for (i = 0; i < nh_feedback_count(feedback); i++)
            print_entry(feedback, i, value);
        nh_feedback_free(feedback);
        /* Only what was printed is behind the marker. */
        if (!flush_output() ||
            (value[MARKER] != NULL &&
             !write_marker(value[MARKER], nh_feedback_cursor_marker(cursor))))
            code = NOT_ACCEPTED;
    }
    nh_feedback_cursor_free(cursor);
    return code == ACCEPTED && !whole ? NOT_ACCEPTED : code;
}
