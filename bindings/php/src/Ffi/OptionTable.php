<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * The options that there are, by what the names of their setters begin with.
 *
 * @internal
 */
final class OptionTable
{
    /** What each value is: text, bool, callable, a class, or in words a number. */
    public const SETS = [
        'nh_options_set_' => [
            'timeoutMs' => ['timeoutMs' => '1 to 86400000 milliseconds'],
            'connectTimeoutMs' => ['connectTimeoutMs' => '1 to 86400000 milliseconds'],
            'poolSize' => ['connections' => '1 to 4096'],
            'idleAgeMs' => ['idleAgeMs' => '1 to 86400000 milliseconds'],
            'connectionAgeMs' => ['connectionAgeMs' => '1 to 86400000 milliseconds'],
            'proxy' => ['url' => 'text'],
            'proxyFromEnvironment' => [],
            'noProxy' => ['hosts' => 'text'],
            'caFile' => ['path' => 'text'],
            'userAgentSuffix' => ['suffix' => 'text'],
            'apiVersion' => ['apiVersion' => 'text'],
            'retry' => ['retry' => 'NotificationHubs\\Retry'],
            'maxAttempts' => ['attempts' => '1 to 100'],
            'rateLimit' => ['perSecond' => '1 to 1000000', 'burst' => '1 to 1000000'],
            'tokenCallback' => ['callback' => 'callable'],
            'test' => ['test' => 'bool'],
            'debug' => [],
            'logCallback' => ['maxLevel' => 'NotificationHubs\\LogLevel', 'callback' => 'callable'],
            'logStderr' => ['maxLevel' => 'NotificationHubs\\LogLevel'],
            'spanCallback' => ['callback' => 'callable'],
            'checkPayloads' => ['check' => 'bool'],
            'logPayloads' => ['show' => 'bool'],
        ],
        'nh_call_options_set_' => [
            'timeoutMs' => ['timeoutMs' => '1 to 86400000 milliseconds'],
            'trackingId' => ['trackingId' => 'text'],
            'test' => ['test' => 'bool'],
            'retry' => ['retry' => 'NotificationHubs\\Retry'],
            'maxAttempts' => ['attempts' => '1 to 100'],
            'cancel' => ['cancel' => 'NotificationHubs\\Cancel'],
            'traceparent' => ['traceparent' => 'text'],
            'tracestate' => ['tracestate' => 'text'],
        ],
        'nh_queue_options_set_' => [
            'capacity' => ['entries' => '1 to 10000000'],
            'capacityBytes' => ['bytes' => '65536 or more'],
            'concurrency' => ['sends' => '1 to 1024'],
            'fullWaitMs' => ['fullWaitMs' => '0 to 86400000 milliseconds'],
        ],
    ];
}
