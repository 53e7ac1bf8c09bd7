<?php

/**
 * What a PHP program has at hand is taken: arrays as JSON, arrays of tags, times.
 */

declare(strict_types=1);

use NotificationHubs\HubDescription;
use NotificationHubs\Installation;
use NotificationHubs\InstallationPatch;
use NotificationHubs\LogLevel;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Queue;
use NotificationHubs\Registration;
use NotificationHubs\Request;
use NotificationHubs\SasToken;
use NotificationHubs\SecondaryTile;
use NotificationHubs\Status;
use NotificationHubs\TagExpression;
use NotificationHubs\Target;
use NotificationHubs\Template;
use NotificationHubs\UsageError;
use NotificationHubs\Verdict;

require __DIR__ . '/check.php';

$hub = openHub();
$handle = str_repeat('ab', 32);
$everyone = Target::newBroadcast();

/** What a call sends, as it is. */
$sent = static fn (Notification $notification): string => (new Request($hub, $notification, $everyone))->body();

/** The last request whose path has this in it. */
function lastRequest(string $path): array
{
    $all = array_filter(
        localHub('GET', 'requests'),
        static fn (array $request): bool => str_contains($request['target'], $path)
    );
    return array_pop($all);
}

function headerOf(array $request, string $name): ?string
{
    return array_change_key_case($request['headers'])[strtolower($name)] ?? null;
}

// Payloads. Compact, in UTF-8, with nothing lost.
$payloads = [
    'Apple' => '{"aps":{"alert":"Grüße/☂"}}',
    'Google' => '{"data":{"text":"hello"}}',
    'Fcmv1' => '{"message":{"data":{"text":"hello"}}}',
    'Adm' => '{"data":{"text":"hello"}}',
    'Baidu' => '{"title":"hello","description":"world"}',
    'Browser' => '{"title":"hello"}',
    'Xiaomi' => '{"title":"hello"}',
    'Template' => '{"greeting":"hello"}',
];
foreach ($payloads as $name => $json) {
    $payload = json_decode($json, true);
    foreach ([$payload, (object)$payload] as $given) {
        $hub->{"send{$name}Notification"}($given, 'all');
        same($json, lastRequest('/messages')['body'], $name);
    }
    $hub->{"broadcast{$name}Notification"}($payload);
    same($json, lastRequest('/messages')['body'], "$name to everyone");
    $platform = constant(Platform::class . '::' . ($name === 'Google' ? 'Gcm' : $name));
    same($json, $sent(new Notification($platform, $payload)), "$name, a notification");
}
$kept = [
    'floats' => [['n' => [0.1 + 0.2, 1.0, -0.0, 1e100]], '{"n":[0.30000000000000004,1.0,-0.0,1.0e+100]}'],
    'integers' => [['n' => PHP_INT_MAX], '{"n":9223372036854775807}'],
    'nothing' => [['a' => null, 'b' => false, 'c' => ''], '{"a":null,"b":false,"c":""}'],
    'an empty object' => [['aps' => new stdClass()], '{"aps":{}}'],
    'an empty list' => [['aps' => []], '{"aps":[]}'],
    'names that are numbers' => [['aps' => ['7' => 'a', 'b' => 'c']], '{"aps":{"7":"a","b":"c"}}'],
    'names that count' => [['aps' => (object)['0' => 'a']], '{"aps":{"0":"a"}}'],
    'an object' => [(object)['aps' => (object)['alert' => '</a>']], '{"aps":{"alert":"</a>"}}'],
    'an enum' => [['level' => LogLevel::Warn], '{"level":2}'],
    'nothing at all' => [[], '{}'],
    'what writes itself' => [
        new class implements JsonSerializable {
            public function jsonSerialize(): mixed
            {
                return ['aps' => ['badge' => 7]];
            }
        },
        '{"aps":{"badge":7}}',
    ],
    'text' => ['{ "aps" : {} }', '{ "aps" : {} }'],
];
foreach ($kept as $name => [$given, $json]) {
    same($json, $sent(new Notification(Platform::Apple, $given)), "kept: $name");
}

