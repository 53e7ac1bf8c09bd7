/* Every call that can be awaited, in a coroutine of any kind. */
#ifndef NH_TESTS_EVERY_CALL_HPP
#define NH_TESTS_EVERY_CALL_HPP

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "news.hpp"

namespace checks {

/* Each gives what the form that waits gives. */
template <typename Coroutine, typename Queue>
Coroutine every_call(const nh::Hub &hub, const Queue &queue)
{
    nh::CallOptions options;
    options.set_timeout(std::chrono::seconds(60));
    const nh::Outcome sent = co_await hub.send_async(news(), everyone(), queue);
    CHECK(sent.verdict() == NH_VERDICT_ACCEPTED && sent.notification_id());
    nh::Handles handles;
    handles.add("a1a1a1a1");
    const nh::Outcome batch =
        co_await hub.send_direct_batch_async(news(), handles, queue, options);
    const std::string id = batch.notification_id().value();
    const nh::NotificationDetails details =
        co_await hub.get_notification_details_async(id, queue);
    CHECK(details.notification_id() == id);
    const nh::Outcome scheduled = co_await hub.schedule_async(
        news(), everyone(), std::chrono::system_clock::now() + std::chrono::hours(24), queue);
    co_await hub.cancel_scheduled_async(scheduled.notification_id().value(), queue);

    nh::Installation phone("awaited", NH_PLATFORM_FCMV1, "a-token");
    phone.add_tag("news");
    co_await hub.put_installation_async(phone, queue);
    nh::InstallationPatch patch;
    patch.add_tag("sport");
    co_await hub.patch_installation_async("awaited", patch, queue);
    const nh::Installation read = co_await hub.get_installation_async("awaited", queue);
    CHECK(read.tags().size() == 2);
    const bool is_there = co_await hub.installation_exists_async("awaited", queue);
    CHECK(is_there);
    co_await hub.delete_installation_async("awaited", queue);
    const bool is_still_there = co_await hub.installation_exists_async("awaited", queue);
    CHECK(!is_still_there);

    nh::Registration made(NH_PLATFORM_GCM, "gcm-awaited");
    made.add_tag("awaited");
    const nh::Registration created = co_await hub.create_registration_async(made, queue);
    const nh::Outcome with_id = co_await hub.create_registration_id_async(queue);
    const std::string new_id = with_id.registration_id().value();
    const nh::Registration put = co_await hub.put_registration_async(new_id, made, queue);
    CHECK(put.id() == new_id);
    const nh::Registration updated =
        co_await hub.update_registration_async(new_id, made, put.etag(), queue);
    CHECK(updated.etag() != put.etag());
    const nh::Registration got = co_await hub.get_registration_async(new_id, queue);
    CHECK(got.etag() == updated.etag());
    const nh::RegistrationPage page =
        co_await hub.get_registration_page_async("awaited", nullptr, nullptr, queue);
    CHECK(page.size() == 2);
    const bool is_registered = co_await hub.registration_exists_async(new_id, queue);
    CHECK(is_registered);
    co_await hub.delete_registration_async(new_id, nullptr, queue);
    co_await hub.delete_registration_async(created.id(), nullptr, queue);

    const nh::Job job = co_await hub.submit_job_async(NH_JOB_TYPE_EXPORT_REGISTRATIONS,
                                                      "https://a.example/out?sig=b", nullptr, queue);
    const nh::Job same = co_await hub.get_job_async(job.id(), queue);
    CHECK(same.id() == job.id());
    const nh::JobList jobs = co_await hub.list_jobs_async(queue);
    CHECK(!jobs.empty());
    const nh::Outcome container = co_await hub.get_feedback_container_uri_async(queue);
    CHECK(container.body().find("://") != std::string::npos);
}

/* Failures are thrown as those of the form that waits, or come as Results. */
template <typename Coroutine, typename Queue>
Coroutine every_failure(const nh::Hub &hub, const Queue &queue)
{
    nh::Error error;

    try {
        co_await hub.get_registration_async("1-2-3", queue);
    } catch (const nh::ServiceError &thrown) {
        error = thrown;
    }
    const nh::Error waited = hub.try_get_registration("1-2-3").error();
    CHECK(error.status() == NH_STATUS_NOT_FOUND && error.message() == waited.message());
    CHECK(error.http_status() == 404 && error.outcome().tracking_id());
    CHECK(error.outcome().verdict() == waited.outcome().verdict());

    const auto missing = co_await hub.try_get_installation_async("nobody", queue);
    CHECK(!missing && missing.error().status() == NH_STATUS_NOT_FOUND);
    CHECK(missing.outcome().http_status() == 404);
    const auto sent = co_await hub.try_send_async(news(), everyone(), queue);
    CHECK(sent && sent->verdict() == NH_VERDICT_ACCEPTED);
    const auto exists = co_await hub.try_installation_exists_async("nobody", queue);
    CHECK(exists && !*exists && exists.outcome().http_status() == 404);

    /* Refused: nothing was sent, and nothing is waited for. */
    const auto refused = co_await hub.try_delete_installation_async("..", queue);
    CHECK(refused.error().status() == NH_STATUS_INVALID_ARGUMENT);
    bool is_thrown = false;
    const std::vector<std::string> tags(1, "a b");
    const nh::Target impossible = nh::Target::new_tags(tags);
    try {
        co_await hub.send_async(news(), impossible, queue);
    } catch (const nh::UsageError &thrown) {
        is_thrown = thrown.status() == NH_STATUS_INVALID_TAG;
    }
    CHECK(is_thrown);

    /* Nobody listens there. */
    const nh::Hub away(nobody, "demo");
    try {
        co_await away.send_async(news(), everyone(), queue);
        CHECK(false);
    } catch (const nh::NetworkError &thrown) {
        CHECK(thrown.outcome().verdict() == NH_VERDICT_NOT_ACCEPTED);
        CHECK(!thrown.may_have_been_sent());
    }
}

} // namespace checks

#endif
