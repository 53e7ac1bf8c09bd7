/* Part of notification_hubs.hpp: what the parts of class Hub have in common. */
#ifndef NOTIFICATION_HUBS_HUB_HANDLE_HPP
#define NOTIFICATION_HUBS_HUB_HANDLE_HPP

#include "handle.hpp"
#include "options.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

/* A hub, and what it calls. Hub is made of several files, each a base of the next. */
class HubHandle : protected KeepsCallbacks, public Handle<nh_hub, nh_hub_free> {
public:
    using Handle::Handle;

    /* For what is made from a hub and may outlive it. */
    using KeepsCallbacks::callbacks;
};

} // namespace detail
} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
