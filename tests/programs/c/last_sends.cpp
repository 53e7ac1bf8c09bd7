// Sends when a thread and the process end: in destructors of thread_locals, of keys
// and of statics, and in atexit handlers. Nothing is left of the thread's own data
// there, and the library says nothing on standard error.
#include "notification_hubs.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <pthread.h>

static int failures;

static nh_hub *open_hub()
{
  nh_options *options = nh_options_new();

  const char *ca_file = getenv("NH_CA_FILE");
  if (ca_file && *ca_file)
    nh_options_set_ca_file(options, ca_file);
  nh_hub *hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
  nh_options_free(options);
  return hub;
}

static void is(const char *where, nh_status status)
{
  printf("%s %s: %s\n", status == NH_STATUS_OK ? "ok" : "not ok", where, nh_status_name(status));
  failures += status != NH_STATUS_OK;
}

// On a connection that is there, and on a new one; then what is told to a program's
// own log, what waits between attempts, and a call that is refused.
static void send(const char *where, nh_hub *hub)
{
  const char *payload = "{\"aps\":{\"alert\":\"x\"}}";
  nh_notification *notification =
      nh_notification_new(NH_PLATFORM_APPLE, payload, strlen(payload));
  nh_target *target = nh_target_new_broadcast();
  nh_cancel *cancel = nh_cancel_new();
  nh_call_options *options = nh_call_options_new();

  nh_call_options_set_cancel(options, cancel);
  is(where, nh_send(hub, notification, target, NULL, NULL));
  is(where, nh_send(hub, notification, target, options, NULL));
  nh_hub *another = open_hub();
  is(where, nh_send(another, notification, target, NULL, NULL));
  nh_queue *queue = nh_queue_new(NULL);
  nh_outcome *outcome = NULL;
  is(where, nh_send_async(another, notification, target, options, queue, NULL));
  is(where, nh_queue_next(queue, 30000, &outcome));
  is(where, nh_outcome_status(outcome));
  nh_outcome_free(outcome);
  nh_queue_free(queue);
  is(where, nh_send(NULL, notification, target, NULL, NULL) == NH_STATUS_INVALID_ARGUMENT
                ? NH_STATUS_OK
                : NH_STATUS_INTERNAL);
  nh_hub_close(another, 1000);
  nh_hub_free(another);
  // Nobody is there: it waits between attempts.
  nh_hub *dead = nh_hub_new("Endpoint=http://127.0.0.1:1/;SharedAccessKeyName=P;"
                            "SharedAccessKey=k;UseDevelopmentEmulator=true",
                            "demo", NULL);
  is(where, nh_send(dead, notification, target, NULL, NULL) == NH_STATUS_NETWORK
                ? NH_STATUS_OK
                : NH_STATUS_INTERNAL);
  nh_hub_free(dead);
  nh_cancel_trigger(cancel);
  nh_cancel_free(cancel);
  nh_call_options_free(options);
  nh_target_free(target);
  nh_notification_free(notification);
}

struct Sends {
  const char *where;
  nh_hub *hub;

  explicit Sends(const char *name) : where(name), hub(open_hub()) { ::send("constructor", hub); }
  ~Sends()
  {
    ::send(where, hub);
    nh_hub_free(hub);
    fflush(stdout);
    if (failures > 0)
      _Exit(1);
  }
};

static Sends of_process("destructor of a static");
static pthread_key_t key;

static void key_is_gone(void *hub)
{
  send("destructor of a key", static_cast<nh_hub *>(hub));
}

static void *thread(void *)
{
  thread_local Sends of_thread("destructor of a thread_local");

  pthread_setspecific(key, of_process.hub);
  send("thread", of_thread.hub);
  return NULL;
}

// A thread whose first call is made by its destructors.
static void *late_thread(void *)
{
  pthread_setspecific(key, of_process.hub);
  return NULL;
}

static void at_exit() { send("atexit handler", of_process.hub); }

int main()
{
  pthread_t threads[2];

  atexit(at_exit);
  pthread_key_create(&key, key_is_gone);
  thread_local Sends of_main("destructor of main's thread_local");
  send("main", of_main.hub);
  pthread_create(&threads[0], NULL, thread, NULL);
  pthread_create(&threads[1], NULL, late_thread, NULL);
  for (pthread_t each : threads)
    pthread_join(each, NULL);
  return 0;
}
