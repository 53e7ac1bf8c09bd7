<?php

declare(strict_types=1);

namespace NotificationHubs;

use DateTimeImmutable;
use DateTimeInterface;
use JsonSerializable;
use NotificationHubs\Ffi\Answer;
use NotificationHubs\Ffi\Json;
use NotificationHubs\Ffi\Time;
use stdClass;

/**
 * A device with its tags, templates and push variables.
 */
final class Installation extends Answer implements JsonSerializable
{
    protected const FREE = 'nh_installation_free';

    /** An id that you choose, the device's platform and its handle; for a browser its subscription as JSON. */
    public function __construct(
        string $installationId,
        Platform $platform,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $pushChannel
    ) {
        $handle = Json::object('pushChannel', $pushChannel);
        $this->hold('nh_installation_new', $installationId, $platform, $handle);
    }

    /** A browser, with the three parts of its subscription. */
    public static function newBrowser(
        string $installationId,
        #[\SensitiveParameter] string $endpoint,
        #[\SensitiveParameter] string $p256dh,
        #[\SensitiveParameter] string $auth
    ): self {
        return self::new('nh_installation_new_browser', $installationId, $endpoint, $p256dh, $auth);
    }

    /** As devices or other SDKs write it. */
    public static function fromJson(#[\SensitiveParameter] string|array|JsonSerializable|stdClass $json): self
    {
        $text = Json::object('json', $json);
        return self::new('nh_installation_from_json', $text, strlen($text));
    }

    /** Says whose device it is. */
    public function setUserId(string $userId): self
    {
        return $this->change('nh_installation_set_user_id', $userId);
    }

    /** Makes it nobody's device. */
    public function removeUserId(): self
    {
        return $this->change('nh_installation_remove_user_id');
    }

    /** For a browser its subscription as JSON. */
    public function setPushChannel(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $pushChannel
    ): self {
        return $this->change('nh_installation_set_push_channel', Json::object('pushChannel', $pushChannel));
    }

    public function setBrowserChannel(
        #[\SensitiveParameter] string $endpoint,
        #[\SensitiveParameter] string $p256dh,
        #[\SensitiveParameter] string $auth
    ): self {
        return $this->change('nh_installation_set_browser_channel', $endpoint, $p256dh, $auth);
    }

    /** Text is such as "2027-01-15T00:00:00Z"; null leaves it to the hub. */
    public function setExpirationTime(string|DateTimeInterface|null $expirationTime): self
    {
        return $this->change('nh_installation_set_expiration_time', Time::text($expirationTime));
    }

    /** Sets any member to its JSON, or to what an array is as JSON; null removes it. */
    public function setMember(
        string $name,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass|null $json
    ): self {
        $text = $json === null ? null : Json::any('json', $json);
        return $this->change('nh_installation_set_member', $name, $text);
    }

    /** @param string|iterable<string> $tag */
    public function addTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_installation_add_tag', [$tag, ...$tags]);
    }

    /** @param string|iterable<string> $tag */
    public function removeTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_installation_remove_tag', [$tag, ...$tags]);
    }

    /** A value that the device's templates can use. */
    public function setPushVariable(string $name, #[\SensitiveParameter] string $value): self
    {
        return $this->change('nh_installation_set_push_variable', $name, $value);
    }

    public function removePushVariable(string $name): self
    {
        return $this->change('nh_installation_remove_push_variable', $name);
    }

    public function setTemplate(string $name, Template $template): self
    {
        return $this->change('nh_installation_set_template', $name, $template);
    }

    public function removeTemplate(string $name): self
    {
        return $this->change('nh_installation_remove_template', $name);
    }

    /** Windows only. */
    public function setSecondaryTile(string $tileId, SecondaryTile $tile): self
    {
        return $this->change('nh_installation_set_secondary_tile', $tileId, $tile);
    }

    public function removeSecondaryTile(string $tileId): self
    {
        return $this->change('nh_installation_remove_secondary_tile', $tileId);
    }

    public function id(): string
    {
        return $this->ask('nh_installation_id');
    }

    public function userId(): ?string
    {
        return $this->ask('nh_installation_user_id');
    }

    /** null for one that the library does not know: see platformText(). */
    public function platform(): ?Platform
    {
        return Platform::tryFrom($this->ask('nh_installation_platform'));
    }

    /** In the service's word, such as "apns". */
    public function platformText(): ?string
    {
        return $this->ask('nh_installation_platform_text');
    }

    /** Its handle; for a browser the endpoint. */
    public function pushChannel(): ?string
    {
        return $this->ask('nh_installation_push_channel');
    }

    public function browserP256dh(): ?string
    {
        return $this->ask('nh_installation_browser_p256dh');
    }

    public function browserAuth(): ?string
    {
        return $this->ask('nh_installation_browser_auth');
    }

    /** Has the service found that the handle is no longer good? */
    public function pushChannelExpired(): bool
    {
        return $this->ask('nh_installation_push_channel_expired');
    }

    /** As the service writes it. */
    public function expirationTime(): ?string
    {
        return $this->ask('nh_installation_expiration_time');
    }

    public function expirationDateTime(): ?DateTimeImmutable
    {
        return Time::parse($this->expirationTime());
    }

    /** @return list<string> */
    public function tags(): array
    {
        return $this->askAll('nh_installation_tag_count', 'nh_installation_tag');
    }

    public function pushVariable(string $name): ?string
    {
        return $this->ask('nh_installation_push_variable', $name);
    }

    /** @return array<string, ?string> by their names; null for one that is no text */
    public function pushVariables(): array
    {
        $names = $this->askAll('nh_installation_push_variable_count', 'nh_installation_push_variable_name');
        return array_combine($names, array_map($this->pushVariable(...), $names));
    }

    /** A copy, to be read, or changed and set; that there is none is thrown. */
    public function template(string $name): Template
    {
        return Template::new('nh_installation_template', $this, $name);
    }

    /**
     * @return array<string, array{body: string, headers: array<string, string>, expiry: ?string, tags: list<string>}>
     *     by their names
     */
    public function templates(): array
    {
        $templates = [];
        foreach ($this->askAll('nh_installation_template_count', 'nh_installation_template_name') as $index => $name) {
            $template = $this->template($name);
            $templates[$name] = [
                'body' => $this->ask('nh_installation_template_body', $index),
                'headers' => $template->headers(),
                'expiry' => $template->expiry(),
                'tags' => $this->askAll(
                    'nh_installation_template_tag_count',
                    'nh_installation_template_tag',
                    $index
                ),
            ];
        }
        return $templates;
    }

    /** A copy, to be read, or changed and set; that there is none is thrown. */
    public function secondaryTile(string $tileId): SecondaryTile
    {
        return SecondaryTile::new('nh_installation_secondary_tile', $this, $tileId);
    }

    /** @return list<string> */
    public function secondaryTileIds(): array
    {
        return $this->askAll('nh_installation_secondary_tile_count', 'nh_installation_secondary_tile_id');
    }

    /** Any member, as JSON. */
    public function member(string $name): ?string
    {
        return $this->ask('nh_installation_member', $name);
    }

    /** As it is sent. What the service answered is the outcome's body. */
    public function json(): ?string
    {
        return $this->ask('nh_installation_json');
    }

    public function jsonSerialize(): mixed
    {
        return json_decode($this->json() ?? 'null', false, 512, JSON_THROW_ON_ERROR);
    }
}
