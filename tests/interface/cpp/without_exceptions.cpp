/* The C++ header where exceptions are off: results alone. */
#include <vector>

#include "check.hpp"

#if NOTIFICATION_HUBS_EXCEPTIONS
#error "to be compiled with -fno-exceptions"
#endif

using namespace std::chrono_literals;

static nh::Result<nh::Hub> open_hub()
{
    return nh::Hub::try_new(checks::environment("NH_CONNECTION_STRING"),
                            checks::environment("NH_HUB"), checks::options());
}

int main()
{
    const auto hub = open_hub();
    const auto nowhere = nh::Hub::try_new("nonsense");
    auto news = nh::Notification::try_new_apple_alert("a", "b");
    const auto fans = nh::Target::try_new_expression("all && !muted");
    const auto device = nh::Target::try_new_device("");
    std::vector<std::string> handles = {std::string(64, 'a'), std::string(64, 'b')};

    CHECK(hub && news && fans);
    CHECK(!nowhere && nowhere.error().status() == NH_STATUS_INVALID_CONNECTION_STRING);
    CHECK(nowhere.error().message().size() > 10);
    CHECK(!device && device.error().status() == NH_STATUS_INVALID_ARGUMENT);
    news->set_property("match", "4711");
    CHECK(news->try_check());

    const auto sent = hub->try_send(*news, *fans);
    CHECK(sent && sent->verdict() == NH_VERDICT_ACCEPTED);
    CHECK(sent.outcome().http_status() == 201);
    CHECK(hub->try_send_apple_notification("{", "a &&& b").error().column() == 5);
    CHECK(hub->try_send_direct_batch(*news, handles)->accepted() == 2);

    auto queue = nh::Queue::try_new();
    CHECK(queue.has_value());
    int accepted = 0;
    CHECK(hub->try_send_async(*news, *fans, *queue, [&](const nh::Outcome &outcome) {
        accepted += outcome.verdict() == NH_VERDICT_ACCEPTED;
    }));
    CHECK(*queue->try_dispatch(30s) && accepted == 1);
    CHECK(!*queue->try_dispatch());
    CHECK(*queue->try_close(1s));
    CHECK(queue->try_next().error().status() == NH_STATUS_CLOSED);

    const auto all = nh::TagExpression::try_new_tag("all");
    const auto muted = nh::TagExpression::try_new_tag("muted");
    const auto not_muted = nh::TagExpression::try_new_not(*muted);
    const auto both = nh::TagExpression::try_new_and(*all, *not_muted);
    CHECK(both && hub->try_send(*news, *nh::Target::try_new_composed(*both)));
    auto cursor = nh::RegistrationCursor::try_new_all(*hub);
    std::size_t count = 0;
    while (auto next = cursor->try_next()) {
        if (!*next)
            break;
        count++;
    }
    CHECK(count > 1);
    return checks::report();
}
