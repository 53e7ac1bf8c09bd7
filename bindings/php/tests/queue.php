<?php

/**
 * A queue: outcomes with what was handed in, a full one, calls of every kind, an
 * event loop, closing, cancelling, and a child of fork().
 */

declare(strict_types=1);

use NotificationHubs\Cancel;
use NotificationHubs\Installation;
use NotificationHubs\InstallationPatch;
use NotificationHubs\JobType;
use NotificationHubs\LibraryError;
use NotificationHubs\Notification;
use NotificationHubs\NotificationState;
use NotificationHubs\Platform;
use NotificationHubs\Queue;
use NotificationHubs\Registration;
use NotificationHubs\ServiceError;
use NotificationHubs\Status;
use NotificationHubs\Target;
use NotificationHubs\UsageError;
use NotificationHubs\Verdict;

require __DIR__ . '/check.php';

$hub = openHub();
$everyone = Target::newBroadcast();
$alert = Notification::newAppleAlert(null, 'Hello');

/** @return list<NotificationHubs\Outcome> what is left in a queue */
function drain(Queue $queue): array
{
    $outcomes = [];
    while ($queue->pending() > 0) {
        $outcome = $queue->next(10_000);
        if ($outcome !== null) {
            $outcomes[] = $outcome;
        }
    }
    return $outcomes;
}

$queue = new Queue(concurrency: 4, capacity: 50, capacityBytes: 1 << 20, fullWaitMs: 0);
same([null, 0], [$queue->next(), $queue->pending()], 'nothing yet');
for ($number = 0; $number < 50; $number++) {
    $hub->sendAsync($alert, $everyone, $queue, ['number' => $number]);
}
$error = thrown(LibraryError::class, fn () => $hub->sendAsync($alert, $everyone, $queue, 'no room'), 'a full queue');
same(Status::WouldBlock, $error->status(), 'its status');
$numbers = [];
foreach (drain($queue) as $outcome) {
    check($outcome->verdict() === Verdict::Accepted, 'accepted');
    $numbers[] = $outcome->userData()['number'];
}
sort($numbers);
same(range(0, 49), $numbers, 'each once, with what was handed in');

// A loop over it takes what comes, also of what it hands in, and ends with the last.
foreach ($queue as $outcome) {
    check(false, 'a loop over an empty queue', 'ends at once');
}
foreach (['a', 'b', 'c'] as $name) {
    $hub->sendAsync($alert, $everyone, $queue, $name);
}
foreach ($queue as $outcome) {
    $names = [$outcome->userData()];
    break;
}
same(2, $queue->pending(), 'a loop that is left leaves the rest');
foreach ($queue as $place => $outcome) {
    $names[] = $outcome->userData();
    $last = $place;
    if (count($names) === 2) {
        $hub->sendAsync($alert, $everyone, $queue, 'd');
    }
}
sort($names);
same([['a', 'b', 'c', 'd'], 2, 0], [$names, $last, $queue->pending()], 'and the next one takes them');
localHub('POST', 'faults', [['path' => '/*/messages', 'kind' => 'answer', 'delay_ms' => 1200, 'times' => 1]]);
$hub->sendAsync($alert, $everyone, $queue, 'slow');
same(['slow'], array_map(fn ($outcome) => $outcome->userData(), iterator_to_array($queue)), 'it waits');
$closed = new Queue();
$hub->sendAsync($alert, $everyone, $closed, 'closed');
$closed->close(10_000);
same(1, count(iterator_to_array($closed)), 'a closed queue too');

// Objects, and nothing at all.
$object = new stdClass();
$hub->sendAsync($alert, $everyone, $queue, $object, trackingId: 'queued');
$outcome = drain($queue)[0];
check($outcome->userData() === $object && $outcome->trackingId() === 'queued', 'an object, and options');
$hub->sendAsync($alert, $everyone, $queue);
same(null, drain($queue)[0]->userData(), 'nothing');

// What is refused has no outcome; what fails has one.
thrown(UsageError::class, fn () => $hub->sendAsync($alert, Target::newTags(), $queue, 'refused'), 'refused');
same(0, $queue->pending(), 'no outcome');
localHub('POST', 'faults', [['path' => '/*/messages', 'kind' => 'status', 'status' => 400, 'times' => 1]]);
$hub->sendAsync($alert, $everyone, $queue, 'rejected');
$outcome = drain($queue)[0];
same(['rejected', Status::Rejected, Status::Rejected], [
    $outcome->userData(), $outcome->status(), $outcome->error()->status(),
], 'an outcome with its error');

