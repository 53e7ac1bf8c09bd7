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
use NotificationHubs\Hub;
use NotificationHubs\Installation;
use NotificationHubs\LogLevel;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Queue;
use NotificationHubs\Request;
use NotificationHubs\SasToken;
use NotificationHubs\TagExpression;
use NotificationHubs\Target;

require __DIR__ . '/check.php';

$calls = (int)(getenv('NH_MEMORY_CALLS') ?: 2000);
$hub = openHub();
$alert = Notification::newAppleAlert('news', 'hello');
$everyone = Target::newBroadcast();
$queue = new Queue();
$hub->putInstallation(new Installation('memory', Platform::Apple, str_repeat('ab', 32)));

$bring = static fn (): string => (new SasToken($hub, null, 3_600_000))->text();
$open = static fn (mixed ...$options): Hub => new Hub(
    preg_replace('/;SharedAccessKey[^;]*/', '', environment('NH_CONNECTION_STRING')),
    environment('NH_HUB'),
    ...$options,
    caFile: environment('NH_CA_FILE')
);
$logged = openHub(logCallback: [LogLevel::Debug, static fn (LogLevel $level, string $text) => null]);
$asked = $open(tokenCallback: static fn () => null);
$vault = $open(tokenCallback: static fn () => throw new RuntimeException('no vault'));

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
    'an array' => fn() => $hub->sendAppleNotification(['aps' => ['alert' => 'hello']], ['a', 'b']),
    'a refused array' => fn() => $hub->sendAppleNotification(['aps' => ['alert' => "\xff"]], ['a', 'b']),
    'a log' => fn() => $logged->send($alert, $everyone),
    'no token' => fn() => $asked->send($alert, $everyone),
    'a token callback that throws' => fn() => $vault->send($alert, $everyone),
    'hubs with callbacks' => fn() => $open(tokenCallback: $bring, logCallback: [LogLevel::Info, fn () => null])->url(),
    'tokens' => fn() => new Request($open(tokenCallback: $bring), $alert, $everyone),
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
