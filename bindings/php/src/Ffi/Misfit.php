<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * What is said of a value of another type than a field or a property takes. The library
 * says what is taken; PHP's programs can give it in ways that C has not.
 *
 * @internal
 */
final class Misfit
{
    /** How several texts are given here. */
    private const LISTS = [
        'takes texts, one by one' => "takes a list of texts, such as ['Ann', 'Bob']",
        'takes seconds with an s behind them, such as 0.5s, one by one' =>
            "takes a list of seconds with an s behind them, such as ['0.5s', '1s']",
    ];

    /** What is to be given, by what is taken, and the types that fit. */
    private const WANTED = [
        'a list' => ['', ['a list']],
        'a whole number' => ['an int', ['int']],
        '(a number|seconds|a Unix time|Unix time)' => ['a number', ['int', 'float', 'a time']],
        'true or false' => ['true or false', ['bool']],
        'a JSON object' => ["an array with names, such as ['name' => 'value']", ['an array with names', 'an object']],
        '' => ['text', ['string']],
    ];

    /**
     * A message of the library about a field that was set to this value; it keeps the type alone.
     *
     * @return \Closure(string): string
     */
    public static function ofField(#[\SensitiveParameter] mixed $value): \Closure
    {
        [$kind, $type] = [self::kind($value), self::type($value)];
        return static function (string $said) use ($kind, $type): string {
            $said = strtr($said, self::LISTS);
            foreach (self::WANTED as $taken => [$give, $fits]) {
                if (preg_match("/^field \\S+ takes $taken/", $said) === 1) {
                    $advice = ", and value is $type" . ($give === '' ? '' : "; give $give");
                    return $said . (in_array($kind, $fits, true) ? '' : $advice);
                }
            }
            return $said;
        };
    }

    /**
     * The same about a property.
     *
     * @return \Closure(string): string
     */
    public static function ofProperty(string $name, #[\SensitiveParameter] mixed $value): \Closure
    {
        $example = match (true) {
            $value === null => '',
            is_int($value), is_float($value) => ', such as (string)$value',
            default => ', such as json_encode($value)',
        };
        $advice = ", and $name is " . self::type($value) . "; give text$example";
        return static fn (string $said): string => preg_replace_callback(
            '/^a property of .* is text$/',
            static fn (array $found): string => $found[0] . $advice,
            $said
        );
    }

    private static function kind(#[\SensitiveParameter] mixed $value): string
    {
        return match (true) {
            $value instanceof \DateTimeInterface => 'a time',
            is_object($value) => 'an object',
            default => self::type($value),
        };
    }

    private static function type(#[\SensitiveParameter] mixed $value): string
    {
        return match (true) {
            !is_array($value) => get_debug_type($value),
            array_is_list($value) => 'a list',
            default => 'an array with names',
        };
    }
}
