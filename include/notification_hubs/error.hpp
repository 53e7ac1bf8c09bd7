/*
 * Part of notification_hubs.hpp: what went wrong.
 *
 * Each call that can fail is there twice: send() throws an Error, try_send()
 * gives a Result, which has what was asked for or an Error.
 */
#ifndef NOTIFICATION_HUBS_ERROR_HPP
#define NOTIFICATION_HUBS_ERROR_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "enums.hpp"
#include "handle.hpp"
#include "outcome.hpp"
#include "reports.hpp"
#include "telemetry.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

/* All there is to know of a failed call. */
struct Failure {
    Failure(Status s, const nh_error *e) : status(s), error(nh_error_copy(e)) {}

    Status status;
    Handle<nh_error, nh_error_free> error;
    Outcome outcome;
    BatchReport batch_report;
    Job job;
    NotificationDetails notification_details;
    PruneReport prune_report;
    Explanation explanation;
    std::uint64_t deleted_count = 0;
    std::exception_ptr cause;
};

/* What a callback of the program threw last on this thread. */
inline std::exception_ptr &thrown_by_callback()
{
    thread_local std::exception_ptr thrown;

    return thrown;
}

} // namespace detail

/*
 * Why a call failed. Copies are cheap and share what they say, which is for one
 * thread at a time. No message holds a key, a token, a device handle or a payload.
 */
class Error : public std::exception {
public:
    /* No failure: a status of NH_STATUS_OK, and nothing to say. */
    Error() noexcept = default;

    explicit Error(std::shared_ptr<const detail::Failure> failure) noexcept
        : failure_(std::move(failure))
    {
    }

    Status status() const noexcept { return failure_ ? failure_->status : NH_STATUS_OK; }
    std::string status_name() const { return notification_hubs::status_name(status()); }
    /* One line of English, with advice. */
    const char *what() const noexcept override { return nh_error_message(native()); }
    std::string message() const { return what(); }
    /* Of the service's answer; 0 if there was none. */
    std::int32_t http_status() const noexcept { return nh_error_http_status(native()); }
    std::optional<std::string> service_code() const
    {
        return detail::maybe(nh_error_service_code(native()));
    }
    std::optional<std::string> service_detail() const
    {
        return detail::maybe(nh_error_service_detail(native()));
    }
    std::optional<std::string> tracking_id() const
    {
        return detail::maybe(nh_error_tracking_id(native()));
    }
    /* Could waiting help? */
    bool is_transient() const noexcept { return nh_error_is_transient(native()); }
    /* May it have been taken all the same? */
    bool may_have_been_sent() const noexcept { return nh_error_may_have_been_sent(native()); }
    /* How long the service asks to wait. */
    std::optional<std::chrono::milliseconds> retry_after() const noexcept
    {
        return detail::unless_negative<std::chrono::milliseconds>(
            nh_error_retry_after_ms(native()));
    }
    AccessProblem access_problem() const noexcept { return nh_error_access_problem(native()); }
    /* In a tag, an expression or a template: counted from 1; 0 elsewhere. */
    std::size_t column() const noexcept { return nh_error_column(native()); }

    /* Of the call; false in a condition where it has none. */
    const Outcome &outcome() const noexcept { return of(&detail::Failure::outcome); }
    /* Of a batch: how far it came. */
    const BatchReport &batch_report() const noexcept { return of(&detail::Failure::batch_report); }
    /* Of a wait: what was read last. */
    const Job &job() const noexcept { return of(&detail::Failure::job); }
    const NotificationDetails &notification_details() const noexcept
    {
        return of(&detail::Failure::notification_details);
    }
    /* Of a pruning: what it decided before. */
    const PruneReport &prune_report() const noexcept { return of(&detail::Failure::prune_report); }
    /* Of an explanation: what was found before. */
    const Explanation &explanation() const noexcept { return of(&detail::Failure::explanation); }
    /* Of a deletion by channel: how many it deleted before it failed. */
    std::uint64_t deleted_count() const noexcept { return of(&detail::Failure::deleted_count); }
    /* What a token callback or a range of handles threw, if that is why. */
    std::exception_ptr cause() const noexcept { return of(&detail::Failure::cause); }

