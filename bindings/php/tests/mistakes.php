<?php

/**
 * What a newcomer gets wrong: it is said in PHP's names, with what to do, and
 * without the value, which may be a secret.
 */

declare(strict_types=1);

use NotificationHubs\Error;
use NotificationHubs\Ffi\Names;
use NotificationHubs\Ffi\OptionTable;
use NotificationHubs\Field;
use NotificationHubs\Hub;
use NotificationHubs\HubDescription;
use NotificationHubs\HubNamespace;
use NotificationHubs\Installation;
use NotificationHubs\LogLevel;
use NotificationHubs\MpnsType;
use NotificationHubs\NetworkError;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Queue;
use NotificationHubs\Registration;
use NotificationHubs\Retry;
use NotificationHubs\Target;
use NotificationHubs\Template;
use NotificationHubs\UsageError;

require __DIR__ . '/check.php';

const SECRET = 'a-secret-value';
const ROOT = __DIR__ . '/../../..';

ini_set('zend.exception_ignore_args', '0');
ini_set('zend.exception_string_param_max_len', '1000');

$hub = openHub();
$alert = Notification::newAppleBackground();
$everyone = Target::newBroadcast();
$string = environment('NH_CONNECTION_STRING');

/**
 * What is said of mistakes: all of it, or its beginning where that ends in "...".
 *
 * @param class-string<Throwable> $class
 * @param array<string, callable> $mistakes by what is said
 */
function told(string $class, array $mistakes): void
{
    foreach ($mistakes as $message => $step) {
        $error = thrown($class, $step, "refused: $message");
        $said = $error->getMessage();
        $begin = str_ends_with($message, '...') ? substr($message, 0, -3) : null;
        check($begin === null ? $said === $message : str_starts_with($said, $begin), $message, $said);
        $hides = PHP_VERSION_ID < 80200 || !str_contains((string)$error, SECRET);
        check($hides && !str_contains($said, SECRET), 'without a secret', (string)$error);
    }
}

