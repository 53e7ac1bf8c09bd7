<?php

/**
 * Signals whose handler throws, while a call is handed in or an outcome is taken:
 * each call still has its one outcome. NH_LIBRARY is tests/programs/c/raises.c over the
 * library, so that a signal comes during each call of the two functions.
 */

declare(strict_types=1);

use NotificationHubs\Cancel;
use NotificationHubs\LibraryError;
use NotificationHubs\Notification;
use NotificationHubs\Queue;
use NotificationHubs\Status;
use NotificationHubs\Target;
use NotificationHubs\Verdict;

require __DIR__ . '/check.php';

$armed = false;
pcntl_async_signals(true);
pcntl_signal(SIGUSR1, static function () use (&$armed): void {
    if ($armed) {
        $armed = false;
        throw new DomainException('a signal');
    }
});

$hub = openHub();
$everyone = Target::newBroadcast();
$alert = Notification::newAppleAlert(null, 'Hello');
$queue = new Queue(concurrency: 1);

foreach (['first', 'second'] as $call) {
    $armed = true;
    thrown(DomainException::class, fn () => $hub->sendAsync($alert, $everyone, $queue, $call), "handing in $call");
}
same(2, $queue->pending(), 'both were taken');

$waits = static fn (): mixed => $queue->next(10_000);
$loops = static function () use ($queue): void {
    foreach ($queue as $outcome) {
        check(false, 'a loop over it', 'a handler throws first');
    }
};
foreach (['first' => [2, $waits], 'second' => [1, $loops]] as $call => [$pending, $take]) {
    while ($queue->pending() > 0) {
        $armed = true;
        try {
            $take();
        } catch (DomainException) {
            break;
        }
    }
    same($pending, $queue->pending(), "$call is still there");

    // What the parent has fetched is not for a child.
    $child = pcntl_fork();
    if ($child === 0) {
        $error = thrown(LibraryError::class, fn () => $queue->next(1000), 'a child');
        exit($error->status() === Status::Forked && $queue->pending() === 0 ? 7 : 1);
    }
    pcntl_waitpid($child, $status);
    same(7, pcntl_wexitstatus($status), 'and not in a child');

    $outcome = $queue->next(10_000);
    same([$call, Verdict::Accepted], [$outcome->userData(), $outcome->verdict()], "$call comes");
}
same([null, 0], [$queue->next(), $queue->pending()], 'each came once');

// A handler that throws ends a wait.
localHub('POST', 'faults', [['path' => '/*/messages', 'kind' => 'stall', 'times' => 1]]);
$cancel = new Cancel();
$hub->sendAsync($alert, $everyone, $queue, 'stalled', cancel: $cancel, timeoutMs: 60_000);
foreach (['a wait' => fn () => $queue->next(120_000), 'a loop' => $loops] as $name => $step) {
    $armed = true;
    thrown(DomainException::class, $step, $name);
    same(1, $queue->pending(), 'has ended before the call');
}
$cancel->trigger();
same('stalled', $queue->next(10_000)->userData(), 'whose outcome comes all the same');

done();
