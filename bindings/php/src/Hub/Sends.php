<?php

declare(strict_types=1);

namespace NotificationHubs\Hub;

use DateTimeInterface;
use NotificationHubs\BatchReport;
use NotificationHubs\Explanation;
use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\Callback;
use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Ffi\Handles;
use NotificationHubs\Ffi\Library;
use NotificationHubs\Ffi\Time;
use NotificationHubs\Notification;
use NotificationHubs\NotificationDetails;
use NotificationHubs\Outcome;
use NotificationHubs\Queue;
use NotificationHubs\Status;
use NotificationHubs\TagExpression;
use NotificationHubs\Target;

/**
 * Sends of every kind, and what became of them.
 *
 * @internal A part of Hub.
 */
trait Sends
{
    /**
     * Sends a notification and waits for the service's answer.
     *
     * @param Target|TagExpression|string|iterable<string> $target text is a tag
     *     expression, an array has tags, any of which a device has
     */
    public function send(
        Notification $notification,
        Target|TagExpression|string|iterable $target,
        mixed ...$options
    ): Outcome {
        return Call::do('nh_send', $this, $notification, Target::of($target), CallOptions::from($options));
    }

    /**
     * Hands in what send() would send, and returns at once: its outcome comes
     * out of the queue, with $userData.
     */
    public function sendAsync(
        Notification $notification,
        Target|TagExpression|string|iterable $target,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_send_async',
            $this,
            $notification,
            Target::of($target),
            CallOptions::from($options)
        );
    }

    /**
     * Sends a notification directly to each of these devices, a thousand in a
     * request. If not all were accepted, the report is the error's result(); if
     * nothing was sent since a handle cannot be one, that is its number, from 0.
     *
     * @param iterable<string> $handles
     */
    public function sendDirectBatch(
        Notification $notification,
        #[\SensitiveParameter] iterable $handles,
        mixed ...$options
    ): BatchReport {
        $out = Library::variable(BatchReport::type());
        $status = Library::call(
            'nh_send_direct_batch',
            $this,
            $notification,
            Handles::of($handles),
            CallOptions::from($options),
            Library::place($out)
        );
        $report = BatchReport::adopt($out);
        if ($status !== Status::Ok->value) {
            throw $report->error();
        }
        Callback::tellFailure();
        return $report;
    }

    /**
     * Hands in a direct batch of at most 1000 devices, which is one request: its
     * outcome is that of all. See sendAsync().
     *
     * @param iterable<string> $handles
     */
    public function sendDirectBatchAsync(
        Notification $notification,
        #[\SensitiveParameter] iterable $handles,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_send_direct_batch_async',
            $this,
            $notification,
            Handles::of($handles),
            CallOptions::from($options)
        );
    }

    /** Schedules a send, at most seven days ahead; an int is a Unix time in milliseconds. */
    public function schedule(
        Notification $notification,
        Target|TagExpression|string|iterable $target,
        int|DateTimeInterface $time,
        mixed ...$options
    ): Outcome {
        return Call::do(
            'nh_schedule',
            $this,
            $notification,
            Target::of($target),
            Time::unixMs($time),
            CallOptions::from($options)
        );
    }

    /** Hands in what schedule() would do: see sendAsync(). */
    public function scheduleAsync(
        Notification $notification,
        Target|TagExpression|string|iterable $target,
        int|DateTimeInterface $time,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_schedule_async',
            $this,
            $notification,
            Target::of($target),
            Time::unixMs($time),
            CallOptions::from($options)
        );
    }

    /** Calls off a scheduled send. */
    public function cancelScheduled(string $notificationId, mixed ...$options): Outcome
    {
        return Call::do('nh_cancel_scheduled', $this, $notificationId, CallOptions::from($options));
    }

    /** Hands in what cancelScheduled() would do: see sendAsync(). */
    public function cancelScheduledAsync(
        string $notificationId,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_cancel_scheduled_async',
            $this,
            $notificationId,
            CallOptions::from($options)
        );
    }

    /** Asks what became of a notification. */
    public function getNotificationDetails(string $notificationId, mixed ...$options): NotificationDetails
    {
        return Call::fetch(
            NotificationDetails::class,
            'nh_get_notification_details',
            $this,
            $notificationId,
            CallOptions::from($options)
        );
    }

    /** Hands in what getNotificationDetails() would do: see sendAsync(). */
    public function getNotificationDetailsAsync(
        string $notificationId,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_get_notification_details_async',
            $this,
            $notificationId,
            CallOptions::from($options)
        );
    }

    /** Asks until the state is final; what was read last is a failure's result(). */
    public function waitNotificationDetails(string $notificationId, mixed ...$options): NotificationDetails
    {
        return Call::fetch(
            NotificationDetails::class,
            'nh_wait_notification_details',
            $this,
            $notificationId,
            CallOptions::from($options)
        );
    }

    /**
     * Why a notification reaches somebody, or nobody: of one that was sent, by its id, or of one
     * that is to be sent. What was found before a failure is its result().
     *
     * @param Target|TagExpression|string|iterable<string>|null $target as in send(); null for
     *     whom the service says that it was for
     */
    public function explain(
        ?Notification $notification,
        Target|TagExpression|string|iterable|null $target,
        ?string $notificationId = null,
        int $maxPages = 0,
        mixed ...$options
    ): Explanation {
        return Call::fetch(
            Explanation::class,
            'nh_explain',
            $this,
            $notification,
            $target === null ? null : Target::of($target),
            $notificationId,
            $maxPages,
            CallOptions::from($options)
        );
    }
}
