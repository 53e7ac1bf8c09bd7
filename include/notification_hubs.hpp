/*
 * Azure Notification Hubs for C++17: header-only, over notification_hubs.h, whose
 * comments are the manual of what is called here; docs/cpp.md begins with a whole
 * program.
 *
 * Objects.  Move-only; each frees what it holds. One that was moved from is told
 *   so by the next call with it: NH_STATUS_INVALID_ARGUMENT.
 * Names.    Those of the C interface: nh_send(hub, ...) is hub.send(...),
 *   nh_target_new_tag is Target::new_tag.
 * Errors.   hub.send(...) throws an Error: UsageError, NetworkError, ServiceError or
 *   LibraryError. hub.try_send(...) gives a Result<Outcome> instead, and is all
 *   there is where exceptions are off.
 * Text.     UTF-8. Goes in as whatever is like a string, and comes out as a
 *   std::string of its own, or a std::optional of one.
 * Times.    std::chrono.
 * Threads.  A const method may be called by several threads at the same time; an
 *   Outcome, an Error and a Result belong to one at a time.
 */
#ifndef NOTIFICATION_HUBS_HPP
#define NOTIFICATION_HUBS_HPP

#include "notification_hubs/batch.hpp"
#include "notification_hubs/calls.hpp"
#include "notification_hubs/config.hpp"
#include "notification_hubs/counters.hpp"
#include "notification_hubs/cursor.hpp"
#include "notification_hubs/dead_devices.hpp"
#include "notification_hubs/devices.hpp"
#include "notification_hubs/enums.hpp"
#include "notification_hubs/error.hpp"
#include "notification_hubs/handle.hpp"
#include "notification_hubs/hub.hpp"
#include "notification_hubs/hub_description.hpp"
#include "notification_hubs/hub_handle.hpp"
#include "notification_hubs/installation.hpp"
#include "notification_hubs/notification.hpp"
#include "notification_hubs/one_line.hpp"
#include "notification_hubs/options.hpp"
#include "notification_hubs/outcome.hpp"
#include "notification_hubs/queue.hpp"
#include "notification_hubs/registration.hpp"
#include "notification_hubs/reports.hpp"
#include "notification_hubs/request.hpp"
#include "notification_hubs/sas_token.hpp"
#include "notification_hubs/span.hpp"
#include "notification_hubs/target.hpp"
#include "notification_hubs/telemetry.hpp"
#include "notification_hubs/text.hpp"

#endif
