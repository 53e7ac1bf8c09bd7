/* What coroutines of Asio get from each call. */
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <notification_hubs/asio.hpp>

#include "every_call.hpp"

int main()
{
    const auto rethrow = [](std::exception_ptr exception) {
        if (exception)
            std::rethrow_exception(exception);
    };

    try {
        const nh::Hub hub = checks::hub();
        asio::io_context context;
        const nh::AsioQueue queue(context);

        asio::co_spawn(context, checks::every_call<asio::awaitable<void>>(hub, queue), rethrow);
        asio::co_spawn(context, checks::every_failure<asio::awaitable<void>>(hub, queue), rethrow);
        /* Ends when nobody waits any more. */
        context.run();
        CHECK(queue.pending() == 0);
    } catch (const std::exception &error) {
        std::printf("%s\n", error.what());
        checks::failed++;
    }
    return checks::report();
}
