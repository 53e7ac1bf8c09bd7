<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * How one call is made.
 *
 * @internal
 */
final class CallOptions extends Options
{
    protected const FREE = 'nh_call_options_free';
    protected const SET = 'nh_call_options_set_';

    protected static function make(): static
    {
        return self::new('nh_call_options_new');
    }
}
