/*
 * Queues made before fork(), with sends under way and outcomes to be taken:
 * children leave them alone, and the parent misses none.
 *
 *   queue_fork RUNS
 *
 * Each accepted send is a line "sent", as in fork.c, for tests/programs/fork.rs.
 */
#include "processes.h"

#define SENDS 24
#define CHILD_SENDS 5
#define WAIT 60000 /* for what must happen */

static nh_hub *hub;
static nh_queue *queue; /* the parent's */
static nh_target *target;

/* Hands in a send; its id is its payload and its user data. */
static nh_status hand_in(nh_queue *to, char *id)
{
  char payload[120];
  nh_notification *notification;
  nh_status status;

  sprintf(payload, "{\"aps\":{\"alert\":\"%s\"}}", id);
  notification = nh_notification_new(NH_PLATFORM_APPLE, payload,
                                     strlen(payload));
  status = nh_send_async(hub, notification, target, NULL, to, id);
  nh_notification_free(notification);
  return status;
}

/* Takes one outcome and prints it; threads and processes write whole lines. */
static int take_one(nh_queue *from)
{
  char line[400];
  nh_outcome *outcome;
  int good;

  if (nh_queue_next(from, WAIT, &outcome) != NH_STATUS_OK)
    return 0;
  good = nh_outcome_status(outcome) == NH_STATUS_OK &&
         nh_outcome_attempts(outcome) == 1;
  snprintf(line, sizeof line, "%s\t%s\t%s\n", good ? "sent" : "# bad",
           (const char *)nh_outcome_user_data(outcome),
           good ? or_none(nh_outcome_notification_id(outcome))
                : nh_error_message(nh_outcome_error(outcome)));
  nh_outcome_free(outcome);
  return write(1, line, strlen(line)) > 0 && good;
}

static void *take_all(void *taken)
{
  int i;

  for (i = 0; i < SENDS; i++)
    *(int *)taken += take_one(queue);
  return NULL;
}

static void ignore(void *user_data, const nh_outcome *outcome)
{
  (void)user_data;
  (void)outcome;
}

/* How many calls on the parent's queue are answered as they are to be. */
static int refusals(void)
{
  char id[] = "inherited";
  nh_outcome *outcome;
  int count = 0;

  count += hand_in(queue, id) == NH_STATUS_FORKED;
  count += nh_queue_next(queue, WAIT, &outcome) == NH_STATUS_FORKED;
  count += outcome == NULL;
  count += nh_queue_dispatch(queue, ignore, WAIT) == NH_STATUS_FORKED;
  count += nh_queue_close(queue, WAIT) == NH_STATUS_FORKED;
  count += nh_queue_fd(queue) == -1;
  count += nh_queue_pending(queue) == 0;
  nh_queue_free(queue);
  return count;
}

/* What a child does; 7 refusals and its own sends are good. */
static int child_of(int run)
{
  static char ids[CHILD_SENDS][40];
  nh_queue *own = nh_queue_new(NULL);
  int i, good = refusals();

  for (i = 0; i < CHILD_SENDS; i++) {
    sprintf(ids[i], "run%d-child-%d", run, i);
    good += hand_in(own, ids[i]) == NH_STATUS_OK;
  }
  for (i = 0; i < CHILD_SENDS; i++)
    good += take_one(own);
  nh_queue_free(own);
  return good;
}

static void forks_while_sends_are_under_way(int run)
{
  static char ids[SENDS][40];
  char name[60];
  pthread_t taker;
  pid_t children[3];
  int i, taken = 0, handed_in = 0;

  taker = start(take_all, &taken);
  for (i = 0; i < SENDS; i++) {
    sprintf(ids[i], "run%d-parent-%d", run, i);
    handed_in += hand_in(queue, ids[i]) == NH_STATUS_OK;
    if (i % 8 != 4)
      continue;
    children[i / 8] = fork_now();
    if (children[i / 8] == 0)
      _exit(child_of(run * 10 + i / 8));
  }
  for (i = 0; i < 3; i++) {
    int good = ended(children[i]);

    sprintf(name, "run %d, child %d", run, i);
    check(good == 7 + 2 * CHILD_SENDS, name, "%d of %d were good", good,
          7 + 2 * CHILD_SENDS);
  }
  pthread_join(taker, NULL);
  sprintf(name, "run %d, parent", run);
  check(taken == SENDS && handed_in == SENDS, name, "%d of %d came", taken,
        handed_in);
  CHECK(nh_queue_pending(queue) == 0);
}

int main(int argc, char **argv)
{
  int runs = argc > 1 ? atoi(argv[1]) : 0, i;

  if (runs < 1) {
    fprintf(stderr, "usage: queue_fork RUNS\n");
    return 2;
  }
  hub = local_hub();
  target = nh_target_new_broadcast();
  queue = nh_queue_new(NULL);
  need(queue, "nh_queue_new");
  CHECK(nh_queue_fd(queue) >= 0);
  for (i = 0; i < runs; i++)
    forks_while_sends_are_under_way(i);
  CHECK(nh_queue_close(queue, WAIT) == NH_STATUS_OK);
  nh_queue_free(queue);
  nh_target_free(target);
  nh_hub_free(hub);
  return checks_done();
}
