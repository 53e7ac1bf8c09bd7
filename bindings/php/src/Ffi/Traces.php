<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * Stack traces of what a program's function throws while the library or
 * json_encode() runs it. Parameters of those are not sensitive to PHP.
 *
 * @internal
 */
final class Traces
{
    /** Takes the arguments of such functions out of a trace and those of what came before. */
    public static function hide(\Throwable $thrown): void
    {
        for ($one = $thrown; $one !== null; $one = $one->getPrevious()) {
            $property = new \ReflectionProperty($one instanceof \Error ? \Error::class : \Exception::class, 'trace');
            $property->setValue($one, array_map(self::hidden(...), $one->getTrace()));
        }
    }

    /** @param array<string, mixed> $frame */
    private static function hidden(array $frame): array
    {
        if (($frame['class'] ?? null) === \FFI::class || $frame['function'] === 'json_encode') {
            unset($frame['args']);
        }
        return $frame;
    }
}
