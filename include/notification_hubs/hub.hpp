/* Part of notification_hubs.hpp: class Hub. */
#ifndef NOTIFICATION_HUBS_HUB_HPP
#define NOTIFICATION_HUBS_HUB_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "batch.hpp"
#include "calls.hpp"
#include "notification.hpp"
#include "options.hpp"
#include "outcome.hpp"
#include "queued_reads.hpp"
#include "reports.hpp"
#include "target.hpp"
#include "telemetry.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/*
 * A notification hub. One serves any number of threads at the same time and keeps
 * its connections between sends: make it once. Calls are const; each is there as
 * try_..., which gives a Result, and without try_, which throws an Error.
 */
class Hub : public detail::QueuedReads {
public:
    using QueuedReads::QueuedReads;

    /* Connects to nothing yet. The name may be in the connection string. */
    static Result<Hub> try_new(const Text &connection_string, const Text &hub_name = {},
                               const Options &options = {})
    {
        auto result = detail::made<Hub>(
            nh_hub_new(connection_string.c_str(), hub_name.c_str(), options.native()));

        if (result)
            result->keep(options.callbacks());
        return result;
    }
    /* The hub of this process for these arguments. Callbacks are refused. */
    static Result<Hub> try_new_shared(const Text &connection_string, const Text &hub_name = {},
                                      const Options &options = {})
    {
        return detail::made<Hub>(
            nh_hub_new_shared(connection_string.c_str(), hub_name.c_str(), options.native()));
    }

    /* Without a slash at its end. */
    std::string url() const { return detail::text(nh_hub_url(native())); }
    /* Replaces the key of a hub in use. */
    Result<void> try_set_connection_string(const Text &connection_string) const
    {
        return detail::done(nh_hub_set_connection_string(native(), connection_string.c_str()));
    }
    /*
     * Ends all calls on it, and waits for them to return as long as said: false if
     * some still have not.
     */
    Result<bool> try_close(std::chrono::milliseconds timeout) const
    {
        const Status status = nh_hub_close(native(), detail::milliseconds(timeout));

        if (status == NH_STATUS_OK || status == NH_STATUS_TIMEOUT)
            return status == NH_STATUS_OK;
        return Error(detail::failure(status));
    }

    /* Waits for the service's answer. */
    Result<Outcome> try_send(const Notification &notification, const Target &target,
                             const CallOptions &options = {}) const
    {
        return detail::call(nh_send, native(), notification.native(), target.native(),
                            options.native());
    }
    /* Directly to each device of a list. The error of a failure has the report too. */
    Result<BatchReport> try_send_direct_batch(const Notification &notification,
                                              const Handles &handles,
                                              const CallOptions &options = {}) const
    {
        nh_batch_report *report = nullptr;
        const Status status =
            nh_send_direct_batch(native(), notification.native(), handles.native(),
                                 options.native(), &report);

        return detail::batch(status, BatchReport(report), nullptr);
    }
    /*
     * The same to any range of text, which is gone through once. What it throws
     * ends the batch, before the request that would have held that handle, and is
     * the error's cause().
     */
    template <typename Range, detail::IfTexts<Range> = 0>
    Result<BatchReport> try_send_direct_batch(const Notification &notification, Range &&handles,
                                              const CallOptions &options = {}) const
    {
        detail::HandleSource<Range> source(handles);
        nh_batch_report *report = nullptr;
        const Status status = nh_send_direct_batch_from(
            native(), notification.native(), &detail::HandleSource<Range>::next, &source,
            options.native(), &report);

        return detail::batch(status, BatchReport(report), source.thrown());
    }

    /* At most seven days ahead; at whole seconds, never before. */
    Result<Outcome> try_schedule(const Notification &notification, const Target &target,
                                 std::chrono::system_clock::time_point at,
                                 const CallOptions &options = {}) const
    {
        return detail::call(nh_schedule, native(), notification.native(), target.native(),
                            detail::unix_time<std::chrono::milliseconds>(at), options.native());
    }
    Result<Outcome> try_cancel_scheduled(const Text &notification_id,
                                         const CallOptions &options = {}) const
    {
        return detail::call(nh_cancel_scheduled, native(), notification_id.c_str(),
                            options.native());
    }

    Result<NotificationDetails> try_get_notification_details(const Text &notification_id,
                                                             const CallOptions &options = {}) const
    {
        return detail::read<NotificationDetails>(nh_get_notification_details, native(),
                                                 notification_id.c_str(), options.native());
    }
    /* Until the state is final. The error of a failure has what was read last. */
    Result<NotificationDetails>
    try_wait_notification_details(const Text &notification_id,
                                  const CallOptions &options = {}) const
    {
        return detail::read_into(&detail::Failure::notification_details,
                                 nh_wait_notification_details, native(), notification_id.c_str(),
                                 options.native());
    }

