/* Part of notification_hubs.hpp: how calls of the C interface become Results. */
#ifndef NOTIFICATION_HUBS_CALLS_HPP
#define NOTIFICATION_HUBS_CALLS_HPP

#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "error.hpp"
#include "handle.hpp"
#include "outcome.hpp"
#include "telemetry.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

/* This thread's latest failure, of the call that has just failed. */
inline std::shared_ptr<Failure> failure(Status status)
{
    auto failure = std::make_shared<Failure>(status, nh_last_error());

    /* That callback ran on this thread, in this call. */
    if (status == NH_STATUS_NO_TOKEN)
        failure->cause = thrown_by_callback();
    return failure;
}

/* The same, of a call with an outcome. */
inline std::shared_ptr<Failure> failure(Status status, Outcome outcome)
{
    auto result = failure(status);

    result->outcome = std::move(outcome);
    return result;
}

/* What a constructor gave. */
template <typename T> Result<T> made(typename T::Native *object)
{
    if (object == nullptr)
        return Error(failure(nh_error_status(nh_last_error())));
    return T(object);
}

/* A copy of a part, which may not be there. */
template <typename T> std::optional<T> part(typename T::Native *object)
{
    return object == nullptr ? std::nullopt : std::optional<T>(T(object));
}

inline Result<void> done(Status status)
{
    return status == NH_STATUS_OK ? Result<void>() : Result<void>(Error(failure(status)));
}

/* A call that gives an outcome alone. */
template <typename... Parameters, typename... Arguments>
Result<Outcome> call(Status (*function)(Parameters...), Arguments... arguments)
{
    nh_outcome *given = nullptr;
    const Status status = function(arguments..., &given);
    Outcome outcome(given);

    if (status != NH_STATUS_OK)
        return Error(failure(status, std::move(outcome)));
    return Result<Outcome>(std::move(outcome));
}

/* What C gives for a T: a number or a truth as it is, an object by its pointer. */
template <typename T, typename = void> struct Given {
    using C = T;
    static T value(C given) { return given; }
};
template <typename T> struct Given<T, std::void_t<typename T::Native>> {
    using C = typename T::Native *;
    static T value(C given) { return T(given); }
};
template <typename T> struct Given<std::optional<T>> {
    using C = typename T::Native *;
    static std::optional<T> value(C given)
    {
        return given != nullptr ? std::optional<T>(T(given)) : std::nullopt;
    }
};

/* A call that gives something beside its outcome. If it fails, the error has it. */
template <typename T, typename... Parameters, typename... Arguments>
Result<T> read_into(T Failure::*field, Status (*function)(Parameters...), Arguments... arguments)
{
    typename Given<T>::C given = {};
    nh_outcome *given_outcome = nullptr;
    const Status status = function(arguments..., &given, &given_outcome);
    T value = Given<T>::value(given);
    Outcome outcome(given_outcome);

    if (status == NH_STATUS_OK)
        return Result<T>(std::move(value), std::move(outcome));
    auto why = failure(status, std::move(outcome));
    if (field != nullptr)
        (*why).*field = std::move(value);
    return Error(std::move(why));
}

/* The same where there is nothing to know of it after a failure. */
template <typename T, typename... Parameters, typename... Arguments>
Result<T> read(Status (*function)(Parameters...), Arguments... arguments)
{
    return read_into<T>(nullptr, function, arguments...);
}

} // namespace detail

inline std::optional<Error> Outcome::error() const
{
    const nh_error *error = nh_outcome_error(native());

    if (error == nullptr)
        return std::nullopt;
    return Error(std::make_shared<detail::Failure>(nh_error_status(error), error));
}

inline std::optional<Error> BatchReport::error() const
{
    const nh_error *error = nh_batch_report_error(native());

    if (error == nullptr)
        return std::nullopt;
    return Error(std::make_shared<detail::Failure>(nh_error_status(error), error));
}

inline Result<Feedback> Feedback::try_parse(std::string_view blob)
{
    return detail::made<Feedback>(nh_feedback_parse(blob.data(), blob.size()));
}

#if NOTIFICATION_HUBS_EXCEPTIONS
inline Feedback Feedback::parse(std::string_view blob) { return try_parse(blob).value(); }
#endif

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
