/*
 * Part of notification_hubs.hpp: text in and out, ranges of text, times.
 *
 * Text goes in as anything that is like a string, and comes out as a std::string
 * of its own, or a std::optional of one where there may be none.
 */
#ifndef NOTIFICATION_HUBS_TEXT_HPP
#define NOTIFICATION_HUBS_TEXT_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "config.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

namespace detail {

/*
 * Text that ends in a NUL. C would take one inside it for its end and send less
 * than it was given, so each becomes two bytes that no UTF-8 has: the library
 * then refuses the text, and names it.
 */
inline std::string terminated(std::string_view text)
{
    std::string copy(text);

    for (auto at = copy.find('\0'); at != std::string::npos; at = copy.find('\0', at))
        copy.replace(at, 1, "\xC0\x80");
    return copy;
}

} // namespace detail

/*
 * Text on its way into the library, in UTF-8: parameters are of this type, and
 * nobody else needs it. What ends in a NUL already is not copied. Without a value
 * (nullptr, std::nullopt, an empty std::optional) it is the C interface's NULL.
 */
class Text {
public:
    Text() noexcept = default;
    Text(std::nullptr_t) noexcept {}
    Text(std::nullopt_t) noexcept {}
    Text(const char *text) noexcept : text_(text) {}
    Text(const std::string &text) { set(text); }

    /* A std::string_view, and what converts to one. */
    template <typename String,
              std::enable_if_t<std::is_convertible_v<const String &, std::string_view> &&
                                   !std::is_convertible_v<const String &, const char *>,
                               int> = 0>
    Text(const String &text)
    {
        copy(text);
    }

    template <typename String> Text(const std::optional<String> &text)
    {
        if constexpr (std::is_same_v<String, std::string>) {
            if (text)
                set(*text);
        } else {
            if (text)
                copy(*text);
        }
    }

    Text(const Text &) = delete;
    Text &operator=(const Text &) = delete;
    ~Text() = default;

    const char *c_str() const noexcept { return text_; }

private:
    void set(const std::string &text)
    {
        if (text.find('\0') == std::string::npos)
            text_ = text.c_str();
        else
            copy(text);
    }
    void copy(std::string_view text)
    {
        copy_ = detail::terminated(text);
        text_ = copy_.c_str();
    }

    std::string copy_;
    const char *text_ = nullptr;
};

namespace detail {

/* The elements of a range. */
template <typename Range> using Element = decltype(*std::begin(std::declval<Range &>()));

/* For templates that take any range of text. */
template <typename Range>
using IfTexts = std::enable_if_t<std::is_convertible_v<Element<Range>, const Text &>, int>;

/* Text that the library always has. */
inline std::string text(const char *text)
{
    return text != nullptr ? std::string(text) : std::string();
}

/* Text that there may be none of. */
inline std::optional<std::string> maybe(const char *text)
{
    return text != nullptr ? std::optional<std::string>(text) : std::nullopt;
}

/*
 * A duration as the C interface takes it. What it has no room for goes to the
 * nearest end, and the library says that it is out of range.
 */
template <typename Number = std::uint32_t>
Number milliseconds(std::chrono::milliseconds duration) noexcept
{
    if (duration.count() <= 0)
        return 0;
    const auto count = static_cast<std::uint64_t>(duration.count());
    const std::uint64_t most = std::numeric_limits<Number>::max();

    return static_cast<Number>(std::min(count, most));
}

/* Since the beginning of 1970, never before the time that was given. */
template <typename Unit> std::int64_t unix_time(std::chrono::system_clock::time_point time)
{
    return std::chrono::ceil<Unit>(time.time_since_epoch()).count();
}

/* A number that is -1 where there is none. */
template <typename Number> std::optional<Number> unless_negative(std::int64_t number)
{
    return number >= 0 ? std::optional<Number>(static_cast<Number>(number)) : std::nullopt;
}

/* Adds many tags to what has an add_tag. */
template <typename Self> class Tagged {
public:
    /* Any range of text. */
    template <typename Range, IfTexts<const Range> = 0> Self &add_tags(const Range &tags)
    {
        for (auto &&tag : tags)
            self().add_tag(tag);
        return self();
    }
    Self &add_tags(std::initializer_list<std::string_view> tags)
    {
        return add_tags<std::initializer_list<std::string_view>>(tags);
    }

private:
    Self &self() noexcept { return static_cast<Self &>(*this); }
};

} // namespace detail

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
