<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\Callback;
use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Handles;

/**
 * Deletes the devices whose handles are dead, or says which they are, which is all that it does
 * before setDelete().
 */
final class Prune extends Handle
{
    protected const FREE = 'nh_prune_free';

    private ?Callback $progress = null;

    public function __construct()
    {
        $this->hold('nh_prune_new');
    }

    public function setDelete(bool $deletes = true): static
    {
        return $this->change('nh_prune_set_delete', $deletes);
    }

    /** Devices with this error are dead too, such as "WrongToken". */
    public function addError(string $error): static
    {
        return $this->change('nh_prune_add_error', $error);
    }

    /**
     * Tells how far a call has come: how many handles are done, and of how many. What it throws
     * is logged.
     */
    public function setProgressCallback(callable $callback): static
    {
        $progress = new Callback('nh_progress_callback', \Closure::fromCallable($callback));
        $this->change('nh_prune_set_progress_callback', $progress->pointer(), $progress->userData());
        $this->progress = $progress;
        return $this;
    }

    /** A portion of a FeedbackCursor. What was decided before a failure is its result(). */
    public function feedback(Hub $hub, Feedback $feedback, mixed ...$options): PruneReport
    {
        $options = CallOptions::from($options);
        return Call::fetch(PruneReport::class, 'nh_prune_feedback', $this, $hub, $feedback, $options);
    }

    /**
     * All devices that have these handles. The same.
     *
     * @param iterable<string> $handles
     */
    public function handles(Hub $hub, #[\SensitiveParameter] iterable $handles, mixed ...$options): PruneReport
    {
        $options = CallOptions::from($options);
        return Call::fetch(PruneReport::class, 'nh_prune_handles', $this, $hub, Handles::of($handles), $options);
    }

    /** How often this was decided, in all calls so far. */
    public function count(PruneDecision $decision): int
    {
        return $this->ask('nh_prune_count', $decision);
    }
}
