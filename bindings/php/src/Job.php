<?php

declare(strict_types=1);

namespace NotificationHubs;

use DateTimeImmutable;
use NotificationHubs\Ffi\Answer;
use NotificationHubs\Ffi\Time;

/**
 * A job. Where the service said nothing there is null.
 */
final class Job extends Answer
{
    protected const FREE = 'nh_job_free';

    private function __construct()
    {
    }

    public function id(): ?string
    {
        return $this->ask('nh_job_id');
    }

    public function getType(): JobType
    {
        return JobType::tryFrom($this->ask('nh_job_get_type')) ?? JobType::Unknown;
    }

    public function getStatus(): JobStatus
    {
        return JobStatus::tryFrom($this->ask('nh_job_get_status')) ?? JobStatus::Unknown;
    }

    /** In the service's word; null while it is started. */
    public function statusText(): ?string
    {
        return $this->ask('nh_job_status_text');
    }

    /** How much is done, in percent. */
    public function progress(): float
    {
        return $this->ask('nh_job_progress');
    }

    /** Why it failed. */
    public function failure(): ?string
    {
        return $this->ask('nh_job_failure');
    }

    /** With the URL's own signature. */
    public function outputContainerUri(): ?string
    {
        return $this->ask('nh_job_output_container_uri');
    }

    /** With the URL's own signature. */
    public function importFileUri(): ?string
    {
        return $this->ask('nh_job_import_file_uri');
    }

    public function createdAt(): ?string
    {
        return $this->ask('nh_job_created_at');
    }

    public function createdDateTime(): ?DateTimeImmutable
    {
        return Time::parse($this->createdAt());
    }

    public function updatedAt(): ?string
    {
        return $this->ask('nh_job_updated_at');
    }

    public function updatedDateTime(): ?DateTimeImmutable
    {
        return Time::parse($this->updatedAt());
    }

    /** "OutputFilePath" or "FailedFilePath": paths in the container. */
    public function outputProperty(string $name): ?string
    {
        return $this->ask('nh_job_output_property', $name);
    }
}
