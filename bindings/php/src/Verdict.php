<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * The three things a call can come to. Those that only read change nothing, so
 * for them it is never unknown.
 */
enum Verdict: int
{
    use VerdictWords;

    /**
     * The service took it: a notification is queued for delivery, a change is
     * made.
     */
    case Accepted = 1;

    /**
     * It was surely not taken: making the call again cannot duplicate.
     */
    case NotAccepted = 2;

    /**
     * The request left and no trustworthy answer came: it may have been
     * taken. Sending again may wake devices twice, and a change may have been
     * made.
     */
    case Unknown = 3;
}
