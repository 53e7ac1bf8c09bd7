/* Part of notification_hubs.hpp: namespaces, and hubs as they describe them. */
#ifndef NOTIFICATION_HUBS_HUB_DESCRIPTION_HPP
#define NOTIFICATION_HUBS_HUB_DESCRIPTION_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "calls.hpp"
#include "enums.hpp"
#include "handle.hpp"
#include "options.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/* An access rule; rights are NH_RIGHTS_... added together. */
struct Rule {
    std::string key_name;
    std::int32_t rights;
    std::string primary_key;
    std::string secondary_key;
};

/*
 * A hub as its namespace describes it. Setters can be chained and do not fail:
 * the call that takes it says what they were given wrong.
 */
class HubDescription : public detail::Handle<nh_hub_description, nh_hub_description_free> {
public:
    using Handle::Handle;
    HubDescription() noexcept : Handle(nh_hub_description_new()) {}

    /* ISO 8601, such as "P90D". */
    HubDescription &set_registration_ttl(const Text &duration)
    {
        nh_hub_description_set_registration_ttl(native(), duration.c_str());
        return *this;
    }
    HubDescription &set_user_metadata(const Text &metadata)
    {
        nh_hub_description_set_user_metadata(native(), metadata.c_str());
        return *this;
    }
    HubDescription &set_disabled(bool disabled = true)
    {
        nh_hub_description_set_disabled(native(), disabled);
        return *this;
    }
    HubDescription &set_rule(const Text &key_name, std::int32_t rights, const Text &primary_key,
                             const Text &secondary_key)
    {
        nh_hub_description_set_rule(native(), key_name.c_str(), rights, primary_key.c_str(),
                                    secondary_key.c_str());
        return *this;
    }
    HubDescription &remove_rule(const Text &key_name)
    {
        nh_hub_description_remove_rule(native(), key_name.c_str());
        return *this;
    }
    HubDescription &set_apns_certificate(const Text &endpoint, const Text &certificate,
                                         const Text &certificate_key)
    {
        nh_hub_description_set_apns_certificate(native(), endpoint.c_str(), certificate.c_str(),
                                                certificate_key.c_str());
        return *this;
    }
    HubDescription &set_apns_token(const Text &endpoint, const Text &token, const Text &key_id,
                                   const Text &app_name, const Text &app_id)
    {
        nh_hub_description_set_apns_token(native(), endpoint.c_str(), token.c_str(),
                                          key_id.c_str(), app_name.c_str(), app_id.c_str());
        return *this;
    }
    HubDescription &set_wns(const Text &package_sid, const Text &secret_key)
    {
        nh_hub_description_set_wns(native(), package_sid.c_str(), secret_key.c_str());
        return *this;
    }
    /* An endpoint is set after its credentials. */
    HubDescription &set_wns_endpoint(const Text &windows_live_endpoint)
    {
        nh_hub_description_set_wns_endpoint(native(), windows_live_endpoint.c_str());
        return *this;
    }
    HubDescription &set_wns_certificate(const Text &certificate, const Text &certificate_key)
    {
        nh_hub_description_set_wns_certificate(native(), certificate.c_str(),
                                               certificate_key.c_str());
        return *this;
    }
    HubDescription &set_gcm(const Text &google_api_key)
    {
        nh_hub_description_set_gcm(native(), google_api_key.c_str());
        return *this;
    }
    HubDescription &set_gcm_endpoint(const Text &gcm_endpoint)
    {
        nh_hub_description_set_gcm_endpoint(native(), gcm_endpoint.c_str());
        return *this;
    }
    HubDescription &set_fcmv1(const Text &project_id, const Text &private_key,
                              const Text &client_email)
    {
        nh_hub_description_set_fcmv1(native(), project_id.c_str(), private_key.c_str(),
                                     client_email.c_str());
        return *this;
    }
    /* Without both, it pushes unauthenticated. */
    HubDescription &set_mpns(const Text &certificate = {}, const Text &certificate_key = {})
    {
        nh_hub_description_set_mpns(native(), certificate.c_str(), certificate_key.c_str());
        return *this;
    }
    HubDescription &set_adm(const Text &client_id, const Text &client_secret)
    {
        nh_hub_description_set_adm(native(), client_id.c_str(), client_secret.c_str());
        return *this;
    }
    HubDescription &set_adm_endpoints(const Text &auth_token_url, const Text &send_url_template)
    {
        nh_hub_description_set_adm_endpoints(native(), auth_token_url.c_str(),
                                             send_url_template.c_str());
        return *this;
    }
    HubDescription &set_baidu(const Text &api_key, const Text &secret_key)
    {
        nh_hub_description_set_baidu(native(), api_key.c_str(), secret_key.c_str());
        return *this;
    }
    HubDescription &set_baidu_endpoint(const Text &baidu_endpoint)
    {
        nh_hub_description_set_baidu_endpoint(native(), baidu_endpoint.c_str());
        return *this;
    }
    HubDescription &set_xiaomi(const Text &app_secret, const Text &endpoint)
    {
        nh_hub_description_set_xiaomi(native(), app_secret.c_str(), endpoint.c_str());
        return *this;
    }
    HubDescription &set_browser(const Text &subject, const Text &vapid_public_key,
                                const Text &vapid_private_key)
    {
        nh_hub_description_set_browser(native(), subject.c_str(), vapid_public_key.c_str(),
                                       vapid_private_key.c_str());
        return *this;
    }

