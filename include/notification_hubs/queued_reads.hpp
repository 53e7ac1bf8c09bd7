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
    Tried<Outcome, Data> try_send_direct_batch_async(
        const Notification &notification,
        const Handles &handles,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_send_direct_batch_async, notification.native(), handles.native());
    }
    template <typename Data>
    Tried<NotificationDetails, Data> try_get_notification_details_async(
        const Text &notification_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<NotificationDetails>(queue, std::move(data), options, nh_get_notification_details_async, notification_id.c_str());
    }
    template <typename Data>
    Tried<Installation, Data> try_get_installation_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Installation>(queue, std::move(data), options, nh_get_installation_async, installation_id.c_str());
    }
    template <typename Data>
    Tried<bool, Data> try_installation_exists_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<bool>(queue, std::move(data), options, nh_installation_exists_async, installation_id.c_str());
    }
    template <typename Data>
    Tried<Outcome, Data> try_create_registration_id_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_create_registration_id_async);
    }
    template <typename Data>
    Tried<Registration, Data> try_create_registration_async(
        const Registration &registration,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Registration>(queue, std::move(data), options, nh_create_registration_async, registration.native());
    }
    template <typename Data>
    Tried<Registration, Data> try_put_registration_async(
        const Text &registration_id,
        const Registration &registration,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Registration>(queue, std::move(data), options, nh_put_registration_async, registration_id.c_str(), registration.native());
    }
    template <typename Data>
    Tried<Registration, Data> try_update_registration_async(
        const Text &registration_id,
        const Registration &registration,
        const Text &etag,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Registration>(queue, std::move(data), options, nh_update_registration_async, registration_id.c_str(), registration.native(), etag.c_str());
    }
    template <typename Data>
    Tried<Registration, Data> try_get_registration_async(
        const Text &registration_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Registration>(queue, std::move(data), options, nh_get_registration_async, registration_id.c_str());
    }
    template <typename Data>
    Tried<bool, Data> try_registration_exists_async(
        const Text &registration_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<bool>(queue, std::move(data), options, nh_registration_exists_async, registration_id.c_str());
    }
    template <typename Data>
    Tried<Outcome, Data> try_delete_registration_async(
        const Text &registration_id,
        const Text &etag,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_delete_registration_async, registration_id.c_str(), etag.c_str());
    }
    template <typename Data>
    Tried<RegistrationPage, Data> try_get_registration_page_async(
        const Text &tag,
        const Text &channel,
        const Text &continuation_token,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<RegistrationPage>(queue, std::move(data), options, nh_get_registration_page_async, tag.c_str(), channel.c_str(), continuation_token.c_str());
    }
    template <typename Data>
    Tried<Job, Data> try_submit_job_async(
        JobType type,
        const Text &output_container_uri,
        const Text &import_file_uri,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Job>(queue, std::move(data), options, nh_submit_job_async, type, output_container_uri.c_str(), import_file_uri.c_str());
    }
    template <typename Data>
    Tried<Job, Data> try_get_job_async(
        const Text &job_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Job>(queue, std::move(data), options, nh_get_job_async, job_id.c_str());
    }
    template <typename Data>
    Tried<JobList, Data> try_list_jobs_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<JobList>(queue, std::move(data), options, nh_list_jobs_async);
    }
    template <typename Data>
    Tried<Outcome, Data> try_get_feedback_container_uri_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_get_feedback_container_uri_async);
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    template <typename Data>
    Handed<Outcome, Data> send_direct_batch_async(
        const Notification &notification,
        const Handles &handles,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_send_direct_batch_async(notification, handles, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<NotificationDetails, Data> get_notification_details_async(
        const Text &notification_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_get_notification_details_async(notification_id, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Installation, Data> get_installation_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_get_installation_async(installation_id, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<bool, Data> installation_exists_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_installation_exists_async(installation_id, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Outcome, Data> create_registration_id_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_create_registration_id_async(queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Registration, Data> create_registration_async(
        const Registration &registration,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_create_registration_async(registration, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Registration, Data> put_registration_async(
        const Text &registration_id,
        const Registration &registration,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_put_registration_async(registration_id, registration, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Registration, Data> update_registration_async(
        const Text &registration_id,
        const Registration &registration,
        const Text &etag,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_update_registration_async(registration_id, registration, etag, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Registration, Data> get_registration_async(
        const Text &registration_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_get_registration_async(registration_id, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<bool, Data> registration_exists_async(
        const Text &registration_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_registration_exists_async(registration_id, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Outcome, Data> delete_registration_async(
        const Text &registration_id,
        const Text &etag,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_delete_registration_async(registration_id, etag, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<RegistrationPage, Data> get_registration_page_async(
        const Text &tag,
        const Text &channel,
        const Text &continuation_token,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_get_registration_page_async(tag, channel, continuation_token, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Job, Data> submit_job_async(
        JobType type,
        const Text &output_container_uri,
        const Text &import_file_uri,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_submit_job_async(type, output_container_uri, import_file_uri, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Job, Data> get_job_async(
        const Text &job_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_get_job_async(job_id, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<JobList, Data> list_jobs_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_list_jobs_async(queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Outcome, Data> get_feedback_container_uri_async(
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_get_feedback_container_uri_async(queue, std::move(data), options));
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
