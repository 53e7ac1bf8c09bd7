<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Callback;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\HubOptions;
use NotificationHubs\Ffi\Library;

/**
 * A notification hub. It keeps its connections between calls: make it once.
 *
 * What is not accepted is thrown as an Error. Options of a hub and of its calls
 * are named arguments: timeoutMs: 5000 is what nh_options_set_timeout_ms, or
 * nh_call_options_set_timeout_ms, does.
 */
final class Hub extends Handle
{
    use Hub\Sends;
    use Hub\OneLineSends;
    use Hub\Installations;
    use Hub\Registrations;
    use Hub\Jobs;

    protected const FREE = 'nh_hub_free';

    /** @var list<Callback> what the library may call as long as this is there */
    private array $callbacks = [];

    /**
     * Connects to nothing yet.
     *
     * Three options take functions of the program: tokenCallback: fn (string $uri): ?string
     * brings tokens, logCallback: [LogLevel::Info, fn (LogLevel $level, string $text) => ...]
     * takes log lines, spanCallback: fn (Span $span) => ... is told of calls and attempts.
     *
     * @param string|false|null $connectionString what getenv() gives, which is refused if there is none
     * @param string|false|null $hubName none if the string has an EntityPath
     * @param string|null $proxy an option like all others
     */
    public function __construct(
        #[\SensitiveParameter] string|false|null $connectionString,
        string|false|null $hubName = null,
        #[\SensitiveParameter] mixed $proxy = null,
        mixed ...$options
    ) {
        $options = HubOptions::with($proxy, $options);
        $this->callbacks = $options?->callbacks() ?? [];
        $this->hold('nh_hub_new', $connectionString ?: '', $hubName === false ? null : $hubName, $options);
    }

    /**
     * The process's hub for these arguments: made at the first call, found again
     * at the next ones, with its connections. For FPM, where all else is
     * forgotten between requests. It takes no callbacks.
     */
    public static function shared(
        #[\SensitiveParameter] string|false|null $connectionString,
        string|false|null $hubName = null,
        #[\SensitiveParameter] mixed $proxy = null,
        mixed ...$options
    ): self {
        $options = HubOptions::with($proxy, $options);
        return self::new('nh_hub_new_shared', $connectionString ?: '', $hubName === false ? null : $hubName, $options);
    }

    /**
     * @internal
     * @return list<Callback>
     */
    public function callbacks(): array
    {
        return $this->callbacks;
    }

    /** Without a slash at its end. */
    public function url(): string
    {
        return $this->ask('nh_hub_url');
    }

    /** Replaces the key of a hub in use. */
    public function setConnectionString(#[\SensitiveParameter] string|false|null $connectionString): self
    {
        return $this->change('nh_hub_set_connection_string', $connectionString ?: '');
    }

    /** Ends the calls that queues make for it, and refuses later calls; waits so long at most. */
    public function close(int $timeoutMs): void
    {
        Library::do('nh_hub_close', $this, $timeoutMs);
    }
}