/** A new hub of the environment, with these arguments behind its name. */
$new = static fn (#[\SensitiveParameter] mixed ...$arguments): Hub =>
    new Hub(environment('NH_CONNECTION_STRING'), environment('NH_HUB'), ...$arguments);

// Options: their names.
$ofHub = implode(', ', array_keys(OptionTable::SETS['nh_options_set_']));
$ofCall = 'There are timeoutMs, trackingId, test, retry, maxAttempts, cancel, traceparent, tracestate';
$ofQueue = 'There are capacity, capacityBytes, concurrency, fullWaitMs';
check(str_contains($ofHub, 'caFile, userAgentSuffix'), 'there are options', $ofHub);
told(ValueError::class, [
    "There is no option timeout; did you mean timeoutMs? There are $ofHub" => fn () => $new(timeout: 5),
    'There is no option cafile; did you mean caFile? ...' => fn () => $new(cafile: 5),
    'There is no option retrys; did you mean retry? ...' => fn () => $new(retrys: 5),
    'There is no option proxi; did you mean proxy? ...' =>
        fn () => new Hub(environment('NH_CONNECTION_STRING'), proxi: SECRET),
    'There is no option hub; did you mean hubName? ...' => fn () => $new(hub: 5),
    "There is no option colour. There are $ofHub" => fn () => $new(colour: 5),
    "There is no option timeout; did you mean timeoutMs? $ofCall" =>
        fn () => $hub->send($alert, $everyone, timeout: 5),
    "There is no option user_data; did you mean userData? $ofCall" =>
        fn () => $hub->sendAsync($alert, $everyone, new Queue(), user_data: 5),
    "caFile is an option of Hub, not of a call. $ofCall" => fn () => $hub->send($alert, $everyone, caFile: 'x'),
    "capacity is an option of Queue, not of a call. $ofCall" => fn () => $hub->send($alert, $everyone, capacity: 5),
    "cancel is an option of a call, not of Queue. $ofQueue" => fn () => new Queue(cancel: 5),
    "trackingId is an option of a call, not of Hub. There are $ofHub" => fn () => $new(trackingId: 'x'),
    'send() takes 2 arguments by position; give options by name, such as timeoutMs: 2000' =>
        fn () => $hub->send($alert, $everyone, 5),
    'send() takes 2 arguments by position; give options by name, such as timeoutMs: 2000, or an array as ...$array' =>
        fn () => $hub->send($alert, $everyone, ['timeoutMs' => 5]),
    'getInstallation() takes 1 argument by position; give options by name, such as timeoutMs: 2000' =>
        fn () => $hub->getInstallation('i', 5),
    'Queue takes 0 arguments by position; give options by name, such as capacity: 2000' => fn () => new Queue(5),
    "Hub takes 2 arguments by position; give options by name, such as caFile: '/path/ca.pem'" =>
        fn () => $new(null, environment('NH_CA_FILE')),
]);
$byName = "give options by name, such as caFile: '/path/ca.pem'";
told(TypeError::class, [
    "Hub takes 2 arguments by position; $byName; the next one is the proxy, a URL, and here a file" =>
        fn () => $new(environment('NH_CA_FILE')),
    "Hub takes 2 arguments by position; $byName; the next one is ..." => fn () => $new('ca.pem'),
    "Hub takes 2 arguments by position; $byName, or an array as ...\$array; the next one is the proxy, a URL, ..." =>
        fn () => new Hub($string, 'demo', ['proxy' => SECRET]),
    "Hub takes 2 arguments by position; $byName; the next one is the proxy, a URL, and here int" =>
        fn () => $new(5000),
    "HubNamespace takes 1 argument by position; $byName; the next ..." => fn () => new HubNamespace($string, '/ca.pem'),
    "shared() takes 2 arguments by position; $byName; the next ..." => fn () => Hub::shared($string, 'demo', './ca'),
]);
told(UsageError::class, [
    'proxy: there is no host that can be reached; ...' =>
        fn () => new Hub($string, 'demo', 'http://' . SECRET . '@'),
]);

// Sends in one line: PHP lets go of what is too much, and they would send all the same.
localHub('POST', 'reset');
$lines = array_filter(get_class_methods($hub), static fn (string $method): bool =>
    preg_match('/^(send|broadcast)\w+Notification$/', $method) === 1);
same(20, count($lines), 'of ten platforms');
foreach ($lines as $line) {
    $send = str_replace('broadcast', 'send', $line);
    $given = $send === $line ? ['{}', 'sports'] : ['{}'];
    $target = $send === $line ? '$tagExpression' : 'Target::newBroadcast()';
    told(ArgumentCountError::class, [
        "$line() takes no options, and so no test; they are those of send(), such as "
            . "send(\$notification, $target, test: true)" => fn () => $hub->$line(...$given, test: true),
        "$line() takes no options, and so no caFile; ..." => fn () => $hub->$line(...$given, caFile: SECRET),
        $send === $line
            ? "$line() takes 2 arguments; give several tags in one expression, such as 'a || b', or as an array, "
                . "such as ['a', 'b']"
            : "$line() goes to everyone; for tags call $send()" => fn () => $hub->$line(...[...$given, SECRET]),
    ]);
}
told(ArgumentCountError::class, [
    'broadcastAppleNotification() goes to everyone; for tags call sendAppleNotification()' =>
        fn () => $hub->broadcastAppleNotification('{}', tagExpression: SECRET),
]);
same([], localHub('GET', 'requests'), 'and nothing is sent');

// What they take.
$times = '1 to 86400000 milliseconds';
told(ValueError::class, [
    "Option timeoutMs is -1; give $times" => fn () => $new(timeoutMs: -1),
    "Option idleAgeMs is 4294967296; give $times" => fn () => $new(idleAgeMs: 2 ** 32),
    'Option maxAttempts is -5; give 1 to 100' => fn () => $hub->send($alert, $everyone, maxAttempts: -5),
    'Option capacityBytes is -1; give 65536 or more' => fn () => new Queue(capacityBytes: -1),
    'Option fullWaitMs is -1; give 0 to 86400000 milliseconds' => fn () => new Queue(fullWaitMs: -1),
    'Option caFile has a NUL' => fn () => new Hub($string, 'demo', caFile: SECRET . "\0"),
]);
$text = 'give text; if it comes from getenv(), the variable is not set: null is an option that is not given';
told(TypeError::class, [
    "Option timeoutMs is string; give $times" => fn () => $new(timeoutMs: '5000'),
    "Option timeoutMs is float; give $times" => fn () => $new(timeoutMs: 5.0),
    "Option timeoutMs is bool; give $times" => fn () => $new(timeoutMs: true),
    "Option timeoutMs is array; give $times" => fn () => $new(timeoutMs: [5]),
    'Option poolSize is NotificationHubs\Retry; give 1 to 4096' => fn () => $new(poolSize: Retry::Never),
    "Option caFile is bool; $text" => fn () => $new(caFile: getenv('NH_NONE')),
    "Option proxy is bool; $text" => fn () => $new(getenv('NH_NONE')),
    'Option apiVersion is int; give text' => fn () => $new(apiVersion: 5),
    'Option test is int; give true or false' => fn () => $new(test: 1),
    'Option debug is string; give true or false' => fn () => $new(debug: 'no'),
    'Option rateLimit takes 2 values: [perSecond, burst], such as [100, 10]' => fn () => $new(rateLimit: 10),
    'Option rateLimit: burst is bool; give 1 to 1000000' => fn () => $new(rateLimit: [10, true]),
    'Option tokenCallback is string; give a function to call' =>
        fn () => new Hub($string, 'demo', tokenCallback: 'SharedAccessSignature sig=' . SECRET),
    'Option cancel is string; give a Cancel' => fn () => $hub->send($alert, $everyone, cancel: 'now'),
]);

// Enums.
told(TypeError::class, [
    'Option retry is bool; give a Retry, such as Retry::NotAccepted' => fn () => $new(retry: true),
    'Option retry is string; give a Retry, such as Retry::NotAccepted' => fn () => $new(retry: 'always'),
    'Option retry is NotificationHubs\LogLevel; give a Retry, such as Retry::NotAccepted' =>
        fn () => $hub->send($alert, $everyone, retry: LogLevel::Warn),
    'Option logStderr is bool; give a LogLevel, such as LogLevel::Error' => fn () => $new(logStderr: true),
    'Option logCallback: maxLevel is bool; give a LogLevel, such as LogLevel::Error' =>
        fn () => $new(logCallback: [true, 'strlen']),
    'rights[1] is bool; give a Rights, such as Rights::Listen' =>
        fn () => (new HubDescription())->setRule('n', [NotificationHubs\Rights::Send, true], SECRET, SECRET),
    'rights[0] is int; give a Rights, such as Rights::Listen' =>
        fn () => (new HubDescription())->setRule('n', [4], SECRET, SECRET),
]);
foreach (OptionTable::SETS as $set => $options) {
    foreach ($options as $option => $values) {
        if (enum_exists(current($values) ?: '') && count($values) === 1) {
            $made = fn (mixed $value): mixed => match ($set) {
                'nh_options_set_' => $new(...[$option => $value]),
                default => $hub->send($alert, $everyone, ...[$option => $value]),
            };
            thrown(TypeError::class, fn () => $made(true), "$option is not true");
            thrown(TypeError::class, fn () => $made(false), "$option is not false");
            thrown(UsageError::class, fn () => $made(77), "$option has no 77");
        }
    }
}
told(UsageError::class, [
    'retry 0 is not a Retry; Retry has Never, NotAccepted, Always' =>
        fn () => new Hub($string, 'demo', retry: 0, proxi: SECRET),
    'logStderr 9 is not a LogLevel; LogLevel has Off, Error, Warn, Info, Debug, Dump' => fn () => $new(logStderr: 9),
    'poolSize 0 is not from 1 to 4096' => fn () => $new(poolSize: 0),
    'maxAttempts 0 is not from 1 to 100' => fn () => $hub->send($alert, $everyone, maxAttempts: 0),
    'capacity 0 is not from 1 to 10000000' => fn () => new Queue(capacity: 0),
    'capacityBytes 1 is less than 65536, one payload' => fn () => new Queue(capacityBytes: 1),
    'rateLimit: perSecond and burst must both be ...' => fn () => $new(rateLimit: [1, 0]),
]);

// What PHP's functions give where there is nothing.
$unset = 'connection string: it is empty; if it comes from an environment variable, that is not set '
    . '(a local hub writes NH_CONNECTION_STRING into its --env-file)';
foreach ([false, null, ''] as $none) {
    told(UsageError::class, [$unset => fn () => new Hub($none, 'demo')]);
    told(UsageError::class, [$unset => fn () => Hub::shared($none, 'demo')]);
    told(UsageError::class, [$unset => fn () => new HubNamespace($none)]);
    told(UsageError::class, [$unset => fn () => openHub()->setConnectionString($none)]);
}
$variable = 'if it comes from getenv(), the variable is not set (a local hub writes NH_HUB into its --env-file)';
$none = 'hubName is null and the connection string has no EntityPath to take it from';
told(UsageError::class, ["$none; $variable" => fn () => new Hub($string, getenv('NH_NONE'))]);
told(UsageError::class, ["$none; $variable" => fn () => Hub::shared($string)]);
told(UsageError::class, ["hubName is empty; $variable" => fn () => new Hub($string, '')]);
$whole = "$string;EntityPath=" . environment('NH_HUB');
same($hub->url(), (new Hub($whole, getenv('NH_NONE')))->url(), 'the string may have the name');
$json = 'is empty; if it comes from json_encode(), see json_last_error_msg()';
told(UsageError::class, [
    "apple payload $json" => fn () => $hub->sendAppleNotification('', 'sports'),
    "body $json" => fn () => new Template(''),
]);

// Objects have methods and no properties.
$phone = new Installation('i', Platform::Apple, SECRET);
told(\Error::class, [
    'NotificationHubs\Notification has no property badge; call set() with a Field, or another method' =>
        fn () => $alert->badge = SECRET,
    'NotificationHubs\Notification has no property apnsPriority; call setApnsPriority()' =>
        fn () => $alert->apnsPriority = 10,
    'NotificationHubs\Notification has no property pointer; ...' => fn () => $alert->pointer = null,
    'NotificationHubs\Installation has no property tags; it has methods only' =>
        fn () => $phone->tags = [SECRET],
    'NotificationHubs\Installation has no property userId; call setUserId()' =>
        fn () => $phone->userId = SECRET,
    'NotificationHubs\Installation has no property tags; call tags()' =>
        fn () => $phone->tags,
    'NotificationHubs\Hub has no property timeoutMs; it has methods only' => fn () => $hub->timeoutMs = 5,
    'NotificationHubs\Queue has no property process; it has methods only' => fn () => (new Queue())->process,
]);
same([false, 5], [isset($alert->badge), $alert->badge ?? 5], 'and whether there is one may be asked');
$cursor = NotificationHubs\RegistrationCursor::newAll($hub);
foreach ([$hub, $alert, $everyone, new Queue(), $cursor, $phone] as $object) {
    told(\Error::class, [$object::class . ' cannot be cloned; make another one' => fn () => clone $object]);
}
unset($object, $cursor);

// Methods and their parameters.
told(ValueError::class, [
    'Notification::newAppleAlert(): $title has a NUL' => fn () => Notification::newAppleAlert(SECRET . "\0", 'x'),
    'Notification::newAppleAlert(): $body has a NUL' => fn () => Notification::newAppleAlert('x', SECRET . "\0"),
    'new Template(): $body has a NUL' => fn () => new Template(SECRET . "\0"),
    'new Installation(): $pushChannel has a NUL' => fn () => new Installation('i', Platform::Apple, SECRET . "\0"),
    'new Hub(): $connectionString has a NUL' => fn () => new Hub(SECRET . "\0"),
    'Hub->sendAppleNotification(): $tagExpression has a NUL' => fn () => $hub->sendAppleNotification('{}', "a\0"),
    'Hub->cancelScheduledAsync(): $notificationId has a NUL' =>
        fn () => $hub->cancelScheduledAsync("a\0", new Queue()),
    'Notification->set(): $value has a NUL' =>
        fn () => Notification::newAppleAlert(null, 'x')->set(Field::AppleSound, SECRET . "\0"),
    'Hub->close(): $timeoutMs is -1; give 0 to 4294967295' => fn () => $hub->close(-1),
    'Notification->setApnsPriority(): $priority is 4294967296; give -2147483648 to 2147483647' =>
        fn () => $alert->setApnsPriority(2 ** 32),
]);
$device = new Registration(Platform::Apple, str_repeat('ab', 32));
$bodies = ['{"aps":{"alert":"' . SECRET . '"}}', "\n <toast>" . SECRET . '</toast>'];
foreach ($bodies as $body) {
    told(ValueError::class, [
        'name looks like a body, and body like a name: are the two swapped?' =>
            fn () => $device->setTemplate('greeting', $body),
    ]);
    told(ValueError::class, [
        'name looks like a body, and body like a name: are the two swapped?' =>
            fn () => (new NotificationHubs\InstallationPatch())->setTemplateBody($body, 'greeting'),
    ]);
    same([$body, 'greeting'], [
        $device->setTemplate($body, 'greeting')->templateBody(), $device->templateName(),
    ], 'the right way round');
}
unset($device);
$notAsBatch = fn () => $hub->sendDirectBatch(new Notification(Platform::Browser, '{}'), ['ab']);
told(UsageError::class, [
    'time is before 2001; ...' => fn () => $hub->schedule($alert, $everyone, time()),
    'installationId is empty' => fn () => $hub->getInstallation(''),
    'pushChannel is empty' => fn () => new Installation('i', Platform::Apple, ''),
    'id is longer than the 64 bytes that Apple takes' =>
        fn () => Notification::newAppleBackground()->setApnsCollapseId(str_repeat('x', 65)),
    'class 77 does not go with this MPNS type' => fn () => Notification::newMpnsTile()->setMpnsType(MpnsType::Raw, 77),
    'importFileUri must be null for an export' => fn () => $hub->submitJob(
        NotificationHubs\JobType::ExportRegistrations,
        'https://blobs.example/out?sig=' . SECRET,
        'https://blobs.example/in?sig=' . SECRET
    ),
    'windows payload does not tell its type (it does not begin with an element); set it with '
        . 'Notification->setWnsType(WnsType::Raw)' => fn () => $hub->sendWindowsNotification('Hello', 'sports'),
    'notification has a payload of its own; fields and properties belong to one that the library writes, such as '
        . 'Notification::newTemplate() or Notification::newAppleAlert()' =>
        fn () => (new Notification(Platform::Apple, '{}'))->setProperty('a', SECRET),
    'Baidu needs a user id and a channel id; use Registration::newBaidu()' =>
        fn () => new Registration(Platform::Baidu, SECRET),
    'target is not a set of tags; make one with Target::newTags()' => fn () => Target::newBroadcast()->addTag('a'),
    'the hub is shared: it cannot be closed for the others; let go of it' =>
        fn () => Hub::shared($string, 'demo', caFile: environment('NH_CA_FILE'))->close(5),
    'a browser notification cannot be sent as a batch, which has no place for the keys of each browser; send to each '
        . 'with Target::newBrowser()' => $notAsBatch,
]);
// Values of the wrong type; where the type is right, nothing is said of it.
$set = fn (Field $field, #[\SensitiveParameter] mixed $value): callable =>
    fn () => Notification::newAppleAlert(null, 'x')->set($field, $value);
$whole = 'field Field::AppleBadge takes a whole number from 0 to 2147483647';
$texts = "field Field::AppleLocArgs takes a list of texts, such as ['Ann', 'Bob']";
$within = 'field Field::AppleRelevanceScore takes a number from 0 to 1';
$object = "an array with names, such as ['name' => 'value']";
$message = fn (Field $field, mixed $value): callable =>
    fn () => Notification::newFcmv1Message('a', 'b')->set($field, $value);
told(UsageError::class, [
    "$whole, and value is string; give an int" => $set(Field::AppleBadge, SECRET),
    "$whole, and value is bool; give an int" => $set(Field::AppleBadge, true),
    "$whole, and value is float; give an int" => $set(Field::AppleBadge, 1.5),
    "$whole, and value is a list; give an int" => $set(Field::AppleBadge, [SECRET]),
    "$whole, and value is an array with names; give an int" => $set(Field::AppleBadge, ['a' => SECRET]),
    "$whole, and value is stdClass; give an int" => $set(Field::AppleBadge, new stdClass()),
    $whole => $set(Field::AppleBadge, -1),
    'field Field::AppleSound takes text, and value is int; give text' => $set(Field::AppleSound, 5),
    "$texts, and value is string" => $set(Field::AppleLocArgs, '["' . SECRET . '"]'),
    "$texts, and value is an array with names" => $set(Field::AppleLocArgs, ['a' => SECRET]),
    'field Field::Fcmv1VibrateTimings takes a list of seconds with an s behind them, such as '
        . "['0.5s', '1s'], and value is float" => $message(Field::Fcmv1VibrateTimings, 0.5),
    'field Field::Fcmv1VibrateTimings takes a list of seconds with an s behind them, such as '
        . "['0.5s', '1s']" => $message(Field::Fcmv1VibrateTimings, [SECRET]),
    "field Field::Fcmv1DefaultVibrateTimings takes true or false, and value is string; give true or false" =>
        $message(Field::Fcmv1DefaultVibrateTimings, SECRET),
    "$within, and value is string; give a number" => $set(Field::AppleRelevanceScore, SECRET),
    $within => $set(Field::AppleRelevanceScore, 1.5),
    "field Field::Fcmv1LightSettings takes a JSON object, and value is string; give $object" =>
        $message(Field::Fcmv1LightSettings, '{"a":"' . SECRET . '"}'),
    "field Field::Fcmv1LightSettings takes a JSON object, and value is a list; give $object" =>
        $message(Field::Fcmv1LightSettings, [SECRET]),
    'field Field::Fcmv1EventTime takes a Unix time in seconds, not in milliseconds, and value is string; '
        . 'give a number' => $message(Field::Fcmv1EventTime, '2030-01-01T00:00:00Z'),
    'field Field::Fcmv1EventTime takes a Unix time in seconds, not in milliseconds' =>
        $message(Field::Fcmv1EventTime, time() * 1000),
]);
foreach ([4711, 0.5] as $value) {
    told(UsageError::class, [
        'a property of an FCM v1 message is text, and order is ' . get_debug_type($value)
            . '; give text, such as (string)$value' =>
            fn () => Notification::newFcmv1Message('a', 'b')->setProperty('order', $value),
    ]);
}
foreach (['an array with names' => ['a' => SECRET], 'a list' => [SECRET], 'bool' => true] as $type => $value) {
    told(UsageError::class, [
        "a property of template properties is text, and order is $type; give text, such as json_encode(\$value)" =>
            fn () => Notification::newTemplate()->setProperty('order', $value),
    ]);
}
$error = thrown(NetworkError::class, fn () => $new()->broadcastAppleNotification('{}'), 'no authority');
check(str_ends_with($error->getMessage(), '(option caFile)'), 'names the option', $error->getMessage());
check(str_ends_with($error->outcome()->error()->getMessage(), '(option caFile)'), 'again', $error->getMessage());

// Lists.
told(TypeError::class, [
    'handles[1] is int; give text' => fn () => $hub->sendDirectBatch($alert, [SECRET, 12345]),
    'handles[0] is null; give text' => fn () => $hub->sendDirectBatch($alert, [null]),
    'tagExpression[1] is null; give the text of a tag' => fn () => $hub->sendAppleNotification('{}', ['a', null]),
    'value[1] is int; give text' =>
        fn () => Notification::newAppleAlert(null, 'x')->set(Field::AppleLocArgs, [SECRET, 5]),
]);
told(ValueError::class, [
    'handles[1] has a NUL' => fn () => $hub->sendDirectBatch($alert, ['ab', SECRET . "\0"]),
    'tagExpression[1] has a NUL' => fn () => $hub->sendAppleNotification('{}', ['a', SECRET . "\0"]),
]);
told(UsageError::class, [
    'handles[1]: handle must have at most 4096 printable ASCII characters and no spaces' =>
        fn () => $hub->sendDirectBatch($alert, ['ab', SECRET . ' ']),
]);

// Every name that the library says is one of PHP. Not here: what is done for programs.
$inner = '/^nh_(\w+_free|error_copy|last_error|set_interrupt_callback|status_name|queue_dispatch|notification_'
    . '|(call_|queue_)?options_new|(hub|job)_list_\w+|handles_\w+)$/';
$resolves = static function (string $name): bool {
    $said = Names::of($name);
    if ($said !== null && str_starts_with($said, 'option ')) {
        $is = static fn (array $options): bool => isset($options[substr($said, strlen('option '))]);
        return array_filter(OptionTable::SETS, $is) !== [];
    }
    $pattern = '/^(new )?(\w+)(?:(?:->|::)(\w+))?(?:\(.*\))?$/';
    if ($said === null || preg_match($pattern, $said, $parts, PREG_UNMATCHED_AS_NULL) !== 1) {
        return false;
    }
    $class = "NotificationHubs\\$parts[2]";
    $isThere = $parts[3] === null || (new ReflectionMethod($class, $parts[3]))->isPublic();
    return class_exists($class) && $isThere && ($parts[1] === null || (new ReflectionClass($class))->isInstantiable());
};
$said = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator(ROOT . '/src')) as $file) {
    if ($file->getExtension() === 'rs') {
        $code = explode("#[cfg(test)]\nmod ", file_get_contents($file->getPathname()))[0];
        preg_match_all('/"(?:[^"\\\\\n]|\\\\.)*"/', preg_replace('~^\s*//.*$~m', '', $code), $literals);
        preg_match_all('/\bnh_[a-z0-9_]+/', implode("\n", $literals[0]), $names);
        $said += array_flip($names[0]);
    }
}
check(isset($said['nh_options_set_ca_file']) && count($said) > 200, 'what the library says', (string)count($said));
foreach (array_keys($said) as $name) {
    check(preg_match($inner, $name) === 1 || $resolves($name), "$name is in PHP", (string)Names::of($name));
}

