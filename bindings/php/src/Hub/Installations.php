<?php

declare(strict_types=1);

namespace NotificationHubs\Hub;

use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Installation;
use NotificationHubs\InstallationPatch;
use NotificationHubs\Outcome;
use NotificationHubs\Queue;

/**
 * Calls for installations. InstallationCursor lists them.
 *
 * @internal A part of Hub.
 */
trait Installations
{
    /** Creates or replaces an installation; the service applies it soon after. */
    public function putInstallation(Installation $installation, mixed ...$options): Outcome
    {
        return Call::do('nh_put_installation', $this, $installation, CallOptions::from($options));
    }

    /** Hands in what putInstallation() would do: see sendAsync(). */
    public function putInstallationAsync(
        Installation $installation,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_put_installation_async',
            $this,
            $installation,
            CallOptions::from($options)
        );
    }

    public function getInstallation(string $installationId, mixed ...$options): Installation
    {
        return Call::fetch(
            Installation::class,
            'nh_get_installation',
            $this,
            $installationId,
            CallOptions::from($options)
        );
    }

    /** Hands in what getInstallation() would do: see sendAsync(). */
    public function getInstallationAsync(
        string $installationId,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_get_installation_async',
            $this,
            $installationId,
            CallOptions::from($options)
        );
    }

    public function installationExists(string $installationId, mixed ...$options): bool
    {
        return Call::value('bool', 'nh_installation_exists', $this, $installationId, CallOptions::from($options));
    }

    /** Hands in what installationExists() would do: see sendAsync(). */
    public function installationExistsAsync(
        string $installationId,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_installation_exists_async',
            $this,
            $installationId,
            CallOptions::from($options)
        );
    }

    public function patchInstallation(string $installationId, InstallationPatch $patch, mixed ...$options): Outcome
    {
        return Call::do('nh_patch_installation', $this, $installationId, $patch, CallOptions::from($options));
    }

    /** Hands in what patchInstallation() would do: see sendAsync(). */
    public function patchInstallationAsync(
        string $installationId,
        InstallationPatch $patch,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_patch_installation_async',
            $this,
            $installationId,
            $patch,
            CallOptions::from($options)
        );
    }

    /** That there is none is no failure. */
    public function deleteInstallation(string $installationId, mixed ...$options): Outcome
    {
        return Call::do('nh_delete_installation', $this, $installationId, CallOptions::from($options));
    }

    /** Hands in what deleteInstallation() would do: see sendAsync(). */
    public function deleteInstallationAsync(
        string $installationId,
        Queue $queue,
        mixed $userData = null,
        mixed ...$options
    ): void {
        $queue->handIn(
            $userData,
            'nh_delete_installation_async',
            $this,
            $installationId,
            CallOptions::from($options)
        );
    }

    /** Deletes all devices of a user, waits until none is listed, and says how many. */
    public function deleteUserDevices(string $userId, mixed ...$options): int
    {
        return Call::value('uint64_t', 'nh_delete_user_devices', $this, $userId, CallOptions::from($options));
    }

    /**
     * Waits until the installation has all that $wanted has, or, with null, until it is gone.
     * Gives what was read last.
     */
    public function waitInstallation(string $installationId, ?Installation $wanted, mixed ...$options): ?Installation
    {
        return Call::fetch(
            Installation::class,
            'nh_wait_installation',
            $this,
            $installationId,
            $wanted,
            CallOptions::from($options)
        );
    }
}
