<?php

declare(strict_types=1);

namespace NotificationHubs;

use JsonSerializable;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Json;
use stdClass;

/**
 * Changes to an installation, applied in the order in which they were added.
 */
final class InstallationPatch extends Handle implements JsonSerializable
{
    protected const FREE = 'nh_installation_patch_free';

    public function __construct()
    {
        $this->hold('nh_installation_patch_new');
    }

    /** @param string|iterable<string> $tag */
    public function addTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_installation_patch_add_tag', [$tag, ...$tags]);
    }

    /** @param string|iterable<string> $tag */
    public function removeTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_installation_patch_remove_tag', [$tag, ...$tags]);
    }

    /** Those that are added directly behind it are then the only ones. */
    public function removeAllTags(): self
    {
        return $this->change('nh_installation_patch_remove_all_tags');
    }

    public function setUserId(string $userId): self
    {
        return $this->change('nh_installation_patch_set_user_id', $userId);
    }

    /** Makes it nobody's device. */
    public function removeUserId(): self
    {
        return $this->change('nh_installation_patch_remove_user_id');
    }

    public function setBrowserChannel(
        #[\SensitiveParameter] string $endpoint,
        #[\SensitiveParameter] string $p256dh,
        #[\SensitiveParameter] string $auth
    ): self {
        return $this->change('nh_installation_patch_set_browser_channel', $endpoint, $p256dh, $auth);
    }

    /** For a browser its subscription as JSON. */
    public function setPushChannel(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $pushChannel
    ): self {
        return $this->change('nh_installation_patch_set_push_channel', Json::object('pushChannel', $pushChannel));
    }

    public function setTemplate(string $name, Template $template): self
    {
        return $this->change('nh_installation_patch_set_template', $name, $template);
    }

    public function removeTemplate(string $name): self
    {
        return $this->change('nh_installation_patch_remove_template', $name);
    }

    /** Leaves the rest of the template. */
    public function setTemplateBody(
        string $name,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $body
    ): self {
        return $this->change('nh_installation_patch_set_template_body', $name, Json::body($body, $name));
    }

    /** Replaces all headers by those of another template. */
    public function setTemplateHeaders(string $name, Template $template): self
    {
        return $this->change('nh_installation_patch_set_template_headers', $name, $template);
    }

    /** An expression, Apple only; null removes it. */
    public function setTemplateExpiry(string $name, ?string $expiry): self
    {
        return $this->change('nh_installation_patch_set_template_expiry', $name, $expiry);
    }

    /** @param string|iterable<string> $tag */
    public function removeTemplateTag(string $name, string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_installation_patch_remove_template_tag', [$tag, ...$tags], $name);
    }

    /** @param string|iterable<string> $tag */
    public function addTemplateTag(string $name, string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_installation_patch_add_template_tag', [$tag, ...$tags], $name);
    }

    public function setPushVariable(string $name, #[\SensitiveParameter] string $value): self
    {
        return $this->change('nh_installation_patch_set_push_variable', $name, $value);
    }

    public function removePushVariable(string $name): self
    {
        return $this->change('nh_installation_patch_remove_push_variable', $name);
    }

    /** Its channel, its tags, and the templates that the tile has. Windows only. */
    public function setSecondaryTile(string $tileId, SecondaryTile $tile): self
    {
        return $this->change('nh_installation_patch_set_secondary_tile', $tileId, $tile);
    }

    public function removeSecondaryTile(string $tileId): self
    {
        return $this->change('nh_installation_patch_remove_secondary_tile', $tileId);
    }

    /** Any operation of JSON Patch: "add" or "replace" with JSON or an array, or "remove", which has no value. */
    public function addOperation(
        string $op,
        string $path,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass|null $value = null
    ): self {
        $json = $value === null ? null : Json::any('value', $value);
        return $this->change('nh_installation_patch_add_operation', $op, $path, $json);
    }

    /** As it is sent; null if there is no change. */
    public function json(): ?string
    {
        return $this->ask('nh_installation_patch_json');
    }

    public function jsonSerialize(): mixed
    {
        return json_decode($this->json() ?? '[]', false, 512, JSON_THROW_ON_ERROR);
    }
}
