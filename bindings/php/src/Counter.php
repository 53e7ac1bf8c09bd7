<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * What is counted. The first eight are known for each
 * nh_call_kind, those of connections for the hub as a whole.
 */
enum Counter: int
{
    /**
     * Calls that began. One that was refused for its arguments, for want of a
     * token, or because the hub was closed, began none. A direct batch is a call for each thousand handles,
     * a list one for each page, a wait one for each time that it asked.
     */
    case CallsBegun = 1;

    /**
     * Requests of those calls, repetitions included: the sum of
     * nh_outcome_attempts.
     */
    case Attempts = 2;

    /**
     * Attempts after the first of their call.
     */
    case Retries = 3;

    /**
     * Answers that told to wait: 429, and 403 with Retry-After.
     */
    case ThrottledAnswers = 4;

    /**
     * Calls that ended with NH_VERDICT_ACCEPTED.
     */
    case Accepted = 5;

    /**
     * Calls that ended with NH_VERDICT_NOT_ACCEPTED.
     */
    case NotAccepted = 6;

    /**
     * Calls that ended with NH_VERDICT_UNKNOWN.
     */
    case Unknown = 7;

    /**
     * Time that the calls took that ended, in microseconds: with all attempts
     * and the pauses between them.
     */
    case DurationUs = 8;

    /**
     * TCP connections opened, to the hub or to a proxy.
     */
    case ConnectionsOpened = 9;

    /**
     * Requests for which a connection was there already.
     */
    case ConnectionsReused = 10;

    /**
     * Bytes written to those connections, TLS and HTTP included.
     */
    case BytesSent = 11;

    /**
     * Bytes read from them.
     */
    case BytesReceived = 12;
}
