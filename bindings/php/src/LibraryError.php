<?php

declare(strict_types=1);

namespace NotificationHubs;

/**
 * This library or this process: a closed hub, a queue of another process.
 */
final class LibraryError extends Error
{
}
