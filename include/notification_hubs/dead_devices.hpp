/* Part of notification_hubs.hpp: feedback, and the deletion of what it says is dead. */
#ifndef NOTIFICATION_HUBS_DEAD_DEVICES_HPP
#define NOTIFICATION_HUBS_DEAD_DEVICES_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "calls.hpp"
#include "cursor.hpp"
#include "hub_handle.hpp"
#include "outcome.hpp"
#include "reports.hpp"
#include "telemetry.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/*
 * A place in feedback, which comes in portions. The hub may go before it. One thread at a
 * time.
 */
class FeedbackCursor
    : public detail::Cursor<FeedbackCursor, Feedback, nh_feedback_cursor, nh_feedback_cursor_free, nh_feedback_cursor_next> {
public:
    using Cursor::Cursor;

    /* The hub's own feedback. */
    static Result<FeedbackCursor> try_new(const detail::HubHandle &hub)
    {
        return made(nh_feedback_cursor_new(hub.native()), hub);
    }
    /* What is at the address of a container, or of a blob: a secret. */
    static Result<FeedbackCursor> try_new_uri(const detail::HubHandle &hub, const Text &uri)
    {
        return made(nh_feedback_cursor_new_uri(hub.native(), uri.c_str()), hub);
    }
    /* The details of a notification's errors. */
    static Result<FeedbackCursor> try_new_notification(const detail::HubHandle &hub,
                                                       const Text &notification_id)
    {
        return made(nh_feedback_cursor_new_notification(hub.native(), notification_id.c_str()),
                    hub);
    }

    /* Goes on where another cursor was that gave this marker. */
    Result<void> try_set_marker(const Text &marker)
    {
        return detail::done(nh_feedback_cursor_set_marker(native(), marker.c_str()));
    }
    /* The place behind the last portion, to be kept. Holds no secret. */
    std::string marker() const { return detail::text(nh_feedback_cursor_marker(native())); }
    /* Documents that were passed over. */
    std::uint64_t unreadable_count() const noexcept
    {
        return nh_feedback_cursor_unreadable_count(native());
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    explicit FeedbackCursor(const detail::HubHandle &hub)
        : FeedbackCursor(try_new(hub).value())
    {
    }
    static FeedbackCursor new_uri(const detail::HubHandle &hub, const Text &uri)
    {
        return try_new_uri(hub, uri).value();
    }
    static FeedbackCursor new_notification(const detail::HubHandle &hub,
                                           const Text &notification_id)
    {
        return try_new_notification(hub, notification_id).value();
    }
    FeedbackCursor &set_marker(const Text &marker)
    {
        try_set_marker(marker).value();
        return *this;
    }
#endif
};

/* Is told how many handles of how many are done. */
using ProgressCallback = std::function<void(std::size_t done, std::size_t total)>;

namespace detail {

/* What a callback throws waits here until the call is over. */
struct Progress {
    ProgressCallback callback;
    std::exception_ptr thrown;
};

inline void tell_progress(void *user_data, std::size_t done, std::size_t total)
{
    auto &progress = *static_cast<Progress *>(user_data);
#if NOTIFICATION_HUBS_EXCEPTIONS
    try {
        progress.callback(done, total);
    } catch (...) { /* it must not go through C */
        if (!progress.thrown)
            progress.thrown = std::current_exception();
    }
#else
    progress.callback(done, total);
#endif
}

} // namespace detail

/*
 * Deletes the devices whose handles are dead, or says which they are, which is all that it
 * does unless set_delete is called. One thread at a time.
 */
class Prune : public detail::Settings<nh_prune, nh_prune_new, nh_prune_free> {
public:
    Prune &set_delete(bool deletes = true)
    {
        nh_prune_set_delete(own(), deletes);
        return *this;
    }
    /* Devices with this error are dead too, such as "WrongToken". */
    Prune &add_error(const Text &error)
    {
        nh_prune_add_error(own(), error.c_str());
        return *this;
    }
    /* An empty one takes it back. What it throws comes out of the call that it was told of,
     * when that is over. */
    Prune &set_progress_callback(ProgressCallback callback)
    {
        auto kept = std::make_unique<detail::Progress>();

        kept->callback = std::move(callback);
        if (nh_prune_set_progress_callback(own(), kept->callback ? &detail::tell_progress : nullptr,
                                           kept.get()) == NH_STATUS_OK)
            progress_ = std::move(kept);
        return *this;
    }

    /* After a failure the error's prune_report has what was decided before. */
    Result<PruneReport> try_feedback(const detail::HubHandle &hub, const Feedback &feedback,
                                     const CallOptions &options = {})
    {
        return detail::read_into(&detail::Failure::prune_report, nh_prune_feedback, own(),
                                 hub.native(), feedback.native(), options.native());
    }
    /* Any range of text. The same. */
    template <typename Range, detail::IfTexts<const Range> = 0>
    Result<PruneReport> try_handles(const detail::HubHandle &hub, const Range &handles,
                                    const CallOptions &options = {})
    {
        detail::Handle<nh_handles, nh_handles_free> list(nh_handles_new());

        for (auto &&handle : handles) {
            const Text text(handle);
            auto added = detail::done(nh_handles_add(list.native(), text.c_str()));
            if (!added)
                return added.error();
        }
        return detail::read_into(&detail::Failure::prune_report, nh_prune_handles, own(),
                                 hub.native(), static_cast<const nh_handles *>(list.native()),
                                 options.native());
    }
    /* Of all calls so far. */
    std::uint64_t count(PruneDecision decision) const noexcept
    {
        return nh_prune_count(native(), static_cast<std::int32_t>(decision));
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    PruneReport feedback(const detail::HubHandle &hub, const Feedback &feedback,
                         const CallOptions &options = {})
    {
        return told(try_feedback(hub, feedback, options));
    }
    template <typename Range, detail::IfTexts<const Range> = 0>
    PruneReport handles(const detail::HubHandle &hub, const Range &handles,
                        const CallOptions &options = {})
    {
        return told(try_handles(hub, handles, options));
    }

private:
    PruneReport told(Result<PruneReport> result)
    {
        if (progress_ && progress_->thrown)
            std::rethrow_exception(std::exchange(progress_->thrown, nullptr));
        return std::move(result).value();
    }
#endif

private:
    /* Where C finds it, also after the pruning was moved. */
    std::unique_ptr<detail::Progress> progress_;
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
