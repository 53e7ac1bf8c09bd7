<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * What was found.
 */
enum Finding: int
{
    /**
     * Something could not be asked: the text says what, and why.
     */
    case NotKnown = 1;

    /**
     * The payload breaks a rule of the service or of the push service.
     */
    case Payload = 2;

    /**
     * The service does not know the notification.
     */
    case NotFound = 3;

    /**
     * The service has not sent it yet.
     */
    case Pending = 4;

    /**
     * It was cancelled, or the service gave it up.
     */
    case GivenUp = 5;

    /**
     * No registration matches the target.
     */
    case NoMatch = 6;

    /**
     * So many registrations match.
     */
    case Matches = 7;

    /**
     * The list was not read to its end.
     */
    case Cut = 8;

    /**
     * Registrations have the tags, and are of another platform, or differ in whether they
     * have a template.
     */
    case OtherKind = 9;

    /**
     * The hub has no credentials for a push service.
     */
    case NoCredential = 10;

    /**
     * Push services refused it for so many devices.
     */
    case Refused = 11;

    /**
     * Push services took it for so many devices.
     */
    case Accepted = 12;

    /**
     * Push services say that handles are dead.
     */
    case DeadHandles = 13;
}
