/*
 * Queues: sends are handed in, outcomes come out on this thread, through a
 * descriptor, one by one, or through a callback. Bounds, time, closing. That a
 * child of fork() leaves them alone is in tests/programs/c/queue_fork.c.
 */
#include "hub.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"
#define WAIT 60000 /* for what must happen */
#define SENDS 40

static nh_notification *notification;
static nh_target *target;

/* How long the hub takes for a send: "DELAY" in milliseconds. */
static void delay_sends(const char *delay)
{
    char rules[200];

    tell_hub("DELETE", "/_emulator/faults", NULL);
    snprintf(rules, sizeof rules,
             "[{\"method\":\"POST\",\"path\":\"/*/messages\",\"delay_ms\":%s}]", delay);
    tell_hub("POST", "/_emulator/faults", rules);
}

static void do_not_delay_sends(void)
{
    tell_hub("DELETE", "/_emulator/faults", NULL);
}

static nh_queue *new_queue(uint32_t capacity, uint32_t concurrency)
{
    nh_queue_options *options = nh_queue_options_new();
    nh_queue *queue;

    CHECK_OK(nh_queue_options_set_capacity(options, capacity));
    CHECK_OK(nh_queue_options_set_capacity_bytes(options, 1000000));
    CHECK_OK(nh_queue_options_set_concurrency(options, concurrency));
    CHECK_OK(nh_queue_options_set_full_wait_ms(options, 0));
    queue = nh_queue_new(options);
    nh_queue_options_free(options);
    if (queue == NULL)
        give_up(nh_error_message(nh_last_error()));
    return queue;
}

static nh_status hand_in(const nh_hub *hub, nh_queue *queue, void *user_data)
{
    return nh_send_async(hub, notification, target, NULL, queue, user_data);
}

/* The queue's threads among those of this process. */
static int threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    struct dirent *task;
    int count = 0;

    if (tasks == NULL)
        give_up("no /proc/self/task");
    while ((task = readdir(tasks)) != NULL) {
        char path[300], name[20] = "";
        FILE *file;

        snprintf(path, sizeof path, "/proc/self/task/%.200s/comm", task->d_name);
        file = fopen(path, "r");
        if (file == NULL)
            continue;
        if (fgets(name, sizeof name, file) != NULL)
            count += strcmp(name, "nh-send\n") == 0;
        fclose(file);
    }
    closedir(tasks);
    return count;
}

static bool is_readable(nh_queue *queue, int timeout_ms)
{
    struct pollfd poll_fd;

    memset(&poll_fd, 0, sizeof poll_fd);
    poll_fd.fd = nh_queue_fd(queue);
    poll_fd.events = POLLIN;
    return poll(&poll_fd, 1, timeout_ms) == 1 && poll_fd.revents == POLLIN;
}

static void outcomes_come_through_a_descriptor(void)
{
    nh_hub *hub = open_hub();
    nh_queue *queue = nh_queue_new(NULL);
    int seen[SENDS] = {0}, taken = 0, i;

    forget_requests();
    CHECK(nh_queue_fd(queue) >= 0);
    CHECK(!is_readable(queue, 0));
    CHECK_NUMBER(threads(), 0);
    for (i = 0; i < SENDS; i++)
        CHECK_OK(hand_in(hub, queue, &seen[i]));
    /* A thread takes its name itself, soon after it has begun. */
    for (i = 0; i < WAIT && threads() == 0; i++)
        poll(NULL, 0, 1);
    CHECK(threads() > 0);
    CHECK_NUMBER(nh_queue_pending(queue), SENDS);
    nh_hub_free(hub); /* the queue has what it needs */
    while (taken < SENDS && is_readable(queue, WAIT)) {
        nh_outcome *outcome;

        /* Readable, so there is one. */
        CHECK_OK(nh_queue_next(queue, 0, &outcome));
        CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
        ++*(int *)nh_outcome_user_data(outcome);
        nh_outcome_free(outcome);
        taken++;
    }
    for (i = 0; i < SENDS; i++)
        CHECK_NUMBER(seen[i], 1);
    CHECK(!is_readable(queue, 0));
    CHECK_NUMBER(nh_queue_pending(queue), 0);
    nh_queue_free(queue);
    {
        char *all = requests();

        CHECK_NUMBER(count_of(all, "/messages"), SENDS);
        free(all);
    }
}

