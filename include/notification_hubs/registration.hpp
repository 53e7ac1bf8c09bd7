/* Part of notification_hubs.hpp: handles with tags, and lists of them. */
#ifndef NOTIFICATION_HUBS_REGISTRATION_HPP
#define NOTIFICATION_HUBS_REGISTRATION_HPP

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "calls.hpp"
#include "enums.hpp"
#include "handle.hpp"
#include "hub_handle.hpp"
#include "installation.hpp"
#include "options.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/*
 * A handle with tags and possibly a template. Setters can be chained and do not
 * fail: the call that takes it says what they were given wrong.
 */
class Registration : public detail::Handle<nh_registration, nh_registration_free>,
                     public detail::Tagged<Registration> {
public:
    using Handle::Handle;

    static Result<Registration> try_new(Platform platform, const Text &handle)
    {
        return detail::made<Registration>(
            nh_registration_new(static_cast<std::int32_t>(platform), handle.c_str()));
    }
    static Result<Registration> try_new_baidu(const Text &user_id, const Text &channel_id)
    {
        return detail::made<Registration>(
            nh_registration_new_baidu(user_id.c_str(), channel_id.c_str()));
    }
    static Result<Registration> try_new_browser(const Text &endpoint, const Text &p256dh,
                                                const Text &auth)
    {
        return detail::made<Registration>(
            nh_registration_new_browser(endpoint.c_str(), p256dh.c_str(), auth.c_str()));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    Registration(Platform platform, const Text &handle)
        : Registration(try_new(platform, handle).value())
    {
    }
    static Registration new_baidu(const Text &user_id, const Text &channel_id)
    {
        return try_new_baidu(user_id, channel_id).value();
    }
    static Registration new_browser(const Text &endpoint, const Text &p256dh, const Text &auth)
    {
        return try_new_browser(endpoint, p256dh, auth).value();
    }
#endif

    /* For a browser its subscription as JSON, for Baidu the channel id. */
    Registration &set_handle(const Text &handle)
    {
        nh_registration_set_handle(native(), handle.c_str());
        return *this;
    }
    Registration &set_baidu_user_id(const Text &user_id)
    {
        nh_registration_set_baidu_user_id(native(), user_id.c_str());
        return *this;
    }
    Registration &add_tag(const Text &tag)
    {
        nh_registration_add_tag(native(), tag.c_str());
        return *this;
    }
    Registration &remove_tag(const Text &tag)
    {
        nh_registration_remove_tag(native(), tag.c_str());
        return *this;
    }
    Registration &set_push_variable(const Text &name, const Text &value)
    {
        nh_registration_set_push_variable(native(), name.c_str(), value.c_str());
        return *this;
    }
    Registration &remove_push_variable(const Text &name)
    {
        nh_registration_remove_push_variable(native(), name.c_str());
        return *this;
    }
    Registration &set_secondary_tile(const Text &name)
    {
        nh_registration_set_secondary_tile(native(), name.c_str());
        return *this;
    }
    Registration &remove_secondary_tile()
    {
        nh_registration_remove_secondary_tile(native());
        return *this;
    }
    /* Makes it a native registration. */
    Registration &remove_template()
    {
        nh_registration_remove_template(native());
        return *this;
    }
    Registration &remove_template_header(const Text &name)
    {
        nh_registration_remove_template_header(native(), name.c_str());
        return *this;
    }
    /* Before the rest of the template. */
    Registration &set_template(const Text &body, const Text &name = {})
    {
        nh_registration_set_template(native(), body.c_str(), name.c_str());
        return *this;
    }
    Registration &set_template_header(const Text &name, const Text &value)
    {
        nh_registration_set_template_header(native(), name.c_str(), value.c_str());
        return *this;
    }
    Registration &set_apple_expressions(const Text &expiry, const Text &priority)
    {
        nh_registration_set_apple_expressions(native(), expiry.c_str(), priority.c_str());
        return *this;
    }
    Registration &set_baidu_message_type(std::int32_t message_type)
    {
        nh_registration_set_baidu_message_type(native(), message_type);
        return *this;
    }

    /* These three only where it was read from the service. */
    std::optional<std::string> id() const { return detail::maybe(nh_registration_id(native())); }
    std::optional<std::string> etag() const
    {
        return detail::maybe(nh_registration_etag(native()));
    }
    std::optional<std::string> expiration_time() const
    {
        return detail::maybe(nh_registration_expiration_time(native()));
    }
    std::optional<Platform> platform() const
    {
        return detail::platform(nh_registration_platform(native()));
    }
    /* The name of its description; "" if it was not read from the service. */
    std::string kind() const { return detail::text(nh_registration_kind(native())); }
    std::optional<std::string> handle() const
    {
        return detail::maybe(nh_registration_handle(native()));
    }
    std::optional<std::string> baidu_user_id() const
    {
        return detail::maybe(nh_registration_baidu_user_id(native()));
    }
    std::optional<std::string> browser_p256dh() const
    {
        return detail::maybe(nh_registration_browser_p256dh(native()));
    }
    std::optional<std::string> browser_auth() const
    {
        return detail::maybe(nh_registration_browser_auth(native()));
    }
    std::optional<std::string> secondary_tile() const
    {
        return detail::maybe(nh_registration_secondary_tile(native()));
    }
    std::vector<std::string> tags() const
    {
        std::vector<std::string> tags(nh_registration_tag_count(native()));

        for (std::size_t index = 0; index < tags.size(); index++)
            tags[index] = detail::text(nh_registration_tag(native(), index));
        return tags;
    }
    std::optional<std::string> push_variable(const Text &name) const
    {
        return detail::maybe(nh_registration_push_variable(native(), name.c_str()));
    }
    std::vector<std::string> push_variable_names() const
    {
        std::vector<std::string> names(nh_registration_push_variable_count(native()));

        for (std::size_t index = 0; index < names.size(); index++)
            names[index] = detail::text(nh_registration_push_variable_name(native(), index));
        return names;
    }
    bool has_template() const noexcept { return nh_registration_has_template(native()); }
    std::optional<std::string> template_body() const
    {
        return detail::maybe(nh_registration_template_body(native()));
    }
    std::optional<std::string> template_name() const
    {
        return detail::maybe(nh_registration_template_name(native()));
    }
    std::vector<TemplateHeader> template_headers() const
    {
        std::vector<TemplateHeader> headers(nh_registration_template_header_count(native()));

        for (std::size_t index = 0; index < headers.size(); index++)
            headers[index] = {
                detail::text(nh_registration_template_header_name(native(), index)),
                detail::text(nh_registration_template_header_value(native(), index)),
            };
        return headers;
    }
    std::optional<std::string> apple_expiry() const
    {
        return detail::maybe(nh_registration_apple_expiry(native()));
    }
    std::optional<std::string> apple_priority() const
    {
        return detail::maybe(nh_registration_apple_priority(native()));
    }
    std::optional<std::int32_t> baidu_message_type() const
    {
        return detail::unless_negative<std::int32_t>(nh_registration_baidu_message_type(native()));
    }
    /* As it is sent; none after a setter failed, and for a kind that is not known. */
    std::optional<std::string> xml() const { return detail::maybe(nh_registration_xml(native())); }
};

/* Part of a list of registrations. */
class RegistrationPage
    : public detail::List<Registration, nh_registration_page, nh_registration_page_free,
                          nh_registration_page_count, nh_registration_page_get> {
public:
    using List::List;

    /* What asks for the next page; nothing at the end. */
    std::optional<std::string> continuation_token() const
    {
        return detail::maybe(nh_registration_page_continuation_token(native()));
    }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
