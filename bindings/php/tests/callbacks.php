<?php

/**
 * Functions of the program that the library calls: tokens and log lines, what they
 * throw, and how long they are there.
 */

declare(strict_types=1);

use NotificationHubs\Ffi\Callback;
use NotificationHubs\Hub;
use NotificationHubs\HubNamespace;
use NotificationHubs\LogLevel;
use NotificationHubs\Notification;
use NotificationHubs\Queue;
use NotificationHubs\Registration;
use NotificationHubs\RegistrationCursor;
use NotificationHubs\Request;
use NotificationHubs\SasToken;
use NotificationHubs\Span;
use NotificationHubs\Status;
use NotificationHubs\Target;
use NotificationHubs\UsageError;
use NotificationHubs\Verdict;

require __DIR__ . '/check.php';

// What is told where PHP's errors are logged.
$log = tempnam(sys_get_temp_dir(), 'nh-php');
ini_set('error_log', $log);
$told = static function () use ($log): string {
    $text = file_get_contents($log);
    file_put_contents($log, '');
    return $text;
};

$alert = Notification::newAppleAlert(null, 'Hello');
$everyone = Target::newBroadcast();
$signer = openHub();
$bring = static fn (string $uri): string => (new SasToken($signer, null, 3_600_000))->text();

/** A hub without a key. */
$keyless = static fn (mixed ...$options): Hub => new Hub(
    preg_replace('/;SharedAccessKey[^;]*/', '', environment('NH_CONNECTION_STRING')),
    environment('NH_HUB'),
    ...$options,
    caFile: environment('NH_CA_FILE')
);

/** How many callbacks there are. */
$there = static fn (): int => count((new ReflectionClass(Callback::class))->getStaticPropertyValue('all'));

// Log lines, of the levels that were asked for.
$lines = [];
$hub = openHub(logCallback: [LogLevel::Info, function (LogLevel $level, string $text) use (&$lines): void {
    $lines[] = [$level, $text];
}]);
$hub->send($alert, $everyone);
same([[LogLevel::Info, 'accepted, 1 attempt(s)']], $lines, 'a line for a send');
$lines = [];
$hub->sendAsync($alert, $everyone, $queue = new Queue());
$lines = [];
$taken = $queue->next(10_000);
same([LogLevel::Info], array_column($lines, 0), "a queued call's lines come when its outcome is taken");
$verbose = openHub(logCallback: [LogLevel::Dump, function (LogLevel $level, string $text) use (&$lines): void {
    $lines[] = [$level, $text];
}]);
$lines = [];
$verbose->send($alert, $everyone);
$all = implode("\n", array_column($lines, 1));
check(in_array(LogLevel::Dump, array_column($lines, 0), true), 'dumps');
preg_match('/SharedAccessKey=([^;]*)/', environment('NH_CONNECTION_STRING'), $key);
check(!str_contains($all, $key[1]) && !preg_match('/sig=(?!\[redacted\])/', $all), 'without secrets', $all);

