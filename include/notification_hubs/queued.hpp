/*
 * Part of notification_hubs.hpp: class Hub, its calls that wait for nothing.
 *
 * The outcome comes out of the queue, with data. With any failure there will be
 * none, and data is destroyed. NH_STATUS_WOULD_BLOCK: the queue is full.
 */
#ifndef NOTIFICATION_HUBS_QUEUED_HPP
#define NOTIFICATION_HUBS_QUEUED_HPP

#include <chrono>
#include <memory>
#include <utility>

#include "devices.hpp"
#include "installation.hpp"
#include "notification.hpp"
#include "options.hpp"
#include "queue.hpp"
#include "target.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

class QueuedCalls : public DeviceCalls {
public:
    using DeviceCalls::DeviceCalls;

    template <typename Data>
    Tried<Outcome, Data> try_send_async(
        const Notification &notification,
        const Target &target,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_send_async, notification.native(), target.native());
    }
    template <typename Data>
    Tried<Outcome, Data> try_schedule_async(
        const Notification &notification,
        const Target &target,
        std::chrono::system_clock::time_point at,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_schedule_async, notification.native(), target.native(), unix_time<std::chrono::milliseconds>(at));
    }
    template <typename Data>
    Tried<Outcome, Data> try_cancel_scheduled_async(
        const Text &notification_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_cancel_scheduled_async, notification_id.c_str());
    }
    template <typename Data>
    Tried<Outcome, Data> try_put_installation_async(
        const Installation &installation,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_put_installation_async, installation.native());
    }
    template <typename Data>
    Tried<Outcome, Data> try_patch_installation_async(
        const Text &installation_id,
        const InstallationPatch &patch,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_patch_installation_async, installation_id.c_str(), patch.native());
    }
    template <typename Data>
    Tried<Outcome, Data> try_delete_installation_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return hand_in<Outcome>(queue, std::move(data), options, nh_delete_installation_async, installation_id.c_str());
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    template <typename Data>
    Handed<Outcome, Data> send_async(
        const Notification &notification,
        const Target &target,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_send_async(notification, target, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Outcome, Data> schedule_async(
        const Notification &notification,
        const Target &target,
        std::chrono::system_clock::time_point at,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_schedule_async(notification, target, at, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Outcome, Data> cancel_scheduled_async(
        const Text &notification_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_cancel_scheduled_async(notification_id, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Outcome, Data> put_installation_async(
        const Installation &installation,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_put_installation_async(installation, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Outcome, Data> patch_installation_async(
        const Text &installation_id,
        const InstallationPatch &patch,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_patch_installation_async(installation_id, patch, queue, std::move(data), options));
    }
    template <typename Data>
    Handed<Outcome, Data> delete_installation_async(
        const Text &installation_id,
        const QueueOf<Data> &queue, typename QueueOf<Data>::value_type data = {},
        const CallOptions &options = {}) const
    {
        return HandingIn<Data>::handed(try_delete_installation_async(installation_id, queue, std::move(data), options));
    }
#endif

protected:
    template <typename T, typename Data, typename Function, typename... Arguments>
    Tried<T, Data> hand_in(const QueueOf<Data> &queue, Data data, const CallOptions &options,
                           Function function, Arguments... arguments) const
    {
        return HandingIn<Data>::template tried<T>(
            queue, std::move(data), options, [&](Data along, const CallOptions &how) {
                return submit(queue, std::move(along), function, arguments..., how.native());
            });
    }

private:
    template <typename Data, typename Function, typename... Arguments>
    Result<void> submit(const QueueOf<Data> &queue, Data data, Function function,
                        Arguments... arguments) const
    {
        std::unique_ptr<Entry<Data>> entry(
            new Entry<Data>{std::move(data), callbacks().log, callbacks().span});
        const Status status = function(native(), arguments..., queue.native(), entry.get());

        if (status != NH_STATUS_OK)
            return Error(failure(status));
        /* The queue's, and maybe gone already. */
        static_cast<void>(entry.release());
        return {};
    }
};

} // namespace detail
} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
