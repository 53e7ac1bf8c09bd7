<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * Where a value is that JSON cannot hold. Its place is told, never the value.
 *
 * @internal
 */
final class JsonFault
{
    /** json_encode()'s own limit. */
    private const DEPTH = 512;

    /** The first fault in a value, as in "payload['aps']['alert'] is not UTF-8"; null if there is none. */
    public static function in(#[\SensitiveParameter] mixed $value, string $place, int $depth = 0): ?string
    {
        if ($depth > self::DEPTH) {
            return 'A value is nested deeper than ' . self::DEPTH . ' levels, or holds itself, in '
                . substr($place, 0, strcspn($place, '['));
        }
        return match (true) {
            is_string($value) => self::isUtf8($value) ? null : "$place is text that is not UTF-8",
            is_float($value) => is_finite($value) ? null : "$place is INF or NAN, which JSON has no number for",
            is_array($value) => self::inMembers($value, $place, $depth),
            $value instanceof \JsonSerializable => self::in($value->jsonSerialize(), $place, $depth + 1),
            $value instanceof \BackedEnum => self::in($value->value, $place, $depth),
            $value instanceof \UnitEnum => "$place is a case of " . $value::class . ', an enum without values',
            is_object($value) => self::inMembers(get_object_vars($value), $place, $depth),
            is_scalar($value) || $value === null => null,
            default => "$place is " . get_debug_type($value) . ', which JSON has no value for',
        };
    }

    private static function inMembers(#[\SensitiveParameter] array $members, string $place, int $depth): ?string
    {
        foreach ($members as $name => $member) {
            if (!self::isUtf8((string)$name)) {
                return "$place has a name that is not UTF-8";
            }
            $fault = self::in($member, $place . '[' . self::shown($name) . ']', $depth + 1);
            if ($fault !== null) {
                return $fault;
            }
        }
        return null;
    }

    /** Without what would break a line of a log. */
    private static function shown(string|int $name): string
    {
        return is_int($name) ? (string)$name : "'" . addcslashes($name, "\0..\37\177'\\") . "'";
    }

    private static function isUtf8(#[\SensitiveParameter] string $text): bool
    {
        return preg_match('//u', $text) === 1;
    }
}
