/* Part of notification_hubs.hpp: what became of a call, and of a batch. */
#ifndef NOTIFICATION_HUBS_OUTCOME_HPP
#define NOTIFICATION_HUBS_OUTCOME_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "enums.hpp"
#include "handle.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

class Error;
template <typename T> class Result;
class Installation;
class Registration;
class RegistrationPage;
class NotificationDetails;
class Job;
class JobList;

/* What a test send says of one device. */
struct TestResult {
    std::string platform;
    std::string pns_handle;
    std::string registration_id;
    std::string outcome;
};

/*
 * What a call came to. One thread at a time. Where a call went well, so did its
 * outcome; one that comes out of a queue has to be asked.
 */
class Outcome : public detail::Handle<nh_outcome, nh_outcome_free> {
public:
    using Handle::Handle;

    Status status() const noexcept { return nh_outcome_status(native()); }
    /* What the service did, where the status says what the caller has. */
    Verdict verdict() const noexcept { return nh_outcome_verdict(native()); }
    /* Why the status is not NH_STATUS_OK. */
    std::optional<Error> error() const;
    /* Accepted, after an attempt of which nothing is known. */
    bool may_be_duplicate() const noexcept { return nh_outcome_may_be_duplicate(native()); }

    std::optional<std::string> notification_id() const
    {
        return detail::maybe(nh_outcome_notification_id(native()));
    }
    std::optional<std::string> registration_id() const
    {
        return detail::maybe(nh_outcome_registration_id(native()));
    }
    /* To be quoted to Azure support. */
    std::optional<std::string> tracking_id() const
    {
        return detail::maybe(nh_outcome_tracking_id(native()));
    }
    std::optional<std::string> correlation_id() const
    {
        return detail::maybe(nh_outcome_correlation_id(native()));
    }
    /* Of the last answer; 0 if none came. */
    std::int32_t http_status() const noexcept { return nh_outcome_http_status(native()); }
    std::uint32_t attempts() const noexcept { return nh_outcome_attempts(native()); }
    /* Of the last answer, byte for byte. */
    std::string body() const
    {
        return std::string(nh_outcome_body(native()), nh_outcome_body_len(native()));
    }

    /*
     * What the call read, where it came out of a queue: each can be taken once, and
     * is a failure where there is none.
     */
    Result<Installation> try_take_installation() const;
    Result<Registration> try_take_registration() const;
    Result<RegistrationPage> try_take_registration_page() const;
    Result<NotificationDetails> try_take_notification_details() const;
    Result<Job> try_take_job() const;
    Result<JobList> try_take_job_list() const;
#if NOTIFICATION_HUBS_EXCEPTIONS
    Installation take_installation() const;
    Registration take_registration() const;
    RegistrationPage take_registration_page() const;
    NotificationDetails take_notification_details() const;
    Job take_job() const;
    JobList take_job_list() const;
#endif
    /* The answer of installation_exists_async and registration_exists_async. */
    bool exists() const noexcept { return nh_outcome_exists(native()); }

    /* Of a test send. */
    bool has_test_result() const noexcept { return nh_outcome_has_test_result(native()); }
    std::optional<std::uint64_t> success_count() const noexcept
    {
        return detail::unless_negative<std::uint64_t>(nh_outcome_success_count(native()));
    }
    std::optional<std::uint64_t> failure_count() const noexcept
    {
        return detail::unless_negative<std::uint64_t>(nh_outcome_failure_count(native()));
    }
    std::vector<TestResult> results() const
    {
        std::vector<TestResult> results(nh_outcome_result_count(native()));

        for (std::size_t index = 0; index < results.size(); index++)
            results[index] = {
                detail::text(nh_outcome_result_platform(native(), index)),
                detail::text(nh_outcome_result_pns_handle(native(), index)),
                detail::text(nh_outcome_result_registration_id(native(), index)),
                detail::text(nh_outcome_result_outcome(native(), index)),
            };
        return results;
    }
};

/* One request of a batch. Its outcome belongs to the report. */
struct BatchRequest {
    std::uint64_t first;
    std::size_t handle_count;
    Outcome outcome;
};

/* What became of a batch send, request by request. */
class BatchReport : public detail::Handle<nh_batch_report, nh_batch_report_free> {
public:
    BatchReport() noexcept = default;
    explicit BatchReport(nh_batch_report *owned) : Handle(owned)
    {
        const std::size_t count = nh_batch_report_count(owned);

        requests_.reserve(count);
        for (std::size_t index = 0; index < count; index++)
            requests_.push_back(
                {nh_batch_report_first(owned, index), nh_batch_report_handle_count(owned, index),
                 Outcome(detail::Borrowed{}, nh_batch_report_outcome(owned, index))});
    }

    /* The first handle that was not accepted: where to go on. */
    std::uint64_t next() const noexcept { return nh_batch_report_next(native()); }
    /* The handle that stopped it because it cannot be one. */
    std::optional<std::uint64_t> bad_handle() const noexcept
    {
        return detail::unless_negative<std::uint64_t>(nh_batch_report_bad_handle(native()));
    }
    std::uint64_t accepted() const noexcept { return nh_batch_report_accepted(native()); }
    std::uint64_t unknown() const noexcept { return nh_batch_report_unknown(native()); }
    /* Why it stopped before its end. */
    std::optional<Error> error() const;

    /* As long as the report. */
    const std::vector<BatchRequest> &requests() const noexcept { return requests_; }

private:
    std::vector<BatchRequest> requests_;
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
