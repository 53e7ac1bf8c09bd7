<?php

/**
 * Callbacks and the ends of processes and requests: in a child of fork() they are the
 * child's, and what cannot be caught in one ends the request, and not the library.
 */

declare(strict_types=1);

use NotificationHubs\Hub;
use NotificationHubs\LogLevel;
use NotificationHubs\Notification;
use NotificationHubs\SasToken;
use NotificationHubs\Target;

require __DIR__ . '/check.php';

$alert = Notification::newAppleAlert(null, 'Hello');
$everyone = Target::newBroadcast();
$signer = openHub();

// In a child of fork() they are the child's.
if (function_exists('pcntl_fork')) {
    $sender = new Hub(
        preg_replace('/;SharedAccessKey[^;]*/', '', environment('NH_CONNECTION_STRING')),
        environment('NH_HUB'),
        caFile: environment('NH_CA_FILE'),
        tokenCallback: static fn (): string => (new SasToken($signer, null, 3_600_000))->text(),
        logCallback: [LogLevel::Info, function () use (&$lines): void {
            $lines[] = getmypid();
        }]
    );
    $lines = [];
    $child = pcntl_fork();
    if ($child === 0) {
        $sender->send($alert, $everyone);
        exit($lines === [getmypid()] ? 7 : 1);
    }
    pcntl_waitpid($child, $status);
    same(7, pcntl_wexitstatus($status), 'a child has its own');
    $sender->send($alert, $everyone);
    same([getmypid()], $lines, 'and the parent');
} else {
    skipped('forks', 'pcntl');
}

// What cannot be caught ends the request: the hub of that call is lost, the library is not.
$program = <<<'PHP'
    require getenv('NH_PHP_AUTOLOAD');
    use NotificationHubs\{Hub, LogLevel};
    $open = fn (mixed ...$more) => new Hub(
        getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), ...$more, caFile: getenv('NH_CA_FILE')
    );
    register_shutdown_function(function () use ($open): void {
        $hub = $open(logCallback: [LogLevel::Info, function (LogLevel $level, string $text): void {
            echo "$text\n";
        }]);
        $hub->broadcastAppleNotification(['aps' => ['alert' => 'after']]);
        $hub->close(1000);
        echo "closed\n";
    });
    $ends = ['exit' => fn () => exit(3), 'memory' => fn () => str_repeat('x', 1 << 30), 'time' => function (): void {
        set_time_limit(1);
        while (true);
    }];
    $open(logCallback: [LogLevel::Info, $ends[$argv[1]]])->broadcastAppleNotification(['aps' => ['alert' => 'before']]);
    echo "not reached\n";
    PHP;
foreach (['exit', 'memory', 'time'] as $end) {
    localHub('POST', 'reset');
    $process = proc_open(
        [PHP_BINARY, '-d', 'memory_limit=64M', '-d', 'display_errors=stderr', '-r', $program, '--', $end],
        [1 => ['pipe', 'w'], 2 => ['file', '/dev/null', 'w']],
        $pipes,
        null,
        ['NH_PHP_AUTOLOAD' => dirname(__DIR__) . '/autoload.php'] + getenv()
    );
    same("accepted, 1 attempt(s)\nclosed\n", stream_get_contents($pipes[1]), "$end in a callback ends the request");
    same(255, proc_close($process), 'as a fatal error');
    $alerts = array_map(
        static fn (array $one): string => json_decode($one['payload'], true)['aps']['alert'],
        deliveries()
    );
    same(['before', 'after'], array_values(array_unique($alerts)), 'and the library goes on');
}

done();