// Arguments are found by their order, which is that of the header.
preg_match_all(
    '~^[\w *]*?\b(nh_\w+)\(([^;{]*?)\);~m',
    file_get_contents(ROOT . '/include/notification_hubs.cdef.h'),
    $functions,
    PREG_SET_ORDER
);
check(count($functions) > 300, 'functions', (string)count($functions));
$others = [
    'wns_type', 'mpns_type', 'push_type', 'notification_class', 'collapse_id', 'unix_ms', 'unix_seconds', 'json',
];
foreach ($functions as [, $function, $parameters]) {
    if (Names::method($function) === null) {
        continue;
    }
    foreach (explode(',', $parameters) as $position => $parameter) {
        $isText = preg_match('~(?:const char \*|\bu?int\d+_t |\bdouble )(\w+)\s*$~', $parameter, $name) === 1;
        if ($isText && !in_array($name[1], $others, true)) {
            $argument = Names::argument($function, $position);
            $named = str_ends_with($argument, '(): $' . Names::camel($name[1]));
            // The platform comes before the template.
            check($named || $function === 'nh_template_check_with_sample', "$function: $name[1]", $argument);
        }
    }
}

// The translation itself.
$messages = [
    'set a CA file (nh_options_set_ca_file)' => 'set a CA file (option caFile)',
    'such as nh_notification_new_template' => 'such as Notification::newTemplate()',
    'see nh_send and nh_get_hub' => 'see Hub->send() and HubNamespace->getHub()',
    'free it with nh_hub_free, nh_later' => 'free it with nh_hub_free, nh_later',
    'a nh_hub, an nh_installation_patch' => 'a Hub, an InstallationPatch',
    'etag must be one, or NULL for any' => 'etag must be one, or null for any',
    'NH_PLATFORM_APPLE, not NH_STATUS_TLS, NH_HUB' => 'Platform::Apple, not NH_STATUS_TLS, NH_HUB',
    "NULL of the caller's" => "NULL of the caller's",
    'rights 64 are not a sum of nh_rights' => 'rights 64 are not a sum of Rights; Rights has Listen, Send, Manage',
    'nh_queue_new, nh_hub_new_shared' => 'new Queue(), Hub::shared()',
];
foreach ($messages as $c => $php) {
    same($php, Names::inPhp($c), $php);
}
same("time is 'unix_ms'", Names::inPhp("unix_ms is 'unix_ms'", 'nh_schedule'), 'quoted words are the caller\'s');

