<?php

/**
 * Errors: their classes and fields, what the package refuses itself, and that no
 * secret is in anything that PHP shows of them.
 */

declare(strict_types=1);

use NotificationHubs\AccessProblem;
use NotificationHubs\Cancel;
use NotificationHubs\Error;
use NotificationHubs\Ffi\Library;
use NotificationHubs\Hub;
use NotificationHubs\Installation;
use NotificationHubs\InstallationPatch;
use NotificationHubs\LibraryError;
use NotificationHubs\NetworkError;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Registration;
use NotificationHubs\Retry;
use NotificationHubs\ServiceError;
use NotificationHubs\Status;
use NotificationHubs\Target;
use NotificationHubs\Template;
use NotificationHubs\UsageError;
use NotificationHubs\Verdict;

require __DIR__ . '/check.php';

const PAYLOAD = '{"aps":{"alert":"a secret payload"}}';

$hub = openHub(maxAttempts: 1);
$alert = new Notification(Platform::Apple, PAYLOAD);

/** Lets the local hub answer the next send so. */
function answer(int $status, array $headers = [], ?string $body = null): void
{
    localHub('POST', 'faults', [array_filter([
        'method' => 'POST', 'path' => '/*/messages', 'times' => 1,
        'kind' => 'status', 'status' => $status, 'headers' => $headers, 'body' => $body,
    ])]);
}

// The caller can mend it.
$line = __LINE__ + 1;
$error = thrown(UsageError::class, fn () => Target::newTag('no tag'), 'a bad tag');
same([Status::InvalidTag, 'NH_STATUS_INVALID_TAG', Status::InvalidTag->value, 3], [
    $error->status(), $error->statusName(), $error->getCode(), $error->column(),
], 'its status and column');
same([null, null], [$error->outcome(), $error->result()], 'no call was made');
same([__FILE__, $line], [$error->getFile(), $error->getLine()], 'it points to the program');

// The service said no.
answer(429, ['Retry-After' => '7']);
$throttled = new Hub(environment('NH_CONNECTION_STRING'), environment('NH_HUB'), caFile: environment('NH_CA_FILE'));
$error = thrown(
    ServiceError::class,
    fn () => $throttled->send($alert, Target::newBroadcast(), maxAttempts: 1),
    'throttled'
);
same([Status::Throttled, 429, 7000, true, false], [
    $error->status(), $error->httpStatus(), $error->retryAfterMs(), $error->isTransient(), $error->mayHaveBeenSent(),
], 'its fields');
same([Verdict::NotAccepted, 1], [$error->outcome()->verdict(), $error->outcome()->attempts()], 'its outcome');
same($error->getMessage(), $error->outcome()->error()->getMessage(), 'which has the same error');
same($error->trackingId(), $error->outcome()->trackingId(), 'and the same tracking id');

// Queues of jobs and loggers keep it.
$kept = unserialize(serialize($error));
$facts = static fn (Error $error): array => [
    $error::class, json_encode($error), $error->getCode(), $error->column(), $error->accessProblem(),
    $error->getFile(), $error->getLine(),
];
same($facts($error), $facts($kept), 'a kept error says the same');
same([null, null], [$kept->outcome(), $kept->result()], 'without what is of its process');
check(str_contains((string)$kept, $error->getMessage()), 'and can be shown');

