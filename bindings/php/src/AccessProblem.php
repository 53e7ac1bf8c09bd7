<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * Why a 401 or 403 was given, as far as can be told from here.
 */
enum AccessProblem: int
{
    /**
     * The error is no refusal of access.
     */
    case None = 0;

    /**
     * The service refused and nothing here explains it.
     */
    case Unexplained = 1;

    /**
     * The key is not as keys are (44 characters of base64, the last one '='):
     * cut off, with blanks, or percent-encoded.
     */
    case KeyMalformed = 2;

    /**
     * The key seems to be what the base64 text stands for, or that in
     * hexadecimal. The key is the text itself, as the portal shows it.
     */
    case KeyDecoded = 3;

    /**
     * The key has the right form: it is another policy's or hub's, or was
     * regenerated, or the policy's name is wrong.
     */
    case KeyWrong = 4;

    /**
     * The token had expired by the service's clock, and was made elsewhere.
     */
    case TokenExpired = 5;

    /**
     * This machine's clock is wrong by more than the token's life allows.
     */
    case ClockWrong = 6;

    /**
     * The token is for another hub or namespace.
     */
    case HubWrong = 7;

    /**
     * The policy lacks the right: Send for sends, Listen for devices, Manage
     * for the rest.
     */
    case RightMissing = 8;

    /**
     * The token is not one that the service reads.
     */
    case TokenMalformed = 9;

    /**
     * The namespace's network rules seem to keep this machine out: the service's
     * words are of an IP address.
     */
    case NetworkRules = 10;
}
