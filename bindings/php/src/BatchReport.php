<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Handle;

/**
 * What became of a batch send, request by request.
 */
final class BatchReport extends Handle
{
    protected const FREE = 'nh_batch_report_free';

    private function __construct()
    {
    }

    /** Why it stopped before the end; null if it did not. */
    public function error(): ?Error
    {
        $error = $this->ask('nh_batch_report_error');
        return $error === null ? null : Error::of($error, $this->lastOutcome(), $this);
    }

    /** Number of the first handle, from 0, that was not accepted; if all were, how many there were. */
    public function next(): int
    {
        return $this->ask('nh_batch_report_next');
    }

    /** Number of the handle that stopped the batch because it cannot be one. */
    public function badHandle(): ?int
    {
        $number = $this->ask('nh_batch_report_bad_handle');
        return $number < 0 ? null : $number;
    }

    /** How many handles were in accepted requests. */
    public function accepted(): int
    {
        return $this->ask('nh_batch_report_accepted');
    }

    /** How many handles were in a request whose outcome is unknown. */
    public function unknown(): int
    {
        return $this->ask('nh_batch_report_unknown');
    }

    /**
     * The requests: the number of each one's first handle, how many it had, and
     * what it came to.
     *
     * @return list<array{first: int, handleCount: int, outcome: Outcome}>
     */
    public function requests(): array
    {
        $requests = $this->askRecords('nh_batch_report_count', [
            'first' => 'nh_batch_report_first',
            'handleCount' => 'nh_batch_report_handle_count',
            'outcome' => 'nh_batch_report_outcome',
        ]);
        foreach ($requests as &$request) {
            $request['outcome'] = Outcome::adopt($request['outcome'], $this);
        }
        return $requests;
    }

    /** That of the request that stopped it, if one did. */
    private function lastOutcome(): ?Outcome
    {
        $requests = $this->requests();
        return $requests === [] ? null : end($requests)['outcome'];
    }
}
