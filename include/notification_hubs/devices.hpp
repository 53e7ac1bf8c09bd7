/* Part of notification_hubs.hpp: class Hub, its installations and registrations. */
#ifndef NOTIFICATION_HUBS_DEVICES_HPP
#define NOTIFICATION_HUBS_DEVICES_HPP

#include <cstdint>
#include <optional>

#include "calls.hpp"
#include "cursor.hpp"
#include "installation.hpp"
#include "one_line.hpp"
#include "options.hpp"
#include "outcome.hpp"
#include "registration.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

class DeviceCalls : public OneLineSends {
public:
    using OneLineSends::OneLineSends;

    /* Creates or replaces it; the service applies it soon after its answer. */
    Result<Outcome> try_put_installation(const Installation &installation,
                                         const CallOptions &options = {}) const
    {
        return call(nh_put_installation, native(), installation.native(), options.native());
    }
    Result<Installation> try_get_installation(const Text &installation_id,
                                              const CallOptions &options = {}) const
    {
        return read<Installation>(nh_get_installation, native(), installation_id.c_str(),
                                  options.native());
    }
    Result<bool> try_installation_exists(const Text &installation_id,
                                         const CallOptions &options = {}) const
    {
        return read<bool>(nh_installation_exists, native(), installation_id.c_str(),
                          options.native());
    }
    Result<Outcome> try_patch_installation(const Text &installation_id,
                                           const InstallationPatch &patch,
                                           const CallOptions &options = {}) const
    {
        return call(nh_patch_installation, native(), installation_id.c_str(), patch.native(),
                    options.native());
    }
    /* That there is none is no failure. */
    Result<Outcome> try_delete_installation(const Text &installation_id,
                                            const CallOptions &options = {}) const
    {
        return call(nh_delete_installation, native(), installation_id.c_str(), options.native());
    }
    /* How many it deleted; after a failure the error's deleted_count says that. */
    Result<std::uint64_t> try_delete_user_devices(const Text &user_id,
                                                  const CallOptions &options = {}) const
    {
        return read_into(&Failure::deleted_count, nh_delete_user_devices, native(),
                         user_id.c_str(), options.native());
    }
    /* What was read last: all that wanted has, or nothing where wanted is a null pointer. */
    Result<std::optional<Installation>>
    try_wait_installation(const Text &installation_id, const Installation *wanted,
                          const CallOptions &options = {}) const
    {
        return read<std::optional<Installation>>(
            nh_wait_installation, native(), installation_id.c_str(),
            wanted == nullptr ? nullptr : wanted->native(), options.native());
    }

