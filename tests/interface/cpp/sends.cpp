/*
 * Sends through the C++ header: every platform, every kind of target, text in all
 * its forms, times, batches, the dry run, tokens, counters.
 */
#include <arpa/inet.h>
#include <sys/socket.h>

#include <forward_list>
#include <set>
#include <sstream>
#include <iterator>
#include <vector>

#include "check.hpp"

using namespace std::chrono_literals;
using checks::thrown;

static const nh::Hub &hub()
{
    static const nh::Hub hub = checks::hub();

    return hub;
}

static const char *alert = R"({"aps":{"alert":"one line"}})";

static void one_line_sends()
{
    const std::string toast =
        R"(<toast><visual><binding template="ToastText01"><text id="1">x</text></binding></visual></toast>)";
    const char *phone =
        R"(<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>x</wp:Text1></wp:Toast></wp:Notification>)";
    const std::string_view data = R"({"data":{"a":"b"}})";

    CHECK(hub().send_apple_notification(alert, "all").verdict() == NH_VERDICT_ACCEPTED);
    CHECK(hub().broadcast_apple_notification(alert).http_status() == 201);
    CHECK(hub().send_google_notification(data, "all").notification_id().has_value());
    hub().broadcast_google_notification(data);
    hub().send_fcmv1_notification(R"({"message":{"data":{"a":"b"}}})", "all");
    hub().broadcast_fcmv1_notification(R"({"message":{"data":{"a":"b"}}})");
    hub().send_windows_notification(toast, "all");
    hub().broadcast_windows_notification(toast);
    hub().send_mpns_notification(phone, "all");
    hub().broadcast_mpns_notification(phone);
    hub().send_adm_notification(data, "all");
    hub().broadcast_adm_notification(data);
    hub().send_baidu_notification(R"({"title":"a"})", "all");
    hub().broadcast_baidu_notification(R"({"title":"a"})");
    hub().send_browser_notification(R"({"title":"a"})", "all");
    hub().broadcast_browser_notification(R"({"title":"a"})");
    hub().send_xiaomi_notification(R"({"title":"a"})", "all");
    hub().broadcast_xiaomi_notification(R"({"title":"a"})");
    hub().send_template_notification(R"({"headline":"a"})", "all");
    hub().broadcast_template_notification(R"({"headline":"a"})");
}

static std::string tags_of(const nh::Target &target)
{
    const auto news = nh::Notification::new_apple_alert(nullptr, "x");

    for (const auto &header : nh::Request(hub(), news, target).headers())
        if (header.name == "ServiceBusNotification-Tags")
            return header.value;
    return "";
}

static void targets()
{
    const std::vector<std::string> strings = {"b", "a"};
    const std::set<std::string_view> views = {"a", "b"};
    const std::forward_list<const char *> pointers = {"b", "a"};
    const std::string expression = "a || b";
    const auto sports = nh::TagExpression::new_tag("sports");
    const auto muted = nh::TagExpression::parse("muted");

    CHECK(tags_of(nh::Target::new_broadcast()).empty());
    CHECK(tags_of(nh::Target::new_tag("all")) == "all");
    CHECK(tags_of(nh::Target::new_tags(strings)) == expression);
    CHECK(tags_of(nh::Target::new_tags(views)) == expression);
    CHECK(tags_of(nh::Target::new_tags(pointers)) == expression);
    CHECK(tags_of(nh::Target::new_tags({"b", "a"})) == expression);
    CHECK(tags_of(nh::Target::new_tags().add_tag("b").add_tags({"a"})) == expression);
    CHECK(tags_of(nh::Target::new_expression("a && !b")) == "a && !b");
    CHECK((sports && !muted).text() == nh::TagExpression::parse("sports && !muted").text());
    CHECK(tags_of(nh::Target::new_composed(sports || muted)) == (sports || muted).text());
    CHECK(thrown<nh::UsageError>([] { nh::TagExpression::parse("a &&& b"); }).column() == 5);

    /* A set's faults are told by the send, as C does. */
    const auto none = thrown<nh::UsageError>([] {
        hub().send(nh::Notification(NH_PLATFORM_APPLE, alert), nh::Target::new_tags({"a b"}));
    });
    CHECK(none.status() == NH_STATUS_INVALID_TAG);
    CHECK(none.outcome().verdict() == NH_VERDICT_NOT_ACCEPTED);

    CHECK(hub()
              .send(nh::Notification(NH_PLATFORM_APPLE, alert),
                    nh::Target::new_device(std::string(64, 'a')))
              .verdict() == NH_VERDICT_ACCEPTED);
    hub().send(nh::Notification(NH_PLATFORM_BROWSER, R"({"title":"a"})"),
               nh::Target::new_browser("https://push.example.com/1", "BPublic", "secret"));
}

