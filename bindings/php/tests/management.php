<?php

/**
 * Scheduled sends, batches, telemetry, jobs, feedback and hubs.
 */

declare(strict_types=1);

use NotificationHubs\Feedback;
use NotificationHubs\HubDescription;
use NotificationHubs\HubNamespace;
use NotificationHubs\Installation;
use NotificationHubs\Job;
use NotificationHubs\JobStatus;
use NotificationHubs\JobType;
use NotificationHubs\NetworkError;
use NotificationHubs\Notification;
use NotificationHubs\NotificationDetails;
use NotificationHubs\NotificationState;
use NotificationHubs\Platform;
use NotificationHubs\Rights;
use NotificationHubs\ServiceError;
use NotificationHubs\Status;
use NotificationHubs\Target;
use NotificationHubs\UsageError;
use NotificationHubs\Verdict;

require __DIR__ . '/check.php';

// 32 bytes each, in base64; secrets of nobody.
const KEY_1 = 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';
const KEY_2 = 'YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=';
const OUTPUT = 'https://acct.blob.example/out?sv=1&sr=c&sp=rwl&sig=x';

$hub = openHub();
$alert = Notification::newAppleAlert(null, 'Hello');
$message = Notification::newFcmv1Message(null, 'Hello');
$hub->putInstallation((new Installation('php-phone', Platform::Apple, str_repeat('ab', 32)))->addTag('php'));
localHub('POST', 'reset');

// Scheduled sends.
$later = $hub->schedule($alert, Target::newBroadcast(), new DateTimeImmutable('+1 hour'));
$details = $hub->getNotificationDetails($later->notificationId());
same([NotificationState::Scheduled, 'Scheduled'], [$details->state(), $details->stateText()], 'scheduled');
$hub->cancelScheduled($later->notificationId());
$again = thrown(ServiceError::class, fn () => $hub->cancelScheduled($later->notificationId()), 'cancelled once');
same(Status::NotFound, $again->status(), 'not twice');
$hub->schedule($alert, Target::newTag('php'), (time() + 60) * 1000);
localHub('POST', 'clock', ['advance_ms' => 61_000]);
same(1, count(deliveries()), 'sent when its time came');
localHub('POST', 'clock', ['real' => true]);
thrown(UsageError::class, fn () => $hub->schedule($alert, Target::newBroadcast(), time()), 'seconds are refused');

// Telemetry.
$id = $hub->send($alert, Target::newTag('php'))->notificationId();
$details = $hub->waitNotificationDetails($id, timeoutMs: 30_000);
same([NotificationState::Completed, $id, 'php'], [
    $details->state(), $details->notificationId(), $details->tags(),
], 'completed');
same([['platform' => 'apple', 'outcome' => 'Success', 'value' => 1]], $details->counts(), 'counted');
check(str_contains($details->location(), $id), 'its address');
same('apple', $details->targetPlatforms(), 'its platforms');
check(str_contains($details->body(), 'Hello'), 'its payload');
check($details->enqueueTime() <= $details->startTime() && $details->startTime() <= $details->endTime(), 'its times');
localHub('POST', 'pns', [['handle' => '*', 'outcome' => 'ExpiredChannel', 'times' => 1]]);
$id = $hub->send($alert, Target::newTag('php'))->notificationId();
check($hub->waitNotificationDetails($id, timeoutMs: 30_000)->errorUri() !== null, 'where errors are');
localHub('POST', 'clock', ['frozen' => true]);
$id = $hub->send($alert, Target::newTag('php'))->notificationId();
$error = thrown(
    NetworkError::class,
    fn () => $hub->waitNotificationDetails($id, timeoutMs: 300),
    'a wait that is too short'
);
check($error->result() instanceof NotificationDetails, 'says what was read last');
localHub('POST', 'clock', ['real' => true]);

// Batches.
$handles = (function (): iterable {
    for ($number = 0; $number < 1001; $number++) {
        yield "handle-$number";
    }
})();
$report = $hub->sendDirectBatch($message, $handles);
same([null, 1001, 1001, 0, null], [
    $report->error(), $report->next(), $report->accepted(), $report->unknown(), $report->badHandle(),
], 'a batch');
same([[0, 1000], [1000, 1]], array_map(
    fn (array $request): array => [$request['first'], $request['handleCount']],
    $report->requests()
), 'its requests');
$outcome = $report->requests()[1]['outcome'];
unset($report);
gc_collect_cycles();
same(201, $outcome->httpStatus(), 'an outcome outlives its report');
$error = thrown(UsageError::class, fn () => $hub->sendDirectBatch($message, ['good', 'b d']), 'a bad handle');
same(1, $error->result(), 'which one');
$error = thrown(UsageError::class, fn () => $hub->sendDirectBatch(Notification::newTemplate(), ['one']), 'a template');
same([0, null], [$error->result()->accepted(), $error->outcome()], 'of which none was sent');
localHub('POST', 'faults', [['path' => '*$batch*', 'kind' => 'status', 'status' => 500, 'times' => 1]]);
$error = thrown(ServiceError::class, fn () => $hub->sendDirectBatch($message, ['one', 'two']), 'a lost batch');
same([2, Verdict::Unknown], [$error->result()->unknown(), $error->outcome()->verdict()], 'what is unknown');
thrown(UsageError::class, fn () => $hub->sendDirectBatch($message, []), 'a batch of none');