// Logs are translated, and dumps are as they were sent.
$lines = [];
$log = [LogLevel::Dump, function (LogLevel $level, string $text) use (&$lines): void {
    $lines[] = $text;
}];
thrown(NetworkError::class, fn () => $new(logCallback: $log)->broadcastAppleNotification('{}'), 'no authority');
openHub(logCallback: $log)->broadcastAppleNotification('{"aps":{}}');
$all = implode("\n", $lines);
check(str_contains($all, 'bytes not shown; option logPayloads shows it'), 'the option of a dump', $all);
check(str_contains($all, '(option caFile)') && preg_match('/\bnh_/', $all) === 0, 'no name of C', $all);
$lines = [];
$payload = '{"aps":{"alert":"nh_hub_new is NULL"}}';
openHub(logCallback: $log, logPayloads: true)->broadcastAppleNotification($payload);
check(str_contains(implode("\n", $lines), $payload), 'what was sent', implode("\n", $lines));

/** What a program of its own says on standard error. */
function program(string $code, array $environment, string $autoload = __DIR__ . '/../autoload.php'): string
{
    $code = 'require ' . var_export($autoload, true) . "; $code";
    $command = [PHP_BINARY, '-d', 'display_errors=stderr', '-d', 'log_errors=0', '-d', 'html_errors=0', '-r', $code];
    $files = [1 => ['file', '/dev/null', 'w'], ['pipe', 'w']];
    $process = proc_open($command, $files, $pipes, null, $environment + getenv());
    $said = stream_get_contents($pipes[2]);
    proc_close($process);
    return $said;
}

