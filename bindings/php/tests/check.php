<?php

/**
 * What the package's test programs share: one line a check, the local hub from
 * the environment, and a look inside it without the library.
 */

declare(strict_types=1);

use NotificationHubs\Ffi\Library;
use NotificationHubs\Hub;

require __DIR__ . '/../autoload.php';

set_error_handler(static function (int $level, string $message, string $file, int $line): never {
    throw new ErrorException($message, 0, $level, $file, $line);
});

/**
 * Counts a check, if one is given.
 *
 * @return array{int, int} how many passed and how many failed
 */
function tally(?bool $ok = null): array
{
    static $passed = 0, $failed = 0;
    $passed += (int)($ok === true);
    $failed += (int)($ok === false);
    return [$passed, $failed];
}

function check(bool $ok, string $name, string $why = ''): void
{
    tally($ok);
    echo $ok ? "ok $name\n" : "not ok $name: $why\n";
}

function same(mixed $expected, mixed $actual, string $name): void
{
    check($expected === $actual, $name, var_export($actual, true));
}

/**
 * What a step throws, which is to be of this class.
 *
 * @template T of Throwable
 * @param class-string<T> $class
 * @return T
 */
function thrown(string $class, callable $step, string $name): Throwable
{
    try {
        $step();
    } catch (Throwable $error) {
        check($error instanceof $class, $name, (string)$error);
        return $error;
    }
    throw new LogicException("$name: nothing was thrown");
}

/** Says what is not checked here, by a line that tests/run counts. */
function skipped(string $part, string $what): void
{
    echo "SKIPPED $part for lack of $what\n";
}

function environment(string $name): string
{
    $value = getenv($name);
    return $value === false ? throw new LogicException("$name is not set") : $value;
}

function openHub(mixed ...$options): Hub
{
    return new Hub(
        environment('NH_CONNECTION_STRING'),
        environment('NH_HUB'),
        ...$options,
        caFile: environment('NH_CA_FILE')
    );
}

/** Asks the local hub, or tells it something: its answer, decoded if it is JSON. */
function localHub(string $method, string $path, mixed $body = null): mixed
{
    $context = stream_context_create([
        'http' => [
            'method' => $method,
            'content' => is_string($body) ? $body : json_encode($body),
            'header' => 'Content-Type: application/json',
        ],
        'ssl' => ['cafile' => environment('NH_CA_FILE')],
    ]);
    $answer = file_get_contents(environment('NH_URL') . "/_emulator/$path", false, $context);
    return json_decode($answer, true) ?? $answer;
}

/**
 * What devices got since the last look.
 *
 * @return list<array<string, mixed>>
 */
function deliveries(): array
{
    $deliveries = localHub('GET', 'deliveries');
    localHub('POST', 'reset');
    return $deliveries;
}

/** The last line, and the program's exit status. */
function done(): never
{
    // All objects are freed here, while a crash would still be seen.
    foreach (array_keys($GLOBALS) as $name) {
        unset($GLOBALS[$name]);
    }
    gc_collect_cycles();
    // For the test that every function of the library is called by these programs.
    if (getenv('NH_CALLED') !== false) {
        $signatures = (new ReflectionClass(Library::class))->getStaticPropertyValue('signatures');
        $called = implode("\n", array_keys($signatures)) . "\n";
        file_put_contents(environment('NH_CALLED'), $called, FILE_APPEND | LOCK_EX);
    }
    [$passed, $failed] = tally();
    echo "$passed passed, $failed failed\n";
    exit($failed === 0 && $passed > 0 ? 0 : 1);
}
