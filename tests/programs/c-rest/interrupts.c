/*
 * What a thread that waits asks: nh_set_interrupt_callback ends every kind of wait,
 * with an honest verdict, and is asked by no other thread.
 */
#include "hub.h"

#include <pthread.h>
#include <sys/time.h>

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"
#define WAIT 60000 /* for what must happen */

static nh_notification *notification;
static nh_target *target;
static nh_call_options *options;
static volatile sig_atomic_t signals;
static pthread_t asking;
static int asked, asked_elsewhere;

static void on_alarm(int signal)
{
    (void)signal;
    signals++;
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

/* user_data is at which question to end; 0: once a signal has come. */
static int32_t is_to_end(void *user_data)
{
    const int *at = user_data;

    asked++;
    asked_elsewhere += !pthread_equal(pthread_self(), asking);
    return *at == 0 ? signals > 0 : asked >= *at;
}

static int at_signal = 0, at_third = 3, never = 1000000;

static void ask(int *at)
{
    asked = 0;
    signals = 0;
    CHECK_OK(nh_set_interrupt_callback(is_to_end, at));
}

static nh_verdict interrupted(nh_hub *hub)
{
    nh_outcome *outcome;
    nh_verdict verdict;

    CHECK_NUMBER(nh_send(hub, notification, target, options, &outcome), NH_STATUS_CANCELLED);
    CHECK_HAS(nh_error_message(nh_outcome_error(outcome)), "interrupted");
    verdict = nh_outcome_verdict(outcome);
    nh_outcome_free(outcome);
    return verdict;
}

/* By a signal, and without one, after some questions. */
static void ends(nh_hub *hub, nh_verdict verdict)
{
    ask(&at_signal);
    alarms(300000, 0);
    CHECK_NUMBER(interrupted(hub), verdict);
    CHECK(signals == 1 && asked >= 1);
    ask(&at_third);
    CHECK_NUMBER(interrupted(hub), verdict);
    CHECK_NUMBER(asked, 3);
}

static void the_wait_for_an_answer(void)
{
    nh_hub *hub = open_hub();

    /* The connection is there then. */
    CHECK_OK(nh_send(hub, notification, target, NULL, NULL));
    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":50000}]");
    ends(hub, NH_VERDICT_UNKNOWN);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    /* The hub and the thread go on as ever. */
    CHECK_OK(nh_send(hub, notification, target, options, NULL));
    nh_hub_free(hub);
}

static void the_wait_between_attempts_and_for_the_services_time(void)
{
    nh_hub *hub = open_hub();

    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"kind\":\"status\",\"status\":429,"
             "\"headers\":{\"Retry-After\":\"40\"}}]");
    /* The first waits for its next attempt, and so does the second, which makes none. */
    ends(hub, NH_VERDICT_NOT_ACCEPTED);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    nh_hub_free(hub);
}

static void the_wait_for_a_connection(void)
{
    struct deaf_server server;
    nh_hub *hub = open_hub_of_deaf_server(&server);

    ends(hub, NH_VERDICT_NOT_ACCEPTED);
    nh_hub_free(hub);
    close_deaf_server(&server);
}

static void a_wait_goes_on_as_long_as_it_may(void)
{
    nh_hub *hub = open_hub();
    nh_outcome *outcome;

    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":1500}]");
    ask(&never);
    alarms(20000, 20000);
    CHECK_OK(nh_send(hub, notification, target, options, &outcome));
    alarms(0, 0);
    CHECK_NUMBER(nh_outcome_attempts(outcome), 1);
    CHECK(signals > 2 && asked > 2);
    nh_outcome_free(outcome);
    /* Nobody is asked any more. */
    CHECK_OK(nh_set_interrupt_callback(NULL, NULL));
    asked = 0;
    CHECK_OK(nh_send(hub, notification, target, options, NULL));
    CHECK_NUMBER(asked, 0);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    nh_hub_free(hub);
}

static nh_hub *calling;

static int32_t calls_too(void *user_data)
{
    int *calls = user_data;

    if ((*calls)++ == 0) {
        tell_hub("DELETE", "/_emulator/faults", NULL);
        tell_hub("POST", "/_emulator/faults",
                 "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":1200}]");
        CHECK_OK(nh_send(calling, notification, target, options, NULL));
        CHECK_NUMBER(*calls, 1);
    }
    return 1;
}

static void who_is_asked_may_call(void)
{
    int calls = 0;

    calling = open_hub();
    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":50000}]");
    CHECK_OK(nh_set_interrupt_callback(calls_too, &calls));
    CHECK_NUMBER(interrupted(calling), NH_VERDICT_UNKNOWN);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    nh_hub_free(calling);
}

