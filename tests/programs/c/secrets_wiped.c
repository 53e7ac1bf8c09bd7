/*
 * Looks for the hub's key and its token's signature in all writable memory of
 * this process: while a hub is open, where they must be, and when everything
 * was freed, where nothing of them may be left.
 *
 * Needs Linux: /proc/self/maps.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <pthread.h>

#include "check.h"

#define THREADS 4
#define SENDS 10

/* An allocator overwrites the first bytes of what is freed, and what is half
 * overwritten is still half a key: a part as long as this counts. */
#define PART 12

static const char payload[] = "{\"aps\":{\"alert\":\"hello\"}}";

/* What is looked for, each byte inverted, so that it is not found here. */
struct needle {
  const char *name;
  unsigned char inverted[256];
  size_t length;
};

enum { KEY, KEY_BYTES, INNER_PAD, OUTER_PAD, ENCODED, SIGNATURE, SIGNATURE_BYTES, NEEDLES };

static struct needle needles[NEEDLES] = {
  { "the key", { 0 }, 0 },
  { "the key, decoded", { 0 }, 0 },
  { "the key in HMAC's inner pad", { 0 }, 0 },
  { "the key in HMAC's outer pad", { 0 }, 0 },
  { "the signature as the token has it", { 0 }, 0 },
  { "the signature in base64", { 0 }, 0 },
  { "the signature's bytes", { 0 }, 0 },
};

static void add(int which, unsigned char byte)
{
  struct needle *needle = &needles[which];

  if (needle->length < sizeof needle->inverted)
    needle->inverted[needle->length++] = (unsigned char)~byte;
}

static void wipe(void *place, size_t length)
{
  volatile unsigned char *byte = place;

  while (length--)
    *byte++ = 0;
}

/* ---- Base64 and percent signs, a character at a time: nothing is kept ----- */

struct decoder {
  int which;
  unsigned bits;
  int count;
};

static void decode(struct decoder *decoder, char c)
{
  static const char alphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const char *at = strchr(alphabet, c);

  if (!c || !at)
    return;
  decoder->bits = (decoder->bits << 6 | (unsigned)(at - alphabet)) & 0xffff;
  decoder->count += 6;
  if (decoder->count >= 8) {
    decoder->count -= 8;
    add(decoder->which, (unsigned char)(decoder->bits >> decoder->count));
  }
}

/* The key, as it stands in the connection string. */
static void take_key(const char *connection)
{
  static const char name[] = "SharedAccessKey=";
  const char *at = strstr(connection, name);
  struct decoder decoder = { KEY_BYTES, 0, 0 };

  if (!at)
    return;
  for (at += strlen(name); *at && *at != ';'; at++) {
    add(KEY, (unsigned char)*at);
    add(INNER_PAD, (unsigned char)(*at ^ 0x36));
    add(OUTER_PAD, (unsigned char)(*at ^ 0x5c));
    decode(&decoder, *at);
  }
}

/* The signature of the token that the hub sends with every request. */
static void take_signature(const nh_hub *hub)
{
  nh_notification *notification =
      nh_notification_new(NH_PLATFORM_APPLE, payload, strlen(payload));
  nh_target *target = nh_target_new_broadcast();
  nh_request *request = nh_request_new(hub, notification, target, NULL);
  const char *at = NULL;
  struct decoder decoder = { SIGNATURE_BYTES, 0, 0 };
  size_t i;

  need(request, "nh_request_new");
  for (i = 0; i < nh_request_header_count(request); i++) {
    if (!strcmp(nh_request_header_name(request, i), "Authorization"))
      at = strstr(nh_request_header_value(request, i), "sig=");
  }
  for (at = at ? at + 4 : ""; *at && *at != '&'; at++) {
    char c = *at;

    add(ENCODED, (unsigned char)c);
    if (c == '%') {
      char digits[3] = { at[1], at[2], 0 };

      c = (char)strtol(digits, NULL, 16);
      add(ENCODED, (unsigned char)*++at);
      add(ENCODED, (unsigned char)*++at);
    }
    add(SIGNATURE, (unsigned char)c);
    decode(&decoder, c);
  }
  nh_request_free(request);
  nh_target_free(target);
  nh_notification_free(notification);
}

/* ---- Looking ---------------------------------------------------------------- */

static int is_part_at(const unsigned char *place, const unsigned char *inverted)
{
  size_t i;

  for (i = 0; i < PART; i++) {
    if ((place[i] ^ inverted[i]) != 0xff)
      return 0;
  }
  return 1;
}

/* How often a part of the needle stands there: each that begins at a multiple of
 * PART / 2. */
