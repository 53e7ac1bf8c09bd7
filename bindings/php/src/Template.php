<?php

declare(strict_types=1);

namespace NotificationHubs;

use JsonSerializable;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Json;
use NotificationHubs\Ffi\Library;
use stdClass;

/**
 * A template of an installation.
 */
final class Template extends Handle
{
    protected const FREE = 'nh_template_free';

    /** The platform's payload with expressions such as $(name) in it; an array as JSON. */
    public function __construct(#[\SensitiveParameter] string|array|JsonSerializable|stdClass $body)
    {
        $this->hold('nh_template_new', Json::object('body', $body));
    }

    /** Checks a body for devices of a platform; a fault is thrown, with its column. */
    public static function check(
        Platform $platform,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $body
    ): void {
        Library::do('nh_template_check', $platform, Json::object('body', $body));
    }

    /** Checks what it makes of sample, a template notification; for Apple with its headers. */
    public function checkWithSample(Platform $platform, Notification $sample): void
    {
        Library::do('nh_template_check_with_sample', $platform, $this, $sample);
    }

    /** For the push service, such as X-WNS-Type, which Windows templates need. */
    public function setHeader(string $name, #[\SensitiveParameter] string $value): self
    {
        return $this->change('nh_template_set_header', $name, $value);
    }

    /**
     * That this template alone has.
     *
     * @param string|iterable<string> $tag
     */
    public function addTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_template_add_tag', [$tag, ...$tags]);
    }

    /** @param string|iterable<string> $tag */
    public function removeTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_template_remove_tag', [$tag, ...$tags]);
    }

    public function removeHeader(string $name): self
    {
        return $this->change('nh_template_remove_header', $name);
    }

    public function setBody(#[\SensitiveParameter] string|array|JsonSerializable|stdClass $body): self
    {
        return $this->change('nh_template_set_body', Json::object('body', $body));
    }

    /** An expression, Apple only; null for none. */
    public function setExpiry(?string $expiry): self
    {
        return $this->change('nh_template_set_expiry', $expiry);
    }

    public function body(): string
    {
        return $this->ask('nh_template_body');
    }

    public function expiry(): ?string
    {
        return $this->ask('nh_template_expiry');
    }

    /** @return array<string, string> */
    public function headers(): array
    {
        return array_combine(
            $this->askAll('nh_template_header_count', 'nh_template_header_name'),
            $this->askAll('nh_template_header_count', 'nh_template_header_value')
        );
    }

    /** @return list<string> */
    public function tags(): array
    {
        return $this->askAll('nh_template_tag_count', 'nh_template_tag');
    }
}