    /* Only where it was read from the service. */
    std::optional<std::string> name() const
    {
        return detail::maybe(nh_hub_description_name(native()));
    }
    std::optional<std::string> registration_ttl() const
    {
        return detail::maybe(nh_hub_description_registration_ttl(native()));
    }
    std::optional<std::string> user_metadata() const
    {
        return detail::maybe(nh_hub_description_user_metadata(native()));
    }
    bool is_disabled() const noexcept { return nh_hub_description_is_disabled(native()); }
    /* Such as "PackageSid" of "WnsCredential". */
    std::optional<std::string> credential(const Text &credential, const Text &property) const
    {
        return detail::maybe(
            nh_hub_description_credential(native(), credential.c_str(), property.c_str()));
    }
    std::vector<Rule> rules() const
    {
        std::vector<Rule> rules(nh_hub_description_rule_count(native()));

        for (std::size_t index = 0; index < rules.size(); index++)
            rules[index] = {
                detail::text(nh_hub_description_rule_key_name(native(), index)),
                nh_hub_description_rule_rights(native(), index),
                detail::text(nh_hub_description_rule_primary_key(native(), index)),
                detail::text(nh_hub_description_rule_secondary_key(native(), index)),
            };
        return rules;
    }
};

using HubList =
    detail::List<HubDescription, nh_hub_list, nh_hub_list_free, nh_hub_list_count, nh_hub_list_get>;

/* A namespace, for managing its hubs. Any number of threads may use it. */
class Namespace : detail::KeepsCallbacks, public detail::Handle<nh_namespace, nh_namespace_free> {
public:
    using Handle::Handle;

    static Result<Namespace> try_new(const Text &connection_string, const Options &options = {})
    {
        auto result = detail::made<Namespace>(
            nh_namespace_new(connection_string.c_str(), options.native()));

        if (result)
            result->keep(options.callbacks());
        return result;
    }

    Result<HubDescription> try_create_hub(const Text &hub_name, const HubDescription &description,
                                          const CallOptions &options = {}) const
    {
        return detail::read<HubDescription>(nh_create_hub, native(), hub_name.c_str(),
                                            description.native(), options.native());
    }
    /* Replaces it as a whole: read it, change it, send it back. */
    Result<HubDescription> try_update_hub(const Text &hub_name, const HubDescription &description,
                                          const CallOptions &options = {}) const
    {
        return detail::read<HubDescription>(nh_update_hub, native(), hub_name.c_str(),
                                            description.native(), options.native());
    }
    Result<HubDescription> try_get_hub(const Text &hub_name, const CallOptions &options = {}) const
    {
        return detail::read<HubDescription>(nh_get_hub, native(), hub_name.c_str(),
                                            options.native());
    }
    /* And all devices in it. */
    Result<Outcome> try_delete_hub(const Text &hub_name, const CallOptions &options = {}) const
    {
        return detail::call(nh_delete_hub, native(), hub_name.c_str(), options.native());
    }
    Result<HubList> try_list_hubs(const CallOptions &options = {}) const
    {
        return detail::read<HubList>(nh_list_hubs, native(), options.native());
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    explicit Namespace(const Text &connection_string, const Options &options = {})
        : Namespace(try_new(connection_string, options).value())
    {
    }
    HubDescription create_hub(const Text &hub_name, const HubDescription &description,
                              const CallOptions &options = {}) const
    {
        return try_create_hub(hub_name, description, options).value();
    }
    HubDescription update_hub(const Text &hub_name, const HubDescription &description,
                              const CallOptions &options = {}) const
    {
        return try_update_hub(hub_name, description, options).value();
    }
    HubDescription get_hub(const Text &hub_name, const CallOptions &options = {}) const
    {
        return try_get_hub(hub_name, options).value();
    }
    Outcome delete_hub(const Text &hub_name, const CallOptions &options = {}) const
    {
        return try_delete_hub(hub_name, options).value();
    }
    HubList list_hubs(const CallOptions &options = {}) const
    {
        return try_list_hubs(options).value();
    }
#endif
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
