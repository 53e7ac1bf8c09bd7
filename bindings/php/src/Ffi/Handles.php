<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use NotificationHubs\Error;
use NotificationHubs\Status;

/**
 * A list of device handles. One that cannot be one is refused with an error
 * whose result() is its number, from 0.
 *
 * @internal
 */
final class Handles extends Handle
{
    protected const FREE = 'nh_handles_free';

    /** @param iterable<string> $handles */
    public static function of(#[\SensitiveParameter] iterable $handles): self
    {
        $list = self::new('nh_handles_new');
        foreach ($handles as $handle) {
            if (!is_string($handle)) {
                $number = $list->ask('nh_handles_count');
                throw new \TypeError("handles[$number] is " . get_debug_type($handle) . '; give text');
            }
            if (str_contains($handle, "\0")) {
                $number = $list->ask('nh_handles_count');
                throw new \ValueError("handles[$number] has a NUL");
            }
            if (Library::call('nh_handles_add', $list, $handle) !== Status::Ok->value) {
                $number = $list->ask('nh_handles_count');
                $tell = static fn (string $said): string => "handles[$number]: $said";
                throw Error::of(Library::call('nh_last_error'), null, $number, 'nh_handles_add', $tell);
            }
        }
        return $list;
    }
}
