<?php

/**
 * Objects made before pcntl_fork(), used and freed by parent and children at
 * once.
 */

declare(strict_types=1);

use NotificationHubs\Counter;
use NotificationHubs\Counters;
use NotificationHubs\Error;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Queue;
use NotificationHubs\Target;

require __DIR__ . '/check.php';

const CHILDREN = 4;
const SENDS = 10;

$hub = openHub();
$everyone = Target::newTag('apple');
$queue = new Queue();

/** Sends so often under this name; how many were accepted at once. */
$send = static function (string $name) use ($hub, $everyone): int {
    $good = 0;
    for ($number = 0; $number < SENDS; $number++) {
        $payload = json_encode(['aps' => ['alert' => "$name-$number"]]);
        try {
            $good += $hub->send(new Notification(Platform::Apple, $payload), $everyone)->attempts();
        } catch (Error $error) {
            fwrite(STDERR, "$name: $error\n");
        }
    }
    return $good;
};

same(SENDS, $send('before'), 'sends before');
$children = [];
for ($number = 0; $number < CHILDREN; $number++) {
    $child = pcntl_fork();
    if ($child === 0) {
        $good = $send("child$number");
        $connections = (new Counters($hub))->get(Counter::ConnectionsOpened);
        // All that was made before the fork is freed here, and again by the parent.
        exit($good === SENDS && $connections === 1 ? 7 : 1);
    }
    $children[] = $child;
}
same(SENDS, $send('parent'), 'the parent sends');
foreach ($children as $number => $child) {
    pcntl_waitpid($child, $status);
    $exit = pcntl_wifexited($status) ? pcntl_wexitstatus($status) : -$status;
    same(7, $exit, "child $number sends over its own connection");
}
same(SENDS, $send('after'), 'the parent sends after them');
$counters = new Counters($hub);
same(1, $counters->get(Counter::ConnectionsOpened), 'over one connection');
same(2 * SENDS + SENDS, $counters->get(Counter::CallsBegun), 'and counts its own sends');

$alerts = array_map(
    static fn (array $delivery): string => json_decode($delivery['payload'], true)['aps']['alert'],
    deliveries()
);
same((CHILDREN + 3) * SENDS, count($alerts), 'all arrived');
same(count($alerts), count(array_unique($alerts)), 'each once');

done();
