/*
 * Programs that end without cleaning up: nothing crashes, and nothing hangs.
 *
 *   exits         runs each of the ways below in a process of its own
 *   exits WAY     leaves in this way
 */
#include "processes.h"

#define THREADS 8
#define TIMES 5

static const char payload[] = "{\"aps\":{\"alert\":\"hello\"}}";

static nh_status send_one(const nh_hub *hub)
{
  return nh_send_apple_notification(hub, payload, "all", NULL);
}

/* Where leak checkers see that everything is still in use. */
static void *volatile kept[6];

/* Makes one of each and leaves them; the answer is the hub. */
static nh_hub *leave_all(void)
{
  nh_options *options = local_options();
  nh_hub *hub = local_hub();
  nh_target *target = nh_target_new_tag("all");
  nh_notification *notification =
      nh_notification_new(NH_PLATFORM_APPLE, payload, strlen(payload));
  nh_outcome *outcome = NULL;
  nh_request *request = nh_request_new(hub, notification, target, NULL);

  kept[0] = options;
  kept[1] = hub;
  kept[2] = target;
  kept[3] = notification;
  kept[4] = request;
  if (!options || !request ||
      nh_send(hub, notification, target, NULL, &outcome) ||
      nh_target_new_tag("") || !nh_last_error())
    exit(1);
  kept[5] = outcome;
  return hub;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int senders_that_sent;

/* Sends until the process ends. */
static void *send_forever(void *hub)
{
  int is_first = 1;

  for (;;) {
    if (send_one(hub))
      _exit(3);
    if (!is_first)
      continue;
    is_first = 0;
    pthread_mutex_lock(&lock);
    senders_that_sent++;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

/* Comes back when all threads are in the middle of calls. */
static void start_senders(nh_hub *hub)
{
  int i;

  senders_that_sent = 0;
  for (i = 0; i < THREADS; i++)
    start(send_forever, hub);
  pthread_mutex_lock(&lock);
  while (senders_that_sent < THREADS)
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

static void *send_and_exit(void *hub)
{
  exit(send_one(hub) ? 1 : 0);
  return NULL;
}

/* Children that leave a hub of their parent's, whose threads go on. */
static int children_exit(int while_their_threads_send)
{
  nh_hub *hub = leave_all();
  pid_t children[THREADS];
  int i, status, bad = 0;

  start_senders(hub);
  for (i = 0; i < THREADS; i++) {
    children[i] = fork_now();
    if (children[i] == 0) {
      if (while_their_threads_send)
        start_senders(hub);
      exit(send_one(hub) ? 1 : 0);
    }
  }
  for (i = 0; i < THREADS; i++) {
    status = ended(children[i]);
    if (status)
      fprintf(stderr, "child %d ended with %d\n", i, status);
    bad += status != 0;
  }
  return bad || send_one(hub);
}

static int leave(const char *way)
{
  if (!strcmp(way, "by return")) {
    leave_all();
    return 0;
  }
  if (!strcmp(way, "by exit in a thread")) {
    pthread_join(start(send_and_exit, leave_all()), NULL);
    return 2;
  }
  if (!strcmp(way, "by return while threads send")) {
    start_senders(leave_all());
    return 0;
  }
  if (!strcmp(way, "by exit in a thread while threads send")) {
    nh_hub *hub = leave_all();

    start_senders(hub);
    pthread_join(start(send_and_exit, hub), NULL);
    return 2;
  }
  if (!strcmp(way, "after children that exit"))
    return children_exit(0);
  if (!strcmp(way, "after children that exit while their threads send"))
    return children_exit(1);
  return 4;
}

int main(int argc, char **argv)
{
  static const char *const ways[] = {
    "by return",
    "by exit in a thread",
    "by return while threads send",
    "by exit in a thread while threads send",
    "after children that exit",
    "after children that exit while their threads send",
  };
  size_t i;
  int time;

  if (argc > 1)
    return leave(argv[1]);
  for (i = 0; i < sizeof ways / sizeof *ways; i++) {
    for (time = 0; time < TIMES; time++) {
      pid_t child = fork_now();
      int status;

      if (child == 0) {
        execl(argv[0], argv[0], ways[i], (char *)NULL);
        _exit(99);
      }
      status = ended(child);
      check(status == 0, ways[i], "it ended with %d", status);
    }
  }
  return checks_done();
}
