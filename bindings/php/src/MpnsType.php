<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * Kind of a Windows Phone (MPNS) notification.
 */
enum MpnsType: int
{
    /**
     * toast, class 2 unless set
     */
    case Toast = 1;

    /**
     * token (that is MPNS's word for a tile), class 1 unless set
     */
    case Tile = 2;

    /**
     * raw, class 3 unless set; no target header
     */
    case Raw = 3;
}
