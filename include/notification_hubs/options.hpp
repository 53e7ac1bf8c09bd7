/*
 * Part of notification_hubs.hpp: how hubs are reached, how one call is made, how
 * much a queue holds.
 *
 * Setters can be chained and do not fail: what they are given wrong, the first
 * call that takes the options says. One that was moved from is as new.
 */
#ifndef NOTIFICATION_HUBS_OPTIONS_HPP
#define NOTIFICATION_HUBS_OPTIONS_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "calls.hpp"
#include "enums.hpp"
#include "handle.hpp"
#include "span.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/*
 * Brings a token for a URI: the whole value of an Authorization header, or
 * std::nullopt if there is none now. Called on the thread that makes a call or
 * hands it to a queue, from several at the same time if several use the hub. If
 * it throws, the call fails with NH_STATUS_NO_TOKEN, and the exception is the
 * error's cause().
 */
using TokenCallback = std::function<std::optional<std::string>(std::string_view uri)>;

/*
 * Takes log text, on the thread that makes the call; what a queued send says comes
 * when its outcome is taken. From several threads at the same time if several use
 * the hub. What it throws is dropped: there is nobody to tell.
 */
using LogCallback = std::function<void(LogLevel level, std::string_view text)>;

namespace detail {

/* A callback's answer stays until the next one on its thread. */
inline const char *bring_token(void *callback, const char *uri)
{
    thread_local std::string token;
    std::optional<std::string> brought;

    thrown_by_callback() = nullptr;
#if NOTIFICATION_HUBS_EXCEPTIONS
    try {
        brought = (*static_cast<const TokenCallback *>(callback))(uri);
    } catch (...) {
        thrown_by_callback() = std::current_exception();
    }
#else
    brought = (*static_cast<const TokenCallback *>(callback))(uri);
#endif
    if (!brought)
        return nullptr;
    token = terminated(*brought);
    return token.c_str();
}

inline void write_log(void *callback, std::int32_t level, const char *text)
{
#if NOTIFICATION_HUBS_EXCEPTIONS
    try {
        (*static_cast<const LogCallback *>(callback))(static_cast<LogLevel>(level), text);
    } catch (...) { /* it must not go through C */
    }
#else
    (*static_cast<const LogCallback *>(callback))(static_cast<LogLevel>(level), text);
#endif
}

inline std::int32_t may_not_go_on(void *callback) noexcept
{
#if NOTIFICATION_HUBS_EXCEPTIONS
    try {
        return !(*static_cast<const std::function<bool()> *>(callback))();
    } catch (...) { /* it must not go through C */
        return 1;
    }
#else
    return !(*static_cast<const std::function<bool()> *>(callback))();
#endif
}

/* What a hub calls: kept by all that may make it call. */
struct Callbacks {
    std::shared_ptr<TokenCallback> token;
    std::shared_ptr<LogCallback> log;
    std::shared_ptr<SpanCallback> span;
};

/*
 * A base before that of the object, so that the callbacks go after it; for the
 * same reason they are swapped where one is moved over another.
 */
class KeepsCallbacks {
protected:
    KeepsCallbacks() noexcept = default;
    KeepsCallbacks(KeepsCallbacks &&) noexcept = default;
    KeepsCallbacks &operator=(KeepsCallbacks &&other) noexcept
    {
        std::swap(callbacks_, other.callbacks_);
        return *this;
    }
    ~KeepsCallbacks() = default;

    void keep(const Callbacks &callbacks) { callbacks_ = callbacks; }
    const Callbacks &callbacks() const noexcept { return callbacks_; }

private:
    Callbacks callbacks_;
};

} // namespace detail

