<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Answer;
use NotificationHubs\Ffi\Callback;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\JobList;
use NotificationHubs\Ffi\Library;
use NotificationHubs\Ffi\TokenFailure;

/**
 * What a call came to.
 */
final class Outcome extends Handle implements \JsonSerializable
{
    protected const FREE = 'nh_outcome_free';

    private mixed $userData = null;

    /** @var list<Callback> those of the hub */
    private array $callbacks = [];

    private ?TokenFailure $tokenFailure = null;

    /** null for a status that is newer than this package. */
    public function status(): ?Status
    {
        return Status::tryFrom($this->ask('nh_outcome_status'));
    }

    /** Accepted, not accepted, or unknown. */
    public function verdict(): Verdict
    {
        return Verdict::from($this->ask('nh_outcome_verdict'));
    }

    /** Why the status is not Status::Ok; null if it is. */
    public function error(): ?Error
    {
        $error = $this->ask('nh_outcome_error');
        return $error === null ? null : Error::of($error, $this);
    }

    /** True if it was accepted after an attempt whose outcome is unknown (only with Retry::Always). */
    public function mayBeDuplicate(): bool
    {
        return $this->ask('nh_outcome_may_be_duplicate');
    }

    /** For telemetry; null if the hub's tier gives none. */
    public function notificationId(): ?string
    {
        return $this->ask('nh_outcome_notification_id');
    }

    public function registrationId(): ?string
    {
        return $this->ask('nh_outcome_registration_id');
    }

    /** What to quote to Azure support; null if no request was made. */
    public function trackingId(): ?string
    {
        return $this->ask('nh_outcome_tracking_id');
    }

    /** The service's own id for the request. */
    public function correlationId(): ?string
    {
        return $this->ask('nh_outcome_correlation_id');
    }

    /** HTTP status of the last answer, usually 201; 0 if none came. */
    public function httpStatus(): int
    {
        return $this->ask('nh_outcome_http_status');
    }

    /** How many requests were begun. */
    public function attempts(): int
    {
        return $this->ask('nh_outcome_attempts');
    }

    /** Body of the last answer, byte for byte. */
    public function body(): string
    {
        return $this->askBytes('nh_outcome_body', 'nh_outcome_body_len');
    }

    /** True for an accepted test send whose results could be read. */
    public function hasTestResult(): bool
    {
        return $this->ask('nh_outcome_has_test_result');
    }

    /** Test send: how many devices' push services took it. */
    public function successCount(): ?int
    {
        $count = $this->ask('nh_outcome_success_count');
        return $count < 0 ? null : $count;
    }

    /** Test send: how many did not. */
    public function failureCount(): ?int
    {
        $count = $this->ask('nh_outcome_failure_count');
        return $count < 0 ? null : $count;
    }

    /**
     * Test send: what became of it at each device, at most ten.
     *
     * @return list<array{platform: string, pnsHandle: string, registrationId: string, outcome: string}>
     */
    public function results(): array
    {
        return $this->askRecords('nh_outcome_result_count', [
            'platform' => 'nh_outcome_result_platform',
            'pnsHandle' => 'nh_outcome_result_pns_handle',
            'registrationId' => 'nh_outcome_result_registration_id',
            'outcome' => 'nh_outcome_result_outcome',
        ]);
    }

    // What a call read that came out of a queue. Each can be taken once; where there is none,
    // what the call failed with is thrown, or a UsageError.

    /** What getInstallationAsync() read. */
    public function takeInstallation(): Installation
    {
        return $this->take(Installation::class, 'nh_outcome_take_installation');
    }

    /** What getRegistrationAsync() read, or a call that writes one. */
    public function takeRegistration(): Registration
    {
        return $this->take(Registration::class, 'nh_outcome_take_registration');
    }

    /** What getRegistrationPageAsync() read. */
    public function takeRegistrationPage(): RegistrationPage
    {
        return $this->take(RegistrationPage::class, 'nh_outcome_take_registration_page');
    }

    /** What getNotificationDetailsAsync() read. */
    public function takeNotificationDetails(): NotificationDetails
    {
        return $this->take(NotificationDetails::class, 'nh_outcome_take_notification_details');
    }

    /** What submitJobAsync() or getJobAsync() brought. */
    public function takeJob(): Job
    {
        return $this->take(Job::class, 'nh_outcome_take_job');
    }

    /** @return list<Job> what listJobsAsync() read */
    public function takeJobs(): array
    {
        return $this->take(JobList::class, 'nh_outcome_take_job_list')->all();
    }

    /** The answer of installationExistsAsync() and registrationExistsAsync(). */
    public function exists(): bool
    {
        return $this->ask('nh_outcome_exists');
    }

    /** What was handed in with the call: see Hub::sendAsync(). */
    public function userData(): mixed
    {
        return $this->userData;
    }

    /** @return array<string, mixed> what a log should have */
    public function jsonSerialize(): array
    {
        return [
            'verdict' => $this->verdict()->word(),
            'httpStatus' => $this->httpStatus(),
            'attempts' => $this->attempts(),
            'mayBeDuplicate' => $this->mayBeDuplicate(),
            'notificationId' => $this->notificationId(),
            'trackingId' => $this->trackingId(),
            'correlationId' => $this->correlationId(),
            'error' => $this->error(),
        ];
    }

    /**
     * The number that a queue gave its call.
     *
     * @internal
     */
    public function ticket(): int
    {
        return Library::number($this->ask('nh_outcome_user_data'));
    }

    /**
     * Why the call had no token: kept from its first error for those that error() makes.
     *
     * @internal
     */
    public function tokenFailure(?TokenFailure $failure): ?TokenFailure
    {
        return $this->tokenFailure ??= $failure;
    }

    /**
     * @template T of Answer
     * @param class-string<T> $class
     * @return T
     */
    private function take(string $class, string $function): Answer
    {
        return $class::adopt(Library::make($function, $this))->withOutcome($this);
    }

    /**
     * @internal
     * @param list<Callback> $callbacks
     */
    public function setUserData(mixed $userData, array $callbacks): void
    {
        $this->userData = $userData;
        $this->callbacks = $callbacks;
    }
}
