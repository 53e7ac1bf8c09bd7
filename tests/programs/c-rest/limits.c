/*
 * A process that can have no more descriptors or threads is told so, and a hub works
 * again when it can. Run over names, whose lookup needs both.
 */
#define _DEFAULT_SOURCE /* setgroups */
#include "hub.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/resource.h>

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"
#define NAMED                                                                     \
    "Endpoint=http://localhost:1/;SharedAccessKeyName=P;SharedAccessKey=k;"       \
    "UseDevelopmentEmulator=true"

static nh_notification *notification;
static nh_target *target;

static nh_hub *hub_of(const char *connection_string)
{
    nh_options *options = nh_options_new();
    nh_hub *hub;

    CHECK_OK(nh_options_set_retry(options, NH_RETRY_NEVER));
    hub = nh_hub_new(connection_string, "demo", options);
    nh_options_free(options);
    return hub;
}

static void set_limit(int what, rlim_t most)
{
    struct rlimit limit;

    getrlimit(what, &limit);
    limit.rlim_cur = most;
    CHECK_NUMBER(setrlimit(what, &limit), 0);
}

static void is_told(nh_hub *hub, const char *which)
{
    nh_outcome *outcome;

    CHECK_NUMBER(nh_send(hub, notification, target, NULL, &outcome), NH_STATUS_NO_RESOURCES);
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_NOT_ACCEPTED);
    CHECK(nh_error_is_transient(nh_outcome_error(outcome)));
    CHECK_HAS(nh_error_message(nh_outcome_error(outcome)), which);
    nh_outcome_free(outcome);
}

static void without_descriptors(void)
{
    nh_hub *named = hub_of(NAMED), *literal = open_hub();
    nh_queue *queue = nh_queue_new(NULL);
    int next = open("/dev/null", O_RDONLY);
    struct rlimit before;

    close(next);
    getrlimit(RLIMIT_NOFILE, &before);
    set_limit(RLIMIT_NOFILE, (rlim_t)next);
    is_told(named, "ulimit -n");
    is_told(literal, "ulimit -n");
    CHECK_NUMBER(nh_queue_fd(queue), -1);
    CHECK_NUMBER(nh_error_status(nh_last_error()), NH_STATUS_NO_RESOURCES);
    CHECK_NUMBER(nh_queue_dup_fd(queue), -1);
    set_limit(RLIMIT_NOFILE, before.rlim_cur);
    CHECK(nh_queue_fd(queue) >= 0);
    CHECK_OK(nh_send(literal, notification, target, NULL, NULL));
    CHECK_NUMBER(nh_send(named, notification, target, NULL, NULL), NH_STATUS_NETWORK);
    nh_queue_free(queue);
    nh_hub_free(named);
    nh_hub_free(literal);
}

/* The limit does not hold for root. */
static void without_threads(void)
{
    nh_hub *named = hub_of(NAMED), *literal = open_hub();
    nh_queue *queue = nh_queue_new(NULL);
    struct rlimit before;

    if (getuid() == 0)
        CHECK(setgroups(0, NULL) == 0 && setgid(65534) == 0 && setuid(65534) == 0);
    getrlimit(RLIMIT_NPROC, &before);
    set_limit(RLIMIT_NPROC, 0);
    is_told(named, "ulimit -u");
    CHECK_NUMBER(nh_send_async(literal, notification, target, NULL, queue, NULL),
                 NH_STATUS_NO_RESOURCES);
    CHECK_HAS(nh_error_message(nh_last_error()), "ulimit -u");
    CHECK_NUMBER(nh_queue_pending(queue), 0);
    CHECK_OK(nh_send(literal, notification, target, NULL, NULL));
    set_limit(RLIMIT_NPROC, before.rlim_cur);
    CHECK_OK(nh_send_async(literal, notification, target, NULL, queue, NULL));
    CHECK_NUMBER(nh_send(named, notification, target, NULL, NULL), NH_STATUS_NETWORK);
    CHECK_OK(nh_queue_close(queue, 60000));
    nh_queue_free(queue);
    nh_hub_free(named);
    nh_hub_free(literal);
}

int main(void)
{
    notification = nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    target = nh_target_new_broadcast();
    RUN(without_descriptors);
    RUN(without_threads);
    nh_notification_free(notification);
    nh_target_free(target);
    return end_tests();
}
