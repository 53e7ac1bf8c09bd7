<?php

declare(strict_types=1);

namespace NotificationHubs;

/**
 * The service said no.
 */
final class ServiceError extends Error
{
}
