<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Library;

/**
 * The service's words for platforms.
 *
 * @internal A part of Platform.
 */
trait PlatformWords
{
    /** The service's word for it, such as "apple" or "windowsphone". */
    public function word(): string
    {
        return Library::call('nh_platform_name', $this);
    }

    /**
     * The platform of a word, in any case: those of word(), those of
     * installations ("apns", "wns", "mpns"), and "google".
     */
    public static function fromName(string $name): ?self
    {
        return self::tryFrom(Library::call('nh_platform_from_name', $name));
    }
}
