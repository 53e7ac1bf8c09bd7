<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * How much is logged. Each level includes those before.
 */
enum LogLevel: int
{
    /**
     * Nothing.
     */
    case Off = 0;

    /**
     * Sends that came to nothing.
     */
    case Error = 1;

    /**
     * Attempts that failed and are repeated, answers that made no sense.
     */
    case Warn = 2;

    /**
     * One line for each send.
     */
    case Info = 3;

    /**
     * Attempts, connections and waits.
     */
    case Debug = 4;

    /**
     * Request and response, line by line, without secrets.
     */
    case Dump = 5;
}
