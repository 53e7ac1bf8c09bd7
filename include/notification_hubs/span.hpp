/* Part of notification_hubs.hpp: what a span callback is told of. */
#ifndef NOTIFICATION_HUBS_SPAN_HPP
#define NOTIFICATION_HUBS_SPAN_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "calls.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/*
 * A call, or one of its attempts, that is over. It lasts for the callback that is told of
 * it; what it gives lasts as long as you like.
 */
class Span {
public:
    using Attribute = std::pair<std::string, std::variant<std::string, std::int64_t>>;
    using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

    explicit Span(const nh_span *borrowed) noexcept : span_(borrowed) {}
    Span(const Span &) = delete;
    Span &operator=(const Span &) = delete;
    ~Span() = default;

    const nh_span *native() const noexcept { return span_; }

    /* "notification_hubs send", and of an attempt "POST /{hub}/messages". */
    std::string name() const { return detail::text(nh_span_name(span_)); }
    /* One request, and not a call with all its requests. */
    bool is_attempt() const noexcept { return nh_span_is_attempt(span_); }
    std::string trace_id() const { return detail::text(nh_span_trace_id(span_)); }
    std::string id() const { return detail::text(nh_span_id(span_)); }
    /* Of an attempt its call, of a call the caller's, where it gave a traceparent. */
    std::optional<std::string> parent_id() const
    {
        return detail::maybe(nh_span_parent_id(span_));
    }
    bool is_sampled() const noexcept { return nh_span_is_sampled(span_); }
    Time start() const noexcept { return time(nh_span_start_unix_ns(span_)); }
    Time end() const noexcept { return time(nh_span_end_unix_ns(span_)); }
    /* It has failed if one of them is error.type. */
    std::vector<Attribute> attributes() const
    {
        std::vector<Attribute> attributes;

        for (std::size_t index = 0; index < nh_span_attribute_count(span_); index++) {
            const char *text = nh_span_attribute_text(span_, index);

            attributes.emplace_back(detail::text(nh_span_attribute_name(span_, index)),
                                    nh_span_attribute_number(span_, index));
            if (text != nullptr)
                attributes.back().second = std::string(text);
        }
        return attributes;
    }

private:
    static Time time(std::int64_t unix_ns) noexcept
    {
        return Time(std::chrono::nanoseconds(unix_ns));
    }

    const nh_span *span_;
};

/*
 * Takes spans, on the thread that makes the call; those of a queued call come when its
 * outcome is taken. From several threads at the same time if several use the hub. What it
 * throws is dropped: there is nobody to tell.
 */
using SpanCallback = std::function<void(const Span &span)>;

namespace detail {

inline void take_span(void *callback, const nh_span *span)
{
#if NOTIFICATION_HUBS_EXCEPTIONS
    try {
        (*static_cast<const SpanCallback *>(callback))(Span(span));
    } catch (...) { /* it must not go through C */
    }
#else
    (*static_cast<const SpanCallback *>(callback))(Span(span));
#endif
}

} // namespace detail

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
