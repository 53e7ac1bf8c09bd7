/*
 * A server in C++: each line that a client sends goes to everyone as a
 * notification, and the client is told what became of it, by line and in the
 * order in which that is known. One thread, one epoll loop; lines of different
 * clients are under way at the same time. A timer beats every 10 ms beside it.
 *
 *   server          prints its port, and ends when its standard input does
 *
 * Linux. NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say where
 * to.
 */
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <notification_hubs.hpp>

namespace nh = notification_hubs;
using namespace std::chrono_literals;

namespace {

/* How late a timer's beats are. */
class Heart {
public:
    Heart() : fd_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
    {
        struct itimerspec every = {};

        every.it_interval.tv_nsec = every.it_value.tv_nsec = 10 * 1000 * 1000;
        timerfd_settime(fd_, 0, &every, nullptr);
    }
    ~Heart() { close(fd_); }
    Heart(const Heart &) = delete;
    Heart &operator=(const Heart &) = delete;

    int fd() const { return fd_; }

    void beat(bool is_sending)
    {
        uint64_t expired = 0;

        if (read(fd_, &expired, sizeof expired) != sizeof expired)
            return;
        beats_[is_sending] += expired;
        missed_[is_sending] += expired - 1;
    }

    void report() const
    {
        std::printf("idle:    %llu beats, %llu missed\nsending: %llu beats, %llu missed\n",
                    beats_[0], missed_[0], beats_[1], missed_[1]);
    }

private:
    int fd_;
    unsigned long long beats_[2] = {0, 0}, missed_[2] = {0, 0};
};

class Server {
public:
    explicit Server(const nh::Hub &hub)
        : hub_(hub), epoll_(epoll_create1(EPOLL_CLOEXEC)),
          listener_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    {
        struct sockaddr_in address = {};
        socklen_t length = sizeof address;

        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (bind(listener_, reinterpret_cast<sockaddr *>(&address), length) == 0 &&
            listen(listener_, 16) == 0 &&
            getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &length) == 0)
            std::printf("port %d\n", ntohs(address.sin_port));
        std::fflush(stdout);
    }
    ~Server()
    {
        for (const auto &client : clients_)
            close(client.first);
        close(listener_);
        close(epoll_);
    }
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    void run()
    {
        watch(STDIN_FILENO);
        watch(listener_);
        watch(queue_.fd());
        watch(heart_.fd());
        for (;;) {
            struct epoll_event events[16];
            int count = epoll_wait(epoll_, events, 16, -1);

            for (int i = 0; i < count; i++) {
                int fd = events[i].data.fd;

                if (fd == STDIN_FILENO)
                    return;
                if (fd == listener_)
                    accept_one();
                else if (fd == queue_.fd())
                    queue_.dispatch();
                else if (fd == heart_.fd())
                    heart_.beat(under_way_ > 0);
                else
                    read_from(fd);
            }
        }
    }

    /* Ends with an outcome for each send, of which none is left then. */
    void finish()
    {
        queue_.close(5s);
        while (queue_.dispatch(1s))
            continue;
        heart_.report();
        std::printf("%ld sends, %ld accepted\n", sends_, accepted_);
    }

private:
    struct Client {
        long id;
        std::string unread;
    };

    void watch(int fd)
    {
        struct epoll_event event = {};

        event.events = EPOLLIN;
        event.data.fd = fd;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    }

    void accept_one()
    {
        int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd < 0)
            return;
        clients_[fd] = Client{next_id_++, std::string()};
        watch(fd);
    }

    void read_from(int fd)
    {
        char bytes[4096];
        ssize_t length = read(fd, bytes, sizeof bytes);
        std::string &unread = clients_[fd].unread;
        std::string::size_type end;

        if (length <= 0) {
            close(fd);
            clients_.erase(fd);
            return;
        }
        unread.append(bytes, static_cast<std::string::size_type>(length));
        while ((end = unread.find('\n')) != std::string::npos) {
            handle(fd, unread.substr(0, end));
            unread.erase(0, end + 1);
        }
    }

    void handle(int fd, const std::string &line)
    {
        const long id = clients_[fd].id;
        const auto answered = [this, fd, id, line](const nh::Outcome &outcome) {
            under_way_--;
            accepted_ += outcome.verdict() == NH_VERDICT_ACCEPTED;
            answer(fd, id, line + ": " + nh::verdict_name(outcome.verdict()));
        };

        try {
            hub_.send_async(nh::Notification::new_apple_alert(nullptr, line), everyone_, queue_,
                            answered);
            sends_++;
            under_way_++;
        } catch (const nh::Error &error) {
            /* Full, for example: the client may come again. */
            answer(fd, id, line + ": " + error.status_name());
        }
    }

    /* The client may have gone meanwhile, and its number be another's. */
    void answer(int fd, long id, const std::string &text)
    {
        auto client = clients_.find(fd);
        std::string line = text + "\n";

        if (client != clients_.end() && client->second.id == id &&
            send(fd, line.data(), line.size(), MSG_NOSIGNAL) < 0)
            std::perror("send");
    }

    const nh::Hub &hub_;
    const nh::Queue queue_;
    const nh::Target everyone_ = nh::Target::new_broadcast();
    Heart heart_;
    int epoll_, listener_;
    std::map<int, Client> clients_;
    long next_id_ = 0, sends_ = 0, accepted_ = 0, under_way_ = 0;
};

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
        Server server(hub);

        server.run();
        server.finish();
    } catch (const nh::Error &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
