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
     * It is the third argument, where those who do not know of names give a file or an array.
     *
     * @param array<string, mixed> $values
     */
    public static function with(#[\SensitiveParameter] mixed $proxy, array $values): ?self
    {
        $proxy = $proxy instanceof \Stringable ? (string)$proxy : $proxy;
        if (is_array($proxy) || is_object($proxy) || is_int($proxy) || self::isPath($proxy)) {
            $what = is_string($proxy) ? 'a file' : get_debug_type($proxy);
            $mistake = new \TypeError(self::byPosition($proxy) . "; the next one is the proxy, a URL, and here $what");
            Traces::hideOwn($mistake);
            throw $mistake;
        }
        return self::from($proxy === null ? $values : [...$values, 'proxy' => $proxy]);
    }

    private static function isPath(#[\SensitiveParameter] mixed $proxy): bool
    {
        return is_string($proxy) && preg_match('~^\.{0,2}/|^[^:]*\.(pem|crt|cer)$~D', $proxy) === 1;
    }

    protected static function make(): static
    {
        return self::new('nh_options_new');
    }
}
