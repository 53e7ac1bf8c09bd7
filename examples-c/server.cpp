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
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <notification_hubs.h>

namespace {

struct Free {
    void operator()(nh_options *o) const { nh_options_free(o); }
    void operator()(nh_hub *o) const { nh_hub_free(o); }
    void operator()(nh_queue *o) const { nh_queue_free(o); }
    void operator()(nh_target *o) const { nh_target_free(o); }
    void operator()(nh_notification *o) const { nh_notification_free(o); }
};
template <typename T> using Owned = std::unique_ptr<T, Free>;

using OnOutcome = std::function<void(const nh_outcome *)>;

/* Sends, and calls back on the thread that dispatches. */
class Sender {
public:
    Sender(const char *connection_string, const char *hub, const char *ca_file)
        : queue_(nh_queue_new(nullptr)), everyone_(nh_target_new_broadcast())
    {
        Owned<nh_options> options(nh_options_new());

        if (ca_file != nullptr && *ca_file != '\0')
            nh_options_set_ca_file(options.get(), ca_file);
        hub_.reset(nh_hub_new(connection_string, hub, options.get()));
    }

    bool is_good() const { return hub_ && queue_ && everyone_; }
    int fd() const { return nh_queue_fd(queue_.get()); }

    /* True if on_outcome will be called, once. */
    bool send(const std::string &text, OnOutcome on_outcome)
    {
        Owned<nh_notification> notification(
            nh_notification_new_apple_alert(nullptr, text.c_str()));
        std::unique_ptr<OnOutcome> callback(new OnOutcome(std::move(on_outcome)));

        if (nh_send_async(hub_.get(), notification.get(), everyone_.get(), nullptr, queue_.get(),
                          callback.get()) != NH_STATUS_OK)
            return false;
        callback.release(); /* comes back with the outcome */
        return true;
    }

    nh_status dispatch(uint32_t timeout_ms)
    {
        return nh_queue_dispatch(queue_.get(), &Sender::take, timeout_ms);
    }

    /* Ends with an outcome for each send, of which none is left then. */
    void close(uint32_t timeout_ms)
    {
        nh_queue_close(queue_.get(), timeout_ms);
        while (dispatch(1000) == NH_STATUS_OK)
            continue;
    }

private:
    /* No exception may leave it. */
    static void take(void *user_data, const nh_outcome *outcome)
    {
        std::unique_ptr<OnOutcome> callback(static_cast<OnOutcome *>(user_data));

        try {
            (*callback)(outcome);
        } catch (...) {
            std::fputs("a callback failed\n", stderr);
        }
    }

    Owned<nh_hub> hub_;
    Owned<nh_queue> queue_;
    Owned<nh_target> everyone_;
};

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
    explicit Server(Sender &sender)
        : sender_(sender), epoll_(epoll_create1(EPOLL_CLOEXEC)),
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
        watch(sender_.fd());
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
                else if (fd == sender_.fd())
                    sender_.dispatch(0);
                else if (fd == heart_.fd())
                    heart_.beat(under_way_ > 0);
                else
                    read_from(fd);
            }
        }
    }

    void report() const
    {
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
        long id = clients_[fd].id;

        bool was_taken = sender_.send(line, [this, fd, id, line](const nh_outcome *outcome) {
            nh_verdict verdict = nh_outcome_verdict(outcome);

            under_way_--;
            accepted_ += verdict == NH_VERDICT_ACCEPTED;
            answer(fd, id, line + ": " + nh_verdict_name(verdict));
        });

        if (was_taken) {
            sends_++;
            under_way_++;
        } else {
            /* Full, for example: the client may come again. */
            answer(fd, id, line + ": " + nh_status_name(nh_error_status(nh_last_error())));
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

    Sender &sender_;
    Heart heart_;
    int epoll_, listener_;
    std::map<int, Client> clients_;
    long next_id_ = 0, sends_ = 0, accepted_ = 0, under_way_ = 0;
};

} // namespace

int main()
{
    Sender sender(std::getenv("NH_CONNECTION_STRING"), std::getenv("NH_HUB"),
                  std::getenv("NH_CA_FILE"));

    if (!sender.is_good()) {
        std::fprintf(stderr, "%s\n", nh_error_message(nh_last_error()));
        return EXIT_FAILURE;
    }
    Server server(sender);
    server.run();
    sender.close(5000);
    server.report();
    return EXIT_SUCCESS;
}
