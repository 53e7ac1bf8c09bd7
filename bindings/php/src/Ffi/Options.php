<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * Named arguments as an options object of the library: timeoutMs: 5000 calls
 * its ..._set_timeout_ms with 5000. Which there are, the header says. One that is
 * null is not set.
 *
 * @internal
 */
abstract class Options extends Handle
{
    /** What the names of its setters begin with. */
    protected const SET = '';

    /**
     * Options with these values; null, that is the defaults, if there are none.
     *
     * @param array<string, mixed> $values
     */
    final public static function from(#[\SensitiveParameter] array $values): ?static
    {
        if ($values === []) {
            return null;
        }
        $options = static::make();
        foreach ($values as $name => $value) {
            $options->apply($name, $value);
        }
        return $options;
    }

    abstract protected static function make(): static;

    private function apply(string|int $name, #[\SensitiveParameter] mixed $value): void
    {
        $setter = static::SET . strtolower(preg_replace('/[A-Z]/', '_$0', (string)$name));
        $signature = Library::signature($setter);
        if ($signature === null || $signature->takesCallback()) {
            throw new \ValueError(is_int($name) ? 'Options are given by name' : "There is no option $name");
        }
        if ($value === null) {
            return;
        }
        if ($signature->parameterCount() > 1) {
            $values = is_array($value) ? array_values($value) : [$value];
            foreach ($values as $index => $one) {
                // The first thing that a setter takes is the options object.
                $misfit = $signature->misfit($index + 1, $one);
                if ($misfit !== null) {
                    throw new \TypeError("Option $name is $misfit");
                }
            }
            $this->change($setter, ...$values);
        } elseif (!is_bool($value)) {
            throw new \TypeError("Option $name is " . get_debug_type($value) . ', not true or false');
        } elseif ($value) {
            $this->change($setter);
        }
    }
}
