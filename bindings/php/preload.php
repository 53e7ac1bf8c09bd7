<?php

/**
 * For opcache.preload: compiles every class of the package, so that FPM's
 * workers may use FFI with ffi.enable=preload. The library itself is loaded by
 * ffi.preload, from the header that bin/nh-preload-header writes.
 */

declare(strict_types=1);

require __DIR__ . '/autoload.php';

$files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator(__DIR__ . '/src', FilesystemIterator::SKIP_DOTS));
foreach ($files as $file) {
    if ($file->getExtension() === 'php') {
        require_once $file->getPathname();
    }
}
