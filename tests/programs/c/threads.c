/*
 * One hub in many threads. Needs POSIX threads.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include "processes.h"

#define THREADS 8
#define SENDS 50

static const char payload[] = "{\"aps\":{\"alert\":\"hello\"}}";

/* Sends so often; the answer is how many were accepted with ids of their
 * own. */
static int sends(const nh_hub *hub, int count)
{
  char last[64] = "";
  int i, good = 0;

  for (i = 0; i < count; i++) {
    nh_outcome *outcome = NULL;
    const char *id;

    if (nh_send_apple_notification(hub, payload, "all", &outcome)) {
      printf("# %s\n", nh_error_message(nh_outcome_error(outcome)));
    } else {
      id = nh_outcome_notification_id(outcome);
      if (id && strcmp(id, last) && strlen(id) < sizeof last &&
          nh_outcome_attempts(outcome) == 1) {
        strcpy(last, id);
        good++;
      }
    }
    nh_outcome_free(outcome);
  }
  return good;
}

struct worker {
  const nh_hub *hub;
  int number;
  int good;
  int own_error;
  nh_outcome *left;
};

/* Sends over the shared hub, and makes an error of its own in between. */
static void *send_over_shared_hub(void *argument)
{
  struct worker *worker = argument;
  char name[40], word[40];

  worker->own_error = nh_last_error() == NULL;
  sprintf(name, "good%.*s bad", worker->number, "xxxxxxxxxxxx");
  sprintf(word, "(column %d)", worker->number + 5);
  if (nh_target_new_tag(name))
    worker->own_error = 0;
  worker->good = sends(worker->hub, SENDS);
  /* Sends that succeed leave it alone, and so do other threads' failures. */
  if (!strstr(nh_error_message(nh_last_error()), word) ||
      nh_error_column(nh_last_error()) != (size_t)worker->number + 5)
    worker->own_error = 0;
  nh_send_apple_notification(worker->hub, payload, "", &worker->left);
  return NULL;
}

/* Makes hubs of its own and frees them, with and without a send. */
static void *make_and_free_hubs(void *argument)
{
  struct worker *worker = argument;
  int i;

  for (i = 0; i < 20; i++) {
    nh_options *options = local_options();
    nh_hub *hub;

    nh_options_set_pool_size(options, 1);
    hub = nh_hub_new(from_environment("NH_CONNECTION_STRING"),
                     from_environment("NH_HUB"), options);
    nh_options_free(options);
    if (hub && (i % 2 || sends(hub, 2) == 2))
      worker->good++;
    nh_hub_free(hub);
    nh_hub_free(NULL);
  }
  return NULL;
}

/* Fails over and over, and reads its own failure each time. */
static void *keep_failing(void *argument)
{
  struct worker *worker = argument;
  int i;

  for (i = 0; i < 500; i++) {
    if (worker->number % 2)
      nh_notification_new(99, "x", 1);
    else
      nh_target_new_tag("");
    if (holds_word(nh_error_message(nh_last_error()),
                   worker->number % 2 ? "platform" : "tag"))
      worker->good++;
  }
  return NULL;
}

static void *free_outcome(void *outcome)
{
  nh_outcome_free(outcome);
  return NULL;
}

