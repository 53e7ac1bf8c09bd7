<?php

declare(strict_types=1);

namespace NotificationHubs;

use DateInterval;
use DateTimeImmutable;
use DateTimeInterface;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Time;

/**
 * A shared access signature, for a device or another program.
 */
final class SasToken extends Handle
{
    protected const FREE = 'nh_sas_token_free';

    /** For what is below $uri; null stands for the hub itself. It lasts so long, or until then. */
    public function __construct(Hub $hub, ?string $uri, int|DateInterval|DateTimeInterface $lifetimeMs)
    {
        $lifetime = Time::untilMs($lifetimeMs);
        if ($lifetime < 0 && !is_int($lifetimeMs)) {
            throw new \ValueError('lifetimeMs is a time in the past');
        }
        $this->hold('nh_sas_token_new', $hub, $uri, $lifetime);
    }

    /** The whole value of an Authorization header. */
    public function text(): string
    {
        return $this->ask('nh_sas_token_text');
    }

    /** Unix time in seconds. */
    public function expiresAt(): int
    {
        return $this->ask('nh_sas_token_expires_at');
    }

    public function expiresDateTime(): DateTimeImmutable
    {
        return new DateTimeImmutable('@' . $this->expiresAt());
    }
}
