<?php

declare(strict_types=1);

namespace NotificationHubs;

use JsonSerializable;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Json;
use NotificationHubs\Ffi\Tags;
use stdClass;

/**
 * Where a notification goes: never to everyone unless newBroadcast() says so.
 */
final class Target extends Handle
{
    protected const FREE = 'nh_target_free';

    private function __construct()
    {
    }

    /** Every device of the notification's platform. */
    public static function newBroadcast(): self
    {
        return self::new('nh_target_new_broadcast');
    }

    public static function newTag(string $tag): self
    {
        return self::new('nh_target_new_tag', $tag);
    }

    /**
     * Devices with any of these tags and those that addTag() adds; none at all is an error when it is sent to.
     *
     * @param string|iterable<string> ...$tags
     */
    public static function newTags(string|iterable ...$tags): self
    {
        $target = self::new('nh_target_new_tags');
        foreach ($tags as $some) {
            $target->addTag($some);
        }
        return $target;
    }

    /** @param string|iterable<string> $tag */
    public function addTag(string|iterable $tag, string|iterable ...$tags): self
    {
        return $this->changeEach('nh_target_add_tag', [$tag, ...$tags]);
    }

    /** Devices that match a tag expression, given as text; several tags mean any of them. */
    public static function newExpression(string|iterable|TagExpression $expression): self
    {
        return self::new('nh_target_new_expression', Tags::expression('expression', $expression));
    }

    /**
     * What calls take for a target: text is an expression, what can be iterated a set
     * of tags. Nothing stands for everyone but newBroadcast().
     *
     * @internal
     * @param string|iterable<string>|TagExpression|self $target
     */
    public static function of(string|iterable|TagExpression|self $target): self
    {
        return match (true) {
            $target instanceof self => $target,
            $target instanceof TagExpression => self::newComposed($target),
            is_string($target) => self::newExpression($target),
            default => self::newTags($target),
        };
    }

    public static function newComposed(TagExpression $expression): self
    {
        return self::new('nh_target_new_composed', $expression);
    }

    /** All devices of a user. */
    public static function newUser(string $userId): self
    {
        return self::new('nh_target_new_user', $userId);
    }

    public static function newInstallation(string $installationId): self
    {
        return self::new('nh_target_new_installation', $installationId);
    }

    /** One device by its handle, registered or not; for a browser its subscription as JSON. */
    public static function newDevice(#[\SensitiveParameter] string|array|JsonSerializable|stdClass $handle): self
    {
        return self::new('nh_target_new_device', Json::object('handle', $handle));
    }

    /** One browser by its subscription. */
    public static function newBrowser(
        #[\SensitiveParameter] string $endpoint,
        #[\SensitiveParameter] string $p256dh,
        #[\SensitiveParameter] string $auth
    ): self {
        return self::new('nh_target_new_browser', $endpoint, $p256dh, $auth);
    }
}
