<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use NotificationHubs\Hub;
use NotificationHubs\HubNamespace;
use NotificationHubs\Notification;
use NotificationHubs\Outcome;
use NotificationHubs\Version;
use ReflectionClass;
use ReflectionMethod;
use ReflectionParameter;

/**
 * What the header's names are here. The library speaks of itself in C's names, also
 * where it says what to do instead; who reads that in PHP looks for PHP's.
 *
 * @internal
 */
final class Names
{
    /** Methods that several functions share, and other names that do not follow from the function's, without nh_. */
    private const METHODS = [
        'hub_new_shared' => [Hub::class, 'shared'],
        'notification_add_text' => [Notification::class, 'set'],
        'notification_clear_field' => [Notification::class, 'set'],
        'notification_set_flag' => [Notification::class, 'set'],
        'notification_set_json' => [Notification::class, 'set'],
        'notification_set_number' => [Notification::class, 'set'],
        'notification_set_property_json' => [Notification::class, 'setProperty'],
        'notification_set_text' => [Notification::class, 'set'],
        'outcome_take_job_list' => [Outcome::class, 'takeJobs'],
        'send_direct_batch_from' => [Hub::class, 'sendDirectBatch'],
        'version' => [Version::class, 'text'],
        'version_number' => [Version::class, 'number'],
    ];

    /** Parameters that are called otherwise here. */
    private const PARAMETERS = [
        'body_template' => 'body',
        'collapse_id' => 'id',
        'notification_class' => 'class',
        'push_type' => 'type',
        'unix_ms' => 'time',
        'unix_seconds' => 'time',
    ];

    /** These come behind all others in C. */
    private const LAST_IN_C = ['queue', 'userData'];

    /** What is told to call these with. */
    private const EXAMPLES = [
        'notification_set_mpns_type' => 'MpnsType::Raw',
        'notification_set_wns_type' => 'WnsType::Raw',
    ];

    /** What PHP's functions give to those who do not look. */
    private const REMEDIES = [
        '/^connection string: it is empty; .* is not set$/' =>
            ' (a local hub writes NH_CONNECTION_STRING into its --env-file)',
        '/^hubName is (null|empty)\b.*$/' =>
            '; if it comes from getenv(), the variable is not set (a local hub writes NH_HUB into its --env-file)',
        '/(^body|^contentState| payload) is empty$/' => '; if it comes from json_encode(), see json_last_error_msg()',
    ];

    private const WORDS = '/(?<article>\ban? )?\b(?<name>nh_[a-z0-9_]+)'
        . '|\b(?<member>NH_(?!STATUS_)[A-Z0-9_]+)\b'
        . '|(?<=\bis |\bbe |\bor )(?<null>NULL)\b'
        . '|(?<free>; free it)$/';

    /** Longer lists of cases do not help. */
    private const FEW = 16;

    /** A name of C as PHP's: with an underscore before what is large here. */
    public static function camel(string $name): string
    {
        return lcfirst(str_replace('_', '', ucwords($name, '_')));
    }

    /** What a function, a kind of object or an enum is here, such as "Hub->send()"; null if it is not here. */
    public static function of(string $name): ?string
    {
        $option = self::option($name);
        if ($option !== null) {
            return "option $option";
        }
        $method = self::method($name);
        $type = self::type(substr($name, 3));
        if ($method === null || $type !== null) {
            return $type?->getShortName();
        }
        $class = $method->getDeclaringClass()->getShortName();
        $arguments = '(' . (self::EXAMPLES[substr($name, 3)] ?? '') . ')';
        return match (true) {
            $method->isConstructor() => "new $class$arguments",
            $method->isStatic() => "$class::$method->name$arguments",
            default => "$class->$method->name$arguments",
        };
    }

    /** What a pointer's type is here, such as "a Cancel". */
    public static function ofType(string $type): string
    {
        return self::inPhp('a ' . preg_replace('/^struct |\*$/', '', $type));
    }

    /** The option whose setter this is. */
    public static function option(string $setter): ?string
    {
        foreach (OptionTable::SETS as $prefix => $options) {
            $option = str_starts_with($setter, $prefix) ? self::camel(substr($setter, strlen($prefix))) : null;
            if (isset($options[$option])) {
                return $option;
            }
        }
        return null;
    }

    /** The method of the package that stands for a function. */
    public static function method(string $function): ?ReflectionMethod
    {
        $name = substr($function, 3);
        if (isset(self::METHODS[$name])) {
            return new ReflectionMethod(...self::METHODS[$name]);
        }
        $words = explode('_', $name);
        for ($length = count($words) - 1; $length > 0; $length--) {
            $class = self::type(implode('_', array_slice($words, 0, $length)));
            $method = self::camel(implode('_', array_slice($words, $length)));
            $found = $class === null ? null : self::publicMethod($class, $method === 'new' ? '__construct' : $method);
            if ($found !== null) {
                return $found;
            }
        }
        return self::publicMethod(new ReflectionClass(Hub::class), self::camel($name))
            ?? self::publicMethod(new ReflectionClass(HubNamespace::class), self::camel($name));
    }

