<?php

declare(strict_types=1);

namespace NotificationHubs\Hub;

use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Ffi\JobList;
use NotificationHubs\Job;
use NotificationHubs\JobType;
use NotificationHubs\Queue;

/**
 * Calls for jobs, and for feedback.
 *
 * @internal A part of Hub.
 */
trait Jobs
{
    /** Storage URLs, each with its signature; $importFileUri is null for an export. */
    public function submitJob(
        JobType $jobType,
        #[\SensitiveParameter] string $outputContainerUri,
        #[\SensitiveParameter] ?string $importFileUri = null,
        mixed ...$options
    ): Job {
        return Call::fetch(
            Job::class,
            'nh_submit_job',
            $this,
            $jobType,
            $outputContainerUri,
            $importFileUri,
            CallOptions::from($options)
        );
    }

    /** Hands in what submitJob() would do: see sendAsync(). */
    public function submitJobAsync(
        JobType $jobType,
        #[\SensitiveParameter] string $outputContainerUri,
        Queue $queue,
        mixed $userData = null,
        #[\SensitiveParameter] ?string $importFileUri = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_submit_job_async',
            $this,
            $jobType,
            $outputContainerUri,
            $importFileUri,
            CallOptions::from($options)
        );
    }

    public function getJob(string $jobId, mixed ...$options): Job
    {
        return Call::fetch(Job::class, 'nh_get_job', $this, $jobId, CallOptions::from($options));
    }

    /** Hands in what getJob() would do: see sendAsync(). */
    public function getJobAsync(
        string $jobId,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_get_job_async',
            $this,
            $jobId,
            CallOptions::from($options)
        );
    }

    /** Asks until it is completed or failed; what was read last is a failure's result(). */
    public function waitJob(string $jobId, mixed ...$options): Job
    {
        return Call::fetch(Job::class, 'nh_wait_job', $this, $jobId, CallOptions::from($options));
    }

    /** @return list<Job> */
    public function listJobs(mixed ...$options): array
    {
        return Call::fetch(JobList::class, 'nh_list_jobs', $this, CallOptions::from($options))->all();
    }

    /** Hands in what listJobs() would do: see sendAsync(). */
    public function listJobsAsync(
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_list_jobs_async',
            $this,
            CallOptions::from($options)
        );
    }

    /** The URL of the storage container with feedback, which holds a signature. Feedback::parse() reads its blobs. */
    public function getFeedbackContainerUri(mixed ...$options): string
    {
        return Call::do('nh_get_feedback_container_uri', $this, CallOptions::from($options))->body();
    }

    /** Hands in what getFeedbackContainerUri() would do; the URL is the outcome's body(). */
    public function getFeedbackContainerUriAsync(
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_get_feedback_container_uri_async',
            $this,
            CallOptions::from($options)
        );
    }
}
