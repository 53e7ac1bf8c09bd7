/*
 * C++20 coroutines: co_await hub.send_async(...). Not a part of notification_hubs.hpp,
 * which it includes; asio.hpp is the same for coroutines of Asio.
 *
 * With a CoroutineQueue every call on _async gives a Call, which is awaited: it gives
 * what the form that waits gives, and throws what that throws. Whoever watches the
 * queue's descriptor resumes coroutines by its dispatch(). There is no thread but the
 * queue's, on which nothing of the program runs.
 */
#ifndef NOTIFICATION_HUBS_COROUTINE_HPP
#define NOTIFICATION_HUBS_COROUTINE_HPP

#include <algorithm>
#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "../notification_hubs.hpp"

#if !defined(__cpp_lib_coroutine)
#error "notification_hubs/coroutine.hpp needs coroutines: compile with -std=c++20"
#endif

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

template <typename T> class Call;

namespace detail {

/* What goes on when an outcome has come. */
struct Continuation {
    Continuation() = default;
    Continuation(const Continuation &) = delete;
    Continuation &operator=(const Continuation &) = delete;
    virtual ~Continuation() = default;
    virtual void run() = 0;
};

/*
 * Where an outcome and who waits for it meet, whichever comes first, on whatever
 * threads. The queue keeps it until the outcome is taken, and the caller as long as he
 * wants to know.
 */
class Meeting {
public:
    bool has_come() const noexcept
    {
        return waiting_.load(std::memory_order_acquire) == nobody();
    }
    /* False, and nobody waits, if the outcome is there. */
    bool wait(Continuation *continuation) noexcept
    {
        Continuation *none = nullptr;

        return waiting_.compare_exchange_strong(none, continuation, std::memory_order_acq_rel);
    }
    /* The same for one that goes with this. */
    void wait(std::unique_ptr<Continuation> continuation)
    {
        owned_ = std::move(continuation);
        if (!wait(owned_.get()))
            run(owned_.get());
    }
    /* Who waited has gone. */
    void leave() noexcept { waiting_.store(nobody(), std::memory_order_release); }

    void come(Outcome outcome) { run(arrive(std::move(outcome))); }
    /* The queue goes: who waits is not resumed. */
    void end(Outcome outcome) noexcept
    {
        arrive(std::move(outcome));
        owned_.reset();
    }

    Outcome take() noexcept { return std::move(outcome_); }

private:
    struct Nobody : Continuation {
        void run() override {}
    };

    static Continuation *nobody() noexcept
    {
        static Nobody nobody;

        return &nobody;
    }

    Continuation *arrive(Outcome outcome) noexcept
    {
        outcome_ = std::move(outcome);
        return waiting_.exchange(nobody(), std::memory_order_acq_rel);
    }
    void run(Continuation *continuation)
    {
        /* One that is owned goes after it has run. */
        const auto owned = std::move(owned_);

        if (continuation != nullptr)
            continuation->run();
    }

    std::atomic<Continuation *> waiting_{nullptr};
    std::unique_ptr<Continuation> owned_;
    Outcome outcome_;
};

/* What the form that waits gives. */
template <typename T> Result<T> read_from(const Outcome &outcome)
{
    if constexpr (std::is_same_v<T, bool>)
        return outcome.exists();
    else if constexpr (std::is_same_v<T, Installation>)
        return outcome.try_take_installation();
    else if constexpr (std::is_same_v<T, Registration>)
        return outcome.try_take_registration();
    else if constexpr (std::is_same_v<T, RegistrationPage>)
        return outcome.try_take_registration_page();
    else if constexpr (std::is_same_v<T, NotificationDetails>)
        return outcome.try_take_notification_details();
    else if constexpr (std::is_same_v<T, Job>)
        return outcome.try_take_job();
    else
        return outcome.try_take_job_list();
}

template <typename T> Result<T> result_of(Outcome outcome)
{
    if (outcome.status() != NH_STATUS_OK) {
        auto why = std::make_shared<Failure>(outcome.status(), nh_outcome_error(outcome.native()));

        why->outcome = std::move(outcome);
        return Error(std::move(why));
    }
    if constexpr (std::is_same_v<T, Outcome>) {
        return Result<Outcome>(std::move(outcome));
    } else {
        auto read = read_from<T>(outcome);

        if (!read)
            return read;
        return Result<T>(*std::move(read), std::move(outcome));
    }
}

template <typename T> struct Brought {
    using Type = T;
};
template <typename T> struct Brought<Result<T>> {
    using Type = T;
};

/* What goes along with a call that is awaited. Its options may stand in this place. */
struct Awaited {
    Awaited() = default;
    Awaited(const CallOptions &own) noexcept : options(&own) {}