// Tests of a program make one by hand, and tools bring one back without its constructor.
foreach ([Error::class, UsageError::class, NetworkError::class, ServiceError::class, LibraryError::class] as $class) {
    $bare = (new ReflectionClass($class))->newInstanceWithoutConstructor();
    $kept = unserialize(sprintf('O:%d:"%s":0:{}', strlen($class), $class));
    foreach ([new $class('by hand'), $bare, $kept] as $made) {
        same([Status::Internal, 'NH_STATUS_INTERNAL', Status::Internal->value], [
            $made->status(), $made->statusName(), $made->getCode(),
        ], "$class by hand: its status");
        same([0, false, $class !== UsageError::class, null, null, null, null, 0, AccessProblem::None, null, null], [
            $made->httpStatus(), $made->isTransient(), $made->mayHaveBeenSent(), $made->retryAfterMs(),
            $made->trackingId(), $made->serviceCode(), $made->serviceDetail(), $made->column(),
            $made->accessProblem(), $made->outcome(), $made->result(),
        ], 'and all that is asked for');
        same($made->mayHaveBeenSent(), $made->jsonSerialize()['mayHaveBeenSent'], 'in a log too');
    }
}
$before = new RuntimeException('before');
$line = __LINE__ + 1;
$made = new NetworkError('no answer', Status::Timeout->value, $before);
same(['no answer', Status::Timeout, 'NH_STATUS_TIMEOUT', $before, __FILE__, $line], [
    $made->getMessage(), $made->status(), $made->statusName(), $made->getPrevious(), $made->getFile(), $made->getLine(),
], 'with a status of its own');
same($facts($made), $facts(unserialize(serialize($made))), 'which is kept');
$column = thrown(UsageError::class, fn () => Target::newTag('no tag'), 'a bad tag');
$written = eval('return ' . var_export($column, true) . ';');
same($facts($column), $facts($written), 'what var_export() writes is read again');
answer(400, [], '<Error><Code>40000</Code><Detail>This is wrong.</Detail></Error>');
$error = thrown(ServiceError::class, fn () => $hub->send($alert, Target::newBroadcast()), 'rejected');
same(['40000', null, AccessProblem::None], [
    $error->serviceCode(), $error->retryAfterMs(), $error->accessProblem(),
], 'its code');
check(str_contains($error->serviceDetail(), 'This is wrong.'), "the service's words");
answer(500);
$error = thrown(ServiceError::class, fn () => $hub->send($alert, Target::newBroadcast()), 'unknown');
same([true, Verdict::Unknown], [$error->mayHaveBeenSent(), $error->outcome()->verdict()], 'it may have been sent');
answer(500, []);
$twice = $hub->send($alert, Target::newBroadcast(), retry: Retry::Always, maxAttempts: 2);
same([true, 2], [$twice->mayBeDuplicate(), $twice->attempts()], 'and may be a duplicate');

$otherKey = 'SharedAccessKey=' . base64_encode(str_repeat('k', 32));
$wrongKey = preg_replace('/SharedAccessKey=[^;]*/', $otherKey, environment('NH_CONNECTION_STRING'));
$error = thrown(
    ServiceError::class,
    fn () => (new Hub($wrongKey, environment('NH_HUB'), caFile: environment('NH_CA_FILE')))
        ->sendAppleNotification(PAYLOAD, 'all'),
    'a wrong key'
);
same([Status::Unauthorized, AccessProblem::KeyWrong], [$error->status(), $error->accessProblem()], 'why');

// The request did not complete.
localHub('POST', 'faults', [['path' => '/*/messages', 'kind' => 'reset', 'times' => 1]]);
$error = thrown(NetworkError::class, fn () => $hub->sendAppleNotification(PAYLOAD, 'all'), 'a lost answer');
same([Status::Network, 0, true], [$error->status(), $error->httpStatus(), $error->mayHaveBeenSent()], 'its fields');
$cancel = new Cancel();
$cancel->trigger();
$error = thrown(NetworkError::class, fn () => $hub->send($alert, Target::newBroadcast(), cancel: $cancel), 'cancelled');
same([Status::Cancelled, Verdict::NotAccepted], [$error->status(), $error->outcome()->verdict()], 'not sent');

// This library.
$hub->close(1000);
$error = thrown(LibraryError::class, fn () => $hub->sendAppleNotification(PAYLOAD, 'all'), 'a closed hub');
same(Status::Closed, $error->status(), 'its status');

