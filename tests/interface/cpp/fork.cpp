/*
 * The queue of the C++ header in a child of fork(), where all of it is refused, and
 * destroying it leaves the parent's alone. What is the parent's the child forgets, so
 * this is nothing for leak checkers.
 */
#include <memory>

#include <sys/wait.h>
#include <unistd.h>

#include "check.hpp"

using namespace std::chrono_literals;

static nh::Notification news() { return nh::Notification::new_apple_alert("a", "b"); }

/* What is refused in a child, and that it can do all of it anew. */
static bool is_well_in_the_child(const nh::Hub &hub, std::unique_ptr<nh::Queue> inherited)
{
    const auto everyone = nh::Target::new_broadcast();
    const auto is_forked = [](const nh::Error &error) {
        return error.status() == NH_STATUS_FORKED;
    };

    if (!is_forked(hub.try_send_async(news(), everyone, *inherited).error()) ||
        !is_forked(inherited->try_next().error()) ||
        !is_forked(inherited->try_dispatch().error()) ||
        !is_forked(inherited->try_close(0ms).error()) || inherited->fd() != -1)
        return false;
    inherited.reset();

    const nh::Queue own;
    bool was_called = false;
    hub.send_async(news(), everyone, own, [&](const nh::Outcome &outcome) {
        was_called = outcome.verdict() == NH_VERDICT_ACCEPTED;
    });
    return own.dispatch(30s) && was_called;
}

int main()
{
    const nh::Hub hub = checks::hub();
    auto queue = std::make_unique<nh::Queue>();
    int called = 0;

    for (int number = 0; number < 10; number++)
        hub.send_async(news(), nh::Target::new_broadcast(), *queue,
                       [&](const nh::Outcome &) { called++; });
    const pid_t child = fork();
    if (child == 0)
        _exit(is_well_in_the_child(hub, std::move(queue)) && called == 0 ? 0 : 1);
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(queue->pending() == 10);
    queue->close(30s);
    while (queue->dispatch(30s))
        continue;
    CHECK(called == 10);
    return checks::report();
}
