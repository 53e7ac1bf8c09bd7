/*
 * Callbacks that never return: languages such as OCaml or SBCL leave them by an
 * exception, which is a longjmp for C. The contract forbids it, since the call that the
 * callback is part of is lost with all that it holds. What is left must go on: other
 * calls, of this thread too, and closing and freeing end in their time.
 */
#include "hub.h"

#include <pthread.h>
#include <setjmp.h>

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"
#define WAIT 60000 /* for what must happen */
#define BOUND 50   /* for what must not be waited for longer */

static nh_notification *notification;
static nh_target *target;
static jmp_buf out;
static int lines, leave_at;

static void leaves_at_a_line(void *user_data, int32_t level, const char *text)
{
    (void)user_data, (void)level, (void)text;
    if (++lines == leave_at)
        longjmp(out, 1);
}

/* A hub that logs so much. */
static nh_hub *logging_hub(int32_t level)
{
    nh_options *options = nh_options_new();

    CHECK_OK(nh_options_set_log_callback(options, level, leaves_at_a_line, NULL));
    return open_hub_as("NH_CONNECTION_STRING", options);
}

static void *sends(void *hub)
{
    nh_outcome *outcome;
    nh_verdict verdict;

    nh_send(hub, notification, target, NULL, &outcome);
    verdict = nh_outcome_verdict(outcome);
    nh_outcome_free(outcome);
    return verdict == NH_VERDICT_ACCEPTED ? hub : NULL;
}

static bool another_thread_sends(nh_hub *hub)
{
    pthread_t thread;
    void *sent = NULL;

    CHECK(pthread_create(&thread, NULL, sends, hub) == 0);
    pthread_join(thread, &sent);
    return sent != NULL;
}

/* After so many calls of it were left: it works, and it ends. */
static void goes_on_and_ends(nh_hub *hub, bool is_counted)
{
    nh_status closed = is_counted ? NH_STATUS_TIMEOUT : NH_STATUS_OK;
    nh_outcome *outcome;
    nh_hub *other;

    CHECK(sends(hub) != NULL);
    CHECK(another_thread_sends(hub));
    CHECK_NUMBER(nh_hub_close(hub, BOUND), closed);
    CHECK_NUMBER(nh_send(hub, notification, target, NULL, &outcome), NH_STATUS_CLOSED);
    nh_outcome_free(outcome);
    /* A later close ends too, whether it waits or not. */
    CHECK_NUMBER(nh_hub_close(hub, BOUND), closed);
    CHECK_NUMBER(nh_hub_close(hub, 0), closed);
    nh_hub_free(hub);
    other = open_hub();
    CHECK(sends(other) != NULL);
    CHECK_OK(nh_hub_close(other, WAIT));
    nh_hub_free(other);
}

/* Whatever the line is about: before the request, between attempts, at the end. */
static void a_log_callback_at_any_line(void)
{
    volatile bool was_left = true;

    for (leave_at = 1; was_left; leave_at++) {
        nh_hub *volatile hub = logging_hub(NH_LOG_LEVEL_DUMP);

        tell_hub("POST", "/_emulator/faults",
                 "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"kind\":\"status\","
                 "\"status\":503,\"times\":1}]");
        lines = 0;
        was_left = setjmp(out) != 0;
        if (!was_left)
            nh_send(hub, notification, target, NULL, NULL);
        tell_hub("DELETE", "/_emulator/faults", NULL);
        lines = leave_at;
        goes_on_and_ends(hub, was_left);
    }
    CHECK(leave_at > 5);
}

static bool is_to_leave;

static const char *leaves_instead_of_a_token(void *user_data, const char *uri)
{
    (void)uri;
    if (is_to_leave)
        longjmp(out, 1);
    return user_data;
}

static void a_token_callback(void)
{
    nh_hub *signing = open_hub();
    nh_sas_token *token = nh_sas_token_new(signing, NULL, 600000);
    nh_options *options = nh_options_new();
    const char *connection = need_env("NH_CONNECTION_STRING");
    char endpoint[300];
    nh_hub *hub;

    /* Without the key, for which the callback stands. */
    snprintf(endpoint, sizeof endpoint, "%.*s%s", (int)(strchr(connection, ';') - connection),
             connection, strstr(connection, "http://") != NULL ? ";UseDevelopmentEmulator=true" : "");
    nh_options_set_token_callback(options, leaves_instead_of_a_token,
                                  (void *)(uintptr_t)nh_sas_token_text(token));
    if (getenv("NH_CA_FILE") != NULL)
        nh_options_set_ca_file(options, getenv("NH_CA_FILE"));
    hub = nh_hub_new(endpoint, need_env("NH_HUB"), options);
    nh_options_free(options);
    CHECK(hub != NULL);
    is_to_leave = true;
    if (setjmp(out) == 0)
        nh_send(hub, notification, target, NULL, NULL);
    is_to_leave = false;
    goes_on_and_ends(hub, true);
    nh_sas_token_free(token);
    nh_hub_free(signing);
}

static const char *leaves_instead_of_a_handle(void *user_data)
{
    (void)user_data;
    longjmp(out, 1);
}

static void a_callback_that_gives_handles(void)
{
    nh_hub *hub = open_hub();

    if (setjmp(out) == 0)
        nh_send_direct_batch_from(hub, notification, leaves_instead_of_a_handle, NULL, NULL, NULL);
    goes_on_and_ends(hub, true);
}

static int32_t leaves_instead_of_an_answer(void *user_data)
{
    (void)user_data;
    longjmp(out, 1);
}

static void an_interrupt_callback(void)
{
    nh_hub *hub = open_hub();

    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":50000}]");
    nh_set_interrupt_callback(leaves_instead_of_an_answer, NULL);
    if (setjmp(out) == 0)
        nh_send(hub, notification, target, NULL, NULL);
    nh_set_interrupt_callback(NULL, NULL);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    goes_on_and_ends(hub, true);
}

static void leaves_with_an_outcome(void *user_data, const nh_outcome *outcome)
{
    (void)user_data, (void)outcome;
    longjmp(out, 1);
}

/* Only the outcome of that moment is lost: no call is inside the hub for it. */
static void a_callback_that_takes_outcomes(void)
{
    nh_hub *hub = open_hub();
    nh_queue *queue = nh_queue_new(NULL);
    nh_outcome *outcome;
    int i;

    for (i = 0; i < 3; i++)
        CHECK_OK(nh_send_async(hub, notification, target, NULL, queue, NULL));
    if (setjmp(out) == 0)
        nh_queue_dispatch(queue, leaves_with_an_outcome, WAIT);
    CHECK_NUMBER(nh_queue_pending(queue), 2);
    for (i = 0; i < 2; i++) {
        CHECK_OK(nh_queue_next(queue, WAIT, &outcome));
        CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
        nh_outcome_free(outcome);
    }
    CHECK_OK(nh_queue_close(queue, WAIT));
    nh_queue_free(queue);
    goes_on_and_ends(hub, false);
}

int main(void)
{
    alarm(300); /* what hangs, fails */
    notification = nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    target = nh_target_new_broadcast();
    RUN(a_log_callback_at_any_line);
    RUN(a_token_callback);
    RUN(a_callback_that_gives_handles);
    RUN(an_interrupt_callback);
    RUN(a_callback_that_takes_outcomes);
    nh_notification_free(notification);
    nh_target_free(target);
    return end_tests();
}
