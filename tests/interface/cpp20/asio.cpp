/*
 * Coroutines of Asio: what Asio cancels, and an io_context, a queue and coroutines that
 * end before each other.
 */
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_future.hpp>

#include <notification_hubs/asio.hpp>

#include "../cpp/silence.hpp"
#include "news.hpp"

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;
using checks::everyone;
using checks::news;
using checks::thrown;

namespace {

nh::Hub silent_hub()
{
    static const checks::Silence silence;

    return silence.hub();
}

/* Rethrows what comes out of a coroutine, out of the io_context. */
void rethrow(std::exception_ptr exception)
{
    if (exception)
        std::rethrow_exception(exception);
}

asio::awaitable<void> some(const nh::Hub &hub, const nh::AsioQueue &queue, int &accepted)
{
    const auto [first, second] = co_await (hub.send_async(news(), everyone(), queue) &&
                                           hub.send_async(news(), everyone(), queue));

    accepted += first.verdict() == NH_VERDICT_ACCEPTED;
    accepted += second.verdict() == NH_VERDICT_ACCEPTED;
}

/* The loop goes on beside them: a timer of the same thread is never held up. */
void many_on_one_queue_beside_a_timer()
{
    const nh::Hub hub = checks::hub();
    asio::io_context context;
    const nh::AsioQueue queue(context);
    asio::steady_timer timer(context);
    int accepted = 0, beats = 0;

    for (int number = 0; number < 30; number++)
        asio::co_spawn(context, some(hub, queue, accepted), rethrow);
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            while (accepted < 60) {
                timer.expires_after(1ms);
                co_await timer.async_wait(asio::use_awaitable);
                beats++;
            }
        },
        rethrow);
    context.run();
    CHECK(accepted == 60 && beats > 0);

    /* Again, when the io_context had no work before. */
    context.restart();
    asio::co_spawn(context, some(hub, queue, accepted), rethrow);
    context.run();
    CHECK(accepted == 62);
}

void other_ways_to_complete()
{
    const nh::Hub hub = checks::hub();
    asio::io_context context;
    const nh::AsioQueue queue(context);
    int called = 0;

    auto future = asio::co_spawn(context, hub.send_async(news(), everyone(), queue),
                                 asio::use_future);
    asio::co_spawn(context, hub.try_get_installation_async("nobody", queue),
                   [&](std::exception_ptr exception, nh::Result<nh::Installation> result) {
                       called += !exception && result.error().status() == NH_STATUS_NOT_FOUND;
                   });
    context.run();
    CHECK(future.get().verdict() == NH_VERDICT_ACCEPTED && called == 1);

    /* Handed in, and made, though nobody awaits it; its outcome is taken. */
    static_cast<void>(hub.send_async(news(), everyone(), queue));
    CHECK(queue.pending() == 1);
    context.restart();
    context.run();
    CHECK(queue.pending() == 0);
}

/* A call that is over in no time that a test would wait, and was cancelled: its error. */
asio::awaitable<void> cancelled_by(asio::awaitable<nh::Result<nh::Outcome>> call)
{
    const auto result = co_await std::move(call);

    CHECK(result.error().status() == NH_STATUS_CANCELLED);
    CHECK(result.error().outcome().verdict() == NH_VERDICT_NOT_ACCEPTED);
    checks::passed++;
}

void what_asio_cancels_has_its_verdict()
{
    const nh::Hub hub = silent_hub();
    asio::io_context context;
    const nh::AsioQueue queue(context);
    asio::cancellation_signal signal;
    asio::steady_timer timer(context, 50ms);
    nh::Error error;

    asio::co_spawn(context, hub.send_async(news(), everyone(), queue),
                   asio::bind_cancellation_slot(
                       signal.slot(), [&](const std::exception_ptr &exception, nh::Outcome) {
                           error = thrown<nh::NetworkError>([=] { rethrow(exception); });
                       }));
    timer.async_wait([&](const asio::error_code &) { signal.emit(asio::cancellation_type::all); });
    context.run();
    CHECK(error.status() == NH_STATUS_CANCELLED);
    CHECK(error.outcome().verdict() == NH_VERDICT_NOT_ACCEPTED);

    /* Whichever is first ends the other. */
    context.restart();
    bool is_late = false;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            asio::steady_timer late(context, 50ms);
            const auto first = co_await (hub.try_send_async(news(), everyone(), queue) ||
                                         late.async_wait(asio::use_awaitable));
            /* The call ended too, and awaitable_operators tell of a result as of the first. */
            is_late = first.index() == 1 ||
                      std::get<0>(first).error().status() == NH_STATUS_CANCELLED;
        },
        rethrow);
    context.run();
    CHECK(is_late && queue.pending() == 0);

    /* One that has options is ended by the Cancel in them. */
    context.restart();
    nh::Cancel cancel;
    nh::CallOptions options;
    options.set_cancel(cancel);
    asio::co_spawn(context,
                   cancelled_by(hub.try_send_async(news(), everyone(), queue, options)), rethrow);
    timer.expires_after(50ms);
    timer.async_wait([&](const asio::error_code &) { cancel.trigger(); });
    const int before = checks::passed;
    context.run();
    CHECK(checks::passed == before + 3);
}

