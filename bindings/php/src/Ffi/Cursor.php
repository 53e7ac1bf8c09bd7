<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use NotificationHubs\Hub;

/**
 * A place in a list, of which the service is asked bit by bit. It goes forward only: a
 * second foreach goes on where the first one was left, also after a failure.
 *
 * @internal
 * @template Item of Handle
 * @implements \Iterator<int, Item>
 */
abstract class Cursor extends Handle implements \Iterator
{
    protected const ITEM = '';
    protected const NEXT = '';

    private ?CallOptions $options;
    private Hub $hub;
    private ?Handle $current = null;
    private int $key = -1;

    final protected function __construct()
    {
    }

    public function key(): int
    {
        return $this->key;
    }

    public function next(): void
    {
        $this->current = null;
        $this->current = Call::fetch(static::ITEM, static::NEXT, $this, $this->options);
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

    /** @return ?Item */
    public function current(): ?Handle
    {
        return $this->current;
    }

    /** The hub is kept for its callbacks. */
    protected function with(Hub $hub, array $options): static
    {
        $this->hub = $hub;
        $this->options = CallOptions::from($options);
        return $this;
    }
}
