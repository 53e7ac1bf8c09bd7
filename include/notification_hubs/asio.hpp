/*
 * Coroutines of Asio: co_await hub.send_async(...) in an asio::awaitable. Not a part of
 * notification_hubs.hpp, which it includes beside <asio.hpp>'s parts.
 *
 * With an AsioQueue every call on _async gives an asio::awaitable, and the queue's
 * descriptor is watched by the io_context: no thread but the queue's, and those that run
 * the io_context. asio::co_spawn(executor, hub.send_async(...), token) is for every other
 * way to complete.
 *
 * Needs exceptions. clang 14 with libstdc++ needs -DASIO_HAS_CO_AWAIT too, since Asio
 * looks for coroutines in a header of libc++'s.
 */
#ifndef NOTIFICATION_HUBS_ASIO_HPP
#define NOTIFICATION_HUBS_ASIO_HPP

#include <memory>
#include <type_traits>
#include <utility>

#include <asio/any_io_executor.hpp>
#include <asio/associated_cancellation_slot.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/awaitable.hpp>
#include <asio/bind_executor.hpp>
#include <asio/dispatch.hpp>
#include <asio/error_code.hpp>
#include <asio/execution_context.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/strand.hpp>
#include <asio/use_awaitable.hpp>

#include "coroutine.hpp"

#if !defined(ASIO_HAS_CO_AWAIT)
#error "Asio finds no coroutines: compile with -std=c++20 and, with clang, -DASIO_HAS_CO_AWAIT"
#endif
#if !NOTIFICATION_HUBS_EXCEPTIONS
#error "notification_hubs/asio.hpp needs exceptions"
#endif

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

class AsioQueue;

namespace detail {

/* What goes along with a call, and says of what kind of queue it is. */
struct AsioAwaited : Awaited {
    using Awaited::Awaited;
};

/*
 * Has the queue resumed while it has calls: as long as there are some the io_context has
 * work, and no longer. Goes with the queue, maybe while it is resuming.
 */
class AsioWatch : public std::enable_shared_from_this<AsioWatch> {
public:
    AsioWatch(const asio::any_io_executor &executor, const ResumingQueue<AsioAwaited> &queue)
        : strand_(asio::make_strand(executor)), descriptor_(strand_), queue_(&queue)
    {
        const int own = queue.dup_fd();

        if (own < 0)
            Error(failure(nh_error_status(nh_last_error()))).raise();
        descriptor_.assign(own);
    }

    /* A call was handed in. From any thread. */
    void begin()
    {
        asio::dispatch(strand_, [weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->wait();
        });
    }
    /* The queue goes. */
    void end() noexcept { queue_ = nullptr; }

private:
    void wait()
    {
        if (is_waiting_ || queue_ == nullptr || queue_->pending() == 0)
            return;
        is_waiting_ = true;
        descriptor_.async_wait(asio::posix::descriptor_base::wait_read,
                               [weak = weak_from_this()](const asio::error_code &error) {
                                   const auto self = weak.lock();

                                   if (self && !error)
                                       self->resume();
                               });
    }
    void resume()
    {
        is_waiting_ = false;
        queue_->try_dispatch().value();
        wait();
    }

    asio::strand<asio::any_io_executor> strand_;
    asio::posix::stream_descriptor descriptor_;
    const ResumingQueue<AsioAwaited> *queue_;
    bool is_waiting_ = false;
};

/* Completes an operation of Asio, on its executor, which has work until then. */
template <typename Handler, typename T> class AsioCompletion {
public:
    explicit AsioCompletion(Handler handler)
        : handler_(std::move(handler)), work_(asio::get_associated_executor(handler_))
    {
    }
    void operator()(Result<T> result)
    {
        const auto executor = work_.get_executor();

        asio::get_associated_cancellation_slot(handler_).clear();
        asio::post(executor, [handler = std::move(handler_), result = std::move(result)]() mutable {
            std::move(handler)(std::move(result));
        });
    }

private:
    Handler handler_;
    asio::executor_work_guard<asio::associated_executor_t<Handler>> work_;
};

/* cancel, if there is one, is the call's own. */
template <typename T>
asio::awaitable<Result<T>> await(Call<Result<T>> call, std::shared_ptr<Cancel> cancel)
{
    const auto begin = [](auto handler, Call<Result<T>> begun, std::shared_ptr<Cancel> its) {
        auto slot = asio::get_associated_cancellation_slot(handler);

        if (its && slot.is_connected())
            slot.assign([its](asio::cancellation_type) { its->trigger(); });
        std::move(begun).then(AsioCompletion<decltype(handler), T>(std::move(handler)));
    };

    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<T>)>(
        begin, asio::use_awaitable, std::move(call), std::move(cancel));
}

template <typename T> asio::awaitable<T> value_of(asio::awaitable<Result<T>> tried)
{
    auto result = co_await std::move(tried);

    co_return std::move(result).value();
}

template <> struct HandingIn<AsioAwaited> {
    template <typename T> using Tried = asio::awaitable<Result<T>>;
    template <typename T> using Handed = asio::awaitable<T>;

    template <typename T, typename Submit>
    static Tried<T> tried(const QueueOf<AsioAwaited> &queue, AsioAwaited data,
                          const CallOptions &options, Submit submit);
    template <typename T> static Handed<T> handed(Tried<T> tried)
    {
        return value_of(std::move(tried));
    }
    static void left(AsioAwaited &awaited, Outcome &&outcome) noexcept
    {
        awaited.meeting->end(std::move(outcome));
    }
};

} // namespace detail

/*
 * The queue of coroutines of Asio. As any object of Asio's it goes before its io_context,
 * and while no other thread runs that. Coroutines that wait for it then are destroyed.
 *
 * What Asio cancels (a cancellation slot, operators || and &&) ends its call, which then
 * throws an Error with the verdict. A call that has options is ended by the Cancel in them
 * instead.
 */
class AsioQueue : public detail::ResumingQueue<detail::AsioAwaited> {
public:
    explicit AsioQueue(const asio::any_io_executor &executor, const QueueOptions &options = {})
        : ResumingQueue(options), watch_(std::make_shared<detail::AsioWatch>(executor, *this))
    {
    }
    template <typename Context,
              std::enable_if_t<std::is_convertible_v<Context &, asio::execution_context &>, int> = 0>
    explicit AsioQueue(Context &context, const QueueOptions &options = {})
        : AsioQueue(asio::any_io_executor(context.get_executor()), options)
    {
    }
    ~AsioQueue() { watch_->end(); }
    AsioQueue(const AsioQueue &) = delete;
    AsioQueue &operator=(const AsioQueue &) = delete;

private:
    template <typename Data> friend struct detail::HandingIn;

    std::shared_ptr<detail::AsioWatch> watch_;
};

namespace detail {

template <typename T, typename Submit>
asio::awaitable<Result<T>>
HandingIn<AsioAwaited>::tried(const QueueOf<AsioAwaited> &queue, AsioAwaited data,
                              const CallOptions &options, Submit submit)
{
    CallOptions cancelled;
    std::shared_ptr<Cancel> cancel;

    if (data.options == nullptr)
        data.options = &options;
    if (!*data.options) {
        cancel = std::make_shared<Cancel>();
        data.options = &cancelled.set_cancel(*cancel);
    }
    auto call = HandingIn<Awaited>::tried<T>(queue, std::move(data), options, submit);
    /* There are no others of this type. */
    static_cast<const AsioQueue &>(queue).watch_->begin();
    return await(std::move(call), std::move(cancel));
}

} // namespace detail

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
