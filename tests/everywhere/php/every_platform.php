<?php

/**
 * A payload for each platform.
 */

declare(strict_types=1);

use NotificationHubs\Platform;

return static fn (Platform $platform): string => match ($platform) {
    Platform::Template => '{"message":"Hello!"}',
    Platform::Apple => '{"aps":{"alert":"Hello!"}}',
    Platform::Fcmv1 => '{"message":{"notification":{"body":"Hello!"}}}',
    Platform::Windows => '<toast><visual><binding template="ToastText01"><text id="1">Hello!</text></binding>'
        . '</visual></toast>',
    Platform::Mpns => '<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification">'
        . '<wp:Toast><wp:Text1>Hello!</wp:Text1></wp:Toast></wp:Notification>',
    Platform::Gcm, Platform::Adm => '{"data":{"msg":"Hello!"}}',
    Platform::Baidu, Platform::Browser, Platform::Xiaomi => '{"title":"Hello!"}',
};
