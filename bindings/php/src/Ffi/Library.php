<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use FFI;
use FFI\CData;
use FFI\CType;
use NotificationHubs\Error;
use NotificationHubs\Status;

/**
 * The C library: loaded once a request, called by the names of its functions.
 *
 * @internal
 */
final class Library
{
    /** What the system's loader looks for. */
    public const SONAME = 'libnotification_hubs.so.0.1';

    /** The FFI_SCOPE of the header for ffi.preload. */
    public const SCOPE = 'NH';

    private static ?FFI $ffi = null;

    private static ?string $path = null;

    /** @var array<string, Signature> */
    private static array $signatures = [];

    /** @var array<string, CType> */
    private static array $types = [];

    public static function ffi(): FFI
    {
        return self::$ffi ??= self::load();
    }

    /**
     * Where the library is, a path or a name for the system's loader: what NH_LIBRARY
     * says, else the one in this package, else the system's, which NH_LIBRARY=system
     * asks for by itself.
     */
    public static function path(): string
    {
        return self::$path ??= match ($told = (string)getenv('NH_LIBRARY')) {
            'system' => self::SONAME,
            '' => is_file(self::inside()) ? self::inside() : self::SONAME,
            default => $told,
        };
    }

    /** Where a released package has the library for PHP's machine and C library. */
    private static function inside(): string
    {
        $package = dirname(__DIR__, 2) . '/lib/' . php_uname('m');
        // Without it there is nothing to ask FFI for.
        return is_dir("$package-gnu") || is_dir("$package-musl")
            ? "$package-" . (self::isGnu() ? 'gnu' : 'musl') . '/libnotification_hubs.so'
            : '';
    }

    /** Is PHP's C library glibc? musl does not have this function. */
    private static function isGnu(): bool
    {
        try {
            FFI::cdef('const char *gnu_get_libc_version(void);');
            return true;
        } catch (FFI\Exception) {
            return false;
        }
    }

    /** What a function takes; null if there is none of this name. */
    public static function signature(string $function): ?Signature
    {
        return self::$signatures[$function] ??= Signature::of(self::ffi(), $function);
    }

    /** Calls a function with PHP's values, and gives what it returns. */
    public static function call(string $function, #[\SensitiveParameter] mixed ...$arguments): mixed
    {
        return self::ffi()->$function(...self::marshal($function, $arguments));
    }

    /**
     * PHP's values as a function takes them.
     *
     * @param list<mixed> $arguments
     * @return list<mixed>
     */
    public static function marshal(string $function, #[\SensitiveParameter] array $arguments): array
    {
        return self::signature($function)?->marshal($arguments)
            ?? throw new \LogicException("$function is not in the header");
    }

    /** Calls a function that returns an nh_status; a failure is thrown. */
    public static function do(string $function, #[\SensitiveParameter] mixed ...$arguments): void
    {
        if (self::call($function, ...$arguments) !== Status::Ok->value) {
            throw self::lastError($function);
        }
        Callback::tellFailure();
    }

    /** Calls a function that returns a new object; a failure is thrown. */
    public static function make(string $function, #[\SensitiveParameter] mixed ...$arguments): CData
    {
        $made = self::call($function, ...$arguments) ?? throw self::lastError($function);
        Callback::tellFailure();
        return $made;
    }

    /** A type by its name in C. Kept: what FFI parses for one value is never freed. */
    private static function type(string $name): CType
    {
        return self::$types[$name] ??= self::ffi()->type($name);
    }

    /** A variable that a function can write to: give its place(). */
    public static function variable(string $type): CData
    {
        return self::ffi()->new(self::type($type));
    }

    /**
     * Where a function finds a variable. PHP crashes later where a signal's handler
     * throws when FFI::addr() has just given an argument: hence a variable.
     */
    public static function place(CData $variable): Place
    {
        $place = new Place($variable);
        return $place;
    }

    /** A number in the place of a pointer that the library only hands on. */
    public static function pointer(int $number): CData
    {
        $pointer = self::variable('void *');
        $address = FFI::addr($pointer);
        // What FFI casts it does not keep: hence variables, here and below.
        self::ffi()->cast(self::type('uintptr_t *'), $address)[0] = $number;
        return $pointer;
    }

    /** The number in such a pointer. */
    public static function number(CData $pointer): int
    {
        $address = FFI::addr($pointer);
        return self::ffi()->cast(self::type('uintptr_t *'), $address)[0];
    }

    /** An array of characters as a function gives a text. */
    public static function text(CData $characters): CData
    {
        return self::ffi()->cast(self::type('char *'), $characters);
    }

    /** What a getter of bytes gives; its char * would become a string that ends at the first NUL. */
    public static function bytes(string $getter, CData $object, int $length): string
    {
        $function = self::ffi()->$getter;
        $bytes = self::ffi()->cast(self::type('const uint8_t *(*)(const void *)'), $function);
        return FFI::string($bytes($object), $length);
    }

    /**
     * Why the last call that failed did so.
     *
     * @param (\Closure(string): string)|null $tell what the caller makes of its message
     */
    public static function lastError(?string $function = null, ?\Closure $tell = null): Error
    {
        return Error::of(self::call('nh_last_error'), function: $function, tell: $tell);
    }

    private static function load(): FFI
    {
        if (!extension_loaded('ffi')) {
            throw new \RuntimeException(
                'The PHP extension FFI is missing: install it (on Debian in php-common), and enable it (phpenmod ffi)'
            );
        }
        try {
            return FFI::scope(self::SCOPE);
        } catch (FFI\Exception) {
            // As in most programs for the command line.
        }
        if (ini_get('ffi.enable') === 'preload' && PHP_SAPI !== 'cli') {
            throw new \RuntimeException(
                'The library is not preloaded: set ffi.preload and opcache.preload as docs/php.md says'
            );
        }
        $header = Header::text();
        try {
            return FFI::cdef($header, self::path());
        } catch (FFI\Exception $notLoaded) {
            $reason = $notLoaded->getMessage();
        }
        // Not as the previous one, which would be all that is read of it.
        throw new \RuntimeException(
            str_contains($reason, 'restricted') ? "$reason (set ffi.enable=1 in php.ini)" : self::notLoaded($reason)
        );
    }

    /** Why there is no library, and what to do about it. */
    private static function notLoaded(string $reason): string
    {
        $path = self::path();
        $isGiven = getenv('NH_LIBRARY') === $path;
        $name = match (true) {
            $isGiven => "NH_LIBRARY is $path",
            $path === self::SONAME => "$path was found by the system's loader",
            default => "$path is the library in this package",
        };
        $remedy = 'install libnotification_hubs, or set NH_LIBRARY to its path';
        if (is_dir($path)) {
            return "$name, which is a directory; give the path of libnotification_hubs.so in it";
        }
        if (str_contains($path, '/') && !is_file($path)) {
            return "$name, and there is no such file: $remedy";
        }
        if (preg_match("/^Failed resolving C function '(\w+)'/", $reason, $lacks) === 1) {
            try {
                $version = FFI::cdef('const char *nh_version(void);', $path)->nh_version();
                return "$name, version $version, which is older than this package: it has no $lacks[1] ($remedy)";
            } catch (FFI\Exception) {
                return "$name, which is not libnotification_hubs: $remedy";
            }
        }
        return ($isGiven ? "$name: " : '') . "$reason ($remedy)";
    }
}
