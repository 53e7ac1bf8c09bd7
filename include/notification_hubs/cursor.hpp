/* Part of notification_hubs.hpp: lists that are read as the program goes through them. */
#ifndef NOTIFICATION_HUBS_CURSOR_HPP
#define NOTIFICATION_HUBS_CURSOR_HPP

#include <cstddef>
#include <iterator>
#include <optional>

#include "calls.hpp"
#include "handle.hpp"
#include "hub_handle.hpp"
#include "installation.hpp"
#include "options.hpp"
#include "registration.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

/* A place in a list of items, which next gives. Self is the class that derives. */
template <typename Self, typename Item, typename C, void (*Free)(C *), auto Next>
class Cursor : KeepsCallbacks, public Handle<C, Free> {
public:
    using Handle<C, Free>::Handle;

    /* Nothing at the end. After a failure the same is tried again. */
    Result<std::optional<Item>> try_next(const CallOptions &options = {})
    {
        return read<std::optional<Item>>(Next, this->native(), options.native());
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    std::optional<Item> next(const CallOptions &options = {}) { return try_next(options).value(); }

    /* For a range-based for, from where the cursor is on. */
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Item;
        using difference_type = std::ptrdiff_t;
        using pointer = Item *;
        using reference = Item &;

        explicit Iterator(Cursor &cursor) : cursor_(&cursor) { ++*this; }

        Item &operator*() { return *item_; }
        Item *operator->() { return &*item_; }
        Iterator &operator++()
        {
            item_ = cursor_->next();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::nullptr_t) const noexcept { return !item_; }
        bool operator!=(std::nullptr_t) const noexcept { return item_.has_value(); }

    private:
        Cursor *cursor_;
        std::optional<Item> item_;
    };
    Iterator begin() { return Iterator(*this); }
    std::nullptr_t end() const noexcept { return nullptr; }
#endif

protected:
    static Result<Self> made(C *owned, const HubHandle &hub)
    {
        auto result = detail::made<Self>(owned);

        if (result)
            result->keep(hub.callbacks());
        return result;
    }
};

} // namespace detail

/*
 * A place in a list of registrations, which is read page by page. The hub may go
 * before it. One thread at a time.
 */
class RegistrationCursor
    : public detail::Cursor<RegistrationCursor, Registration, nh_registration_cursor, nh_registration_cursor_free, nh_registration_cursor_next> {
public:
    using Cursor::Cursor;

    /* All of the hub. */
    static Result<RegistrationCursor> try_new_all(const detail::HubHandle &hub)
    {
        return made(nh_registration_cursor_new_all(hub.native()), hub);
    }
    static Result<RegistrationCursor> try_new_by_tag(const detail::HubHandle &hub, const Text &tag)
    {
        return made(nh_registration_cursor_new_by_tag(hub.native(), tag.c_str()), hub);
    }
    /* Of a handle, on whatever platform. */
    static Result<RegistrationCursor> try_new_by_channel(const detail::HubHandle &hub, const Text &channel)
    {
        return made(nh_registration_cursor_new_by_channel(hub.native(), channel.c_str()), hub);
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    static RegistrationCursor new_all(const detail::HubHandle &hub)
    {
        return try_new_all(hub).value();
    }
    static RegistrationCursor new_by_tag(const detail::HubHandle &hub, const Text &tag)
    {
        return try_new_by_tag(hub, tag).value();
    }
    static RegistrationCursor new_by_channel(const detail::HubHandle &hub, const Text &channel)
    {
        return try_new_by_channel(hub, channel).value();
    }
#endif
};

/*
 * A place in a list of installations, each of which comes once. The hub may go before
 * it. One thread at a time.
 */
class InstallationCursor
    : public detail::Cursor<InstallationCursor, Installation, nh_installation_cursor, nh_installation_cursor_free, nh_installation_cursor_next> {
public:
    using Cursor::Cursor;

    /* All of the hub. */
    static Result<InstallationCursor> try_new_all(const detail::HubHandle &hub)
    {
        return made(nh_installation_cursor_new_all(hub.native()), hub);
    }
    static Result<InstallationCursor> try_new_by_tag(const detail::HubHandle &hub, const Text &tag)
    {
        return made(nh_installation_cursor_new_by_tag(hub.native(), tag.c_str()), hub);
    }
    static Result<InstallationCursor> try_new_by_user(const detail::HubHandle &hub, const Text &user_id)
    {
        return made(nh_installation_cursor_new_by_user(hub.native(), user_id.c_str()), hub);
    }
    /* Of a handle, on whatever platform. */
    static Result<InstallationCursor> try_new_by_channel(const detail::HubHandle &hub, const Text &channel)
    {
        return made(nh_installation_cursor_new_by_channel(hub.native(), channel.c_str()), hub);
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    static InstallationCursor new_all(const detail::HubHandle &hub)
    {
        return try_new_all(hub).value();
    }
    static InstallationCursor new_by_tag(const detail::HubHandle &hub, const Text &tag)
    {
        return try_new_by_tag(hub, tag).value();
    }
    static InstallationCursor new_by_user(const detail::HubHandle &hub, const Text &user_id)
    {
        return try_new_by_user(hub, user_id).value();
    }
    static InstallationCursor new_by_channel(const detail::HubHandle &hub, const Text &channel)
    {
        return try_new_by_channel(hub, channel).value();
    }
#endif
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