// Calls of other kinds: what they do, and what they come to.
$phone = (new Installation('php-queued', Platform::Apple, str_repeat('ab', 32)))->addTag('before');
$hub->putInstallationAsync($phone, $queue, 'put', trackingId: 'put-queued');
$outcome = drain($queue)[0];
same(['put', 'put-queued', null], [$outcome->userData(), $outcome->trackingId(), $outcome->error()], 'put');
same(['before'], $hub->getInstallation('php-queued')->tags(), 'it is there');
$patch = (new InstallationPatch())->addTag('after')->removeTag('before');
$hub->patchInstallationAsync('php-queued', $patch, $queue, 'patched');
$outcome = drain($queue)[0];
same(['patched', 200], [$outcome->userData(), $outcome->httpStatus()], 'patched');
same(['after'], $hub->getInstallation('php-queued')->tags(), 'it has changed');
$hub->deleteInstallationAsync('php-queued', $queue, 'deleted');
$outcome = drain($queue)[0];
same(['deleted', 204], [$outcome->userData(), $outcome->httpStatus()], 'deleted');
same(false, $hub->installationExists('php-queued'), 'it is gone');
$hub->scheduleAsync($alert, $everyone, new DateTimeImmutable('+1 hour'), $queue, 'scheduled');
$later = drain($queue)[0];
same('scheduled', $later->userData(), 'scheduled');
$state = fn (): mixed => $hub->getNotificationDetails($later->notificationId())->state();
same(NotificationState::Scheduled, $state(), 'for later');
$hub->cancelScheduledAsync($later->notificationId(), $queue, 'called off');
same(['called off', null], [($outcome = drain($queue)[0])->userData(), $outcome->error()], 'called off');
thrown(ServiceError::class, fn () => $hub->cancelScheduled($later->notificationId()), 'once');
$hub->cancelScheduledAsync($later->notificationId(), $queue, 'again');
$outcome = drain($queue)[0];
same(['again', Status::NotFound], [$outcome->userData(), $outcome->error()->status()], 'not twice');

// What calls read comes with their outcomes.
$came = function (string $method, mixed ...$arguments) use ($hub, $queue): NotificationHubs\Outcome {
    $hub->$method(...$arguments, queue: $queue);
    return drain($queue)[0];
};
$hub->putInstallation($phone);
$outcome = $came('getInstallationAsync', installationId: 'php-queued');
thrown(UsageError::class, fn () => $outcome->takeJob(), 'not a job');
$read = $outcome->takeInstallation();
same($hub->getInstallation('php-queued')->json(), $read->json(), 'what the waiting form reads');
check($read->outcome() === $outcome, 'with its outcome');
$error = thrown(UsageError::class, fn () => $outcome->takeInstallation(), 'once');
check(str_contains($error->getMessage(), 'taken before'), 'it says so');
same(true, $came('installationExistsAsync', installationId: 'php-queued')->exists(), 'it is there');
same(false, $came('installationExistsAsync', installationId: 'php-nobody')->exists(), 'it is not');
$outcome = $came('getInstallationAsync', installationId: 'php-nobody');
$error = thrown(ServiceError::class, fn () => $outcome->takeInstallation(), 'none to take');
same($outcome->error()->getMessage(), $error->getMessage(), 'for its reason');

$made = (new Registration(Platform::Gcm, 'php-gcm'))->addTag('php-tag');
$created = $came('createRegistrationAsync', registration: $made)->takeRegistration();
$id = $came('createRegistrationIdAsync')->registrationId();
$written = $came('putRegistrationAsync', registrationId: $id, registration: $made)->takeRegistration();
same([$id, '1'], [$written->id(), $created->etag()], 'written');
$outcome = $came('updateRegistrationAsync', registrationId: $id, registration: $made, etag: '7');
same(Status::PreconditionFailed, $outcome->status(), 'not that etag');
$changed = $came('updateRegistrationAsync', registrationId: $id, registration: $made, etag: '1');
same('2', $changed->takeRegistration()->etag(), 'changed');
$read = $came('getRegistrationAsync', registrationId: $id)->takeRegistration();
same(['php-tag'], $read->tags(), 'read');
$page = $came('getRegistrationPageAsync', tag: 'php-tag')->takeRegistrationPage();
same(null, $page->continuationToken(), 'all in one page');
$waited = $hub->getRegistrationPage(tag: 'php-tag');
$ids = fn (iterable $page): array => array_map(fn ($one) => $one->id(), iterator_to_array($page));
same([2, $ids($waited)], [count($page->registrations()), $ids($page)], 'a page');
same(null, $came('deleteRegistrationAsync', registrationId: $id)->error(), 'deleted');
same(false, $came('registrationExistsAsync', registrationId: $id)->exists(), 'and gone');

