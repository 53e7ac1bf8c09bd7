/*
 * Logs to a standard error that nobody reads any more, with SIGPIPE as a program
 * finds it: the signal that would end this process must not come.
 *
 * Needs POSIX.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "check.h"

static volatile sig_atomic_t caught;

static void handler(int number)
{
  (void)number;
  caught++;
}

static nh_hub *hub;

/* How many of some sends were accepted. */
static void *sends(void *argument)
{
  int i, *good = argument;

  for (i = 0; i < 5; i++)
    *good += !nh_broadcast_apple_notification(hub, "{\"aps\":{}}", NULL);
  return NULL;
}

static int is_blocked(void)
{
  sigset_t mask;

  sigemptyset(&mask);
  pthread_sigmask(SIG_SETMASK, NULL, &mask);
  return sigismember(&mask, SIGPIPE);
}

static int is_pending(void)
{
  sigset_t pending;

  sigemptyset(&pending);
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE);
}

int main(void)
{
  nh_options *options = local_options();
  struct sigaction action;
  sigset_t pipe_alone;
  pthread_t thread;
  int ends[2], good = 0, elsewhere = 0;

  CHECK(!nh_options_set_log_stderr(options, NH_LOG_LEVEL_DUMP));
  hub = nh_hub_new(from_environment("NH_CONNECTION_STRING"), from_environment("NH_HUB"), options);
  need(hub, "nh_hub_new");
  nh_options_free(options);
  CHECK(!pipe(ends) && dup2(ends[1], STDERR_FILENO) == STDERR_FILENO);
  close(ends[1]);
  close(ends[0]);

  /* As it is by default, the process would be gone now. */
  sends(&good);
  CHECK(good == 5);
  CHECK(!is_blocked());

  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  CHECK(!sigaction(SIGPIPE, &action, NULL));
  sends(&good);
  CHECK(!pthread_create(&thread, NULL, sends, &elsewhere) && !pthread_join(thread, NULL));
  CHECK(good == 10 && elsewhere == 5);
  CHECK(!caught);
  CHECK(!sigaction(SIGPIPE, NULL, &action) && action.sa_handler == handler);

  /* This test would see a signal that comes. */
  CHECK(write(STDERR_FILENO, "x", 1) == -1 && caught == 1);

  /* A signal of the host's own that waits is left waiting. */
  sigemptyset(&pipe_alone);
  sigaddset(&pipe_alone, SIGPIPE);
  CHECK(!pthread_sigmask(SIG_BLOCK, &pipe_alone, NULL));
  sends(&good);
  CHECK(!is_pending());
  raise(SIGPIPE);
  sends(&good);
  CHECK(is_pending() && is_blocked() && caught == 1);
  CHECK(!pthread_sigmask(SIG_UNBLOCK, &pipe_alone, NULL));
  CHECK(caught == 2);
  CHECK(good == 20);
  nh_hub_free(hub);
  return checks_done();
}
