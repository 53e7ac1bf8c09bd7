/* Part of notification_hubs.hpp: ranges of handles on their way into a batch. */
#ifndef NOTIFICATION_HUBS_BATCH_HPP
#define NOTIFICATION_HUBS_BATCH_HPP

#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "calls.hpp"
#include "outcome.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

/* Gives the handles of a range to C, one for each call, and holds that one until the next. */
template <typename Range> class HandleSource {
public:
    explicit HandleSource(Range &range) : at_(std::begin(range)), end_(std::end(range)) {}

    static const char *next(void *source)
    {
        auto &self = *static_cast<HandleSource *>(source);
#if NOTIFICATION_HUBS_EXCEPTIONS
        try {
            return self.next_handle();
        } catch (...) {
            self.thrown_ = std::current_exception();
            /* No handle is like this, so that the batch stops here. */
            return "";
        }
#else
        return self.next_handle();
#endif
    }

    std::exception_ptr thrown() const noexcept { return thrown_; }

private:
    using Item = decltype(*std::begin(std::declval<Range &>()));

    const char *next_handle()
    {
        /* It may be asked again after its end. */
        if (has_begun_ && at_ != end_)
            ++at_;
        has_begun_ = true;
        handle_.reset();
        if (at_ == end_)
            return nullptr;
        if constexpr (std::is_lvalue_reference_v<Item>) {
            handle_.emplace(*at_);
        } else {
            item_.emplace(*at_);
            handle_.emplace(*item_);
        }
        return handle_->c_str();
    }

    decltype(std::begin(std::declval<Range &>())) at_;
    decltype(std::end(std::declval<Range &>())) end_;
    /* An item that the range makes anew each time lives here. */
    std::optional<std::decay_t<Item>> item_;
    std::optional<Text> handle_;
    bool has_begun_ = false;
    std::exception_ptr thrown_;
};

/* What a batch came to. */
inline Result<BatchReport> batch(Status status, BatchReport report, std::exception_ptr thrown)
{
    if (status == NH_STATUS_OK)
        return Result<BatchReport>(std::move(report));
    auto why = failure(status);
    why->batch_report = std::move(report);
    if (thrown)
        why->cause = std::move(thrown);
    return Error(std::move(why));
}

} // namespace detail
} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
