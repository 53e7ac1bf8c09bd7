<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * Why a token callback brought no token. To the library all that is none.
 *
 * @internal
 */
final class TokenFailure
{
    private function __construct(public readonly \Throwable $thrown, private readonly string $what)
    {
    }

    public static function thrown(\Throwable $thrown): self
    {
        return new self($thrown, 'threw ' . get_debug_type($thrown));
    }

    /** A token has to be text that C can read. */
    public static function returned(string $what): self
    {
        $said = "returned $what; give text or null";
        return new self(new \TypeError("tokenCallback $said"), $said);
    }

    /** A message of the library, with what happened. */
    public function in(string $message): string
    {
        return str_replace('the token callback gave none;', "the token callback $this->what;", $message);
    }
}
