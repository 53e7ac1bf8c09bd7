/*
 * The queue of the C++ header: functions and values that come back with outcomes,
 * exceptions in them, and every way in which a queue can end.
 */
#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <poll.h>
#include <unistd.h>

#include "check.hpp"
#include "silence.hpp"

using namespace std::chrono_literals;
using checks::thrown;

static nh::Notification news() { return nh::Notification::new_apple_alert("a", "b"); }

static const nh::Target &everyone()
{
    static const nh::Target everyone = nh::Target::new_broadcast();

    return everyone;
}

static void functions_are_called_once()
{
    const nh::Hub hub = checks::hub();
    const nh::Queue queue;
    int accepted = 0;

    for (int number = 0; number < 50; number++)
        hub.send_async(news(), everyone(), queue, [&](const nh::Outcome &outcome) {
            accepted += outcome.verdict() == NH_VERDICT_ACCEPTED;
        });
    hub.send_async(news(), everyone(), queue); /* nobody wants to know */
    CHECK(queue.pending() <= 51);
    pollfd polled = {queue.fd(), POLLIN, 0};
    while (queue.pending() > 0)
        if (poll(&polled, 1, 30000) > 0)
            queue.dispatch();
    CHECK(accepted == 50);
    const int own = queue.dup_fd();
    CHECK(own >= 0 && own != queue.fd() && close(own) == 0);
    CHECK(!queue.dispatch());
    CHECK(!queue.next());
    CHECK(queue.try_next().error().status() == NH_STATUS_WOULD_BLOCK);
}

/* The outcome of the only call in a queue that has a number with it. */
static nh::Taken<int> taken(const nh::QueueOf<int> &queue)
{
    return queue.try_next(60s).value();
}

static void other_calls_have_outcomes_too()
{
    const nh::Hub hub = checks::hub();
    const nh::QueueOf<int> queue;
    nh::Installation phone("queued", NH_PLATFORM_FCMV1, "a-token");
    nh::InstallationPatch patch;

    phone.add_tag("news");
    hub.put_installation_async(phone, queue, 1);
    const auto put = taken(queue);
    CHECK(put.data == 1 && put.outcome.verdict() == NH_VERDICT_ACCEPTED);
    patch.add_tag("sport");
    hub.patch_installation_async("queued", patch, queue, 2);
    CHECK(taken(queue).data == 2);
    CHECK(hub.get_installation("queued").tags().size() == 2);
    hub.delete_installation_async("queued", queue, 3);
    CHECK(taken(queue).outcome.verdict() == NH_VERDICT_ACCEPTED);
    CHECK(!hub.installation_exists("queued"));

    hub.schedule_async(news(), everyone(), std::chrono::system_clock::now() + 24h, queue, 4);
    const auto scheduled = taken(queue);
    const std::string id = scheduled.outcome.notification_id().value();
    CHECK(scheduled.data == 4 && !id.empty());
    hub.cancel_scheduled_async(id, queue, 5);
    CHECK(taken(queue).outcome.verdict() == NH_VERDICT_ACCEPTED);
    CHECK(hub.try_cancel_scheduled(id).error().status() == NH_STATUS_NOT_FOUND);
    CHECK(hub.try_delete_installation_async("..", queue, 6).error().status() ==
          NH_STATUS_INVALID_ARGUMENT);
    CHECK(queue.pending() == 0);
}

/* The outcome of the only call in a queue, which went well. */
static nh::Outcome came(const nh::QueueOf<int> &queue)
{
    auto taken = queue.try_next(60s).value();

    CHECK(taken.outcome.status() == NH_STATUS_OK);
    return std::move(taken.outcome);
}

