<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use Closure;
use FFI\CData;
use NotificationHubs\LogLevel;
use NotificationHubs\Span;
use WeakReference;

/**
 * A function of the program that the library calls, as long as this object is
 * there. It does so only on the thread that makes a call or takes an outcome.
 *
 * FFI frees what it makes of a closure only when the request ends. So it makes one
 * function of each type for good, which finds the program's by the number that they get. Nothing
 * may unwind through C: what the program's function throws is kept here.
 *
 * @internal
 */
final class Callback
{
    /** The functions of C, by their types. */
    private const TYPES = [
        'nh_log_callback' => 'log',
        'nh_progress_callback' => 'progress',
        'nh_span_callback' => 'span',
        'nh_token_callback' => 'token',
    ];

    /** @var array<string, CData> in their variables, by their types */
    private static array $functions = [];

    /** @var array<int, WeakReference<self>> those that are there, by their numbers */
    private static array $all = [];

    private static int $made = 0;

    /** Why there was no token in the call that is being made. */
    private static ?TokenFailure $failure = null;

    /** The last token, which the library copies before it asks for the next one. */
    private static ?CData $token = null;

    private readonly int $number;

    public function __construct(private readonly string $type, private readonly Closure $closure)
    {
        $this->number = ++self::$made;
        self::$all[$this->number] = WeakReference::create($this);
    }

    public function __destruct()
    {
        unset(self::$all[$this->number]);
    }

    /** The type of a callback that a setter of options takes; null if it takes none. */
    public static function typeFor(string $setter): ?string
    {
        $type = preg_replace('/^.*_set_/', 'nh_', $setter);
        return isset(self::TYPES[$type]) ? $type : null;
    }

    /** The function that C calls. */
    public function pointer(): CData
    {
        return self::$functions[$this->type] ??= self::make($this->type);
    }

    /** What it gets first. */
    public function userData(): CData
    {
        return Library::pointer($this->number);
    }

    /** Why there was no token in the call that failed; it is not told again. */
    public static function takeFailure(): ?TokenFailure
    {
        [$failure, self::$failure] = [self::$failure, null];
        return $failure;
    }

    /** The call went well, with an older token: nobody else tells what was thrown. */
    public static function tellFailure(): void
    {
        if (self::$failure !== null) {
            self::tell('token', self::takeFailure()->thrown);
        }
    }

    private static function make(string $type): CData
    {
        $variable = Library::variable("{$type}[1]");
        $variable[0] = self::{self::TYPES[$type]}(...);
        return $variable[0];
    }

    /** The library calls this: nothing may be thrown out of it. */
    private static function log(CData $number, int $level, string $text): void
    {
        $failure = self::takeFailure();
        try {
            self::run($number, LogLevel::tryFrom($level) ?? LogLevel::Dump, Names::inLog($text));
        } catch (\Throwable $thrown) {
            self::tell('log', $thrown);
        }
        self::$failure = $failure;
    }

    /** The library calls this: nothing may be thrown out of it. */
    private static function progress(CData $number, int $done, int $total): void
    {
        $failure = self::takeFailure();
        try {
            self::run($number, $done, $total);
        } catch (\Throwable $thrown) {
            self::tell('progress', $thrown);
        }
        self::$failure = $failure;
    }

    /** The library calls this: nothing may be thrown out of it. */
    private static function span(CData $number, CData $span): void
    {
        $failure = self::takeFailure();
        try {
            self::run($number, Span::of($span));
        } catch (\Throwable $thrown) {
            self::tell('span', $thrown);
        }
        self::$failure = $failure;
    }

    /** The library calls this: nothing may be thrown out of it. */
    private static function token(CData $number, string $uri): ?CData
    {
        $failure = self::takeFailure();
        try {
            $token = self::run($number, $uri);
            $fault = match (true) {
                $token === null => null,
                !is_string($token) => TokenFailure::returned(get_debug_type($token)),
                str_contains($token, "\0") => TokenFailure::returned('text with a NUL'),
                default => null,
            };
            self::$failure = $failure ?? $fault;
            return $token === null || $fault !== null ? null : self::lend($token);
        } catch (\Throwable $thrown) {
            try {
                self::$failure = $failure ?? TokenFailure::thrown($thrown);
                Traces::hide($thrown);
            } finally { // A signal's handler may throw in there.
                return null;
            }
        }
    }

    /** A fiber that is left inside of a call would mix up the calls of this thread. */
    private static function run(CData $number, mixed ...$arguments): mixed
    {
        $closure = (self::$all[Library::number($number)] ?? null)?->get()?->closure;
        if ($closure === null || \Fiber::getCurrent() === null) {
            return $closure === null ? null : $closure(...$arguments);
        }
        $fiber = new \Fiber($closure);
        $fiber->start(...$arguments);
        if (!$fiber->isTerminated()) {
            throw new \LogicException('A callback of the library cannot suspend its fiber');
        }
        return $fiber->getReturn();
    }

    /** A text that the library reads when this is over. */
    private static function lend(#[\SensitiveParameter] string $token): CData
    {
        // Of few lengths: FFI keeps the types of all.
        $length = max(1024, 2 ** (int)ceil(log(strlen($token) + 1, 2)));
        self::$token = Library::variable("char[$length]");
        \FFI::memcpy(self::$token, "$token\0", strlen($token) + 1);
        return Library::text(self::$token);
    }

    /** Where PHP's own errors are logged. It is not thrown: the outcome of the call would be lost. */
    private static function tell(string $which, \Throwable $thrown): void
    {
        try {
            error_log(sprintf(
                'notification_hubs: the %s callback threw %s: %s in %s:%d',
                $which,
                $thrown::class,
                $thrown->getMessage(),
                $thrown->getFile(),
                $thrown->getLine()
            ));
        } catch (\Throwable) {
            // Nothing can be done for it any more.
        }
    }
}
