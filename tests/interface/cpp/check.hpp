/* For the programs of tests/cpp: checks, counted, and the hub to be used. */
#ifndef NH_TESTS_CHECK_HPP
#define NH_TESTS_CHECK_HPP

#include <cstdio>
#include <cstdlib>
#include <string>

#include <notification_hubs.hpp>

namespace nh = notification_hubs;

namespace checks {

inline int passed = 0, failed = 0;

inline void that(bool is_so, const char *what, const char *file, int line)
{
    (is_so ? passed : failed)++;
    if (!is_so)
        std::printf("%s:%d: not so: %s\n", file, line, what);
}

/* The last line of a program. */
inline int report()
{
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

inline std::string environment(const char *name)
{
    const char *value = std::getenv(name);

    return value != nullptr ? value : "";
}

/* Trusts the local hub. */
inline nh::Options options()
{
    nh::Options options;

    if (!environment("NH_CA_FILE").empty())
        options.set_ca_file(environment("NH_CA_FILE"));
    return options;
}

/* A hub at an address where nobody listens. */
constexpr const char *nobody =
    "Endpoint=sb://127.0.0.1:1/;SharedAccessKeyName=a;"
    "SharedAccessKey=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

} // namespace checks

/* Variadic, since templates have commas. */
#define CHECK(...) checks::that(static_cast<bool>((__VA_ARGS__)), #__VA_ARGS__, __FILE__, __LINE__)

#if NOTIFICATION_HUBS_EXCEPTIONS
namespace checks {

inline nh::Hub hub(const nh::Options &with = options())
{
    return nh::Hub(environment("NH_CONNECTION_STRING"), environment("NH_HUB"), with);
}

/* What an action throws, which must be of this type. */
template <typename Expected, typename Action> nh::Error thrown(Action action)
{
    try {
        action();
    } catch (const Expected &error) {
        return error;
    } catch (const std::exception &error) {
        std::printf("something else was thrown: %s\n", error.what());
    }
    failed++;
    std::printf("nothing was thrown\n");
    return {};
}

} // namespace checks
#endif

#endif
