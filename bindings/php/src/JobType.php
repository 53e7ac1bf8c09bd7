<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * What a job does.
 */
enum JobType: int
{
    /**
     * A type that this version does not know; cannot be submitted.
     */
    case Unknown = 0;

    /**
     * Writes all registrations into a container.
     */
    case ExportRegistrations = 1;

    /**
     * Creates registrations from a file.
     */
    case ImportCreateRegistrations = 2;

    /**
     * Updates registrations from a file.
     */
    case ImportUpdateRegistrations = 3;

    /**
     * Deletes the registrations that a file lists.
     */
    case ImportDeleteRegistrations = 4;

    /**
     * Creates or updates registrations from a file.
     */
    case ImportUpsertRegistrations = 5;
}
