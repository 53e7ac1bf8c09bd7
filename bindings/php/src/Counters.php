<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Handle;

/**
 * What one or more hubs had done when they were asked.
 */
final class Counters extends Handle
{
    protected const FREE = 'nh_counters_free';

    public function __construct(Hub $hub)
    {
        $this->hold('nh_counters_new', $hub);
    }

    /** Adds what another hub has done. */
    public function add(Hub $hub): self
    {
        return $this->change('nh_counters_add', $hub);
    }

    /** A number; those of connections are known only for all kinds of calls together. */
    public function get(Counter $counter, CallKind $kind = CallKind::All): int
    {
        return $this->ask('nh_counters_get', $counter, $kind);
    }

    /**
     * The histogram of the calls' durations. Each bucket counts those before it
     * too; the last has no bound.
     *
     * @return list<array{boundUs: ?int, count: int}>
     */
    public function buckets(CallKind $kind = CallKind::All): array
    {
        $buckets = [];
        for ($index = 0, $count = $this->ask('nh_counters_bucket_count'); $index < $count; $index++) {
            $bound = $this->ask('nh_counters_bucket_bound_us', $index);
            // PHP has UINT64_MAX as a negative number.
            $buckets[] = [
                'boundUs' => $bound < 0 ? null : $bound,
                'count' => $this->ask('nh_counters_bucket', $index, $kind),
            ];
        }
        return $buckets;
    }

    /** All of it in Prometheus's text format, to be served as "text/plain; version=0.0.4". */
    public function prometheus(): string
    {
        return $this->ask('nh_counters_prometheus');
    }
}
