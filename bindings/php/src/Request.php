<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Ffi\Handle;

/**
 * A dry run: the request that send() would make, for HTTP stacks of one's own
 * and for audits. It holds a token: treat it as a secret.
 */
final class Request extends Handle
{
    protected const FREE = 'nh_request_free';

    /** @param Target|TagExpression|string|iterable<string> $target */
    public function __construct(
        Hub $hub,
        Notification $notification,
        Target|TagExpression|string|iterable $target,
        mixed ...$options
    ) {
        $this->hold('nh_request_new', $hub, $notification, Target::of($target), CallOptions::from($options));
    }

    public function method(): string
    {
        return $this->ask('nh_request_method');
    }

    public function url(): string
    {
        return $this->ask('nh_request_url');
    }

    /** @return array<string, string> every header but Host and Content-Length */
    public function headers(): array
    {
        return array_column($this->all(), 'value', 'name');
    }

    /** @return list<string> names of headers whose values are not to be printed */
    public function secretHeaders(): array
    {
        return array_column(array_filter($this->all(), static fn (array $header): bool => $header['isSecret']), 'name');
    }

    /** Byte for byte. */
    public function body(): string
    {
        return $this->askBytes('nh_request_body', 'nh_request_body_len');
    }

    /** @return list<array{name: string, value: string, isSecret: bool}> */
    private function all(): array
    {
        return $this->askRecords('nh_request_header_count', [
            'name' => 'nh_request_header_name',
            'value' => 'nh_request_header_value',
            'isSecret' => 'nh_request_header_is_secret',
        ]);
    }
}
