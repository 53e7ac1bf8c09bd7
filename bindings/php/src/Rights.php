<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * Rights of an access rule, to be added together.
 */
enum Rights: int
{
    /**
     * Create and read registrations and installations.
     */
    case Listen = 1;

    /**
     * Send.
     */
    case Send = 2;

    /**
     * Everything; takes the other two beside it.
     */
    case Manage = 4;
}
