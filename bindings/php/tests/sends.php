<?php

/**
 * Sends: every platform, every kind of notification and target, test sends, the
 * dry run, options, tokens, counters.
 */

declare(strict_types=1);

use NotificationHubs\ApnsPushType;
use NotificationHubs\CallKind;
use NotificationHubs\Counter;
use NotificationHubs\Counters;
use NotificationHubs\Field;
use NotificationHubs\Hub;
use NotificationHubs\Installation;
use NotificationHubs\LogLevel;
use NotificationHubs\MpnsType;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Request;
use NotificationHubs\Retry;
use NotificationHubs\SasToken;
use NotificationHubs\TagExpression;
use NotificationHubs\Target;
use NotificationHubs\UsageError;
use NotificationHubs\Verdict;
use NotificationHubs\Version;
use NotificationHubs\WnsType;

require __DIR__ . '/check.php';

$hub = openHub();
localHub('POST', 'reset');

$payloads = [
    'Apple' => '{"aps":{"alert":"Grüß dich"}}',
    'Fcmv1' => '{"message":{"notification":{"body":"Hello"}}}',
    'Google' => '{"data":{"msg":"Hello"}}',
    'Windows' => '<toast><visual><binding template="ToastText01"><text id="1">Hello</text></binding></visual></toast>',
    'Mpns' => '<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification"><wp:Toast>'
        . '<wp:Text1>Hello</wp:Text1></wp:Toast></wp:Notification>',
    'Adm' => '{"data":{"msg":"Hello"}}',
    'Baidu' => '{"title":"Hello"}',
    'Browser' => '{"title":"Hello"}',
    'Xiaomi' => '{"title":"Hello"}',
    'Template' => '{"headline":"Hello"}',
];
foreach ($payloads as $name => $payload) {
    $outcome = $hub->{"send{$name}Notification"}($payload, 'all');
    same(Verdict::Accepted, $outcome->verdict(), "send $name");
    $got = deliveries();
    check($got !== [] && ($name === 'Template' || $got[0]['payload'] === $payload), "$name arrived", json_encode($got));
    same(201, $hub->{"broadcast{$name}Notification"}($payload)->httpStatus(), "broadcast $name");
    check(count(deliveries()) >= count($got), "$name arrived at everyone");
}
same(array_keys($payloads), array_values(array_unique(array_keys($payloads))), 'no platform twice');
same(count($payloads), count(Platform::cases()), 'every platform was sent');

// What an outcome says.
$outcome = $hub->broadcastAppleNotification($payloads['Apple']);
same(0, $outcome->status()->value, 'status');
same(null, $outcome->error(), 'no error');
same(1, $outcome->attempts(), 'attempts');
same(false, $outcome->mayBeDuplicate(), 'no duplicate');
same(36, strlen($outcome->trackingId()), 'tracking id');
check($outcome->notificationId() !== null && $outcome->correlationId() !== null, 'ids');
same(null, $outcome->registrationId(), 'no registration id');
same([false, null, null, []], [
    $outcome->hasTestResult(), $outcome->successCount(), $outcome->failureCount(), $outcome->results(),
], 'no test result');
same(null, $outcome->userData(), 'no user data');
same('accepted', json_decode(json_encode($outcome), true)['verdict'], 'an outcome as JSON');
same([], $outcome->__debugInfo(), 'nothing to dump');

// Answers come byte for byte, with NULs too.
localHub('POST', 'faults', [['kind' => 'status', 'status' => 201, 'body' => "a\0b", 'times' => 1]]);
same("a\0b", $hub->broadcastAppleNotification($payloads['Apple'])->body(), 'a body with a NUL');
localHub('DELETE', 'faults');

