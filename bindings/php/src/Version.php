<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Library;

/**
 * The version of the C library that runs.
 */
final class Version
{
    /** Such as "1.2.3". */
    public static function text(): string
    {
        return Library::call('nh_version');
    }

    /** As a number that can be compared: 0x00MMmmpp. */
    public static function number(): int
    {
        return Library::call('nh_version_number');
    }
}
