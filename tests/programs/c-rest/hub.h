/*
 * What the test programs share: checks, the hub of the environment, and a look
 * into the local hub over plain HTTP, without this library.
 *
 * Every program needs NH_CONNECTION_STRING, NH_HUB and NH_URL of a local hub
 * that was started with --plain, and has it for itself. POSIX.
 */
#ifndef C_REST_HUB_H
#define C_REST_HUB_H

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <notification_hubs.h>

/* ---- Checks -------------------------------------------------------------- */

static int tests_passed, tests_failed;
static unsigned long checks_made;
static char why_failed[2000]; /* the first failed check of the running test */

static inline void failed_check(int line, const char *what, const char *actual)
{
    if (*why_failed == '\0')
        snprintf(why_failed, sizeof why_failed, "line %d: %s (%s)", line, what,
                 actual != NULL ? actual : "NULL");
}

static inline void check_that(int line, const char *what, bool condition)
{
    const nh_error *error = nh_last_error();

    checks_made++;
    if (!condition)
        failed_check(line, what, error != NULL ? nh_error_message(error) : "no error");
}

static inline void check_text(int line, const char *what, const char *actual,
                              const char *expected)
{
    bool same = actual == NULL || expected == NULL ? actual == expected
                                                   : strcmp(actual, expected) == 0;

    checks_made++;
    if (!same)
        failed_check(line, what, actual);
}

static inline void check_has(int line, const char *what, const char *text, const char *part)
{
    checks_made++;
    if (text == NULL || strstr(text, part) == NULL)
        failed_check(line, what, text);
}

static inline void check_number(int line, const char *what, long long actual, long long expected)
{
    const nh_error *error = nh_last_error();
    char text[600];

    checks_made++;
    if (actual == expected)
        return;
    snprintf(text, sizeof text, "%lld; last error: %.500s", actual,
             error != NULL ? nh_error_message(error) : "none");
    failed_check(line, what, text);
}

/* A failed check is noted, and the test goes on: getters accept NULL. */
#define CHECK(condition) check_that(__LINE__, #condition, condition)
#define CHECK_TEXT(actual, expected) \
    check_text(__LINE__, #actual " is " #expected, actual, expected)
#define CHECK_HAS(text, part) check_has(__LINE__, #text " has " #part, text, part)
#define CHECK_NUMBER(actual, expected) \
    check_number(__LINE__, #actual " is " #expected, (long long)(actual), (long long)(expected))
#define CHECK_OK(call) CHECK_NUMBER(call, NH_STATUS_OK)

/* Runs a test function, which is named after what it shows. */
#define RUN(test) (test(), end_test(#test))

static inline void end_test(const char *name)
{
    if (*why_failed == '\0') {
        printf("ok %s\n", name);
        tests_passed++;
    } else {
        printf("not ok %s: %s\n", name, why_failed);
        tests_failed++;
    }
    fflush(stdout);
    *why_failed = '\0';
}

static inline int end_tests(void)
{
    printf("# %lu checks\n", checks_made);
    printf("%d passed, %d failed\n", tests_passed, tests_failed);
    return tests_failed == 0 && tests_passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Ends the program: what a test needs is not there. */
static inline void give_up(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(2);
}

static inline const char *need_env(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL || *value == '\0') {
        fprintf(stderr, "%s is not set\n", name);
        exit(2);
    }
    return value;
}

/* ---- The hub, through the library ---------------------------------------- */

/* options may be NULL, and are freed. */
static inline nh_hub *open_hub_as(const char *variable, nh_options *options)
{
    const char *ca_file = getenv("NH_CA_FILE");
    nh_hub *hub;

    if (options == NULL)
        options = nh_options_new();
    if (ca_file != NULL && *ca_file != '\0')
        nh_options_set_ca_file(options, ca_file);
    hub = nh_hub_new(need_env(variable), need_env("NH_HUB"), options);
    nh_options_free(options);
    if (hub == NULL)
        give_up(nh_error_message(nh_last_error()));
    return hub;
}

static inline nh_hub *open_hub(void)
{
    return open_hub_as("NH_CONNECTION_STRING", NULL);
}

/* A server that takes nothing: connections wait in its queue, and then outside. */
struct deaf_server {
    int sockets[4];
};

static inline nh_hub *open_hub_of_deaf_server(struct deaf_server *server)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    char text[200];
    nh_hub *hub;
    int i;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (i = 0; i < 4; i++)
        server->sockets[i] = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server->sockets[0], (struct sockaddr *)&address, length) != 0 ||
        listen(server->sockets[0], 0) != 0 ||
        getsockname(server->sockets[0], (struct sockaddr *)&address, &length) != 0)
        give_up("no server of its own");
    for (i = 1; i < 4; i++) {
        fcntl(server->sockets[i], F_SETFL, O_NONBLOCK);
        (void)connect(server->sockets[i], (struct sockaddr *)&address, length);
    }
    snprintf(text, sizeof text,
             "Endpoint=http://127.0.0.1:%u/;SharedAccessKeyName=P;SharedAccessKey=k;"
             "UseDevelopmentEmulator=true",
             (unsigned)ntohs(address.sin_port));
    hub = nh_hub_new(text, "demo", NULL);
    if (hub == NULL)
        give_up(nh_error_message(nh_last_error()));
    return hub;
}