asio::awaitable<void> keeping(const nh::Hub &hub, const nh::AsioQueue &queue,
                              std::shared_ptr<int> kept)
{
    co_await hub.send_async(news(), everyone(), queue);
    ++*kept;
    co_await hub.send_async(news(), everyone(), queue);
    ++*kept;
}

void whoever_ends_first_leaves_nothing()
{
    const nh::Hub hub = checks::hub(), silent = silent_hub();
    const auto resumed = std::make_shared<int>();

    { /* Nobody ran the coroutines, or the queue in the end. */
        asio::io_context context;
        const nh::AsioQueue queue(context);
        asio::co_spawn(context, keeping(silent, queue, resumed), rethrow);
        asio::co_spawn(context, keeping(hub, queue, resumed), rethrow);
        context.poll();
        CHECK(queue.pending() == 2 && resumed.use_count() == 3);
    }
    CHECK(*resumed == 0 && resumed.use_count() == 1);

    { /* The queue goes while the io_context goes on. */
        asio::io_context context;
        auto queue = std::make_unique<nh::AsioQueue>(context);
        for (int number = 0; number < 10; number++)
            asio::co_spawn(context, keeping(number % 2 ? silent : hub, *queue, resumed), rethrow);
        asio::steady_timer timer(context, 100ms);
        timer.async_wait([&](const asio::error_code &) { queue.reset(); });
        context.run();
    }
    CHECK(resumed.use_count() == 1);

    { /* A coroutine destroys the queue. */
        asio::io_context context;
        auto queue = std::make_unique<nh::AsioQueue>(context);
        asio::co_spawn(context, keeping(silent, *queue, resumed), rethrow);
        asio::co_spawn(
            context,
            [&]() -> asio::awaitable<void> {
                co_await hub.send_async(news(), everyone(), *queue);
                queue.reset();
            },
            rethrow);
        context.run();
        CHECK(!queue);
    }
    CHECK(resumed.use_count() == 1);

    { /* close() first: then each has its outcome. */
        asio::io_context context;
        const nh::AsioQueue queue(context);
        int closed = 0;
        for (int number = 0; number < 5; number++)
            asio::co_spawn(context, silent.try_send_async(news(), everyone(), queue),
                           [&](std::exception_ptr, nh::Result<nh::Outcome> result) {
                               closed += result.error().status() == NH_STATUS_CLOSED;
                           });
        context.poll();
        CHECK(!queue.close(0ms));
        context.run();
        CHECK(closed == 5);
    }
}

void exceptions_go_where_asio_sends_them()
{
    const nh::Hub hub = checks::hub();
    asio::io_context context;
    const nh::AsioQueue queue(context);
    int accepted = 0;

    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            co_await hub.send_async(news(), everyone(), queue);
            throw std::runtime_error("no");
        },
        rethrow);
    asio::co_spawn(context, some(hub, queue, accepted), rethrow);
    try {
        context.run();
        CHECK(false);
    } catch (const std::runtime_error &error) {
        CHECK(std::string(error.what()) == "no");
    }
    context.run();
    CHECK(accepted == 2);
}

void threads_run_the_context()
{
    const nh::Hub hub = checks::hub();
    asio::thread_pool pool(3);
    std::vector<std::future<nh::Outcome>> futures;
    const nh::AsioQueue queue(pool);

    for (int number = 0; number < 100; number++)
        futures.push_back(asio::co_spawn(
            pool,
            [&]() -> asio::awaitable<nh::Outcome> {
                co_await hub.installation_exists_async("nobody", queue);
                co_return co_await hub.send_async(news(), everyone(), queue);
            },
            asio::use_future));
    for (auto &future : futures)
        CHECK(future.get().verdict() == NH_VERDICT_ACCEPTED);
    pool.join();
}

} // namespace

int main()
{
    try {
        many_on_one_queue_beside_a_timer();
        other_ways_to_complete();
        what_asio_cancels_has_its_verdict();
        whoever_ends_first_leaves_nothing();
        exceptions_go_where_asio_sends_them();
        threads_run_the_context();
    } catch (const std::exception &error) {
        std::printf("%s\n", error.what());
        checks::failed++;
    }
    return checks::report();
}
