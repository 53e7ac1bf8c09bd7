<?php

// Prints what the PHP binding has not of the names in a JSON file.

declare(strict_types=1);

use NotificationHubs\Error;
use NotificationHubs\Hub;
use NotificationHubs\Status;
use NotificationHubs\UsageError;

[, $autoload, $file] = $argv;
require $autoload;
$wanted = json_decode(file_get_contents($file), true, flags: JSON_THROW_ON_ERROR);

$need = static function (bool $condition, string $what): void {
    if (!$condition) {
        echo $what, "\n";
    }
};

foreach ($wanted['classes'] as $name) {
    $need(class_exists("NotificationHubs\\$name"), $name);
}
foreach ($wanted['kinds'] as $name) {
    $need(is_subclass_of("NotificationHubs\\$name", Error::class), $name);
}
foreach ($wanted['constants'] as [$enum, $name, $number]) {
    $case = "NotificationHubs\\$enum::$name";
    $need(defined($case) && constant($case)->value === $number, "$enum::$name = $number");
}
foreach ($wanted['methods'] as $class => $methods) {
    foreach ($methods as $name) {
        $need(method_exists("NotificationHubs\\$class", $name), "$class::$name");
    }
}

try {
    new Hub('nonsense', 'demo');
    $need(false, 'an exception');
} catch (UsageError $error) {
    $need($error->status() === Status::InvalidConnectionString, 'error->status');
    foreach ([...$wanted['fields'], 'statusName', 'outcome'] as $name) {
        $need(method_exists($error, $name), "error->$name");
    }
}
