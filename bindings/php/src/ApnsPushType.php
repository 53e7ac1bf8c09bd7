<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * Kind of an Apple push.
 */
enum ApnsPushType: int
{
    /**
     * alert
     */
    case Alert = 1;

    /**
     * background (needs priority 5)
     */
    case Background = 2;

    /**
     * voip
     */
    case Voip = 3;

    /**
     * complication
     */
    case Complication = 4;

    /**
     * fileprovider
     */
    case Fileprovider = 5;

    /**
     * mdm
     */
    case Mdm = 6;

    /**
     * location
     */
    case Location = 7;

    /**
     * liveactivity
     */
    case Liveactivity = 8;

    /**
     * pushtotalk
     */
    case Pushtotalk = 9;
}
