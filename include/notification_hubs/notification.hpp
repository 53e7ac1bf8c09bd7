/* Part of notification_hubs.hpp: what is sent. */
#ifndef NOTIFICATION_HUBS_NOTIFICATION_HPP
#define NOTIFICATION_HUBS_NOTIFICATION_HPP

#include <chrono>
#include <cstdint>
#include <string_view>

#include "calls.hpp"
#include "enums.hpp"
#include "handle.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/*
 * What is sent, whoever it goes to. Setters can be chained and do not fail: the
 * send says what they were given wrong. Once built, any number of threads may
 * send it.
 */
class Notification : public detail::Handle<nh_notification, nh_notification_free> {
public:
    using Handle::Handle;

    /* A platform's own payload, byte for byte. */
    static Result<Notification> try_new(Platform platform, std::string_view body)
    {
        return detail::made<Notification>(nh_notification_new(static_cast<std::int32_t>(platform),
                                                              body.data(), body.size()));
    }
    static Result<Notification> try_new_apple_alert(const Text &title, const Text &body)
    {
        return detail::made<Notification>(
            nh_notification_new_apple_alert(title.c_str(), body.c_str()));
    }
    static Result<Notification> try_new_fcmv1_message(const Text &title = {},
                                                      const Text &body = {})
    {
        return detail::made<Notification>(
            nh_notification_new_fcmv1_message(title.c_str(), body.c_str()));
    }
    static Result<Notification> try_new_windows_toast(const Text &line1, const Text &line2 = {},
                                                      const Text &launch = {})
    {
        return detail::made<Notification>(
            nh_notification_new_windows_toast(line1.c_str(), line2.c_str(), launch.c_str()));
    }
    static Result<Notification> try_new_windows_tile(const Text &line1, const Text &line2 = {})
    {
        return detail::made<Notification>(
            nh_notification_new_windows_tile(line1.c_str(), line2.c_str()));
    }
    static Result<Notification> try_new_windows_badge(const Text &value)
    {
        return detail::made<Notification>(nh_notification_new_windows_badge(value.c_str()));
    }
    static Result<Notification> try_new_apple_live_activity(const Text &event, std::chrono::system_clock::time_point time,
                                                              const Text &content_state = {})
    {
        return detail::made<Notification>(nh_notification_new_apple_live_activity(event.c_str(), detail::unix_time<std::chrono::seconds>(time), content_state.c_str()));
    }
    static Result<Notification> try_new_gcm_message(const Text &title = {}, const Text &body = {})
    {
        return detail::made<Notification>(nh_notification_new_gcm_message(title.c_str(), body.c_str()));
    }
    static Result<Notification> try_new_baidu_message(const Text &title, const Text &description)
    {
        return detail::made<Notification>(nh_notification_new_baidu_message(title.c_str(), description.c_str()));
    }
    static Result<Notification> try_new_browser_message(const Text &title = {}, const Text &body = {})
    {
        return detail::made<Notification>(nh_notification_new_browser_message(title.c_str(), body.c_str()));
    }
    static Result<Notification> try_new_xiaomi_message(const Text &title = {}, const Text &description = {})
    {
        return detail::made<Notification>(nh_notification_new_xiaomi_message(title.c_str(), description.c_str()));
    }
    static Result<Notification> try_new_mpns_toast(const Text &text1, const Text &text2 = {})
    {
        return detail::made<Notification>(nh_notification_new_mpns_toast(text1.c_str(), text2.c_str()));
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    Notification(Platform platform, std::string_view body)
        : Notification(try_new(platform, body).value())
    {
    }
    static Notification new_apple_alert(const Text &title, const Text &body)
    {
        return try_new_apple_alert(title, body).value();
    }
    static Notification new_fcmv1_message(const Text &title = {}, const Text &body = {})
    {
        return try_new_fcmv1_message(title, body).value();
    }
    static Notification new_windows_toast(const Text &line1, const Text &line2 = {},
                                          const Text &launch = {})
    {
        return try_new_windows_toast(line1, line2, launch).value();
    }
    static Notification new_windows_tile(const Text &line1, const Text &line2 = {})
    {
        return try_new_windows_tile(line1, line2).value();
    }
    static Notification new_windows_badge(const Text &value)
    {
        return try_new_windows_badge(value).value();
    }
    static Notification new_apple_live_activity(const Text &event, std::chrono::system_clock::time_point time,
                                                              const Text &content_state = {})
    {
        return try_new_apple_live_activity(event, time, content_state).value();
    }
    static Notification new_gcm_message(const Text &title = {}, const Text &body = {})
    {
        return try_new_gcm_message(title, body).value();
    }
    static Notification new_baidu_message(const Text &title, const Text &description)
    {
        return try_new_baidu_message(title, description).value();
    }
    static Notification new_browser_message(const Text &title = {}, const Text &body = {})
    {
        return try_new_browser_message(title, body).value();
    }
    static Notification new_xiaomi_message(const Text &title = {}, const Text &description = {})
    {
        return try_new_xiaomi_message(title, description).value();
    }
    static Notification new_mpns_toast(const Text &text1, const Text &text2 = {})
    {
        return try_new_mpns_toast(text1, text2).value();
    }
#endif

    /* Of properties, which are set one by one. */
    static Notification new_template()
    {
        return Notification(nh_notification_new_template());
    }
    static Notification new_apple_background()
    {
        return Notification(nh_notification_new_apple_background());
    }
    static Notification new_adm_message()
    {
        return Notification(nh_notification_new_adm_message());
    }
    static Notification new_mpns_tile()
    {
        return Notification(nh_notification_new_mpns_tile());
    }

    Notification &set_property(const Text &name, const Text &value)
    {
        nh_notification_set_property(native(), name.c_str(), value.c_str());
        return *this;
    }
    Notification &set_property_json(const Text &name, const Text &json)
    {
        nh_notification_set_property_json(native(), name.c_str(), json.c_str());
        return *this;
    }
    /* The comment of each field (NH_FIELD_APPLE_BADGE ...) says what it takes. */
    Notification &set_text(Field field, const Text &value)
    {
        nh_notification_set_text(native(), static_cast<std::int32_t>(field), value.c_str());
        return *this;
    }
    Notification &add_text(Field field, const Text &value)
    {
        nh_notification_add_text(native(), static_cast<std::int32_t>(field), value.c_str());
        return *this;
    }
    Notification &set_number(Field field, double value)
    {
        nh_notification_set_number(native(), static_cast<std::int32_t>(field), value);
        return *this;
    }
    Notification &set_flag(Field field, bool value)
    {
        nh_notification_set_flag(native(), static_cast<std::int32_t>(field), value);
        return *this;
    }
    Notification &set_json(Field field, const Text &json)
    {
        nh_notification_set_json(native(), static_cast<std::int32_t>(field), json.c_str());
        return *this;
    }
    Notification &clear_field(Field field)
    {
        nh_notification_clear_field(native(), static_cast<std::int32_t>(field));
        return *this;
    }
    Notification &set_header(const Text &name, const Text &value)
    {
        nh_notification_set_header(native(), name.c_str(), value.c_str());
        return *this;
    }
    Notification &set_wns_type(WnsType type)
    {
        nh_notification_set_wns_type(native(), static_cast<std::int32_t>(type));
        return *this;
    }
    /* A class of 0 is for delivery at once. */
    Notification &set_mpns_type(MpnsType type, std::int32_t notification_class)
    {
        nh_notification_set_mpns_type(native(), static_cast<std::int32_t>(type),
                                      notification_class);
        return *this;
    }
    Notification &set_apns_push_type(ApnsPushType type)
    {
        nh_notification_set_apns_push_type(native(), static_cast<std::int32_t>(type));
        return *this;
    }
    Notification &set_apns_priority(std::int32_t priority)
    {
        nh_notification_set_apns_priority(native(), priority);
        return *this;
    }
    /* Until when Apple tries; a time_point of its own (1970) for once, now. */
    Notification &set_apns_expiration(std::chrono::system_clock::time_point until)
    {
        nh_notification_set_apns_expiration(native(),
                                            detail::unix_time<std::chrono::seconds>(until));
        return *this;
    }
    Notification &set_apns_topic(const Text &topic)
    {
        nh_notification_set_apns_topic(native(), topic.c_str());
        return *this;
    }
    Notification &set_apns_collapse_id(const Text &collapse_id)
    {
        nh_notification_set_apns_collapse_id(native(), collapse_id.c_str());
        return *this;
    }

    /* As its push service would check it. */
    Result<void> try_check() const { return detail::done(nh_notification_check(native())); }
#if NOTIFICATION_HUBS_EXCEPTIONS
    void check() const { try_check().value(); }
#endif
};

/* The body of a template for devices of a platform; column() tells where it is wrong. */
inline Result<void> try_template_check(Platform platform, const Text &body)
{
    return detail::done(nh_template_check(static_cast<std::int32_t>(platform), body.c_str()));
}
#if NOTIFICATION_HUBS_EXCEPTIONS
inline void template_check(Platform platform, const Text &body)
{
    try_template_check(platform, body).value();
}
#endif

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
