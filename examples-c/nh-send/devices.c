/*
 * nh-send devices: lists installations, or deletes those of a user.
 */
#include <stdio.h>
#include <stdlib.h>

#include "nh-send.h"

enum { MAX_HANDLE = 64 * 1024 };

bool check_devices(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    int index = 1;

    (void)job;
    if ((value[TAG] != NULL) + (value[USER] != NULL) + (value[HANDLE_FROM] != NULL) +
            (value[ALL] != NULL) != 1)
        return complain("devices", "give one of --tag, --user, --handle-from and --all");
    if (next_value(arguments, TAG, &index) != NULL && next_value(arguments, TAG, &index) != NULL)
        return complain("--tag", "given twice");
    if (value[DELETE] != NULL && value[USER] == NULL)
        return complain("--delete", "is for --user");
    return value[SHOW_HANDLES] == NULL || value[JSON] != NULL ||
           complain("--show-handles", "is for --json");
}

static enum exit_code delete_devices(const struct job *job, char *const value[OPTION_COUNT])
{
    uint64_t deleted = 0;
    nh_outcome *outcome = NULL;
    nh_status status =
        nh_delete_user_devices(job->hub, value[USER], job->options, &deleted, &outcome);

    if (value[JSON] != NULL)
        printf("{\"deleted\":%llu}\n", (unsigned long long)deleted);
    else
        printf("%llu deleted\n", (unsigned long long)deleted);
    if (status != NH_STATUS_OK)
        return fail(status, outcome, true);
    nh_outcome_free(outcome);
    return ACCEPTED;
}

static nh_installation_cursor *open_cursor(const struct job *job, char *const value[OPTION_COUNT])
{
    nh_installation_cursor *cursor;
    char *handle;

    if (value[ALL] != NULL)
        return nh_installation_cursor_new_all(job->hub);
    if (value[TAG] != NULL)
        return nh_installation_cursor_new_by_tag(job->hub, value[TAG]);
    if (value[USER] != NULL)
        return nh_installation_cursor_new_by_user(job->hub, value[USER]);
    handle = read_text(value[HANDLE_FROM], MAX_HANDLE);
    if (handle == NULL)
        return NULL;
    cursor = nh_installation_cursor_new_by_channel(job->hub, handle);
    check("--handle-from", cursor != NULL);
    free(handle);
    return cursor;
}

static void print_device(const nh_installation *device, char *const value[OPTION_COUNT])
{
    unsigned long tags = (unsigned long)nh_installation_tag_count(device);
    bool expired = nh_installation_push_channel_expired(device);

    if (value[JSON] != NULL) {
        print_member(true, "installationId", nh_installation_id(device));
        print_member(false, "platform", nh_installation_platform_text(device));
        print_member(false, "userId", nh_installation_user_id(device));
        printf(",\"tags\":%lu,\"expired\":%s", tags, expired ? "true" : "false");
        if (value[SHOW_HANDLES] != NULL)
            print_member(false, "pushChannel", nh_installation_push_channel(device));
        puts("}");
        return;
    }
    print_cell(nh_installation_id(device));
    putchar('\t');
    print_cell(nh_installation_platform_text(device));
    putchar('\t');
    print_cell(nh_installation_user_id(device));
    printf("\t%lu\t%s\n", tags, expired ? "expired" : "-");
}

enum exit_code run_devices(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    nh_installation_cursor *cursor;
    nh_installation *device;
    nh_outcome *outcome;
    nh_status status;
    enum exit_code code = ACCEPTED;

    if (value[DELETE] != NULL)
        return delete_devices(job, value);
    cursor = open_cursor(job, value);
    if (cursor == NULL) {
        if (value[HANDLE_FROM] == NULL) /* else it has been said */
            check("devices", false);
        return USAGE;
    }
    for (;;) {
        status = nh_installation_cursor_next(cursor, job->options, &device, &outcome);
        if (status != NH_STATUS_OK) {
            code = fail(status, outcome, false);
            break;
        }
        nh_outcome_free(outcome);
        if (device == NULL)
            break;
        print_device(device, value);
        if (ferror(stdout)) { /* nobody reads on; main says so */
            nh_installation_free(device);
            break;
        }
        nh_installation_free(device);
    }
    nh_installation_cursor_free(cursor);
    return code;
}
