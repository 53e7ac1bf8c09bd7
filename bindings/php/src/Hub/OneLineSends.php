<?php

declare(strict_types=1);

namespace NotificationHubs\Hub;

use JsonSerializable;
use NotificationHubs\Ffi\Call;
use NotificationHubs\Ffi\Json;
use NotificationHubs\Ffi\Names;
use NotificationHubs\Ffi\Tags;
use NotificationHubs\Ffi\Traces;
use NotificationHubs\Outcome;
use NotificationHubs\TagExpression;
use stdClass;

/**
 * The sends in one line: a platform's payload to a tag expression, or to
 * everyone. An array is sent as JSON; several tags in an array mean any of them. An
 * empty expression is an error, never everyone. Nothing else is taken, and no option.
 *
 * @internal A part of Hub.
 */
trait OneLineSends
{
    /** Sends an Apple (APNs) notification: JSON with "aps". */
    public function sendAppleNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_apple_notification', $none, $payload, $tagExpression);
    }

    public function broadcastAppleNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_apple_notification', $none, $payload);
    }

    /** Sends a notification through Google's legacy API (GCM, legacy FCM): JSON with "data" or "notification". */
    public function sendGoogleNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_google_notification', $none, $payload, $tagExpression);
    }

    public function broadcastGoogleNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_google_notification', $none, $payload);
    }

    /** Sends a Firebase (FCM v1) notification: JSON with "message". */
    public function sendFcmv1Notification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_fcmv1_notification', $none, $payload, $tagExpression);
    }

    public function broadcastFcmv1Notification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_fcmv1_notification', $none, $payload);
    }

    /** Sends a Windows (WNS) notification: toast, tile or badge XML. */
    public function sendWindowsNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_windows_notification', $none, $payload, $tagExpression);
    }

    public function broadcastWindowsNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_windows_notification', $none, $payload);
    }

    /** Sends a Windows Phone (MPNS) notification: XML with a root wp:Notification. */
    public function sendMpnsNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_mpns_notification', $none, $payload, $tagExpression);
    }

    public function broadcastMpnsNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_mpns_notification', $none, $payload);
    }

    /** Sends an Amazon (ADM) notification: JSON with "data". */
    public function sendAdmNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_adm_notification', $none, $payload, $tagExpression);
    }

    public function broadcastAdmNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_adm_notification', $none, $payload);
    }

    /** Sends a Baidu notification: JSON. */
    public function sendBaiduNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_baidu_notification', $none, $payload, $tagExpression);
    }

    public function broadcastBaiduNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_baidu_notification', $none, $payload);
    }

    /** Sends a browser (web push) notification: JSON. */
    public function sendBrowserNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_browser_notification', $none, $payload, $tagExpression);
    }

    public function broadcastBrowserNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_browser_notification', $none, $payload);
    }

    /** Sends a Xiaomi notification: JSON. */
    public function sendXiaomiNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_xiaomi_notification', $none, $payload, $tagExpression);
    }

    public function broadcastXiaomiNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_xiaomi_notification', $none, $payload);
    }

    /** Sends a template notification: a JSON object of text properties. */
    public function sendTemplateNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression $tagExpression,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_send_template_notification', $none, $payload, $tagExpression);
    }

    public function broadcastTemplateNotification(
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        #[\SensitiveParameter] mixed ...$none
    ): Outcome {
        return $this->line('nh_broadcast_template_notification', $none, $payload);
    }

    private function line(
        string $function,
        #[\SensitiveParameter] array $none,
        #[\SensitiveParameter] string|array|JsonSerializable|stdClass $payload,
        string|iterable|TagExpression ...$tags
    ): Outcome {
        if ($none !== []) {
            $this->refuseMore($function, $none);
        }
        $body = Json::object('payload', $payload);
        $expressions = array_map(
            static fn (string|iterable|TagExpression $some): string => Tags::expression('tagExpression', $some),
            $tags
        );
        return Call::do($function, $this, $body, ...$expressions);
    }
    /**
     * PHP would let go of a second tag, or of tags for everyone.
     *
     * @param non-empty-array<string|int, mixed> $none
     */
    private function refuseMore(string $function, #[\SensitiveParameter] array $none): never
    {
        $method = Names::camel(substr($function, strlen('nh_')));
        $isToAll = str_starts_with($method, 'broadcast');
        $name = array_key_first($none);
        $said = match (true) {
            $name === 'tagExpression' || is_int($name) && $isToAll =>
                "$method() goes to everyone; for tags call " . str_replace('broadcast', 'send', $method) . '()',
            is_int($name) => "$method() takes 2 arguments; give several tags in one expression, such as 'a || b', "
                . "or as an array, such as ['a', 'b']",
            default => "$method() takes no options, and so no $name; they are those of send(), such as "
                . 'send($notification, ' . ($isToAll ? 'Target::newBroadcast()' : '$tagExpression') . ', test: true)',
        };
        $mistake = new \ArgumentCountError($said);
        Traces::hideOwn($mistake);
        throw $mistake;
    }
}
