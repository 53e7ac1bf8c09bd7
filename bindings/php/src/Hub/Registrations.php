<?php

declare(strict_types=1);

namespace NotificationHubs\Hub;

use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Outcome;
use NotificationHubs\Queue;
use NotificationHubs\Registration;
use NotificationHubs\RegistrationPage;

/**
 * Calls for registrations. RegistrationCursor lists all, getRegistrationPage() a part.
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

    /** Hands in what createRegistrationId() would do: see sendAsync(). */
    public function createRegistrationIdAsync(
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_create_registration_id_async',
            $this,
            CallOptions::from($options)
        );
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

    /** Hands in what createRegistration() would do: see sendAsync(). */
    public function createRegistrationAsync(
        Registration $registration,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_create_registration_async',
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

    /** Hands in what putRegistration() would do: see sendAsync(). */
    public function putRegistrationAsync(
        string $registrationId,
        Registration $registration,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_put_registration_async',
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

    /** Hands in what updateRegistration() would do: see sendAsync(). */
    public function updateRegistrationAsync(
        string $registrationId,
        Registration $registration,
        Queue $queue,
        mixed $userData = null,
        ?string $etag = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_update_registration_async',
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

    /** Hands in what getRegistration() would do: see sendAsync(). */
    public function getRegistrationAsync(
        string $registrationId,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_get_registration_async',
            $this,
            $registrationId,
            CallOptions::from($options)
        );
    }

    public function registrationExists(string $registrationId, mixed ...$options): bool
    {
        return Call::value('bool', 'nh_registration_exists', $this, $registrationId, CallOptions::from($options));
    }

    /** Hands in what registrationExists() would do: see sendAsync(). */
    public function registrationExistsAsync(
        string $registrationId,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_registration_exists_async',
            $this,
            $registrationId,
            CallOptions::from($options)
        );
    }

    /** If $etag is null or still its etag. */
    public function deleteRegistration(string $registrationId, ?string $etag = null, mixed ...$options): Outcome
    {
        return Call::do('nh_delete_registration', $this, $registrationId, $etag, CallOptions::from($options));
    }

    /** Hands in what deleteRegistration() would do: see sendAsync(). */
    public function deleteRegistrationAsync(
        string $registrationId,
        Queue $queue,
        mixed $userData = null,
        ?string $etag = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_delete_registration_async',
            $this,
            $registrationId,
            $etag,
            CallOptions::from($options)
        );
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

    /**
     * Part of a list: of those with a tag, of those of a handle, or of all. The
     * next part is asked for with the page's continuationToken(), in any process.
     */
    public function getRegistrationPage(
        ?string $tag = null,
        #[\SensitiveParameter] ?string $channel = null,
        ?string $continuationToken = null,
        mixed ...$options
    ): RegistrationPage {
        return Call::fetch(
            RegistrationPage::class,
            'nh_get_registration_page',
            $this,
            $tag,
            $channel,
            $continuationToken,
            CallOptions::from($options)
        );
    }

    /** Hands in what getRegistrationPage() would do: see sendAsync(). */
    public function getRegistrationPageAsync(
        Queue $queue,
        mixed $userData = null,
        ?string $tag = null,
        #[\SensitiveParameter] ?string $channel = null,
        ?string $continuationToken = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_get_registration_page_async',
            $this,
            $tag,
            $channel,
            $continuationToken,
            CallOptions::from($options)
        );
    }
}
