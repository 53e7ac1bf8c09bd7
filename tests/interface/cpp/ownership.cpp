/*
 * Who owns what in the C++ header: moves, use after a move, callbacks that outlive
 * what they were given to, and exceptions in them.
 */
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

#include "check.hpp"

using namespace std::chrono_literals;
using checks::thrown;

template <typename T> constexpr bool is_move_only()
{
    return !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T> &&
           std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T>;
}

static_assert(is_move_only<nh::Hub>() && is_move_only<nh::Namespace>());
static_assert(is_move_only<nh::Options>() && is_move_only<nh::CallOptions>());
static_assert(is_move_only<nh::Notification>() && is_move_only<nh::Target>());
static_assert(is_move_only<nh::TagExpression>() && is_move_only<nh::Outcome>());
static_assert(is_move_only<nh::BatchReport>() && is_move_only<nh::Queue>());
static_assert(is_move_only<nh::Installation>() && is_move_only<nh::Registration>());
static_assert(is_move_only<nh::RegistrationCursor>() && is_move_only<nh::JobList>());
static_assert(is_move_only<nh::InstallationCursor>());
static_assert(is_move_only<nh::FeedbackCursor>() && is_move_only<nh::Prune>());
static_assert(is_move_only<nh::PruneReport>() && is_move_only<nh::Explanation>());
static_assert(is_move_only<nh::HubDescription>() && is_move_only<nh::HubList>());
static_assert(std::is_nothrow_copy_constructible_v<nh::Error>, "as exceptions have to be");

static nh::Notification news() { return nh::Notification::new_apple_alert("a", "b"); }

template <typename T> static void move_onto(T &target, T &source) { target = std::move(source); }

static void moves()
{
    nh::Hub first = checks::hub();
    nh::Hub second = std::move(first);
    const auto everyone = nh::Target::new_broadcast();
    const std::string url = second.url();

    CHECK(!first && second);
    CHECK(second.send(news(), everyone).verdict() == NH_VERDICT_ACCEPTED);

    /* Onto itself changes nothing. */
    move_onto(second, second);
    CHECK(second && second.url() == url);
    CHECK(second.send(news(), everyone).verdict() == NH_VERDICT_ACCEPTED);
    nh::Queue queue;
    move_onto(queue, queue);
    second.send_async(news(), everyone, queue);
    CHECK(queue.dispatch(30s));

    /* Onto another one, which is freed. */
    nh::Target target = nh::Target::new_tag("all");
    nh::Target other = nh::Target::new_tag("other");
    move_onto(target, other);
    CHECK(target && !other);
    second = checks::hub();
    CHECK(second.url() == url);

    std::vector<nh::Notification> many;
    for (int number = 0; number < 100; number++)
        many.push_back(news());
    CHECK(second.send(many[42], everyone).verdict() == NH_VERDICT_ACCEPTED);
}

