<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * Kinds of calls, by what it comes to when one is made twice.
 */
enum CallKind: int
{
    /**
     * All of them together.
     */
    case All = 0;

    /**
     * What must not happen twice: sends, direct batches, scheduled sends; also
     * nh_create_registration, nh_update_registration with an etag, and
     * nh_submit_job.
     */
    case Send = 1;

    /**
     * Puts, patches, deletes.
     */
    case Change = 2;

    /**
     * What changes nothing.
     */
    case Read = 3;
}