// Kinds of notifications.
$kinds = [
    'alert' => Notification::newAppleAlert('News', 'Hello')->setProperty('id', '7'),
    'alert without title' => Notification::newAppleAlert(null, 'Hello'),
    'background' => Notification::newAppleBackground()->setProperty('id', '7'),
    'message' => Notification::newFcmv1Message('News', 'Hello')->setProperty('id', '7'),
    'toast' => Notification::newWindowsToast('Hello', 'World', 'launch'),
    'tile' => Notification::newWindowsTile('Hello', null),
    'badge' => Notification::newWindowsBadge('7'),
    'Apple settings' => (new Notification(Platform::Apple, $payloads['Apple']))
        ->setApnsPushType(ApnsPushType::Alert)->setApnsPriority(5)->setApnsExpiration(0)
        ->setApnsTopic('com.example')->setApnsCollapseId('one')->setHeader('apns-id', 'x'),
    'MPNS type' => (new Notification(Platform::Mpns, $payloads['Mpns']))->setMpnsType(MpnsType::Toast, 12),
    'template' => Notification::newTemplate()->setProperty('headline', 'Grüße "8"'),
    'live activity' => Notification::newAppleLiveActivity('update', 1700000000, ['score' => 1]),
    'GCM message' => Notification::newGcmMessage('News', 'Hello')->setProperty('id', '7'),
    'ADM message' => Notification::newAdmMessage()->set(Field::AdmExpiresAfter, 60),
    'Baidu message' => Notification::newBaiduMessage(null, 'Hello')->setProperty('list', [1]),
    'browser message' => Notification::newBrowserMessage('News')->set(Field::BrowserSilent, true),
    'Xiaomi message' => Notification::newXiaomiMessage('News', 'Hello'),
    'MPNS toast' => Notification::newMpnsToast('Hello', 'World'),
    'MPNS tile' => Notification::newMpnsTile()->set(Field::MpnsCount, 7),
    'fields' => Notification::newAppleAlert('T', 'B')
        ->set(Field::AppleBadge, 3)->set(Field::AppleCritical, true)->set(Field::AppleVolume, 0.5)
        ->set(Field::AppleLocArgs, ['lost'])->set(Field::AppleLocArgs, ['a', 'b'])
        ->set(Field::AppleCategory, 'x')->set(Field::AppleCategory, null)
        ->setProperty('own', ['list' => [1, true, null]]),
];
foreach ($kinds as $name => $notification) {
    $notification->check();
    same(Verdict::Accepted, $hub->send($notification, Target::newBroadcast())->verdict(), $name);
    check(deliveries() !== [], "$name arrived");
}
$hub->send($kinds['fields'], Target::newBroadcast());
same(
    '{"aps":{"alert":{"title":"T","body":"B","loc-args":["a","b"]},"badge":3,"sound":{"critical":1,'
    . '"volume":0.5,"name":"default"}},"own":{"list":[1,true,null]}}',
    deliveries()[0]['payload'],
    'fields where they belong'
);
$update = Notification::newAppleLiveActivity('update', 1700000000)
    ->set(Field::AppleStaleDate, new \DateTimeImmutable('@1700003600'))
    ->set(Field::AppleAttributes, ['id' => 7]);
$hub->send($update, Target::newBroadcast());
same(
    '{"aps":{"event":"update","timestamp":1700000000,"stale-date":1700003600,"attributes":{"id":7}}}',
    deliveries()[0]['payload'],
    'a moment and an object'
);
$update->set(Field::AppleStaleDate, new DateTimeImmutable('+1 hour'))->set(Field::AppleLocArgs, [])->check();
$error = thrown(UsageError::class, fn () => $update->set(Field::AppleStaleDate, 'x'), 'not its kind');
check(str_contains($error->getMessage(), 'Field::AppleStaleDate takes a Unix time'), 'what it takes');
$raw = (new Notification(Platform::Windows, "\0\1\xff raw\0"))->setWnsType(WnsType::Raw);
$hub->send($raw, Target::newTag('all'));
same("\0\1\xff raw\0", base64_decode(deliveries()[0]['payloadBase64']), 'raw bytes as they are');

// Targets.
$apple = new Notification(Platform::Apple, $payloads['Apple']);
$expression = TagExpression::newOr(
    TagExpression::newAnd(TagExpression::newTag('a'), TagExpression::newNot(TagExpression::newTag('b'))),
    TagExpression::parse('all')
);
same('(a && !b) || all', $expression->text(), 'a composed expression');
same($expression->text(), (string)$expression, 'as a string');
$hub->putInstallation((new Installation('phone-1', Platform::Apple, str_repeat('b2', 32)))->setUserId('ann'));
$targets = [
    'tag' => Target::newTag('apple'),
    'tags' => Target::newTags('apple', 'nobody')->addTag('else'),
    'expression' => Target::newExpression('apple && !nobody'),
    'composed' => Target::newComposed($expression),
    'user' => Target::newUser('ann'),
    'installation' => Target::newInstallation('phone-1'),
    'device' => Target::newDevice(str_repeat('a1', 32)),
];
foreach ($targets as $name => $target) {
    $hub->send($apple, $target);
    same(1, count(deliveries()), "to a $name");
}
$hub->deleteInstallation('phone-1');
$hub->send(
    new Notification(Platform::Browser, '{"title":"Hello"}'),
    Target::newBrowser('https://push.example/x', 'BPublicKey', 'auth-secret')
);
same('https://push.example/x', deliveries()[0]['deviceHandle'] ?? null, 'to a browser');
thrown(UsageError::class, fn () => $hub->send($apple, Target::newTags()), 'an empty set is not everyone');
thrown(UsageError::class, fn () => $hub->sendAppleNotification('{}', ''), 'nor is an empty expression');