    const nh_error *native() const noexcept { return of(&detail::Failure::error).native(); }

#if NOTIFICATION_HUBS_EXCEPTIONS
    /* Throws it as one of the four below. */
    [[noreturn]] void raise() const;
#endif

private:
    template <typename Field> const Field &of(Field detail::Failure::*field) const noexcept
    {
        static const detail::Failure none(NH_STATUS_OK, nullptr);

        return failure_ ? (*failure_).*field : none.*field;
    }

    std::shared_ptr<const detail::Failure> failure_;
};

/* The caller can mend it: 1 to 99. */
class UsageError : public Error {
public:
    explicit UsageError(const Error &error) noexcept : Error(error) {}
};

/* The request did not complete: 100 to 199. */
class NetworkError : public Error {
public:
    explicit NetworkError(const Error &error) noexcept : Error(error) {}
};

/* The service said no: 200 to 299. */
class ServiceError : public Error {
public:
    explicit ServiceError(const Error &error) noexcept : Error(error) {}
};

/* This library or this process: 900 and up. */
class LibraryError : public Error {
public:
    explicit LibraryError(const Error &error) noexcept : Error(error) {}
};

#if NOTIFICATION_HUBS_EXCEPTIONS
inline void Error::raise() const
{
    const auto number = static_cast<std::int32_t>(status());

    if (number < 100)
        throw UsageError(*this);
    if (number < 200)
        throw NetworkError(*this);
    if (number < 300)
        throw ServiceError(*this);
    throw LibraryError(*this);
}
#endif

/*
 * What was asked for, or why it is not there. operator*, operator-> are for one
 * that has a value.
 */
template <typename T> class [[nodiscard]] Result {
public:
    using value_type = T;

    /* Neither: for who has a place for one before he has one. */
    Result() noexcept = default;
    Result(T value, Outcome outcome = {}) : value_(std::move(value)), outcome_(std::move(outcome))
    {
    }
    Result(Error error) noexcept : error_(std::move(error)) {}

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    const T &operator*() const & { return *value_; }
    T &operator*() & { return *value_; }
    T &&operator*() && { return *std::move(value_); }
    const T *operator->() const { return &*value_; }
    T *operator->() { return &*value_; }

    /* With a status of NH_STATUS_OK if there is a value. */
    const Error &error() const noexcept { return error_; }

    /* Of the call, whatever it came to; false in a condition where it has none. */
    const Outcome &outcome() const & noexcept
    {
        if (!value_)
            return error_.outcome();
        if constexpr (std::is_same_v<T, Outcome>)
            return *value_;
        else
            return outcome_;
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    /* The value, or throws the error. */
    const T &value() const &
    {
        check();
        return *value_;
    }
    T &value() &
    {
        check();
        return *value_;
    }
    T value() &&
    {
        check();
        return *std::move(value_);
    }

private:
    void check() const
    {
        if (!value_)
            error_.raise();
    }
#endif

private:
    std::optional<T> value_;
    Outcome outcome_;
    Error error_;
};

/* Of a call that has nothing to give. */
template <> class [[nodiscard]] Result<void> {
public:
    using value_type = void;

    Result() noexcept = default;
    Result(Error error) noexcept : error_(std::move(error)) {}

    bool has_value() const noexcept { return error_.status() == NH_STATUS_OK; }
    explicit operator bool() const noexcept { return has_value(); }
    const Error &error() const noexcept { return error_; }

#if NOTIFICATION_HUBS_EXCEPTIONS
    void value() const
    {
        if (!has_value())
            error_.raise();
    }
#endif

private:
    Error error_;
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
