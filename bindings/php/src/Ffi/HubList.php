<?php

declare(strict_types=1);

namespace NotificationHubs\Ffi;

use NotificationHubs\HubDescription;

/**
 * A list of hubs, which keep it as long as any of them is used.
 *
 * @internal
 */
final class HubList extends Answer
{
    protected const FREE = 'nh_hub_list_free';

    /** @return list<HubDescription> */
    public function all(): array
    {
        return array_map(
            fn (\FFI\CData $one): HubDescription => HubDescription::adopt($one, $this),
            $this->askAll('nh_hub_list_count', 'nh_hub_list_get')
        );
    }
}
