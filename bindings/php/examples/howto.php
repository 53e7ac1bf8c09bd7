<?php

/**
 * Microsoft's Python how-to, in PHP: each line of Python stands above the PHP
 * that does the same.
 *
 *   php howto.php           sends everything, one line of output for each step
 *   php howto.php --debug   shows requests and answers on standard error
 *
 * NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say where to.
 */

declare(strict_types=1);

use NotificationHubs\ApnsPushType;
use NotificationHubs\Error;
use NotificationHubs\Hub;
use NotificationHubs\Notification;
use NotificationHubs\Outcome;
use NotificationHubs\Platform;
use NotificationHubs\TagExpression;
use NotificationHubs\Target;

require __DIR__ . '/../autoload.php';

function printError(string $what, Error $error): void
{
    fwrite(STDERR, "$what: {$error->statusName()}: {$error->getMessage()}\n");
    if ($error->mayHaveBeenSent()) {
        fwrite(STDERR, "  Sending it again may reach devices twice.\n");
    } elseif ($error->isTransient()) {
        fwrite(STDERR, "  It was not accepted: try again in a while.\n");
    }
    if ($error->trackingId() !== null) {
        fwrite(STDERR, "  tracking id {$error->trackingId()}\n");
    }
}

/**
 * What became of a test send at each device. A device handle is as good as an
 * address: it stays out of logs.
 */
function printTestResult(Outcome $outcome): void
{
    $id = $outcome->notificationId() ?? "not given by this hub's tier";
    echo "  notification id $id\n";
    echo "  {$outcome->successCount()} succeeded, {$outcome->failureCount()} failed\n";
    foreach ($outcome->results() as $result) {
        echo "  {$result['platform']} {$result['registrationId']}: {$result['outcome']}\n";
    }
}

/**
 * Takes a step and prints what became of it: 1 for a failed one, so that
 * failures can be added up.
 *
 * @param callable(): Outcome $send
 */
function report(string $step, callable $send): int
{
    try {
        $outcome = $send();
    } catch (Error $error) {
        printError($step, $error);
        return 1;
    }
    printf("%-20s accepted, tracking id %s\n", $step, $outcome->trackingId());
    if ($outcome->hasTestResult()) {
        printTestResult($outcome);
    }
    return 0;
}

/** @param array<string, mixed> $payload */
function json(array $payload): string
{
    return json_encode($payload, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
}

function openHub(bool $debug): Hub
{
    $options = ['userAgentSuffix' => 'howto/1.0', 'timeoutMs' => 10_000];
    if (getenv('NH_CA_FILE') !== false && getenv('NH_CA_FILE') !== '') {
        $options['caFile'] = getenv('NH_CA_FILE');
    }
    // Debug makes every send a test send too, of which Azure allows about ten a
    // minute; some of ours will then be throttled.

    // hub = AzureNotificationHub(connection_string, hub_name, debug=0)
    return new Hub(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), ...$options, debug: $debug);
}

/**
 * The payload goes to the push service as it is: each has a language of its
 * own. Everyone is an explicit word here; an empty tag is an error.
 */
function sendToEachPlatform(Hub $hub): int
{
    $failures = 0;

    // hub.send_apple_notification(False, {"aps": {"alert": "Hello!"}})
    $failures += report('apple', fn () => $hub->broadcastAppleNotification(json(['aps' => ['alert' => 'Hello!']])));

    // (Google's present API; the Python package has only the one before.)
    $failures += report('fcmv1', fn () => $hub->broadcastFcmv1Notification(
        json(['message' => ['notification' => ['title' => 'News', 'body' => 'Hello!']]])
    ));

    // hub.send_google_notification(False, {"data": {"msg": "Hello!"}})
    $failures += report('gcm', fn () => $hub->broadcastGoogleNotification(json(['data' => ['msg' => 'Hello!']])));

    // hub.send_windows_notification(False, """<toast><visual>...""")
    // The kind of notification is read from the root element; attributes, such
    // as the launch argument here, do not disturb that.
    $failures += report('windows toast', fn () => $hub->broadcastWindowsNotification(
        '<toast launch="news/42"><visual><binding template="ToastText01">'
        . '<text id="1">Hello!</text></binding></visual></toast>'
    ));

    // hub.send_windows_phone_notification(False, """<wp:Notification ...""")
    $failures += report('windows phone toast', fn () => $hub->broadcastMpnsNotification(
        '<?xml version="1.0" encoding="utf-8"?>'
        . '<wp:Notification xmlns:wp="WPNotification"><wp:Toast>'
        . '<wp:Text1>News</wp:Text1><wp:Text2>Hello!</wp:Text2></wp:Toast></wp:Notification>'
    ));
    $failures += report('windows phone tile', fn () => $hub->broadcastMpnsNotification(
        '<?xml version="1.0" encoding="utf-8"?>'
        . '<wp:Notification xmlns:wp="WPNotification"><wp:Tile Id="news">'
        . '<wp:Count>3</wp:Count><wp:Title>News</wp:Title></wp:Tile></wp:Notification>'
    ));

    // hub.send_amazon_notification(False, {"data": {"msg": "Hello!"}})
    $failures += report('adm', fn () => $hub->broadcastAdmNotification(json(['data' => ['msg' => 'Hello!']])));

    // hub.send_baidu_notification(False, {"title": "News", "description": "Hello!"})
    $failures += report('baidu', fn () => $hub->broadcastBaiduNotification(
        json(['title' => 'News', 'description' => 'Hello!'])
    ));

    // (These two are newer than the Python package.)
    $failures += report('browser', fn () => $hub->broadcastBrowserNotification(
        json(['title' => 'News', 'body' => 'Hello!'])
    ));
    $failures += report('xiaomi', fn () => $hub->broadcastXiaomiNotification(
        json(['title' => 'News', 'description' => 'Hello!'])
    ));
    return $failures;
}

