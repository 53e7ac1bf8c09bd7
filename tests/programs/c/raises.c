/*
 * A library over libnotification_hubs in which a signal comes during each call of
 * two functions: languages run their handlers when the call has returned.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <string.h>

#include "notification_hubs.h"

static void find(void *function, const char *name)
{
  void *symbol = dlsym(RTLD_NEXT, name);

  memcpy(function, &symbol, sizeof symbol);
}

nh_status nh_send_async(const nh_hub *hub, const nh_notification *notification,
                        const nh_target *target, const nh_call_options *options,
                        const nh_queue *queue, void *user_data)
{
  nh_status (*send_async)(const nh_hub *, const nh_notification *,
                          const nh_target *, const nh_call_options *,
                          const nh_queue *, void *);
  nh_status status;

  find(&send_async, "nh_send_async");
  status = send_async(hub, notification, target, options, queue, user_data);
  raise(SIGUSR1);
  return status;
}

nh_status nh_queue_next(const nh_queue *queue, uint32_t timeout_ms,
                        nh_outcome **outcome)
{
  nh_status (*queue_next)(const nh_queue *, uint32_t, nh_outcome **);
  nh_status status;

  find(&queue_next, "nh_queue_next");
  status = queue_next(queue, timeout_ms, outcome);
  raise(SIGUSR1);
  return status;
}
