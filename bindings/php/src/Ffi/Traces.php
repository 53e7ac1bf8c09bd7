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
        self::hideWhere($thrown, static fn (array $frame): bool =>
            ($frame['class'] ?? null) === \FFI::class || $frame['function'] === 'json_encode');
    }

    /** Takes those of the package's methods out: their options are not sensitive to PHP either. */
    public static function hideOwn(\Throwable $thrown): void
    {
        self::hideWhere($thrown, static fn (array $frame): bool =>
            str_starts_with($frame['class'] ?? '', 'NotificationHubs\\'));
    }

    /** @param \Closure(array<string, mixed>): bool $isHidden */
    private static function hideWhere(\Throwable $thrown, \Closure $isHidden): void
    {
        $hidden = static fn (array $frame): array =>
            $isHidden($frame) ? array_diff_key($frame, ['args' => true]) : $frame;
        for ($one = $thrown; $one !== null; $one = $one->getPrevious()) {
            $property = new \ReflectionProperty($one instanceof \Error ? \Error::class : \Exception::class, 'trace');
            $property->setValue($one, array_map($hidden, $one->getTrace()));
        }
    }
}
