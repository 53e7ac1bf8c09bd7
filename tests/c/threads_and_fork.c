/*
 * One hub in many threads and, after fork(), in many processes.
 *
 *   threads_and_fork         all checks
 *   threads_and_fork leave   sends, frees nothing, and returns from main
 *   threads_and_fork exit    the same from a second thread, by exit()
 *
 * Needs POSIX threads and processes.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <errno.h>
#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define THREADS 8
#define SENDS 50
#define CHILDREN 3
#define CHILD_SENDS 20

static const char payload[] = "{\"aps\":{\"alert\":\"hello\"}}";

static pthread_t start(void *(*run)(void *), void *argument)
{
  pthread_t thread;

  if (pthread_create(&thread, NULL, run, argument)) {
    check(0, "pthread_create", "no more threads");
    exit(checks_done());
  }
  return thread;
}

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

/* ---- Threads -------------------------------------------------------------- */

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

/* ---- Processes ------------------------------------------------------------ */

/* How a child ended; it has a minute. */
static int ended(pid_t child)
{
  int status = 0, waited;

  for (waited = 0; waited < 600; waited++) {
    struct timespec pause = { 0, 100000000 };
    pid_t got = waitpid(child, &status, WNOHANG);

    if (got == child)
      return WIFEXITED(status) ? WEXITSTATUS(status)
                               : 1000 + WTERMSIG(status);
    if (got < 0 && errno != EINTR)
      return 2000 + errno;
    nanosleep(&pause, NULL);
  }
  return 3000;
}

static void *keep_sending(void *argument)
{
  struct worker *worker = argument;

  worker->good = sends(worker->hub, CHILD_SENDS);
  return NULL;
}

/* Forks while `threads` other threads of this process are sending. */
static void forked(const char *what, int threads_sending)
{
  nh_hub *hub = local_hub();
  struct worker workers[THREADS];
  pthread_t sending[THREADS];
  pid_t children[CHILDREN];
  char name[150];
  int i, status, good;

  memset(workers, 0, sizeof workers);
  sprintf(name, "%s: a warm connection before", what);
  check(sends(hub, 1) == 1, name, "the send failed");
  for (i = 0; i < threads_sending; i++) {
    workers[i].hub = hub;
    sending[i] = start(keep_sending, &workers[i]);
  }
  fflush(stdout);
  for (i = 0; i < CHILDREN; i++) {
    children[i] = fork();
    if (children[i] < 0) {
      check(0, "fork", "%s", strerror(errno));
      exit(checks_done());
    }
    if (children[i] == 0) {
      int sent = sends(hub, CHILD_SENDS);
      nh_hub_free(hub);
      fflush(stdout);
      _exit(sent);
    }
  }
  good = sends(hub, CHILD_SENDS);
  sprintf(name, "%s: parent sends", what);
  check(good == CHILD_SENDS, name, "%d of %d", good, CHILD_SENDS);
  for (i = 0; i < CHILDREN; i++) {
    status = ended(children[i]);
    sprintf(name, "%s: child %d sends and frees the hub", what, i);
    check(status == CHILD_SENDS, name, "it ended with %d, not with %d sends",
          status, CHILD_SENDS);
  }
  for (i = 0; i < threads_sending; i++) {
    pthread_join(sending[i], NULL);
    sprintf(name, "%s: thread %d of the parent", what, i);
    check(workers[i].good == CHILD_SENDS, name, "%d of %d", workers[i].good,
          CHILD_SENDS);
  }
  sprintf(name, "%s: parent sends after the children are gone", what);
  check(sends(hub, 2) == 2, name, "it cannot");
  nh_hub_free(hub);
}

/* A child that only frees the hub leaves the parent's connection alone, and a
 * child of a child works too. */
static void freed_in_child(void)
{
  nh_hub *hub = local_hub();
  pid_t child;

  CHECK(sends(hub, 1) == 1);
  fflush(stdout);
  child = fork();
  if (child == 0) {
    nh_hub_free(hub);
    _exit(7);
  }
  check(ended(child) == 7, "child that frees the hub unused", "it did not end");
  check(sends(hub, 3) == 3, "parent after a child freed the hub",
        "its sends fail");
  fflush(stdout);
  child = fork();
  if (child == 0) {
    pid_t grandchild;
    int sent = sends(hub, 2);

    grandchild = fork();
    if (grandchild == 0)
      _exit(sends(hub, 2) == 2 ? 0 : 1);
    sent += sends(hub, 2);
    _exit(ended(grandchild) == 0 ? sent : 100);
  }
  check(ended(child) == 4, "child and grandchild send", "not all arrived");
  nh_hub_free(hub);
}

/* ---- Leaving without cleaning up ------------------------------------------ */

static void *send_and_exit(void *hub)
{
  exit(sends(hub, 2) == 2 ? 0 : 1);
  return NULL;
}

/* Where leak checkers see that everything is still in use. */
static void *volatile kept[6];

/* Leaves all there is to the end of the process. */
static int leave(int by_exit)
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
    return 1;
  kept[5] = outcome;
  if (by_exit) {
    pthread_join(start(send_and_exit, hub), NULL);
    return 2;
  }
  return 0;
}

static void ends_cleanly(const char *program, const char *mode)
{
  char name[100];
  pid_t child;
  int status;

  fflush(stdout);
  child = fork();
  if (child == 0) {
    execl(program, program, mode, (char *)NULL);
    _exit(99);
  }
  status = ended(child);
  sprintf(name, "a program that frees nothing (%s)", mode);
  check(status == 0, name, "it ended with %d", status);
}

int main(int argc, char **argv)
{
  nh_hub *hub;

  if (argc > 1)
    return leave(!strcmp(argv[1], "exit"));
  hub = local_hub();
  nh_hub_free(NULL);
  threads(hub);
  shared_objects(hub);
  nh_hub_free(hub);
  forked("fork", 0);
#ifndef __SANITIZE_ADDRESS__
  /* gcc 12's AddressSanitizer takes no care of its allocator's locks at
   * fork(): a child of a process that is allocating can hang in it. */
  forked("fork while threads send", 4);
#endif
  freed_in_child();
  ends_cleanly(argv[0], "leave");
  ends_cleanly(argv[0], "exit");
  return checks_done();
}
