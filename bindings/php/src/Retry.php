<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * When a failed call is repeated. This is about sends:
 * reads, and changes that come to the same once or twice, are repeated after
 * any transient failure, unless with NH_RETRY_NEVER. The default repeats only
 * sends that surely were not accepted, so that no device is woken twice.
 */
enum Retry: int
{
    /**
     * Never.
     */
    case Never = 1;

    /**
     * Only when it was surely not accepted: no connection, or an answer that
     * says so (429, 503, 403 with Retry-After).
     */
    case NotAccepted = 2;

    /**
     * Also when the outcome is unknown: devices may get the push twice.
     */
    case Always = 3;
}
