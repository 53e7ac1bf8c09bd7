/* See units.hpp: with exceptions. */
#include "units.hpp"

#include <stdexcept>

#include "check.hpp"

bool fails_with_an_exception()
{
    try {
        checks::hub().send_apple_notification("{}", "a &&& b");
    } catch (const nh::UsageError &error) {
        return error.column() == 5;
    }
    return false;
}

bool survives_a_callback()
{
    nh::Options options = checks::options();
    int calls = 0;

    options.set_log_callback(NH_LOG_LEVEL_INFO, [&](nh::LogLevel, std::string_view) {
        calls++;
        throw std::runtime_error("no");
    });
    checks::hub(options).broadcast_apple_notification(R"({"aps":{"alert":"x"}})");
    return calls > 0;
}
