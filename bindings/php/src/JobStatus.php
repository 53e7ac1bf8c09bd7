<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * How far a job got.
 */
enum JobStatus: int
{
    /**
     * A status that this version does not know: see the text.
     */
    case Unknown = 0;

    /**
     * Submitted. The service says nothing while it is so.
     */
    case Started = 1;

    /**
     * Running.
     */
    case Running = 2;

    /**
     * Done.
     */
    case Completed = 3;

    /**
     * Failed: see the failure.
     */
    case Failed = 4;
}
