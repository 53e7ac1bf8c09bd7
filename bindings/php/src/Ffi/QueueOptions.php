<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * How much a queue holds, and how many calls it makes at the same time.
 *
 * @internal
 */
final class QueueOptions extends Options
{
    protected const FREE = 'nh_queue_options_free';
    protected const SET = 'nh_queue_options_set_';

    protected static function make(): static
    {
        return self::new('nh_queue_options_new');
    }
}
