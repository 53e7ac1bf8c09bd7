/*
 * Exceptions of a program and panics of the library, whose unwinders may be two: each
 * comes to an end where it should, with the other's frames on the stack, and on several
 * threads at once. Needs a library with debug assertions.
 */
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <stdlib.h> /* setenv */

#include "check.hpp"

using checks::thrown;

/* While it lives, every function of the library panics. */
struct Panicking {
    Panicking() { setenv("NH_TEST_PANIC", "1", 1); }
    ~Panicking() { unsetenv("NH_TEST_PANIC"); }
    Panicking(const Panicking &) = delete;
    Panicking &operator=(const Panicking &) = delete;
};

static bool a_panic_is_told()
{
    nh_target *target;

    {
        const Panicking now;
        target = nh_target_new_broadcast();
    }
    return target == nullptr && nh_error_status(nh_last_error()) == NH_STATUS_INTERNAL;
}

struct PanicsAtItsEnd {
    explicit PanicsAtItsEnd(bool &is_told) : is_told_(is_told) {}
    ~PanicsAtItsEnd() { is_told_ = a_panic_is_told(); }
    PanicsAtItsEnd(const PanicsAtItsEnd &) = delete;
    PanicsAtItsEnd &operator=(const PanicsAtItsEnd &) = delete;

private:
    bool &is_told_;
};

/* While an exception is on its way, and in its handler. */
static void panics_during_an_exception()
{
    bool is_told = false;

    try {
        const PanicsAtItsEnd object(is_told);
        throw std::runtime_error("mine");
    } catch (const std::runtime_error &error) {
        CHECK(std::string(error.what()) == "mine");
        CHECK(is_told);
        CHECK(a_panic_is_told());
    }
    CHECK(a_panic_is_told());
}

/* With the library's frames below. */
static void both_in_a_callback()
{
    int logged = 0, caught = 0, told = 0;
    nh::Options options = checks::options();

    options.set_log_callback(NH_LOG_LEVEL_DEBUG, [&](nh::LogLevel, std::string_view) {
        logged++;
        try {
            bool is_told = false;
            const PanicsAtItsEnd object(is_told);
            throw std::runtime_error("mine");
        } catch (const std::runtime_error &) {
            caught++;
        }
        told += a_panic_is_told();
        throw std::logic_error("it leaves the callback, and goes no further");
    });
    const nh::Hub hub = checks::hub(options);
    const auto news = nh::Notification::new_apple_alert("a", "b");
    CHECK(hub.send(news, nh::Target::new_broadcast()).verdict() == NH_VERDICT_ACCEPTED);
    CHECK(logged > 0 && caught == logged && told == logged);
}

/* The library's error becomes an exception, whose cause is an exception of a callback. */
static void exceptions_of_a_callback_come_back()
{
    std::string endpoint = checks::environment("NH_CONNECTION_STRING");
    nh::Options options = checks::options();

    /* Without a key, in whose place the callback is. */
    endpoint.erase(endpoint.find("SharedAccessKeyName"));
    options.set_token_callback([](std::string_view) -> std::optional<std::string> {
        if (!a_panic_is_told())
            return std::nullopt;
        throw std::runtime_error("the vault is closed");
    });
    const nh::Hub hub(endpoint, checks::environment("NH_HUB"), options);
    for (int round = 0; round < 3; round++) {
        const auto error = thrown<nh::UsageError>([&] {
            hub.send(nh::Notification::new_apple_alert("a", "b"), nh::Target::new_broadcast());
        });
        bool is_mine = false;
        try {
            if (error.cause())
                std::rethrow_exception(error.cause());
        } catch (const std::runtime_error &cause) {
            is_mine = std::string(cause.what()) == "the vault is closed";
        }
        CHECK(is_mine);
    }
}

static void both_on_several_threads()
{
    const int count = 4, rounds = 100;
    std::atomic<int> panics{0}, exceptions{0};
    std::vector<std::thread> threads;

    {
        const Panicking now;
        for (int number = 0; number < count; number++)
            threads.emplace_back([&] {
                for (int round = 0; round < rounds; round++) {
                    panics += nh_target_new_broadcast() == nullptr;
                    try {
                        throw std::runtime_error("mine");
                    } catch (const std::exception &) {
                        exceptions++;
                    }
                }
            });
        for (std::thread &thread : threads)
            thread.join();
    }
    CHECK(panics == count * rounds && exceptions == count * rounds);
}

int main()
{
    try {
        panics_during_an_exception();
        both_in_a_callback();
        exceptions_of_a_callback_come_back();
        both_on_several_threads();
    } catch (const nh::Error &error) {
        std::printf("thrown: %s\n", error.what());
        checks::failed++;
    }
    return checks::report();
}