// What PHP's FFI would cut or take for something else is refused.
$refused = [
    'an option that is none' => [ValueError::class, fn () => openHub(timeout: 5)],
    'options without names' => [ValueError::class, fn () => $hub->send($alert, Target::newBroadcast(), 5)],
    'a callback that is none' => [TypeError::class, fn () => openHub(tokenCallback: 'no function')],
    'a negative number' => [ValueError::class, fn () => openHub(timeoutMs: -1)],
    'a number too large' => [ValueError::class, fn () => openHub(timeoutMs: 2 ** 32 + 5)],
    'a NUL in a text' => [ValueError::class, fn () => Target::newTag("a\0b")],
    'text for a number' => [TypeError::class, fn () => openHub(timeoutMs: '5')],
    'a number for text' => [TypeError::class, fn () => openHub(userAgentSuffix: 5)],
    'a variable that is not set' => [TypeError::class, fn () => openHub(noProxy: getenv('NH_NONE'))],
    'an object of another class' => [TypeError::class, fn () => $hub->send($alert, Target::newTag('a'), cancel: $hub)],
    'text for an object' => [TypeError::class, fn () => $hub->send($alert, Target::newTag('a'), cancel: 'now')],
    'an object for a number' => [TypeError::class, fn () => openHub(timeoutMs: $alert)],
    'one text of two numbers' => [TypeError::class, fn () => openHub(rateLimit: [5, 'a'])],
    'no value for debug' => [TypeError::class, fn () => openHub(debug: 1)],
    'too few values' => [ArgumentCountError::class, fn () => openHub(rateLimit: 5)],
    'a handle that is no text' => [TypeError::class, fn () => openHub()->sendDirectBatch($alert, [5])],
    'a number out of range' => [UsageError::class, fn () => openHub(timeoutMs: 0)],
    'a copy' => [\Error::class, fn () => clone $alert],
    'a text of it' => [LogicException::class, fn () => serialize($alert)],
    'a second construction' => [LogicException::class, fn () => $alert->__construct(Platform::Apple, '{}')],
];
foreach ($refused as $name => [$class, $step]) {
    thrown($class, $step, "$name is refused");
}
$messages = [
    'Option noProxy is bool; give text; if it comes from getenv(), the variable is not set: null is an option '
        . 'that is not given' => fn () => openHub(noProxy: false),
    'Option cancel is NotificationHubs\Notification; give a Cancel' =>
        fn () => $hub->send($alert, Target::newBroadcast(), cancel: $alert),
    'Option timeoutMs is string; give 1 to 86400000 milliseconds' => fn () => openHub(timeoutMs: '5'),
    'Option rateLimit: burst is null; give 1 to 1000000' => fn () => openHub(rateLimit: [5, null]),
    'Option debug is int; give true or false' => fn () => openHub(debug: 1),
];
foreach ($messages as $message => $step) {
    same($message, thrown(TypeError::class, $step, 'a value of the wrong type')->getMessage(), 'is named');
}
// null is an option that is not set; there has to be such an option all the same.
$unset = openHub(noProxy: null, debug: null, rateLimit: null, proxy: null);
same(201, $unset->send($alert, Target::newBroadcast(), cancel: null, timeoutMs: null)->httpStatus(), 'null is not set');
thrown(ValueError::class, fn () => openHub(nonsense: null), 'and no option is none');
thrown(\Error::class, fn () => new Target(), 'a target comes from its functions');

// Nothing that PHP shows has a secret in it.
ini_set('zend.exception_ignore_args', '0');
ini_set('zend.exception_string_param_max_len', '1000');
preg_match('/SharedAccessKey=([^;]*)/', environment('NH_CONNECTION_STRING'), $key);
$secrets = [$key[1], 'a secret payload', 'secret-handle', 'secret-key', 'https://push.example/secret'];
$failures = [
    fn () => new Hub(environment('NH_CONNECTION_STRING') . ';Nonsense', 'demo'),
    fn () => new Hub(environment('NH_CONNECTION_STRING') . "\0", 'demo'),
    fn () => new Hub(environment('NH_CONNECTION_STRING'), 'demo', proxy: 'gopher://user:secret-key@proxy'),
    fn () => new Hub(environment('NH_CONNECTION_STRING'), 'demo', proxy: "http://user:secret-key@proxy\0"),
    fn () => openHub(maxAttempts: 1)->sendAppleNotification(PAYLOAD, 'a b'),
    fn () => openHub(maxAttempts: 1)->sendAppleNotification(PAYLOAD . "\0", 'a'),
    fn () => openHub(checkPayloads: true)->send(new Notification(Platform::Fcmv1, PAYLOAD), Target::newBroadcast()),
    fn () => Target::newDevice('secret-handle with blanks'),
    fn () => Target::newBrowser('https://push.example/secret', "secret-key\0", 'x'),
    fn () => openHub()->sendDirectBatch(Notification::newAppleBackground(), ['secret-handle with blanks']),
    fn () => openHub(timeoutMs: 1)->send(Notification::newAppleBackground(), Target::newDevice('secret-handle')),
    fn () => Notification::newAppleAlert("a secret payload\0", 'x'),
    fn () => Notification::newWindowsBadge("a secret payload\0"),
    fn () => (new Template('{}'))->setHeader('X-WNS-Type', "a secret payload\0"),
    fn () => Template::check(Platform::Apple, '{"aps":{"alert":"a secret payload $("}}'),
    fn () => (new Installation('i', Platform::Apple, 'ab'))->setPushVariable('name', "a secret payload\0"),
    fn () => (new InstallationPatch())->setTemplateBody('name', "a secret payload\0"),
    fn () => (new Registration(Platform::Apple, 'ab'))->setTemplate("a secret payload\0"),
    fn () => openHub()->sendDirectBatch(Notification::newAppleBackground(), [['secret-handle']]),
    fn () => openHub()->broadcastAppleNotification(['aps' => ['alert' => "a secret payload\xff"]]),
    fn () => openHub()->broadcastAppleNotification(['a secret payload']),
    fn () => Notification::newTemplate(['name' => ['a secret payload']]),
    fn () => new Installation('i', Platform::Browser, ['endpoint' => 'https://push.example/secret', 'keys' => NAN]),
    fn () => openHub(tokenCallback: fn () => throw new RuntimeException('no vault'))
        ->sendAppleNotification(PAYLOAD, 'all'),
    fn () => openHub(tokenCallback: fn () => Target::newTag('no tag'))->sendAppleNotification(PAYLOAD, 'all'),
    fn () => openHub(tokenCallback: fn () => ['secret-key'])->sendAppleNotification(PAYLOAD, 'all'),
];
foreach ($failures as $number => $step) {
    $error = thrown(Throwable::class, $step, "failure $number");
    ob_start();
    var_dump($error);
    $shown = (string)$error . ob_get_clean() . print_r($error, true) . json_encode($error);
    foreach ($secrets as $which => $secret) {
        // PHP 8.1 knows no sensitive parameters: there zend.exception_ignore_args has to be on.
        $name = "failure $number does not show secret $which";
        check(PHP_VERSION_ID < 80200 || !str_contains($shown, $secret), $name, (string)$error);
    }
}

