/*
 * A hub while it is used: its key is replaced, it brings tokens from the
 * program, keeps to a rate, waits when it is told to, is shared, is closed.
 * Each by what the local hub makes of it.
 */
#include "hub.h"

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"

/* The connection string with another end: all behind its Endpoint is left out. */
static const char *with_end(const char *end)
{
    static char text[1000];
    const char *whole = need_env("NH_CONNECTION_STRING");
    const char *key = strstr(whole, "SharedAccessKeyName=");

    snprintf(text, sizeof text, "%.*s%s", (int)(key - whole), whole, end);
    strcat(text, ";UseDevelopmentEmulator=true");
    return text;
}

static int64_t ticks_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static nh_status send_on(const nh_hub *hub, nh_outcome **outcome)
{
    return nh_broadcast_apple_notification(hub, APPLE, outcome);
}

static void a_key_is_replaced_in_use(void)
{
    nh_hub *hub = open_hub();
    nh_outcome *outcome;

    CHECK_OK(send_on(hub, NULL));
    CHECK_OK(nh_hub_set_connection_string(hub, need_env("NH_LISTEN_CONNECTION_STRING")));
    CHECK_NUMBER(send_on(hub, &outcome), NH_STATUS_FORBIDDEN);
    CHECK_NUMBER(nh_error_access_problem(nh_outcome_error(outcome)),
                 NH_ACCESS_PROBLEM_RIGHT_MISSING);
    nh_outcome_free(outcome);
    CHECK_NUMBER(nh_hub_set_connection_string(
                     hub, "Endpoint=sb://elsewhere/;SharedAccessKeyName=P;SharedAccessKey=k"),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_OK(nh_hub_set_connection_string(hub, need_env("NH_CONNECTION_STRING")));
    CHECK_OK(send_on(hub, NULL));
    nh_hub_free(hub);
}

static void a_refusal_is_explained(void)
{
    nh_hub *hub = nh_hub_new(
        with_end("SharedAccessKeyName=DefaultFullSharedAccessSignature;SharedAccessKey=c2hvcnQ="),
        need_env("NH_HUB"), NULL);
    nh_outcome *outcome;

    CHECK_NUMBER(send_on(hub, &outcome), NH_STATUS_UNAUTHORIZED);
    CHECK_NUMBER(nh_error_access_problem(nh_outcome_error(outcome)),
                 NH_ACCESS_PROBLEM_KEY_MALFORMED);
    CHECK_HAS(nh_error_message(nh_outcome_error(outcome)), "8 characters");
    nh_outcome_free(outcome);
    nh_hub_free(hub);
    CHECK_NUMBER(nh_error_access_problem(NULL), NH_ACCESS_PROBLEM_NONE);
}

struct tokens {
    nh_hub *signer;
    nh_sas_token *last;
    int asked;
};

static const char *next_token(void *user_data, const char *uri)
{
    struct tokens *tokens = user_data;

    tokens->asked++;
    nh_sas_token_free(tokens->last);
    tokens->last = nh_sas_token_new(tokens->signer, uri, 60000);
    return tokens->asked == 1 ? NULL : nh_sas_token_text(tokens->last);
}

static void tokens_come_from_the_program(void)
{
    struct tokens tokens = {open_hub(), NULL, 0};
    nh_options *options = nh_options_new();
    nh_hub *hub;

    CHECK_OK(nh_options_set_token_callback(options, next_token, &tokens));
    CHECK(nh_hub_new(need_env("NH_CONNECTION_STRING"), need_env("NH_HUB"), options) == NULL);
    CHECK_NUMBER(nh_error_status(nh_last_error()), NH_STATUS_INVALID_CONNECTION_STRING);
    CHECK(nh_hub_new_shared(with_end(""), need_env("NH_HUB"), options) == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "callbacks");
    hub = nh_hub_new(with_end(""), need_env("NH_HUB"), options);
    CHECK(hub != NULL);
    CHECK_NUMBER(send_on(hub, NULL), NH_STATUS_NO_TOKEN);
    CHECK_OK(send_on(hub, NULL));
    CHECK_OK(send_on(hub, NULL));
    CHECK_NUMBER(tokens.asked, 2);
    CHECK(nh_sas_token_new(hub, NULL, 60000) == NULL);
    nh_hub_free(hub);
    /* Taken back, the string needs a key again. */
    CHECK_OK(nh_options_set_token_callback(options, NULL, NULL));
    hub = nh_hub_new(need_env("NH_CONNECTION_STRING"), need_env("NH_HUB"), options);
    CHECK_OK(send_on(hub, NULL));
    CHECK_NUMBER(tokens.asked, 2);
    nh_hub_free(hub);
    nh_options_free(options);
    nh_sas_token_free(tokens.last);
    nh_hub_free(tokens.signer);
}

static void a_rate_is_kept_to(void)
{
    nh_options *options = nh_options_new();
    nh_call_options *hurried = nh_call_options_new();
    nh_notification *notification =
        nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    nh_target *target = nh_target_new_broadcast();
    nh_outcome *outcome;
    nh_hub *hub;
    int64_t begin;

    CHECK_NUMBER(nh_options_set_rate_limit(options, 1, 0), NH_STATUS_INVALID_ARGUMENT);
    nh_options_free(options);
    options = nh_options_new();
    CHECK_OK(nh_options_set_rate_limit(options, 5, 1));
    hub = open_hub_as("NH_CONNECTION_STRING", options);
    begin = ticks_ms();
    CHECK_OK(nh_send(hub, notification, target, NULL, NULL));
    CHECK_OK(nh_send(hub, notification, target, NULL, NULL));
    CHECK_OK(nh_send(hub, notification, target, NULL, NULL));
    CHECK(ticks_ms() - begin >= 390);
    CHECK_OK(nh_call_options_set_timeout_ms(hurried, 20));
    CHECK_NUMBER(nh_send(hub, notification, target, hurried, &outcome), NH_STATUS_THROTTLED);
    CHECK_NUMBER(nh_outcome_attempts(outcome), 0);
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_NOT_ACCEPTED);
    CHECK(nh_error_retry_after_ms(nh_outcome_error(outcome)) > 20);
    CHECK(nh_error_is_transient(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    nh_hub_free(hub);
    nh_target_free(target);
    nh_notification_free(notification);
    nh_call_options_free(hurried);
}

static void a_hub_is_shared_by_the_process(void)
{
    nh_hub *first, *second, *third;

    first = nh_hub_new_shared(need_env("NH_CONNECTION_STRING"), need_env("NH_HUB"), NULL);
    CHECK(first != NULL);
    CHECK_OK(send_on(first, NULL));
    CHECK_NUMBER(nh_hub_close(first, 0), NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "shared");
    CHECK_NUMBER(nh_hub_set_connection_string(first, need_env("NH_CONNECTION_STRING")),
                 NH_STATUS_INVALID_ARGUMENT);
    second = nh_hub_new_shared(need_env("NH_CONNECTION_STRING"), need_env("NH_HUB"), NULL);
    nh_hub_free(first);
    CHECK_OK(send_on(second, NULL));
    nh_hub_free(second);
    third = nh_hub_new_shared(need_env("NH_CONNECTION_STRING"), need_env("NH_HUB"), NULL);
    CHECK_OK(send_on(third, NULL));
    nh_hub_free(third);
    CHECK(nh_hub_new_shared("nonsense", NULL, NULL) == NULL);
    CHECK_NUMBER(nh_error_status(nh_last_error()), NH_STATUS_INVALID_CONNECTION_STRING);
}

static void a_closed_hub_answers_so(void)
{
    nh_hub *hub = open_hub();
    nh_outcome *outcome;

    CHECK_OK(send_on(hub, NULL));
    forget_requests();
    CHECK_OK(nh_hub_close(hub, 1000));
    CHECK_NUMBER(send_on(hub, &outcome), NH_STATUS_CLOSED);
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_NOT_ACCEPTED);
    CHECK_TEXT(nh_status_name(nh_outcome_status(outcome)), "NH_STATUS_CLOSED");
    nh_outcome_free(outcome);
    CHECK_OK(nh_hub_close(hub, 0));
    nh_hub_free(hub);
}

int main(void)
{
    RUN(a_key_is_replaced_in_use);
    RUN(a_refusal_is_explained);
    RUN(tokens_come_from_the_program);
    RUN(a_rate_is_kept_to);
    RUN(a_hub_is_shared_by_the_process);
    RUN(a_closed_hub_answers_so);
    return end_tests();
}