// A test send, with options of the call.
$outcome = $hub->send(
    $kinds['template'],
    Target::newTag('all'),
    test: true,
    trackingId: 'php-send',
    timeoutMs: 20_000,
    retry: Retry::Never,
    maxAttempts: 1
);
same(true, $outcome->hasTestResult(), 'test result');
same(3, $outcome->successCount(), 'successes');
same(0, $outcome->failureCount(), 'failures');
same(['platform', 'pnsHandle', 'registrationId', 'outcome'], array_keys($outcome->results()[2]), 'results');
same('php-send', $outcome->trackingId(), 'tracking id of the caller');

// The dry run.
$request = new Request($hub, $kinds['template'], Target::newTag('all'), trackingId: 'dry');
same('POST', $request->method(), 'dry run, method');
same($hub->url() . '/messages?api-version=2020-06', $request->url(), 'dry run, URL');
same(['headline' => 'Grüße "8"'], json_decode($request->body(), true), 'dry run, body');
same('all', $request->headers()['ServiceBusNotification-Tags'] ?? null, 'dry run, tags');
same(['Authorization'], $request->secretHeaders(), 'dry run, secrets');
same("\0\1\xff raw\0", (new Request($hub, $raw, Target::newTag('all')))->body(), 'dry run, raw body');

// Every option of a hub that has no callback, by its name.
$options = [
    'connectTimeoutMs' => 5000, 'poolSize' => 2, 'idleAgeMs' => 1000, 'connectionAgeMs' => 60_000,
    'noProxy' => 'localhost', 'proxyFromEnvironment' => true, 'userAgentSuffix' => 'php/1', 'apiVersion' => '2020-06',
    'rateLimit' => [1000, 1000], 'test' => false, 'logStderr' => LogLevel::Off, 'checkPayloads' => true,
    'logPayloads' => false, 'retry' => Retry::NotAccepted, 'maxAttempts' => 2, 'timeoutMs' => 10_000, 'debug' => false,
];
check(openHub(debug: true) instanceof Hub, 'a hub that says all of it');
$configured = openHub(...$options);
same(201, $configured->broadcastAppleNotification($payloads['Apple'])->httpStatus(), 'a hub with all options');
thrown(UsageError::class, fn () => $configured->broadcastAppleNotification('{}'), 'it checks payloads');
check(str_contains(
    array_change_key_case((new Request($configured, $apple, Target::newBroadcast()))->headers())['user-agent'],
    'php/1'
), 'its user agent');
thrown(UsageError::class, fn () => openHub(proxy: 'gopher://x'), 'a proxy that is none');

// Keys, tokens, sharing, closing.
$token = new SasToken($hub, null, 60_000);
check(str_starts_with($token->text(), 'SharedAccessSignature sr='), 'token');
check($token->expiresAt() > time(), 'token, expiry');
$tokenOnly = new Hub(
    'Endpoint=' . preg_replace('~^https://([^/]*)/.*$~', 'sb://$1/', $hub->url())
        . ';SharedAccessSignature=' . $token->text(),
    environment('NH_HUB'),
    caFile: environment('NH_CA_FILE')
);
same(201, $tokenOnly->broadcastAppleNotification($payloads['Apple'])->httpStatus(), 'a hub with a token');
$hub->setConnectionString(environment('NH_CONNECTION_STRING'));
same(201, $hub->broadcastAppleNotification($payloads['Apple'])->httpStatus(), 'another key');
$shared = fn (): Hub => Hub::shared(
    environment('NH_CONNECTION_STRING'),
    environment('NH_HUB'),
    caFile: environment('NH_CA_FILE')
);
$shared()->broadcastAppleNotification($payloads['Apple']);
$again = $shared();
$again->broadcastAppleNotification($payloads['Apple']);
$counters = new Counters($again);
same(2, $counters->get(Counter::CallsBegun), 'one shared hub');
same(1, $counters->get(Counter::ConnectionsOpened), 'with one connection');
same(0, $counters->get(Counter::CallsBegun, CallKind::Read), 'which read nothing');
$buckets = $counters->buckets(CallKind::Send);
same([1000, null], [$buckets[0]['boundUs'], end($buckets)['boundUs']], 'bounds of buckets');
same(2, end($buckets)['count'], 'all calls in the last bucket');
check(str_contains($counters->add($hub)->prometheus(), 'notification_hubs_'), 'Prometheus');
$tokenOnly->close(1000);
thrown(NotificationHubs\LibraryError::class, fn () => $tokenOnly->broadcastAppleNotification('{}'), 'a closed hub');

// Words.
same('windowsphone', Platform::Mpns->word(), 'word of a platform');
same([Platform::Apple, null], [Platform::fromName('APNS'), Platform::fromName('none')], 'platforms of words');
same('not accepted', Verdict::NotAccepted->word(), 'word of a verdict');
$number = Version::number();
same(sprintf('%d.%d.%d', $number >> 16, $number >> 8 & 255, $number & 255), Version::text(), 'version');

done();