// What JSON cannot hold is refused, with its place and without its value.
eval('enum Unbacked { case One; }'); // PSR-12 wants a namespace round one that is written out
$itself = ['aps' => []];
$itself['aps']['loop'] = &$itself;
$list = "payload is a list: it takes JSON text, or an array with names, as ['name' => 'value']";
$faults = [
    "payload['aps']['alert'] is text that is not UTF-8" => ['aps' => ['alert' => "Gr\xfc\xdfe"]],
    "payload['aps'][1] is text that is not UTF-8" => ['aps' => ['a', "\xff"]],
    "payload['aps'] has a name that is not UTF-8" => ['aps' => ["\xff" => 'a']],
    "payload['aps'] is INF or NAN, which JSON has no number for" => ['aps' => NAN],
    "payload['a\\'b\\n']['c'] is INF or NAN, which JSON has no number for" => (object)["a'b\n" => (object)['c' => INF]],
    "payload['aps'] is a case of Unbacked, an enum without values" => ['aps' => Unbacked::One],
    "payload['aps'] is resource (stream), which JSON has no value for" => ['aps' => STDIN],
    'A value is nested deeper than 512 levels, or holds itself, in payload' => $itself,
    $list => ['aps'],
];
foreach ($faults as $message => $given) {
    $error = thrown(ValueError::class, fn () => $hub->broadcastAppleNotification($given), 'a fault');
    same($message, $error->getMessage(), 'is told with its place');
}
same(
    "body['aps'] is text that is not UTF-8",
    thrown(ValueError::class, fn () => new Template(['aps' => "\xff"]), 'of a template')->getMessage(),
    'and with its argument'
);
$throws = new class implements JsonSerializable {
    public function jsonSerialize(): mixed
    {
        throw new DomainException('not today');
    }
};
thrown(DomainException::class, fn () => $hub->broadcastAppleNotification($throws), "an object's own exception");
foreach ([5, 1.5, null, true, new DateTimeImmutable(), fopen('php://memory', 'r')] as $given) {
    $error = thrown(TypeError::class, fn () => $hub->broadcastAppleNotification($given), 'what is no payload');
    check(
        preg_match('/\(\$payload\) must be of type .*array.*string.*, .* given/', $error->getMessage()) === 1,
        'names the argument, what it takes and what came',
        $error->getMessage()
    );
}
thrown(UsageError::class, fn () => $hub->broadcastWindowsNotification(['toast' => 'hello']), 'Windows has XML');

// Properties of a template notification.
$greeting = Notification::newTemplate(['headline' => 'Grüße'])->setProperty('n', '7');
same('{"headline":"Grüße","n":"7"}', $sent($greeting), 'properties in an array');
same('{"7":"a"}', $sent(Notification::newTemplate(['7' => 'a'])), 'a name that is a number');
same('{"0":"a"}', $sent(Notification::newTemplate((object)['0' => 'a'])), 'or counts');
$error = thrown(TypeError::class, fn () => Notification::newTemplate(['n' => 7]), 'a number');
same('properties: n is int, not text', $error->getMessage(), 'is no text');
thrown(ValueError::class, fn () => Notification::newTemplate(['a']), 'a list has no names');

// Templates and devices.
$body = ['aps' => ['alert' => '{$(dish) + \' für alle\'}']];
$text = '{"aps":{"alert":"{$(dish) + \' für alle\'}"}}';
Template::check(Platform::Apple, $body);
$template = new Template($body);
same($text, $template->body(), 'the body of a template');
same($text, (new Template('{}'))->setBody((object)$body)->body(), 'set again');
$phone = (new Installation('taken', Platform::Apple, $handle))->setTemplate('dish', $template);
same($text, Installation::fromJson(json_decode($phone->json(), true))->templates()['dish']['body'], 'from an array');
same($phone->json(), Installation::fromJson($phone)->json(), 'from itself');
thrown(UsageError::class, fn () => Installation::fromJson([]), 'from nothing');
$phone->setMember('pushVariables', ['dish' => 'soup'])->setMember('tags', ['a', 'b'])->setMember('mine', '[1]');
$members = [$phone->pushVariables(), $phone->tags(), $phone->member('mine')];
same([['dish' => 'soup'], ['a', 'b'], '[1]'], $members, 'members');
$phone->setMember('mine', new stdClass());
same('{}', $phone->member('mine'), 'an empty object');
same(null, $phone->setMember('mine', null)->member('mine'), 'none');
$patch = (new InstallationPatch())
    ->setTemplateBody('dish', $body)
    ->addOperation('add', '/pushVariables', ['dish' => 'soup'])
    ->addOperation('replace', '/tags', ['a', 'b'])
    ->addOperation('remove', '/userId');
