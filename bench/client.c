/*
 * Measures a client, with which it is linked.
 *
 *   client COUNT [THREADS]   each thread sends once, and then COUNT times:
 *                            "sends CPU-s wall-s peak-KiB" of the latter
 *   client first             runs itself anew and sends once:
 *                            "ms CPU-ms peak-KiB" from exec to the answer
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "client.h"

static long count;
static pthread_barrier_t barrier;

void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why ? why : "");
    exit(1);
}

const char *setting(const char *name)
{
    const char *value = getenv(name);

    if (!value)
        fail(name, "is not set");
    return value;
}

long under_way(void)
{
    long number = atol(setting("BENCH_UNDER_WAY"));

    if (number < 1)
        fail("BENCH_UNDER_WAY", "is not a number of sends");
    return number;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double cpu(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/*
 * Of this program since exec; getrusage's is at least that of the program
 * which started it.
 */
static long peak_kib(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long peak = 0;

    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld", &peak) == 1)
            break;
    if (file)
        fclose(file);
    return peak;
}

/* All at once before the measured part, so that each has its connection. */
static void *one_thread(void *unused)
{
    struct sender *sender = sender_open();

    pthread_barrier_wait(&barrier);
    sender_send(sender, 1);
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    sender_send(sender, count);
    pthread_barrier_wait(&barrier);
    sender_close(sender);
    return unused;
}

static int first(char **argv)
{
    const char *started = getenv("BENCH_STARTED");
    struct sender *sender;
    double used;
    char text[64];

    if (!started) {
        snprintf(text, sizeof text, "%.9f", now());
        setenv("BENCH_STARTED", text, 1);
        execv(argv[0], argv);
        fail("exec", argv[0]);
    }
    sender = sender_open();
    sender_send(sender, 1);
    used = cpu();
    printf("%.3f %.3f %ld\n", (now() - atof(started)) * 1e3, used * 1e3, peak_kib());
    sender_close(sender);
    return 0;
}

int main(int argc, char **argv)
{
    long threads = argc > 2 ? atol(argv[2]) : 1, i;
    double wall, used;

    if (argc > 1 && !strcmp(argv[1], "first"))
        return first(argv);
    if (argc < 2 || threads < 1 || (count = atol(argv[1])) < 0) {
        fprintf(stderr, "usage: client COUNT [THREADS] | client first\n");
        return 2;
    }
    if (threads == 1) {
        /* In the program's only thread, as a small program would. */
        struct sender *sender = sender_open();

        sender_send(sender, 1);
        used = cpu();
        wall = now();
        sender_send(sender, count);
        wall = now() - wall;
        used = cpu() - used;
        sender_close(sender);
    } else {
        pthread_t *all = calloc((size_t)threads, sizeof *all);

        pthread_barrier_init(&barrier, NULL, (unsigned)threads + 1);
        for (i = 0; i < threads; i++)
            if (pthread_create(&all[i], NULL, one_thread, NULL))
                fail("pthread_create", NULL);
        pthread_barrier_wait(&barrier);
        pthread_barrier_wait(&barrier);
        used = cpu();
        wall = now();
        pthread_barrier_wait(&barrier);
        pthread_barrier_wait(&barrier);
        wall = now() - wall;
        used = cpu() - used;
        for (i = 0; i < threads; i++)
            pthread_join(all[i], NULL);
        free(all);
    }
    printf("%ld %.6f %.6f %ld\n", count * threads, used, wall, peak_kib());
    return 0;
}
