<?php

declare(strict_types=1);

namespace NotificationHubs\Hub;

use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Outcome;
use NotificationHubs\Registration;

/**
 * Calls for registrations. RegistrationCursor lists them.
 *
 * @internal A part of Hub.
 */
trait Registrations
{
    /** A new registration id, for putRegistration(). */
    public function createRegistrationId(mixed ...$options): string
    {
        return Call::do('nh_create_registration_id', $this, CallOptions::from($options))->registrationId();
    }

    /** Under an id that the service chooses; prefer putRegistration(). */
    public function createRegistration(Registration $registration, mixed ...$options): Registration
    {
        return Call::fetch(
            Registration::class,
            'nh_create_registration',
            $this,
            $registration,
            CallOptions::from($options)
        );
    }

    /** Creates the registration of this id, or replaces it whatever it was. */
    public function putRegistration(
        string $registrationId,
        Registration $registration,
        mixed ...$options
    ): Registration {
        return Call::fetch(
            Registration::class,
            'nh_put_registration',
            $this,
            $registrationId,
            $registration,
            CallOptions::from($options)
        );
    }

    /** Replaces the registration if it is there, and if $etag is null or still its etag. */
    public function updateRegistration(
        string $registrationId,
        Registration $registration,
        ?string $etag = null,
        mixed ...$options
    ): Registration {
        return Call::fetch(
            Registration::class,
            'nh_update_registration',
            $this,
            $registrationId,
            $registration,
            $etag,
            CallOptions::from($options)
        );
    }

    public function getRegistration(string $registrationId, mixed ...$options): Registration
    {
        return Call::fetch(
            Registration::class,
            'nh_get_registration',
            $this,
            $registrationId,
            CallOptions::from($options)
        );
    }

    public function registrationExists(string $registrationId, mixed ...$options): bool
    {
        return Call::value('bool', 'nh_registration_exists', $this, $registrationId, CallOptions::from($options));
    }

    /** If $etag is null or still its etag. */
    public function deleteRegistration(string $registrationId, ?string $etag = null, mixed ...$options): Outcome
    {
        return Call::do('nh_delete_registration', $this, $registrationId, $etag, CallOptions::from($options));
    }

    /** Deletes all registrations of a handle, and says how many: so does a failure's result(). */
    public function deleteRegistrationsByChannel(#[\SensitiveParameter] string $channel, mixed ...$options): int
    {
        return Call::value(
            'uint64_t',
            'nh_delete_registrations_by_channel',
            $this,
            $channel,
            CallOptions::from($options)
        );
    }
}
