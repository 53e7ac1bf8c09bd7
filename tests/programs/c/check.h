/*
 * What the C test programs share: one line a check, a count at the end, and
 * the local hub from the environment.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notification_hubs.h"

static int checks_passed;
static int checks_failed;

/* Prints what came of a check; `why` is a format and is only for failures. */
static inline int check(int ok, const char *name, const char *why, ...)
{
  va_list arguments;

  if (ok) {
    checks_passed++;
    printf("ok %s\n", name);
    return 1;
  }
  checks_failed++;
  printf("not ok %s: ", name);
  va_start(arguments, why);
  vprintf(why, arguments);
  va_end(arguments);
  printf("\n");
  return 0;
}

/* A check whose name is its condition. */
#define CHECK(condition) \
  check(!!(condition), #condition, "false in line %d", __LINE__)

/* The last line, and the program's exit status. */
static inline int checks_done(void)
{
  printf("%d passed, %d failed\n", checks_passed, checks_failed);
  return checks_failed || !checks_passed;
}

static inline const char *or_none(const char *text)
{
  return text ? text : "(NULL)";
}

/* Ends the program where the test cannot go on without `object`. */
#define need(object, what) need_it((object) != NULL, what)

static inline void need_it(int is_there, const char *what)
{
  if (is_there)
    return;
  check(0, what, "%s", nh_error_message(nh_last_error()));
  checks_done();
  exit(1);
}

static inline const char *from_environment(const char *name)
{
  const char *value = getenv(name);

  if (!value) {
    check(0, name, "is not in the environment; start nh-emulator");
    checks_done();
    exit(1);
  }
  return value;
}

/* Options that trust the local hub. */
static inline nh_options *local_options(void)
{
  nh_options *options = nh_options_new();
  const char *ca_file = from_environment("NH_CA_FILE");

  need(options, "nh_options_new");
  if (*ca_file)
    nh_options_set_ca_file(options, ca_file);
  return options;
}

/* The local hub. */
static inline nh_hub *local_hub(void)
{
  nh_options *options = local_options();
  nh_hub *hub = nh_hub_new(from_environment("NH_CONNECTION_STRING"),
                           from_environment("NH_HUB"), options);

  nh_options_free(options);
  need(hub, "nh_hub_new");
  return hub;
}

/* Does `text` hold `word`, with no letter, digit or _ beside it? */
static inline int holds_word(const char *text, const char *word)
{
  static const char in_words[] = "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  size_t length = strlen(word);
  const char *at;

  for (at = strstr(text, word); at; at = strstr(at + 1, word)) {
    if ((at == text || !strchr(in_words, at[-1])) &&
        (!at[length] || !strchr(in_words, at[length])))
      return 1;
  }
  return 0;
}

#endif
