/*
 * The caller's trace in the headers of requests, and the spans that tell of calls and
 * their attempts: with the local hub, with a service that asks to wait, and of a queue.
 */
#include "hub.h"

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"
#define TRACE "0af7651916cd43dd8448eb211c80319c"
#define CALLER "b7ad6b7169203331"
#define PARENT "00-" TRACE "-" CALLER "-01"

static nh_notification *notification;
static nh_target *target;

/* What the callback was told last. */
struct told {
    int calls, attempts;
    char names[2][100];
    char trace_id[40], attempt_id[20], parent_of_attempt[20], call_id[20], parent_of_call[20];
    char attributes[2000]; /* of all, one in each line */
    int64_t start, end;
    bool is_sampled;
};

static void copy(char *to, const char *text)
{
    strcpy(to, text != NULL ? text : "none");
}

static void keep_attributes(struct told *told, const nh_span *span)
{
    size_t length = strlen(told->attributes), i;

    for (i = 0; i < nh_span_attribute_count(span); i++) {
        const char *name = nh_span_attribute_name(span, i);
        const char *text = nh_span_attribute_text(span, i);
        char *end = told->attributes + length;
        size_t room = sizeof told->attributes - length;

        if (text != NULL)
            length += (size_t)snprintf(end, room, "%s=%s\n", name, text);
        else
            length += (size_t)snprintf(end, room, "%s=%lld\n", name,
                                       (long long)nh_span_attribute_number(span, i));
    }
    CHECK(nh_span_attribute_name(span, i) == NULL);
    CHECK(nh_span_attribute_text(span, i) == NULL);
    CHECK_NUMBER(nh_span_attribute_number(span, i), 0);
}

static void keep(void *user_data, const nh_span *span)
{
    struct told *told = user_data;
    bool is_attempt = nh_span_is_attempt(span);

    copy(told->names[is_attempt], nh_span_name(span));
    copy(told->trace_id, nh_span_trace_id(span));
    copy(is_attempt ? told->attempt_id : told->call_id, nh_span_id(span));
    copy(is_attempt ? told->parent_of_attempt : told->parent_of_call, nh_span_parent_id(span));
    keep_attributes(told, span);
    told->is_sampled = nh_span_is_sampled(span);
    told->start = nh_span_start_unix_ns(span);
    told->end = nh_span_end_unix_ns(span);
    ++*(is_attempt ? &told->attempts : &told->calls);
}

static nh_options *telling(struct told *told)
{
    nh_options *options = nh_options_new();

    memset(told, 0, sizeof *told);
    CHECK_OK(nh_options_set_span_callback(options, keep, told));
    return options;
}

static nh_call_options *traced(void)
{
    nh_call_options *options = nh_call_options_new();

    CHECK_OK(nh_call_options_set_traceparent(options, PARENT));
    CHECK_OK(nh_call_options_set_tracestate(options, "rojo=00f067aa0ba902b7"));
    return options;
}

static void the_callers_trace_goes_out(void)
{
    nh_hub *hub = open_hub();
    nh_call_options *options = traced();

    forget_requests();
    CHECK_OK(nh_send(hub, notification, target, options, NULL));
    CHECK_REQUESTS(PARENT);
    CHECK_REQUESTS("rojo=00f067aa0ba902b7");
    nh_call_options_free(options);
    nh_hub_free(hub);
}

static void a_bad_one_is_named_and_kept(void)
{
    nh_hub *hub = open_hub();
    nh_call_options *options = nh_call_options_new();

    CHECK_NUMBER(nh_call_options_set_traceparent(options, "00-" TRACE), NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "traceparent has 35 characters, not 55");
    CHECK_NUMBER(nh_call_options_set_tracestate(options, "A=b"), NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "tracestate has a key");
    forget_requests();
    CHECK_NUMBER(nh_send(hub, notification, target, options, NULL), NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "traceparent");
    nh_call_options_free(options);
    nh_hub_free(hub);
}