    /* The outcome's registration_id is the new one; nothing is registered yet. */
    Result<Outcome> try_create_registration_id(const CallOptions &options = {}) const
    {
        return call(nh_create_registration_id, native(), options.native());
    }
    Result<Registration> try_create_registration(const Registration &registration,
                                                 const CallOptions &options = {}) const
    {
        return read<Registration>(nh_create_registration, native(), registration.native(),
                                  options.native());
    }
    /* Creates the registration of this id, or replaces it whatever it was. */
    Result<Registration> try_put_registration(const Text &registration_id,
                                              const Registration &registration,
                                              const CallOptions &options = {}) const
    {
        return read<Registration>(nh_put_registration, native(), registration_id.c_str(),
                                  registration.native(), options.native());
    }
    /* Replaces it if it is there, and if this is still its etag (nullptr: whatever it is). */
    Result<Registration> try_update_registration(const Text &registration_id,
                                                 const Registration &registration,
                                                 const Text &etag,
                                                 const CallOptions &options = {}) const
    {
        return read<Registration>(nh_update_registration, native(), registration_id.c_str(),
                                  registration.native(), etag.c_str(), options.native());
    }
    Result<Registration> try_get_registration(const Text &registration_id,
                                              const CallOptions &options = {}) const
    {
        return read<Registration>(nh_get_registration, native(), registration_id.c_str(),
                                  options.native());
    }
    Result<bool> try_registration_exists(const Text &registration_id,
                                         const CallOptions &options = {}) const
    {
        return read<bool>(nh_registration_exists, native(), registration_id.c_str(),
                          options.native());
    }
    Result<Outcome> try_delete_registration(const Text &registration_id, const Text &etag,
                                            const CallOptions &options = {}) const
    {
        return call(nh_delete_registration, native(), registration_id.c_str(), etag.c_str(),
                    options.native());
    }
    /*
     * Part of a list: of those with a tag, of those of a handle, or with neither of
     * all. The next part is behind the page's continuation_token.
     */
    Result<RegistrationPage> try_get_registration_page(const Text &tag, const Text &channel = {},
                                                       const Text &continuation_token = {},
                                                       const CallOptions &options = {}) const
    {
        return read<RegistrationPage>(nh_get_registration_page, native(), tag.c_str(),
                                      channel.c_str(), continuation_token.c_str(),
                                      options.native());
    }
    /* How many it deleted; after a failure the error's deleted_count says that. */
    Result<std::uint64_t> try_delete_registrations_by_channel(const Text &channel,
                                                              const CallOptions &options = {}) const
    {
        return read_into(&Failure::deleted_count, nh_delete_registrations_by_channel, native(),
                         channel.c_str(), options.native());
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    Outcome put_installation(const Installation &installation,
                             const CallOptions &options = {}) const
    {
        return try_put_installation(installation, options).value();
    }
    Installation get_installation(const Text &installation_id,
                                  const CallOptions &options = {}) const
    {
        return try_get_installation(installation_id, options).value();
    }
    bool installation_exists(const Text &installation_id, const CallOptions &options = {}) const
    {
        return try_installation_exists(installation_id, options).value();
    }
    Outcome patch_installation(const Text &installation_id, const InstallationPatch &patch,
                               const CallOptions &options = {}) const
    {
        return try_patch_installation(installation_id, patch, options).value();
    }
    Outcome delete_installation(const Text &installation_id, const CallOptions &options = {}) const
    {
        return try_delete_installation(installation_id, options).value();
    }
    std::uint64_t delete_user_devices(const Text &user_id, const CallOptions &options = {}) const
    {
        return try_delete_user_devices(user_id, options).value();
    }
    std::optional<Installation> wait_installation(const Text &installation_id,
                                                  const Installation *wanted,
                                                  const CallOptions &options = {}) const
    {
        return try_wait_installation(installation_id, wanted, options).value();
    }

    Outcome create_registration_id(const CallOptions &options = {}) const
    {
        return try_create_registration_id(options).value();
    }
    Registration create_registration(const Registration &registration,
                                     const CallOptions &options = {}) const
    {
        return try_create_registration(registration, options).value();
    }
    Registration put_registration(const Text &registration_id, const Registration &registration,
                                  const CallOptions &options = {}) const
    {
        return try_put_registration(registration_id, registration, options).value();
    }
    Registration update_registration(const Text &registration_id, const Registration &registration,
                                     const Text &etag, const CallOptions &options = {}) const
    {
        return try_update_registration(registration_id, registration, etag, options).value();
    }
    Registration get_registration(const Text &registration_id,
                                  const CallOptions &options = {}) const
    {
        return try_get_registration(registration_id, options).value();
    }
    bool registration_exists(const Text &registration_id, const CallOptions &options = {}) const
    {
        return try_registration_exists(registration_id, options).value();
    }
    Outcome delete_registration(const Text &registration_id, const Text &etag,
                                const CallOptions &options = {}) const
    {
        return try_delete_registration(registration_id, etag, options).value();
    }
    RegistrationPage get_registration_page(const Text &tag, const Text &channel = {},
                                           const Text &continuation_token = {},
                                           const CallOptions &options = {}) const
    {
        return try_get_registration_page(tag, channel, continuation_token, options).value();
    }
    std::uint64_t delete_registrations_by_channel(const Text &channel,
                                                  const CallOptions &options = {}) const
    {
        return try_delete_registrations_by_channel(channel, options).value();
    }
#endif
};

} // namespace detail
} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
