/*
 * A heartbeat: what a server does beside its notifications. Beats that are late
 * say that something held up the loop.
 */
#ifndef HEART_H
#define HEART_H

#include <stdio.h>
#include <time.h>

#define BEAT_US 10000

struct heart {
    long long next_us, late_us, worst_us;
    long beats;
};

/* Beats if it is time to; says for how many milliseconds it is not. */
static inline int beat(struct heart *heart)
{
    struct timespec time;
    long long now;

    clock_gettime(CLOCK_MONOTONIC, &time);
    now = (long long)time.tv_sec * 1000000 + time.tv_nsec / 1000;
    if (heart->next_us == 0)
        heart->next_us = now + BEAT_US;
    if (now >= heart->next_us) {
        long long late = now - heart->next_us;

        heart->beats++;
        heart->late_us += late;
        if (late > heart->worst_us)
            heart->worst_us = late;
        heart->next_us = now + BEAT_US;
    }
    return (int)((heart->next_us - now + 999) / 1000);
}

static inline void report(const char *what, const struct heart *heart)
{
    printf("%-8s %6ld beats, late by %.2f ms on average, %.2f ms at worst\n", what, heart->beats,
           heart->beats > 0 ? (double)heart->late_us / (double)heart->beats / 1000.0 : 0.0,
           (double)heart->worst_us / 1000.0);
}

#endif