/* The first that is asked for the descriptor when there are outcomes already. */
static void a_descriptor_that_is_asked_for_late_is_readable(void)
{
    nh_hub *hub = open_hub();
    nh_queue *queue = nh_queue_new(NULL);
    nh_outcome *outcome;

    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_OK(nh_queue_close(queue, WAIT));
    CHECK(is_readable(queue, 0));
    CHECK_OK(nh_queue_next(queue, 0, &outcome));
    CHECK(nh_outcome_user_data(outcome) == NULL);
    nh_outcome_free(outcome);
    CHECK(is_readable(queue, 0));
    CHECK_OK(nh_queue_next(queue, 0, &outcome));
    nh_outcome_free(outcome);
    CHECK(!is_readable(queue, 0));
    nh_queue_free(queue);
    nh_hub_free(hub);
}

static int file_with_a_line(void)
{
    char name[] = "/tmp/nh-queue-XXXXXX";
    int file = mkstemp(name);

    CHECK(file >= 0);
    unlink(name);
    CHECK_NUMBER(write(file, "kept", 4), 4);
    return file;
}

static void is_untouched(int file)
{
    char text[20];

    CHECK_NUMBER(lseek(file, 0, SEEK_CUR), 4);
    CHECK_NUMBER(lseek(file, 0, SEEK_SET), 0);
    CHECK_NUMBER(read(file, text, sizeof text), 4);
    CHECK(memcmp(text, "kept", 4) == 0);
    close(file);
}

/* As languages do that close what they have wrapped. */
static void a_number_that_was_closed_is_another_files(void)
{
    nh_hub *hub = open_hub();
    nh_queue *queue = nh_queue_new(NULL), *other = nh_queue_new(NULL);
    int number = nh_queue_fd(queue), file;
    struct pollfd others;

    CHECK_NUMBER(nh_queue_fd(queue), number);
    close(number);
    others.fd = nh_queue_dup_fd(other);
    CHECK_NUMBER(others.fd >= 0, 1);
    CHECK_NUMBER(dup2(others.fd, number), number);
    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_OK(nh_queue_close(queue, WAIT));
    /* The other queue has no outcome. */
    others.events = POLLIN;
    CHECK_NUMBER(poll(&others, 1, 0), 0);
    file = file_with_a_line();
    CHECK_NUMBER(dup2(file, number), number);
    close(file);
    /* Who asks again gets another one. */
    CHECK(nh_queue_fd(queue) != number);
    CHECK(is_readable(queue, 0));
    close(nh_queue_fd(queue));
    nh_queue_free(queue);
    is_untouched(number);

    /* The number of the queue that is freed is closed, and no duplicate. */
    number = nh_queue_fd(other);
    CHECK_OK(hand_in(hub, other, NULL));
    CHECK_NUMBER(poll(&others, 1, WAIT), 1);
    nh_queue_free(other);
    CHECK_NUMBER(fcntl(number, F_GETFD), -1);
    CHECK(fcntl(others.fd, F_GETFD) >= 0);
    close(others.fd);
    CHECK_NUMBER(nh_queue_dup_fd(NULL), -1);
    CHECK_NUMBER(nh_queue_fd(NULL), -1);
    nh_hub_free(hub);
}

/* A freed queue closes nothing that is another file's by then. */
static void a_freed_queue_closes_its_own_number_alone(void)
{
    nh_queue *queue = nh_queue_new(NULL);
    int number = nh_queue_fd(queue), file = file_with_a_line();

    CHECK_NUMBER(dup2(file, number), number);
    close(file);
    nh_queue_free(queue);
    is_untouched(number);
}

struct dispatched {
    nh_hub *hub;
    nh_queue *queue;
    pthread_t thread;
    int count, to_add;
};

static void on_outcome(void *user_data, const nh_outcome *outcome)
{
    struct dispatched *dispatched = user_data;

    CHECK(pthread_equal(pthread_self(), dispatched->thread) != 0);
    CHECK(nh_outcome_user_data(outcome) == user_data);
    CHECK_OK(nh_outcome_status(outcome));
    CHECK_HAS(nh_outcome_notification_id(outcome), "-");
    dispatched->count++;
    if (dispatched->to_add-- > 0)
        CHECK_OK(hand_in(dispatched->hub, dispatched->queue, dispatched));
}