static void an_attempt_is_a_span_in_its_call(void)
{
    struct told told;
    nh_hub *hub = open_hub_as("NH_CONNECTION_STRING", telling(&told));
    nh_call_options *options = traced();
    char sent[80];
    int64_t before = now_ms() * 1000000;

    forget_requests();
    CHECK_OK(nh_send(hub, notification, target, options, NULL));
    CHECK_NUMBER(told.attempts, 1);
    CHECK_NUMBER(told.calls, 1);
    CHECK_TEXT(told.names[0], "notification_hubs send");
    CHECK_TEXT(told.names[1], "POST /{hub}/messages");
    CHECK_TEXT(told.trace_id, TRACE);
    CHECK_TEXT(told.parent_of_call, CALLER);
    CHECK_TEXT(told.parent_of_attempt, told.call_id);
    CHECK(told.is_sampled);
    CHECK(told.start >= before && told.start <= told.end);
    snprintf(sent, sizeof sent, "00-" TRACE "-%s-01", told.attempt_id);
    CHECK_REQUESTS(sent);
    CHECK_HAS(told.attributes, "http.request.method=POST\n");
    CHECK_HAS(told.attributes, "http.response.status_code=201\n");
    CHECK_HAS(told.attributes, "nh.verdict=accepted\n");
    CHECK_HAS(told.attributes, "nh.attempts=1\n");
    CHECK(strstr(told.attributes, "error.type") == NULL);
    nh_call_options_free(options);
    nh_hub_free(hub);
}

static void a_repetition_says_why(void)
{
    struct told told;
    struct script script =
        begin_scripts("HTTP/1.1 429 Slow\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
                      "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", telling(&told));

    CHECK_OK(nh_send(script.hub, notification, target, NULL, NULL));
    CHECK_NUMBER(told.attempts, 2);
    CHECK_NUMBER(told.calls, 1);
    CHECK_TEXT(told.parent_of_call, "none");
    CHECK_HAS(told.attributes, "error.type=429\n");
    CHECK_HAS(told.attributes, "http.request.resend_count=1\n");
    CHECK_HAS(told.attributes, "nh.retry.reason=NH_STATUS_THROTTLED\n");
    end_script(script);
}

static void a_queued_call_tells_with_its_outcome(void)
{
    struct told told;
    nh_hub *hub = open_hub_as("NH_CONNECTION_STRING", telling(&told));
    nh_queue *queue = nh_queue_new(NULL);
    nh_call_options *options = traced();
    nh_outcome *outcome;

    CHECK_OK(nh_send_async(hub, notification, target, options, queue, NULL));
    CHECK_OK(nh_queue_close(queue, 60000));
    CHECK_NUMBER(told.attempts + told.calls, 0);
    CHECK_OK(nh_queue_next(queue, 0, &outcome));
    CHECK_NUMBER(told.attempts, 1);
    CHECK_NUMBER(told.calls, 1);
    CHECK_TEXT(told.trace_id, TRACE);
    nh_outcome_free(outcome);
    nh_queue_free(queue);
    nh_call_options_free(options);
    nh_hub_free(hub);
}

static void a_callback_can_be_taken_back(void)
{
    struct told told;
    nh_options *options = telling(&told);
    nh_hub *hub;

    CHECK_OK(nh_options_set_span_callback(options, NULL, NULL));
    hub = open_hub_as("NH_CONNECTION_STRING", options);
    CHECK_OK(nh_send(hub, notification, target, NULL, NULL));
    CHECK_NUMBER(told.calls, 0);
    nh_hub_free(hub);
    CHECK(nh_span_name(NULL) == NULL);
    CHECK_NUMBER(nh_span_attribute_count(NULL), 0);
}

static void a_shared_hub_takes_none(void)
{
    struct told told;
    nh_options *options = telling(&told);

    CHECK(nh_hub_new_shared(need_env("NH_CONNECTION_STRING"), need_env("NH_HUB"), options) == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "callbacks");
    nh_options_free(options);
}

int main(void)
{
    notification = nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    target = nh_target_new_broadcast();
    RUN(the_callers_trace_goes_out);
    RUN(a_bad_one_is_named_and_kept);
    RUN(an_attempt_is_a_span_in_its_call);
    RUN(a_repetition_says_why);
    RUN(a_queued_call_tells_with_its_outcome);
    RUN(a_callback_can_be_taken_back);
    RUN(a_shared_hub_takes_none);
    nh_notification_free(notification);
    nh_target_free(target);
    return end_tests();
}
