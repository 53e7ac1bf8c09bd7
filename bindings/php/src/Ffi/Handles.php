<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * A list of device handles.
 *
 * @internal
 */
final class Handles extends Handle
{
    protected const FREE = 'nh_handles_free';

    /** @param iterable<string> $handles */
    public function __construct(#[\SensitiveParameter] iterable $handles)
    {
        $this->hold('nh_handles_new');
        foreach ($handles as $handle) {
            $this->change('nh_handles_add', $handle);
        }
    }
}