static void outcomes_come_through_a_callback(void)
{
    struct dispatched dispatched;

    dispatched.hub = open_hub();
    dispatched.queue = nh_queue_new(NULL);
    dispatched.thread = pthread_self();
    dispatched.count = 0;
    dispatched.to_add = 10;
    CHECK_NUMBER(nh_queue_dispatch(dispatched.queue, on_outcome, 0), NH_STATUS_WOULD_BLOCK);
    CHECK_NUMBER(nh_queue_dispatch(dispatched.queue, NULL, 0), NH_STATUS_INVALID_ARGUMENT);
    CHECK_OK(hand_in(dispatched.hub, dispatched.queue, &dispatched));
    while (nh_queue_pending(dispatched.queue) > 0)
        CHECK_OK(nh_queue_dispatch(dispatched.queue, on_outcome, WAIT));
    CHECK_NUMBER(dispatched.count, 11);
    CHECK_OK(nh_queue_close(dispatched.queue, 0));
    CHECK_NUMBER(nh_queue_dispatch(dispatched.queue, on_outcome, WAIT), NH_STATUS_CLOSED);
    nh_queue_free(dispatched.queue);
    nh_hub_free(dispatched.hub);
}

static void a_full_queue_says_so(void)
{
    nh_hub *hub = open_hub();
    nh_queue *queue = new_queue(2, 1);
    nh_outcome *outcome;

    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_NUMBER(hand_in(hub, queue, NULL), NH_STATUS_WOULD_BLOCK);
    CHECK(nh_error_is_transient(nh_last_error()));
    CHECK_NUMBER(nh_queue_pending(queue), 2);
    CHECK_NUMBER(nh_queue_next(queue, WAIT, NULL), NH_STATUS_INVALID_ARGUMENT);
    CHECK_OK(nh_queue_next(queue, WAIT, &outcome));
    nh_outcome_free(outcome);
    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_OK(nh_queue_next(queue, WAIT, &outcome));
    nh_outcome_free(outcome);
    CHECK_OK(nh_queue_next(queue, WAIT, &outcome));
    nh_outcome_free(outcome);
    CHECK_NUMBER(nh_queue_next(queue, 1, &outcome), NH_STATUS_WOULD_BLOCK);
    CHECK(outcome == NULL);
    nh_queue_free(queue);
    nh_hub_free(hub);
}

static void bad_options_are_named(void)
{
    nh_queue_options *options = nh_queue_options_new();

    CHECK_NUMBER(nh_queue_options_set_capacity(options, 0), NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_queue_options_set_capacity_bytes(options, 1), NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_queue_options_set_concurrency(options, 0), NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_queue_options_set_full_wait_ms(options, 86400001), NH_STATUS_INVALID_ARGUMENT);
    CHECK(nh_queue_new(options) == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "entries 0");
    nh_queue_options_free(options);
}

/* What was never begun, by how it ended. */
static int not_made(nh_queue *queue, nh_status status)
{
    nh_outcome *outcome;
    int count = 0;

    while (nh_queue_next(queue, WAIT, &outcome) == NH_STATUS_OK) {
        if (nh_outcome_status(outcome) == status && nh_outcome_attempts(outcome) == 0 &&
            nh_outcome_verdict(outcome) == NH_VERDICT_NOT_ACCEPTED)
            count++;
        nh_outcome_free(outcome);
    }
    return count;
}

static void time_runs_in_the_queue(void)
{
    nh_hub *hub = open_hub();
    nh_queue *queue = new_queue(10, 1);
    nh_call_options *hurried = nh_call_options_new();
    int i;

    delay_sends("300");
    CHECK_OK(nh_call_options_set_timeout_ms(hurried, 50));
    CHECK_OK(hand_in(hub, queue, NULL));
    for (i = 0; i < 3; i++)
        CHECK_OK(nh_send_async(hub, notification, target, hurried, queue, NULL));
    CHECK_OK(nh_queue_close(queue, WAIT));
    CHECK_NUMBER(not_made(queue, NH_STATUS_TIMEOUT), 3);
    CHECK_NUMBER(nh_queue_next(queue, WAIT, &(nh_outcome *){NULL}), NH_STATUS_CLOSED);
    do_not_delay_sends();
    nh_call_options_free(hurried);
    nh_queue_free(queue);
    nh_hub_free(hub);
}