static inline void close_deaf_server(const struct deaf_server *server)
{
    int i;

    for (i = 0; i < 4; i++)
        close(server->sockets[i]);
}

/* ---- The hub, past the library ------------------------------------------- */

static inline int connect_to_hub(const char *authority)
{
    struct addrinfo hints, *addresses, *address;
    char host[256];
    const char *colon = strrchr(authority, ':');
    int connection = -1;

    if (colon == NULL || (size_t)(colon - authority) >= sizeof host)
        give_up("NH_URL is not of the form http://HOST:PORT");
    memcpy(host, authority, (size_t)(colon - authority));
    host[colon - authority] = '\0';
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, colon + 1, &hints, &addresses) != 0)
        give_up("the host of NH_URL cannot be looked up");
    for (address = addresses; address != NULL && connection < 0; address = address->ai_next) {
        connection = socket(address->ai_family, address->ai_socktype, 0);
        if (connection >= 0 &&
            connect(connection, address->ai_addr, address->ai_addrlen) != 0) {
            close(connection);
            connection = -1;
        }
    }
    freeaddrinfo(addresses);
    if (connection < 0)
        give_up("no connection to NH_URL");
    return connection;
}

static inline void write_all(int connection, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(connection, bytes, length);
        if (written <= 0)
            give_up("the local hub hung up");
        bytes += written;
        length -= (size_t)written;
    }
}

/* Any request, by HTTP/1.0 so that the answer is not in chunks. Gives its body,
 * to be freed, with a NUL behind it. token and body may be NULL, and *status. */
static inline char *http_with(const char *token, const char *method, const char *path,
                              const char *body, int *status)
{
    const char *authority = need_env("NH_URL");
    size_t capacity = 65536, length = 0, body_length = body != NULL ? strlen(body) : 0;
    char *answer = malloc(capacity), head[4096], *end;
    int connection, code = 0;
    ssize_t got;

    if (strncmp(authority, "http://", 7) != 0)
        give_up("these tests look into a local hub that was started with --plain");
    authority += 7;
    connection = connect_to_hub(authority);
    snprintf(head, sizeof head,
             "%s %s HTTP/1.0\r\nHost: %s\r\nContent-Length: %lu\r\nAuthorization: %s\r\n"
             "Connection: close\r\n\r\n",
             method, path, authority, (unsigned long)body_length, token != NULL ? token : "none");
    write_all(connection, head, strlen(head));
    if (body_length > 0)
        write_all(connection, body, body_length);
    while (answer != NULL && (got = read(connection, answer + length, capacity - length - 1)) > 0) {
        length += (size_t)got;
        if (capacity - length < 2)
            answer = realloc(answer, capacity *= 2);
    }
    close(connection);
    if (answer == NULL)
        give_up("no memory");
    answer[length] = '\0';
    end = strstr(answer, "\r\n\r\n");
    if (sscanf(answer, "HTTP/%*s %d", &code) != 1 || end == NULL)
        give_up("the local hub's answer is no HTTP");
    if (status != NULL)
        *status = code;
    end += 4;
    memmove(answer, end, length - (size_t)(end - answer) + 1);
    return answer;
}

static inline char *http(const char *method, const char *path, const char *body, int *status)
{
    return http_with(NULL, method, path, body, status);
}

/* A request to the local hub's own addresses that must succeed. */
static inline void tell_hub(const char *method, const char *path, const char *body)
{
    int status;
    char *answer = http(method, path, body, &status);

    if (status / 100 != 2) {
        fprintf(stderr, "%s %s: %d %s\n", method, path, status, answer);
        exit(2);
    }
    free(answer);
}

