/*
 * The first sends of a hub, by many threads at once.
 *
 *   first_sends          the system's roots of trust, or SSL_CERT_FILE's
 */
#include "processes.h"

#define THREADS 16

static pthread_barrier_t start_line;

static void *send_first(void *hub)
{
  nh_status status;

  pthread_barrier_wait(&start_line);
  status = nh_broadcast_apple_notification(
      hub, "{\"aps\":{\"alert\":\"hello\"}}", NULL);
  if (status != NH_STATUS_OK)
    fprintf(stderr, "%s\n", nh_error_message(nh_last_error()));
  return status == NH_STATUS_OK ? hub : NULL;
}

int main(void)
{
  nh_hub *hub =
      nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), NULL);
  pthread_t threads[THREADS];
  void *sent;
  int i;

  need(hub, "nh_hub_new");
  pthread_barrier_init(&start_line, NULL, THREADS);
  for (i = 0; i < THREADS; i++)
    threads[i] = start(send_first, hub);
  for (i = 0; i < THREADS; i++) {
    pthread_join(threads[i], &sent);
    CHECK(sent);
  }
  nh_hub_free(hub);
  return checks_done();
}