/** What the one-line calls have no argument for is set on a notification. */
function sendWithHeaders(Hub $hub): int
{
    $notification = (new Notification(Platform::Apple, json(['aps' => ['alert' => '2 : 1', 'badge' => 1]])))
        ->setApnsPushType(ApnsPushType::Alert)
        ->setApnsPriority(10)
        ->setApnsCollapseId('score-42')
        ->setApnsExpiration(time() + 3600)
        // notification.headers = {"apns-id": "..."}
        ->setHeader('apns-id', '8d3f4b0e-7d0c-4f53-9d0a-3c1c2f5d7a11');
    return report('apple with headers', fn () => $hub->send($notification, Target::newBroadcast()));
}

function sendToTags(Hub $hub): int
{
    $payload = json(['message' => ['notification' => ['title' => 'Sports', 'body' => '2 : 1']]]);
    $failures = 0;

    // hub.send_apple_notification(False, payload, tags="sports")
    $failures += report('one tag', fn () => $hub->sendAppleNotification(
        json(['aps' => ['alert' => '2 : 1']]),
        'sports'
    ));

    // hub.send_..._notification(False, payload, tags={"sports", "world"})
    // Unlike Python's set(), an empty set here is an error, never everyone.
    $failures += report('any of two tags', fn () => $hub->send(
        new Notification(Platform::Fcmv1, $payload),
        Target::newTags('sports', 'world')
    ));

    // hub.send_..._notification(False, payload, tags="sports && !en")
    $failures += report('tag expression', fn () => $hub->sendFcmv1Notification($payload, 'sports && !en'));

    // An expression that a program puts together.
    $expression = TagExpression::newAnd(
        TagExpression::newOr(TagExpression::newTag('sports'), TagExpression::newTag('world')),
        TagExpression::newNot(TagExpression::newTag('de'))
    );
    printf("%-20s %s\n", 'composed expression', $expression);
    $failures += report('  sent to it', fn () => $hub->send(
        new Notification(Platform::Apple, json(['aps' => ['alert' => 'World sports']])),
        Target::newComposed($expression)
    ));
    return $failures;
}

/**
 * One send for all platforms and languages: each device has left a template
 * with the hub that picks the property for its language.
 */
function sendGreeting(Hub $hub): int
{
    $failures = 0;

    // hub.send_template_notification({"greeting_en": "Hello", "greeting_de": "Guten Tag"})
    $greeting = Notification::newTemplate()
        ->setProperty('greeting_en', 'Hello')
        ->setProperty('greeting_de', 'Guten Tag');
    $failures += report('greeting', fn () => $hub->send($greeting, Target::newBroadcast()));

    // The same from JSON that you have already.
    $failures += report('greeting to a tag', fn () => $hub->sendTemplateNotification(
        json(['greeting_en' => 'Welcome back', 'greeting_de' => 'Willkommen zurück']),
        'vip'
    ));
    return $failures;
}

/**
 * hub = AzureNotificationHub(connection_string, hub_name, debug=1)
 * A test send is answered with what became of it at up to ten devices.
 */
function sendTest(Hub $hub): int
{
    return report('test send', fn () => $hub->send(
        new Notification(Platform::Apple, json(['aps' => ['alert' => 'A test']])),
        Target::newBroadcast(),
        test: true,
        // Find this send again in your own log and in Azure's.
        trackingId: 'howto-test-send-1'
    ));
}

$debug = $argv === [$argv[0], '--debug'];
if ($argc > 1 && !$debug) {
    fwrite(STDERR, "usage: howto.php [--debug]\n");
    exit(2);
}
if (getenv('NH_CONNECTION_STRING') === false || getenv('NH_HUB') === false) {
    fwrite(STDERR, "Set NH_CONNECTION_STRING to the connection string of an access policy with the Send right,\n"
        . "and NH_HUB to the hub's name.\n");
    exit(1);
}
try {
    $hub = openHub($debug);
} catch (Error $error) {
    printError('open the hub', $error);
    exit(1);
}
$failures = sendToEachPlatform($hub) + sendWithHeaders($hub) + sendToTags($hub) + sendGreeting($hub) + sendTest($hub);
if ($failures > 0) {
    fwrite(STDERR, "$failures steps failed\n");
}
exit($failures === 0 ? 0 : 1);
