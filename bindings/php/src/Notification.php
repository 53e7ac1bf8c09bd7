<?php

declare(strict_types=1);

namespace NotificationHubs;

use DateTimeInterface;
use JsonSerializable;
use NotificationHubs\Ffi\Handle;
use NotificationHubs\Ffi\Json;
use NotificationHubs\Ffi\Library;
use NotificationHubs\Ffi\Misfit;
use NotificationHubs\Ffi\Time;
use stdClass;

/**
 * What is sent, whoever it goes to. Sending does not change it.
 */
final class Notification extends Handle
{
    protected const FREE = 'nh_notification_free';

    /** For one platform, whose own payload is sent byte for byte; an array as JSON. */
    public function __construct(
        Platform $platform,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $body
    ) {
        $payload = Json::object('body', $body);
        $this->hold('nh_notification_new', $platform, $payload, strlen($payload));
    }

    /**
     * A template notification. More properties are set one by one.
     *
     * @param array<string, string>|stdClass $properties
     */
    public static function newTemplate(#[\SensitiveParameter] array|stdClass $properties = []): self
    {
        $notification = self::new('nh_notification_new_template');
        if (is_array($properties) && $properties !== [] && array_is_list($properties)) {
            throw new \ValueError("properties is a list: it takes an array with names, as ['name' => 'value']");
        }
        foreach ((array)$properties as $name => $value) {
            if (!is_string($value)) {
                throw new \TypeError("properties: $name is " . get_debug_type($value) . ', not text');
            }
            $notification->setProperty((string)$name, $value);
        }
        return $notification;
    }

    public static function newAppleAlert(
        #[\SensitiveParameter] ?string $title,
        #[\SensitiveParameter] string $body
    ): self {
        return self::new('nh_notification_new_apple_alert', $title, $body);
    }

    /** Wakes the app and shows nothing. */
    public static function newAppleBackground(): self
    {
        return self::new('nh_notification_new_apple_background');
    }

    /**
     * A push to a Live Activity: start, update or end, the time of what it tells (a number in
     * seconds since 1970), and its new state.
     *
     * @param string|array<string, mixed>|JsonSerializable|stdClass|null $contentState
     */
    public static function newAppleLiveActivity(
        string $event,
        int|DateTimeInterface $time,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass|null $contentState = null
    ): self {
        $state = $contentState === null ? null : Json::object('contentState', $contentState);
        return self::new('nh_notification_new_apple_live_activity', $event, Time::unixSeconds($time), $state);
    }

    public static function newFcmv1Message(
        #[\SensitiveParameter] ?string $title,
        #[\SensitiveParameter] ?string $body
    ): self {
        return self::new('nh_notification_new_fcmv1_message', $title, $body);
    }

    /** Of Google's legacy API. */
    public static function newGcmMessage(
        #[\SensitiveParameter] ?string $title = null,
        #[\SensitiveParameter] ?string $body = null
    ): self {
        return self::new('nh_notification_new_gcm_message', $title, $body);
    }

    /** Of data, which are its properties. */
    public static function newAdmMessage(): self
    {
        return self::new('nh_notification_new_adm_message');
    }

    public static function newBaiduMessage(
        #[\SensitiveParameter] ?string $title,
        #[\SensitiveParameter] string $description
    ): self {
        return self::new('nh_notification_new_baidu_message', $title, $description);
    }

    public static function newBrowserMessage(
        #[\SensitiveParameter] ?string $title = null,
        #[\SensitiveParameter] ?string $body = null
    ): self {
        return self::new('nh_notification_new_browser_message', $title, $body);
    }

    public static function newXiaomiMessage(
        #[\SensitiveParameter] ?string $title = null,
        #[\SensitiveParameter] ?string $description = null
    ): self {
        return self::new('nh_notification_new_xiaomi_message', $title, $description);
    }

    public static function newMpnsToast(
        #[\SensitiveParameter] string $text1,
        #[\SensitiveParameter] ?string $text2 = null
    ): self {
        return self::new('nh_notification_new_mpns_toast', $text1, $text2);
    }

    /** All of it are fields. */
    public static function newMpnsTile(): self
    {
        return self::new('nh_notification_new_mpns_tile');
    }

    public static function newWindowsToast(
        #[\SensitiveParameter] string $line1,
        #[\SensitiveParameter] ?string $line2 = null,
        #[\SensitiveParameter] ?string $launch = null
    ): self {
        return self::new('nh_notification_new_windows_toast', $line1, $line2, $launch);
    }

    public static function newWindowsTile(
        #[\SensitiveParameter] string $line1,
        #[\SensitiveParameter] ?string $line2 = null
    ): self {
        return self::new('nh_notification_new_windows_tile', $line1, $line2);
    }

    /** A number such as "7", or one of Windows's glyphs. */
    public static function newWindowsBadge(#[\SensitiveParameter] string $value): self
    {
        return self::new('nh_notification_new_windows_badge', $value);
    }

    /**
     * Of a notification whose payload the library writes. Where it need not be text, what is none
     * becomes JSON.
     *
     * @param string|int|float|bool|array<mixed>|JsonSerializable|stdClass|null $value
     */
    public function setProperty(
        string $name,
        #[\SensitiveParameter] string|int|float|bool|array|JsonSerializable|stdClass|null $value
    ): self {
        $tell = Misfit::ofProperty($name, $value);
        return is_string($value)
            ? $this->put($tell, 'nh_notification_set_property', $name, $value)
            : $this->put($tell, 'nh_notification_set_property_json', $name, Json::any('value', $value));
    }

    /**
     * A field that the push service documents; null takes it away.
     *
     * @param string|int|float|bool|list<string>|array<string, mixed>|JsonSerializable|stdClass|DateTimeInterface|null
     *     $value what the field takes, as its comment says; a list becomes texts, and an empty one none,
     *     another array JSON (new stdClass is an empty object)
     */
    public function set(
        Field $field,
        #[\SensitiveParameter]
        string|int|float|bool|array|JsonSerializable|stdClass|DateTimeInterface|null $value
    ): self {
        $tell = Misfit::ofField($value);
        return match (true) {
            $value === null => $this->put($tell, 'nh_notification_clear_field', $field),
            is_string($value) => $this->put($tell, 'nh_notification_set_text', $field, $value),
            is_bool($value) => $this->put($tell, 'nh_notification_set_flag', $field, $value),
            $value instanceof DateTimeInterface =>
                $this->put($tell, 'nh_notification_set_number', $field, (float)$value->format('U.u')),
            is_int($value), is_float($value) =>
                $this->put($tell, 'nh_notification_set_number', $field, (float)$value),
            is_array($value) && array_is_list($value) => $this->putList($tell, $field, $value),
            default => $this->put($tell, 'nh_notification_set_json', $field, Json::object('value', $value)),
        };
    }

    /** @param list<string> $texts */
    private function putList(\Closure $tell, Field $field, #[\SensitiveParameter] array $texts): self
    {
        foreach ($texts as $place => $text) {
            if (!is_string($text)) {
                throw new \TypeError("value[$place] is " . get_debug_type($text) . '; give text');
            }
        }
        $this->put($tell, 'nh_notification_clear_field', $field);
        foreach ($texts as $text) {
            $this->put($tell, 'nh_notification_add_text', $field, $text);
        }
        return $this;
    }

    /** @param \Closure(string): string $tell what is said of a value that is not taken */
    private function put(\Closure $tell, string $function, #[\SensitiveParameter] mixed ...$arguments): self
    {
        if (Library::call($function, $this, ...$arguments) !== Status::Ok->value) {
            throw Library::lastError($function, $tell);
        }
        return $this;
    }

    /** For the platform's push service. */
    public function setHeader(string $name, #[\SensitiveParameter] string $value): self
    {
        return $this->change('nh_notification_set_header', $name, $value);
    }

    /** Instead of what the payload's root element says. */
    public function setWnsType(WnsType $type): self
    {
        return $this->change('nh_notification_set_wns_type', $type);
    }

    /** The type and its class: 0 for delivery at once. */
    public function setMpnsType(MpnsType $type, int $class = 0): self
    {
        return $this->change('nh_notification_set_mpns_type', $type, $class);
    }

    public function setApnsPushType(ApnsPushType $type): self
    {
        return $this->change('nh_notification_set_apns_push_type', $type);
    }

    /** 10, 5 or 1. */
    public function setApnsPriority(int $priority): self
    {
        return $this->change('nh_notification_set_apns_priority', $priority);
    }

    /** Until when Apple tries; an int is a Unix time in seconds, 0 for once, now. */
    public function setApnsExpiration(int|DateTimeInterface $unixSeconds): self
    {
        return $this->change('nh_notification_set_apns_expiration', Time::unixSeconds($unixSeconds));
    }

    public function setApnsTopic(string $topic): self
    {
        return $this->change('nh_notification_set_apns_topic', $topic);
    }

    public function setApnsCollapseId(string $id): self
    {
        return $this->change('nh_notification_set_apns_collapse_id', $id);
    }

    /** Checks the payload as its push service would; a fault is thrown. */
    public function check(): void
    {
        Library::do('nh_notification_check', $this);
    }
}
