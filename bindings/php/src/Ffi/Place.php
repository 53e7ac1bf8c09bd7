<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use FFI;
use FFI\CData;

/**
 * Where a function finds a variable. It knows its type: asked for it, FFI would keep
 * one for each address until the process ends.
 *
 * @internal
 */
final class Place
{
    public readonly CData $pointer;

    /** The pointer's type, as FFI names it. */
    public readonly string $type;

    public function __construct(CData $variable)
    {
        $this->pointer = FFI::addr($variable);
        $this->type = FFI::typeof($variable)->getName() . '*';
    }
}