// The library that is meant.
$folder = sys_get_temp_dir() . '/nh-mistakes-' . getmypid();
mkdir($folder);
file_put_contents("$folder/text.so", 'no library');
$remedy = 'install libnotification_hubs, or set NH_LIBRARY to its path';
preg_match('~\S+/libc\.so\.6~', file_get_contents('/proc/self/maps'), $libc);
$libraries = [
    "$folder/none.so" => ", and there is no such file: $remedy in ",
    $folder => ', which is a directory; give the path of libnotification_hubs.so in it in ',
    "$folder/text.so" => ": Failed loading '$folder/text.so' ($remedy) in ",
    ($libc[0] ?? 'libc.so.6') => ", which is not libnotification_hubs: $remedy in ",
];
foreach ($libraries as $library => $expected) {
    $told = program('NotificationHubs\Version::text();', ['NH_LIBRARY' => $library]);
    check(str_contains($told, "Uncaught RuntimeException: NH_LIBRARY is $library$expected"), 'is told', $told);
    check(!str_contains($told, 'Next '), 'in one exception', $told);
}
// The package alone, without a release's header in it.
mkdir("$folder/php");
$package = dirname(__DIR__);
exec('cp -r ' . escapeshellarg("$package/src") . ' ' . escapeshellarg("$package/autoload.php") . " $folder/php");
$library = ['NH_LIBRARY' => '/libnotification_hubs.so'];
$told = program('NotificationHubs\Version::text();', $library, "$folder/php/autoload.php");
if (str_contains($told, 'is in none of')) {
    preg_match('/is in none of ([^:]*): (.*?) in \//', $told, $parts);
    $places = explode(', ', $parts[1]);
    same($places, array_unique($places), 'each folder once');
    check(!str_contains($parts[1], '//'), 'as they are written', $parts[1]);
    same('install libnotification_hubs, or put include/ of the checkout beside bindings/', $parts[2], 'and what to do');
} else {
    skipped('a-package-without-its-header', 'a machine without the header');
}
// A package that is newer than the library.
$header = file_get_contents(ROOT . '/include/notification_hubs.cdef.h');
file_put_contents("$folder/php/notification_hubs.cdef.h", str_replace('nh_version_number', 'nh_fly', $header));
$told = program('NotificationHubs\Version::text();', [], "$folder/php/autoload.php");
$version = NotificationHubs\Version::text();
check(str_contains($told, ", version $version, which is older than this package: it has no nh_fly"), 'older', $told);
exec('rm -r ' . escapeshellarg($folder));

