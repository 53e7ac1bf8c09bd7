<?php

declare(strict_types=1);

namespace NotificationHubs;

use DateTimeImmutable;
use JsonSerializable;
use NotificationHubs\Ffi\Answer;
use NotificationHubs\Ffi\Json;
use NotificationHubs\Ffi\Time;
use stdClass;

/**
 * A handle with tags and possibly a template.
 */
final class Registration extends Answer
{
    protected const FREE = 'nh_registration_free';

    /** A native one, for a browser with its subscription as JSON; setTemplate() makes it a template registration. */
    public function __construct(
        Platform $platform,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $handle
    ) {
        $this->hold('nh_registration_new', $platform, Json::object('handle', $handle));
    }

    public static function newBaidu(
        #[\SensitiveParameter] string $userId,
        #[\SensitiveParameter] string $channelId
    ): self {
        return self::new('nh_registration_new_baidu', $userId, $channelId);
    }

    /** A browser, with the three parts of its subscription. */
    public static function newBrowser(
        #[\SensitiveParameter] string $endpoint,
        #[\SensitiveParameter] string $p256dh,
        #[\SensitiveParameter] string $auth
    ): self {
        return self::new('nh_registration_new_browser', $endpoint, $p256dh, $auth);
    }

    /** For a browser its subscription as JSON, for Baidu the channel id. */
    public function setHandle(#[\SensitiveParameter] string|array|JsonSerializable|stdClass $handle): self
    {
        return $this->change('nh_registration_set_handle', Json::object('handle', $handle));
    }

    public function setBaiduUserId(#[\SensitiveParameter] string $userId): self
    {
        return $this->change('nh_registration_set_baidu_user_id', $userId);
    }

    /** @param string|iterable<string> $tag */
    public function addTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_registration_add_tag', [$tag, ...$tags]);
    }

    /** @param string|iterable<string> $tag */
    public function removeTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_registration_remove_tag', [$tag, ...$tags]);
    }

    /** A value that its template can use. */
    public function setPushVariable(string $name, #[\SensitiveParameter] string $value): self
    {
        return $this->change('nh_registration_set_push_variable', $name, $value);
    }

    public function removePushVariable(string $name): self
    {
        return $this->change('nh_registration_remove_push_variable', $name);
    }

    /** Windows and Windows Phone. */
    public function setSecondaryTile(string $name): self
    {
        return $this->change('nh_registration_set_secondary_tile', $name);
    }

    public function setTemplate(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $body,
        ?string $name = null
    ): self {
        return $this->change('nh_registration_set_template', Json::body($body, $name), $name);
    }

    /** Of its template, which is to be set first. */
    public function setTemplateHeader(string $name, #[\SensitiveParameter] string $value): self
    {
        return $this->change('nh_registration_set_template_header', $name, $value);
    }

    /** Of an Apple template. */
    public function setAppleExpressions(?string $expiry, ?string $priority): self
    {
        return $this->change('nh_registration_set_apple_expressions', $expiry, $priority);
    }

    /** Of a Baidu template: 0 for a message to the app, 1 for a notification. */
    public function setBaiduMessageType(int $messageType): self
    {
        return $this->change('nh_registration_set_baidu_message_type', $messageType);
    }

    public function removeSecondaryTile(): self
    {
        return $this->change('nh_registration_remove_secondary_tile');
    }

    /** Makes it a native registration. */
    public function removeTemplate(): self
    {
        return $this->change('nh_registration_remove_template');
    }

    public function removeTemplateHeader(string $name): self
    {
        return $this->change('nh_registration_remove_template_header', $name);
    }

    /** null if it was not read from the service. */
    public function id(): ?string
    {
        return $this->ask('nh_registration_id');
    }

    /** What updateRegistration() and deleteRegistration() take. */
    public function etag(): ?string
    {
        return $this->ask('nh_registration_etag');
    }

    /** As the service writes it. */
    public function expirationTime(): ?string
    {
        return $this->ask('nh_registration_expiration_time');
    }

    public function expirationDateTime(): ?DateTimeImmutable
    {
        return Time::parse($this->expirationTime());
    }

    /** null for one that the library does not know: see kind(). */
    public function platform(): ?Platform
    {
        return Platform::tryFrom($this->ask('nh_registration_platform'));
    }

    /** The name of its description, where it was read from the service. */
    public function kind(): string
    {
        return $this->ask('nh_registration_kind');
    }

    /** For a browser the endpoint, for Baidu the channel id. */
    public function handle(): ?string
    {
        return $this->ask('nh_registration_handle');
    }

    public function baiduUserId(): ?string
    {
        return $this->ask('nh_registration_baidu_user_id');
    }

    public function browserP256dh(): ?string
    {
        return $this->ask('nh_registration_browser_p256dh');
    }

    public function browserAuth(): ?string
    {
        return $this->ask('nh_registration_browser_auth');
    }

    public function secondaryTile(): ?string
    {
        return $this->ask('nh_registration_secondary_tile');
    }

    /** @return list<string> */
    public function tags(): array
    {
        return $this->askAll('nh_registration_tag_count', 'nh_registration_tag');
    }

    public function pushVariable(string $name): ?string
    {
        return $this->ask('nh_registration_push_variable', $name);
    }

    /** @return array<string, ?string> by their names; null for one that is no text */
    public function pushVariables(): array
    {
        $names = $this->askAll('nh_registration_push_variable_count', 'nh_registration_push_variable_name');
        return array_combine($names, array_map($this->pushVariable(...), $names));
    }

    public function hasTemplate(): bool
    {
        return $this->ask('nh_registration_has_template');
    }

    public function templateBody(): ?string
    {
        return $this->ask('nh_registration_template_body');
    }

    public function templateName(): ?string
    {
        return $this->ask('nh_registration_template_name');
    }

    /** @return array<string, string> */
    public function templateHeaders(): array
    {
        return array_column($this->askRecords('nh_registration_template_header_count', [
            'name' => 'nh_registration_template_header_name',
            'value' => 'nh_registration_template_header_value',
        ]), 'value', 'name');
    }

    public function appleExpiry(): ?string
    {
        return $this->ask('nh_registration_apple_expiry');
    }

    public function applePriority(): ?string
    {
        return $this->ask('nh_registration_apple_priority');
    }

    public function baiduMessageType(): ?int
    {
        $type = $this->ask('nh_registration_baidu_message_type');
        return $type < 0 ? null : $type;
    }

    /** As it is sent. */
    public function xml(): ?string
    {
        return $this->ask('nh_registration_xml');
    }
}
