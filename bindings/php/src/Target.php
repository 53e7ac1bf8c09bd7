<?php

declare(strict_types=1);

namespace NotificationHubs;

use NotificationHubs\Ffi\Handle;

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

    /** Devices with any of these tags and those that addTag() adds; none at all is an error when it is sent to. */
    public static function newTags(string ...$tags): self
    {
        $target = self::new('nh_target_new_tags');
        foreach ($tags as $tag) {
            $target->addTag($tag);
        }
        return $target;
    }

    public function addTag(string $tag): self
    {
        return $this->change('nh_target_add_tag', $tag);
    }

    /** Devices that match a tag expression, given as text. */
    public static function newExpression(string $expression): self
    {
        return self::new('nh_target_new_expression', $expression);
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

    /** One device by its handle, registered or not. */
    public static function newDevice(#[\SensitiveParameter] string $handle): self
    {
        return self::new('nh_target_new_device', $handle);
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
