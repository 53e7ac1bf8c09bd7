<?php

declare(strict_types=1);

namespace NotificationHubs;

use FFI;
use NotificationHubs\Ffi\Callback;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Library;
use NotificationHubs\Ffi\QueueOptions;

/**
 * Calls under way and their outcomes: the methods of Hub that end in Async hand
 * in, next() and foreach take out. It belongs to the process that made it.
 *
 * @implements \IteratorAggregate<int, Outcome>
 */
final class Queue extends Handle implements \IteratorAggregate
{
    protected const FREE = 'nh_queue_free';

    /** Waits are made of slices, between which PHP handles signals. */
    private const SLICE_MS = 500;

    /** @var array<int, array{mixed, list<Callback>}> what belongs to each call, by its number */
    private array $entries = [];

    private int $calls = 0;

    /** What next() is about to give. It stays here as long as a signal's handler may throw. */
    private ?Outcome $following = null;

    private int $process;

    /** Whoever closes it knows what was not made. */
    private bool $isClosed = false;

    public function __construct(mixed ...$options)
    {
        $this->hold('nh_queue_new', QueueOptions::from($options));
        $this->process = getmypid();
    }

    /**
     * Ends the calls that are left. If there are any, notifications are lost: that is a
     * warning, unless the queue was closed, and is a child's of fork() as little as they.
     */
    public function __destruct()
    {
        try {
            $this->tellUnfinished();
        } finally {
            parent::__destruct();
        }
    }

    /**
     * The next outcome, waiting for it so long at most. That of a call that was
     * not accepted is returned too: see its error(). null if none came, and from
     * a closed queue when all were taken.
     *
     * A signal's handler that throws ends the wait within half a second, and no
     * outcome is lost by it: what was taken already is given by the next call.
     */
    public function next(int $timeoutMs = 0): ?Outcome
    {
        return $this->hasNext($timeoutMs) ? $this->give() : null;
    }

    /**
     * The outcomes of all calls that were handed in, also of those that the loop hands in,
     * as they come. It waits for each as long as its call may take, and ends with the last.
     *
     * @return \Generator<int, Outcome>
     */
    public function getIterator(): \Generator
    {
        do {
            $isMore = $this->ask('nh_queue_pending') > 0;
            // Nothing comes between what gives an outcome and the loop, not even a handler.
            if ($this->hasNext($isMore ? self::SLICE_MS : 0)) {
                $isMore = true;
                yield $this->give();
            }
        } while ($isMore);
    }

    /** How many calls were handed in whose outcome was not yet taken. */
    public function pending(): int
    {
        return $this->ask('nh_queue_pending') + ($this->hasFetched() ? 1 : 0);
    }

    /**
     * A descriptor that is readable as long as there are outcomes, for event
     * loops: open "php://fd/N" once and wait for it, but never read from it.
     */
    public function fd(): int
    {
        return $this->ask('nh_queue_fd');
    }

    /** A duplicate of fd(), for what closes the descriptors that it watches. */
    public function dupFd(): int
    {
        return $this->ask('nh_queue_dup_fd');
    }

    /**
     * Takes no more calls, waits so long at most for those that are left, and
     * then ends them. False if any had to be ended. Take what is left with next().
     */
    public function close(int $timeoutMs): bool
    {
        $status = $this->ask('nh_queue_close', $timeoutMs);
        $this->isClosed = true;
        if ($status !== Status::Ok->value && $status !== Status::Timeout->value) {
            throw Library::lastError();
        }
        return $status === Status::Ok->value;
    }

    /**
     * Hands in a call: the function's name, which ends in _async, and what it
     * takes before its queue and user_data.
     *
     * @internal See Hub::sendAsync().
     */
    public function handIn(mixed $userData, string $function, #[\SensitiveParameter] mixed ...$arguments): void
    {
        // The library keeps a number; the value stays here until the outcome is taken. It is
        // kept before the call and no number is given twice: after it a signal's handler may
        // throw, and the library has the call all the same.
        $number = ++$this->calls;
        $native = Library::marshal($function, [...$arguments, $this, Library::pointer($number)]);
        // Its hub may be gone when what the call has to say is logged.
        $callbacks = $arguments[0] instanceof Hub ? $arguments[0]->callbacks() : [];
        $this->entries[$number] = [$userData, $callbacks];
        if (Library::ffi()->$function(...$native) !== Status::Ok->value) {
            unset($this->entries[$number]);
            throw Library::lastError($function);
        }
        Callback::tellFailure();
    }

    /** Outcomes that came are let go of: their calls were made. */
    private function tellUnfinished(): void
    {
        if (!$this->isHeld() || $this->isClosed || getmypid() !== $this->process) {
            return;
        }
        do {
            $place = Library::variable(Outcome::type());
            $status = $this->ask('nh_queue_next', 0, Library::place($place));
            $outcome = Outcome::adopt($place);
        } while ($status === Status::Ok->value);
        $unfinished = $this->ask('nh_queue_pending');
        if ($unfinished > 0) {
            $calls = $unfinished === 1 ? '1 call' : "$unfinished calls";
            trigger_error("A queue ended with $calls unfinished; close() it with a time first", E_USER_WARNING);
        }
    }

    /** Waits so long at most until there is something to give; false if nothing came. */
    private function hasNext(int $timeoutMs): bool
    {
        $end = hrtime(true) / 1e6 + $timeoutMs;
        $left = $timeoutMs;
        do {
            $status = $this->fetch((int)min($left, self::SLICE_MS));
            $left = max(0, ceil($end - hrtime(true) / 1e6));
            // A handler may have taken what was there.
            $again = $status === Status::Ok->value ? !$this->hasFetched() : $left > 0;
        } while ($again && $status !== Status::Closed->value);
        if (!in_array($status, [Status::Ok->value, Status::WouldBlock->value, Status::Closed->value], true)) {
            throw Library::lastError();
        }
        return $status === Status::Ok->value;
    }

    /** Sees to it that there is something to give. */
    private function fetch(int $timeoutMs): int
    {
        if ($this->hasFetched()) {
            return Status::Ok->value;
        }
        // Who holds an outcome frees it, so it is made before there is one.
        $this->following ??= Outcome::adopt(Library::variable(Outcome::type()));
        return $this->ask('nh_queue_next', $timeoutMs, Library::place($this->following->pointer()));
    }

    /** What its parent had fetched is not for a child of fork(). */
    private function hasFetched(): bool
    {
        return $this->following !== null
            && !FFI::isNull($this->following->pointer())
            && getmypid() === $this->process;
    }

    private function give(): Outcome
    {
        $outcome = $this->following;
        $ticket = $outcome->ticket();
        $outcome->setUserData(...$this->entries[$ticket] ?? [null, []]);
        // From here to the end PHP calls nothing, and so no handler: the outcome keeps the rest.
        unset($this->entries[$ticket]);
        $this->following = null;
        return $outcome;
    }
}
