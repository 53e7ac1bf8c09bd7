/* Part of notification_hubs.hpp: what a pruning decided, and what an explanation found. */
#ifndef NOTIFICATION_HUBS_REPORTS_HPP
#define NOTIFICATION_HUBS_REPORTS_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "enums.hpp"
#include "handle.hpp"
#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

/* What a pruning decided of a device, or of a handle that no device has. */
struct Pruned {
    PruneDecision decision;
    /* A secret. */
    std::optional<std::string> pns_handle;
    /* Nothing where no device was found. */
    std::optional<Platform> platform;
    std::optional<std::string> installation_id;
    /* Of a registration that is no part of an installation. */
    std::optional<std::string> registration_id;
    /* Such as "ExpiredChannel". */
    std::optional<std::string> error;
};

/* What one call of a pruning decided. */
class PruneReport : public detail::Handle<nh_prune_report, nh_prune_report_free> {
public:
    using Handle::Handle;

    std::vector<Pruned> decisions() const
    {
        std::vector<Pruned> decisions(nh_prune_report_count(native()));

        for (std::size_t index = 0; index < decisions.size(); index++)
            decisions[index] = {
                static_cast<PruneDecision>(nh_prune_report_decision(native(), index)),
                detail::maybe(nh_prune_report_pns_handle(native(), index)),
                detail::platform(nh_prune_report_platform(native(), index)),
                detail::maybe(nh_prune_report_installation_id(native(), index)),
                detail::maybe(nh_prune_report_registration_id(native(), index)),
                detail::maybe(nh_prune_report_error(native(), index)),
            };
        return decisions;
    }
};

/* Something that was found out of a notification. */
struct ExplanationFinding {
    Finding finding;
    /* In a sentence or two. */
    std::string text;
};

/* Why a notification reached somebody, or nobody. Holds no handle and no payload. */
class Explanation : public detail::Handle<nh_explanation, nh_explanation_free> {
public:
    using Handle::Handle;

    std::vector<ExplanationFinding> findings() const
    {
        std::vector<ExplanationFinding> findings(nh_explanation_count(native()));

        for (std::size_t index = 0; index < findings.size(); index++)
            findings[index] = {
                static_cast<Finding>(nh_explanation_finding(native(), index)),
                detail::text(nh_explanation_text(native(), index)),
            };
        return findings;
    }
    /* Registrations that match the target now. */
    std::uint64_t matched() const noexcept { return nh_explanation_matched(native()); }
    std::uint64_t looked_at() const noexcept { return nh_explanation_looked_at(native()); }
    bool is_cut() const noexcept { return nh_explanation_is_cut(native()); }
    /* A line for each finding. */
    std::string words() const { return detail::text(nh_explanation_words(native())); }
    std::string json() const { return detail::text(nh_explanation_json(native())); }
};

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
