/*
 * Counters of a hub: what it did with the local hub and with services that
 * refuse and hang up, as numbers and as text; and those of a child of fork().
 */
#include "hub.h"

#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"

static const int32_t all_counters[] = {
    NH_COUNTER_CALLS_BEGUN, NH_COUNTER_ATTEMPTS, NH_COUNTER_RETRIES,
    NH_COUNTER_THROTTLED_ANSWERS, NH_COUNTER_ACCEPTED, NH_COUNTER_NOT_ACCEPTED,
    NH_COUNTER_UNKNOWN, NH_COUNTER_DURATION_US, NH_COUNTER_CONNECTIONS_OPENED,
    NH_COUNTER_CONNECTIONS_REUSED, NH_COUNTER_BYTES_SENT, NH_COUNTER_BYTES_RECEIVED};

/* One number of a hub as it is now. */
static uint64_t number(const nh_hub *hub, int32_t counter, int32_t kind)
{
    nh_counters *counters = nh_counters_new(hub);
    uint64_t value = nh_counters_get(counters, counter, kind);

    CHECK(counters != NULL);
    nh_counters_free(counters);
    return value;
}

static void a_new_hub_has_done_nothing(void)
{
    nh_hub *hub = open_hub();
    size_t i;

    for (i = 0; i < sizeof all_counters / sizeof *all_counters; i++)
        CHECK_NUMBER(number(hub, all_counters[i], NH_CALL_KIND_ALL), 0);
    /* Refused for its arguments: no call. */
    CHECK_NUMBER(nh_broadcast_apple_notification(hub, "", NULL), NH_STATUS_INVALID_PAYLOAD);
    CHECK_NUMBER(number(hub, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_ALL), 0);
    nh_hub_free(hub);
}

static void calls_are_counted_by_kind_and_verdict(void)
{
    nh_hub *hub = open_hub();
    nh_counters *counters;
    bool exists = true;

    CHECK_OK(nh_broadcast_apple_notification(hub, APPLE, NULL));
    CHECK_OK(nh_broadcast_apple_notification(hub, APPLE, NULL));
    CHECK_OK(nh_delete_installation(hub, "nobody", NULL, NULL));
    CHECK_NUMBER(nh_get_installation(hub, "nobody", NULL, NULL, NULL), NH_STATUS_NOT_FOUND);
    counters = nh_counters_new(hub);
    /* It stays as it was. */
    CHECK_OK(nh_installation_exists(hub, "nobody", NULL, &exists, NULL));
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_ALL), 4);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_SEND), 2);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_CHANGE), 1);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_READ), 1);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_ACCEPTED, NH_CALL_KIND_SEND), 2);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_ACCEPTED, NH_CALL_KIND_CHANGE), 1);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_NOT_ACCEPTED, NH_CALL_KIND_READ), 1);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_UNKNOWN, NH_CALL_KIND_ALL), 0);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_ATTEMPTS, NH_CALL_KIND_ALL), 4);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_RETRIES, NH_CALL_KIND_ALL), 0);
    CHECK(nh_counters_get(counters, NH_COUNTER_DURATION_US, NH_CALL_KIND_SEND) > 0);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_CONNECTIONS_OPENED, NH_CALL_KIND_ALL), 1);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_CONNECTIONS_REUSED, NH_CALL_KIND_ALL), 3);
    CHECK(nh_counters_get(counters, NH_COUNTER_BYTES_SENT, NH_CALL_KIND_ALL) > 4 * 200);
    CHECK(nh_counters_get(counters, NH_COUNTER_BYTES_RECEIVED, NH_CALL_KIND_ALL) > 4 * 50);
    /* Connections belong to no kind, and some numbers are none. */
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_BYTES_SENT, NH_CALL_KIND_SEND), 0);
    CHECK_NUMBER(nh_counters_get(counters, 0, NH_CALL_KIND_ALL), 0);
    CHECK_NUMBER(nh_counters_get(counters, 13, NH_CALL_KIND_ALL), 0);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_ACCEPTED, 4), 0);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_ACCEPTED, -1), 0);
    nh_counters_free(counters);
    nh_hub_free(hub);
}

