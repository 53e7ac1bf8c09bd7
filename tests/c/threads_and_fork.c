/*
 * One hub, many threads; and a hub made before fork(), used by parent and
 * children at the same time.
 */
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define PAYLOAD "{\"aps\":{\"alert\":\"hi\"}}"
#define THREADS 8
#define SENDS 50

static nh_hub *hub;

/* How many of `count` sends were accepted. */
static int sends(int count)
{
  int good = 0, i;

  for (i = 0; i < count; i++) {
    nh_outcome *outcome;
    nh_status status = nh_send_apple_notification(hub, PAYLOAD, "all", &outcome);

    good += status == NH_STATUS_OK
      && nh_outcome_verdict(outcome) == NH_VERDICT_ACCEPTED
      && nh_outcome_http_status(outcome) == 201;
    nh_outcome_free(outcome);
  }
  return good;
}

static void *sender(void *accepted)
{
  *(int *)accepted = sends(SENDS);
  return NULL;
}

static void *maker(void *made)
{
  int i;

  for (i = 0; i < 20; i++) {
    nh_hub *other = nh_hub_new(from_environment("NH_CONNECTION_STRING"),
                               from_environment("NH_HUB"), NULL);

    *(int *)made += other != NULL;
    nh_hub_free(other);
  }
  return NULL;
}

/* Each thread has a last error of its own. */
static void *failing(void *text)
{
  const char *name = text;
  int i, same = 1;

  for (i = 0; i < 200; i++) {
    if (!strcmp(name, "platform"))
      nh_notification_new(99, "x", 1);
    else
      nh_target_new_tag("");
    same = same && strstr(nh_error_message(nh_last_error()), name) != NULL;
  }
  return same ? text : NULL;
}

static void threads(void)
{
  pthread_t senders[THREADS], makers[2], fails[2];
  int accepted[THREADS] = {0}, made[2] = {0}, i, total = 0;
  static char platform[] = "platform", tag[] = "tag";
  void *result;

  for (i = 0; i < THREADS; i++)
    pthread_create(&senders[i], NULL, sender, &accepted[i]);
  for (i = 0; i < 2; i++)
    pthread_create(&makers[i], NULL, maker, &made[i]);
  pthread_create(&fails[0], NULL, failing, platform);
  pthread_create(&fails[1], NULL, failing, tag);
  for (i = 0; i < THREADS; i++) {
    pthread_join(senders[i], NULL);
    total += accepted[i];
  }
  for (i = 0; i < 2; i++) {
    pthread_join(makers[i], NULL);
    pthread_join(fails[i], &result);
    CHECK(made[i] == 20);
    CHECK(result != NULL);
  }
  check(total == THREADS * SENDS, "threads share a hub", "%d accepted", total);
}

/* Children end without exit handlers, which belong to the parent. */
static void child(int frees)
{
  int good = sends(20) == 20;

  if (frees)
    nh_hub_free(hub);
  _exit(!good);
}

static void forks(void)
{
  pid_t children[3];
  pthread_t busy;
  int accepted = 0, i, status;

  CHECK(sends(1) == 1); /* a connection in the pool, which children inherit */
  pthread_create(&busy, NULL, sender, &accepted);
  for (i = 0; i < 3; i++) {
    children[i] = fork();
    if (children[i] == 0)
      child(i < 2);
  }
  check(sends(20) == 20, "the parent sends beside its children", "some were not accepted");
  pthread_join(busy, NULL);
  CHECK(accepted == SENDS);
  for (i = 0; i < 3; i++) {
    status = -1;
    waitpid(children[i], &status, 0);
    check(status == 0, "a child sends over the inherited hub", "status %d", status);
  }
  CHECK(sends(5) == 5);
}

int main(void)
{
  hub = local_hub();
  threads();
  forks();
  nh_hub_free(hub);
  return checks_done();
}
