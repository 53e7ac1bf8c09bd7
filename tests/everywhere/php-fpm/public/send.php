<?php

/**
 * Sends to the platform ?platform=.
 */

declare(strict_types=1);

use NotificationHubs\Counter;
use NotificationHubs\Counters;
use NotificationHubs\Error;
use NotificationHubs\Hub;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Target;

require dirname(__DIR__) . '/vendor/autoload.php';

try {
    $payload = require dirname(__DIR__) . '/every_platform.php';
    $platform = Platform::from((int)$_GET['platform']);
    $hub = Hub::shared(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), caFile: getenv('NH_CA_FILE'));
    $outcome = $hub->send(new Notification($platform, $payload($platform)), Target::newExpression(getenv('NH_TAG')));
    echo json_encode([
        'platform' => $platform->word(),
        'verdict' => $outcome->verdict()->word(),
        'worker' => getmypid(),
        'connections' => (new Counters($hub))->get(Counter::ConnectionsOpened),
    ], JSON_THROW_ON_ERROR);
} catch (Error $error) {
    http_response_code(502);
    echo json_encode($error, JSON_THROW_ON_ERROR);
}
