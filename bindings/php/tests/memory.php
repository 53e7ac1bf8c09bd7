<?php

declare(strict_types=1);

/*
 * PHP's memory stays flat over many calls of each kind, good and refused. FFI keeps a
 * type that it has parsed for one call until the process ends, so the package keeps
 * those that it needs.
 *
 * NH_MEMORY_CALLS: how many calls of each kind; 2000 without it.
 */

use NotificationHubs\Error;
use NotificationHubs\Installation;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Queue;
use NotificationHubs\TagExpression;
use NotificationHubs\Target;

require __DIR__ . '/check.php';

$calls = (int)(getenv('NH_MEMORY_CALLS') ?: 2000);
$hub = openHub();
$alert = Notification::newAppleAlert('news', 'hello');
$everyone = Target::newBroadcast();
$queue = new Queue();
$hub->putInstallation(new Installation('memory', Platform::Apple, str_repeat('ab', 32)));

$kinds = [
    'send' => fn() => $hub->send($alert, $everyone),
    'send with options' => fn() => $hub->send($alert, $everyone, timeoutMs: 20000, trackingId: 'x'),
    'refused send' => fn() => $hub->send($alert, Target::newTag('no such && tag')),
    'notification' => fn() => Notification::newAppleAlert('news', 'hello'),
    'refused value' => fn() => Notification::newAppleAlert('news', "a\0b"),
    'queued send' => function () use ($hub, $alert, $everyone, $queue): void {
        $hub->sendAsync($alert, $everyone, $queue, 'data');
        $queue->next(20000)->userData();
    },
    'empty queue' => fn() => $queue->next(0),
    'installation' => fn() => $hub->getInstallation('memory')->tags(),
    'missing installation' => fn() => $hub->getInstallation('nobody'),
    'tags' => fn() => TagExpression::parse('a && !b'),
];
foreach ($kinds as $kind => $call) {
    $once = function () use ($call): void {
        try {
            $call();
        } catch (Error | \ValueError) {
            // Some are refused.
        }
    };
    for ($i = 0; $i < 100; $i++) {
        $once();
    }
    $before = memory_get_usage();
    for ($i = 0; $i < $calls; $i++) {
        $once();
    }
    $grown = memory_get_usage() - $before;
    printf("%s: %d bytes in %d calls\n", $kind, $grown, $calls);
    same(true, $grown < 4096, "memory is flat: $kind");
}
done();
