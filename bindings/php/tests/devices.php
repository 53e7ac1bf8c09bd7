<?php

/**
 * Installations and registrations, from first to last.
 */

declare(strict_types=1);

use NotificationHubs\Installation;
use NotificationHubs\InstallationCursor;
use NotificationHubs\InstallationPatch;
use NotificationHubs\NetworkError;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Registration;
use NotificationHubs\RegistrationCursor;
use NotificationHubs\SecondaryTile;
use NotificationHubs\ServiceError;
use NotificationHubs\Status;
use NotificationHubs\Template;
use NotificationHubs\UsageError;

require __DIR__ . '/check.php';

$hub = openHub();

// An installation with everything.
$toast = '<toast><visual><binding template="ToastText01"><text id="1">$(news)</text></binding></visual></toast>';
$news = (new Template($toast))
    ->setHeader('X-WNS-Type', 'wns/toast')
    ->addTag('news');
$tile = (new SecondaryTile('https://db5p.notify.windows.com/?token=tile'))->addTag('tile')->setTemplate('news', $news);
$installation = (new Installation('php-pc', Platform::Windows, 'https://db5p.notify.windows.com/?token=pc'))
    ->setUserId('carl')
    ->addTag('a')->addTag('b')->removeTag('b')
    ->setPushVariable('name', 'Carl')->setPushVariable('gone', 'x')->removePushVariable('gone')
    ->setTemplate('news', $news)->setTemplate('gone', $news)->removeTemplate('gone')
    ->setSecondaryTile('one', $tile)->setSecondaryTile('gone', $tile)->removeSecondaryTile('gone');
same('php-pc', $installation->jsonSerialize()->installationId, 'an installation as JSON');
same(null, $installation->outcome(), 'which no call has brought');
same(200, $hub->putInstallation($installation)->httpStatus(), 'put');
same(true, $hub->installationExists('php-pc'), 'it exists');
same(false, $hub->installationExists('php-none'), 'another does not');

$got = $hub->getInstallation('php-pc');
same(['php-pc', 'carl', Platform::Windows, 'wns'], [
    $got->id(), $got->userId(), $got->platform(), $got->platformText(),
], 'got');
same('https://db5p.notify.windows.com/?token=pc', $got->pushChannel(), 'its channel');
same(['a'], $got->tags(), 'its tags');
same(['Carl', null], [$got->pushVariable('name'), $got->pushVariable('gone')], 'its push variables');
same(['news'], array_keys($got->templates()), 'its templates');
same(['news'], $got->templates()['news']['tags'], "its template's tags");
check(str_contains($got->templates()['news']['body'], '$(news)'), "its template's body");
same([false, null, null], [
    $got->pushChannelExpired(), $got->browserP256dh(), $got->browserAuth(),
], 'what it does not have');
check($got->expirationTime() !== null, 'its end');
check(str_contains($got->json(), '"secondaryTiles"'), 'its tiles', $got->json());
same(200, $got->outcome()->httpStatus(), 'what the call came to');

$patch = (new InstallationPatch())
    ->addTag('c')->removeTag('a')
    ->setUserId('dina')
    ->setPushChannel('https://db5p.notify.windows.com/?token=new')
    ->setTemplateBody('news', '<toast>$(other)</toast>')
    ->setTemplateHeaders('news', $news)
    ->addTemplateTag('news', 'more')
    ->setTemplate('second', $news)
    ->setTemplate('third', $news)->removeTemplate('third')
    ->setPushVariable('x', '1')->setPushVariable('y', '2')->removePushVariable('y');
same(13, count($patch->jsonSerialize()), 'a patch as JSON');
same(200, $hub->patchInstallation('php-pc', $patch)->httpStatus(), 'patched');
$got = $hub->getInstallation('php-pc');
same([['c'], 'dina', ['news', 'second'], '1'], [
    $got->tags(), $got->userId(), array_keys($got->templates()), $got->pushVariable('x'),
], 'all changes were made');
same(['news', 'more'], $got->templates()['news']['tags'], 'in the template too');
$hub->patchInstallation('php-pc', (new InstallationPatch())->removeUserId());
same(null, $hub->getInstallation('php-pc')->userId(), "nobody's device");
same([], (new InstallationPatch())->jsonSerialize(), 'no change');
thrown(UsageError::class, fn () => $hub->patchInstallation('php-pc', new InstallationPatch()), 'is no patch');

