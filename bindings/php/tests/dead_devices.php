<?php

/**
 * Feedback, the deletion of what it says is dead, and why a notification reached somebody.
 */

declare(strict_types=1);

use NotificationHubs\Cancel;
use NotificationHubs\Error;
use NotificationHubs\Feedback;
use NotificationHubs\FeedbackCursor;
use NotificationHubs\Finding;
use NotificationHubs\Installation;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Prune;
use NotificationHubs\PruneDecision;
use NotificationHubs\Target;
use NotificationHubs\UsageError;

require __DIR__ . '/check.php';

$hub = openHub();

foreach (range(0, 5) as $number) {
    $handle = ($number < 4 ? 'php-dead-' : 'php-alive-') . $number;
    $hub->putInstallation((new Installation("php-$number", Platform::Gcm, $handle))->addTag('php-news'));
}
localHub('POST', 'pns', [['handle' => 'php-dead-*', 'outcome' => 'ExpiredChannel']]);
$notification = Notification::newGcmMessage('hello', null);
$id = $hub->send($notification, 'php-news')->notificationId();
$hub->waitNotificationDetails($id);

// Feedback, by every way to it.
$handles = static function (iterable $cursor): array {
    $all = [];
    foreach ($cursor as $portion) {
        foreach ($portion as $entry) {
            $all[] = $entry['pnsHandle'];
        }
    }
    sort($all);
    return $all;
};
$dead = ['php-dead-0', 'php-dead-1', 'php-dead-2', 'php-dead-3'];
$cursor = new FeedbackCursor($hub);
same($dead, $handles($cursor), "the hub's feedback");
same(0, $cursor->unreadableCount(), 'of which all was read');
same($dead, $handles(FeedbackCursor::newNotification($hub, $id)), "a notification's");
same($dead, $handles(FeedbackCursor::newUri($hub, $hub->getFeedbackContainerUri())), "an address's");

// Another process goes on where this one was.
$marker = $cursor->marker();
same([], $handles((new FeedbackCursor($hub))->setMarker($marker)), 'nothing behind the marker');
$hub->waitNotificationDetails($hub->send($notification, 'php-news')->notificationId());
same($dead, $handles((new FeedbackCursor($hub))->setMarker($marker)), 'what came since');
thrown(UsageError::class, static fn () => (new FeedbackCursor($hub))->setMarker('yesterday'), 'no marker');
$refused = thrown(
    UsageError::class,
    static fn () => FeedbackCursor::newUri($hub, 'https://storage.example/c?sv=s3cret'),
    'an address without a signature'
);
check(!str_contains((string)$refused, 's3cret'), 'which is not told', (string)$refused);
thrown(UsageError::class, static fn () => FeedbackCursor::newNotification($hub, ''), 'no id');

// What is dead, and nothing is deleted.
$told = [];
$prune = (new Prune())->setProgressCallback(static function (int $done, int $total) use (&$told): void {
    $told[] = "$done of $total";
});
$decided = static function (Prune $prune) use ($hub): array {
    $decided = [];
    foreach (new FeedbackCursor($hub) as $portion) {
        foreach ($prune->feedback($hub, $portion) as $pruned) {
            $decided[$pruned['installationId'] ?? $pruned['pnsHandle']] = $pruned;
        }
    }
    ksort($decided);
    return $decided;
};
$looked = $decided($prune);
same(['php-0', 'php-1', 'php-2', 'php-3'], array_keys($looked), 'what is dead');
same([PruneDecision::Dead, Platform::Gcm, 'php-dead-0', null, 'ExpiredChannel'], [
    $looked['php-0']['decision'], $looked['php-0']['platform'], $looked['php-0']['pnsHandle'],
    $looked['php-0']['registrationId'], $looked['php-0']['error'],
], 'and what is known of it');
same(['4 of 4'], $told, 'how far it came');
same([4, 0], [$prune->count(PruneDecision::Dead), $prune->count(PruneDecision::Deleted)], 'counted');
same(true, $hub->installationExists('php-0'), 'it is there still');

