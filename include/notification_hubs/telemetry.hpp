/*
 * Part of notification_hubs.hpp: what the service tells afterwards: telemetry,
 * jobs, feedback.
 */
#ifndef NOTIFICATION_HUBS_TELEMETRY_HPP
#define NOTIFICATION_HUBS_TELEMETRY_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "enums.hpp"
#include "handle.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

template <typename T> class Result;

/* How many devices of a platform had an outcome, in the service's words. */
struct OutcomeCount {
    std::string platform;
    std::string outcome;
    std::int64_t value;
};

/* What the service knows of a notification. Times are as it writes them. */
class NotificationDetails
    : public detail::Handle<nh_notification_details, nh_notification_details_free> {
public:
    using Handle::Handle;

    NotificationState state() const noexcept { return nh_notification_details_state(native()); }
    /* In the service's word. */
    std::optional<std::string> state_text() const
    {
        return detail::maybe(nh_notification_details_state_text(native()));
    }
    std::optional<std::string> notification_id() const
    {
        return detail::maybe(nh_notification_details_notification_id(native()));
    }
    std::optional<std::string> location() const
    {
        return detail::maybe(nh_notification_details_location(native()));
    }
    std::optional<std::string> enqueue_time() const
    {
        return detail::maybe(nh_notification_details_enqueue_time(native()));
    }
    std::optional<std::string> start_time() const
    {
        return detail::maybe(nh_notification_details_start_time(native()));
    }
    std::optional<std::string> end_time() const
    {
        return detail::maybe(nh_notification_details_end_time(native()));
    }
    std::optional<std::string> body() const
    {
        return detail::maybe(nh_notification_details_body(native()));
    }
    std::optional<std::string> tags() const
    {
        return detail::maybe(nh_notification_details_tags(native()));
    }
    std::optional<std::string> target_platforms() const
    {
        return detail::maybe(nh_notification_details_target_platforms(native()));
    }
    /* It holds a signature of its own. */
    std::optional<std::string> error_uri() const
    {
        return detail::maybe(nh_notification_details_error_uri(native()));
    }
    std::vector<OutcomeCount> counts() const
    {
        std::vector<OutcomeCount> counts(nh_notification_details_count(native()));

        for (std::size_t index = 0; index < counts.size(); index++)
            counts[index] = {
                detail::text(nh_notification_details_count_platform(native(), index)),
                detail::text(nh_notification_details_count_outcome(native(), index)),
                nh_notification_details_count_value(native(), index),
            };
        return counts;
    }
};

/* A job. Times are as the service writes them. */
class Job : public detail::Handle<nh_job, nh_job_free> {
public:
    using Handle::Handle;

    std::string id() const { return detail::text(nh_job_id(native())); }
    JobType type() const noexcept { return nh_job_get_type(native()); }
    JobStatus status() const noexcept { return nh_job_get_status(native()); }
    /* In the service's word, which it has none of while the job is started. */
    std::optional<std::string> status_text() const
    {
        return detail::maybe(nh_job_status_text(native()));
    }
    /* In percent. */
    double progress() const noexcept { return nh_job_progress(native()); }
    std::optional<std::string> failure() const { return detail::maybe(nh_job_failure(native())); }
    /* These two hold signatures of their own. */
    std::optional<std::string> output_container_uri() const
    {
        return detail::maybe(nh_job_output_container_uri(native()));
    }
    std::optional<std::string> import_file_uri() const
    {
        return detail::maybe(nh_job_import_file_uri(native()));
    }
    std::optional<std::string> created_at() const
    {
        return detail::maybe(nh_job_created_at(native()));
    }
    std::optional<std::string> updated_at() const
    {
        return detail::maybe(nh_job_updated_at(native()));
    }
    /* "OutputFilePath" or "FailedFilePath". */
    std::optional<std::string> output_property(const Text &name) const
    {
        return detail::maybe(nh_job_output_property(native(), name.c_str()));
    }
};

class JobList
    : public detail::List<Job, nh_job_list, nh_job_list_free, nh_job_list_count, nh_job_list_get> {
public:
    using List::List;
};

/* One document of a blob of feedback. */
struct FeedbackEntry {
    std::optional<std::string> time;
    std::optional<std::string> error;
    std::optional<std::string> platform;
    std::optional<std::string> pns_handle;
    std::optional<std::string> new_pns_handle;
    std::optional<std::string> registration_id;
    std::optional<std::string> installation_id;
    std::optional<std::string> notification_id;
};

/* What a blob of feedback says. */
class Feedback : public detail::Handle<nh_feedback, nh_feedback_free> {
public:
    using Handle::Handle;

    /* UTF-8 or UTF-16, byte for byte. */
    static Result<Feedback> try_parse(std::string_view blob);
#if NOTIFICATION_HUBS_EXCEPTIONS
    static Feedback parse(std::string_view blob);
#endif

    std::uint64_t unreadable_count() const noexcept
    {
        return nh_feedback_unreadable_count(native());
    }
    std::vector<FeedbackEntry> entries() const
    {
        std::vector<FeedbackEntry> entries(nh_feedback_count(native()));

        for (std::size_t index = 0; index < entries.size(); index++)
            entries[index] = {
                detail::maybe(nh_feedback_time(native(), index)),
                detail::maybe(nh_feedback_error(native(), index)),
                detail::maybe(nh_feedback_platform(native(), index)),
                detail::maybe(nh_feedback_pns_handle(native(), index)),
                detail::maybe(nh_feedback_new_pns_handle(native(), index)),
                detail::maybe(nh_feedback_registration_id(native(), index)),
                detail::maybe(nh_feedback_installation_id(native(), index)),
                detail::maybe(nh_feedback_notification_id(native(), index)),
            };
        return entries;
    }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
