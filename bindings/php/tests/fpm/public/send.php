<?php

/**
 * Sends ?text= to ?tag=, and says who did it and over how many connections.
 */

declare(strict_types=1);

use NotificationHubs\Counter;
use NotificationHubs\Counters;
use NotificationHubs\Error;
use NotificationHubs\Hub;

require getenv('NH_PHP_AUTOLOAD');

header('Content-Type: application/json');
try {
    $hub = Hub::shared(
        getenv('NH_CONNECTION_STRING'),
        getenv('NH_HUB'),
        caFile: getenv('NH_CA_FILE'),
        maxAttempts: 1
    );
    $payload = json_encode(['aps' => ['alert' => $_GET['text']]], JSON_THROW_ON_ERROR);
    $outcome = $hub->sendAppleNotification($payload, $_GET['tag']);
    $counters = new Counters($hub);
    echo json_encode([
        'worker' => getmypid(),
        'notificationId' => $outcome->notificationId(),
        'connections' => $counters->get(Counter::ConnectionsOpened),
        'calls' => $counters->get(Counter::CallsBegun),
    ], JSON_THROW_ON_ERROR);
} catch (Error $error) {
    http_response_code(502);
    echo json_encode($error, JSON_THROW_ON_ERROR);
}
