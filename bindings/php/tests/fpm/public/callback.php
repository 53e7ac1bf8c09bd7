<?php

/**
 * Sends ?text= to ?tag= with a token that the program brings, and says what was
 * logged. ?end=exit ends the request from inside of the library.
 */

declare(strict_types=1);

use NotificationHubs\Error;
use NotificationHubs\Hub;
use NotificationHubs\LogLevel;
use NotificationHubs\SasToken;

require getenv('NH_PHP_AUTOLOAD');

header('Content-Type: application/json');
$lines = [];
$signer = Hub::shared(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), caFile: getenv('NH_CA_FILE'));
$hub = new Hub(
    preg_replace('/;SharedAccessKey[^;]*/', '', getenv('NH_CONNECTION_STRING')),
    getenv('NH_HUB'),
    caFile: getenv('NH_CA_FILE'),
    tokenCallback: static fn (string $uri): string => match ($_GET['end'] ?? '') {
        'exit' => exit('ended'),
        'throw' => throw new RuntimeException('no vault'),
        default => (new SasToken($signer, null, 60_000))->text(),
    },
    logCallback: [LogLevel::Info, static function (LogLevel $level, string $text) use (&$lines): void {
        $lines[] = "{$level->name}: $text";
    }],
);
try {
    $hub->sendAppleNotification(['aps' => ['alert' => $_GET['text']]], [$_GET['tag']]);
    echo json_encode(['worker' => getmypid(), 'lines' => $lines], JSON_THROW_ON_ERROR);
} catch (Error $error) {
    http_response_code(502);
    echo json_encode(['error' => $error, 'why' => $error->getPrevious()?->getMessage()], JSON_THROW_ON_ERROR);
}
