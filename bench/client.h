/*
 * What a measured client is to client.c: the same notification, sent by
 * different means. The server is named by BENCH_HOST, BENCH_PORT, BENCH_TLS
 * (0 or 1) and BENCH_CA (a file of roots). Clients that have several sends
 * under way from one thread take their number from BENCH_UNDER_WAY.
 */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#define HUB "demo"
#define TAG "follows_RedSox"
/* 241 bytes. */
#define PAYLOAD \
    "{\"aps\":{\"alert\":{\"title\":\"Red Sox\",\"body\":\"Bottom of the ninth, two out, " \
    "bases loaded: the Red Sox lead the Yankees by one run\"},\"badge\":3,\"sound\":\"default\"," \
    "\"thread-id\":\"scores\"},\"game\":\"bos-nyy-2026-09-28\",\"inning\":9,\"lead\":1,\"url\":\"/live\"}"
#define PATH "/" HUB "/messages?api-version=2020-06"
/* As the library words it, but of a key that is none. */
#define TOKEN \
    "SharedAccessSignature sr=http%3A%2F%2Flocalhost%2Fdemo" \
    "&sig=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D&se=4102444800" \
    "&skn=DefaultFullSharedAccessSignature"
#define TRACKING_ID "00000000-0000-4000-8000-000000000000"
#define KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

/* What one thread sends with. */
struct sender;

/* A setting from the environment; ends the program where there is none. */
const char *setting(const char *name);

/* BENCH_UNDER_WAY. */
long under_way(void);

/* Ends the program. */
void fail(const char *what, const char *why);

/* These are the client's. */
struct sender *sender_open(void);
/* Sends so many times; each answer is read, and must be 201. */
void sender_send(struct sender *sender, long count);
void sender_close(struct sender *sender);

#endif