same(
    [$text, '{"dish":"soup"}', '["a","b"]', null], // text that holds JSON, as the service has it
    array_map(fn (array $one): mixed => $one['value'] ?? null, json_decode($patch->json(), true)),
    'operations of a patch'
);
same($text, (new Registration(Platform::Apple, $handle))->setTemplate($body, 'dish')->templateBody(), 'a registration');
$subscription = [
    'endpoint' => 'https://push.example/x',
    'keys' => ['p256dh' => 'BPublicKey', 'auth' => 'auth-secret'],
];
$parts = ['https://push.example/x', 'BPublicKey', 'auth-secret'];
$of = static fn (Installation $one): array => [$one->pushChannel(), $one->browserP256dh(), $one->browserAuth()];
same($parts, $of(new Installation('browser', Platform::Browser, $subscription)), "a browser's subscription");
$again = new Installation('browser', Platform::Browser, ['endpoint' => 'https://x.example/'] + $subscription);
same($parts, $of($again->setPushChannel($subscription)), 'a new one');
check(str_contains((new InstallationPatch())->setPushChannel($subscription)->json(), 'push.example'), 'in a patch');
$browser = new Registration(Platform::Browser, $subscription);
same($parts, [$browser->handle(), $browser->browserP256dh(), $browser->browserAuth()], 'in a registration');
same($parts[0], $browser->setHandle($subscription)->handle(), 'set again');
deliveries();
$hub->send(new Notification(Platform::Browser, ['title' => 'Hello']), Target::newDevice($subscription));
same($parts[0], deliveries()[0]['deviceHandle'] ?? null, 'and sent to');