    std::shared_ptr<Meeting> meeting = nullptr;
    /* While the call is handed in. */
    const CallOptions *options = nullptr;
};

} // namespace detail

/*
 * A call that was handed in, to be awaited once: co_await gives what it brings, and
 * throws the Error of a failure; where T is a Result it gives that, and throws nothing.
 *
 * Nothing that the call was made with is needed any more. One that nobody awaits is
 * made all the same, and so is that of a coroutine which is destroyed while it waits: its
 * outcome is dropped when it comes. What ends a call is the Cancel in its options.
 */
template <typename T> class [[nodiscard]] Call {
public:
    /* What it brings. */
    using Brought = typename detail::Brought<T>::Type;

    /* Was refused: awaiting it does not wait. */
    explicit Call(Error error) noexcept : refused_(std::move(error)) {}
    explicit Call(std::shared_ptr<detail::Meeting> meeting) noexcept : meeting_(std::move(meeting))
    {
    }

    class Awaiter : detail::Continuation {
    public:
        explicit Awaiter(Call &call) noexcept
            : refused_(std::move(call.refused_)), meeting_(std::move(call.meeting_))
        {
        }
        /* Also when its coroutine is destroyed. */
        ~Awaiter() override
        {
            if (meeting_)
                meeting_->leave();
        }
        Awaiter(const Awaiter &) = delete;
        Awaiter &operator=(const Awaiter &) = delete;

        bool await_ready() const noexcept { return !meeting_ || meeting_->has_come(); }
        /*
         * Once it waits another thread may resume and destroy it. Compilers that inline
         * this, as clang did before 17, may keep what is local here in the coroutine.
         */
        [[gnu::noinline]] bool await_suspend(std::coroutine_handle<> coroutine) noexcept
        {
            coroutine_ = coroutine;
            return meeting_->wait(this);
        }
        T await_resume()
        {
            Result<Brought> result = taken(refused_, meeting_);

            if constexpr (std::is_same_v<T, Result<Brought>>)
                return result;
            else
                return std::move(result).value();
        }

    private:
        void run() override { coroutine_.resume(); }

        Error refused_;
        std::shared_ptr<detail::Meeting> meeting_;
        std::coroutine_handle<> coroutine_ = nullptr;
    };

    Awaiter operator co_await() noexcept { return Awaiter(*this); }

    /*
     * For what is no coroutine: function is called with a Result, by the queue's
     * dispatch() or, if the outcome is there, now. If the queue goes before, it is
     * destroyed.
     */
    template <typename Function> void then(Function function) &&
    {
        if (meeting_) {
            auto &meeting = *meeting_;
            meeting.wait(std::make_unique<Then<Function>>(std::move(function), meeting));
            meeting_.reset();
        } else {
            function(taken(refused_, meeting_));
        }
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    /* The same for who wants exceptions: that of a call that was refused comes now. */
    Call<Brought> value() &&
    {
        if (refused_.status() != NH_STATUS_OK)
            refused_.raise();
        return Call<Brought>(std::move(meeting_));
    }
#endif

private:
    template <typename Function> struct Then final : detail::Continuation {
        Then(Function called, detail::Meeting &keeper) : function(std::move(called)), at(keeper) {}
        void run() override { function(detail::result_of<Brought>(at.take())); }

        Function function;
        detail::Meeting &at;
    };

    static Result<Brought> taken(const Error &refused,
                                 const std::shared_ptr<detail::Meeting> &meeting)
    {
        if (refused.status() != NH_STATUS_OK)
            return refused;
        /* One that was awaited before has none: as an object that was moved from. */
        return detail::result_of<Brought>(meeting ? meeting->take() : Outcome());
    }

    Error refused_;
    std::shared_ptr<detail::Meeting> meeting_;
};

namespace detail {

/*
 * A queue whose calls are awaited. When it goes, coroutines that still wait stay
 * suspended, for their owner to destroy: close() first, and dispatch() what is left.
 */
template <typename Data> class ResumingQueue : public QueueOf<Data> {
public:
    using QueueOf<Data>::QueueOf;

    static Result<ResumingQueue> try_new(const QueueOptions &options = {})
    {
        return made<ResumingQueue>(nh_queue_new(options.native()));
    }

    /*
     * Resumes the coroutines whose outcomes are there, on this thread and in the order in
     * which the outcomes came, waiting for the first as long as said. False if there was
     * none. What comes out of a coroutine first comes out of here, once all were resumed.
     * A coroutine may destroy any other one meanwhile, and the queue: those whose turn has
     * not come then stay suspended.
     */
    Result<bool> try_dispatch(std::chrono::milliseconds timeout = {}) const
    {
        const std::size_t most = std::max<std::size_t>(this->pending(), 1);
        std::vector<Taken<Data>> all;

        do {
            auto next = this->try_next(all.empty() ? timeout : std::chrono::milliseconds());
            const Status status = next.error().status();

            if (next)
                all.push_back(*std::move(next));
            else if (!all.empty() || status == NH_STATUS_WOULD_BLOCK || status == NH_STATUS_CLOSED)
                break;
            else
                return next.error();
        } while (all.size() < most);
        resume(all, alive_);
        return !all.empty();
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    bool dispatch(std::chrono::milliseconds timeout = {}) const
    {
        return try_dispatch(timeout).value();
    }
#endif

private:
    using QueueOf<Data>::try_next;
#if NOTIFICATION_HUBS_EXCEPTIONS
    using QueueOf<Data>::next;
#endif

    static void resume(std::vector<Taken<Data>> &all, const std::weak_ptr<char> &alive)
    {
        std::exception_ptr thrown;

        for (auto &each : all) {
#if NOTIFICATION_HUBS_EXCEPTIONS
            try {
                resume(each, alive);
            } catch (...) {
                if (!thrown)
                    thrown = std::current_exception();
            }
#else
            resume(each, alive);
#endif
        }
#if NOTIFICATION_HUBS_EXCEPTIONS
        if (thrown)
            std::rethrow_exception(thrown);
#endif
    }
    static void resume(Taken<Data> &each, const std::weak_ptr<char> &alive)
    {
        if (alive.expired())
            each.data.meeting->end(std::move(each.outcome));
        else
            each.data.meeting->come(std::move(each.outcome));
    }

    /* Goes with the queue, which a coroutine may destroy. */
    std::shared_ptr<char> alive_ = std::make_shared<char>();
};

template <> struct HandingIn<Awaited> {
    template <typename T> using Tried = Call<Result<T>>;
    template <typename T> using Handed = Call<T>;

    template <typename T, typename Data, typename Submit>
    static Tried<T> tried(const QueueOf<Data> &, Data data, const CallOptions &options,
                          Submit submit)
    {
        auto meeting = std::make_shared<Meeting>();
        const CallOptions &own = data.options != nullptr ? *data.options : options;

        data.meeting = meeting;
        const auto taken = submit(std::move(data), own);
        if (!taken)
            return Tried<T>(taken.error());
        return Tried<T>(std::move(meeting));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    template <typename T> static Call<T> handed(Call<Result<T>> tried)
    {
        return std::move(tried).value();
    }
#endif
    static void left(Awaited &awaited, Outcome &&outcome) noexcept
    {
        awaited.meeting->end(std::move(outcome));
    }
};

} // namespace detail

/* The queue of coroutines, whatever resumes it: see docs/cpp.md. */
using CoroutineQueue = detail::ResumingQueue<detail::Awaited>;

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
