/* Part of notification_hubs.hpp: what hubs have done, for monitoring. */
#ifndef NOTIFICATION_HUBS_COUNTERS_HPP
#define NOTIFICATION_HUBS_COUNTERS_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "calls.hpp"
#include "enums.hpp"
#include "handle.hpp"
#include "hub_handle.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/* How many calls took no longer than a bound; the last bucket has none. */
struct Bucket {
    std::chrono::microseconds bound;
    std::uint64_t count;
};

/* What one or more hubs had done when they were asked. */
class Counters : public detail::Handle<nh_counters, nh_counters_free> {
public:
    using Handle::Handle;

    static Result<Counters> try_new(const detail::HubHandle &hub)
    {
        return detail::made<Counters>(nh_counters_new(hub.native()));
    }
    Result<void> try_add(const detail::HubHandle &hub)
    {
        return detail::done(nh_counters_add(native(), hub.native()));
    }
#if NOTIFICATION_HUBS_EXCEPTIONS
    explicit Counters(const detail::HubHandle &hub) : Counters(try_new(hub).value()) {}
    /* Numbers are then sums. */
    void add(const detail::HubHandle &hub) { try_add(hub).value(); }
#endif

    std::uint64_t get(CounterId counter, CallKind kind = NH_CALL_KIND_ALL) const noexcept
    {
        return nh_counters_get(native(), static_cast<std::int32_t>(counter),
                               static_cast<std::int32_t>(kind));
    }
    /* The histogram of the calls' durations; each bucket counts those before it too. */
    std::vector<Bucket> buckets(CallKind kind = NH_CALL_KIND_ALL) const
    {
        std::vector<Bucket> buckets(nh_counters_bucket_count(native()));

        for (std::size_t index = 0; index < buckets.size(); index++) {
            const std::uint64_t bound = nh_counters_bucket_bound_us(native(), index);

            buckets[index].bound =
                bound == std::numeric_limits<std::uint64_t>::max()
                    ? std::chrono::microseconds::max()
                    : std::chrono::microseconds(static_cast<std::int64_t>(bound));
            buckets[index].count =
                nh_counters_bucket(native(), index, static_cast<std::int32_t>(kind));
        }
        return buckets;
    }
    /* Prometheus's text exposition format, version 0.0.4. */
    std::string prometheus() const { return detail::text(nh_counters_prometheus(native())); }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