/* Deletes what earlier tests left in the hub, and what it remembers. */
static inline void empty_hub(void)
{
    tell_hub("POST", "/_emulator/reset?all", NULL);
}

/* Forgets requests and deliveries alone. */
static inline void forget_requests(void)
{
    tell_hub("POST", "/_emulator/reset", NULL);
}

/* What arrived since, as JSON; to be freed. */
static inline char *requests(void)
{
    return http("GET", "/_emulator/requests", NULL, NULL);
}

/* What devices got since, as JSON; to be freed. */
static inline char *deliveries(void)
{
    return http("GET", "/_emulator/deliveries", NULL, NULL);
}

static inline size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    while ((text = strstr(text, part)) != NULL) {
        count++;
        text += strlen(part);
    }
    return count;
}

/* Checks one part of the JSON of requests, and frees it. */
#define CHECK_REQUESTS(part) check_and_free(__LINE__, "the requests have " #part, requests(), part)
#define CHECK_DELIVERIES(part) \
    check_and_free(__LINE__, "the deliveries have " #part, deliveries(), part)

static inline void check_and_free(int line, const char *what, char *text, const char *part)
{
    check_has(line, what, text, part);
    free(text);
}

/* ---- A service that says what a test wants -------------------------------- */

struct script {
    pid_t server;
    char url[60];
    nh_hub *hub;
};

/* How long a request is, as far as it has come: 0 where its head is not whole. */
static inline size_t request_length(const char *request)
{
    static const char name[] = "Content-Length:";
    const char *end = strstr(request, "\r\n\r\n"), *line;
    size_t body = 0;

    if (end == NULL)
        return 0;
    for (line = request; line < end; line = strstr(line, "\r\n") + 2)
        if (strncasecmp(line, name, sizeof name - 1) == 0)
            body = strtoul(line + sizeof name - 1, NULL, 10);
    return (size_t)(end + 4 - request) + body;
}

/* Reads a whole request: what is not read when a connection is closed resets it,
 * and takes the answer along. */
static inline void read_request(int connection, char *request, size_t size)
{
    size_t length = 0, whole = 0;
    ssize_t got = 1;

    *request = '\0';
    while (got > 0 && length + 1 < size && (whole == 0 || length < whole)) {
        got = read(connection, request + length, size - length - 1);
        length += got > 0 ? (size_t)got : 0;
        request[length] = '\0';
        whole = request_length(request);
    }
}

/* A hub that answers the first request with these words, of HTTP, and all later
 * ones with those; where they are empty it hangs up. It is a proxy to itself
 * too. options may be NULL, and are freed. To be ended. */
static inline struct script begin_scripts(const char *first, const char *later,
                                          nh_options *options)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char connection_string[300];
    struct script script;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 8) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        give_up("no port to listen on");
    script.server = fork();
    if (script.server < 0)
        give_up("no process for a server");
    if (script.server == 0) {
        signal(SIGPIPE, SIG_IGN);
        static char request[65536];
        const char *answer = first;
        for (;; answer = later) {
            static const char connected[] = "HTTP/1.1 200 Connected\r\n\r\n";
            int connection = accept(listener, NULL, NULL);
            if (connection < 0)
                _exit(1);
            read_request(connection, request, sizeof request);
            if (strncmp(request, "CONNECT ", 8) == 0) {
                if (write(connection, connected, strlen(connected)) < 0)
                    perror("script");
                read_request(connection, request, sizeof request);
            }
            /* That the client is gone already is the client's affair. */
            if (write(connection, answer, strlen(answer)) < 0)
                perror("script");
            close(connection);
        }
    }
    close(listener);
    snprintf(script.url, sizeof script.url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    snprintf(connection_string, sizeof connection_string,
             "Endpoint=%s/;SharedAccessKeyName=a;SharedAccessKey=a;UseDevelopmentEmulator=true",
             script.url);
    script.hub = nh_hub_new(connection_string, "demo", options);
    nh_options_free(options);
    return script;
}

static inline struct script begin_script(const char *answer)
{
    return begin_scripts(answer, answer, NULL);
}

static inline void end_script(struct script script)
{
    nh_hub_free(script.hub);
    kill(script.server, SIGKILL);
    waitpid(script.server, NULL, 0);
}

static inline int64_t now_ms(void)
{
    return (int64_t)time(NULL) * 1000;
}

#endif
