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

    /** @var list<Callback> */
    private array $callbacks = [];

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

    /**
     * The program's functions among them, which must be there as long as what is
     * made with these options.
     *
     * @return list<Callback>
     */
    final public function callbacks(): array
    {
        return $this->callbacks;
    }

    private function apply(string|int $name, #[\SensitiveParameter] mixed $value): void
    {
        $setter = static::SET . strtolower(preg_replace('/[A-Z]/', '_$0', (string)$name));
        $signature = Library::signature($setter);
        if ($signature === null) {
            throw new \ValueError(is_int($name) ? 'Options are given by name' : "There is no option $name");
        }
        if ($value === null) {
            return;
        }
        $callback = Callback::typeFor($setter);
        if ($callback !== null) {
            $this->applyCallback($name, $setter, $signature, $callback, $value);
        } elseif ($signature->parameterCount() > 1) {
            $this->applyValues($name, $setter, $signature, is_array($value) ? array_values($value) : [$value]);
        } elseif (!is_bool($value)) {
            throw new \TypeError("Option $name is " . get_debug_type($value) . ', not true or false');
        } elseif ($value) {
            $this->change($setter);
        }
    }

    /** A function, behind the values that its setter takes before it. */
    private function applyCallback(
        string $name,
        string $setter,
        Signature $signature,
        string $type,
        #[\SensitiveParameter] mixed $value
    ): void {
        // The options object, the values, the function, and what it is given.
        $before = $signature->parameterCount() - 3;
        $values = $before > 0 && is_array($value) ? array_values($value) : [$value];
        $function = array_pop($values);
        if (count($values) !== $before || !is_callable($function)) {
            $what = is_array($value) ? 'another array' : get_debug_type($value);
            $wanted = $before > 0 ? 'an array of a LogLevel and a callable' : 'a callable';
            throw new \TypeError("Option $name is $what, not $wanted");
        }
        $callback = new Callback($type, \Closure::fromCallable($function));
        $this->applyValues($name, $setter, $signature, [...$values, $callback->pointer(), $callback->userData()]);
        $this->callbacks[] = $callback;
    }

    /** @param list<mixed> $values */
    private function applyValues(
        string $name,
        string $setter,
        Signature $signature,
        #[\SensitiveParameter] array $values
    ): void {
        foreach ($values as $index => $one) {
            // The first thing that a setter takes is the options object.
            $misfit = $signature->misfit($index + 1, $one);
            if ($misfit !== null) {
                throw new \TypeError("Option $name is $misfit");
            }
        }
        $this->change($setter, ...$values);
    }
}
