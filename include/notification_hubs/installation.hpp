/*
 * Part of notification_hubs.hpp: devices with all that is known of them.
 *
 * Setters can be chained and do not fail: the call that takes the object says
 * what they were given wrong. What was read can be changed and written back:
 * whatever is not changed stays as it was.
 */
#ifndef NOTIFICATION_HUBS_INSTALLATION_HPP
#define NOTIFICATION_HUBS_INSTALLATION_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calls.hpp"
#include "enums.hpp"
#include "handle.hpp"
#include "notification.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

struct TemplateHeader {
    std::string name;
    std::string value;
};

/* A template of an installation: a payload with expressions such as $(name) in it. */
class Template : public detail::Handle<nh_template, nh_template_free>,
                 public detail::Tagged<Template> {
public:
    using Handle::Handle;

    static Result<Template> try_new(const Text &body)
    {
        return detail::made<Template>(nh_template_new(body.c_str()));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    explicit Template(const Text &body) : Template(try_new(body).value()) {}
#endif

    Template &set_header(const Text &name, const Text &value)
    {
        nh_template_set_header(native(), name.c_str(), value.c_str());
        return *this;
    }
    Template &add_tag(const Text &tag)
    {
        nh_template_add_tag(native(), tag.c_str());
        return *this;
    }
    Template &remove_tag(const Text &tag)
    {
        nh_template_remove_tag(native(), tag.c_str());
        return *this;
    }
    Template &remove_header(const Text &name)
    {
        nh_template_remove_header(native(), name.c_str());
        return *this;
    }
    Template &set_body(const Text &body)
    {
        nh_template_set_body(native(), body.c_str());
        return *this;
    }
    /* An expression; Apple only; nullptr for none. */
    Template &set_expiry(const Text &expiry)
    {
        nh_template_set_expiry(native(), expiry.c_str());
        return *this;
    }

    std::string body() const { return detail::text(nh_template_body(native())); }
    std::optional<std::string> expiry() const
    {
        return detail::maybe(nh_template_expiry(native()));
    }
    std::vector<TemplateHeader> headers() const
    {
        std::vector<TemplateHeader> headers(nh_template_header_count(native()));

        for (std::size_t index = 0; index < headers.size(); index++)
            headers[index] = {
                detail::text(nh_template_header_name(native(), index)),
                detail::text(nh_template_header_value(native(), index)),
            };
        return headers;
    }
    std::vector<std::string> tags() const
    {
        std::vector<std::string> tags(nh_template_tag_count(native()));

        for (std::size_t index = 0; index < tags.size(); index++)
            tags[index] = detail::text(nh_template_tag(native(), index));
        return tags;
    }

    /* As template_check does, and what it makes of sample, a template notification, with its own
       headers; for Apple with those of sample. */
    Result<void> try_check_with_sample(Platform platform, const Notification &sample) const
    {
        return detail::done(nh_template_check_with_sample(static_cast<std::int32_t>(platform),
                                                          native(), sample.native()));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    void check_with_sample(Platform platform, const Notification &sample) const
    {
        try_check_with_sample(platform, sample).value();
    }
#endif
};

/* A secondary tile of a Windows installation. */
class SecondaryTile : public detail::Handle<nh_secondary_tile, nh_secondary_tile_free>,
                      public detail::Tagged<SecondaryTile> {
public:
    using Handle::Handle;

    static Result<SecondaryTile> try_new(const Text &push_channel)
    {
        return detail::made<SecondaryTile>(nh_secondary_tile_new(push_channel.c_str()));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    explicit SecondaryTile(const Text &push_channel)
        : SecondaryTile(try_new(push_channel).value())
    {
    }
#endif

    SecondaryTile &add_tag(const Text &tag)
    {
        nh_secondary_tile_add_tag(native(), tag.c_str());
        return *this;
    }
    SecondaryTile &remove_tag(const Text &tag)
    {
        nh_secondary_tile_remove_tag(native(), tag.c_str());
        return *this;
    }
    SecondaryTile &set_push_channel(const Text &push_channel)
    {
        nh_secondary_tile_set_push_channel(native(), push_channel.c_str());
        return *this;
    }
    SecondaryTile &set_template(const Text &name, const Template &body_template)
    {
        nh_secondary_tile_set_template(native(), name.c_str(), body_template.native());
        return *this;
    }
    SecondaryTile &remove_template(const Text &name)
    {
        nh_secondary_tile_remove_template(native(), name.c_str());
        return *this;
    }

    std::string push_channel() const
    {
        return detail::text(nh_secondary_tile_push_channel(native()));
    }
    bool push_channel_expired() const noexcept
    {
        return nh_secondary_tile_push_channel_expired(native());
    }
    std::vector<std::string> tags() const
    {
        std::vector<std::string> tags(nh_secondary_tile_tag_count(native()));

        for (std::size_t index = 0; index < tags.size(); index++)
            tags[index] = detail::text(nh_secondary_tile_tag(native(), index));
        return tags;
    }
    std::vector<std::string> template_names() const
    {
        std::vector<std::string> names(nh_secondary_tile_template_count(native()));

        for (std::size_t index = 0; index < names.size(); index++)
            names[index] = detail::text(nh_secondary_tile_template_name(native(), index));
        return names;
    }
    /* A copy; nothing if there is none of this name. */
    std::optional<Template> body_template(const Text &name) const
    {
        return detail::part<Template>(nh_secondary_tile_template(native(), name.c_str()));
    }
};

/* A template as an installation has it. */
struct InstalledTemplate {
    std::string name;
    std::string body;
    std::vector<std::string> tags;
};

/* A device with its tags, templates and push variables. */
class Installation : public detail::Handle<nh_installation, nh_installation_free>,
                     public detail::Tagged<Installation> {
public:
    using Handle::Handle;

    static Result<Installation> try_new(const Text &installation_id, Platform platform,
                                        const Text &push_channel)
    {
        return detail::made<Installation>(nh_installation_new(installation_id.c_str(),
                                                              static_cast<std::int32_t>(platform),
                                                              push_channel.c_str()));
    }
    static Result<Installation> try_new_browser(const Text &installation_id, const Text &endpoint,
                                                const Text &p256dh, const Text &auth)
    {
        return detail::made<Installation>(nh_installation_new_browser(
            installation_id.c_str(), endpoint.c_str(), p256dh.c_str(), auth.c_str()));
    }
    /* As devices or other SDKs write it. */
    static Result<Installation> try_from_json(std::string_view json)
    {
        return detail::made<Installation>(nh_installation_from_json(json.data(), json.size()));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    Installation(const Text &installation_id, Platform platform, const Text &push_channel)
        : Installation(try_new(installation_id, platform, push_channel).value())
    {
    }
    static Installation new_browser(const Text &installation_id, const Text &endpoint,
                                    const Text &p256dh, const Text &auth)
    {
        return try_new_browser(installation_id, endpoint, p256dh, auth).value();
    }
    static Installation from_json(std::string_view json) { return try_from_json(json).value(); }
#endif

    Installation &set_user_id(const Text &user_id)
    {
        nh_installation_set_user_id(native(), user_id.c_str());
        return *this;
    }
    /* Makes it nobody's device. */
    Installation &remove_user_id()
    {
        nh_installation_remove_user_id(native());
        return *this;
    }
    /* For a browser its subscription as JSON. */
    Installation &set_push_channel(const Text &push_channel)
    {
        nh_installation_set_push_channel(native(), push_channel.c_str());
        return *this;
    }
    Installation &set_browser_channel(const Text &endpoint, const Text &p256dh, const Text &auth)
    {
        nh_installation_set_browser_channel(native(), endpoint.c_str(), p256dh.c_str(),
                                            auth.c_str());
        return *this;
    }
    /* Such as "2027-01-15T00:00:00Z"; nullptr leaves it to the hub. */
    Installation &set_expiration_time(const Text &expiration_time)
    {
        nh_installation_set_expiration_time(native(), expiration_time.c_str());
        return *this;
    }
    /* Any member, as JSON; nullptr removes it. */
    Installation &set_member(const Text &name, const Text &json)
    {
        nh_installation_set_member(native(), name.c_str(), json.c_str());
        return *this;
    }
    Installation &add_tag(const Text &tag)
    {
        nh_installation_add_tag(native(), tag.c_str());
        return *this;
    }
    Installation &remove_tag(const Text &tag)
    {
        nh_installation_remove_tag(native(), tag.c_str());
        return *this;
    }
    Installation &set_push_variable(const Text &name, const Text &value)
    {
        nh_installation_set_push_variable(native(), name.c_str(), value.c_str());
        return *this;
    }
    Installation &remove_push_variable(const Text &name)
    {
        nh_installation_remove_push_variable(native(), name.c_str());
        return *this;
    }
    Installation &set_template(const Text &name, const Template &body_template)
    {
        nh_installation_set_template(native(), name.c_str(), body_template.native());
        return *this;
    }
    Installation &remove_template(const Text &name)
    {
        nh_installation_remove_template(native(), name.c_str());
        return *this;
    }
    /* Windows only. */
    Installation &set_secondary_tile(const Text &tile_id, const SecondaryTile &tile)
    {
        nh_installation_set_secondary_tile(native(), tile_id.c_str(), tile.native());
        return *this;
    }
    Installation &remove_secondary_tile(const Text &tile_id)
    {
        nh_installation_remove_secondary_tile(native(), tile_id.c_str());
        return *this;
    }

    std::string id() const { return detail::text(nh_installation_id(native())); }
    std::optional<std::string> user_id() const
    {
        return detail::maybe(nh_installation_user_id(native()));
    }
    std::optional<Platform> platform() const
    {
        return detail::platform(nh_installation_platform(native()));
    }
    /* In the service's word, such as "apns". */
    std::optional<std::string> platform_text() const
    {
        return detail::maybe(nh_installation_platform_text(native()));
    }
    /* Its handle; for a browser the endpoint. */
    std::optional<std::string> push_channel() const
    {
        return detail::maybe(nh_installation_push_channel(native()));
    }
    std::optional<std::string> browser_p256dh() const
    {
        return detail::maybe(nh_installation_browser_p256dh(native()));
    }
    std::optional<std::string> browser_auth() const
    {
        return detail::maybe(nh_installation_browser_auth(native()));
    }
    bool push_channel_expired() const noexcept
    {
        return nh_installation_push_channel_expired(native());
    }
    /* As the service writes it. */
    std::optional<std::string> expiration_time() const
    {
        return detail::maybe(nh_installation_expiration_time(native()));
    }
    std::vector<std::string> tags() const
    {
        std::vector<std::string> tags(nh_installation_tag_count(native()));

        for (std::size_t index = 0; index < tags.size(); index++)
            tags[index] = detail::text(nh_installation_tag(native(), index));
        return tags;
    }
    std::optional<std::string> push_variable(const Text &name) const
    {
        return detail::maybe(nh_installation_push_variable(native(), name.c_str()));
    }
    std::vector<std::string> push_variable_names() const
    {
        std::vector<std::string> names(nh_installation_push_variable_count(native()));

        for (std::size_t index = 0; index < names.size(); index++)
            names[index] = detail::text(nh_installation_push_variable_name(native(), index));
        return names;
    }
    /* A copy, to be read, or changed and set; nothing if there is none of this name. */
    std::optional<Template> body_template(const Text &name) const
    {
        return detail::part<Template>(nh_installation_template(native(), name.c_str()));
    }
    std::vector<std::string> secondary_tile_ids() const
    {
        std::vector<std::string> ids(nh_installation_secondary_tile_count(native()));

        for (std::size_t index = 0; index < ids.size(); index++)
            ids[index] = detail::text(nh_installation_secondary_tile_id(native(), index));
        return ids;
    }
    /* A copy, to be read, or changed and set; nothing if there is none of this id. */
    std::optional<SecondaryTile> secondary_tile(const Text &tile_id) const
    {
        return detail::part<SecondaryTile>(
            nh_installation_secondary_tile(native(), tile_id.c_str()));
    }
    /* Any member, as JSON. */
    std::optional<std::string> member(const Text &name) const
    {
        return detail::maybe(nh_installation_member(native(), name.c_str()));
    }
    std::vector<InstalledTemplate> templates() const
    {
        std::vector<InstalledTemplate> templates(nh_installation_template_count(native()));

        for (std::size_t index = 0; index < templates.size(); index++) {
            InstalledTemplate &one = templates[index];

            one.name = detail::text(nh_installation_template_name(native(), index));
            one.body = detail::text(nh_installation_template_body(native(), index));
            one.tags.resize(nh_installation_template_tag_count(native(), index));
            for (std::size_t tag = 0; tag < one.tags.size(); tag++)
                one.tags[tag] = detail::text(nh_installation_template_tag(native(), index, tag));
        }
        return templates;
    }
    /* As it is sent; none after a setter failed. */
    std::optional<std::string> json() const
    {
        return detail::maybe(nh_installation_json(native()));
    }
};

/* Changes to an installation, applied in the order in which they were added. */
class InstallationPatch : public detail::Handle<nh_installation_patch, nh_installation_patch_free>,
                          public detail::Tagged<InstallationPatch> {
public:
    using Handle::Handle;
    InstallationPatch() noexcept : Handle(nh_installation_patch_new()) {}

    InstallationPatch &add_tag(const Text &tag)
    {
        nh_installation_patch_add_tag(native(), tag.c_str());
        return *this;
    }
    InstallationPatch &remove_tag(const Text &tag)
    {
        nh_installation_patch_remove_tag(native(), tag.c_str());
        return *this;
    }
    /* Tags that are added directly behind it are then the only ones. */
    InstallationPatch &remove_all_tags()
    {
        nh_installation_patch_remove_all_tags(native());
        return *this;
    }
    InstallationPatch &set_user_id(const Text &user_id)
    {
        nh_installation_patch_set_user_id(native(), user_id.c_str());
        return *this;
    }
    InstallationPatch &remove_user_id()
    {
        nh_installation_patch_remove_user_id(native());
        return *this;
    }
    InstallationPatch &set_push_channel(const Text &push_channel)
    {
        nh_installation_patch_set_push_channel(native(), push_channel.c_str());
        return *this;
    }
    InstallationPatch &set_browser_channel(const Text &endpoint, const Text &p256dh,
                                           const Text &auth)
    {
        nh_installation_patch_set_browser_channel(native(), endpoint.c_str(), p256dh.c_str(),
                                                  auth.c_str());
        return *this;
    }
    InstallationPatch &set_template(const Text &name, const Template &body_template)
    {
        nh_installation_patch_set_template(native(), name.c_str(), body_template.native());
        return *this;
    }
    InstallationPatch &remove_template(const Text &name)
    {
        nh_installation_patch_remove_template(native(), name.c_str());
        return *this;
    }
    /* Leaves the rest of the template. */
    InstallationPatch &set_template_body(const Text &name, const Text &body)
    {
        nh_installation_patch_set_template_body(native(), name.c_str(), body.c_str());
        return *this;
    }
    /* Replaces all headers by those of another template. */
    InstallationPatch &set_template_headers(const Text &name, const Template &body_template)
    {
        nh_installation_patch_set_template_headers(native(), name.c_str(),
                                                   body_template.native());
        return *this;
    }
    /* An expression; nullptr removes it. */
    InstallationPatch &set_template_expiry(const Text &name, const Text &expiry)
    {
        nh_installation_patch_set_template_expiry(native(), name.c_str(), expiry.c_str());
        return *this;
    }
    InstallationPatch &remove_template_tag(const Text &name, const Text &tag)
    {
        nh_installation_patch_remove_template_tag(native(), name.c_str(), tag.c_str());
        return *this;
    }
    InstallationPatch &add_template_tag(const Text &name, const Text &tag)
    {
        nh_installation_patch_add_template_tag(native(), name.c_str(), tag.c_str());
        return *this;
    }
    InstallationPatch &set_push_variable(const Text &name, const Text &value)
    {
        nh_installation_patch_set_push_variable(native(), name.c_str(), value.c_str());
        return *this;
    }
    InstallationPatch &remove_push_variable(const Text &name)
    {
        nh_installation_patch_remove_push_variable(native(), name.c_str());
        return *this;
    }
    /* Its channel, its tags, and the templates that the tile has. */
    InstallationPatch &set_secondary_tile(const Text &tile_id, const SecondaryTile &tile)
    {
        nh_installation_patch_set_secondary_tile(native(), tile_id.c_str(), tile.native());
        return *this;
    }
    InstallationPatch &remove_secondary_tile(const Text &tile_id)
    {
        nh_installation_patch_remove_secondary_tile(native(), tile_id.c_str());
        return *this;
    }
    /* Any operation of JSON Patch; the value is text, and nullptr for "remove". */
    InstallationPatch &add_operation(const Text &op, const Text &path, const Text &value)
    {
        nh_installation_patch_add_operation(native(), op.c_str(), path.c_str(), value.c_str());
        return *this;
    }

    /* As it is sent; none without a change, or after one failed. */
    std::optional<std::string> json() const
    {
        return detail::maybe(nh_installation_patch_json(native()));
    }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
