<?php

/**
 * Sends ?text= to a device, and leaves what goes wrong to PHP.
 */

declare(strict_types=1);

use NotificationHubs\Hub;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Target;

$hub = Hub::shared(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), caFile: getenv('NH_CA_FILE'), maxAttempts: 1);
$payload = json_encode(['aps' => ['alert' => $_GET['text']]], JSON_THROW_ON_ERROR);
$hub->send(new Notification(Platform::Apple, $payload), Target::newDevice($_GET['handle']));
