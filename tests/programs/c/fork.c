/*
 * Hubs made before fork() and used by parent and children at once, while
 * threads of the parent are in the middle of calls.
 *
 *   fork RUNS
 *
 * Each accepted send is a line "sent", the id in its payload and the id that
 * the answer gave it, with tabs between: tests/programs/fork.rs compares them with what
 * devices got, so that an answer that went to the wrong process is seen.
 */
#include "processes.h"

#define HUBS 2
#define CHILDREN 8
#define CHILD_THREADS 3
#define CHILD_SENDS 6
#define PARENT_THREADS 4

/* Made before any fork. */
static nh_hub *hubs[HUBS];

struct sender {
  char name[40];
  int good, bad;
  volatile sig_atomic_t in_call;
};

/* Sends once; threads and processes write whole lines, and no buffer is
 * shared with a child. */
static void send_one(struct sender *sender, int number)
{
  char id[80], payload[120], line[400];
  nh_outcome *outcome = NULL;
  nh_status status;

  sprintf(id, "%s-%d", sender->name, number);
  sprintf(payload, "{\"aps\":{\"alert\":\"%s\"}}", id);
  sender->in_call = 1;
  status = nh_send_apple_notification(hubs[number % HUBS], payload, "apple",
                                      &outcome);
  sender->in_call = 0;
  /* Nothing goes wrong on this hub, so a second attempt is a sign of harm. */
  if (status == NH_STATUS_OK && nh_outcome_attempts(outcome) == 1) {
    sender->good++;
    snprintf(line, sizeof line, "sent\t%s\t%s\n", id,
             or_none(nh_outcome_notification_id(outcome)));
  } else {
    sender->bad++;
    snprintf(line, sizeof line, "# %s: %.250s\n", id,
             nh_error_message(nh_outcome_error(outcome)));
  }
  nh_outcome_free(outcome);
  if (write(1, line, strlen(line)) < 0)
    sender->bad++;
}

static void *send_some(void *sender)
{
  int i;

  for (i = 0; i < CHILD_SENDS; i++)
    send_one(sender, i);
  return NULL;
}

static volatile sig_atomic_t parent_goes_on;

static void *send_until_told(void *sender)
{
  int i;

  for (i = 0; parent_goes_on; i++)
    send_one(sender, i);
  return NULL;
}

/* What a child does; the answer is how many of its sends were good. */
static int child_of(int run, int number)
{
  struct sender senders[CHILD_THREADS];
  pthread_t threads[CHILD_THREADS];
  int i, good = 0;

  memset(senders, 0, sizeof senders);
  for (i = 0; i < CHILD_THREADS; i++) {
    sprintf(senders[i].name, "run%d-child%d-thread%d", run, number, i);
    if (i) /* the first is the thread that fork() left */
      threads[i] = start(send_some, &senders[i]);
  }
  send_some(&senders[0]);
  for (i = 0; i < CHILD_THREADS; i++) {
    if (i)
      pthread_join(threads[i], NULL);
    good += senders[i].good;
  }
  return good;
}

static void forks_while_threads_send(int run)
{
  struct sender senders[PARENT_THREADS], own;
  pthread_t threads[PARENT_THREADS];
  pid_t children[CHILDREN];
  char name[100];
  int i, j, in_call = 0, bad = 0, status;

  memset(senders, 0, sizeof senders);
  memset(&own, 0, sizeof own);
  sprintf(own.name, "run%d-parent", run);
  for (i = 0; i < HUBS; i++)
    send_one(&own, i);
  parent_goes_on = 1;
  for (i = 0; i < PARENT_THREADS; i++) {
    sprintf(senders[i].name, "run%d-parent-thread%d", run, i);
    threads[i] = start(send_until_told, &senders[i]);
  }
  for (i = 0; i < CHILDREN; i++) {
    for (j = 0; j < PARENT_THREADS; j++)
      in_call += senders[j].in_call;
    children[i] = fork_now();
    if (children[i] == 0) {
      int good = child_of(run, i);

      if (i % 2)
        exit(good); /* frees nothing */
      for (j = 0; j < HUBS; j++)
        nh_hub_free(hubs[j]);
      _exit(good);
    }
    send_one(&own, HUBS + i);
  }
  for (i = 0; i < CHILDREN; i++) {
    status = ended(children[i]);
    sprintf(name, "run %d, child %d sends", run, i);
    check(status == CHILD_THREADS * CHILD_SENDS, name,
          "it ended with %d, not with %d sends", status,
          CHILD_THREADS * CHILD_SENDS);
  }
  parent_goes_on = 0;
  for (i = 0; i < PARENT_THREADS; i++) {
    pthread_join(threads[i], NULL);
    bad += senders[i].bad;
  }
  for (i = 0; i < 2 * HUBS; i++)
    send_one(&own, HUBS + CHILDREN + i);
  sprintf(name, "run %d, parent and its threads", run);
  check(bad + own.bad == 0, name, "%d sends went wrong", bad + own.bad);
  sprintf(name, "run %d, threads in a call while it forked", run);
  check(in_call > 0, name, "there were none");
}

/* A child that only frees the hub leaves the parent's connection alone, and a
 * child of a child works too. */
static void freed_in_child(void)
{
  struct sender own, younger;
  pid_t child;
  int i;

  memset(&own, 0, sizeof own);
  memset(&younger, 0, sizeof younger);
  strcpy(own.name, "before");
  send_some(&own);
  child = fork_now();
  if (child == 0) {
    for (i = 0; i < HUBS; i++)
      nh_hub_free(hubs[i]);
    _exit(7);
  }
  check(ended(child) == 7, "child that frees the hubs unused",
        "it did not end");
  strcpy(own.name, "after");
  send_some(&own);
  check(own.bad == 0, "parent after a child freed the hubs", "its sends fail");
  child = fork_now();
  if (child == 0) {
    pid_t grandchild;

    strcpy(younger.name, "child");
    send_some(&younger);
    grandchild = fork_now();
    if (grandchild == 0) {
      strcpy(younger.name, "grandchild");
      send_some(&younger);
      _exit(younger.good);
    }
    strcpy(younger.name, "parent-of-grandchild");
    send_some(&younger);
    _exit(ended(grandchild) == 2 * CHILD_SENDS ? younger.good : 100);
  }
  check(ended(child) == 2 * CHILD_SENDS, "child and grandchild send",
        "not all arrived");
}

int main(int argc, char **argv)
{
  int runs = argc > 1 ? atoi(argv[1]) : 0, i;

  if (runs < 1) {
    fprintf(stderr, "usage: fork RUNS\n");
    return 2;
  }
  for (i = 0; i < HUBS; i++)
    hubs[i] = local_hub();
  freed_in_child();
  for (i = 0; i < runs; i++)
    forks_while_threads_send(i);
  for (i = 0; i < HUBS; i++)
    nh_hub_free(hubs[i]);
  return checks_done();
}