static void count(void *user_data, const nh_outcome *outcome)
{
    (void)outcome;
    ++*(int *)user_data;
}

static void the_waits_of_a_queue(void)
{
    nh_queue_options *few = nh_queue_options_new();
    nh_hub *hub = open_hub();
    nh_outcome *outcome;
    nh_queue *queue;
    int taken = 0;

    tell_hub("POST", "/_emulator/faults",
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":50000}]");
    CHECK_OK(nh_queue_options_set_capacity(few, 1));
    CHECK_OK(nh_queue_options_set_full_wait_ms(few, WAIT));
    queue = nh_queue_new(few);
    nh_queue_options_free(few);
    CHECK_OK(nh_send_async(hub, notification, target, options, queue, NULL));
    ask(&at_third);
    CHECK_NUMBER(nh_queue_next(queue, WAIT, &outcome), NH_STATUS_WOULD_BLOCK);
    ask(&at_third);
    CHECK_NUMBER(nh_queue_dispatch(queue, count, WAIT), NH_STATUS_WOULD_BLOCK);
    ask(&at_third);
    CHECK_NUMBER(nh_send_async(hub, notification, target, options, queue, NULL),
                 NH_STATUS_WOULD_BLOCK);
    CHECK_NUMBER(nh_queue_pending(queue), 1);
    ask(&at_third);
    CHECK_NUMBER(nh_queue_close(queue, WAIT), NH_STATUS_TIMEOUT);
    CHECK_NUMBER(asked, 3);
    /* What its thread waits for was ended by closing, not by an answer of here. */
    CHECK_OK(nh_set_interrupt_callback(NULL, NULL));
    CHECK_OK(nh_queue_next(queue, WAIT, &outcome));
    CHECK_NUMBER(nh_outcome_status(outcome), NH_STATUS_CLOSED);
    CHECK_NUMBER(taken, 0);
    nh_outcome_free(outcome);
    nh_queue_free(queue);
    tell_hub("DELETE", "/_emulator/faults", NULL);
    nh_hub_free(hub);
}

static int inside[2], leave[2];

/* Nobody can end a call that is in a function of the program. */
static void stays(void *user_data, int32_t level, const char *text)
{
    char byte = 0;

    (void)user_data, (void)level, (void)text;
    CHECK(write(inside[1], &byte, 1) == 1 && read(leave[0], &byte, 1) == 1);
}

static void *send_once(void *hub)
{
    nh_send(hub, notification, target, options, NULL);
    return NULL;
}

static void the_wait_until_calls_have_left_a_hub(void)
{
    nh_options *logging = nh_options_new();
    pthread_t sender;
    char byte = 0;
    nh_hub *hub;

    CHECK(pipe(inside) == 0 && pipe(leave) == 0);
    CHECK_OK(nh_options_set_log_callback(logging, NH_LOG_LEVEL_INFO, stays, NULL));
    hub = open_hub_as("NH_CONNECTION_STRING", logging);
    CHECK(pthread_create(&sender, NULL, send_once, hub) == 0);
    CHECK(read(inside[0], &byte, 1) == 1);
    ask(&at_third);
    CHECK_NUMBER(nh_hub_close(hub, WAIT), NH_STATUS_TIMEOUT);
    CHECK_NUMBER(asked, 3);
    CHECK_OK(nh_set_interrupt_callback(NULL, NULL));
    CHECK(write(leave[1], &byte, 1) == 1);
    CHECK_OK(nh_hub_close(hub, WAIT));
    pthread_join(sender, NULL);
    nh_hub_free(hub);
    close(inside[0]), close(inside[1]), close(leave[0]), close(leave[1]);
}

int main(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    /* Waits for the network are interrupted all the same. */
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    asking = pthread_self();
    notification = nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    target = nh_target_new_broadcast();
    options = nh_call_options_new();
    CHECK_OK(nh_call_options_set_timeout_ms(options, WAIT));
    RUN(the_wait_for_an_answer);
    RUN(the_wait_between_attempts_and_for_the_services_time);
    RUN(the_wait_for_a_connection);
    RUN(a_wait_goes_on_as_long_as_it_may);
    RUN(who_is_asked_may_call);
    RUN(the_waits_of_a_queue);
    RUN(the_wait_until_calls_have_left_a_hub);
    if (asked_elsewhere > 0)
        give_up("another thread asked");
    nh_call_options_free(options);
    nh_notification_free(notification);
    nh_target_free(target);
    return end_tests();
}