// Queues that end with calls in them.
$stalls = fn (int $skip): mixed => localHub('POST', 'faults', [
    ['method' => 'POST', 'path' => '/*/messages', 'kind' => 'stall', 'skip' => $skip],
]);
$left = static function (int $calls) use ($hub, $alert, $everyone): Queue {
    $queue = new Queue(concurrency: 1);
    for ($number = 0; $number < $calls; $number++) {
        $hub->sendAsync($alert, $everyone, $queue);
    }
    return $queue;
};
localHub('POST', 'reset');
$stalls(2);
$queue = $left(6);
while (count(localHub('GET', 'requests')) < 3) {
    usleep(10_000);
}
$warning = thrown(ErrorException::class, function () use (&$queue): void {
    $queue = null;
}, 'a queue that ends with calls');
same(
    ['A queue ended with 4 calls unfinished; close() it with a time first', E_USER_WARNING],
    [$warning->getMessage(), $warning->getSeverity()],
    'says how many are lost'
);
localHub('DELETE', 'faults');
$queue = $left(3);
while ($queue->pending() > 0) {
    $queue->next(100);
}
$queue = null;
$queue = $left(3);
same(true, $queue->close(10_000), 'closed with a time');
$queue = null;
$stalls(0);
$queue = $left(3);
same(false, $queue->close(0), 'closed without one');
$queue = null;
check(true, 'says nothing');
if (function_exists('pcntl_fork')) {
    $queue = $left(3);
    $child = pcntl_fork();
    if ($child === 0) {
        $status = 7;
        set_error_handler(function () use (&$status): bool {
            $status = 1;
            return true;
        });
        $queue = null;
        exit($status);
    }
    pcntl_waitpid($child, $status);
    same(7, pcntl_wexitstatus($status), 'nor does a child');
    $queue->close(0);
} else {
    skipped('a-child-of-fork', "PHP's pcntl");
}
$left = '$hub = new NotificationHubs\Hub('
    . 'getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), caFile: getenv("NH_CA_FILE"));'
    . '$queue = new NotificationHubs\Queue(); for ($i = 0; $i < 5; $i++) $hub->sendAsync('
    . 'NotificationHubs\Notification::newAppleBackground(), NotificationHubs\Target::newBroadcast(), $queue);';
$told = program($left, []);
$warning = 'Warning: A queue ended with 5 calls unfinished; close() it with a time first in ';
check(str_contains($told, $warning), 'at the end too', $told);

done();
