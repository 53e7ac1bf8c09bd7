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

    /** Whose options these are, for those who look for them elsewhere. */
    private const OF = [
        'nh_options_set_' => 'Hub',
        'nh_call_options_set_' => 'a call',
        'nh_queue_options_set_' => 'Queue',
    ];

    /** How those are written that take several values. */
    private const EXAMPLES = [
        'rateLimit' => '[100, 10]',
        'logCallback' => '[LogLevel::Info, fn ($level, $text) => error_log($text)]',
    ];

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
        try {
            foreach ($values as $name => $value) {
                $options->apply($name, $value);
            }
        } catch (\Throwable $mistake) {
            // What stands in the wrong place may be a secret, and PHP shows options in stack traces.
            Traces::hideOwn($mistake);
            throw $mistake;
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
        $option = is_int($name) ? '' : Names::camel($name);
        $wanted = OptionTable::SETS[static::SET][$option] ?? null;
        if ($wanted === null) {
            throw new \ValueError(is_int($name) ? self::byPosition($value) : self::unknown($name));
        }
        if ($value === null) {
            return;
        }
        $setter = static::SET . strtolower(preg_replace('/[A-Z]/', '_$0', $option));
        if ($wanted === []) {
            // A switch, which is off to begin with.
            self::refuseMisfit($option, 'bool', $value);
            $value && $this->change($setter);
            return;
        }
        $values = count($wanted) > 1 && is_array($value) ? array_values($value) : [$value];
        if (count($values) !== count($wanted)) {
            $names = implode(', ', array_keys($wanted));
            throw new \ArgumentCountError(
                "Option $option takes " . count($wanted) . " values: [$names], such as " . self::EXAMPLES[$option]
            );
        }
        foreach (array_keys($wanted) as $index => $part) {
            $place = count($wanted) > 1 ? "$option: $part" : $option;
            self::refuseMisfit($place, $wanted[$part], $values[$index]);
        }
        if (end($wanted) === 'callable') {
            $callback = new Callback(Callback::typeFor($setter), \Closure::fromCallable(array_pop($values)));
            array_push($values, $callback->pointer(), $callback->userData());
        }
        $this->change($setter, ...$values);
        if (isset($callback)) {
            $this->callbacks[] = $callback;
        }
    }

    private static function refuseMisfit(string $place, string $wanted, #[\SensitiveParameter] mixed $value): void
    {
        $isNumber = preg_match('/^\d/', $wanted) === 1;
        $fits = match (true) {
            $wanted === 'text' => is_string($value),
            $wanted === 'bool' => is_bool($value),
            $wanted === 'callable' => is_callable($value),
            // What C can hold the library looks at itself.
            $isNumber => is_int($value) && $value >= 0 && ($value <= 0xFFFFFFFF || str_ends_with($wanted, 'more')),
            enum_exists($wanted) => $value instanceof $wanted || is_int($value),
            default => $value instanceof $wanted,
        };
        if ($fits) {
            return;
        }
        $class = preg_replace('/^.*\\\\/', '', $wanted);
        $give = match (true) {
            $wanted === 'text' && $value === false =>
                'text; if it comes from getenv(), the variable is not set: null is an option that is not given',
            $wanted === 'bool' => 'true or false',
            $wanted === 'callable' => 'a function to call',
            enum_exists($wanted) => "a $class, such as $class::" . $wanted::cases()[1]->name,
            class_exists($wanted) => "a $class",
            default => $wanted,
        };
        $is = is_int($value) && $isNumber ? (string)$value : get_debug_type($value);
        $what = "Option $place is $is; give $give";
        throw is_int($value) && $isNumber ? new \ValueError($what) : new \TypeError($what);
    }

    /** What is said of too many arguments, of which this is one: options have no order. */
    final protected static function byPosition(#[\SensitiveParameter] mixed $value): string
    {
        $options = OptionTable::SETS[static::SET];
        $method = self::called();
        $parameters = array_filter(
            $method?->getParameters() ?? [],
            static fn (\ReflectionParameter $one): bool => !$one->isVariadic() && !isset($options[$one->name])
        );
        $number = count($parameters);
        $what = match (true) {
            $method === null => 'Options have no order',
            $method->isConstructor() => $method->getDeclaringClass()->getShortName(),
            default => "$method->name()",
        } . ($method === null ? '' : " takes $number argument" . ($number === 1 ? '' : 's') . ' by position');
        $example = isset($options['caFile']) ? "caFile: '/path/ca.pem'" : array_key_first($options) . ': 2000';
        return "$what; give options by name, such as $example" . (is_array($value) ? ', or an array as ...$array' : '');
    }

    /** What is said of a name that is none, with the one that was meant. */
    private static function unknown(string $name): string
    {
        foreach (OptionTable::SETS as $set => $options) {
            if (isset($options[Names::camel($name)])) {
                $here = self::OF[static::SET];
                return "$name is an option of " . self::OF[$set] . ", not of $here. " . self::known();
            }
        }
        $parameters = array_column(self::called()?->getParameters() ?? [], 'name');
        $near = self::nearest($name, [...array_keys(OptionTable::SETS[static::SET]), ...$parameters]);
        return "There is no option $name" . ($near === null ? '. ' : "; did you mean $near? ") . self::known();
    }

    private static function known(): string
    {
        return 'There are ' . implode(', ', array_keys(OptionTable::SETS[static::SET]));
    }

    /** @param list<string> $names */
    private static function nearest(string $name, array $names): ?string
    {
        $near = null;
        $least = max(2, intdiv(strlen($name), 3)) + 1;
        $plain = static fn (string $text): string => strtolower(str_replace('_', '', $text));
        foreach ($names as $one) {
            $distance = str_contains($plain($one), $plain($name)) ? 1 : levenshtein($plain($name), $plain($one));
            if ($distance < $least) {
                [$near, $least] = [$one, $distance];
            }
        }
        return $near;
    }

    /** The method of the package that the program called. */
    private static function called(): ?\ReflectionMethod
    {
        $called = null;
        foreach (debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS) as $frame) {
            if (!str_starts_with($frame['class'] ?? '', 'NotificationHubs\\')) {
                break;
            }
            $called = $frame;
        }
        $isMethod = $called !== null && method_exists($called['class'], $called['function']);
        return $isMethod ? new \ReflectionMethod($called['class'], $called['function']) : null;
    }
}
