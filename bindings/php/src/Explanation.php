<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Answer;

/**
 * Why a notification reached somebody, or nobody. Holds no handle, no payload and no key.
 */
final class Explanation extends Answer
{
    protected const FREE = 'nh_explanation_free';

    private function __construct()
    {
    }

    /**
     * What was found, in the order of a notification's way.
     *
     * @return list<array{finding: Finding, text: string}>
     */
    public function findings(): array
    {
        $findings = $this->askRecords('nh_explanation_count', [
            'finding' => 'nh_explanation_finding',
            'text' => 'nh_explanation_text',
        ]);
        foreach ($findings as &$finding) {
            $finding['finding'] = Finding::from($finding['finding']);
        }
        return $findings;
    }

    /** How many registrations match the target now. */
    public function matched(): int
    {
        return $this->ask('nh_explanation_matched');
    }

    /** How many registrations were looked at. */
    public function lookedAt(): int
    {
        return $this->ask('nh_explanation_looked_at');
    }

    /** Whether the list was not read to its end. */
    public function isCut(): bool
    {
        return $this->ask('nh_explanation_is_cut');
    }

    /** The report for people: a line for each finding. */
    public function words(): string
    {
        return $this->ask('nh_explanation_words');
    }

    /** The report for programs. */
    public function json(): string
    {
        return $this->ask('nh_explanation_json');
    }
}
