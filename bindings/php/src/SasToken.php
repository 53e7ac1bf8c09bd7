<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Handle;

/**
 * A shared access signature, for a device or another program.
 */
final class SasToken extends Handle
{
    protected const FREE = 'nh_sas_token_free';

    /** For what is below $uri; null stands for the hub itself. */
    public function __construct(Hub $hub, ?string $uri, int $lifetimeMs)
    {
        $this->hold('nh_sas_token_new', $hub, $uri, $lifetimeMs);
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
}
