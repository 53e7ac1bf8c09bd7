<?php

declare(strict_types=1);

namespace NotificationHubs;

use DateTimeImmutable;
use NotificationHubs\Ffi\Answer;
use NotificationHubs\Ffi\Time;

/**
 * What the service knows of a notification. Where it said nothing there is null.
 */
final class NotificationDetails extends Answer
{
    protected const FREE = 'nh_notification_details_free';

    private function __construct()
    {
    }

    public function state(): NotificationState
    {
        return NotificationState::tryFrom($this->ask('nh_notification_details_state')) ?? NotificationState::Unknown;
    }

    /** In the service's word. */
    public function stateText(): ?string
    {
        return $this->ask('nh_notification_details_state_text');
    }

    public function notificationId(): ?string
    {
        return $this->ask('nh_notification_details_notification_id');
    }

    public function location(): ?string
    {
        return $this->ask('nh_notification_details_location');
    }

    public function enqueueTime(): ?string
    {
        return $this->ask('nh_notification_details_enqueue_time');
    }

    public function enqueueDateTime(): ?DateTimeImmutable
    {
        return Time::parse($this->enqueueTime());
    }

    public function startTime(): ?string
    {
        return $this->ask('nh_notification_details_start_time');
    }

    public function startDateTime(): ?DateTimeImmutable
    {
        return Time::parse($this->startTime());
    }

    public function endTime(): ?string
    {
        return $this->ask('nh_notification_details_end_time');
    }

    public function endDateTime(): ?DateTimeImmutable
    {
        return Time::parse($this->endTime());
    }

    public function body(): ?string
    {
        return $this->ask('nh_notification_details_body');
    }

    /** The tag expression. */
    public function tags(): ?string
    {
        return $this->ask('nh_notification_details_tags');
    }

    /** Separated by commas. */
    public function targetPlatforms(): ?string
    {
        return $this->ask('nh_notification_details_target_platforms');
    }

    /** Where the errors of push services can be read; it holds a signature of its own. */
    public function errorUri(): ?string
    {
        return $this->ask('nh_notification_details_error_uri');
    }

    /**
     * How many devices there were, for each platform and outcome.
     *
     * @return list<array{platform: string, outcome: string, value: int}>
     */
    public function counts(): array
    {
        return $this->askRecords('nh_notification_details_count', [
            'platform' => 'nh_notification_details_count_platform',
            'outcome' => 'nh_notification_details_count_outcome',
            'value' => 'nh_notification_details_count_value',
        ]);
    }
}
