/* See units.hpp: without exceptions. */
#include "units.hpp"

#include "check.hpp"

bool fails_with_a_result()
{
    nh::Options options = checks::options();
    int calls = 0;

    options.set_log_callback(NH_LOG_LEVEL_INFO,
                             [&](nh::LogLevel, std::string_view) { calls++; });
    const auto hub = nh::Hub::try_new(checks::environment("NH_CONNECTION_STRING"),
                                      checks::environment("NH_HUB"), options);

    return hub->try_send_apple_notification("{}", "a &&& b").error().column() == 5 &&
           hub->try_broadcast_apple_notification(R"({"aps":{"alert":"x"}})").has_value() &&
           calls > 0;
}
