<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use DateInterval;
use DateTimeImmutable;
use DateTimeInterface;
use DateTimeZone;

/**
 * PHP's times as the library takes them, and the service's times as PHP's.
 *
 * @internal
 */
final class Time
{
    /** What the service writes, with a zone or without. */
    private const TEXT = '/^(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)\d*(Z|[+-]\d\d:?\d\d)?$/D';

    /** A number is one of milliseconds already. */
    public static function unixMs(int|DateTimeInterface $time): int
    {
        return is_int($time) ? $time : $time->getTimestamp() * 1000 + (int)$time->format('v');
    }

    /** A number is one of seconds already. */
    public static function unixSeconds(int|DateTimeInterface $time): int
    {
        return is_int($time) ? $time : $time->getTimestamp();
    }

    /** As the service writes it, in UTC; text is it already. */
    public static function text(string|DateTimeInterface|null $time): ?string
    {
        if (!$time instanceof DateTimeInterface) {
            return $time;
        }
        $utc = DateTimeImmutable::createFromInterface($time)->setTimezone(self::utc());
        $fraction = rtrim($utc->format('u'), '0');
        return $utc->format('Y-m-d\TH:i:s') . ($fraction === '' ? '' : ".$fraction") . 'Z';
    }

    /** How long until then, so that what ends then ends in that second. A number is one of milliseconds already. */
    public static function untilMs(int|DateInterval|DateTimeInterface $time): int
    {
        if (is_int($time)) {
            return $time;
        }
        $now = new DateTimeImmutable('@' . time());
        $end = $time instanceof DateInterval ? $now->add($time) : $time;
        return ($end->getTimestamp() - $now->getTimestamp()) * 1000;
    }

    /** A duration of ISO 8601; text is it already. */
    public static function duration(string $argument, string|DateInterval $duration): string
    {
        if (is_string($duration)) {
            return $duration;
        }
        if ($duration->invert === 1) {
            throw new \ValueError("$argument is a negative interval");
        }
        $part = static fn (float|int $number, string $unit): string => $number == 0 ? '' : "$number$unit";
        $date = $part($duration->y, 'Y') . $part($duration->m, 'M') . $part($duration->d, 'D');
        $time = $part($duration->h, 'H') . $part($duration->i, 'M') . $part($duration->s + $duration->f, 'S');
        return 'P' . ($date . $time === '' ? '0D' : $date) . ($time === '' ? '' : "T$time");
    }

    /** What the service wrote; without a zone it is UTC. null for no time at all. */
    public static function parse(?string $text): ?DateTimeImmutable
    {
        if ($text === null || preg_match(self::TEXT, $text, $parts) !== 1) {
            return null;
        }
        try {
            return new DateTimeImmutable($parts[1] . ($parts[2] ?? ''), self::utc());
        } catch (\Exception) { // a thirteenth month
            return null;
        }
    }

    private static function utc(): DateTimeZone
    {
        return new DateTimeZone('UTC');
    }
}