// Whatever can be called.
$taker = new class {
    public static int $lines = 0;

    public function __invoke(LogLevel $level, string $text): void
    {
        self::$lines++;
    }

    public static function take(LogLevel $level, string $text): void
    {
        self::$lines++;
    }
};
function takeLine(LogLevel $level, string $text): void
{
    global $taker;
    $taker($level, $text);
}
$callables = [$taker, [$taker::class, 'take'], [$taker, 'take'], 'takeLine', $taker->take(...)];
foreach ($callables as $number => $callable) {
    $taker::$lines = 0;
    openHub(logCallback: [LogLevel::Info, $callable])->send($alert, $everyone);
    same(1, $taker::$lines, "callable $number");
}
same(201, openHub(logCallback: null, tokenCallback: null)->send($alert, $everyone)->httpStatus(), 'null is none');
$refused = [
    'Option logCallback takes 2 values: [maxLevel, callback], such as '
        . '[LogLevel::Info, fn ($level, $text) => error_log($text)]' => ['logCallback', fn () => null],
    'Option logCallback: callback is string; give a function to call' =>
        ['logCallback', [LogLevel::Info, 'no function']],
    'Option logCallback: maxLevel is string; give a LogLevel, such as LogLevel::Error' =>
        ['logCallback', ['info', fn () => null]],
    'Option tokenCallback is string; give a function to call' => ['tokenCallback', 'SharedAccessSignature sr=secret'],
    'Option tokenCallback is int; give a function to call' => ['tokenCallback', 5],
    'Option tokenCallback is array; give a function to call' => ['tokenCallback', [$taker, 'none']],
];
foreach ($refused as $message => [$option, $value]) {
    $error = thrown(TypeError::class, fn () => openHub(...[$option => $value]), $option);
    same($message, $error->getMessage(), 'is named');
}
thrown(UsageError::class, fn () => openHub(logCallback: [17, fn () => null]), 'a level that is none');
$shared = fn () => Hub::shared(environment('NH_CONNECTION_STRING'), environment('NH_HUB'), tokenCallback: $bring);
$error = thrown(UsageError::class, $shared, 'a shared hub');
check(str_contains($error->getMessage(), 'callback'), 'takes no callbacks', $error->getMessage());

// Tokens.
$asked = [];
$hub = $keyless(tokenCallback: function (string $uri) use (&$asked, $bring): string {
    $asked[] = $uri;
    return $bring($uri);
});
gc_collect_cycles();
same(201, $hub->send($alert, $everyone)->httpStatus(), 'a program brings its tokens');
$hub->send($alert, $everyone);
same([1, true], [count($asked), str_ends_with($asked[0], '/demo')], 'and is asked once');
$asked = [];
same(Verdict::Accepted, (function () use ($keyless, $bring, $alert, $everyone, $queue): Verdict {
    $keyless(tokenCallback: $bring)->sendAsync($alert, $everyone, $queue);
    return $queue->next(10_000)->verdict();
})(), 'for what is handed in too');
same(1, $keyless(tokenCallback: $bring)->sendDirectBatch($alert, [str_repeat('a1', 32)])->accepted(), 'and a batch');
$long = 'SharedAccessSignature sr=' . str_repeat('x', 5000);
foreach ([fn () => null, fn () => '', fn () => 'no token', fn () => $long, fn () => "Grüße"] as $number => $none) {
    $error = thrown(UsageError::class, fn () => $keyless(tokenCallback: $none)->send($alert, $everyone), 'no token');
    same([Status::NoToken, null], [$error->status(), $error->getPrevious()], "of kind $number");
}
$wrong = [
    'returned int; give text or null' => fn () => 5,
    'returned bool; give text or null' => fn () => false,
    'returned array; give text or null' => fn () => ['a'],
    'returned text with a NUL; give text or null' => fn () => "a\0b",
    'threw RuntimeException' => fn () => throw new RuntimeException('a-secret'),
    'threw RuntimeException@anonymous' => fn () => throw new class ('a-secret') extends RuntimeException {
    },
    'threw TypeError' => fn (int $uri) => null,
    'gave none' => fn () => null,
];
foreach ($wrong as $message => $brings) {
    $asks = $keyless(tokenCallback: $brings);
    $error = thrown(UsageError::class, fn () => $asks->send($alert, $everyone), 'no token');
    $said = "the token callback $message; nothing was sent";
    $again = $error->outcome()->error();
    same([$said, $said], [$error->getMessage(), $again->getMessage()], 'is said');
    same($error->getPrevious(), $again->getPrevious(), 'of one cause');
    same($message === 'gave none', $error->getPrevious() === null, 'which is there');
    if (str_starts_with($message, 'returned')) {
        same("tokenCallback $message", $error->getPrevious()->getMessage(), 'is named');
    }
    check(!str_contains(json_encode([$error, $again]), 'a-secret'), 'without what was thrown');
    $error = thrown(UsageError::class, fn () => $asks->sendAsync($alert, $everyone, $queue), 'nor handed in');
    same($said, $error->getMessage(), 'is said of a queue');
}
unset($asks, $again);

