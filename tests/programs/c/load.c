/*
 * Sends from many threads and says of each send what the library says of it:
 * the client in the load with faults (tests/programs/load.rs).
 *
 *   load THREADS SENDS
 *
 * The id of a send is in its payload, and its tracking id. One line a send,
 * with tabs between: id, verdict, status, number of attempts, and 1 if it may
 * be a duplicate.
 */
#include <pthread.h>

#include "check.h"

#define MOST_THREADS 256

struct worker {
  const nh_hub *hub;
  const nh_target *target;
  long first, step, end;
};

static void send_one(const struct worker *worker, const char *id)
{
  nh_call_options *options = nh_call_options_new();
  nh_notification *notification;
  nh_outcome *outcome = NULL;
  char payload[80];

  sprintf(payload, "{\"aps\":{\"alert\":\"%s\"}}", id);
  notification =
      nh_notification_new(NH_PLATFORM_APPLE, payload, strlen(payload));
  nh_call_options_set_tracking_id(options, id);
  nh_send(worker->hub, notification, worker->target, options, &outcome);
  printf("%s\t%s\t%s\t%lu\t%d\n", id,
         nh_verdict_name(nh_outcome_verdict(outcome)),
         nh_status_name(nh_outcome_status(outcome)),
         (unsigned long)nh_outcome_attempts(outcome),
         (int)nh_outcome_may_be_duplicate(outcome));
  nh_outcome_free(outcome);
  nh_notification_free(notification);
  nh_call_options_free(options);
}

static void *keep_sending(void *argument)
{
  struct worker *worker = argument;
  long number;
  char id[40];

  for (number = worker->first; number < worker->end; number += worker->step) {
    sprintf(id, "load-%ld", number);
    send_one(worker, id);
  }
  return NULL;
}

int main(int argc, char **argv)
{
  static struct worker workers[MOST_THREADS];
  static pthread_t threads[MOST_THREADS];
  int count = argc > 2 ? atoi(argv[1]) : 0, i;
  long sends = argc > 2 ? atol(argv[2]) : 0;
  nh_target *target;
  nh_hub *hub;

  if (count < 1 || count > MOST_THREADS || sends < 1) {
    fprintf(stderr, "usage: load THREADS SENDS\n");
    return 2;
  }
  /* The faults come as the lines do. */
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
  hub = local_hub();
  target = nh_target_new_tag("apple");
  need(target, "nh_target_new_tag");
  for (i = 0; i < count; i++) {
    workers[i].hub = hub;
    workers[i].target = target;
    workers[i].first = i;
    workers[i].step = count;
    workers[i].end = sends;
    if (pthread_create(&threads[i], NULL, keep_sending, &workers[i])) {
      fprintf(stderr, "no more threads\n");
      return 1;
    }
  }
  for (i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
  nh_target_free(target);
  nh_hub_free(hub);
  return 0;
}
