<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use JsonException;
use JsonSerializable;
use stdClass;

/**
 * What a PHP program has at hand, as JSON. Text is JSON already.
 *
 * @internal
 */
final class Json
{
    /** Push services count bytes: nothing is escaped that need not be. */
    private const FLAGS = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES
        | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR;

    /** A JSON object; an array that is empty is one here. */
    public static function object(
        string $argument,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $value
    ): string {
        if (is_string($value)) {
            return $value;
        }
        $json = $value === [] ? '{}' : self::any($argument, $value);
        if ($json[0] !== '{') {
            $what = is_array($value) ? 'a list' : get_debug_type($value) . ', whose JSON is no object';
            throw new \ValueError(
                "$argument is $what: it takes JSON text, or an array with names, as ['name' => 'value']"
            );
        }
        return $json;
    }

    /** The body of the template with this name; each is text, and the library takes either for the other. */
    public static function body(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $body,
        #[\SensitiveParameter] ?string $name
    ): string {
        $isBody = static fn (string $text): bool => preg_match('/^\s*[{<]/', $text) === 1;
        if (is_string($body) && $name !== null && $isBody($name) && !$isBody($body)) {
            $mistake = new \ValueError('name looks like a body, and body like a name: are the two swapped?');
            Traces::hideOwn($mistake);
            throw $mistake;
        }
        return self::object('body', $body);
    }

    /** Any JSON. */
    public static function any(
        string $argument,
        #[\SensitiveParameter] string|int|float|bool|array|JsonSerializable|stdClass|null $value
    ): string {
        if (is_string($value)) {
            return $value;
        }
        try {
            return json_encode($value, self::FLAGS);
        } catch (JsonException $failure) {
            // Not as the previous one: its stack trace has the value.
            $fault = JsonFault::in($value, $argument) ?? "$argument: {$failure->getMessage()}";
        } catch (\Throwable $thrown) { // by an object's jsonSerialize()
            Traces::hide($thrown);
            throw $thrown;
        }
        throw new \ValueError($fault);
    }
}
