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

    /** @param string|iterable<string> $tag */
    public function addTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_secondary_tile_add_tag', [$tag, ...$tags]);
    }

    public function setTemplate(string $name, Template $template): self
    {
        return $this->change('nh_secondary_tile_set_template', $name, $template);
    }

    /** @param string|iterable<string> $tag */
    public function removeTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_secondary_tile_remove_tag', [$tag, ...$tags]);
    }

    public function setPushChannel(#[\SensitiveParameter] string $pushChannel): self
    {
        return $this->change('nh_secondary_tile_set_push_channel', $pushChannel);
    }

    public function removeTemplate(string $name): self
    {
        return $this->change('nh_secondary_tile_remove_template', $name);
    }

    public function pushChannel(): string
    {
        return $this->ask('nh_secondary_tile_push_channel');
    }

    /** Has the service found that the channel is no longer good? */
    public function pushChannelExpired(): bool
    {
        return $this->ask('nh_secondary_tile_push_channel_expired');
    }

    /** @return list<string> */
    public function tags(): array
    {
        return $this->askAll('nh_secondary_tile_tag_count', 'nh_secondary_tile_tag');
    }

    /** @return list<string> */
    public function templateNames(): array
    {
        return $this->askAll('nh_secondary_tile_template_count', 'nh_secondary_tile_template_name');
    }

    /** A copy, to be read, or changed and set; that there is none is thrown. */
    public function template(string $name): Template
    {
        return Template::new('nh_secondary_tile_template', $this, $name);
    }
}