// What they throw does not cross the library.
$vault = fn () => throw new DomainException('no vault');
$broken = $keyless(tokenCallback: $vault);
$steps = [
    'send' => fn () => $broken->send($alert, $everyone),
    'one line' => fn () => $broken->broadcastAppleNotification(['aps' => []]),
    'batch' => fn () => $broken->sendDirectBatch($alert, [str_repeat('a1', 32)]),
    'hand in' => fn () => $broken->sendAsync($alert, $everyone, $queue),
    'read' => fn () => $broken->getInstallation('x'),
    'list' => fn () => RegistrationCursor::newAll($broken)->next(),
    'dry run' => fn () => new Request($broken, $alert, $everyone),
];
foreach ($steps as $name => $step) {
    $error = thrown(UsageError::class, $step, $name);
    same(Status::NoToken, $error->status(), "$name: no token");
    same([DomainException::class, 'no vault'], [
        $error->getPrevious() ? $error->getPrevious()::class : null, $error->getPrevious()?->getMessage(),
    ], "$name: and why");
}
same(null, thrown(UsageError::class, fn () => Target::newTag(''), 'a later error')->getPrevious(), 'has no part in it');
check(unserialize(serialize($error)) instanceof UsageError, 'it can be kept');
same('', $told(), 'it was told once');

$failing = openHub(logCallback: [LogLevel::Info, fn () => throw new RuntimeException('disk full')]);
same(Verdict::Accepted, $failing->send($alert, $everyone)->verdict(), 'a log that fails loses no send');
check(
    preg_match('/the log callback threw RuntimeException: disk full in .*callbacks\.php:\d+$/m', $told()) === 1,
    'and is told'
);
$wrong = openHub(logCallback: [LogLevel::Info, fn (int $level) => null]);
same(Verdict::Accepted, $wrong->send($alert, $everyone)->verdict(), 'one of the wrong type neither');
check(str_contains($told(), 'TypeError'), 'and is told');

// A token that is refused is asked for again; the call goes well with what comes then.
$times = 0;
$second = $keyless(tokenCallback: function (string $uri) use (&$times, $bring): string {
    $wrong = 'sig=' . str_repeat('A', 43) . '%3d';
    return ++$times === 1 ? preg_replace('/sig=[^&]*/', $wrong, $bring($uri)) : $bring($uri);
});
same([201, 2], [$second->send($alert, $everyone)->httpStatus(), $times], 'a token that was refused');

// Inside of a callback.
$nested = 0;
$within = $keyless(tokenCallback: function (string $uri) use ($signer, $alert, $everyone, $bring, &$nested): string {
    try {
        Target::newTag('');
    } catch (UsageError) {
        $nested += $signer->send($alert, $everyone)->attempts();
    }
    return $bring($uri);
});
same([201, 1], [$within->send($alert, $everyone)->httpStatus(), $nested], 'a callback may use the library');
$fiber = new Fiber(fn () => $keyless(tokenCallback: $bring)->send($alert, $everyone)->httpStatus());
$fiber->start();
same(201, $fiber->getReturn(), 'in a fiber');
$fiber = new Fiber(fn () => $keyless(tokenCallback: fn () => Fiber::suspend())->send($alert, $everyone));
$error = thrown(UsageError::class, fn () => $fiber->start(), 'a callback that suspends it');
check($error->getPrevious() instanceof LogicException, 'cannot', (string)$error);