// What was read is changed in one part and stays whole.
$part = (new Template('{}'))->setHeader('X-A', '1')->setHeader('X-B', '2')->removeHeader('x-b');
$part->addTag('p')->addTag('q')->removeTag('q')->setBody('<toast/>')->setExpiry('$(e)');
same(['<toast/>', '$(e)', ['X-A' => '1'], ['p']], [
    $part->body(), $part->expiry(), $part->headers(), $part->tags(),
], 'the parts of a template');
same(null, $part->setExpiry(null)->expiry(), 'an expiry is taken out');
$tile = $got->secondaryTile('one');
same([['one'], 'https://db5p.notify.windows.com/?token=tile', false, ['tile'], ['news']], [
    $got->secondaryTileIds(), $tile->pushChannel(), $tile->pushChannelExpired(), $tile->tags(),
    $tile->templateNames(),
], 'a tile as it is read');
same(['X-WNS-Type' => 'wns/toast'], $tile->template('news')->headers(), "its template's headers");
thrown(UsageError::class, fn () => $tile->template('none'), 'a template that is not there');
thrown(UsageError::class, fn () => $got->secondaryTile('none'), 'a tile that is not there');
$tile->removeTag('tile')->removeTemplate('news')->setPushChannel('https://db5p.notify.windows.com/?token=t2');
$whole = Installation::fromJson($got->json())
    ->setSecondaryTile('one', $tile)
    ->setTemplate('news', $got->template('news')->removeTag('more'))
    ->setExpirationTime('2031-01-15T00:00:00Z')
    ->setPushChannel('https://db5p.notify.windows.com/?token=c2')
    ->setMember('later', '{"x":1}')
    ->setUserId('x')->removeUserId();
$hub->putInstallation($whole);
$got = $hub->getInstallation('php-pc');
check(str_starts_with($got->expirationTime(), '2031-01-15T00:00:00'), 'an end that was set', $got->expirationTime());
same(['https://db5p.notify.windows.com/?token=c2', ['news'], null, ['x' => '1', 'name' => 'Carl']], [
    $got->pushChannel(), $got->templates()['news']['tags'], $got->userId(),
    ['x' => $got->pushVariables()['x'] ?? '', 'name' => $got->pushVariables()['name'] ?? ''],
], 'what was changed');
same(['X-WNS-Type' => 'wns/toast'], $got->templates()['news']['headers'], 'headers of a template');
same(null, $got->templates()['news']['expiry'], 'and its expiry');
same('{"x":1}', $whole->member('later'), 'a member that nobody knows');
same(null, $whole->setMember('later', null)->member('later'), 'is removed');
$patch = (new InstallationPatch())
    ->removeAllTags()->addTag('only')
    ->removeTemplateTag('second', 'news')->setTemplateExpiry('second', '$(e)')
    ->setSecondaryTile('two', $tile)
    ->addOperation('add', '/secondaryTiles/two/tags', 'more');
$hub->patchInstallation('php-pc', $patch);
$got = $hub->getInstallation('php-pc');
same([['only'], '$(e)', ['more']], [
    $got->tags(), $got->template('second')->expiry(), $got->secondaryTile('two')->tags(),
], 'patched in its parts');
$hub->patchInstallation(
    'php-pc',
    (new InstallationPatch())->setTemplateExpiry('second', null)->removeSecondaryTile('two')
);
same(['one'], $hub->getInstallation('php-pc')->secondaryTileIds(), 'a tile is patched away');
$own = '{"endpoint":"https://push.example/own","keys":{"p256dh":"K","auth":"A"}}';
$browser = new Installation('php-own', Platform::Browser, $own);
same(['https://push.example/own', 'K', 'A'], [
    $browser->pushChannel(), $browser->browserP256dh(), $browser->browserAuth(),
], "a browser's own subscription");
$browser->setBrowserChannel('https://push.example/2', 'K', 'A');
same('https://push.example/2', $browser->pushChannel(), 'a new one');
$patch = (new InstallationPatch())->setBrowserChannel('https://push.example/2', 'K', 'A');
check(str_contains($patch->json(), 'p256dh'), 'patched');
$windows = (new Registration(Platform::Windows, 'https://c.example/'))
    ->setSecondaryTile('s')->removeSecondaryTile()
    ->setTemplate('raw', 't')->setTemplateHeader('X-WNS-Type', 'wns/raw')->removeTemplateHeader('x-wns-type')
    ->setPushVariable('n', '1')->setHandle('https://c2.example/');
same([null, [], ['n' => '1'], 'https://c2.example/'], [
    $windows->secondaryTile(), $windows->templateHeaders(), $windows->pushVariables(), $windows->handle(),
], 'the parts of a registration');
same(false, $windows->removeTemplate()->hasTemplate(), 'a template is taken out');
same('u2', Registration::newBaidu('u', 'c')->setBaiduUserId('u2')->baiduUserId(), 'of Baidu');