// Several tags.
$tag = TagExpression::newTag(...);
$generator = (static fn (): Generator => yield from ['b', 'a'])();
$several = [
    'a || b' => [['b', 'a'], $generator, new ArrayIterator(['a', 'b', 'a'])],
    'a' => [['a', 'a'], 'a', $tag('a')],
    'a && !b' => [TagExpression::newAnd($tag('a'), TagExpression::newNot($tag('b'))), 'a && !b'],
];
foreach ($several as $expected => $givens) {
    foreach ($givens as $number => $given) {
        $hub->sendAppleNotification(['aps' => ['alert' => 'x']], $given);
        same($expected, headerOf(lastRequest('/messages'), 'ServiceBusNotification-Tags'), "tags: $expected, $number");
        if (!$given instanceof Generator) {
            $alert = Notification::newAppleAlert(null, 'x');
            $hub->send($alert, $given);
            same($expected, headerOf(lastRequest('/messages'), 'ServiceBusNotification-Tags'), "to tags: $expected");
            $request = new Request($hub, $alert, $given);
            same($expected, $request->headers()['ServiceBusNotification-Tags'], "dry: $expected");
            $hub->send($alert, Target::newExpression($given));
            same($expected, headerOf(lastRequest('/messages'), 'ServiceBusNotification-Tags'), 'as an expression');
        }
    }
}
$alert = Notification::newAppleAlert(null, 'x');
$target = Target::newTags(['b', 'c'], 'd')->addTag(['a']);
same('a || b || c || d', (new Request($hub, $alert, $target))->headers()['ServiceBusNotification-Tags'], 'a set');
localHub('POST', 'reset');
$refused = [
    [Status::InvalidTagExpression, []],
    [Status::InvalidTagExpression, ''],
    [Status::InvalidTag, ['a || b']],
    [Status::InvalidTag, ['']],
];
foreach ($refused as [$status, $given]) {
    $error = thrown(UsageError::class, fn () => $hub->sendAppleNotification(['aps' => []], $given), 'no tag');
    same($status, $error->status(), 'is refused');
    thrown(UsageError::class, fn () => $hub->send($alert, $given), 'nor is it everyone');
}
foreach ([[null], [5], [['a']], ['a', $tag('b')]] as $given) {
    $error = thrown(TypeError::class, fn () => $hub->sendAppleNotification(['aps' => []], $given), 'what is no text');
    check(str_starts_with($error->getMessage(), 'tagExpression['), 'is named', $error->getMessage());
}
foreach ([null, 5, new stdClass()] as $given) {
    thrown(TypeError::class, fn () => $hub->sendAppleNotification(['aps' => []], $given), 'what is no list');
    thrown(TypeError::class, fn () => $hub->send($alert, $given), 'nor a target');
}
same([], localHub('GET', 'deliveries'), 'nothing was sent');
foreach (
    [
        'an installation' => [new Installation('i', Platform::Apple, $handle), fn ($one) => $one->tags()],
        'a registration' => [new Registration(Platform::Apple, $handle), fn ($one) => $one->tags()],
        'a template' => [new Template('{}'), fn ($one) => $one->tags()],
        'a tile' => [new SecondaryTile('https://x.notify.windows.com/x'), fn ($one) => $one->tags()],
    ] as $name => [$one, $tags]
) {
    same(['a', 'b', 'c'], $tags($one->addTag(['a', 'b'])->addTag('c')), "tags of $name");
    same(['b'], $tags($one->removeTag(['a', 'c'])), "fewer tags of $name");
    $error = thrown(TypeError::class, fn () => $one->addTag(['d', 5]), 'a number among them');
    same([['b'], 'tag[1] is int; give the text of a tag'], [$tags($one), $error->getMessage()], 'changes nothing');
}
$patch = (new InstallationPatch())
    ->addTag(['a', 'b'])->removeTag(['c'])->addTemplateTag('t', ['d', 'e'])->removeTemplateTag('t', ['f']);
same(
    ['/tags', '/tags', '/tags/c', '/templates/t/tags', '/templates/t/tags', '/templates/t/tags/f'],
    array_column(json_decode($patch->json(), true), 'path'),
    'tags in a patch'
);