// They are there as long as something may call them, and no longer.
unset($hub, $verbose, $broken, $failing, $wrong, $second, $within, $fiber, $error, $steps, $step, $taken);
gc_collect_cycles();
same(0, $there(), 'none is left');
$lines = [];
(function () use ($queue, $alert, $everyone, &$lines): void {
    openHub(logCallback: [LogLevel::Info, function (LogLevel $level, string $text) use (&$lines): void {
        $lines[] = $text;
    }])->sendAsync($alert, $everyone, $queue, 'gone');
})();
gc_collect_cycles();
same(1, $there(), 'a queued call keeps that of its hub');
$outcome = $queue->next(10_000);
same(['gone', ['accepted, 1 attempt(s)']], [$outcome->userData(), $lines], 'and logs to it');
unset($outcome);
same(0, $there(), 'until its outcome is freed');
$signer->createRegistration(new Registration(NotificationHubs\Platform::Apple, str_repeat('ab', 32)));
$cursor = RegistrationCursor::newAll($keyless(tokenCallback: $bring));
same(true, count(iterator_to_array($cursor)) > 0, 'and a list that of its own');
unset($cursor);
same(0, $there(), 'as long as it is there');
(function (): void {
    $callback = function () use (&$cycle): string {
        return $cycle->url();
    };
    $cycle = new Hub('Endpoint=sb://x.servicebus.windows.net/', 'demo', tokenCallback: $callback);
})();
same(1, $there(), 'a hub whose callback has the hub');
gc_collect_cycles();
same(0, $there(), 'is found by the garbage collector');
$namespace = new HubNamespace(
    preg_replace('/;SharedAccessKey[^;]*/', '', environment('NH_ROOT_CONNECTION_STRING')),
    tokenCallback: function (string $uri) use (&$asked): ?string {
        $asked[] = $uri;
        return null;
    },
    caFile: environment('NH_CA_FILE')
);
thrown(UsageError::class, fn () => $namespace->listHubs(), 'a namespace');
check($asked !== [], 'asks too');

// Spans, of calls and of their attempts.
$trace = '0af7651916cd43dd8448eb211c80319c';
$spans = [];
$hub = openHub(spanCallback: function (Span $span) use (&$spans): void {
    $spans[] = $span;
});
localHub('POST', 'reset');
$hub->send($alert, $everyone, traceparent: "00-$trace-b7ad6b7169203331-01", tracestate: 'a=b');
same(['POST /{hub}/messages', 'notification_hubs send'], array_column($spans, 'name'), 'an attempt and its call');
[$attempt, $call] = $spans;
same([true, false], [$attempt->isAttempt, $call->isAttempt], 'which is which');
same([$trace, $trace], [$attempt->traceId, $call->traceId], 'in the trace of the caller');
same([$call->id, 'b7ad6b7169203331'], [$attempt->parentId, $call->parentId], 'each in the one around it');
same('accepted', $attempt->attributes['nh.verdict'], 'texts');
same(201, $attempt->attributes['http.response.status_code'], 'and numbers');
same(true, $call->isSampled, 'the flags of the caller');
$times = [$call->startUnixNs, $attempt->startUnixNs, $attempt->endUnixNs, $call->endUnixNs];
$inOrder = $times;
sort($inOrder);
same($inOrder, $times, 'the attempt is in the time of its call');
$sent = json_encode(localHub('GET', 'requests'));
check(str_contains($sent, "00-$trace-$attempt->id-01"), 'the request says whose it is', $sent);
$spans = [];
$hub->sendAsync($alert, $everyone, $queue = new Queue());
$queue->close(10_000);
same([], $spans, 'no span of a queued call');
$queue->next(0);
same([2, null], [count($spans), $spans[1]->parentId], 'before its outcome is taken');
$error = thrown(UsageError::class, fn () => $hub->send($alert, $everyone, traceparent: 'x'), 'a bad traceparent');
check(str_contains($error->getMessage(), 'traceparent'), 'is named', $error->getMessage());
$told();
openHub(spanCallback: fn () => throw new DomainException('no'))->send($alert, $everyone);
check(str_contains($told(), 'the span callback threw DomainException: no'), 'what is thrown is logged');
unset($hub, $queue);

unlink($log);
done();
