/* Part of notification_hubs.hpp: tokens for devices and other programs. */
#ifndef NOTIFICATION_HUBS_SAS_TOKEN_HPP
#define NOTIFICATION_HUBS_SAS_TOKEN_HPP

#include <chrono>
#include <cstdint>
#include <string>

#include "calls.hpp"
#include "handle.hpp"
#include "hub_handle.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/* A shared access signature: a secret. */
class SasToken : public detail::Handle<nh_sas_token, nh_sas_token_free> {
public:
    using Handle::Handle;

    /* Without a URI it is for the hub itself. */
    static Result<SasToken> try_new(const detail::HubHandle &hub, const Text &uri,
                                    std::chrono::milliseconds lifetime)
    {
        return detail::made<SasToken>(nh_sas_token_new(
            hub.native(), uri.c_str(), detail::milliseconds<std::uint64_t>(lifetime)));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    SasToken(const detail::HubHandle &hub, const Text &uri, std::chrono::milliseconds lifetime)
        : SasToken(try_new(hub, uri, lifetime).value())
    {
    }
#endif

    /* The whole value of an Authorization header. */
    std::string text() const { return detail::text(nh_sas_token_text(native())); }
    std::chrono::system_clock::time_point expires_at() const
    {
        return std::chrono::system_clock::time_point(
            std::chrono::seconds(nh_sas_token_expires_at(native())));
    }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