static void durations_are_in_buckets(void)
{
    nh_hub *hub = open_hub();
    nh_counters *counters;
    uint64_t before = 0, bound = 0, inside = 0;
    size_t count, i;

    CHECK_OK(nh_broadcast_apple_notification(hub, APPLE, NULL));
    counters = nh_counters_new(hub);
    count = nh_counters_bucket_count(counters);
    CHECK_NUMBER(count, 16);
    for (i = 0; i < count; i++) {
        CHECK(nh_counters_bucket_bound_us(counters, i) > bound);
        bound = nh_counters_bucket_bound_us(counters, i);
        inside = nh_counters_bucket(counters, i, NH_CALL_KIND_SEND);
        CHECK(inside >= before);
        before = inside;
    }
    CHECK_NUMBER(nh_counters_bucket_bound_us(counters, 0), 1000);
    CHECK_NUMBER(nh_counters_bucket_bound_us(counters, count - 2), 60000000);
    CHECK(bound == UINT64_MAX);
    CHECK_NUMBER(inside, 1);
    CHECK_NUMBER(nh_counters_bucket(counters, count - 1, NH_CALL_KIND_ALL), 1);
    CHECK_NUMBER(nh_counters_bucket(counters, count - 1, NH_CALL_KIND_READ), 0);
    CHECK_NUMBER(nh_counters_bucket(counters, count - 1, 9), 0);
    CHECK_NUMBER(nh_counters_bucket(counters, count, NH_CALL_KIND_ALL), 0);
    CHECK(nh_counters_bucket_bound_us(counters, count) == UINT64_MAX);
    nh_counters_free(counters);
    nh_hub_free(hub);
}

static void a_lost_answer_is_unknown(void)
{
    struct script script = begin_script("");

    CHECK_NUMBER(nh_broadcast_apple_notification(script.hub, APPLE, NULL), NH_STATUS_NETWORK);
    CHECK_NUMBER(number(script.hub, NH_COUNTER_UNKNOWN, NH_CALL_KIND_SEND), 1);
    CHECK_NUMBER(number(script.hub, NH_COUNTER_NOT_ACCEPTED, NH_CALL_KIND_SEND), 0);
    end_script(script);
}

static void a_repetition_is_no_call(void)
{
    struct script script =
        begin_scripts("HTTP/1.1 429 Slow\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
                      "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", NULL);

    CHECK_OK(nh_broadcast_apple_notification(script.hub, APPLE, NULL));
    CHECK_NUMBER(number(script.hub, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_SEND), 1);
    CHECK_NUMBER(number(script.hub, NH_COUNTER_ATTEMPTS, NH_CALL_KIND_SEND), 2);
    CHECK_NUMBER(number(script.hub, NH_COUNTER_RETRIES, NH_CALL_KIND_SEND), 1);
    CHECK_NUMBER(number(script.hub, NH_COUNTER_THROTTLED_ANSWERS, NH_CALL_KIND_SEND), 1);
    CHECK_NUMBER(number(script.hub, NH_COUNTER_ACCEPTED, NH_CALL_KIND_SEND), 1);
    CHECK_NUMBER(number(script.hub, NH_COUNTER_CONNECTIONS_OPENED, NH_CALL_KIND_ALL), 2);
    end_script(script);
}

