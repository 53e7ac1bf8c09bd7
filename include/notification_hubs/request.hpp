/* Part of notification_hubs.hpp: dry runs. */
#ifndef NOTIFICATION_HUBS_REQUEST_HPP
#define NOTIFICATION_HUBS_REQUEST_HPP

#include <cstddef>
#include <string>
#include <vector>

#include "calls.hpp"
#include "handle.hpp"
#include "hub_handle.hpp"
#include "notification.hpp"
#include "options.hpp"
#include "target.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/* Do not print the value of one that is a secret. */
struct RequestHeader {
    std::string name;
    std::string value;
    bool is_secret;
};

/* The request that Hub::send would make: it holds a token. */
class Request : public detail::Handle<nh_request, nh_request_free> {
public:
    using Handle::Handle;

    static Result<Request> try_new(const detail::HubHandle &hub, const Notification &notification,
                                   const Target &target, const CallOptions &options = {})
    {
        return detail::made<Request>(nh_request_new(hub.native(), notification.native(),
                                                    target.native(), options.native()));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    Request(const detail::HubHandle &hub, const Notification &notification, const Target &target,
            const CallOptions &options = {})
        : Request(try_new(hub, notification, target, options).value())
    {
    }
#endif

    std::string method() const { return detail::text(nh_request_method(native())); }
    std::string url() const { return detail::text(nh_request_url(native())); }
    std::string body() const
    {
        return std::string(nh_request_body(native()), nh_request_body_len(native()));
    }
    std::vector<RequestHeader> headers() const
    {
        std::vector<RequestHeader> headers(nh_request_header_count(native()));

        for (std::size_t index = 0; index < headers.size(); index++)
            headers[index] = {
                detail::text(nh_request_header_name(native(), index)),
                detail::text(nh_request_header_value(native(), index)),
                nh_request_header_is_secret(native(), index),
            };
        return headers;
    }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
