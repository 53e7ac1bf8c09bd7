<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * What was decided of a device, or of a handle.
 */
enum PruneDecision: int
{
    /**
     * It would be deleted, if deleting was asked for.
     */
    case Dead = 1;

    /**
     * It was deleted.
     */
    case Deleted = 2;

    /**
     * Left alone: the device registered again after its push service gave it up, or
     * another device has registered the handle.
     */
    case RegisteredAgain = 3;

    /**
     * Left alone: the push service has named another handle for the device, which only
     * the device can register.
     */
    case Replaced = 4;

    /**
     * Left alone: the error does not say that the device is gone for ever, or only a tile of
     * it is.
     */
    case NotDead = 5;

    /**
     * No device has the handle.
     */
    case NotRegistered = 6;

    /**
     * A request for it failed, as the log says. Pruning the same again tries again.
     */
    case Failed = 7;
}
