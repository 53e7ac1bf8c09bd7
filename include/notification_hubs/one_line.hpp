/*
 * Part of notification_hubs.hpp: class Hub, the sends of one line.
 *
 * send_... goes to the devices that match a tag expression, broadcast_... to every
 * device of the platform. Options are the hub's.
 */
#ifndef NOTIFICATION_HUBS_ONE_LINE_HPP
#define NOTIFICATION_HUBS_ONE_LINE_HPP

#include "calls.hpp"
#include "hub_handle.hpp"
#include "outcome.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

class OneLineSends : public HubHandle {
public:
    using HubHandle::HubHandle;

    /* An Apple (APNs) notification: JSON with "aps". */
    Result<Outcome> try_send_apple_notification(const Text &payload,
                                                const Text &tag_expression) const
    {
        return call(nh_send_apple_notification, native(), payload.c_str(),
                    tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_apple_notification(const Text &payload) const
    {
        return call(nh_broadcast_apple_notification, native(), payload.c_str());
    }
    /* Through Google's legacy API: JSON with "data" or "notification". */
    Result<Outcome> try_send_google_notification(const Text &payload,
                                                 const Text &tag_expression) const
    {
        return call(nh_send_google_notification, native(), payload.c_str(),
                    tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_google_notification(const Text &payload) const
    {
        return call(nh_broadcast_google_notification, native(), payload.c_str());
    }
    /* A Firebase (FCM v1) notification: JSON with "message". */
    Result<Outcome> try_send_fcmv1_notification(const Text &payload,
                                                const Text &tag_expression) const
    {
        return call(nh_send_fcmv1_notification, native(), payload.c_str(),
                    tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_fcmv1_notification(const Text &payload) const
    {
        return call(nh_broadcast_fcmv1_notification, native(), payload.c_str());
    }
    /* A Windows (WNS) notification: toast, tile or badge XML. */
    Result<Outcome> try_send_windows_notification(const Text &payload,
                                                  const Text &tag_expression) const
    {
        return call(nh_send_windows_notification, native(), payload.c_str(),
                    tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_windows_notification(const Text &payload) const
    {
        return call(nh_broadcast_windows_notification, native(), payload.c_str());
    }
    /* A Windows Phone (MPNS) notification: XML with a root wp:Notification. */
    Result<Outcome> try_send_mpns_notification(const Text &payload,
                                               const Text &tag_expression) const
    {
        return call(nh_send_mpns_notification, native(), payload.c_str(), tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_mpns_notification(const Text &payload) const
    {
        return call(nh_broadcast_mpns_notification, native(), payload.c_str());
    }
    /* An Amazon (ADM) notification: JSON with "data". */
    Result<Outcome> try_send_adm_notification(const Text &payload,
                                              const Text &tag_expression) const
    {
        return call(nh_send_adm_notification, native(), payload.c_str(), tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_adm_notification(const Text &payload) const
    {
        return call(nh_broadcast_adm_notification, native(), payload.c_str());
    }
    /* A Baidu notification: JSON. */
    Result<Outcome> try_send_baidu_notification(const Text &payload,
                                                const Text &tag_expression) const
    {
        return call(nh_send_baidu_notification, native(), payload.c_str(),
                    tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_baidu_notification(const Text &payload) const
    {
        return call(nh_broadcast_baidu_notification, native(), payload.c_str());
    }
    /* A browser (web push) notification: JSON. */
    Result<Outcome> try_send_browser_notification(const Text &payload,
                                                  const Text &tag_expression) const
    {
        return call(nh_send_browser_notification, native(), payload.c_str(),
                    tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_browser_notification(const Text &payload) const
    {
        return call(nh_broadcast_browser_notification, native(), payload.c_str());
    }
    /* A Xiaomi notification: JSON. */
    Result<Outcome> try_send_xiaomi_notification(const Text &payload,
                                                 const Text &tag_expression) const
    {
        return call(nh_send_xiaomi_notification, native(), payload.c_str(),
                    tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_xiaomi_notification(const Text &payload) const
    {
        return call(nh_broadcast_xiaomi_notification, native(), payload.c_str());
    }
    /* A template notification: a JSON object of text properties. */
    Result<Outcome> try_send_template_notification(const Text &payload,
                                                   const Text &tag_expression) const
    {
        return call(nh_send_template_notification, native(), payload.c_str(),
                    tag_expression.c_str());
    }
    Result<Outcome> try_broadcast_template_notification(const Text &payload) const
    {
        return call(nh_broadcast_template_notification, native(), payload.c_str());
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    Outcome send_apple_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_apple_notification(payload, tag_expression).value();
    }
    Outcome broadcast_apple_notification(const Text &payload) const
    {
        return try_broadcast_apple_notification(payload).value();
    }
    Outcome send_google_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_google_notification(payload, tag_expression).value();
    }
    Outcome broadcast_google_notification(const Text &payload) const
    {
        return try_broadcast_google_notification(payload).value();
    }
    Outcome send_fcmv1_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_fcmv1_notification(payload, tag_expression).value();
    }
    Outcome broadcast_fcmv1_notification(const Text &payload) const
    {
        return try_broadcast_fcmv1_notification(payload).value();
    }
    Outcome send_windows_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_windows_notification(payload, tag_expression).value();
    }
    Outcome broadcast_windows_notification(const Text &payload) const
    {
        return try_broadcast_windows_notification(payload).value();
    }
    Outcome send_mpns_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_mpns_notification(payload, tag_expression).value();
    }
    Outcome broadcast_mpns_notification(const Text &payload) const
    {
        return try_broadcast_mpns_notification(payload).value();
    }
    Outcome send_adm_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_adm_notification(payload, tag_expression).value();
    }
    Outcome broadcast_adm_notification(const Text &payload) const
    {
        return try_broadcast_adm_notification(payload).value();
    }
    Outcome send_baidu_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_baidu_notification(payload, tag_expression).value();
    }
    Outcome broadcast_baidu_notification(const Text &payload) const
    {
        return try_broadcast_baidu_notification(payload).value();
    }
    Outcome send_browser_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_browser_notification(payload, tag_expression).value();
    }
    Outcome broadcast_browser_notification(const Text &payload) const
    {
        return try_broadcast_browser_notification(payload).value();
    }
    Outcome send_xiaomi_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_xiaomi_notification(payload, tag_expression).value();
    }
    Outcome broadcast_xiaomi_notification(const Text &payload) const
    {
        return try_broadcast_xiaomi_notification(payload).value();
    }
    Outcome send_template_notification(const Text &payload, const Text &tag_expression) const
    {
        return try_send_template_notification(payload, tag_expression).value();
    }
    Outcome broadcast_template_notification(const Text &payload) const
    {
        return try_broadcast_template_notification(payload).value();
    }
#endif
};

} // namespace detail
} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