static void what_calls_read_comes_with_their_outcomes()
{
    const nh::Hub hub = checks::hub();
    const nh::QueueOf<int> queue;
    nh::Registration made(NH_PLATFORM_GCM, "gcm-queued");

    hub.put_installation(nh::Installation("read", NH_PLATFORM_FCMV1, "a-token"));
    hub.get_installation_async("read", queue);
    const nh::Outcome outcome = came(queue);
    CHECK(outcome.try_take_job().error().status() == NH_STATUS_INVALID_ARGUMENT);
    CHECK(outcome.take_installation().json() == hub.get_installation("read").json());
    CHECK(thrown<nh::UsageError>([&] { outcome.take_installation(); }).status() ==
          NH_STATUS_INVALID_ARGUMENT);
    hub.installation_exists_async("read", queue);
    CHECK(came(queue).exists());
    hub.installation_exists_async("nobody", queue);
    CHECK(!came(queue).exists());

    made.add_tag("queued");
    hub.create_registration_async(made, queue);
    const nh::Registration created = came(queue).take_registration();
    hub.create_registration_id_async(queue);
    const std::string id = came(queue).registration_id().value();
    hub.put_registration_async(id, made, queue);
    CHECK(came(queue).take_registration().id() == id);
    hub.update_registration_async(id, made, "1", queue);
    CHECK(came(queue).take_registration().etag() == "2");
    hub.get_registration_async(id, queue);
    CHECK(came(queue).take_registration().tags().size() == 1);
    hub.get_registration_page_async("queued", nullptr, nullptr, queue);
    const nh::RegistrationPage page = came(queue).take_registration_page();
    CHECK(page.size() == 2 && !page.continuation_token());
    CHECK(page[0].id() == hub.get_registration_page("queued")[0].id());
    hub.registration_exists_async(id, queue);
    CHECK(came(queue).exists());
    hub.delete_registration_async(id, nullptr, queue);
    CHECK(!came(queue).exists());
    hub.get_registration_async(id, queue);
    const auto missing = queue.try_next(60s).value();
    CHECK(missing.outcome.try_take_registration().error().status() == NH_STATUS_NOT_FOUND);

    nh::Handles handles;
    handles.add("a1a1a1a1");
    hub.send_direct_batch_async(news(), handles, queue);
    const std::string sent = came(queue).notification_id().value();
    hub.get_notification_details_async(sent, queue);
    CHECK(came(queue).take_notification_details().notification_id() == sent);
    hub.submit_job_async(NH_JOB_TYPE_EXPORT_REGISTRATIONS, "https://a.example/out?sig=b", nullptr,
                         queue);
    const nh::Job job = came(queue).take_job();
    hub.get_job_async(job.id(), queue);
    CHECK(came(queue).take_job().id() == job.id());
    hub.list_jobs_async(queue);
    CHECK(came(queue).take_job_list().size() == hub.list_jobs().size());
    hub.get_feedback_container_uri_async(queue);
    CHECK(came(queue).body().find("://") != std::string::npos);
    CHECK(hub.try_get_job_async("", queue).error().status() == NH_STATUS_INVALID_ARGUMENT);
    CHECK(queue.pending() == 0);
}

struct Order {
    int number = 0;
    std::unique_ptr<std::string> customer; /* so it can only be moved */
};

static void values_come_back()
{
    const nh::Hub hub = checks::hub();
    const nh::QueueOf<Order> queue;
    std::vector<int> numbers;

    for (int number = 0; number < 20; number++)
        hub.send_async(news(), everyone(), queue,
                       Order{number, std::make_unique<std::string>("Ann")});
    for (int taken = 0; taken < 10; taken++) {
        const auto next = queue.next(30s);
        CHECK(next && *next->data.customer == "Ann");
        CHECK(next->outcome.verdict() == NH_VERDICT_ACCEPTED);
        numbers.push_back(next->data.number);
    }
    const auto take = [&](Order &order, const nh::Outcome &outcome) {
        CHECK(outcome.verdict() == NH_VERDICT_ACCEPTED);
        numbers.push_back(order.number);
    };
    while (queue.pending() > 0)
        queue.dispatch(take, 30s);
    std::sort(numbers.begin(), numbers.end());
    CHECK(numbers.size() == 20 && numbers.front() == 0 && numbers.back() == 19);
}

/* The first of them comes out of dispatch; each function was called all the same. */
static void exceptions_in_functions()
{
    const nh::Hub hub = checks::hub();
    const nh::Queue queue;
    int called = 0;
    int thrown_out = 0;

    for (int number = 0; number < 10; number++)
        hub.send_async(news(), everyone(), queue, [&](const nh::Outcome &) {
            called++;
            throw std::runtime_error("no");
        });
    while (queue.pending() > 0) {
        try {
            queue.dispatch(30s);
        } catch (const std::runtime_error &error) {
            thrown_out++;
            CHECK(std::string(error.what()) == "no");
        }
    }
    CHECK(called == 10);
    CHECK(thrown_out >= 1);

    /* A dispatch inside one has its own. */
    hub.send_async(news(), everyone(), queue, [&](const nh::Outcome &) {
        hub.send_async(news(), everyone(), queue,
                       [](const nh::Outcome &) { throw std::logic_error("inner"); });
        try {
            queue.dispatch(30s);
            CHECK(false);
        } catch (const std::logic_error &error) {
            CHECK(std::string(error.what()) == "inner");
        }
        throw std::runtime_error("outer");
    });
    try {
        queue.dispatch(30s);
        CHECK(false);
    } catch (const std::runtime_error &error) {
        CHECK(std::string(error.what()) == "outer");
    }
}

/* So many as are alive. */
struct Counted {
    std::shared_ptr<int> alive;
};

