<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Handle;

/**
 * A secondary tile of a Windows installation.
 */
final class SecondaryTile extends Handle
{
    protected const FREE = 'nh_secondary_tile_free';

    public function __construct(#[\SensitiveParameter] string $pushChannel)
    {
        $this->hold('nh_secondary_tile_new', $pushChannel);
    }

    public function addTag(string $tag): self
    {
        return $this->change('nh_secondary_tile_add_tag', $tag);
    }

    public function setTemplate(string $name, Template $template): self
    {
        return $this->change('nh_secondary_tile_set_template', $name, $template);
    }
}
