/*
 * Threads and child processes for the C test programs. Needs POSIX.
 */
#ifndef PROCESSES_H
#define PROCESSES_H

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static inline pthread_t start(void *(*run)(void *), void *argument)
{
  pthread_t thread;

  if (pthread_create(&thread, NULL, run, argument)) {
    check(0, "pthread_create", "no more threads");
    exit(checks_done());
  }
  return thread;
}

/* Forks; what was printed so far is printed once. */
static inline pid_t fork_now(void)
{
  pid_t child;

  fflush(stdout);
  child = fork();
  if (child < 0) {
    check(0, "fork", "%s", strerror(errno));
    exit(checks_done());
  }
  return child;
}

/* The exit status of a child; 1000 and the signal that ended it; 3000 if it
 * did not end within a minute, and was killed. */
static inline int ended(pid_t child)
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
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  return 3000;
}

#endif
