<?php

declare(strict_types=1);

namespace NotificationHubs;

/**
 * The request did not complete: no connection, no answer, no time.
 */
final class NetworkError extends Error
{
}
