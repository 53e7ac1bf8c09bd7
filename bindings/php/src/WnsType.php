<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * Kind of a Windows (WNS) notification.
 */
enum WnsType: int
{
    /**
     * wns/toast
     */
    case Toast = 1;

    /**
     * wns/tile
     */
    case Tile = 2;

    /**
     * wns/badge
     */
    case Badge = 3;

    /**
     * wns/raw: any bytes, sent as application/octet-stream.
     */
    case Raw = 4;
}