static void threads(nh_hub *hub)
{
  struct worker workers[THREADS], makers[2], failers[2];
  pthread_t working[THREADS], making[2], failing[2], freeing;
  nh_outcome *outcome = NULL;
  char name[100];
  int i;

  memset(workers, 0, sizeof workers);
  memset(makers, 0, sizeof makers);
  memset(failers, 0, sizeof failers);
  for (i = 0; i < THREADS; i++) {
    workers[i].hub = hub;
    workers[i].number = i;
    working[i] = start(send_over_shared_hub, &workers[i]);
  }
  for (i = 0; i < 2; i++) {
    failers[i].number = i;
    making[i] = start(make_and_free_hubs, &makers[i]);
    failing[i] = start(keep_failing, &failers[i]);
  }
  for (i = 0; i < THREADS; i++) {
    pthread_join(working[i], NULL);
    sprintf(name, "thread %d, %d sends over one hub", i, SENDS);
    check(workers[i].good == SENDS, name, "%d were accepted", workers[i].good);
    sprintf(name, "thread %d, its own last error", i);
    check(workers[i].own_error, name, "it is another's");
    sprintf(name, "thread %d, an outcome that outlives it", i);
    check(nh_outcome_status(workers[i].left) ==
                  NH_STATUS_INVALID_TAG_EXPRESSION &&
              strstr(nh_error_message(nh_outcome_error(workers[i].left)),
                     "empty"),
          name, "%s", nh_error_message(nh_outcome_error(workers[i].left)));
    nh_outcome_free(workers[i].left); /* in another thread than its own */
  }
  for (i = 0; i < 2; i++) {
    pthread_join(making[i], NULL);
    sprintf(name, "hubs made and freed in thread %d", i);
    check(makers[i].good == 20, name, "%d of 20 were good", makers[i].good);
    pthread_join(failing[i], NULL);
    sprintf(name, "failing thread %d reads its own errors", i);
    check(failers[i].good == 500, name, "%d of 500", failers[i].good);
  }
  check(nh_last_error() == NULL, "other threads' errors are not this thread's",
        "%s", nh_error_message(nh_last_error()));
  check(nh_send_apple_notification(hub, payload, "all", &outcome) ==
            NH_STATUS_OK,
        "an outcome freed in another thread", "%s",
        nh_error_message(nh_outcome_error(outcome)));
  freeing = start(free_outcome, outcome);
  pthread_join(freeing, NULL);
}

/* One notification, target and call options in many threads at once. */
struct shared {
  const nh_hub *hub;
  const nh_notification *notification;
  const nh_target *target;
  const nh_call_options *options;
  int good;
};

static void *send_shared(void *argument)
{
  struct shared *shared = argument;
  int i;

  for (i = 0; i < 10; i++) {
    nh_outcome *outcome = NULL;
    nh_request *request = nh_request_new(shared->hub, shared->notification,
                                         shared->target, shared->options);

    if (nh_send(shared->hub, shared->notification, shared->target,
                shared->options, &outcome) == NH_STATUS_OK &&
        request && nh_outcome_success_count(outcome) == 1)
      shared->good++;
    nh_outcome_free(outcome);
    nh_request_free(request);
  }
  return NULL;
}

static void shared_objects(nh_hub *hub)
{
  nh_notification *notification =
      nh_notification_new(NH_PLATFORM_APPLE, payload, strlen(payload));
  nh_target *target = nh_target_new_expression("all && apple");
  nh_call_options *options = nh_call_options_new();
  nh_cancel *cancel = nh_cancel_new();
  struct shared shared[THREADS];
  pthread_t thread[THREADS];
  nh_outcome *outcome = NULL;
  char name[100];
  int i;

  nh_call_options_set_test(options, 1);
  nh_call_options_set_cancel(options, cancel);
  for (i = 0; i < THREADS; i++) {
    shared[i].hub = hub;
    shared[i].notification = notification;
    shared[i].target = target;
    shared[i].options = options;
    shared[i].good = 0;
    thread[i] = start(send_shared, &shared[i]);
  }
  for (i = 0; i < THREADS; i++) {
    pthread_join(thread[i], NULL);
    sprintf(name, "thread %d, shared notification, target and options", i);
    check(shared[i].good == 10, name, "%d of 10", shared[i].good);
  }
  CHECK(nh_cancel_trigger(cancel) == NH_STATUS_OK);
  nh_cancel_free(cancel); /* what has it keeps what it needs */
  check(nh_send(hub, notification, target, options, &outcome) ==
                NH_STATUS_CANCELLED &&
            nh_outcome_verdict(outcome) == NH_VERDICT_NOT_ACCEPTED,
        "a cancelled handle stays cancelled", "%s, verdict %d",
        nh_status_name(nh_outcome_status(outcome)),
        (int)nh_outcome_verdict(outcome));
  nh_outcome_free(outcome);
  nh_call_options_free(options);
  nh_target_free(target);
  nh_notification_free(notification);
}

int main(void)
{
  nh_hub *hub = local_hub();

  nh_hub_free(NULL);
  threads(hub);
  shared_objects(hub);
  nh_hub_free(hub);
  return checks_done();
}