// What is read can be written again, and parsed.
$copy = Installation::fromJson($got->json());
same($got->tags(), $copy->tags(), 'JSON and back');
thrown(UsageError::class, fn () => Installation::fromJson('{'), 'no JSON');
$browser = Installation::newBrowser('php-browser', 'https://push.example/x', 'BKey', 'secret');
$hub->putInstallation($browser);
$got = $hub->getInstallation('php-browser');
same(['https://push.example/x', 'BKey', 'secret'], [
    $got->pushChannel(), $got->browserP256dh(), $got->browserAuth(),
], 'a browser');
foreach (['php-pc', 'php-browser', 'php-none'] as $id) {
    same(204, $hub->deleteInstallation($id)->httpStatus(), "deleted $id");
}
$error = thrown(ServiceError::class, fn () => $hub->getInstallation('php-pc'), 'it is gone');
same([Status::NotFound, 404], [$error->status(), $error->httpStatus()], 'its error');

$apple = (new Template('{"aps":{"alert":"$(news)"}}'))->setExpiry('$(expiry)');
$phone = (new Installation('php-phone', Platform::Apple, str_repeat('cd', 32)))->setTemplate('news', $apple);
same('$(expiry)', $phone->jsonSerialize()->templates->news->expiry, "an Apple template's expiry");

// Templates are checked by their columns.
Template::check(Platform::Apple, '{"aps":{"alert":"$(headline)"}}');
$error = thrown(UsageError::class, fn () => Template::check(Platform::Apple, '{"aps":"$(a"}'), 'a bad template');
check($error->column() > 0, 'its column');

// And by what they make of properties.
$data = new Template('{"message":{"android":{"ttl":"$(ttl)"}}}');
$sample = Notification::newTemplate()->setProperty('ttl', '60s');
$data->checkWithSample(Platform::Fcmv1, $sample);
$sample->setProperty('ttl', 'soon');
$error = thrown(UsageError::class, fn () => $data->checkWithSample(Platform::Fcmv1, $sample), 'no time');
check(str_contains($error->getMessage(), 'fcmv1-ttl'), 'the rule', $error->getMessage());

// Registrations.
localHub('POST', 'reset?all');
$registration = (new Registration(Platform::Apple, str_repeat('ab', 32)))
    ->addTag('a')->addTag('b')->removeTag('b')
    ->setTemplate('{"aps":{"alert":"$(news)"}}', 'news')
    ->setTemplateHeader('apns-priority', '5')
    ->setAppleExpressions('$(expiry)', null)
    ->setPushVariable('name', 'Ann')->setPushVariable('gone', 'x')->removePushVariable('gone');
check(str_contains($registration->xml(), 'AppleTemplateRegistrationDescription'), 'XML', (string)$registration->xml());
same([null, null], [$registration->id(), $registration->etag()], 'not yet there');
$id = $hub->createRegistrationId();
$put = $hub->putRegistration($id, $registration);
same($id, $put->id(), 'put under its id');
$got = $hub->getRegistration($id);
same(['AppleTemplateRegistrationDescription', Platform::Apple, ['a']], [
    $got->kind(), $got->platform(), $got->tags(),
], 'got');
same(strtoupper(str_repeat('ab', 32)), strtoupper($got->handle()), 'its handle');
same([true, '{"aps":{"alert":"$(news)"}}', 'news'], [
    $got->hasTemplate(), $got->templateBody(), $got->templateName(),
], 'its template');
same(['apns-priority' => '5'], $got->templateHeaders(), "its template's headers");
same(['$(expiry)', null], [$got->appleExpiry(), $got->applePriority()], 'its expressions');
same(['Ann', null], [$got->pushVariable('name'), $got->pushVariable('gone')], 'its push variables');
same([null, null, null, null, null], [
    $got->baiduUserId(), $got->browserP256dh(), $got->browserAuth(), $got->secondaryTile(), $got->baiduMessageType(),
], 'what it does not have');
check($got->expirationTime() !== null && $got->etag() !== null, 'its end and its etag');
$updated = $hub->updateRegistration($id, $got->addTag('c'), $got->etag());
same(['a', 'c'], $updated->tags(), 'updated');
$error = thrown(ServiceError::class, fn () => $hub->updateRegistration($id, $got, $got->etag()), 'changed since');
same(Status::PreconditionFailed, $error->status(), 'its status');
same(true, $hub->registrationExists($id), 'it exists');
same(200, $hub->deleteRegistration($id, $updated->etag())->httpStatus(), 'deleted');
same(false, $hub->registrationExists($id), 'it is gone');