/* What was moved from is told so; nothing crashes. */
static void use_after_a_move()
{
    nh::Hub hub = checks::hub();
    nh::Notification notification = news();
    nh::Target target = nh::Target::new_tag("all");
    const nh::Hub live_hub = std::move(hub);
    const nh::Notification live_notification = std::move(notification);
    const nh::Target live_target = std::move(target);
    const auto named = [](const nh::Error &error, const char *what) {
        return error.status() == NH_STATUS_INVALID_ARGUMENT &&
               error.message().find(std::string(what) + " is NULL") != std::string::npos;
    };

    CHECK(named(thrown<nh::UsageError>([&] { hub.send(live_notification, live_target); }), "hub"));
    CHECK(named(thrown<nh::UsageError>([&] { live_hub.send(notification, live_target); }),
                "notification"));
    CHECK(named(thrown<nh::UsageError>([&] { live_hub.send(live_notification, target); }),
                "target"));
    CHECK(named(thrown<nh::UsageError>([&] { hub.close(0ms); }), "hub"));
    CHECK(hub.url().empty());
    notification.set_property("a", "b").set_apns_priority(5);
    target.add_tags({"a", "b"});
    CHECK(named(thrown<nh::UsageError>([&] { notification.check(); }), "notification"));
    CHECK(named(thrown<nh::UsageError>([&] { nh::Counters counters(hub); }), "hub"));
    CHECK(named(thrown<nh::UsageError>([&] { nh::RegistrationCursor::new_all(hub); }), "hub"));

    nh::Queue queue;
    const nh::Queue live_queue = std::move(queue);
    CHECK(named(thrown<nh::UsageError>([&] {
                    live_hub.send_async(live_notification, live_target, queue);
                }),
                "queue"));
    CHECK(named(thrown<nh::UsageError>([&] { queue.next(); }), "queue"));
    CHECK(named(thrown<nh::UsageError>([&] { queue.dispatch(); }), "queue"));
    CHECK(queue.fd() == -1 && queue.dup_fd() == -1 && queue.pending() == 0);

    nh::Outcome outcome = live_hub.send(live_notification, live_target);
    const nh::Outcome live_outcome = std::move(outcome);
    CHECK(outcome.verdict() == NH_VERDICT_NOT_ACCEPTED && outcome.body().empty());
    CHECK(outcome.results().empty() && !outcome.notification_id());
    CHECK(live_outcome.verdict() == NH_VERDICT_ACCEPTED);

    nh::Installation device("id", NH_PLATFORM_APPLE, std::string(64, 'a'));
    const nh::Installation live_device = std::move(device);
    CHECK(device.id().empty() && device.tags().empty() && !device.json() && !device.platform());
    CHECK(named(thrown<nh::UsageError>([&] { live_hub.put_installation(device); }),
                "installation"));

    /* Options that were moved from are as new. */
    nh::CallOptions options;
    options.set_tracking_id("mine");
    const nh::CallOptions live_options = std::move(options);
    CHECK(live_hub.send(live_notification, live_target, live_options).tracking_id() == "mine");
    CHECK(live_hub.send(live_notification, live_target, options).tracking_id() != "mine");
    options.set_tracking_id("again");
    CHECK(live_hub.send(live_notification, live_target, options).tracking_id() == "again");
}

/* A setter's failure is that of the call that takes the object. */
static void setters_keep_their_first_failure()
{
    const nh::Hub hub = checks::hub();
    nh::Notification wrong = news();
    nh::Options options = checks::options();

    wrong.set_apns_priority(77).set_apns_topic("com.example.app");
    const auto error =
        thrown<nh::UsageError>([&] { hub.send(wrong, nh::Target::new_broadcast()); });
    CHECK(error.message().find("priority") != std::string::npos);
    options.set_pool_size(0).set_timeout(1s);
    CHECK(thrown<nh::UsageError>([&] { checks::hub(options); }).status() ==
          NH_STATUS_INVALID_ARGUMENT);
    nh::QueueOptions queue_options;
    queue_options.set_capacity(0);
    CHECK(thrown<nh::UsageError>([&] { nh::Queue queue(queue_options); }).status() ==
          NH_STATUS_INVALID_ARGUMENT);
}

static void objects_of_the_c_interface()
{
    nh::Target taken_over(nh_target_new_tags());

    CHECK(nh_target_add_tag(taken_over.native(), "all") == NH_STATUS_OK);
    CHECK(checks::hub().send(news(), taken_over).verdict() == NH_VERDICT_ACCEPTED);
    nh::Notification notification = news();
    CHECK(nh_notification_check(notification.native()) == NH_STATUS_OK);
}

