<?php

/**
 * Asks a web server's page once for each platform: requests.php SOCKET
 */

declare(strict_types=1);

$connections = [];
for ($platform = 1; $platform <= 10; $platform++) {
    $stream = stream_socket_client("unix://$argv[1]");
    fwrite($stream, "GET /send.php?platform=$platform HTTP/1.0\r\n\r\n");
    [$head, $body] = explode("\r\n\r\n", stream_get_contents($stream), 2);
    $answer = json_decode($body, true);
    if (!str_contains($head, ' 200 ') || !is_array($answer)) {
        fwrite(STDERR, "platform $platform: $head\n$body\n");
        exit(1);
    }
    echo "$body\n";
    $connections[$answer['worker']] = $answer['connections'];
}
// Each worker has kept its one.
exit(array_unique(array_values($connections)) === [1] ? 0 : 1);
