/*
 * The library as a plug-in: loaded, used and closed while its connections are
 * open and a call is under way. Not linked with it.
 *
 *   dlclose LIBRARY
 */
#include <dlfcn.h>

#include "processes.h"

#define TIMES 3

static nh_options *(*options_new)(void);
static nh_status (*set_ca_file)(nh_options *, const char *);
static void (*options_free)(nh_options *);
static nh_hub *(*hub_new)(const char *, const char *, const nh_options *);
static void (*hub_free)(nh_hub *);
static nh_status (*send_apple)(const nh_hub *, const char *, const char *,
                               nh_outcome **);

/* A function's address comes as an object's; POSIX says that it fits. */
static void find(void *library, const char *name, void *function)
{
  void *found = dlsym(library, name);

  check(found != NULL, name, "%s", dlerror());
  memcpy(function, &found, sizeof found);
}

static nh_hub *load(void **library, const char *file)
{
  const char *ca_file = from_environment("NH_CA_FILE");
  nh_options *options;
  nh_hub *hub;

  *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (!check(*library != NULL, "dlopen", "%s", dlerror()))
    exit(checks_done());
  find(*library, "nh_options_new", &options_new);
  find(*library, "nh_options_set_ca_file", &set_ca_file);
  find(*library, "nh_options_free", &options_free);
  find(*library, "nh_hub_new", &hub_new);
  find(*library, "nh_hub_free", &hub_free);
  find(*library, "nh_send_apple_notification", &send_apple);
  if (checks_failed)
    exit(checks_done());
  options = options_new();
  if (*ca_file)
    set_ca_file(options, ca_file);
  hub = hub_new(from_environment("NH_CONNECTION_STRING"),
                from_environment("NH_HUB"), options);
  options_free(options);
  if (!check(hub != NULL, "a hub", "there is none"))
    exit(checks_done());
  return hub;
}

struct sender {
  const nh_hub *hub;
  int bad;
};

static void *send_some(void *argument)
{
  struct sender *sender = argument;
  int i;

  for (i = 0; i < 20; i++)
    sender->bad += send_apple(sender->hub, "{\"aps\":{\"alert\":\"x\"}}", "all",
                              NULL) != NH_STATUS_OK;
  return NULL;
}

int main(int argc, char **argv)
{
  void *library;
  int i;

  if (argc != 2)
    return 2;
  check(dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) == NULL, "not linked",
        "it is loaded already");
  for (i = 0; i < TIMES; i++) {
    struct sender own = { NULL, 0 }, other = { NULL, 0 };
    pthread_t thread;

    own.hub = other.hub = load(&library, argv[1]);
    send_some(&own);
    thread = start(send_some, &other);
    /* With connections in the pool, and the thread inside the library. */
    CHECK(dlclose(library) == 0);
    pthread_join(thread, NULL);
    check(own.bad + other.bad == 0, "sends", "%d failed", own.bad + other.bad);
    if (i % 2) {
      library = dlopen(argv[1], RTLD_NOW);
      hub_free((nh_hub *)own.hub); /* made before it was closed */
      CHECK(dlclose(library) == 0);
    }
  }
  return checks_done();
}