/* The log goes on after the options, the hub and its move, as long as there is a queue. */
static void a_log_outlives_its_hub()
{
    auto lines = std::make_shared<std::vector<std::string>>();
    const std::weak_ptr<std::vector<std::string>> watched = lines;
    nh::Queue queue;

    {
        nh::Options options = checks::options();
        options.set_log_callback(NH_LOG_LEVEL_INFO, [lines](nh::LogLevel, std::string_view text) {
            lines->emplace_back(text);
        });
        nh::Hub hub = checks::hub(options);
        /* Another one for the next hubs; this hub keeps its own. */
        options.set_log_callback(NH_LOG_LEVEL_INFO, {});
        nh::Hub moved = std::move(hub);
        moved.send(news(), nh::Target::new_broadcast());
        CHECK(lines->size() == 1);
        moved.send_async(news(), nh::Target::new_broadcast(), queue);
        moved.send_async(news(), nh::Target::new_broadcast(), queue);
    }
    lines.reset();
    CHECK(!watched.expired());
    CHECK(queue.next(30s)->outcome.verdict() == NH_VERDICT_ACCEPTED);
    CHECK(watched.lock()->size() == 2);
    queue.close(30s);
    while (queue.dispatch(30s))
        continue;
    CHECK(watched.expired());
}

/* Spans come of a call and of a queued one, after the options and the hub are gone. */
static void spans_are_told()
{
    struct Told {
        bool is_attempt;
        std::string name, trace_id, id;
        std::optional<std::string> parent_id;
        std::vector<nh::Span::Attribute> attributes;
    };
    const std::string trace = "0af7651916cd43dd8448eb211c80319c";
    auto told = std::make_shared<std::vector<Told>>();
    const std::weak_ptr<std::vector<Told>> watched = told;
    nh::CallOptions traced;
    nh::Queue queue;

    traced.set_traceparent("00-" + trace + "-b7ad6b7169203331-00").set_tracestate("a=b");
    {
        nh::Options options = checks::options();
        options.set_span_callback([told](const nh::Span &span) {
            CHECK(nh_span_id(span.native()) == span.id());
            CHECK(span.start() <= span.end() && span.start() > nh::Span::Time());
            CHECK(!span.is_sampled());
            told->push_back({span.is_attempt(), span.name(), span.trace_id(), span.id(),
                             span.parent_id(), span.attributes()});
            throw std::runtime_error("it is dropped");
        });
        const nh::Hub hub = checks::hub(options);
        options.set_span_callback({});
        checks::hub(options).send(news(), nh::Target::new_broadcast(), traced);
        CHECK(told->empty());
        hub.send(news(), nh::Target::new_broadcast(), traced);
        hub.send_async(news(), nh::Target::new_broadcast(), queue, {}, traced);
    }
    told.reset();
    CHECK(watched.lock()->size() == 2);
    while (queue.dispatch(30s))
        if (queue.pending() == 0)
            break;
    CHECK(watched.expired());
}

static void a_span_has_what_it_is_of()
{
    const std::string trace = "0af7651916cd43dd8448eb211c80319c";
    std::vector<std::string> names;
    std::string call_id, parent_of_attempt, parent_of_call;
    std::int64_t status = 0;
    std::string verdict;
    nh::Options options = checks::options();

    options.set_span_callback([&](const nh::Span &span) {
        names.push_back(span.name());
        CHECK(span.trace_id() == trace && span.is_sampled());
        if (!span.is_attempt()) {
            call_id = span.id();
            parent_of_call = span.parent_id().value();
            return;
        }
        parent_of_attempt = span.parent_id().value();
        for (const auto &[name, value] : span.attributes()) {
            if (name == "http.response.status_code")
                status = std::get<std::int64_t>(value);
            if (name == "nh.verdict")
                verdict = std::get<std::string>(value);
        }
    });
    nh::CallOptions traced;
    traced.set_traceparent("00-" + trace + "-b7ad6b7169203331-01");
    checks::hub(options).send(news(), nh::Target::new_broadcast(), traced);
    CHECK((names == std::vector<std::string>{"POST /{hub}/messages", "notification_hubs send"}));
    CHECK(parent_of_attempt == call_id && parent_of_call == "b7ad6b7169203331");
    CHECK(status == 201 && verdict == "accepted");
    const auto error = thrown<nh::UsageError>([&] {
        checks::hub().send(news(), nh::Target::new_broadcast(),
                           nh::CallOptions().set_traceparent("00-1-2-3"));
    });
    CHECK(std::string(error.what()).find("traceparent") != std::string::npos);
}

