<?php

declare(strict_types=1);

namespace NotificationHubs;

/**
 * The caller can mend it: an argument, a tag, a payload, a connection string.
 */
final class UsageError extends Error
{
}