// Jobs.
$job = $hub->submitJob(JobType::ExportRegistrations, OUTPUT);
same([JobType::ExportRegistrations, JobStatus::Started, null, 0.0], [
    $job->getType(), $job->getStatus(), $job->statusText(), $job->progress(),
], 'submitted');
same([OUTPUT, null], [$job->outputContainerUri(), $job->importFileUri()], 'its addresses');
$done = $hub->waitJob($job->id(), timeoutMs: 30_000);
same([JobStatus::Completed, 'Completed', 100.0, null], [
    $done->getStatus(), $done->statusText(), $done->progress(), $done->failure(),
], 'completed');
check($done->createdAt() <= $done->updatedAt(), 'its times');
check(abs($done->createdDateTime()->getTimestamp() - time()) < 60, 'as those of PHP');
check($done->createdDateTime() <= $done->updatedDateTime(), 'both');
check(str_contains($done->outputProperty('OutputFilePath'), $job->id()), 'its output');
same($job->id(), $hub->getJob($job->id())->id(), 'read again');
$jobs = $hub->listJobs();
gc_collect_cycles();
check(in_array($job->id(), array_map(fn (Job $one): string => $one->id(), $jobs), true), 'in the list');
$failing = $hub->submitJob(
    JobType::ImportCreateRegistrations,
    OUTPUT,
    'https://acct.blob.example/in/no-such-file.txt?sp=r'
);
$failed = $hub->waitJob($failing->id(), timeoutMs: 30_000);
same(JobStatus::Failed, $failed->getStatus(), 'a job that fails');
check($failed->failure() !== null, 'says why');

// Feedback.
check(str_starts_with($hub->getFeedbackContainerUri(), 'https://'), 'where feedback is');
$wide = fn (string $text): string => "\xff\xfe" . iconv('UTF-8', 'UTF-16LE', $text);
$blob = '<PnsFeedback><FeedbackTime>2026-01-01T00:00:00Z</FeedbackTime>'
    . '<NotificationSystemError>ExpiredChannel</NotificationSystemError><Platform>gcm</Platform>'
    . '<PnsHandle>old</PnsHandle><NewPnsHandle>new</NewPnsHandle><RegistrationId>1-2-3</RegistrationId>'
    . '<InstallationId>dev</InstallationId><NotificationId>n-1</NotificationId></PnsFeedback>';
same(1, count(Feedback::parse($wide($blob))), 'feedback in UTF-16, which has NULs');
$feedback = Feedback::parse("$blob<PnsFeedback><a></b></PnsFeedback>");
same([1, 1], [count($feedback), $feedback->unreadableCount()], 'feedback');
$document = iterator_to_array($feedback)[0];
same(
    ['time', 'error', 'platform', 'pnsHandle', 'newPnsHandle', 'registrationId', 'installationId', 'notificationId'],
    array_keys(array_filter($document)),
    'what it says'
);
same('ExpiredChannel', $document['error'], 'why');

// Hubs.
$namespace = new HubNamespace(environment('NH_ROOT_CONNECTION_STRING'), caFile: environment('NH_CA_FILE'));
$description = (new HubDescription())
    ->setRegistrationTtl('P90D')
    ->setUserMetadata('mine')
    ->setDisabled(false)
    ->setRule('sender', [Rights::Send], KEY_1, KEY_2)
    ->setRule('gone', [Rights::Listen, Rights::Send, Rights::Manage], KEY_1, KEY_2)->removeRule('gone')
    ->setApnsCertificate('gateway.push.apple.com', 'Y2VydA==', 'password')
    ->setApnsToken('https://api.push.apple.com:443/3/device', 'p8', 'KEY0000001', 'com.example', 'TEAM000001')
    ->setWns('ms-app://s-1-15-2-1', 'wns-secret')->setWnsEndpoint('https://wns.example/')
    ->setWnsCertificate('Y2VydA==', 'password')
    ->setGcm('gcm-key')->setGcmEndpoint('https://gcm.example/')
    ->setFcmv1('project', "-----BEGIN PRIVATE KEY-----\nx\n", 'a@b.example')
    ->setMpns(null, null)
    ->setAdm('amzn1.client', 'adm-secret')->setAdmEndpoints('https://adm.example/token', null)
    ->setBaidu('baidu-key', 'baidu-secret')->setBaiduEndpoint('https://baidu.example/')
    ->setXiaomi('app-secret', 'https://xiaomi.example/')
    ->setBrowser('mailto:a@example.com', 'BPublic', 'vapid');
$created = $namespace->createHub('from-php', $description);
same(['from-php', 'P90D', 'mine', false], [
    $created->name(), $created->registrationTtl(), $created->userMetadata(), $created->isDisabled(),
], 'a hub');
$rules = $created->rules();
same(['rights' => [Rights::Send], 'primaryKey' => KEY_1, 'secondaryKey' => KEY_2], $rules['sender'], 'its rule');
same([true, false], [count($rules) > 1, isset($rules['gone'])], "the service's rules beside it");
same(['wns-secret', null], [
    $created->credential('WnsCredential', 'SecretKey'), $created->credential('WnsCredential', 'None'),
], 'its credentials');
same(201, $created->outcome()->httpStatus(), 'what the call came to');
$error = thrown(ServiceError::class, fn () => $namespace->createHub('from-php', $description), 'there is one');
same(Status::Conflict, $error->status(), 'its status');
$updated = $namespace->updateHub('from-php', $created->setDisabled(true));
same(true, $updated->isDisabled(), 'disabled');
same(true, $namespace->getHub('from-php')->isDisabled(), 'read again');
$hubs = $namespace->listHubs();
gc_collect_cycles();
check(in_array('from-php', array_map(fn (HubDescription $one): string => $one->name(), $hubs), true), 'in the list');
same(200, $namespace->deleteHub('from-php')->httpStatus(), 'deleted');
thrown(ServiceError::class, fn () => $namespace->getHub('from-php'), 'it is gone');

done();