static int found_between(const struct needle *needle, const unsigned char *from,
                         const unsigned char *to, const char *where)
{
  int found = 0;
  size_t offset;

  for (offset = 0; offset + PART <= needle->length; offset += PART / 2) {
    const unsigned char *part = needle->inverted + offset;
    const unsigned char *at = from;

    while (at + PART <= to &&
           (at = memchr(at, *part ^ 0xff, (size_t)(to - at) - PART + 1)) != NULL) {
      if (is_part_at(at++, part)) {
        found++;
        if (where)
          printf("# %s, from its byte %u on: in %s", needle->name, (unsigned)offset, where);
      }
    }
  }
  return found;
}

/* How often each needle stands in writable memory. */
static void look(int found[NEEDLES], int tell)
{
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[512];
  int which;

  for (which = 0; which < NEEDLES; which++)
    found[which] = 0;
  if (!maps) {
    check(0, "/proc/self/maps", "cannot be opened");
    exit(checks_done());
  }
  while (fgets(line, sizeof line, maps)) {
    unsigned long from, to;
    char mode[8];

    if (sscanf(line, "%lx-%lx %4s", &from, &to, mode) != 3 || strncmp(mode, "rw", 2))
      continue;
    for (which = 0; which < NEEDLES; which++)
      found[which] += found_between(&needles[which], (unsigned char *)from,
                                    (unsigned char *)to, tell ? line : NULL);
  }
  fclose(maps);
}

/* What is put into memory is found: so a needle that is not found later is not
 * there. */
static void check_that_looking_finds(void)
{
  static volatile unsigned char copies[NEEDLES][sizeof needles[0].inverted];
  int which, before[NEEDLES], planted[NEEDLES];
  size_t i;

  look(before, 0);
  for (which = 0; which < NEEDLES; which++) {
    for (i = 0; i < needles[which].length; i++)
      copies[which][i] = needles[which].inverted[i] ^ 0xff;
  }
  look(planted, 0);
  wipe((void *)copies, sizeof copies);
  for (which = 0; which < NEEDLES; which++)
    check(needles[which].length >= 32 && planted[which] > before[which],
          "a planted copy is found", "%s: %d, then %d", needles[which].name, before[which],
          planted[which]);
}

/* ---- What a program does with a hub ------------------------------------------ */

static void count(void *user_data, int32_t level, const char *text)
{
  static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

  (void)level;
  pthread_mutex_lock(&one_at_a_time);
  *(size_t *)user_data += strlen(text);
  pthread_mutex_unlock(&one_at_a_time);
}

static void *send(void *argument)
{
  const nh_hub *hub = argument;
  int i, good = 0;

  for (i = 0; i < SENDS; i++) {
    nh_outcome *outcome = NULL;

    if (!nh_broadcast_apple_notification(hub, payload, &outcome))
      good++;
    nh_outcome_free(outcome);
  }
  return good == SENDS ? argument : NULL;
}

/* Sends of several threads, which leave several connections behind; an error;
 * a token. Leaves the hub open. */
static nh_hub *use(const char *connection, const char *name, nh_options *options)
{
  nh_hub *hub = nh_hub_new(connection, name, options);
  nh_sas_token *token;
  nh_outcome *outcome = NULL;
  pthread_t threads[THREADS];
  int i;

  need(hub, "nh_hub_new");
  for (i = 0; i < THREADS; i++) {
    if (pthread_create(&threads[i], NULL, send, hub))
      exit(1);
  }
  for (i = 0; i < THREADS; i++) {
    void *good;

    pthread_join(threads[i], &good);
    CHECK(good);
  }
  CHECK(nh_get_installation(hub, "nobody", NULL, NULL, &outcome) != NH_STATUS_OK);
  nh_outcome_free(outcome);
  token = nh_sas_token_new(hub, NULL, 3600 * 1000);
  CHECK(token);
  nh_sas_token_free(token);
  return hub;
}

int main(void)
{
  /* The environment stands in this process's memory too. */
  char *connection = (char *)from_environment("NH_CONNECTION_STRING");
  const char *name = from_environment("NH_HUB");
  char *others[] = { "NH_LISTEN_CONNECTION_STRING", "NH_ROOT_CONNECTION_STRING" };
  nh_options *options = local_options();
  size_t i, logged = 0;
  nh_hub *hub;
  int which, found[NEEDLES];

  take_key(connection);
  for (i = 0; i < sizeof others / sizeof *others; i++) {
    char *other = getenv(others[i]);

    if (other)
      wipe(other, strlen(other));
  }
  CHECK(!nh_options_set_log_callback(options, NH_LOG_LEVEL_DUMP, count, &logged));
  hub = use(connection, name, options);
  CHECK(logged > 1000);
  wipe(connection, strlen(connection));
  take_signature(hub);
  check_that_looking_finds();

  look(found, 0);
  CHECK(found[KEY] > 0);
  CHECK(found[ENCODED] > 0);
  printf("# in use, parts of the key: %d, of the signature: %d\n", found[KEY], found[ENCODED]);

  nh_hub_free(hub);
  nh_options_free(options);
  look(found, 1);
  for (which = 0; which < NEEDLES; which++)
    check(!found[which], needles[which].name, "found %d times", found[which]);
  return checks_done();
}