    /** Which parameter a function's argument is, counted from 0, as in "Hub->close(): $timeoutMs". */
    public static function argument(string $function, int $position): string
    {
        $option = self::option($function);
        if ($option !== null) {
            $values = array_keys(OptionTable::SETS[self::set($function)][$option]);
            return "Option $option" . (count($values) > 1 ? ": {$values[$position - 1]}" : '');
        }
        $method = self::method($function);
        $isOfObject = $method !== null && !$method->isStatic() && !$method->isConstructor();
        $ofCalls = array_filter($method?->getParameters() ?? [], static fn (ReflectionParameter $one): bool =>
            !in_array($one->name, self::LAST_IN_C, true));
        $parameter = array_values($ofCalls)[$position - (int)$isOfObject] ?? null;
        return $parameter === null
            ? "$function: value " . ($position + 1)
            : preg_replace('/\(.*/', '()', self::of($function)) . ": \$$parameter->name";
    }

    /** A message of the library, of this function if that is known, in PHP's names. */
    public static function inPhp(string $message, ?string $function = null): string
    {
        // Several functions may be one method here, which the caller has used already.
        if (
            $function !== null && preg_match('/; set it with (nh_\w+)$/', $message, $advice) === 1
            && self::of($advice[1]) !== null && self::of($advice[1]) === self::of($function)
        ) {
            $message = substr($message, 0, -strlen($advice[0]));
        }
        $enum = preg_match('/\b(?:is not an?|are not a sum of) nh_(\w+)$/', $message, $found) === 1 ? $found[1] : '';
        if ($function !== null) {
            $message = self::withParameters($message, $function);
        }
        $message = preg_replace_callback(self::WORDS, self::word(...), $message, flags: PREG_UNMATCHED_AS_NULL);
        return self::withRemedy($message . self::cases($enum));
    }

    /** What is logged; in a dump only what the library says itself, not what goes over the wire. */
    public static function inLog(string $text): string
    {
        if (!str_contains($text, "\n")) {
            return self::inPhp($text);
        }
        $own = '/(?<= bytes not shown; )nh_\w+|(?<=--- RESPONSE ---\nnone: ).+/';
        return preg_replace_callback($own, static fn (array $found): string => self::inPhp($found[0]), $text);
    }

    /** A class or an enum of the package, by its name in C without nh_. */
    private static function type(string $name): ?ReflectionClass
    {
        $class = 'NotificationHubs\\' . ($name === 'namespace' ? 'HubNamespace' : ucfirst(self::camel($name)));
        return class_exists($class) ? new ReflectionClass($class) : null;
    }

    private static function publicMethod(ReflectionClass $class, string $name): ?ReflectionMethod
    {
        $method = $class->hasMethod($name) ? $class->getMethod($name) : null;
        $isItsOwn = $method?->getDeclaringClass()->name === $class->name;
        return $isItsOwn && $method->isPublic() && $method->name === $name ? $method : null;
    }

    private static function set(string $setter): string
    {
        return substr($setter, 0, strpos($setter, '_set_') + strlen('_set_'));
    }

    /** Who reads of a setter's parameters gave an option; other functions' are a method's. */
    private static function withParameters(string $message, string $function): string
    {
        $option = self::option($function);
        if ($option !== null) {
            $names = array_keys(OptionTable::SETS[self::set($function)][$option]);
            if (count($names) === 1) {
                return preg_replace('/^' . self::snake($names[0]) . '\b/', $option, $message);
            }
            $message = "$option: $message";
        } else {
            $names = array_column(self::method($function)?->getParameters() ?? [], 'name');
        }
        $words = array_combine(array_map(self::snake(...), $names), $names);
        foreach (self::PARAMETERS as $c => $php) {
            $words += in_array($php, $names, true) ? [$c => $php] : [];
        }
        foreach ($words as $c => $php) {
            $message = preg_replace("/(?<![\\w'\"$])$c(?![\\w'\"])/", $php, $message);
        }
        return $message;
    }

    private static function snake(string $name): string
    {
        return strtolower(preg_replace('/[A-Z]/', '_$0', $name));
    }

    /** @param array<string|null> $found */
    private static function word(array $found): string
    {
        if ($found['name'] !== null) {
            $name = self::of($found['name']);
            $article = strpbrk($name[0] ?? '', 'AEIO') === false ? 'a ' : 'an ';
            return $name === null ? $found[0] : ($found['article'] === null ? '' : $article) . $name;
        }
        return match (true) {
            $found['member'] !== null => self::member($found['member']) ?? $found['member'],
            $found['null'] !== null => 'null',
            default => '; let go of it',
        };
    }

    /** NH_RETRY_NEVER as Retry::Never. */
    private static function member(string $constant): ?string
    {
        $words = explode('_', strtolower($constant));
        for ($length = count($words) - 1; $length > 1; $length--) {
            $type = self::type(implode('_', array_slice($words, 1, $length - 1)));
            $case = ucfirst(self::camel(implode('_', array_slice($words, $length))));
            if ($type?->isEnum() && $type->hasConstant($case)) {
                return $type->getShortName() . "::$case";
            }
        }
        return null;
    }

    /** Which there are, after the name of an enum. */
    private static function cases(string $enum): string
    {
        $type = self::type($enum);
        $cases = $type?->isEnum() ? array_keys($type->getConstants()) : [];
        return $cases === [] || count($cases) > self::FEW
            ? ''
            : '; ' . $type->getShortName() . ' has ' . implode(', ', $cases);
    }

    private static function withRemedy(string $message): string
    {
        foreach (self::REMEDIES as $pattern => $remedy) {
            if (preg_match($pattern, $message) === 1) {
                return $message . $remedy;
            }
        }
        return $message;
    }
}
