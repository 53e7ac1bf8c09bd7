<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use NotificationHubs\Outcome;

/**
 * An object that a call may have brought.
 *
 * @internal
 */
abstract class Answer extends Handle
{
    private ?Outcome $outcome = null;

    /** What the call came to that brought this; null if none did. */
    public function outcome(): ?Outcome
    {
        return $this->outcome;
    }

    /** @internal */
    public function withOutcome(Outcome $outcome): static
    {
        $this->outcome = $outcome;
        return $this;
    }
}
