<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Cursor;
use NotificationHubs\Ffi\Handle;

/**
 * A place in a list of registrations, of which the service is asked for a
 * hundred at a time. It goes forward only: a second foreach goes on where the
 * first one was left, also after a failure.
 *
 * @implements \Iterator<int, Registration>
 */
final class RegistrationCursor extends Handle implements \Iterator
{
    use Cursor;

    protected const FREE = 'nh_registration_cursor_free';
    private const ITEM = Registration::class;
    private const NEXT = 'nh_registration_cursor_next';

    /** All registrations of the hub. */
    public static function newAll(Hub $hub, mixed ...$options): self
    {
        return self::new('nh_registration_cursor_new_all', $hub)->with($hub, $options);
    }

    public static function newByTag(Hub $hub, string $tag, mixed ...$options): self
    {
        return self::new('nh_registration_cursor_new_by_tag', $hub, $tag)->with($hub, $options);
    }

    /** Those of a handle, on whatever platform. */
    public static function newByChannel(Hub $hub, #[\SensitiveParameter] string $channel, mixed ...$options): self
    {
        return self::new('nh_registration_cursor_new_by_channel', $hub, $channel)->with($hub, $options);
    }

    public function current(): ?Registration
    {
        return $this->current;
    }
}