    /* An export has no import file. */
    Result<Job> try_submit_job(JobType type, const Text &output_container_uri,
                               const Text &import_file_uri = {},
                               const CallOptions &options = {}) const
    {
        return detail::read<Job>(nh_submit_job, native(), static_cast<std::int32_t>(type),
                                 output_container_uri.c_str(), import_file_uri.c_str(),
                                 options.native());
    }
    Result<Job> try_get_job(const Text &job_id, const CallOptions &options = {}) const
    {
        return detail::read<Job>(nh_get_job, native(), job_id.c_str(), options.native());
    }
    /* Until it is completed or failed. The error of a failure has what was read last. */
    Result<Job> try_wait_job(const Text &job_id, const CallOptions &options = {}) const
    {
        return detail::read_into(&detail::Failure::job, nh_wait_job, native(), job_id.c_str(),
                                 options.native());
    }
    Result<JobList> try_list_jobs(const CallOptions &options = {}) const
    {
        return detail::read<JobList>(nh_list_jobs, native(), options.native());
    }
    /* The outcome's body is the container's URL. */
    Result<Outcome> try_get_feedback_container_uri(const CallOptions &options = {}) const
    {
        return detail::call(nh_get_feedback_container_uri, native(), options.native());
    }

    /* What is not at hand is a null pointer, or an empty id; see nh_explain. After a failure
     * the error's explanation has what was found before. */
    Result<Explanation> try_explain(const Notification *notification, const Target *target,
                                    const Text &notification_id = {}, std::uint32_t max_pages = 0,
                                    const CallOptions &options = {}) const
    {
        return detail::read_into(&detail::Failure::explanation, nh_explain, native(),
                                 notification != nullptr ? notification->native() : nullptr,
                                 target != nullptr ? target->native() : nullptr,
                                 notification_id.c_str(), max_pages, options.native());
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    explicit Hub(const Text &connection_string, const Text &hub_name = {},
                 const Options &options = {})
        : Hub(try_new(connection_string, hub_name, options).value())
    {
    }
    static Hub new_shared(const Text &connection_string, const Text &hub_name = {},
                          const Options &options = {})
    {
        return try_new_shared(connection_string, hub_name, options).value();
    }
    void set_connection_string(const Text &connection_string) const
    {
        try_set_connection_string(connection_string).value();
    }
    bool close(std::chrono::milliseconds timeout) const { return try_close(timeout).value(); }

    Outcome send(const Notification &notification, const Target &target,
                 const CallOptions &options = {}) const
    {
        return try_send(notification, target, options).value();
    }
    BatchReport send_direct_batch(const Notification &notification, const Handles &handles,
                                  const CallOptions &options = {}) const
    {
        return try_send_direct_batch(notification, handles, options).value();
    }
    template <typename Range, detail::IfTexts<Range> = 0>
    BatchReport send_direct_batch(const Notification &notification, Range &&handles,
                                  const CallOptions &options = {}) const
    {
        return try_send_direct_batch(notification, handles, options).value();
    }
    Outcome schedule(const Notification &notification, const Target &target,
                     std::chrono::system_clock::time_point at,
                     const CallOptions &options = {}) const
    {
        return try_schedule(notification, target, at, options).value();
    }
    Outcome cancel_scheduled(const Text &notification_id, const CallOptions &options = {}) const
    {
        return try_cancel_scheduled(notification_id, options).value();
    }
    NotificationDetails get_notification_details(const Text &notification_id,
                                                 const CallOptions &options = {}) const
    {
        return try_get_notification_details(notification_id, options).value();
    }
    NotificationDetails wait_notification_details(const Text &notification_id,
                                                  const CallOptions &options = {}) const
    {
        return try_wait_notification_details(notification_id, options).value();
    }
    Job submit_job(JobType type, const Text &output_container_uri,
                   const Text &import_file_uri = {}, const CallOptions &options = {}) const
    {
        return try_submit_job(type, output_container_uri, import_file_uri, options).value();
    }
    Job get_job(const Text &job_id, const CallOptions &options = {}) const
    {
        return try_get_job(job_id, options).value();
    }
    Job wait_job(const Text &job_id, const CallOptions &options = {}) const
    {
        return try_wait_job(job_id, options).value();
    }
    JobList list_jobs(const CallOptions &options = {}) const
    {
        return try_list_jobs(options).value();
    }
    Outcome get_feedback_container_uri(const CallOptions &options = {}) const
    {
        return try_get_feedback_container_uri(options).value();
    }
    Explanation explain(const Notification *notification, const Target *target,
                        const Text &notification_id = {}, std::uint32_t max_pages = 0,
                        const CallOptions &options = {}) const
    {
        return try_explain(notification, target, notification_id, max_pages, options).value();
    }
#endif
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