// Every text that a program gives is sensitive, or is known to be none of payloads, handles and keys.
$harmless = [
    'appId', 'appName', 'authTokenUrl', 'baiduEndpoint', 'clientEmail', 'clientId', 'continuationToken',
    'credential', 'duration', 'endpoint', 'error', 'etag', 'event', 'expirationTime', 'expiry', 'expression',
    'gcmEndpoint', 'hubName', 'id', 'installationId', 'jobId', 'keyId', 'keyName', 'marker', 'metadata', 'name',
    'notificationId', 'op', 'packageSid', 'path', 'priority', 'projectId', 'property', 'registrationId',
    'sendUrlTemplate', 'subject', 'tag', 'tagExpression', 'tags', 'target', 'tileId', 'topic', 'uri', 'userId',
    'vapidPublicKey', 'windowsLiveEndpoint',
];
$shown = [];
foreach (glob(__DIR__ . '/../src/*.php') as $file) {
    $class = new ReflectionClass('NotificationHubs\\' . basename($file, '.php'));
    foreach ($class->isEnum() ? [] : $class->getMethods(ReflectionMethod::IS_PUBLIC) as $method) {
        $isOurs = !str_contains((string)$method->getDocComment(), '@internal');
        foreach ($isOurs ? $method->getParameters() : [] as $parameter) {
            $isText = in_array('string', explode('|', ltrim((string)$parameter->getType(), '?')), true);
            $isSensitive = $parameter->getAttributes(SensitiveParameter::class) !== [];
            if ($isText && !$isSensitive && !in_array($parameter->name, $harmless, true)) {
                $shown[] = "{$class->getShortName()}::{$method->name}(\$$parameter->name)";
            }
        }
    }
}
same([], $shown, 'stack traces show no payload, handle or key');

// Enums are what the library has.
$enums = 0;
foreach (glob(__DIR__ . '/../src/*.php') as $file) {
    $class = 'NotificationHubs\\' . basename($file, '.php');
    if (!enum_exists($class)) {
        continue;
    }
    $enums++;
    $prefix = 'NH' . preg_replace('/[A-Z]/', '_$0', basename($file, '.php'));
    foreach ($class::cases() as $case) {
        $constant = strtoupper($prefix . preg_replace('/[A-Z]/', '_$0', $case->name));
        same(Library::ffi()->$constant, $case->value, $constant);
    }
}
check($enums > 10, 'all enums', (string)$enums);
same('NH_STATUS_THROTTLED', Library::call('nh_status_name', Status::Throttled), 'a name');

done();
