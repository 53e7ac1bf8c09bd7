<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\CallOptions;
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
    protected const FREE = 'nh_registration_cursor_free';

    private ?CallOptions $options;
    private Hub $hub;
    private ?Registration $current = null;
    private int $key = -1;

    private function __construct()
    {
    }

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

    public function key(): int
    {
        return $this->key;
    }

    public function next(): void
    {
        $this->current = null;
        $this->current = Call::fetch(
            Registration::class,
            'nh_registration_cursor_next',
            $this,
            $this->options
        );
        $this->key++;
    }

    public function rewind(): void
    {
        if ($this->current === null) {
            $this->next();
        }
    }

    public function valid(): bool
    {
        return $this->current !== null;
    }

    /** The hub is kept for its callbacks. */
    private function with(Hub $hub, array $options): self
    {
        $this->hub = $hub;
        $this->options = CallOptions::from($options);
        return $this;
    }
}
