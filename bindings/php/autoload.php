<?php

/**
 * Loads the package's classes where Composer does not.
 */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    $prefix = 'NotificationHubs\\';
    if (str_starts_with($class, $prefix)) {
        $file = __DIR__ . '/src/' . strtr(substr($class, strlen($prefix)), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