// One registers again, another is dead and deleted.
$hub->putInstallation(new Installation('php-0', Platform::Gcm, 'php-new'));
$prune = (new Prune())->setDelete()->setProgressCallback(static fn () => throw new LogicException('mine'));
ini_set('error_log', '/dev/null');
$decided($prune);
ini_restore('error_log');
same([3, 0], [$prune->count(PruneDecision::Deleted), $prune->count(PruneDecision::Failed)], 'deleted');
same([true, false, true], array_map($hub->installationExists(...), ['php-0', 'php-1', 'php-5']), 'what is left');
$prune->setProgressCallback(static fn () => null);
$report = $prune->handles($hub, new ArrayIterator(['php-alive-4', 'nobody']));
same(2, count($report), 'handles of the program');
same(204, $report->outcome()->httpStatus(), 'what the last request came to');
same(false, $hub->installationExists('php-4'), 'are deleted too');
$wrong = Feedback::parse('<PnsFeedback><NotificationSystemError>WrongToken</NotificationSystemError>'
    . '<PnsHandle>php-alive-5</PnsHandle></PnsFeedback>');
same(PruneDecision::NotDead, [...$prune->feedback($hub, $wrong)][0]['decision'], 'a word that may pass');
$prune->addError('WrongToken')->feedback($hub, $wrong);
same(false, $hub->installationExists('php-5'), 'and one that the program takes for dead');
thrown(UsageError::class, static fn () => (new Prune())->addError(''), 'no word');
$error = thrown(UsageError::class, static fn () => (new Prune())->handles($hub, ['a', '']), 'no handle');
same(1, $error->result(), 'whose number is told');
$cancelled = new Cancel();
$cancelled->trigger();
$error = thrown(
    Error::class,
    static fn () => (new Prune())->handles($hub, ['a'], cancel: $cancelled),
    'cancelled'
);
same([PruneDecision::Failed], array_column([...$error->result()], 'decision'), 'and what was decided before');
foreach ([$prune, $report, $cursor] as $object) {
    ob_start();
    var_dump($object);
    print_r($object);
    $shown = ob_get_clean();
    check(!str_contains($shown, 'php-'), 'no handle of ' . $object::class, $shown);
}

// Why a notification reached somebody, or nobody.
$explanation = $hub->explain(null, null, $id);
$findings = array_column($explanation->findings(), 'text', null);
$kinds = array_map(static fn (array $one): Finding => $one['finding'], $explanation->findings());
check(in_array(Finding::Refused, $kinds, true), 'refused', $explanation->words());
check(in_array(Finding::DeadHandles, $kinds, true), 'of dead handles', $explanation->words());
check(str_contains($explanation->words(), 'ExpiredChannel for 4 devices (gcm)'), 'in words', $explanation->words());
same([false, 0], [$explanation->isCut(), $explanation->matched()], 'nobody is left that matches');
same(0, json_decode($explanation->json())->matches->count, 'as JSON');
check(!str_contains($explanation->json(), 'php-dead'), 'without handles', $explanation->json());
$broken = new Notification(Platform::Apple, '{"alert":"x"}');
$explanation = $hub->explain($broken, Target::newBroadcast(), maxPages: 1);
same(Finding::Payload, $explanation->findings()[0]['finding'], 'a payload that will not arrive');
same(206, $explanation->outcome()->httpStatus(), 'what the last request came to');
check($explanation->lookedAt() > 0, 'who was looked at');
thrown(UsageError::class, static fn () => $hub->explain($broken, null), 'nothing to explain');
$error = thrown(
    Error::class,
    static fn () => $hub->explain($broken, 'php-news', cancel: $cancelled),
    'cancelled while it explains'
);
same(Finding::Payload, $error->result()->findings()[0]['finding'], 'but what needed none');

done();
