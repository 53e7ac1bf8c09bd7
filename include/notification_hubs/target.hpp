/* Part of notification_hubs.hpp: where a notification goes. */
#ifndef NOTIFICATION_HUBS_TARGET_HPP
#define NOTIFICATION_HUBS_TARGET_HPP

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "calls.hpp"
#include "handle.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/* A tag expression. Never changes, so any number of threads may use it. */
class TagExpression : public detail::Handle<nh_tag_expression, nh_tag_expression_free> {
public:
    using Handle::Handle;

    static Result<TagExpression> try_parse(const Text &expression)
    {
        return detail::made<TagExpression>(nh_tag_expression_parse(expression.c_str()));
    }
    static Result<TagExpression> try_new_tag(const Text &tag)
    {
        return detail::made<TagExpression>(nh_tag_expression_new_tag(tag.c_str()));
    }
    static Result<TagExpression> try_new_and(const TagExpression &left, const TagExpression &right)
    {
        return detail::made<TagExpression>(
            nh_tag_expression_new_and(left.native(), right.native()));
    }
    static Result<TagExpression> try_new_or(const TagExpression &left, const TagExpression &right)
    {
        return detail::made<TagExpression>(nh_tag_expression_new_or(left.native(), right.native()));
    }
    static Result<TagExpression> try_new_not(const TagExpression &expression)
    {
        return detail::made<TagExpression>(nh_tag_expression_new_not(expression.native()));
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    static TagExpression parse(const Text &expression) { return try_parse(expression).value(); }
    static TagExpression new_tag(const Text &tag) { return try_new_tag(tag).value(); }
    friend TagExpression operator&&(const TagExpression &left, const TagExpression &right)
    {
        return try_new_and(left, right).value();
    }
    friend TagExpression operator||(const TagExpression &left, const TagExpression &right)
    {
        return try_new_or(left, right).value();
    }
    friend TagExpression operator!(const TagExpression &expression)
    {
        return try_new_not(expression).value();
    }
#endif

    /* As it is sent. */
    std::string text() const { return detail::text(nh_tag_expression_text(native())); }
};

/* Where to. Once built, any number of threads may use it. */
class Target : public detail::Handle<nh_target, nh_target_free>, public detail::Tagged<Target> {
public:
    using Handle::Handle;

    /* Every device of the notification's platform. */
    static Target new_broadcast() { return Target(nh_target_new_broadcast()); }

    static Result<Target> try_new_tag(const Text &tag)
    {
        return detail::made<Target>(nh_target_new_tag(tag.c_str()));
    }
    static Result<Target> try_new_expression(const Text &expression)
    {
        return detail::made<Target>(nh_target_new_expression(expression.c_str()));
    }
    static Result<Target> try_new_composed(const TagExpression &expression)
    {
        return detail::made<Target>(nh_target_new_composed(expression.native()));
    }
    /* All devices of a user. */
    static Result<Target> try_new_user(const Text &user_id)
    {
        return detail::made<Target>(nh_target_new_user(user_id.c_str()));
    }
    static Result<Target> try_new_installation(const Text &installation_id)
    {
        return detail::made<Target>(nh_target_new_installation(installation_id.c_str()));
    }
    /* By its handle, registered or not. */
    static Result<Target> try_new_device(const Text &handle)
    {
        return detail::made<Target>(nh_target_new_device(handle.c_str()));
    }
    static Result<Target> try_new_browser(const Text &endpoint, const Text &p256dh,
                                          const Text &auth)
    {
        return detail::made<Target>(
            nh_target_new_browser(endpoint.c_str(), p256dh.c_str(), auth.c_str()));
    }

#if NOTIFICATION_HUBS_EXCEPTIONS
    static Target new_tag(const Text &tag) { return try_new_tag(tag).value(); }
    static Target new_expression(const Text &expression)
    {
        return try_new_expression(expression).value();
    }
    static Target new_composed(const TagExpression &expression)
    {
        return try_new_composed(expression).value();
    }
    static Target new_user(const Text &user_id) { return try_new_user(user_id).value(); }
    static Target new_installation(const Text &installation_id)
    {
        return try_new_installation(installation_id).value();
    }
    static Target new_device(const Text &handle) { return try_new_device(handle).value(); }
    static Target new_browser(const Text &endpoint, const Text &p256dh, const Text &auth)
    {
        return try_new_browser(endpoint, p256dh, auth).value();
    }
#endif

    /*
     * Devices with any of some tags, of which there may be none yet. What cannot
     * be a tag, the send says.
     */
    static Target new_tags() { return Target(nh_target_new_tags()); }
    template <typename Range, detail::IfTexts<const Range> = 0>
    static Target new_tags(const Range &tags)
    {
        Target target = new_tags();

        target.add_tags(tags);
        return target;
    }
    static Target new_tags(std::initializer_list<std::string_view> tags)
    {
        return new_tags<std::initializer_list<std::string_view>>(tags);
    }
    Target &add_tag(const Text &tag)
    {
        nh_target_add_tag(native(), tag.c_str());
        return *this;
    }
};

/* Device handles, for a batch that is sent more than once. */
class Handles : public detail::Handle<nh_handles, nh_handles_free> {
public:
    using Handle::Handle;
    Handles() noexcept : Handle(nh_handles_new()) {}

    /* A failure leaves the list as it was. */
    Result<void> try_add(const Text &handle)
    {
        return detail::done(nh_handles_add(native(), handle.c_str()));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    void add(const Text &handle) { try_add(handle).value(); }
#endif
    std::size_t count() const noexcept { return nh_handles_count(native()); }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
