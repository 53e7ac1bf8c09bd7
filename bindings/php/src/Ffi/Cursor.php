<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use NotificationHubs\Hub;

/**
 * The steps of a place in a list. The class that uses them has the constants ITEM, what is
 * listed, and NEXT, the function that gives the next one.
 *
 * @internal
 */
trait Cursor
{
    private ?CallOptions $options;
    private Hub $hub;
    private ?Handle $current = null;
    private int $key = -1;

    private function __construct()
    {
    }

    public function key(): int
    {
        return $this->key;
    }

    public function next(): void
    {
        $this->current = null;
        $this->current = Call::fetch(self::ITEM, self::NEXT, $this, $this->options);
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
