<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Cursor;
use NotificationHubs\Ffi\Handle;

/**
 * A place in a list of installations, each of which comes once. It goes forward only: a
 * second foreach goes on where the first one was left, also after a failure.
 *
 * @implements \Iterator<int, Installation>
 */
final class InstallationCursor extends Handle implements \Iterator
{
    use Cursor;

    protected const FREE = 'nh_installation_cursor_free';
    private const ITEM = Installation::class;
    private const NEXT = 'nh_installation_cursor_next';

    /** All installations of the hub. */
    public static function newAll(Hub $hub, mixed ...$options): self
    {
        return self::new('nh_installation_cursor_new_all', $hub)->with($hub, $options);
    }

    /** Those with a tag, also where a template alone has it. */
    public static function newByTag(Hub $hub, string $tag, mixed ...$options): self
    {
        return self::new('nh_installation_cursor_new_by_tag', $hub, $tag)->with($hub, $options);
    }

    public static function newByUser(Hub $hub, string $userId, mixed ...$options): self
    {
        return self::new('nh_installation_cursor_new_by_user', $hub, $userId)->with($hub, $options);
    }

    /** Those of a handle, on whatever platform. */
    public static function newByChannel(Hub $hub, #[\SensitiveParameter] string $channel, mixed ...$options): self
    {
        return self::new('nh_installation_cursor_new_by_channel', $hub, $channel)->with($hub, $options);
    }

    public function current(): ?Installation
    {
        return $this->current;
    }
}
