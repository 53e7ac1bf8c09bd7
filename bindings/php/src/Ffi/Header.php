<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

/**
 * The header for FFI, notification_hubs.cdef.h, and its form for ffi.preload.
 *
 * @internal
 */
final class Header
{
    private const NAME = 'notification_hubs.cdef.h';

    public static function text(): string
    {
        foreach (self::places() as $directory) {
            if (is_file("$directory/" . self::NAME)) {
                return file_get_contents("$directory/" . self::NAME);
            }
        }
        throw new \RuntimeException(
            self::NAME . ' is in none of ' . implode(', ', self::places())
            . ': install libnotification_hubs, or put include/ of the checkout beside bindings/'
        );
    }

    /** What ffi.preload loads; $library is a path, or a name for the system's loader. */
    public static function forPreload(string $library): string
    {
        return sprintf("#define FFI_SCOPE \"%s\"\n#define FFI_LIB \"%s\"\n\n", Library::SCOPE, $library) . self::text();
    }

    /**
     * Directories that may have it: the package, where a release puts a copy;
     * the checkout that the package is in; that of an installed library.
     *
     * @return list<string>
     */
    private static function places(): array
    {
        $package = dirname(__DIR__, 2);
        $places = [$package, self::under(dirname($package, 2))];
        $library = Library::path();
        if (str_contains($library, '/')) {
            // PREFIX/lib, or PREFIX/lib/x86_64-linux-gnu.
            $places[] = self::under(dirname($library, 2));
            $places[] = self::under(dirname($library, 3));
        }
        return array_values(array_unique([...$places, '/usr/local/include', '/usr/include']));
    }

    private static function under(string $prefix): string
    {
        return rtrim($prefix, '/') . '/include';
    }
}
