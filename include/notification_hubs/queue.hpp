/*
 * Part of notification_hubs.hpp: calls that do not wait, and what becomes of them.
 *
 * Each call brings something of the program's along, which comes back with its
 * outcome: a function to be called with it (Queue), or a value of any type
 * (QueueOf<Order>).
 */
#ifndef NOTIFICATION_HUBS_QUEUE_HPP
#define NOTIFICATION_HUBS_QUEUE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "calls.hpp"
#include "handle.hpp"
#include "options.hpp"
#include "outcome.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/* Takes the outcome of its send, which lasts for the call. An empty one is not called. */
using Completion = std::function<void(const Outcome &outcome)>;

template <typename Data> class QueueOf;

namespace detail {

/*
 * What a send brings along, from its submission until its outcome is taken. The
 * hub may have gone by then, but its log and who takes its spans are told then.
 */
template <typename Data> struct Entry {
    Data data;
    std::shared_ptr<LogCallback> log;
    std::shared_ptr<SpanCallback> span;
};

/*
 * One run of nh_queue_dispatch on this thread: what is called, and what was thrown
 * first. C functions know nothing of it, so the thread does.
 */
struct Round {
    void *function;
    std::exception_ptr thrown;
    Round *outer;

    static Round *&innermost() noexcept
    {
        thread_local Round *round = nullptr;

        return round;
    }
    explicit Round(void *called) noexcept : function(called), outer(innermost())
    {
        innermost() = this;
    }
    ~Round() { innermost() = outer; }
    Round(const Round &) = delete;
    Round &operator=(const Round &) = delete;
};

/*
 * What becomes of a call that is handed in, T being what it brings: its caller is told
 * whether it was taken, and its outcome comes out of the queue, with data. Queues that
 * resume coroutines (coroutine.hpp) give their callers something to await.
 */
template <typename Data> struct HandingIn {
    template <typename T> using Tried = Result<void>;
    template <typename T> using Handed = void;

    /* submit(data, options) hands it in. */
    template <typename T, typename Submit>
    static Tried<T> tried(const QueueOf<Data> &, Data data, const CallOptions &options,
                          Submit submit)
    {
        return submit(std::move(data), options);
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    static void handed(const Result<void> &tried) { tried.value(); }
#endif
    /* It has ended, and its queue goes. */
    static void left(Data &, Outcome &&) noexcept {}
};
template <typename T, typename Data> using Tried = typename HandingIn<Data>::template Tried<T>;
template <typename T, typename Data> using Handed = typename HandingIn<Data>::template Handed<T>;

/* How long the end of a send that was told to end is waited for. */
constexpr std::uint32_t ending_ms = 30000;

} // namespace detail

/* A send that has ended, and what it brought along. */
template <typename Data> struct Taken {
    Data data;
    Outcome outcome;
};

/*
 * Calls under way and their outcomes. One serves any number of hubs and threads; it
 * belongs to the process that made it.
 *
 * Destroying it ends what is under way. What the sends brought along is then
 * destroyed, and not called: close() first, and take what is left.
 */
template <typename Data> class QueueOf : public detail::Handle<nh_queue, nh_queue_free> {
public:
    using value_type = Data;

    explicit QueueOf(nh_queue *owned) noexcept : Handle(owned) {}
    QueueOf(QueueOf &&) noexcept = default;
    QueueOf &operator=(QueueOf &&other) noexcept
    {
        if (this != &other) {
            discard();
            Handle::operator=(std::move(other));
        }
        return *this;
    }
    ~QueueOf() { discard(); }

    static Result<QueueOf> try_new(const QueueOptions &options = {})
    {
        return detail::made<QueueOf>(nh_queue_new(options.native()));
    }

    /* For poll, epoll and their kin: readable as long as there are outcomes. */
    std::int32_t fd() const noexcept { return nh_queue_fd(native()); }
    /* A duplicate of it, which the caller closes. */
    std::int32_t dup_fd() const noexcept { return nh_queue_dup_fd(native()); }
    /* Calls whose outcome was not yet taken. */
    std::size_t pending() const noexcept { return nh_queue_pending(native()); }

    /*
     * The next outcome, waiting for it as long as said. NH_STATUS_WOULD_BLOCK: none
     * came. NH_STATUS_CLOSED: the queue is closed and all were taken.
     */
    Result<Taken<Data>> try_next(std::chrono::milliseconds timeout = {}) const
    {
        nh_outcome *given = nullptr;
        const Status status = nh_queue_next(native(), detail::milliseconds(timeout), &given);

        if (status != NH_STATUS_OK)
            return Error(detail::failure(status));
        Outcome outcome(given);
        auto entry = take(given);
        return Taken<Data>{std::move(entry->data), std::move(outcome)};
    }

    /*
     * Calls what the sends brought along with each outcome that is there, on this
     * thread, waiting for the first as long as said. False if there was none. What
     * such a function throws first comes out of here, once all were called.
     */
    Result<bool> try_dispatch(std::chrono::milliseconds timeout = {}) const
    {
        return try_dispatch(
            [](Data &data, const Outcome &outcome) {
                if constexpr (std::is_same_v<Data, Completion>) {
                    if (!data)
                        return;
                }
                data(outcome);
            },
            timeout);
    }
    /* The same for values: function is called with each and its outcome. */
    template <typename Function,
              std::enable_if_t<std::is_invocable_v<Function &, Data &, const Outcome &>, int> = 0>
    Result<bool> try_dispatch(Function &&function, std::chrono::milliseconds timeout = {}) const
    {
        using Called = std::remove_reference_t<Function>;
        detail::Round round(const_cast<void *>(static_cast<const void *>(std::addressof(function))));
        const Status status =
            nh_queue_dispatch(native(), &run<Called>, detail::milliseconds(timeout));

#if NOTIFICATION_HUBS_EXCEPTIONS
        if (round.thrown)
            std::rethrow_exception(round.thrown);
#endif
        return any(status, status == NH_STATUS_WOULD_BLOCK || status == NH_STATUS_CLOSED);
    }

    /*
     * No more calls. Waits for those that are left as long as said, and ends the
     * rest: false if there were any. All outcomes are still to be taken.
     */
    Result<bool> try_close(std::chrono::milliseconds timeout) const
    {
        const Status status = nh_queue_close(native(), detail::milliseconds(timeout));

        return any(status, status == NH_STATUS_TIMEOUT);
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    explicit QueueOf(const QueueOptions &options = {}) : QueueOf(try_new(options).value()) {}

    /* Nothing if none came, and if the queue is closed and all were taken. */
    std::optional<Taken<Data>> next(std::chrono::milliseconds timeout = {}) const
    {
        auto result = try_next(timeout);
        const Status status = result.error().status();

        if (status == NH_STATUS_WOULD_BLOCK || status == NH_STATUS_CLOSED)
            return std::nullopt;
        return std::move(result).value();
    }
    bool dispatch(std::chrono::milliseconds timeout = {}) const
    {
        return try_dispatch(timeout).value();
    }
    template <typename Function,
              std::enable_if_t<std::is_invocable_v<Function &, Data &, const Outcome &>, int> = 0>
    bool dispatch(Function &&function, std::chrono::milliseconds timeout = {}) const
    {
        return try_dispatch(function, timeout).value();
    }
    bool close(std::chrono::milliseconds timeout) const { return try_close(timeout).value(); }
#endif

private:
    static std::unique_ptr<detail::Entry<Data>> take(const nh_outcome *outcome)
    {
        return std::unique_ptr<detail::Entry<Data>>(
            static_cast<detail::Entry<Data> *>(nh_outcome_user_data(outcome)));
    }

    /* What C calls: nothing may be thrown through it. */
    template <typename Called> static void run(void *, const nh_outcome *given)
    {
        detail::Round &round = *detail::Round::innermost();
        const auto entry = take(given);
        const Outcome outcome(detail::Borrowed{}, given);
#if NOTIFICATION_HUBS_EXCEPTIONS
        try {
            (*static_cast<Called *>(round.function))(entry->data, outcome);
        } catch (...) {
            if (!round.thrown)
                round.thrown = std::current_exception();
        }
#else
        (*static_cast<Called *>(round.function))(entry->data, outcome);
#endif
    }

    static Result<bool> any(Status status, bool is_none)
    {
        if (status == NH_STATUS_OK || is_none)
            return status == NH_STATUS_OK;
        return Error(detail::failure(status));
    }

    /*
     * Takes back what the sends brought along, which the C interface would only
     * forget. In a child of fork() it is the parent's.
     */
    void discard() noexcept
    {
        nh_outcome *given = nullptr;

        if (!*this || nh_queue_close(native(), 0) == NH_STATUS_FORKED)
            return;
        while (nh_queue_next(native(), detail::ending_ms, &given) == NH_STATUS_OK) {
            Outcome outcome(given);
            const auto entry = take(given);

            detail::HandingIn<Data>::left(entry->data, std::move(outcome));
        }
    }
};

/* Each send has a function to be called with its outcome. */
using Queue = QueueOf<Completion>;

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
