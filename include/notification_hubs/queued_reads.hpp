/*
 * Part of notification_hubs.hpp: class Hub, its calls that wait for nothing and
 * bring something, which their outcomes have: Outcome::take_installation and its
 * like. As in queued.hpp, with any failure there is no outcome.
 */
#ifndef NOTIFICATION_HUBS_QUEUED_READS_HPP
#define NOTIFICATION_HUBS_QUEUED_READS_HPP

#include <utility>

#include "batch.hpp"
#include "calls.hpp"
#include "installation.hpp"
#include "notification.hpp"
#include "options.hpp"
#include "outcome.hpp"
#include "queue.hpp"
#include "queued.hpp"
#include "registration.hpp"
#include "telemetry.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

class QueuedReads : public QueuedCalls {
public:
    using QueuedCalls::QueuedCalls;

    /* At most 1000 handles, which are one request: its outcome is that of all. */
    template <typename Data>
    Result<void> try_send_direct_batch_async(
        const Notification &notification,
        const Handles &handles,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_send_direct_batch_async, notification.native(), handles.native(), options.native());
    }
    template <typename Data>
    Result<void> try_get_notification_details_async(
        const Text &notification_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_get_notification_details_async, notification_id.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_get_installation_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_get_installation_async, installation_id.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_installation_exists_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_installation_exists_async, installation_id.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_create_registration_id_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_create_registration_id_async, options.native());
    }
    template <typename Data>
    Result<void> try_create_registration_async(
        const Registration &registration,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_create_registration_async, registration.native(), options.native());
    }
    template <typename Data>
    Result<void> try_put_registration_async(
        const Text &registration_id,
        const Registration &registration,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_put_registration_async, registration_id.c_str(), registration.native(), options.native());
    }
    template <typename Data>
    Result<void> try_update_registration_async(
        const Text &registration_id,
        const Registration &registration,
        const Text &etag,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_update_registration_async, registration_id.c_str(), registration.native(), etag.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_get_registration_async(
        const Text &registration_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_get_registration_async, registration_id.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_registration_exists_async(
        const Text &registration_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_registration_exists_async, registration_id.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_delete_registration_async(
        const Text &registration_id,
        const Text &etag,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_delete_registration_async, registration_id.c_str(), etag.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_get_registration_page_async(
        const Text &tag,
        const Text &channel,
        const Text &continuation_token,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_get_registration_page_async, tag.c_str(), channel.c_str(), continuation_token.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_submit_job_async(
        JobType type,
        const Text &output_container_uri,
        const Text &import_file_uri,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_submit_job_async, type, output_container_uri.c_str(), import_file_uri.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_get_job_async(
        const Text &job_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_get_job_async, job_id.c_str(), options.native());
    }
    template <typename Data>
    Result<void> try_list_jobs_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_list_jobs_async, options.native());
    }
    template <typename Data>
    Result<void> try_get_feedback_container_uri_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in(queue, std::move(data), nh_get_feedback_container_uri_async, options.native());
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    template <typename Data>
    void send_direct_batch_async(
        const Notification &notification,
        const Handles &handles,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_send_direct_batch_async(notification, handles, queue, std::move(data), options).value();
    }
    template <typename Data>
    void get_notification_details_async(
        const Text &notification_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_get_notification_details_async(notification_id, queue, std::move(data), options).value();
    }
    template <typename Data>
    void get_installation_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_get_installation_async(installation_id, queue, std::move(data), options).value();
    }
    template <typename Data>
    void installation_exists_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_installation_exists_async(installation_id, queue, std::move(data), options).value();
    }
    template <typename Data>
    void create_registration_id_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_create_registration_id_async(queue, std::move(data), options).value();
    }
    template <typename Data>
    void create_registration_async(
        const Registration &registration,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_create_registration_async(registration, queue, std::move(data), options).value();
    }
    template <typename Data>
    void put_registration_async(
        const Text &registration_id,
        const Registration &registration,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_put_registration_async(registration_id, registration, queue, std::move(data), options).value();
    }
    template <typename Data>
    void update_registration_async(
        const Text &registration_id,
        const Registration &registration,
        const Text &etag,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_update_registration_async(registration_id, registration, etag, queue, std::move(data), options).value();
    }
    template <typename Data>
    void get_registration_async(
        const Text &registration_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_get_registration_async(registration_id, queue, std::move(data), options).value();
    }
    template <typename Data>
    void registration_exists_async(
        const Text &registration_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_registration_exists_async(registration_id, queue, std::move(data), options).value();
    }
    template <typename Data>
    void delete_registration_async(
        const Text &registration_id,
        const Text &etag,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_delete_registration_async(registration_id, etag, queue, std::move(data), options).value();
    }
    template <typename Data>
    void get_registration_page_async(
        const Text &tag,
        const Text &channel,
        const Text &continuation_token,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_get_registration_page_async(tag, channel, continuation_token, queue, std::move(data), options).value();
    }
    template <typename Data>
    void submit_job_async(
        JobType type,
        const Text &output_container_uri,
        const Text &import_file_uri,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_submit_job_async(type, output_container_uri, import_file_uri, queue, std::move(data), options).value();
    }
    template <typename Data>
    void get_job_async(
        const Text &job_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_get_job_async(job_id, queue, std::move(data), options).value();
    }
    template <typename Data>
    void list_jobs_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_list_jobs_async(queue, std::move(data), options).value();
    }
    template <typename Data>
    void get_feedback_container_uri_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        try_get_feedback_container_uri_async(queue, std::move(data), options).value();
    }
#endif
};

} // namespace detail

inline Result<Installation> Outcome::try_take_installation() const
{
    return detail::made<Installation>(nh_outcome_take_installation(native()));
}

inline Result<Registration> Outcome::try_take_registration() const
{
    return detail::made<Registration>(nh_outcome_take_registration(native()));
}

inline Result<RegistrationPage> Outcome::try_take_registration_page() const
{
    return detail::made<RegistrationPage>(nh_outcome_take_registration_page(native()));
}

inline Result<NotificationDetails> Outcome::try_take_notification_details() const
{
    return detail::made<NotificationDetails>(nh_outcome_take_notification_details(native()));
}

inline Result<Job> Outcome::try_take_job() const
{
    return detail::made<Job>(nh_outcome_take_job(native()));
}

inline Result<JobList> Outcome::try_take_job_list() const
{
    return detail::made<JobList>(nh_outcome_take_job_list(native()));
}

#if NOTIFICATION_HUBS_EXCEPTIONS
inline Installation Outcome::take_installation() const { return try_take_installation().value(); }
inline Registration Outcome::take_registration() const { return try_take_registration().value(); }
inline RegistrationPage Outcome::take_registration_page() const { return try_take_registration_page().value(); }
inline NotificationDetails Outcome::take_notification_details() const { return try_take_notification_details().value(); }
inline Job Outcome::take_job() const { return try_take_job().value(); }
inline JobList Outcome::take_job_list() const { return try_take_job_list().value(); }
#endif

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
