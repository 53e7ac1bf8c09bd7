<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * How a hub is reached.
 *
 * @internal
 */
final class HubOptions extends Options
{
    protected const FREE = 'nh_options_free';
    protected const SET = 'nh_options_set_';

    /**
     * With the proxy apart: it may hold a password, and PHP shows named arguments
     * of a variadic parameter in stack traces, sensitive or not.
     *
     * @param array<string, mixed> $values
     */
    public static function with(#[\SensitiveParameter] ?string $proxy, array $values): ?self
    {
        return self::from($proxy === null ? $values : [...$values, 'proxy' => $proxy]);
    }

    protected static function make(): static
    {
        return self::new('nh_options_new');
    }
}
