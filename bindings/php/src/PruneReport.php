<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Answer;

/**
 * What one call of a pruning decided, device by device, and of handles that no device has.
 *
 * @implements \IteratorAggregate<int, array<string, mixed>>
 */
final class PruneReport extends Answer implements \Countable, \IteratorAggregate
{
    protected const FREE = 'nh_prune_report_free';

    private function __construct()
    {
    }

    public function count(): int
    {
        return $this->ask('nh_prune_report_count');
    }

    /**
     * The decisions, with null for what was not found. pnsHandle is a secret.
     *
     * @return \ArrayIterator<int, array{decision: PruneDecision, pnsHandle: ?string, platform: ?Platform,
     *     installationId: ?string, registrationId: ?string, error: ?string}>
     */
    public function getIterator(): \ArrayIterator
    {
        $decisions = $this->askRecords('nh_prune_report_count', [
            'decision' => 'nh_prune_report_decision',
            'pnsHandle' => 'nh_prune_report_pns_handle',
            'platform' => 'nh_prune_report_platform',
            'installationId' => 'nh_prune_report_installation_id',
            'registrationId' => 'nh_prune_report_registration_id',
            'error' => 'nh_prune_report_error',
        ]);
        foreach ($decisions as &$decision) {
            $decision['decision'] = PruneDecision::from($decision['decision']);
            $decision['platform'] = Platform::tryFrom($decision['platform']);
        }
        return new \ArrayIterator($decisions);
    }
}
