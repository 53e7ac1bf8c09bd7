/*
 * Sending a notification, and what became of it.
 */
#include <stdio.h>
#include <string.h>

#include "nh-send.h"

bool check_arguments(char *const value[OPTION_COUNT])
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

enum exit_code exit_code_of(nh_status status, nh_verdict verdict)
{
    if (status == NH_STATUS_OK)
        return ACCEPTED;
    if (status < 100) /* for the caller to fix, as the header promises */
        return USAGE;
    return verdict == NH_VERDICT_UNKNOWN ? UNKNOWN : NOT_ACCEPTED;
}

enum exit_code dry_run(const struct job *job, bool show_payload)
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

void print_failure(const nh_outcome *outcome)
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

enum exit_code send_once(const struct job *job, char *const value[OPTION_COUNT])
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

bool prepare_send(struct job *job, const struct arguments *arguments)
{
    return check_arguments(arguments->value) && make_target(job, arguments) &&
           make_notification(job, arguments) && make_options(job, arguments->value);
}

enum exit_code run_send(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;

    return value[DRY_RUN] != NULL ? dry_run(job, value[SHOW_PAYLOAD] != NULL)
                                  : send_once(job, value);
}
