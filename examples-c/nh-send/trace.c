/*
 * The trace that a call is part of.
 */
#include <stdio.h>
#include <stdlib.h>

#include "nh-send.h"

typedef nh_status (*setter)(nh_call_options *options, const char *text);

/* A variable may be left over from another program: a wrong one stops nothing. It is tried
 * on options of its own, because those of the call keep a failure. */
static const char *variable(const char *name, setter set)
{
    const char *text = getenv(name);
    nh_call_options *trial;

    if (text == NULL || *text == '\0')
        return NULL;
    trial = nh_call_options_new();
    if (set(trial, text) != NH_STATUS_OK) {
        fprintf(stderr, "nh-send: %s is wrong, and is left out\n", name);
        text = NULL;
    }
    nh_call_options_free(trial);
    return text;
}

bool set_trace(struct job *job, char *const value[OPTION_COUNT])
{
    const char *parent = value[TRACEPARENT], *state = value[TRACESTATE];

    if (state != NULL && parent == NULL && getenv("TRACEPARENT") == NULL)
        return complain("--tracestate", "is for a call with --traceparent");
    if (job->options == NULL)
        job->options = nh_call_options_new();
    /* The variables belong together. */
    if (parent == NULL) {
        parent = variable("TRACEPARENT", nh_call_options_set_traceparent);
        if (state == NULL && parent != NULL)
            state = variable("TRACESTATE", nh_call_options_set_tracestate);
    }
    return (parent == NULL ||
            check("--traceparent",
                  nh_call_options_set_traceparent(job->options, parent) == NH_STATUS_OK)) &&
           (state == NULL ||
            check("--tracestate",
                  nh_call_options_set_tracestate(job->options, state) == NH_STATUS_OK));
}