$baidu = Registration::newBaidu('user', 'channel')->setTemplate('{"title":"$(t)"}')->setBaiduMessageType(1);
$got = $hub->createRegistration($baidu);
same(['user', 'channel', 1], [$got->baiduUserId(), $got->handle(), $got->baiduMessageType()], 'Baidu');
same($got->id(), $got->outcome()->registrationId(), 'its id');
$got = $hub->createRegistration(Registration::newBrowser('https://push.example/y', 'BKey', 'secret'));
same(['BKey', 'secret'], [$got->browserP256dh(), $got->browserAuth()], 'a browser');
$windows = (new Registration(Platform::Windows, 'https://db5p.notify.windows.com/?token=x'))->setSecondaryTile('tile');
same('tile', $hub->createRegistration($windows)->secondaryTile(), 'a secondary tile');

// Lists: more than a page of them.
localHub('POST', 'reset?all');
for ($number = 0; $number < 103; $number++) {
    $hub->createRegistration((new Registration(Platform::Gcm, "handle-$number"))->addTag($number < 3 ? 'few' : 'many'));
}
$handles = [];
foreach (RegistrationCursor::newAll($hub) as $key => $registration) {
    $handles[$key] = $registration->handle();
}
same(103, count(array_unique($handles)), 'all registrations');
same(range(0, 102), array_keys($handles), 'their keys');
same(3, iterator_count(RegistrationCursor::newByTag($hub, 'few', timeoutMs: 20_000)), 'those with a tag');
$cursor = RegistrationCursor::newByChannel($hub, 'handle-7');
same('handle-7', iterator_to_array($cursor)[0]->handle(), 'that of a handle');
same([false, null], [$cursor->valid(), $cursor->current()], 'the end');
localHub('POST', 'faults', [['path' => '/*/registrations', 'kind' => 'status', 'status' => 400, 'times' => 1]]);
$cursor = RegistrationCursor::newAll($hub);
thrown(ServiceError::class, fn () => iterator_count($cursor), 'a page that fails');
same(103, iterator_count($cursor), 'and all of them after it');

same(1, $hub->deleteRegistrationsByChannel('handle-7'), 'deleted by channel');
same(0, $hub->deleteRegistrationsByChannel('handle-7'), 'none left');
localHub('POST', 'faults', [['method' => 'DELETE', 'kind' => 'status', 'status' => 400, 'times' => 1]]);
$error = thrown(ServiceError::class, fn () => $hub->deleteRegistrationsByChannel('handle-8'), 'a deletion that fails');
same(0, $error->result(), 'says how many it deleted');
localHub('DELETE', 'faults');

// Installations as a list, all devices of a user, and a change that is waited for.
for ($number = 0; $number < 40; $number++) {
    $phone = new Installation("many-$number", Platform::Gcm, "handle-$number");
    $hub->putInstallation($phone->setUserId($number < 3 ? 'many-ann' : 'many-bob')->addTag('many'));
}
$ids = [];
foreach (InstallationCursor::newByTag($hub, 'many', timeoutMs: 20_000) as $key => $each) {
    $ids[$key] = $each->id();
}
same([40, 40], [count($ids), count(array_unique($ids))], 'each installation once');
same(true, iterator_count(InstallationCursor::newAll($hub)) >= 40, 'all installations');
same('many-7', iterator_to_array(InstallationCursor::newByChannel($hub, 'handle-7'))[0]->id(), 'that of a handle');
same(3, $hub->deleteUserDevices('many-ann'), 'devices of a user');
same(0, iterator_count(InstallationCursor::newByUser($hub, 'many-ann')), 'none are left');
same(null, $hub->waitInstallation('many-1', null), 'one that is gone');
$wanted = new Installation('many-9', Platform::Gcm, 'handle-9');
same('many-bob', $hub->waitInstallation('many-9', $wanted)->userId(), 'one that is there');
$error = thrown(NetworkError::class, fn () => $hub->waitInstallation('many-9', null, timeoutMs: 200), 'one that stays');
same([Status::Timeout, 'many-9'], [$error->status(), $error->result()->id()], 'it is told, with what is there');
same(37, $hub->deleteUserDevices('many-bob'), 'devices of another user');

// Several tags at once, one by one or in lists: PHP would let go of what is too much.
$device = new Installation('several', Platform::Apple, str_repeat('ab', 32));
same(['a', 'b', 'c', 'd'], $device->addTag('a', ['b', 'c'], 'd')->tags(), 'each is added');
same(['b'], $device->removeTag(['a'], 'c', 'd')->tags(), 'or taken away');
thrown(TypeError::class, fn () => $device->addTag('e', ['f', 5]), 'one that is none');
same(['b'], $device->tags(), 'adds none');

done();
