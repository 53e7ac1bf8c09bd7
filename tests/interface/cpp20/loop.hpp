/* A type of coroutines, and a loop of epoll that resumes them. */
#ifndef NH_TESTS_LOOP_HPP
#define NH_TESTS_LOOP_HPP

#include <coroutine>
#include <utility>

#include <sys/epoll.h>
#include <unistd.h>

#include <notification_hubs/coroutine.hpp>

#include "../cpp/check.hpp"

namespace checks {

/* A coroutine that begins at once and belongs to this: destroyed with it, wherever it is. */
class Task {
public:
    struct promise_type {
        Task get_return_object()
        {
            return Task(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        /* Out of whatever resumed it. */
        [[noreturn]] void unhandled_exception() { throw; }
    };

    explicit Task(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
    Task(Task &&other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    Task &operator=(Task &&other) noexcept
    {
        std::swap(coroutine_, other.coroutine_);
        return *this;
    }
    Task(const Task &) = delete;
    Task &operator=(const Task &) = delete;
    ~Task() { destroy(); }

    void destroy()
    {
        if (coroutine_)
            std::exchange(coroutine_, nullptr).destroy();
    }
    bool is_done() const { return coroutine_.done(); }

private:
    std::coroutine_handle<promise_type> coroutine_;
};

/* The loop of a program, in which the queue is one descriptor among others. */
class Loop {
public:
    explicit Loop(const nh::CoroutineQueue &queue)
        : queue_(queue), epoll_(epoll_create1(EPOLL_CLOEXEC))
    {
        epoll_event event = {};

        event.events = EPOLLIN;
        CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, queue.fd(), &event) == 0);
    }
    ~Loop() { close(epoll_); }
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;

    void turn() const
    {
        epoll_event event;

        if (epoll_wait(epoll_, &event, 1, 30000) == 1)
            queue_.dispatch();
    }
    void run() const
    {
        while (queue_.pending() > 0)
            turn();
    }

private:
    const nh::CoroutineQueue &queue_;
    int epoll_;
};

} // namespace checks

#endif
