<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * How far a notification got.
 */
enum NotificationState: int
{
    /**
     * A state that this version does not know: see the text.
     */
    case Unknown = 0;

    /**
     * Taken, not yet begun.
     */
    case Enqueued = 1;

    /**
     * Being sent.
     */
    case Processing = 2;

    /**
     * Sent to every push service.
     */
    case Completed = 3;

    /**
     * Nobody matched.
     */
    case NoTargetFound = 4;

    /**
     * Given up.
     */
    case Abandoned = 5;

    /**
     * Waiting for its time.
     */
    case Scheduled = 6;

    /**
     * Called off.
     */
    case Cancelled = 7;
}
