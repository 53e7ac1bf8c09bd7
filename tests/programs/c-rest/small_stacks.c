/*
 * Threads with the smallest stacks that are promised: 64 KiB. musl gives 128 KiB to
 * threads that do not ask.
 */
#include "hub.h"

#include <limits.h>
#include <pthread.h>

#define STACK (64 * 1024)
#define APPLE "{\"aps\":{\"alert\":\"hello\"}}"

static nh_hub *hub;

static void *opening(void *unused)
{
    hub = open_hub();
    return unused;
}

static void *sending(void *unused)
{
    nh_notification *notification =
        nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    nh_target *target = nh_target_new_broadcast();
    int i;

    for (i = 0; i < 2; i++)
        CHECK_OK(nh_send(hub, notification, target, NULL, NULL));
    nh_target_free(target);
    nh_notification_free(notification);
    return unused;
}

static void *queueing(void *unused)
{
    nh_notification *notification =
        nh_notification_new(NH_PLATFORM_APPLE, APPLE, strlen(APPLE));
    nh_target *target = nh_target_new_broadcast();
    nh_queue *queue = nh_queue_new(NULL);
    nh_outcome *outcome;

    CHECK_OK(nh_send_async(hub, notification, target, NULL, queue, NULL));
    CHECK_OK(nh_queue_next(queue, 60000, &outcome));
    CHECK_OK(nh_outcome_status(outcome));
    nh_outcome_free(outcome);
    nh_queue_free(queue);
    nh_target_free(target);
    nh_notification_free(notification);
    return unused;
}

static void *reading(void *unused)
{
    nh_installation *installation = NULL;
    nh_registration_cursor *cursor = nh_registration_cursor_new_all(hub);
    nh_registration *registration = NULL;

    CHECK_NUMBER(nh_get_installation(hub, "nobody", NULL, &installation, NULL),
                 NH_STATUS_NOT_FOUND);
    nh_registration_cursor_next(cursor, NULL, &registration, NULL);
    nh_registration_free(registration);
    nh_registration_cursor_free(cursor);
    return unused;
}

/* As deep as they may be, and deeper. */
static void *expressions(void *unused)
{
    static char text[9000];
    int depth, i;

    for (depth = 10; depth <= 4000; depth *= 20) {
        nh_tag_expression *expression;

        for (i = 0; i < depth; i++) {
            text[i] = '(';
            text[depth + 1 + i] = ')';
        }
        text[depth] = 'a';
        text[2 * depth + 1] = '\0';
        expression = nh_tag_expression_parse(text);
        nh_tag_expression_free(expression);
        memset(text, '!', (size_t)depth);
        text[depth + 1] = '\0';
        expression = nh_tag_expression_parse(text);
        nh_tag_expression_free(expression);
        for (i = 0; i < depth; i++)
            memcpy(text + 2 * i, i % 2 ? "!(" : "(!", 2);
        nh_tag_expression_free(nh_tag_expression_parse(text));
    }
    return unused;
}

static void *documents(void *unused)
{
    size_t size = 200000, i;
    char *text = malloc(2 * size + 1);
    char deep[300];
    nh_installation *whole;
    nh_notification *notification;

    /* 64 levels, as many as are read. */
    strcpy(deep, "{\"installationId\":\"d\",\"platform\":\"apns\",\"pushChannel\":\"AB\",\"x\":");
    i = strlen(deep);
    memset(deep + i, '[', 63);
    memset(deep + i + 63, ']', 63);
    strcpy(deep + i + 126, "}");
    memset(text, '[', size);
    memset(text + size, ']', size);
    nh_installation_free(nh_installation_from_json(text, 2 * size));
    nh_feedback_free(nh_feedback_parse(text, 2 * size));
    whole = nh_installation_from_json(deep, strlen(deep));
    CHECK(whole != NULL && nh_installation_json(whole) != NULL);
    nh_installation_free(whole);
    notification = nh_notification_new(NH_PLATFORM_FCMV1, text, 60000);
    nh_notification_check(notification);
    nh_notification_free(notification);
    for (i = 0; i + 3 <= 60000; i += 3)
        memcpy(text + i, "<a>", 3);
    notification = nh_notification_new(NH_PLATFORM_WINDOWS, text, 60000);
    nh_notification_check(notification);
    nh_notification_free(notification);
    nh_feedback_free(nh_feedback_parse(text, 60000));
    free(text);
    return unused;
}

static void on_a_small_stack(void *(*work)(void *))
{
    pthread_attr_t attributes;
    pthread_t thread;
    /* glibc may demand more, for what programs keep for each thread. */
    size_t size = STACK > PTHREAD_STACK_MIN ? STACK : PTHREAD_STACK_MIN;

    pthread_attr_init(&attributes);
    CHECK_NUMBER(pthread_attr_setstacksize(&attributes, size), 0);
    CHECK_NUMBER(pthread_create(&thread, &attributes, work, NULL), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}

int main(void)
{
    on_a_small_stack(opening);
    end_test("opening");
    on_a_small_stack(sending);
    end_test("sending");
    on_a_small_stack(queueing);
    end_test("queueing");
    on_a_small_stack(reading);
    end_test("reading");
    on_a_small_stack(expressions);
    end_test("expressions");
    on_a_small_stack(documents);
    end_test("documents");
    nh_hub_free(hub);
    return end_tests();
}
