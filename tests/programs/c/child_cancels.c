/*
 * A child of fork() triggers a cancel handle that it inherited, while a call of
 * its parent that has the handle waits for its answer: the call goes on. This
 * program is its own server, so it knows when the call waits.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "processes.h"

static const char payload[] = "{\"aps\":{\"alert\":\"hello\"}}";
static const char created[] =
    "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";

static char connection_string[200];
static nh_cancel *cancel;

static int listener(void)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);

  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) ||
      listen(fd, 8) || getsockname(fd, (struct sockaddr *)&address, &length)) {
    perror("listening");
    exit(1);
  }
  sprintf(connection_string,
          "Endpoint=http://127.0.0.1:%u/;SharedAccessKeyName=P;"
          "SharedAccessKey=k;UseDevelopmentEmulator=true",
          (unsigned)ntohs(address.sin_port));
  return fd;
}

static void *send_and_wait(void *hub)
{
  nh_call_options *options = nh_call_options_new();
  nh_notification *notification =
      nh_notification_new(NH_PLATFORM_APPLE, payload, strlen(payload));
  nh_target *everyone = nh_target_new_broadcast();
  nh_outcome *outcome = NULL;

  nh_call_options_set_cancel(options, cancel);
  nh_send(hub, notification, everyone, options, &outcome);
  nh_target_free(everyone);
  nh_notification_free(notification);
  nh_call_options_free(options);
  return outcome;
}

/* Reads until the end of the payload: from then on the call waits. */
static int accept_request(int fd)
{
  char request[4096];
  size_t length = 0;
  int connection = accept(fd, NULL, NULL);

  for (;;) {
    ssize_t count =
        read(connection, request + length, sizeof request - 1 - length);
    if (count <= 0) {
      perror("reading");
      exit(1);
    }
    length += (size_t)count;
    request[length] = '\0';
    if (strstr(request, payload))
      return connection;
  }
}

int main(void)
{
  int fd = listener(), connection;
  nh_hub *hub = nh_hub_new(connection_string, "demo", NULL);
  nh_outcome *outcome;
  void *result;
  pthread_t sender;
  pid_t child;

  cancel = nh_cancel_new();
  need(hub, "nh_hub_new");
  need(cancel, "nh_cancel_new");
  sender = start(send_and_wait, hub);
  connection = accept_request(fd);
  child = fork_now();
  if (child == 0) {
    /* Here it is cancelled, with no wait to wake. */
    nh_cancel_trigger(cancel);
    outcome = send_and_wait(hub);
    _exit(nh_outcome_status(outcome) == NH_STATUS_CANCELLED ? 0 : 1);
  }
  CHECK(ended(child) == 0);
  CHECK(write(connection, created, strlen(created)) ==
        (ssize_t)strlen(created));
  pthread_join(sender, &result);
  outcome = result;
  check(nh_outcome_status(outcome) == NH_STATUS_OK &&
            nh_outcome_verdict(outcome) == NH_VERDICT_ACCEPTED,
        "the parent's call", "%s",
        nh_error_message(nh_outcome_error(outcome)));
  nh_outcome_free(outcome);
  nh_cancel_free(cancel);
  nh_hub_free(hub);
  close(connection);
  close(fd);
  return checks_done();
}