static void the_text_has_the_lines_of_each_hub(void)
{
    nh_hub *hub = open_hub(), *same = open_hub();
    struct script other = begin_script("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n");
    nh_counters *counters;
    const char *text;
    char begun[300];

    CHECK_OK(nh_broadcast_apple_notification(hub, APPLE, NULL));
    CHECK_OK(nh_broadcast_apple_notification(same, APPLE, NULL));
    CHECK_NUMBER(nh_broadcast_apple_notification(other.hub, APPLE, NULL), NH_STATUS_REJECTED);
    counters = nh_counters_new(hub);
    snprintf(begun, sizeof begun,
             "notification_hubs_calls_begun_total{hub=\"demo\",host=\"%s\",kind=\"send\"} ",
             need_env("NH_URL") + strlen("http://"));
    text = nh_counters_prometheus(counters);
    CHECK_HAS(text, "# TYPE notification_hubs_call_duration_seconds histogram\n");
    CHECK_HAS(text, begun);
    CHECK_HAS(text, "le=\"+Inf\"} 1\n");
    CHECK(nh_counters_prometheus(counters) == text);
    CHECK_OK(nh_counters_add(counters, same));
    CHECK_OK(nh_counters_add(counters, other.hub));
    text = nh_counters_prometheus(counters);
    /* Two on one hub are one there, the third is another. */
    strcat(begun, "2\n");
    CHECK_HAS(text, begun);
    CHECK_NUMBER(count_of(text, "\nnotification_hubs_calls_begun_total{"), 6);
    CHECK_NUMBER(count_of(text, "# TYPE notification_hubs_calls_begun_total counter\n"), 1);
    CHECK_HAS(text, "kind=\"send\",verdict=\"not_accepted\"} 1\n");
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_SEND), 3);
    CHECK_NUMBER(nh_counters_get(counters, NH_COUNTER_NOT_ACCEPTED, NH_CALL_KIND_SEND), 1);
    CHECK(strstr(text, "Shared") == NULL);
    /* It outlives the hubs. */
    nh_hub_free(hub);
    nh_hub_free(same);
    end_script(other);
    CHECK_HAS(nh_counters_prometheus(counters), begun);
    nh_counters_free(counters);
    CHECK(nh_counters_new(NULL) == NULL);
    CHECK_TEXT(nh_counters_prometheus(NULL), "");
}

static void a_child_begins_with_nothing(void)
{
    nh_hub *hub = open_hub();
    uint64_t seen[3] = {9, 9, 9};
    int ends[2];
    pid_t child = -1;

    CHECK_OK(nh_broadcast_apple_notification(hub, APPLE, NULL));
    if (pipe(ends) != 0 || (child = fork()) < 0)
        give_up("no process for a child");
    if (child == 0) {
        seen[0] = number(hub, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_ALL);
        (void)nh_broadcast_apple_notification(hub, APPLE, NULL);
        seen[1] = number(hub, NH_COUNTER_ACCEPTED, NH_CALL_KIND_ALL);
        seen[2] = number(hub, NH_COUNTER_CONNECTIONS_OPENED, NH_CALL_KIND_ALL);
        write_all(ends[1], (const char *)seen, sizeof seen);
        /* What the parent made is left as it is, which must not pass for a leak. */
        kill(getpid(), SIGKILL);
    }
    CHECK_NUMBER(read(ends[0], seen, sizeof seen), sizeof seen);
    waitpid(child, NULL, 0);
    CHECK_NUMBER(seen[0], 0);
    CHECK_NUMBER(seen[1], 1);
    CHECK_NUMBER(seen[2], 1);
    CHECK_NUMBER(number(hub, NH_COUNTER_CALLS_BEGUN, NH_CALL_KIND_ALL), 1);
    close(ends[0]);
    close(ends[1]);
    nh_hub_free(hub);
}

int main(void)
{
    RUN(a_new_hub_has_done_nothing);
    RUN(calls_are_counted_by_kind_and_verdict);
    RUN(durations_are_in_buckets);
    RUN(a_lost_answer_is_unknown);
    RUN(a_repetition_is_no_call);
    RUN(the_text_has_the_lines_of_each_hub);
    RUN(a_child_begins_with_nothing);
    return end_tests();
}