$handles = array_map(fn (int $number): string => sprintf('%08x', $number), range(1, 1000));
$sent = $came('sendDirectBatchAsync', notification: $alert, handles: $handles);
same(201, $sent->httpStatus(), 'a thousand in one request');
$call = fn () => $hub->sendDirectBatchAsync($alert, [...$handles, 'ab'], $queue);
thrown(UsageError::class, $call, 'not one more');
$details = $came('getNotificationDetailsAsync', notificationId: $sent->notificationId());
same($sent->notificationId(), $details->takeNotificationDetails()->notificationId(), 'telemetry');
$export = ['jobType' => JobType::ExportRegistrations, 'outputContainerUri' => 'https://a.example/out?sig=b'];
$job = $came('submitJobAsync', ...$export)->takeJob();
same($job->id(), $came('getJobAsync', jobId: $job->id())->takeJob()->id(), 'a job');
same(count($hub->listJobs()), count($came('listJobsAsync')->takeJobs()), 'all jobs');
check(str_contains($came('getFeedbackContainerUriAsync')->body(), '://'), 'where feedback is');
thrown(UsageError::class, fn () => $hub->getJobAsync('', $queue), 'no job id');

$spoilt = new Installation('php-queued', Platform::Apple, str_repeat('ab', 32));
thrown(UsageError::class, fn () => $spoilt->addTag('no tag'), 'no tag');
$refused = [
    'a time in seconds' => fn () => $hub->scheduleAsync($alert, $everyone, time(), $queue),
    'no notification id' => fn () => $hub->cancelScheduledAsync('', $queue),
    'an installation with a failed setter' => fn () => $hub->putInstallationAsync($spoilt, $queue),
    'an empty patch' => fn () => $hub->patchInstallationAsync('php-queued', new InstallationPatch(), $queue),
    'no installation id' => fn () => $hub->deleteInstallationAsync('', $queue),
];
foreach ($refused as $what => $call) {
    thrown(UsageError::class, $call, "refused: $what");
}
same(0, $queue->pending(), 'and has no outcome');

// An event loop waits for the descriptor.
$descriptor = fopen('php://fd/' . $queue->fd(), 'r');
$hub->sendAsync($alert, $everyone, $queue, 'awaited');
[$readable, $none] = [[$descriptor], null];
same(1, stream_select($readable, $none, $none, 20), 'readable');
same(true, $queue->dupFd() > $queue->fd(), 'a duplicate is another one');
same('awaited', $queue->next()->userData(), 'taken without waiting');
[$readable, $none] = [[$descriptor], null];
same(0, stream_select($readable, $none, $none, 0), 'no longer readable');
fclose($descriptor);

// Cancelled: the local hub keeps it waiting.
localHub('POST', 'faults', [['path' => '/*/messages', 'kind' => 'stall', 'times' => 1]]);
$cancel = new Cancel();
$hub->sendAsync($alert, $everyone, $queue, 'cancelled', cancel: $cancel);
same(null, $queue->next(200), 'it waits');
$cancel->trigger();
same(Status::Cancelled, drain($queue)[0]->status(), 'and is cancelled');

// Another process's: nothing of it is touched in a child.
if (function_exists('pcntl_fork')) {
    $hub->sendAsync($alert, $everyone, $queue, "the parent's");
    $child = pcntl_fork();
    if ($child === 0) {
        $status = null;
        try {
            $queue->next(1000);
        } catch (LibraryError $error) {
            $status = $error->status();
        }
        $own = new Queue();
        $hub->sendAsync($alert, $everyone, $own, "the child's");
        $sent = drain($own)[0];
        try {
            foreach ($queue as $none) {
                $status = null;
            }
            $status = null;
        } catch (LibraryError $error) {
            $status = $status === Status::Forked ? $error->status() : null;
        }
        unset($queue, $own);
        exit($status === Status::Forked && $sent->userData() === "the child's" && $sent->error() === null ? 7 : 1);
    }
    pcntl_waitpid($child, $status);
    same(7, pcntl_wexitstatus($status), 'a child makes its own');
    same("the parent's", drain($queue)[0]->userData(), 'and the parent misses nothing');
} else {
    skipped("a-child-of-fork", "PHP's pcntl");
}

// Closed: sends that are left are ended, and can still be taken.
localHub('POST', 'faults', [['path' => '/*/messages', 'kind' => 'stall', 'times' => 1]]);
$hub->sendAsync($alert, $everyone, $queue, 'ended');
same(false, $queue->close(100), 'closed');
$outcome = $queue->next(10_000);
same(['ended', Status::Closed], [$outcome->userData(), $outcome->status()], 'ended');
same([null, 0], [$queue->next(1000), $queue->pending()], 'all taken');
thrown(LibraryError::class, fn () => $hub->sendAsync($alert, $everyone, $queue), 'no more');
same(true, (new Queue())->close(0), 'an empty one closes at once');

done();
