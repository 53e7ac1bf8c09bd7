<?php

declare(strict_types=1);

namespace NotificationHubs\Hub;

use NotificationHubs\Ffi\Call;
use NotificationHubs\Outcome;

/**
 * The sends in one line: a platform's payload to a tag expression, or to
 * everyone. An empty expression is an error, never everyone.
 *
 * @internal A part of Hub.
 */
trait OneLineSends
{
    /** Sends an Apple (APNs) notification: JSON with "aps". */
    public function sendAppleNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_apple_notification', $this, $payload, $tagExpression);
    }

    public function broadcastAppleNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_apple_notification', $this, $payload);
    }

    /** Sends a notification through Google's legacy API (GCM, legacy FCM): JSON with "data" or "notification". */
    public function sendGoogleNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_google_notification', $this, $payload, $tagExpression);
    }

    public function broadcastGoogleNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_google_notification', $this, $payload);
    }

    /** Sends a Firebase (FCM v1) notification: JSON with "message". */
    public function sendFcmv1Notification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_fcmv1_notification', $this, $payload, $tagExpression);
    }

    public function broadcastFcmv1Notification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_fcmv1_notification', $this, $payload);
    }

    /** Sends a Windows (WNS) notification: toast, tile or badge XML. */
    public function sendWindowsNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_windows_notification', $this, $payload, $tagExpression);
    }

    public function broadcastWindowsNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_windows_notification', $this, $payload);
    }

    /** Sends a Windows Phone (MPNS) notification: XML with a root wp:Notification. */
    public function sendMpnsNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_mpns_notification', $this, $payload, $tagExpression);
    }

    public function broadcastMpnsNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_mpns_notification', $this, $payload);
    }

    /** Sends an Amazon (ADM) notification: JSON with "data". */
    public function sendAdmNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_adm_notification', $this, $payload, $tagExpression);
    }

    public function broadcastAdmNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_adm_notification', $this, $payload);
    }

    /** Sends a Baidu notification: JSON. */
    public function sendBaiduNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_baidu_notification', $this, $payload, $tagExpression);
    }

    public function broadcastBaiduNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_baidu_notification', $this, $payload);
    }

    /** Sends a browser (web push) notification: JSON. */
    public function sendBrowserNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_browser_notification', $this, $payload, $tagExpression);
    }

    public function broadcastBrowserNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_browser_notification', $this, $payload);
    }

    /** Sends a Xiaomi notification: JSON. */
    public function sendXiaomiNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_xiaomi_notification', $this, $payload, $tagExpression);
    }

    public function broadcastXiaomiNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_xiaomi_notification', $this, $payload);
    }

    /** Sends a template notification: a JSON object of text properties. */
    public function sendTemplateNotification(#[\SensitiveParameter] string $payload, string $tagExpression): Outcome
    {
        return Call::do('nh_send_template_notification', $this, $payload, $tagExpression);
    }

    public function broadcastTemplateNotification(#[\SensitiveParameter] string $payload): Outcome
    {
        return Call::do('nh_broadcast_template_notification', $this, $payload);
    }
}
