/*
 * fork() while a thread of the library looks up a name. The C library's lookup
 * takes locks that its fork() does not set free in the child (glibc 2.36: that
 * of resolv_conf.c), where each later lookup would wait for ever, the program's
 * own too. Here the lookup has such a lock, and holds it long enough to be met.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <semaphore.h>

#include "processes.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t is_inside;
/* As if a name server did not answer, until this is no more. */
static volatile int server_is_silent;
static volatile int gave_up;

static void pause_ms(long milliseconds)
{
  struct timespec pause = { 0, milliseconds * 1000000 };

  nanosleep(&pause, NULL);
}

/* Stands before the C library's, also for the library under test. */
int getaddrinfo(const char *name, const char *service,
                const struct addrinfo *hints, struct addrinfo **found)
{
  int (*real)(const char *, const char *, const struct addrinfo *,
              struct addrinfo **);
  void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
  int waited = 0;

  memcpy(&real, &symbol, sizeof real);
  pthread_mutex_lock(&lock);
  sem_post(&is_inside);
  pause_ms(20);
  pthread_mutex_unlock(&lock);
  while (server_is_silent && !gave_up) {
    pause_ms(10);
    gave_up = ++waited == 3000;
  }
  return real(name, service, hints, found);
}

static void *is_sent(void *hub)
{
  nh_status status = nh_broadcast_apple_notification(
      hub, "{\"aps\":{\"alert\":\"hello\"}}", NULL);

  if (status != NH_STATUS_OK)
    fprintf(stderr, "%s\n", nh_error_message(nh_last_error()));
  return status == NH_STATUS_OK ? hub : NULL;
}

static nh_hub *hub_new(void)
{
  nh_options *options = nh_options_new();
  nh_hub *hub;

  nh_options_set_ca_file(options, getenv("NH_CA_FILE"));
  nh_options_set_timeout_ms(options, 20000);
  hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
  nh_options_free(options);
  need(hub, "nh_hub_new");
  return hub;
}

/* A child is made while a thread of the parent looks up the hub's name. */
static void fork_in_a_lookup(int is_silent)
{
  nh_hub *hub = hub_new();
  pthread_t sender;
  pid_t child;
  void *sent;

  server_is_silent = is_silent;
  sender = start(is_sent, hub);
  while (sem_wait(&is_inside))
    continue;
  if (is_silent)
    pause_ms(50);
  child = fork_now();
  server_is_silent = 0;
  if (child == 0)
    _exit(is_sent(hub) ? 0 : 1);
  CHECK(ended(child) == 0);
  pthread_join(sender, &sent);
  CHECK(sent);
  nh_hub_free(hub);
}

int main(void)
{
  int round;

  sem_init(&is_inside, 0, 0);
  for (round = 0; round < 5; round++)
    fork_in_a_lookup(0);
  /* fork() waits for no name server. */
  fork_in_a_lookup(1);
  CHECK(!gave_up);
  return checks_done();
}