/* How hubs are reached. Hubs copy it. */
class Options : public detail::Settings<nh_options, nh_options_new, nh_options_free> {
public:
    /* For a whole call, with all retries. */
    Options &set_timeout(std::chrono::milliseconds timeout)
    {
        nh_options_set_timeout_ms(own(), detail::milliseconds(timeout));
        return *this;
    }
    Options &set_connect_timeout(std::chrono::milliseconds timeout)
    {
        nh_options_set_connect_timeout_ms(own(), detail::milliseconds(timeout));
        return *this;
    }
    /* Idle connections at most. */
    Options &set_pool_size(std::uint32_t connections)
    {
        nh_options_set_pool_size(own(), connections);
        return *this;
    }
    Options &set_idle_age(std::chrono::milliseconds age)
    {
        nh_options_set_idle_age_ms(own(), detail::milliseconds(age));
        return *this;
    }
    Options &set_connection_age(std::chrono::milliseconds age)
    {
        nh_options_set_connection_age_ms(own(), detail::milliseconds(age));
        return *this;
    }
    Options &set_proxy(const Text &url)
    {
        nh_options_set_proxy(own(), url.c_str());
        return *this;
    }
    Options &set_proxy_from_environment()
    {
        nh_options_set_proxy_from_environment(own());
        return *this;
    }
    /* Separated by commas. */
    Options &set_no_proxy(const Text &hosts)
    {
        nh_options_set_no_proxy(own(), hosts.c_str());
        return *this;
    }
    /* Trusts only these certificates, in PEM. */
    Options &set_ca_file(const Text &path)
    {
        nh_options_set_ca_file(own(), path.c_str());
        return *this;
    }
    Options &set_user_agent_suffix(const Text &suffix)
    {
        nh_options_set_user_agent_suffix(own(), suffix.c_str());
        return *this;
    }
    Options &set_api_version(const Text &api_version)
    {
        nh_options_set_api_version(own(), api_version.c_str());
        return *this;
    }
    Options &set_retry(Retry retry)
    {
        nh_options_set_retry(own(), static_cast<std::int32_t>(retry));
        return *this;
    }
    Options &set_max_attempts(std::uint32_t attempts)
    {
        nh_options_set_max_attempts(own(), attempts);
        return *this;
    }
    /* Sends that leave in a second, and at once after a rest. */
    Options &set_rate_limit(std::uint32_t per_second, std::uint32_t burst)
    {
        nh_options_set_rate_limit(own(), per_second, burst);
        return *this;
    }
    /* An empty one takes it back. */
    Options &set_token_callback(TokenCallback callback)
    {
        auto kept = std::make_shared<TokenCallback>(std::move(callback));

        if (nh_options_set_token_callback(own(), *kept ? &detail::bring_token : nullptr,
                                          kept.get()) == NH_STATUS_OK)
            callbacks_.token = std::move(kept);
        return *this;
    }
    /* Makes every single send a test send: for development. */
    Options &set_test(bool test = true)
    {
        nh_options_set_test(own(), test);
        return *this;
    }
    /* Dumps to standard error, and test sends. */
    Options &set_debug()
    {
        nh_options_set_debug(own());
        return *this;
    }
    /* An empty one takes it back. */
    Options &set_log_callback(LogLevel max_level, LogCallback callback)
    {
        auto kept = std::make_shared<LogCallback>(std::move(callback));

        if (nh_options_set_log_callback(own(), static_cast<std::int32_t>(max_level),
                                        *kept ? &detail::write_log : nullptr,
                                        kept.get()) == NH_STATUS_OK)
            callbacks_.log = std::move(kept);
        return *this;
    }
    Options &set_log_stderr(LogLevel max_level)
    {
        nh_options_set_log_stderr(own(), static_cast<std::int32_t>(max_level));
        return *this;
    }
    /* Of each call and each of its attempts. An empty one takes it back. */
    Options &set_span_callback(SpanCallback callback)
    {
        auto kept = std::make_shared<SpanCallback>(std::move(callback));

        if (nh_options_set_span_callback(own(), *kept ? &detail::take_span : nullptr,
                                         kept.get()) == NH_STATUS_OK)
            callbacks_.span = std::move(kept);
        return *this;
    }
    /* Before each send, as Notification::check does. */
    Options &set_check_payloads(bool check = true)
    {
        nh_options_set_check_payloads(own(), check);
        return *this;
    }
    /* In dumps. */
    Options &set_log_payloads(bool show = true)
    {
        nh_options_set_log_payloads(own(), show);
        return *this;
    }

