/*
 * Sends for a long time, among errors, time-outs, cancelled calls, devices and
 * hubs that come and go, and says what memory and descriptors it holds.
 *
 *   soak sends COUNT
 *   soak seconds COUNT
 *
 * After the first fifth, which warms up, ten lines "sample": operations so
 * far, resident kilobytes, bytes in use on the heap, open descriptors; then a
 * line "calls": how many ended how. tests/programs/soak.rs judges them.
 */
#include <dirent.h>
#include <malloc.h>

#include "processes.h"

#define THREADS 4
/* What each thread does in a round; threads come and go, too. */
#define ROUND 100
#define SAMPLES 10

static const char payload[] = "{\"aps\":{\"alert\":\"soak\"}}";

struct counts {
  unsigned long accepted, refused, unknown, timeouts, cancelled;
};

struct worker {
  nh_hub *hub;
  unsigned long first;
  struct counts counts;
};

static void count(struct counts *counts, const nh_outcome *outcome)
{
  switch (nh_outcome_status(outcome)) {
  case NH_STATUS_TIMEOUT:
    counts->timeouts++;
    return;
  case NH_STATUS_CANCELLED:
    counts->cancelled++;
    return;
  default:
    break;
  }
  switch (nh_outcome_verdict(outcome)) {
  case NH_VERDICT_ACCEPTED:
    counts->accepted++;
    return;
  case NH_VERDICT_NOT_ACCEPTED:
    counts->refused++;
    return;
  default:
    counts->unknown++;
  }
}

/* A send with options: cancelled, short of time, or a test. */
static void send_with(const nh_hub *hub, struct counts *counts, int cancelled,
                      unsigned timeout_ms)
{
  nh_notification *notification =
      nh_notification_new(NH_PLATFORM_APPLE, payload, strlen(payload));
  nh_target *target = nh_target_new_expression("apple || fcmv1 && !even");
  nh_call_options *options = nh_call_options_new();
  nh_cancel *cancel = nh_cancel_new();
  nh_outcome *outcome = NULL;

  nh_call_options_set_cancel(options, cancel);
  if (cancelled)
    nh_cancel_trigger(cancel);
  if (timeout_ms)
    nh_call_options_set_timeout_ms(options, timeout_ms);
  else
    nh_call_options_set_test(options, 1);
  nh_send(hub, notification, target, options, &outcome);
  count(counts, outcome);
  nh_outcome_free(outcome);
  nh_cancel_free(cancel);
  nh_call_options_free(options);
  nh_target_free(target);
  nh_notification_free(notification);
}

/* A hub of its own, with one send or none. */
static void make_a_hub(struct counts *counts, int sends)
{
  nh_hub *hub = local_hub();
  nh_outcome *outcome = NULL;

  if (sends) {
    nh_send_apple_notification(hub, payload, "apple", &outcome);
    count(counts, outcome);
    nh_outcome_free(outcome);
  }
  nh_hub_free(hub);
}

/* A device that comes, is read, and goes. */
static void install(const nh_hub *hub, struct counts *counts,
                    unsigned long number)
{
  nh_installation *installation, *found = NULL;
  nh_outcome *outcomes[3] = { NULL, NULL, NULL };
  char id[40];
  int i;

  sprintf(id, "soak-%lu", number);
  installation = nh_installation_new(id, NH_PLATFORM_FCMV1, "token-of-soak");
  nh_installation_add_tag(installation, "soak");
  nh_put_installation(hub, installation, NULL, &outcomes[0]);
  nh_get_installation(hub, id, NULL, &found, &outcomes[1]);
  nh_delete_installation(hub, id, NULL, &outcomes[2]);
  for (i = 0; i < 3; i++) {
    count(counts, outcomes[i]);
    nh_outcome_free(outcomes[i]);
  }
  nh_installation_free(found);
  nh_installation_free(installation);
}

static void *work(void *argument)
{
  struct worker *worker = argument;
  struct counts *counts = &worker->counts;
  unsigned long number;

  for (number = worker->first; number < worker->first + ROUND; number++) {
    nh_outcome *outcome = NULL;

    if (number % 50 == 3)
      install(worker->hub, counts, number);
    else if (number % 25 == 4)
      make_a_hub(counts, number % 2 == 0);
    else if (number % 20 == 5)
      send_with(worker->hub, counts, 0, 1 + number % 7);
    else if (number % 50 == 6)
      send_with(worker->hub, counts, 1, 1000);
    else if (number % 10 == 7)
      send_with(worker->hub, counts, 0, 0);
    else {
      /* Every tenth with an expression that is refused. */
      nh_send_apple_notification(worker->hub, payload,
                                 number % 10 == 8 ? "a b" : "apple", &outcome);
      count(counts, outcome);
      nh_outcome_free(outcome);
    }
  }
  return NULL;
}

static unsigned long resident_kb(void)
{
  FILE *file = fopen("/proc/self/status", "r");
  char line[200];
  unsigned long kb = 0;

  while (file && fgets(line, sizeof line, file)) {
    if (sscanf(line, "VmRSS: %lu", &kb) == 1)
      break;
  }
  if (file)
    fclose(file);
  return kb;
}

static int descriptors(void)
{
  DIR *dir = opendir("/proc/self/fd");
  int count = -1; /* its own */

  while (dir && readdir(dir))
    count++;
  if (dir)
    closedir(dir);
  return count - 2; /* . and .. */
}

static void sample(unsigned long done)
{
  struct mallinfo2 heap = mallinfo2();

  printf("sample\t%lu\t%lu\t%lu\t%d\n", done, resident_kb(),
         (unsigned long)(heap.uordblks + heap.hblkhd), descriptors());
  fflush(stdout);
}

int main(int argc, char **argv)
{
  int by_time = argc > 2 && !strcmp(argv[1], "seconds"), samples = 0, i;
  unsigned long end = argc > 2 ? strtoul(argv[2], NULL, 10) : 0, done = 0;
  time_t begin = time(NULL);
  struct worker workers[THREADS];
  struct counts all;
  pthread_t threads[THREADS];
  nh_hub *hub;

  if (!end || (!by_time && strcmp(argv[1], "sends"))) {
    fprintf(stderr, "usage: soak sends|seconds COUNT\n");
    return 2;
  }
  memset(&all, 0, sizeof all);
  hub = local_hub();
  while (samples < SAMPLES) {
    double part;

    for (i = 0; i < THREADS; i++) {
      memset(&workers[i], 0, sizeof workers[i]);
      workers[i].hub = hub;
      workers[i].first = done;
      done += ROUND;
      threads[i] = start(work, &workers[i]);
    }
    for (i = 0; i < THREADS; i++) {
      pthread_join(threads[i], NULL);
      all.accepted += workers[i].counts.accepted;
      all.refused += workers[i].counts.refused;
      all.unknown += workers[i].counts.unknown;
      all.timeouts += workers[i].counts.timeouts;
      all.cancelled += workers[i].counts.cancelled;
    }
    /* Samples from 0.2 on, the last at the end. */
    part = (by_time ? difftime(time(NULL), begin) : (double)done) / end;
    if (part >= 0.2 + 0.8 * samples / (SAMPLES - 1)) {
      samples++;
      sample(done);
    }
  }
  printf("calls\taccepted %lu, refused %lu, unknown %lu, timed out %lu, "
         "cancelled %lu\n",
         all.accepted, all.refused, all.unknown, all.timeouts, all.cancelled);
  nh_hub_free(hub);
  return 0;
}
