/*
 * Coroutines on a plain epoll loop: the order in which they are resumed, and every way in
 * which a coroutine, a call and a queue can end before each other.
 */
#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "../cpp/silence.hpp"
#include "loop.hpp"
#include "news.hpp"

using namespace std::chrono_literals;
using checks::everyone;
using checks::Loop;
using checks::news;
using checks::Task;
using checks::thrown;

namespace {

nh::Hub silent_hub()
{
    static const checks::Silence silence;

    return silence.hub();
}

/* Waits until so many outcomes are in the queue, and takes none. */
void let_come(const nh::Hub &hub, const nh::CoroutineQueue &queue, std::size_t calls)
{
    /* Sends to one hub begin in their order, and with a concurrency of 1 end so. */
    const nh::QueueOf<int> other;

    CHECK(queue.pending() == calls);
    for (int turn = 0; turn < 3; turn++) {
        hub.send_async(news(), everyone(), other);
        static_cast<void>(other.next(30s));
    }
    std::this_thread::sleep_for(300ms);
}

nh::QueueOptions one_at_a_time()
{
    nh::QueueOptions options;

    options.set_concurrency(1);
    return options;
}

Task numbered(const nh::Hub &hub, const nh::CoroutineQueue &queue, int number,
              std::vector<int> &order)
{
    const auto outcome = co_await hub.send_async(news(), everyone(), queue);

    CHECK(outcome.verdict() == NH_VERDICT_ACCEPTED);
    order.push_back(number);
}

void many_on_one_queue_are_resumed_in_the_order_of_their_outcomes()
{
    const nh::Hub hub = checks::hub();
    const nh::CoroutineQueue queue(one_at_a_time());
    std::vector<int> order;
    std::vector<Task> tasks;

    for (int number = 0; number < 50; number++)
        tasks.push_back(numbered(hub, queue, number, order));
    CHECK(order.empty());
    Loop(queue).run();
    CHECK(order.size() == 50 && std::is_sorted(order.begin(), order.end()));

    /* A busy queue keeps nobody: what is handed in meanwhile is for the next time. */
    const nh::CoroutineQueue all;
    order.clear();
    for (int number = 0; number < 50; number++)
        tasks.push_back(numbered(hub, all, number, order));
    while (all.pending() > 0)
        all.dispatch(30s);
    CHECK(order.size() == 50);
}

/* Nothing that a call was made with is there any more when it is awaited. */
Task begun_first(const nh::Hub &hub, const nh::CoroutineQueue &queue)
{
    std::vector<nh::Call<nh::Outcome>> calls;

    for (int number = 0; number < 10; number++) {
        const std::string text = "number " + std::to_string(number);
        nh::CallOptions options;
        options.set_timeout(60s).set_tracking_id("track-" + std::to_string(number));
        calls.push_back(hub.send_async(nh::Notification::new_apple_alert(nullptr, text),
                                       nh::Target::new_tag("news"), queue, options));
    }
    int number = 0;
    for (auto &call : calls) {
        const nh::Outcome outcome = co_await call;
        CHECK(outcome.tracking_id() == "track-" + std::to_string(number++));
    }
    /* A call is awaited once. */
    try {
        co_await calls.front();
        CHECK(false);
    } catch (const nh::UsageError &error) {
        CHECK(error.status() == NH_STATUS_INVALID_ARGUMENT);
    }
}

void calls_are_under_way_before_they_are_awaited()
{
    const nh::Hub hub = checks::hub();
    const nh::CoroutineQueue queue;
    const Task task = begun_first(hub, queue);

    Loop(queue).run();
    CHECK(task.is_done());

    /* Outcomes that are there: nothing is waited for. */
    auto call = hub.try_installation_exists_async("nobody", queue);
    Loop(queue).run();
    const Task at_once = [](auto &come) -> Task {
        const auto exists = co_await come;
        CHECK(exists && !*exists);
    }(call);
    CHECK(at_once.is_done());

    /* One that nobody awaits is made all the same. */
    static_cast<void>(hub.send_async(news(), everyone(), queue));
    CHECK(queue.pending() == 1);
    Loop(queue).run();
}

void a_full_queue_refuses()
{
    const nh::Hub hub = silent_hub();
    nh::QueueOptions small;
    small.set_capacity(1);
    const nh::CoroutineQueue queue(small);

    static_cast<void>(hub.send_async(news(), everyone(), queue));
    CHECK(thrown<nh::LibraryError>([&] {
              static_cast<void>(hub.send_async(news(), everyone(), queue));
          }).status() == NH_STATUS_WOULD_BLOCK);
    const Task task = [](const nh::Hub &to, const nh::CoroutineQueue &full) -> Task {
        const auto refused = co_await to.try_send_async(news(), everyone(), full);
        CHECK(refused.error().status() == NH_STATUS_WOULD_BLOCK);
    }(hub, queue);
    CHECK(task.is_done());
}

Task keeping(const nh::Hub &hub, const nh::CoroutineQueue &queue, std::shared_ptr<int> kept)
{
    co_await hub.send_async(news(), everyone(), queue);
    ++*kept;
    co_await hub.send_async(news(), everyone(), queue);
    ++*kept;
}

void destroyed_coroutines_are_not_resumed()
{
    const nh::Hub hub = checks::hub();
    const auto resumed = std::make_shared<int>();
    const nh::CoroutineQueue queue;

    {
        std::vector<Task> tasks;
        for (int number = 0; number < 20; number++)
            tasks.push_back(keeping(hub, queue, resumed));
        CHECK(resumed.use_count() == 21);
    }
    CHECK(resumed.use_count() == 1 && queue.pending() == 20);
    Loop(queue).run();
    CHECK(*resumed == 0);

    /* Some outcomes were there, and not taken. */
    const nh::CoroutineQueue slow(one_at_a_time());
    Task task = keeping(hub, slow, resumed);
    let_come(hub, slow, 1);
    task.destroy();
    CHECK(slow.dispatch() && slow.pending() == 0);

    /* Between its two calls, and when it has no more. */
    task = keeping(hub, slow, resumed);
    Loop(slow).turn();
    CHECK(*resumed == 1);
    task.destroy();
    Loop(slow).run();
    CHECK(*resumed == 1 && resumed.use_count() == 1);
}

/* Both outcomes are there when the first is resumed. */
void a_coroutine_destroys_another()
{
    const nh::Hub hub = checks::hub();
    const nh::CoroutineQueue queue(one_at_a_time());
    const auto resumed = std::make_shared<int>();
    std::vector<Task> others;

    const Task first = [](const nh::Hub &to, const nh::CoroutineQueue &its,
                          std::vector<Task> &doomed) -> Task {
        co_await to.send_async(news(), everyone(), its);
        doomed.clear();
    }(hub, queue, others);
    for (int number = 0; number < 3; number++)
        others.push_back(keeping(hub, queue, resumed));
    let_come(hub, queue, 4);
    while (queue.pending() > 0)
        queue.dispatch(30s);
    CHECK(first.is_done() && *resumed == 0 && resumed.use_count() == 1);
}

void exceptions_come_out_of_dispatch()
{
    const nh::Hub hub = checks::hub();
    const nh::CoroutineQueue queue(one_at_a_time());
    std::vector<Task> tasks;
    int called = 0, caught = 0;

    for (int number = 0; number < 10; number++) {
#if !defined(__clang__) || __clang_major__ > 16
        tasks.push_back([](const nh::Hub &to, const nh::CoroutineQueue &its, int &count) -> Task {
            co_await to.send_async(news(), everyone(), its);
            throw std::runtime_error(std::to_string(count++));
        }(hub, queue, called));
#else
        /* These take a coroutine that threw for one that still waits. */
        hub.send_async(news(), everyone(), queue).then([&](const auto &) {
            throw std::runtime_error(std::to_string(called++));
        });
#endif
    }
    let_come(hub, queue, 10);
    while (queue.pending() > 0) {
        const int before = called;
        try {
            queue.dispatch(30s);
            CHECK(false);
        } catch (const std::runtime_error &error) {
            caught++;
            CHECK(error.what() == std::to_string(before));
        }
    }
    CHECK(called == 10 && caught >= 1);
}

void a_cancel_ends_the_call_with_its_verdict()
{
    const nh::Hub hub = silent_hub();
    const nh::CoroutineQueue queue;
    std::stop_source source;
    bool is_over = false;

    const Task task = [](const nh::Hub &to, const nh::CoroutineQueue &its, std::stop_token stop,
                         bool &over) -> Task {
        nh::Cancel cancel;
        const std::stop_callback stopped(stop, [&] { cancel.trigger(); });
        nh::CallOptions options;

        try {
            co_await to.send_async(news(), everyone(), its, options.set_cancel(cancel));
            CHECK(false);
        } catch (const nh::NetworkError &error) {
            CHECK(error.status() == NH_STATUS_CANCELLED);
            CHECK(error.outcome().verdict() == NH_VERDICT_NOT_ACCEPTED);
        }
        over = true;
    }(hub, queue, source.get_token(), is_over);
    CHECK(!queue.dispatch(50ms) && !is_over);
    source.request_stop();
    Loop(queue).run();
    CHECK(is_over && task.is_done());
}

void a_queue_goes_before_its_coroutines()
{
    const nh::Hub silent = silent_hub(), hub = checks::hub();
    const auto resumed = std::make_shared<int>();
    std::vector<Task> tasks;
    auto queue = std::make_unique<nh::CoroutineQueue>();
    auto never_awaited = silent.try_send_async(news(), everyone(), *queue);
    int called = 0;

    for (int number = 0; number < 10; number++)
        tasks.push_back(keeping(number % 2 ? silent : hub, *queue, resumed));
    silent.try_send_async(news(), everyone(), *queue).then([&, resumed](const auto &) { called++; });
    CHECK(resumed.use_count() == 12);
    queue.reset();
    /* They stay suspended, and what waits otherwise is gone. */
    CHECK(*resumed == 0 && resumed.use_count() == 11 && called == 0);
    tasks.clear();
    CHECK(resumed.use_count() == 1);

    /* What became of a call is still to be had. */
    const Task late = [](auto call) -> Task {
        const auto ended = co_await call;
        CHECK(ended.error().status() == NH_STATUS_CLOSED);
        CHECK(ended.outcome().verdict() == NH_VERDICT_NOT_ACCEPTED);
    }(std::move(never_awaited));
    CHECK(late.is_done());
}

void a_closed_queue_loses_nothing()
{
    const nh::Hub silent = silent_hub();
    nh::CoroutineQueue queue;
    std::vector<Task> tasks;
    int closed = 0;

    for (int number = 0; number < 5; number++)
        tasks.push_back([](const nh::Hub &to, const nh::CoroutineQueue &its, int &count) -> Task {
            const auto result = co_await to.try_send_async(news(), everyone(), its);
            count += result.error().status() == NH_STATUS_CLOSED;
            const auto next = co_await to.try_send_async(news(), everyone(), its);
            count += next.error().status() == NH_STATUS_CLOSED;
        }(silent, queue, closed));
    CHECK(!queue.close(0ms));
    while (queue.dispatch(30s))
        continue;
    CHECK(closed == 10);
    for (const auto &task : tasks)
        CHECK(task.is_done());

    /* A queue can be moved while its calls are under way. */
    nh::CoroutineQueue from = nh::CoroutineQueue::try_new(one_at_a_time()).value();
    static_cast<void>(silent.send_async(news(), everyone(), from));
    const nh::CoroutineQueue to = std::move(from);
    CHECK(to.pending() == 1);
}

void a_coroutine_destroys_the_queue()
{
    const nh::Hub hub = checks::hub();
    auto queue = std::make_unique<nh::CoroutineQueue>(one_at_a_time());
    const nh::CoroutineQueue &lent = *queue;
    const auto resumed = std::make_shared<int>();

    const Task first = [](const nh::Hub &to, std::unique_ptr<nh::CoroutineQueue> &its) -> Task {
        co_await to.send_async(news(), everyone(), *its);
        its.reset();
    }(hub, queue);
    Task second = keeping(hub, lent, resumed);
    /* Both outcomes are there, and the second coroutine would make another call. */
    let_come(hub, lent, 2);
    CHECK(lent.dispatch(30s));
    CHECK(!queue && first.is_done() && *resumed == 0);
    second.destroy();
    CHECK(resumed.use_count() == 1);
}

void what_is_no_coroutine_is_called()
{
    const nh::Hub hub = checks::hub();
    const nh::CoroutineQueue queue;
    int called = 0;

    hub.send_async(news(), everyone(), queue).then([&](nh::Result<nh::Outcome> result) {
        called += result->verdict() == NH_VERDICT_ACCEPTED;
    });
    hub.try_delete_installation_async("..", queue).then([&](const nh::Result<nh::Outcome> &refused) {
        called += refused.error().status() == NH_STATUS_INVALID_ARGUMENT;
    });
    CHECK(called == 1);
    auto call = hub.installation_exists_async("nobody", queue);
    Loop(queue).run();
    CHECK(called == 2);
    std::move(call).then([&, only = std::make_unique<int>(1)](nh::Result<bool> exists) {
        called += !*exists ? *only : 0;
    });
    CHECK(called == 3);
}

/* Begun on one thread and resumed on others, while outcomes come at any moment. */
void threads_dispatch()
{
    constexpr int each = 60;
    const nh::Hub hub = checks::hub();
    const nh::CoroutineQueue queue;
    std::atomic<int> left(2 * each);
    std::vector<std::thread> threads;
    std::array<std::vector<Task>, 2> tasks;

    for (auto &some : tasks) {
        threads.emplace_back([&] {
            for (int number = 0; number < each; number++)
                some.push_back([](const nh::Hub &to, const nh::CoroutineQueue &its,
                                  std::atomic<int> &count) -> Task {
                    auto second = to.send_async(news(), everyone(), its);
                    const auto first = co_await to.send_async(news(), everyone(), its);
                    const auto outcome = co_await second;
                    CHECK(first.status() == NH_STATUS_OK && outcome.status() == NH_STATUS_OK);
                    count--;
                }(hub, queue, left));
        });
        threads.emplace_back([&] {
            while (left > 0)
                queue.dispatch(10ms);
        });
    }
    for (auto &thread : threads)
        thread.join();
    CHECK(queue.pending() == 0);
}

} // namespace

int main()
{
    try {
        many_on_one_queue_are_resumed_in_the_order_of_their_outcomes();
        calls_are_under_way_before_they_are_awaited();
        a_full_queue_refuses();
        destroyed_coroutines_are_not_resumed();
        a_coroutine_destroys_another();
        exceptions_come_out_of_dispatch();
        a_cancel_ends_the_call_with_its_verdict();
        a_queue_goes_before_its_coroutines();
        a_closed_queue_loses_nothing();
        a_coroutine_destroys_the_queue();
        what_is_no_coroutine_is_called();
        threads_dispatch();
    } catch (const std::exception &error) {
        std::printf("%s\n", error.what());
        checks::failed++;
    }
    return checks::report();
}