static void nothing_is_kept(const std::shared_ptr<int> &alive) { CHECK(alive.use_count() == 1); }

static nh::Hub slow_hub()
{
    static const checks::Silence silence;

    return silence.hub();
}

static void a_closed_queue_gives_all_back()
{
    const auto alive = std::make_shared<int>();
    const nh::Hub hub = slow_hub();
    nh::QueueOptions options;

    options.set_concurrency(2).set_capacity(100).set_capacity_bytes(1 << 20).set_full_wait(0ms);
    {
        const nh::QueueOf<Counted> queue(options);

        for (int number = 0; number < 10; number++)
            hub.send_async(news(), everyone(), queue, {alive});
        CHECK(alive.use_count() == 11);
        CHECK(!queue.close(0ms));
        CHECK(thrown<nh::LibraryError>([&] {
                  hub.send_async(news(), everyone(), queue, {alive});
              }).status() == NH_STATUS_CLOSED);
        int closed = 0;
        while (const auto taken = queue.next(30s))
            closed += taken->outcome.status() == NH_STATUS_CLOSED &&
                      taken->outcome.error()->status() == NH_STATUS_CLOSED;
        CHECK(closed == 10);
        nothing_is_kept(alive);
        CHECK(queue.try_next().error().status() == NH_STATUS_CLOSED);
        CHECK(!queue.dispatch([](Counted &, const nh::Outcome &) {}));
    }
}

/* No outcome was taken, and none is under way any more. */
static void a_queue_that_goes_takes_all_along()
{
    const auto alive = std::make_shared<int>();
    const nh::Hub slow = slow_hub(), hub = checks::hub();
    bool was_called = false;

    {
        const nh::Queue queue;

        for (int number = 0; number < 20; number++)
            (number % 2 ? slow : hub)
                .send_async(news(), everyone(), queue,
                            [&, alive](const nh::Outcome &) { was_called = true; });
    }
    nothing_is_kept(alive);
    CHECK(!was_called);

    /* The same when another one takes its place. */
    nh::QueueOf<Counted> queue;
    slow.send_async(news(), everyone(), queue, {alive});
    queue = nh::QueueOf<Counted>();
    nothing_is_kept(alive);
    slow.send_async(news(), everyone(), queue, {alive});
    nh::QueueOf<Counted> moved = std::move(queue);
    CHECK(moved.pending() == 1);
    CHECK(alive.use_count() == 2);
}

static void what_is_refused_is_destroyed()
{
    const auto alive = std::make_shared<int>();
    const nh::Hub hub = slow_hub();
    nh::QueueOptions small;

    small.set_capacity(1);
    const nh::QueueOf<Counted> queue(small);
    hub.send_async(news(), everyone(), queue, {alive});
    const auto full = hub.try_send_async(news(), everyone(), queue, {alive});
    CHECK(full.error().status() == NH_STATUS_WOULD_BLOCK);
    CHECK(alive.use_count() == 2);
    CHECK(thrown<nh::UsageError>([&] {
              hub.send_async(news(), nh::Target::new_tags({"a b"}), queue, {alive});
          }).status() == NH_STATUS_INVALID_TAG);
    CHECK(alive.use_count() == 2);
    nh::Cancel cancel;
    nh::CallOptions options;
    options.set_cancel(cancel);
    const nh::QueueOf<Counted> other;
    hub.send_async(news(), everyone(), other, {alive}, options);
    cancel.trigger();
    CHECK(other.next(30s)->outcome.status() == NH_STATUS_CANCELLED);
}

static void threads_hand_in_and_take()
{
    const nh::Hub hub = checks::hub();
    const nh::QueueOf<int> queue;
    std::vector<std::thread> threads;
    std::atomic<int> taken(0);

    for (int thread = 0; thread < 2; thread++) {
        threads.emplace_back([&] {
            for (int number = 0; number < 40; number++)
                hub.send_async(news(), everyone(), queue, number);
        });
        threads.emplace_back([&] {
            while (taken < 80)
                queue.dispatch([&](int, const nh::Outcome &) { taken++; }, 10ms);
        });
    }
    for (auto &thread : threads)
        thread.join();
    CHECK(taken == 80);
}

int main()
{
    try {
        functions_are_called_once();
        other_calls_have_outcomes_too();
        what_calls_read_comes_with_their_outcomes();
        values_come_back();
        exceptions_in_functions();
        a_closed_queue_gives_all_back();
        a_queue_that_goes_takes_all_along();
        what_is_refused_is_destroyed();
        threads_hand_in_and_take();
    } catch (const nh::Error &error) {
        std::printf("%s: %s\n", error.status_name().c_str(), error.what());
        checks::failed++;
    }
    return checks::report();
}
