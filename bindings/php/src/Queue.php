<?php

declare(strict_types=1);

namespace NotificationHubs;

use FFI;
use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Library;
use NotificationHubs\Ffi\QueueOptions;

/**
 * Sends under way and their outcomes: Hub::sendAsync() hands in, next() takes
 * out. It belongs to the process that made it.
 */
final class Queue extends Handle
{
    protected const FREE = 'nh_queue_free';

    /** @var array<int, mixed> what was handed in with each send, by its number */
    private array $userData = [];

    private int $sends = 0;

    public function __construct(mixed ...$options)
    {
        $this->hold('nh_queue_new', QueueOptions::from($options));
    }

    /**
     * The next outcome, waiting for it so long at most. That of a send that was
     * not accepted is returned too: see its error(). null if none came, and from
     * a closed queue when all were taken.
     */
    public function next(int $timeoutMs = 0): ?Outcome
    {
        $out = Library::variable(Outcome::type());
        $status = Library::call('nh_queue_next', $this, $timeoutMs, FFI::addr($out));
        if (!FFI::isNull($out)) {
            return $this->withUserData(Outcome::adopt($out));
        }
        if ($status !== Status::WouldBlock->value && $status !== Status::Closed->value) {
            throw Library::lastError();
        }
        return null;
    }

    /** How many sends were handed in whose outcome was not yet taken. */
    public function pending(): int
    {
        return $this->ask('nh_queue_pending');
    }

    /**
     * A descriptor that is readable as long as there are outcomes, for event
     * loops: open "php://fd/N" once and wait for it, but never read from it.
     */
    public function fd(): int
    {
        return $this->ask('nh_queue_fd');
    }

    /**
     * Takes no more sends, waits so long at most for those that are left, and
     * then ends them. False if any had to be ended. Take what is left with next().
     */
    public function close(int $timeoutMs): bool
    {
        $status = $this->ask('nh_queue_close', $timeoutMs);
        if ($status !== Status::Ok->value && $status !== Status::Timeout->value) {
            throw Library::lastError();
        }
        return $status === Status::Ok->value;
    }

    /** @internal See Hub::sendAsync(). */
    public function handIn(
        Hub $hub,
        Notification $notification,
        Target $target,
        mixed $userData,
        ?CallOptions $options
    ): void {
        // The library keeps a number; the value stays here until the outcome is taken.
        $ticket = Library::pointer($this->sends + 1);
        Library::do('nh_send_async', $hub, $notification, $target, $options, $this, $ticket);
        $this->userData[++$this->sends] = $userData;
    }

    private function withUserData(Outcome $outcome): Outcome
    {
        $ticket = $outcome->ticket();
        $userData = $this->userData[$ticket];
        unset($this->userData[$ticket]);
        return $outcome->withUserData($userData);
    }
}
