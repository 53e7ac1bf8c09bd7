/*
 * Part of notification_hubs.hpp: the enumerations of the C interface and their
 * names. Their values are those of notification_hubs.h: NH_PLATFORM_APPLE,
 * NH_STATUS_TIMEOUT ...
 */
#ifndef NOTIFICATION_HUBS_ENUMS_HPP
#define NOTIFICATION_HUBS_ENUMS_HPP

#include <cstdint>
#include <optional>
#include <string>

#include "text.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {

using Status = nh_status;
using AccessProblem = nh_access_problem;
using Verdict = nh_verdict;
using NotificationState = nh_notification_state;
using JobType = nh_job_type;
using JobStatus = nh_job_status;
using Platform = nh_platform;
using WnsType = nh_wns_type;
using MpnsType = nh_mpns_type;
using ApnsPushType = nh_apns_push_type;
using Field = nh_field;
using Retry = nh_retry;
using LogLevel = nh_log_level;
using Rights = nh_rights;
using CounterId = nh_counter;
using CallKind = nh_call_kind;
using PruneDecision = nh_prune_decision;
using Finding = nh_finding;

/* Such as "NH_STATUS_TIMEOUT". */
inline std::string status_name(Status status)
{
    return detail::text(nh_status_name(static_cast<std::int32_t>(status)));
}

/* "accepted", "not accepted" or "unknown". */
inline std::string verdict_name(Verdict verdict)
{
    return detail::text(nh_verdict_name(static_cast<std::int32_t>(verdict)));
}

/* The service's word, such as "apple". */
inline std::string platform_name(Platform platform)
{
    return detail::text(nh_platform_name(static_cast<std::int32_t>(platform)));
}

namespace detail {

/* 0 stands for one that this version does not know. */
inline std::optional<Platform> platform(std::int32_t number)
{
    return number != 0 ? std::optional<Platform>(static_cast<Platform>(number)) : std::nullopt;
}

} // namespace detail

/* The platform of a word, in any case. */
inline std::optional<Platform> platform_from_name(const Text &name)
{
    return detail::platform(nh_platform_from_name(name.c_str()));
}

/* Of the library that runs; NH_VERSION_STRING is that of the header. */
inline std::string version() { return detail::text(nh_version()); }

/* 0x00MMmmpp, to be compared. */
inline std::uint32_t version_number() noexcept { return nh_version_number(); }

} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