static std::string header_of(const nh::Notification &notification, const char *name)
{
    const nh::Request request(hub(), notification, nh::Target::new_broadcast());

    for (const auto &header : request.headers())
        if (header.name == name)
            return header.value;
    return "";
}

static void notifications()
{
    auto news = nh::Notification::new_apple_alert("Goal!", "2 : 1");
    const auto at = std::chrono::system_clock::time_point(1234567890s + 1ms);

    news.set_property("match", "4711")
        .set_apns_priority(5)
        .set_apns_expiration(at)
        .set_apns_topic("com.example.app")
        .set_apns_collapse_id("match-4711")
        .set_header("X-Mine", "yes");
    const nh::Request request(hub(), news, nh::Target::new_broadcast());
    CHECK(request.method() == "POST");
    CHECK(request.url().find(hub().url()) == 0);
    CHECK(request.body().find("4711") != std::string::npos);
    CHECK(header_of(news, "apns-expiration") == "1234567891");
    CHECK(header_of(news, "apns-topic") == "com.example.app");
    CHECK(header_of(news, "apns-collapse-id") == "match-4711");
    CHECK(header_of(news, "apns-priority") == "5");
    CHECK(header_of(news, "X-Mine") == "yes");
    std::size_t secrets = 0;
    for (const auto &header : request.headers())
        secrets += header.is_secret;
    CHECK(secrets == 1);

    const std::string raw("\x00\x01\xff", 3);
    nh::Notification bytes(NH_PLATFORM_WINDOWS, raw);
    bytes.set_wns_type(NH_WNS_TYPE_RAW);
    CHECK(nh::Request(hub(), bytes, nh::Target::new_broadcast()).body() == raw);
    nh::Notification phone(NH_PLATFORM_MPNS, "raw");
    phone.set_mpns_type(NH_MPNS_TYPE_RAW, 13);
    CHECK(header_of(phone, "X-NotificationClass") == "13");
    nh::Notification background(NH_PLATFORM_APPLE, R"({"aps":{"content-available":1}})");
    background.set_apns_push_type(NH_APNS_PUSH_TYPE_BACKGROUND).set_apns_priority(5);
    background.check();
    nh::Notification::new_apple_background().check();
    nh::Notification::new_fcmv1_message("title", "body").set_property("k", "v").check();
    nh::Notification::new_windows_toast("one", "two", "launch").check();
    nh::Notification::new_windows_tile("one", "two").check();
    nh::Notification::new_windows_badge("7").check();
    nh::Notification::new_template().set_property("headline", "x").check();
    nh::Notification::new_gcm_message("title", "body").set_property("k", "v").check();
    nh::Notification::new_adm_message().set_number(NH_FIELD_ADM_EXPIRES_AFTER, 60).check();
    nh::Notification::new_baidu_message("title", "text").set_property_json("k", "[1]").check();
    nh::Notification::new_browser_message("title").set_flag(NH_FIELD_BROWSER_SILENT, true).check();
    nh::Notification::new_xiaomi_message("title", "text").check();
    nh::Notification::new_mpns_toast("one", "two").check();
    nh::Notification::new_mpns_tile().set_number(NH_FIELD_MPNS_COUNT, 7).check();
    auto fields = nh::Notification::new_apple_live_activity("start", at, R"({"score":1})");
    fields.set_text(NH_FIELD_APPLE_TITLE, "a")
        .set_json(NH_FIELD_APPLE_ATTRIBUTES, R"({"id":7})")
        .add_text(NH_FIELD_APPLE_TITLE_LOC_ARGS, "b")
        .clear_field(NH_FIELD_APPLE_TITLE_LOC_ARGS)
        .check();
    const nh::Request started(hub(), fields, nh::Target::new_user("ann"));
    CHECK(started.body() ==
          R"({"aps":{"alert":{"title":"a"},"event":"start","timestamp":1234567891,)"
          R"("content-state":{"score":1},"attributes":{"id":7}}})");
    CHECK(thrown<nh::UsageError>([] {
              nh::Notification(NH_PLATFORM_APPLE, "{").check();
          }).status() == NH_STATUS_INVALID_PAYLOAD);
    nh::template_check(NH_PLATFORM_APPLE, R"x({"aps":{"alert":"$(a)"}})x");
    CHECK(thrown<nh::UsageError>([] {
              nh::template_check(NH_PLATFORM_APPLE, R"x({"aps":{"alert":"{$(a"}})x");
          }).column() > 0);
    nh::Template data(R"x({"message":{"android":{"ttl":"$(ttl)"}}})x");
    nh::Notification sample = nh::Notification::new_template();
    sample.set_property("ttl", "60s");
    data.check_with_sample(NH_PLATFORM_FCMV1, sample);
    sample.set_property("ttl", "soon");
    CHECK(thrown<nh::UsageError>([&] {
              data.check_with_sample(NH_PLATFORM_FCMV1, sample);
          }).status() == NH_STATUS_INVALID_PAYLOAD);
}

/* What converts to a std::string_view is text too. */
struct Own {
    std::string text;
    operator std::string_view() const { return text; }
};

static void text()
{
    const std::string sentence = "sports, and what is behind it";
    const std::string_view part = std::string_view(sentence).substr(0, 6);
    const std::optional<std::string> some = "sports";
    const std::optional<std::string_view> some_view = part;
    const std::optional<std::string> none;

    CHECK(nh::TagExpression::new_tag(part).text() == "sports");
    CHECK(nh::TagExpression::new_tag(Own{"sports"}).text() == "sports");
    CHECK(nh::TagExpression::new_tag(some).text() == "sports");
    CHECK(nh::TagExpression::new_tag(some_view).text() == "sports");
    CHECK(thrown<nh::UsageError>([&] { nh::TagExpression::new_tag(none); }).message().find("NULL") !=
          std::string::npos);

    /* A NUL inside would cut it off for C: it is refused, however it comes. */
    const std::string with_nul("all\0 && nobody", 14);
    const std::string_view view_with_nul = with_nul;
    for (const auto &error :
         {thrown<nh::UsageError>([&] { nh::Target::new_expression(with_nul); }),
          thrown<nh::UsageError>([&] { nh::Target::new_expression(view_with_nul); }),
          thrown<nh::UsageError>([&] { hub().send_apple_notification(alert, with_nul); })}) {
        CHECK(error.status() == NH_STATUS_INVALID_ARGUMENT);
        CHECK(error.message().find("expression") != std::string::npos);
    }
    /* As is one at the end of a char array's std::string. */
    CHECK(thrown<nh::UsageError>([] { nh::Target::new_tag(std::string("tag\0", 4)); }).status() ==
          NH_STATUS_INVALID_ARGUMENT);
}

/* A range that makes its items anew, and breaks at one of them. */
struct Broken {
    struct Iterator {
        int number;
        std::string operator*() const
        {
            if (number == 1500)
                throw std::runtime_error("the database is gone");
            return "device-token-" + std::to_string(number);
        }
        Iterator &operator++()
        {
            number++;
            return *this;
        }
        bool operator==(const Iterator &other) const { return number == other.number; }
        bool operator!=(const Iterator &other) const { return number != other.number; }
    };
    Iterator begin() const { return {0}; }
    Iterator end() const { return {3000}; }
};

static void batches()
{
    const auto news = nh::Notification::new_fcmv1_message("a", "b");
    std::vector<std::string> many;
    for (int number = 0; number < 1001; number++)
        many.push_back("device-token-" + std::to_string(number));

    const nh::BatchReport report = hub().send_direct_batch(news, many);
    CHECK(report.accepted() == 1001);
    CHECK(report.next() == 1001);
    CHECK(report.unknown() == 0);
    CHECK(!report.bad_handle());
    CHECK(!report.error());
    CHECK(report.requests().size() == 2);
    CHECK(report.requests()[1].first == 1000);
    CHECK(report.requests()[1].handle_count == 1);
    CHECK(report.requests()[0].outcome.verdict() == NH_VERDICT_ACCEPTED);

    nh::Handles handles;
    for (const auto &handle : many)
        handles.add(handle);
    CHECK(handles.count() == 1001);
    CHECK(thrown<nh::UsageError>([&] { handles.add(""); }).status() ==
          NH_STATUS_INVALID_ARGUMENT);
    CHECK(handles.count() == 1001);
    CHECK(hub().send_direct_batch(news, handles).accepted() == 1001);

    std::istringstream words("one two three");
    const std::vector<std::string> read{std::istream_iterator<std::string>(words), {}};
    CHECK(hub().send_direct_batch(news, std::set<std::string>(read.begin(), read.end()))
              .accepted() == 3);

    const auto error = thrown<nh::UsageError>([&] { hub().send_direct_batch(news, Broken()); });
    CHECK(error.batch_report().accepted() == 1000);
    CHECK(error.batch_report().next() == 1000);
    CHECK(error.batch_report().bad_handle() == 1500U);
    CHECK(error.batch_report().error().has_value());
    try {
        std::rethrow_exception(error.cause());
    } catch (const std::runtime_error &cause) {
        CHECK(std::string(cause.what()) == "the database is gone");
    }
}

static void the_rest()
{
    const auto news = nh::Notification::new_apple_alert("a", "b");
    const auto everyone = nh::Target::new_broadcast();
    nh::CallOptions test;

    test.set_test().set_timeout(20s).set_tracking_id("mine").set_max_attempts(2).set_retry(
        NH_RETRY_NEVER);
    const nh::Outcome outcome = hub().send(news, nh::Target::new_tag("apple"), test);
    CHECK(outcome.tracking_id() == "mine");
    CHECK(outcome.attempts() == 1);
    CHECK(outcome.has_test_result());
    CHECK(outcome.success_count() == 1U);
    CHECK(outcome.failure_count() == 0U);
    CHECK(outcome.results().size() == 1 && outcome.results()[0].platform == "apple");
    CHECK(!outcome.may_be_duplicate());
    CHECK(!outcome.error());

    const nh::SasToken token(hub(), nullptr, 10min);
    CHECK(token.text().find("SharedAccessSignature sr=") == 0);
    CHECK(token.expires_at() > std::chrono::system_clock::now() + 5min);
    CHECK(thrown<nh::UsageError>([&] { nh::SasToken(hub(), nullptr, -1s); }).status() ==
          NH_STATUS_INVALID_ARGUMENT);

    nh::Counters counters(hub());
    const auto accepted = counters.get(NH_COUNTER_ACCEPTED, NH_CALL_KIND_SEND);
    CHECK(accepted > 0);
    CHECK(counters.buckets().back().bound == std::chrono::microseconds::max());
    CHECK(counters.buckets(NH_CALL_KIND_SEND).back().count >= accepted);
    CHECK(counters.prometheus().find("notification_hubs_") != std::string::npos);
    counters.add(hub());
    CHECK(counters.get(NH_COUNTER_ACCEPTED, NH_CALL_KIND_SEND) == 2 * accepted);

    const auto tomorrow = std::chrono::system_clock::now() + 24h;
    const nh::Outcome scheduled = hub().schedule(news, everyone, tomorrow);
    hub().cancel_scheduled(scheduled.notification_id());
    CHECK(thrown<nh::ServiceError>([&] {
              hub().cancel_scheduled(scheduled.notification_id());
          }).status() == NH_STATUS_NOT_FOUND);
    CHECK(thrown<nh::UsageError>([&] {
              hub().schedule(news, everyone, tomorrow + 24h * 8);
          }).status() == NH_STATUS_INVALID_ARGUMENT);

    /* Out of range, whichever way, is the library's to refuse. */
    for (const auto timeout : {0ms, -1ms, std::chrono::milliseconds::max()}) {
        nh::CallOptions wrong;
        wrong.set_timeout(timeout);
        CHECK(thrown<nh::UsageError>([&] { hub().send(news, everyone, wrong); }).status() ==
              NH_STATUS_INVALID_ARGUMENT);
    }
    CHECK(nh::platform_from_name("APNS") == NH_PLATFORM_APPLE);
    CHECK(!nh::platform_from_name("pigeon"));
    CHECK(nh::platform_name(NH_PLATFORM_MPNS) == "windowsphone");
    CHECK(nh::version() == NH_VERSION_STRING);
    CHECK(nh::version_number() >> 16 == NH_VERSION_MAJOR);
}

static void errors()
{
    const nh::Hub nowhere(checks::nobody, "demo");
    const auto news = nh::Notification::new_apple_alert("a", "b");
    const auto everyone = nh::Target::new_broadcast();
    nh::CallOptions once;

    once.set_max_attempts(1);
    const auto error = thrown<nh::NetworkError>([&] { nowhere.send(news, everyone, once); });
    CHECK(error.status() == NH_STATUS_NETWORK);
    CHECK(error.status_name() == "NH_STATUS_NETWORK");
    CHECK(error.is_transient() && !error.may_have_been_sent());
    CHECK(error.http_status() == 0 && !error.retry_after());
    CHECK(error.outcome() && error.outcome().attempts() == 1);
    CHECK(error.outcome().error()->message() == error.message());

    const auto result = nowhere.try_send(news, everyone, once);
    CHECK(!result && result.error().status() == NH_STATUS_NETWORK);
    CHECK(result.outcome().attempts() == 1);
    CHECK(thrown<nh::NetworkError>([&] { result.value(); }).status() == NH_STATUS_NETWORK);

    const nh::Hub unknown(checks::environment("NH_CONNECTION_STRING"), "no-such-hub",
                          checks::options());
    const auto refused = thrown<nh::ServiceError>([&] { unknown.send(news, everyone); });
    CHECK(refused.http_status() == 401 || refused.http_status() == 404);
    CHECK(refused.tracking_id().has_value());
    CHECK((refused.status() == NH_STATUS_UNAUTHORIZED) ==
          (refused.access_problem() != NH_ACCESS_PROBLEM_NONE));
    CHECK(refused.service_detail().has_value() || refused.service_code().has_value());
    CHECK(thrown<nh::UsageError>([] { nh::Hub("nonsense"); }).status() ==
          NH_STATUS_INVALID_CONNECTION_STRING);

    CHECK(hub().try_send(news, everyone).error().status() == NH_STATUS_OK);
    CHECK(hub().try_send(news, everyone).value().verdict() == NH_VERDICT_ACCEPTED);

    /* A copy says the same after the first is gone. */
    std::optional<nh::Error> kept;
    try {
        nowhere.send(news, everyone, once);
    } catch (const nh::Error &caught) {
        kept = caught;
    }
    CHECK(kept->message() == error.message());
}

static void a_hub_in_use()
{
    const nh::Hub mine = checks::hub();
    const auto news = nh::Notification::new_apple_alert("a", "b");

    mine.set_connection_string(checks::environment("NH_CONNECTION_STRING"));
    CHECK(thrown<nh::UsageError>([&] { mine.set_connection_string("nonsense"); }).status() ==
          NH_STATUS_INVALID_CONNECTION_STRING);
    CHECK(mine.close(1s));
    CHECK(thrown<nh::LibraryError>([&] { mine.send(news, nh::Target::new_broadcast()); })
              .status() == NH_STATUS_CLOSED);

    const std::string connection = checks::environment("NH_CONNECTION_STRING");
    const nh::Hub shared = nh::Hub::new_shared(connection, "demo", checks::options());
    CHECK(shared.send(news, nh::Target::new_broadcast()).verdict() == NH_VERDICT_ACCEPTED);

    nh::Cancel cancel;
    nh::CallOptions cancelled;
    cancelled.set_cancel(cancel);
    cancel.trigger();
    CHECK(thrown<nh::NetworkError>([&] {
              hub().send(news, nh::Target::new_broadcast(), cancelled);
          }).status() == NH_STATUS_CANCELLED);
}

/* The connection string of a server that takes connections and says nothing. */
static std::string silent_server()
{
    sockaddr_in address{};
    socklen_t length = sizeof address;
    const int server = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(server, reinterpret_cast<sockaddr *>(&address), length) == 0);
    CHECK(listen(server, 8) == 0);
    CHECK(getsockname(server, reinterpret_cast<sockaddr *>(&address), &length) == 0);
    return "Endpoint=http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) +
           "/;SharedAccessKeyName=P;SharedAccessKey=k;UseDevelopmentEmulator=true";
}

static void a_wait_that_asks()
{
    const nh::Hub waits(silent_server(), "demo");
    const auto news = nh::Notification::new_apple_alert("a", "b");
    const auto send = [&] { waits.send(news, nh::Target::new_broadcast()); };
    int asked = 0;
    {
        const nh::InterruptCallback callback([&] { return ++asked < 2; });
        CHECK(thrown<nh::NetworkError>(send).status() == NH_STATUS_CANCELLED);
    }
    CHECK(asked == 2);
    {
        const nh::InterruptCallback callback([&]() -> bool { throw ++asked; });
        CHECK(thrown<nh::NetworkError>(send).status() == NH_STATUS_CANCELLED);
    }
    CHECK(asked == 3);
}

int main()
{
    try {
        one_line_sends();
        targets();
        notifications();
        text();
        batches();
        the_rest();
        errors();
        a_hub_in_use();
        a_wait_that_asks();
    } catch (const nh::Error &error) {
        std::printf("%s: %s\n", error.status_name().c_str(), error.what());
        checks::failed++;
    }
    return checks::report();
}
