<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use FFI;
use NotificationHubs\Error;
use NotificationHubs\Outcome;
use NotificationHubs\Status;

/**
 * Calls of the service: what they come to, and what they bring.
 *
 * @internal
 */
final class Call
{
    /** A call that ends in an outcome alone; what is not accepted is thrown. */
    public static function do(string $function, #[\SensitiveParameter] mixed ...$arguments): Outcome
    {
        return self::run($function, $arguments, static fn (): mixed => null);
    }

    /**
     * A call that brings an object; null if there is none though nothing failed.
     *
     * @template T of Answer
     * @param class-string<T> $class
     * @return T|null
     */
    public static function fetch(string $class, string $function, #[\SensitiveParameter] mixed ...$arguments): ?Answer
    {
        $out = Library::variable($class::type());
        $object = static fn (): ?Answer => FFI::isNull($out) ? null : $class::adopt($out);
        $arguments[] = Library::place($out);
        $outcome = self::run($function, $arguments, $object);
        return $object()?->withOutcome($outcome);
    }

    /** A call that brings a number or a bool. */
    public static function value(
        string $type,
        string $function,
        #[\SensitiveParameter] mixed ...$arguments
    ): int|bool {
        $out = Library::variable($type);
        $value = static fn (): int|bool => $out->cdata;
        $arguments[] = Library::place($out);
        self::run($function, $arguments, $value);
        return $value();
    }

    /** @param \Closure(): mixed $result what a failed call brought all the same */
    private static function run(
        string $function,
        #[\SensitiveParameter] array $arguments,
        \Closure $result
    ): Outcome {
        $out = Library::variable(Outcome::type());
        $arguments[] = Library::place($out);
        $status = Library::call($function, ...$arguments);
        $outcome = Outcome::adopt($out);
        if ($status !== Status::Ok->value) {
            throw Error::of(Library::call('nh_outcome_error', $outcome), $outcome, $result(), $function);
        }
        Callback::tellFailure();
        return $outcome;
    }
}
