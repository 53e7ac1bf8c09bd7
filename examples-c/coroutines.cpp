/*
 * A server with coroutines of Asio: each client has one, which reads lines, sends each
 * to everyone as a notification, and tells the client what became of it. One thread;
 * clients do not wait for each other.
 *
 *   coroutines      prints its port, and ends when its standard input does
 *
 * C++20 and Asio (Debian: libasio-dev). NH_CONNECTION_STRING, NH_HUB and (for a local hub)
 * NH_CA_FILE say where to.
 */
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include <unistd.h>

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/read_until.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <notification_hubs/asio.hpp>

namespace nh = notification_hubs;
using asio::ip::tcp;

namespace {

class Server {
public:
    Server(asio::io_context &context, const nh::Hub &hub)
        : hub_(hub), queue_(context),
          acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
    {
        std::printf("port %d\n", acceptor_.local_endpoint().port());
        std::fflush(stdout);
    }

    asio::awaitable<void> accept()
    {
        for (;;) {
            tcp::socket client = co_await acceptor_.async_accept(asio::use_awaitable);

            asio::co_spawn(acceptor_.get_executor(), serve(std::move(client)), asio::detached);
        }
    }

    void report() const { std::printf("%ld sends, %ld accepted\n", sends_, accepted_); }

private:
    /* Ends with an exception when the client has gone. */
    asio::awaitable<void> serve(tcp::socket client)
    {
        std::string unread;

        for (;;) {
            const auto end =
                co_await asio::async_read_until(client, asio::dynamic_buffer(unread), '\n',
                                                asio::use_awaitable);
            const std::string line = unread.substr(0, end - 1);
            const std::string answer = line + ": " + co_await send(line) + "\n";

            unread.erase(0, end);
            co_await asio::async_write(client, asio::buffer(answer), asio::use_awaitable);
        }
    }

    asio::awaitable<std::string> send(const std::string &line)
    {
        const auto news = nh::Notification::new_apple_alert(nullptr, line);

        sends_++;
        const auto sent = co_await hub_.try_send_async(news, everyone_, queue_);
        if (sent)
            accepted_++;
        /* Without an outcome it was refused: the queue is full, for example. */
        co_return sent.outcome() ? nh::verdict_name(sent.outcome().verdict())
                                 : sent.error().status_name();
    }

    const nh::Hub &hub_;
    const nh::AsioQueue queue_;
    const nh::Target everyone_ = nh::Target::new_broadcast();
    tcp::acceptor acceptor_;
    long sends_ = 0, accepted_ = 0;
};

/* Until nothing more can be read. */
asio::awaitable<void> stop_at_the_end_of_input(asio::io_context &context)
{
    asio::posix::stream_descriptor input(context, dup(STDIN_FILENO));
    char bytes[100];
    asio::error_code error;

    while (!error)
        co_await input.async_read_some(asio::buffer(bytes),
                                       asio::redirect_error(asio::use_awaitable, error));
    context.stop();
}

} // namespace

int main()
{
    const auto environment = [](const char *name) {
        const char *value = std::getenv(name);

        return std::string(value != nullptr ? value : "");
    };

    try {
        nh::Options options;
        if (!environment("NH_CA_FILE").empty())
            options.set_ca_file(environment("NH_CA_FILE"));
        const nh::Hub hub(environment("NH_CONNECTION_STRING"), environment("NH_HUB"), options);
        asio::io_context context;
        Server server(context, hub);

        asio::co_spawn(context, server.accept(), asio::detached);
        asio::co_spawn(context, stop_at_the_end_of_input(context), asio::detached);
        context.run();
        server.report();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
