<?php

/**
 * Sends to every platform.
 */

declare(strict_types=1);

use NotificationHubs\Hub;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Target;

require __DIR__ . '/vendor/autoload.php';

$payload = require __DIR__ . '/every_platform.php';
$hub = new Hub(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), caFile: getenv('NH_CA_FILE'));
$target = Target::newExpression(getenv('NH_TAG'));
foreach (Platform::cases() as $platform) {
    $outcome = $hub->send(new Notification($platform, $payload($platform)), $target);
    echo "{$platform->word()}: {$outcome->verdict()->word()}\n";
}
