<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * A kind of notification. 0 is none of them, so that a
 * forgotten value is refused.
 */
enum Platform: int
{
    use PlatformWords;

    /**
     * Template properties; each device renders its own template.
     */
    case Template = 1;

    /**
     * Apple (APNs).
     */
    case Apple = 2;

    /**
     * Google Firebase Cloud Messaging, HTTP v1.
     */
    case Fcmv1 = 3;

    /**
     * Windows (WNS).
     */
    case Windows = 4;

    /**
     * Google's legacy API (GCM, legacy FCM).
     */
    case Gcm = 5;

    /**
     * Windows Phone (MPNS).
     */
    case Mpns = 6;

    /**
     * Amazon Device Messaging.
     */
    case Adm = 7;

    /**
     * Baidu.
     */
    case Baidu = 8;

    /**
     * Browsers (web push).
     */
    case Browser = 9;

    /**
     * Xiaomi.
     */
    case Xiaomi = 10;
}