// Times.
$soon = (new DateTimeImmutable('+1 hour'))->setTime((int)date('H', time() + 3600), 17, 5);
$soon = $soon->getTimestamp() < time() + 60 ? $soon->modify('+1 hour') : $soon;
$written = $soon->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d\TH:i:s');
$zoned = $soon->setTimezone(new DateTimeZone('-09:30'));
$queue = new Queue();
foreach ([$soon, $zoned, DateTime::createFromImmutable($zoned), $soon->getTimestamp() * 1000] as $time) {
    $hub->schedule($alert, $everyone, $time);
    $header = 'ServiceBusNotification-ScheduleTime';
    same($written, headerOf(lastRequest('/schedulednotifications'), $header), 'a time of any zone');
    $hub->scheduleAsync($alert, ['a', 'b'], $time, $queue, 'scheduled');
    same(['scheduled', Verdict::Accepted], [($one = $queue->next(10_000))->userData(), $one->verdict()], 'in a queue');
    same($written, headerOf(lastRequest('/schedulednotifications'), $header), 'the same');
}
$hub->sendAsync($alert, ['b', 'a'], $queue);
same(Verdict::Accepted, $queue->next(10_000)->verdict(), 'tags in a queue');
same('a || b', headerOf(lastRequest('/messages'), 'ServiceBusNotification-Tags'), 'any of them');
foreach (['tomorrow', 1.5, null] as $time) {
    thrown(TypeError::class, fn () => $hub->schedule($alert, $everyone, $time), 'no time');
}
foreach ([new DateTime('2027-01-31T13:00:00+01:00'), 1801396800] as $time) {
    $request = new Request($hub, Notification::newAppleAlert(null, 'x')->setApnsExpiration($time), 'a');
    same('1801396800', $request->headers()['apns-expiration'], 'until when Apple tries');
}
foreach (
    [
        '2027-01-31T12:00:00Z' => new DateTimeImmutable('2027-01-31T13:00:00+01:00'),
        '2027-01-31T12:00:00.25Z' => new DateTime('2027-01-31T12:00:00.25Z'),
        '2027-01-31T12:00:00.000Z' => '2027-01-31T12:00:00.000Z',
    ] as $expected => $time
) {
    same($expected, $phone->setExpirationTime($time)->expirationTime(), 'when an installation ends');
}
same('2027-01-31', $phone->expirationDateTime()->format('Y-m-d'), 'as a DateTimeImmutable');
same(null, $phone->setExpirationTime(null)->expirationTime(), 'never');
same(null, $phone->expirationDateTime(), 'which is no time either');
foreach (
    [
        '2027-01-31T12:00:00Z' => '2027-01-31T12:00:00.000000+00:00',
        '2027-01-31T12:00:00.123' => '2027-01-31T12:00:00.123000+00:00',
        '9999-12-31T23:59:59.9999999Z' => '9999-12-31T23:59:59.999999+00:00',
        '2027-01-31T12:00:00.5+01:00' => '2027-01-31T12:00:00.500000+01:00',
        '2027-13-31T12:00:00Z' => null,
        "2027-01-31T12:00:00Z\n" => null,
        'tomorrow' => null,
    ] as $time => $expected
) {
    date_default_timezone_set('Pacific/Kiritimati');
    $read = Installation::fromJson(['expirationTime' => $time] + json_decode($phone->json(), true));
    same($expected, $read->expirationDateTime()?->format('Y-m-d\TH:i:s.uP'), "the service's time: $time");
    date_default_timezone_set('UTC');
}
foreach ([new DateInterval('PT1H'), new DateTimeImmutable('+1 hour'), 3_600_000] as $lifetime) {
    $token = new SasToken($hub, null, $lifetime);
    check(abs($token->expiresAt() - time() - 3600) <= 1, 'a lifetime', (string)$token->expiresAt());
    same($token->expiresAt(), $token->expiresDateTime()->getTimestamp(), 'and its end');
}
$end = new DateTimeImmutable('@' . (time() + 100) . '.9');
check(abs((new SasToken($hub, null, $end))->expiresAt() - $end->getTimestamp()) <= 1, 'in that second');
thrown(ValueError::class, fn () => new SasToken($hub, null, new DateTimeImmutable('-1 hour')), 'the past');
thrown(UsageError::class, fn () => new SasToken($hub, null, new DateInterval('PT0S')), 'now');
foreach (
    [
        'P90D' => new DateInterval('P90D'),
        'P1Y2M3DT4H5M6S' => new DateInterval('P1Y2M3DT4H5M6S'),
        'PT36H' => new DateInterval('PT36H'),
        'P7D' => 'P7D',
    ] as $expected => $duration
) {
    same($expected, (new HubDescription())->setRegistrationTtl($duration)->registrationTtl(), 'how long devices live');
}
$back = (new DateTime('2027-01-02'))->diff(new DateTime('2027-01-01'));
thrown(ValueError::class, fn () => (new HubDescription())->setRegistrationTtl($back), 'not less than nothing');

// The times of what the service has.
$hub->putInstallation($phone);
same('9999', $hub->getInstallation('taken')->expirationDateTime()->format('Y'), 'an installation, for ever');
$registration = $hub->createRegistration(new Registration(Platform::Apple, $handle));
same('9999', $registration->expirationDateTime()->format('Y'), 'a registration, for ever');
$id = $hub->send($alert, $everyone)->notificationId();
$details = $hub->waitNotificationDetails($id);
foreach (['enqueue', 'start', 'end'] as $when) {
    $time = $details->{"{$when}DateTime"}();
    check($time !== null && abs($time->getTimestamp() - time()) < 60, "$when of a notification");
}

done();
