<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * How a hub is reached.
 *
 * @internal
 */
final class HubOptions extends Options
{
    protected const FREE = 'nh_options_free';
    protected const SET = 'nh_options_set_';

    protected static function make(): static
    {
        return self::new('nh_options_new');
    }
}
