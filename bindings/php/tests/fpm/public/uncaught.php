<?php

/**
 * Sends to ?device=, and leaves what goes wrong to PHP.
 */

declare(strict_types=1);

use NotificationHubs\Hub;
use NotificationHubs\Notification;
use NotificationHubs\Platform;
use NotificationHubs\Target;

require getenv('NH_PHP_AUTOLOAD');

$hub = Hub::shared(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), caFile: getenv('NH_CA_FILE'), maxAttempts: 1);
$notification = new Notification(Platform::Apple, '{"aps":{"alert":"a-secret-text"}}');
$hub->send($notification, Target::newDevice("a-secret-handle-{$_GET['device']}"));
