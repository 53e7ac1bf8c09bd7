/*
 * nh-send explain: why a notification reached somebody, or nobody.
 */
#include <stdio.h>

#include "nh-send.h"

bool check_explain(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    int targets = (value[BROADCAST] != NULL) + (value[TAG] != NULL) + (value[TAGS] != NULL) +
                  (value[EXPRESSION] != NULL);
    bool has_payload = value[PAYLOAD] != NULL || value[PROPERTY] != NULL;

    if (targets > 1)
        return complain("more than one target",
                        "give one of --tag, --tags, --expression and --broadcast");
    if (targets == 0 && value[NOTIFICATION] == NULL)
        return complain("nothing to explain", "give --notification ID, or a target");
    if (has_payload != (value[PLATFORM] != NULL))
        return complain("--platform and a payload", "are given together, or neither");
    if (value[PAYLOAD] != NULL && value[PROPERTY] != NULL)
        return complain("two payloads", "give one of --payload and --property");
    return (targets == 0 || make_target(job, arguments)) &&
           (!has_payload || make_notification(job, arguments)) && make_options(job, value);
}

enum exit_code run_explain(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    nh_explanation *explanation = NULL;
    nh_outcome *outcome = NULL;
    enum exit_code code = ACCEPTED;
    long long pages = 0;
    nh_status status;

    if (value[PAGES] != NULL && !parse_number(PAGES, value[PAGES], 1, 1000000, &pages))
        return USAGE;
    status = nh_explain(job->hub, job->notification, job->target, value[NOTIFICATION],
                        (uint32_t)pages, job->options, &explanation, &outcome);
    /* What was found before a failure is told too. */
    if (explanation != NULL && value[JSON] != NULL)
        puts(nh_explanation_json(explanation));
    else if (explanation != NULL)
        fputs(nh_explanation_words(explanation), stdout);
    nh_explanation_free(explanation);
    if (status != NH_STATUS_OK)
        return fail(status, outcome, false);
    nh_outcome_free(outcome);
    if (!flush_output())
        code = NOT_ACCEPTED;
    return code;
}