    /* For what is made with these options, which may call them as long as it lives. */
    const detail::Callbacks &callbacks() const noexcept { return callbacks_; }

private:
    detail::Callbacks callbacks_;
};

/* Ends calls from another thread. Any number of threads may use it. */
class Cancel : public detail::Handle<nh_cancel, nh_cancel_free> {
public:
    using Handle::Handle;
    Cancel() noexcept : Handle(nh_cancel_new()) {}

    /* Every call that has it, and every later one. */
    void trigger() const noexcept { nh_cancel_trigger(native()); }
};

/*
 * As long as it is there, calls that wait on the thread that made it ask whether to
 * go on, twice a second and when a signal comes; false, or an exception, ends them as
 * a cancel does. It ends on its own thread; the last one made there is asked.
 */
class InterruptCallback {
public:
    explicit InterruptCallback(std::function<bool()> may_go_on) : may_go_on_(std::move(may_go_on))
    {
        nh_set_interrupt_callback(&detail::may_not_go_on, &may_go_on_);
    }
    ~InterruptCallback() { nh_set_interrupt_callback(nullptr, nullptr); }
    InterruptCallback(const InterruptCallback &) = delete;
    InterruptCallback &operator=(const InterruptCallback &) = delete;

private:
    std::function<bool()> may_go_on_;
};

/* How one call is made; what is not set is as the hub has it. */
class CallOptions
    : public detail::Settings<nh_call_options, nh_call_options_new, nh_call_options_free> {
public:
    CallOptions &set_timeout(std::chrono::milliseconds timeout)
    {
        nh_call_options_set_timeout_ms(own(), detail::milliseconds(timeout));
        return *this;
    }
    CallOptions &set_tracking_id(const Text &tracking_id)
    {
        nh_call_options_set_tracking_id(own(), tracking_id.c_str());
        return *this;
    }
    CallOptions &set_test(bool test = true)
    {
        nh_call_options_set_test(own(), test);
        return *this;
    }
    CallOptions &set_retry(Retry retry)
    {
        nh_call_options_set_retry(own(), static_cast<std::int32_t>(retry));
        return *this;
    }
    CallOptions &set_max_attempts(std::uint32_t attempts)
    {
        nh_call_options_set_max_attempts(own(), attempts);
        return *this;
    }
    CallOptions &set_cancel(const Cancel &cancel)
    {
        nh_call_options_set_cancel(own(), cancel.native());
        return *this;
    }
    /* The caller's span: W3C Trace Context, a header of each request. */
    CallOptions &set_traceparent(const Text &traceparent)
    {
        nh_call_options_set_traceparent(own(), traceparent.c_str());
        return *this;
    }
    /* What tracing systems add to it. */
    CallOptions &set_tracestate(const Text &tracestate)
    {
        nh_call_options_set_tracestate(own(), tracestate.c_str());
        return *this;
    }
};

/* How much a queue holds and how fast it sends. */
class QueueOptions
    : public detail::Settings<nh_queue_options, nh_queue_options_new, nh_queue_options_free> {
public:
    /* Sends, each until its outcome is taken. */
    QueueOptions &set_capacity(std::uint32_t entries)
    {
        nh_queue_options_set_capacity(own(), entries);
        return *this;
    }
    QueueOptions &set_capacity_bytes(std::size_t bytes)
    {
        nh_queue_options_set_capacity_bytes(own(), bytes);
        return *this;
    }
    /* Sends to one hub at the same time. */
    QueueOptions &set_concurrency(std::uint32_t sends)
    {
        nh_queue_options_set_concurrency(own(), sends);
        return *this;
    }
    /* How long a full queue is waited for. */
    QueueOptions &set_full_wait(std::chrono::milliseconds wait)
    {
        nh_queue_options_set_full_wait_ms(own(), detail::milliseconds(wait));
        return *this;
    }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
