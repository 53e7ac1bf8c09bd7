/*
 * nh_cancel_trigger in a signal handler, which runs on the thread that makes the
 * call: it ends every kind of wait, and takes no lock that this thread holds.
 */
#include "hub.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/time.h>

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"
#define WAIT 60000 /* for what must happen */
#define QUEUED 10000

static nh_notification *notification;
static nh_target *target;
static nh_cancel *volatile current;

static void on_alarm(int signal)
{
    (void)signal;
    errno = EDOM;
    if (current != NULL)
        nh_cancel_trigger(current);
    if (errno != EDOM)
        _exit(9);
}

/* A signal after so many microseconds, and every so many; 0: none any more. */
static void alarms(long first, long every)
{
    struct itimerval timer;

    memset(&timer, 0, sizeof timer);
    timer.it_value.tv_usec = first;
    timer.it_interval.tv_usec = every;
    setitimer(ITIMER_REAL, &timer, NULL);
}

static nh_call_options *options_with(const nh_cancel *cancel)
{
    nh_call_options *options = nh_call_options_new();

    CHECK_OK(nh_call_options_set_cancel(options, cancel));
    CHECK_OK(nh_call_options_set_timeout_ms(options, WAIT));
    return options;
}

/* Sends until the handler ends it. */
static nh_verdict cancelled(nh_hub *hub)
{
    nh_cancel *cancel = nh_cancel_new();
    nh_call_options *options = options_with(cancel);
    nh_outcome *outcome;
    nh_verdict verdict;

    current = cancel;
    alarms(500000, 0);
    CHECK_NUMBER(nh_send(hub, notification, target, options, &outcome), NH_STATUS_CANCELLED);
    alarms(0, 0);
    current = NULL;
    verdict = nh_outcome_verdict(outcome);
    nh_outcome_free(outcome);
    nh_call_options_free(options);
    nh_cancel_free(cancel);
    return verdict;
}

static void a_handler_ends_the_wait_for_an_answer(void)
{
    nh_hub *hub = open_hub();

    /* The connection is there then. */
    CHECK_OK(nh_send(hub, notification, target, NULL, NULL));
    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":50000}]");
    CHECK_NUMBER(cancelled(hub), NH_VERDICT_UNKNOWN);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    nh_hub_free(hub);
}

static void a_handler_ends_the_wait_between_attempts(void)
{
    nh_hub *hub = open_hub();

    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"kind\":\"status\",\"status\":503,"
             "\"headers\":{\"Retry-After\":\"40\"}}]");
    CHECK_NUMBER(cancelled(hub), NH_VERDICT_NOT_ACCEPTED);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    nh_hub_free(hub);
}

static void a_handler_ends_the_wait_for_a_connection(void)
{
    struct deaf_server server;
    nh_hub *hub = open_hub_of_deaf_server(&server);

    CHECK_NUMBER(cancelled(hub), NH_VERDICT_NOT_ACCEPTED);
    nh_hub_free(hub);
    close_deaf_server(&server);
}

/* At every moment of a call, also while it takes the locks of its cancel handle. */
static void handlers_at_any_time_hang_nothing(void)
{
    nh_hub *hub = open_hub();
    int i, ended = 0;

    alarms(300, 300);
    for (i = 0; i < 2000; i++) {
        nh_cancel *cancel = nh_cancel_new();
        nh_call_options *options = options_with(cancel);
        nh_status status;

        current = cancel;
        status = nh_send(hub, notification, target, options, NULL);
        current = NULL;
        ended += status == NH_STATUS_OK || status == NH_STATUS_CANCELLED;
        nh_call_options_free(options);
        nh_cancel_free(cancel);
    }
    alarms(0, 0);
    CHECK_NUMBER(ended, 2000);
    nh_hub_free(hub);
}

/* Handles need no descriptor each. */
static void many_waiting_calls_have_a_handle_each(void)
{
    static nh_cancel *cancels[QUEUED];
    struct rlimit before, few;
    nh_queue_options *queue_options = nh_queue_options_new();
    nh_hub *hub = open_hub();
    nh_outcome *outcome;
    nh_queue *queue;
    int i, taken = 0;

    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":50000}]");
    getrlimit(RLIMIT_NOFILE, &before);
    few = before;
    few.rlim_cur = 256;
    CHECK_NUMBER(setrlimit(RLIMIT_NOFILE, &few), 0);
    CHECK_OK(nh_queue_options_set_capacity(queue_options, QUEUED));
    queue = nh_queue_new(queue_options);
    nh_queue_options_free(queue_options);
    for (i = 0; i < QUEUED; i++) {
        nh_call_options *options = options_with(cancels[i] = nh_cancel_new());

        CHECK_OK(nh_send_async(hub, notification, target, options, queue, NULL));
        nh_call_options_free(options);
    }
    for (i = 0; i < QUEUED; i++) {
        current = cancels[i];
        raise(SIGALRM);
    }
    current = NULL;
    while (taken < QUEUED && nh_queue_next(queue, WAIT, &outcome) == NH_STATUS_OK) {
        CHECK_NUMBER(nh_outcome_status(outcome), NH_STATUS_CANCELLED);
        nh_outcome_free(outcome);
        taken++;
    }
    CHECK_NUMBER(taken, QUEUED);
    setrlimit(RLIMIT_NOFILE, &before);
    nh_queue_free(queue);
    for (i = 0; i < QUEUED; i++)
        nh_cancel_free(cancels[i]);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    nh_hub_free(hub);
}

int main(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, NULL);
    notification = nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    target = nh_target_new_broadcast();
    RUN(a_handler_ends_the_wait_for_an_answer);
    RUN(a_handler_ends_the_wait_between_attempts);
    RUN(a_handler_ends_the_wait_for_a_connection);
    RUN(handlers_at_any_time_hang_nothing);
    RUN(many_waiting_calls_have_a_handle_each);
    nh_notification_free(notification);
    nh_target_free(target);
    return end_tests();
}
