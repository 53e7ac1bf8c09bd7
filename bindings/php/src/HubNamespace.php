<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\Callback;
use NotificationHubs\Ffi\CallOptions;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\HubList;
use NotificationHubs\Ffi\HubOptions;

/**
 * A namespace, for managing its hubs; "Namespace" is a word of PHP's own.
 */
final class HubNamespace extends Handle
{
    protected const FREE = 'nh_namespace_free';

    /** @var list<Callback> what the library may call as long as this is there */
    private array $callbacks = [];

    /**
     * With a connection string of a policy of the namespace that may Manage.
     *
     * @param string|false|null $connectionString what getenv() gives, which is refused if there is none
     * @param string|null $proxy an option like all others
     */
    public function __construct(
        #[\SensitiveParameter] string|false|null $connectionString,
        #[\SensitiveParameter] mixed $proxy = null,
        mixed ...$options
    ) {
        $options = HubOptions::with($proxy, $options);
        $this->callbacks = $options?->callbacks() ?? [];
        $this->hold('nh_namespace_new', $connectionString ?: '', $options);
    }

    /** The hub with its new keys. */
    public function createHub(string $hubName, HubDescription $description, mixed ...$options): HubDescription
    {
        return Call::fetch(
            HubDescription::class,
            'nh_create_hub',
            $this,
            $hubName,
            $description,
            CallOptions::from($options)
        );
    }

    /** Replaces a hub's description as a whole: read it, change it, send it back. */
    public function updateHub(string $hubName, HubDescription $description, mixed ...$options): HubDescription
    {
        return Call::fetch(
            HubDescription::class,
            'nh_update_hub',
            $this,
            $hubName,
            $description,
            CallOptions::from($options)
        );
    }

    public function getHub(string $hubName, mixed ...$options): HubDescription
    {
        return Call::fetch(HubDescription::class, 'nh_get_hub', $this, $hubName, CallOptions::from($options));
    }

    /** Deletes a hub and all devices in it. */
    public function deleteHub(string $hubName, mixed ...$options): Outcome
    {
        return Call::do('nh_delete_hub', $this, $hubName, CallOptions::from($options));
    }

    /** @return list<HubDescription> */
    public function listHubs(mixed ...$options): array
    {
        return Call::fetch(HubList::class, 'nh_list_hubs', $this, CallOptions::from($options))->all();
    }
}