static void a_cursor_keeps_the_callbacks()
{
    auto lines = std::make_shared<std::vector<std::string>>();
    nh::Options options = checks::options();

    options.set_log_callback(NH_LOG_LEVEL_INFO, [lines](nh::LogLevel, std::string_view text) {
        lines->emplace_back(text);
    });
    std::optional<nh::Hub> hub(checks::hub(options));
    auto cursor = nh::RegistrationCursor::new_all(*hub);
    options = nh::Options();
    hub.reset();
    CHECK(cursor.next().has_value());
    CHECK(!lines->empty());
}

/* Nothing is thrown through C. */
static void exceptions_in_callbacks()
{
    nh::Options logging = checks::options();
    std::size_t calls = 0;

    logging.set_log_callback(NH_LOG_LEVEL_DUMP, [&](nh::LogLevel, std::string_view) {
        calls++;
        throw std::runtime_error("the disk is full");
    });
    CHECK(checks::hub(logging).send(news(), nh::Target::new_broadcast()).verdict() ==
          NH_VERDICT_ACCEPTED);
    CHECK(calls > 1);

    /* A connection string with an endpoint alone. */
    std::string endpoint = checks::environment("NH_CONNECTION_STRING");
    endpoint.erase(endpoint.find("SharedAccessKeyName"));
    if (checks::environment("NH_CA_FILE").empty())
        endpoint += "UseDevelopmentEmulator=true";
    const nh::Hub signer = checks::hub();
    std::string mode = "throw";
    nh::Options tokens = checks::options();
    tokens.set_token_callback([&](std::string_view uri) -> std::optional<std::string> {
        if (mode == "throw")
            throw std::runtime_error("the vault is closed");
        if (mode == "none")
            return std::nullopt;
        CHECK(!uri.empty());
        return nh::SasToken(signer, nullptr, 10min).text();
    });
    const nh::Hub hub(endpoint, checks::environment("NH_HUB"), tokens);
    const nh::Queue queue;
    for (const auto &error :
         {thrown<nh::UsageError>([&] { hub.send(news(), nh::Target::new_broadcast()); }),
          thrown<nh::UsageError>([&] {
              hub.send_async(news(), nh::Target::new_broadcast(), queue);
          })}) {
        CHECK(error.status() == NH_STATUS_NO_TOKEN);
        try {
            std::rethrow_exception(error.cause());
        } catch (const std::runtime_error &cause) {
            CHECK(std::string(cause.what()) == "the vault is closed");
        }
    }
    mode = "none";
    const auto none =
        thrown<nh::UsageError>([&] { hub.send(news(), nh::Target::new_broadcast()); });
    CHECK(none.status() == NH_STATUS_NO_TOKEN && none.cause() == nullptr);
    mode = "good";
    CHECK(hub.send(news(), nh::Target::new_broadcast()).verdict() == NH_VERDICT_ACCEPTED);
}

static void threads_share_a_hub()
{
    const nh::Hub hub = checks::hub();
    const auto everyone = nh::Target::new_broadcast();
    std::vector<std::thread> threads;
    std::mutex mutex;
    int accepted = 0;

    for (int number = 0; number < 4; number++)
        threads.emplace_back([&] {
            for (int sent = 0; sent < 10; sent++) {
                const auto outcome = hub.send(news(), everyone);
                const std::lock_guard<std::mutex> lock(mutex);

                accepted += outcome.verdict() == NH_VERDICT_ACCEPTED;
            }
        });
    for (auto &thread : threads)
        thread.join();
    CHECK(accepted == 40);
}

int main()
{
    try {
        moves();
        use_after_a_move();
        setters_keep_their_first_failure();
        objects_of_the_c_interface();
        a_log_outlives_its_hub();
        spans_are_told();
        a_span_has_what_it_is_of();
        a_cursor_keeps_the_callbacks();
        exceptions_in_callbacks();
        threads_share_a_hub();
    } catch (const nh::Error &error) {
        std::printf("%s: %s\n", error.status_name().c_str(), error.what());
        checks::failed++;
    }
    return checks::report();
}