static void a_cancel_ends_what_waits(void)
{
    nh_hub *hub = open_hub();
    nh_queue *queue = new_queue(10, 1);
    nh_call_options *options = nh_call_options_new();
    nh_cancel *cancel = nh_cancel_new();

    delay_sends("300");
    CHECK_OK(nh_call_options_set_cancel(options, cancel));
    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_OK(nh_send_async(hub, notification, target, options, queue, NULL));
    CHECK_OK(nh_cancel_trigger(cancel));
    nh_cancel_free(cancel);
    nh_call_options_free(options);
    CHECK_OK(nh_queue_close(queue, WAIT));
    CHECK_NUMBER(not_made(queue, NH_STATUS_CANCELLED), 1);
    do_not_delay_sends();
    nh_queue_free(queue);
    nh_hub_free(hub);
}

static void a_closed_queue_hands_back_what_it_did_not_send(void)
{
    nh_hub *hub = open_hub();
    nh_queue *queue = new_queue(10, 1);
    int i;

    delay_sends("60000");
    for (i = 0; i < 5; i++)
        CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_NUMBER(nh_queue_close(queue, 100), NH_STATUS_TIMEOUT);
    CHECK_NUMBER(hand_in(hub, queue, NULL), NH_STATUS_CLOSED);
    CHECK_NUMBER(nh_queue_pending(queue), 5);
    /* One was under way, unless this machine was too slow for it. */
    CHECK(not_made(queue, NH_STATUS_CLOSED) >= 4);
    CHECK_NUMBER(nh_queue_pending(queue), 0);
    nh_queue_free(queue);
    /* Freed at once, a queue waits for nothing. */
    queue = new_queue(10, 1);
    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_OK(hand_in(hub, queue, NULL));
    nh_queue_free(queue);
    CHECK_OK(nh_hub_close(hub, WAIT));
    do_not_delay_sends();
    nh_hub_free(hub);
}

static void a_hub_that_is_closed_ends_its_own(void)
{
    nh_hub *hub = open_hub(), *other = open_hub();
    nh_queue *queue = new_queue(10, 1);
    nh_outcome *outcome;
    int i;

    delay_sends("60000");
    for (i = 0; i < 3; i++)
        CHECK_OK(hand_in(hub, queue, hub));
    CHECK_OK(nh_hub_close(hub, WAIT));
    CHECK_NUMBER(hand_in(hub, queue, hub), NH_STATUS_CLOSED);
    do_not_delay_sends();
    CHECK_OK(hand_in(other, queue, other));
    for (i = 0; i < 4; i++) {
        CHECK_OK(nh_queue_next(queue, WAIT, &outcome));
        CHECK_NUMBER(nh_outcome_status(outcome), nh_outcome_user_data(outcome) == other
                                                     ? NH_STATUS_OK
                                                     : NH_STATUS_CLOSED);
        nh_outcome_free(outcome);
    }
    nh_queue_free(queue);
    nh_hub_free(hub);
    nh_hub_free(other);
}

static void count_line(void *user_data, int32_t level, const char *text)
{
    int *lines = user_data;

    (void)level;
    *lines += strstr(text, "accepted") != NULL;
}

static void a_log_is_told_when_the_outcome_is_taken(void)
{
    nh_options *options = nh_options_new();
    nh_queue *queue = nh_queue_new(NULL);
    nh_outcome *outcome;
    nh_hub *hub;
    int lines = 0;

    CHECK_OK(nh_options_set_log_callback(options, NH_LOG_LEVEL_INFO, count_line, &lines));
    hub = open_hub_as("NH_CONNECTION_STRING", options);
    CHECK_OK(hand_in(hub, queue, NULL));
    CHECK_OK(nh_queue_close(queue, WAIT));
    CHECK_NUMBER(lines, 0);
    CHECK_OK(nh_queue_next(queue, 0, &outcome));
    CHECK_NUMBER(lines, 1);
    nh_outcome_free(outcome);
    nh_queue_free(queue);
    nh_hub_free(hub);
}

int main(void)
{
    notification = nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    target = nh_target_new_broadcast();
    RUN(outcomes_come_through_a_descriptor);
    RUN(a_descriptor_that_is_asked_for_late_is_readable);
    RUN(a_number_that_was_closed_is_another_files);
    RUN(a_freed_queue_closes_its_own_number_alone);
    RUN(outcomes_come_through_a_callback);
    RUN(a_full_queue_says_so);
    RUN(bad_options_are_named);
    RUN(time_runs_in_the_queue);
    RUN(a_cancel_ends_what_waits);
    RUN(a_closed_queue_hands_back_what_it_did_not_send);
    RUN(a_hub_that_is_closed_ends_its_own);
    RUN(a_log_is_told_when_the_outcome_is_taken);
    nh_notification_free(notification);
    nh_target_free(target);
    return end_tests();
}
