/* Coroutines where exceptions are off: the try_ forms alone, which give Results. */
#include <coroutine>

#include <notification_hubs/coroutine.hpp>

#include "../cpp/check.hpp"

using namespace std::chrono_literals;

namespace {

/* Goes when it ends. */
struct Task {
    struct promise_type {
        Task get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        [[maybe_unused]] void unhandled_exception() {}
    };
};

Task calls(const nh::Hub &hub, const nh::CoroutineQueue &queue, int &done)
{
    const nh::Target everyone = nh::Target::new_broadcast();
    const auto news = nh::Notification::try_new_apple_alert("a", "b");
    const auto sent = co_await hub.try_send_async(*news, everyone, queue);
    CHECK(sent && sent->verdict() == NH_VERDICT_ACCEPTED);
    const auto missing = co_await hub.try_get_installation_async("nobody", queue);
    CHECK(missing.error().status() == NH_STATUS_NOT_FOUND);
    CHECK(missing.outcome().http_status() == 404);
    const auto refused = co_await hub.try_get_job_async("", queue);
    CHECK(refused.error().status() == NH_STATUS_INVALID_ARGUMENT);
    done++;
}

} // namespace

int main()
{
    const auto hub = nh::Hub::try_new(checks::environment("NH_CONNECTION_STRING"),
                                      checks::environment("NH_HUB"), checks::options());
    const auto queue = nh::CoroutineQueue::try_new();
    int done = 0;

    CHECK(hub && queue);
    for (int number = 0; number < 5; number++)
        calls(*hub, *queue, done);
    while (queue->pending() > 0)
        CHECK(queue->try_dispatch(30s));
    CHECK(done == 5);
    return checks::report();
}
