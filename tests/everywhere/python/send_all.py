"""Sends one notification of every platform to a tag expression."""

import os

import notification_hubs as nh

PAYLOADS = {
    nh.Platform.TEMPLATE: '{"message":"Hello from Python"}',
    nh.Platform.APPLE: '{"aps":{"alert":"Hello from Python"}}',
    nh.Platform.FCMV1: '{"message":{"notification":{"body":"Hello from Python"}}}',
    nh.Platform.WINDOWS: '<toast><visual><binding template="ToastText01">'
    '<text id="1">Hello from Python</text></binding></visual></toast>',
    nh.Platform.GCM: '{"data":{"message":"Hello from Python"}}',
    nh.Platform.MPNS: '<?xml version="1.0" encoding="utf-8"?>'
    '<wp:Notification xmlns:wp="WPNotification"><wp:Toast>'
    "<wp:Text1>Hello from Python</wp:Text1></wp:Toast></wp:Notification>",
    nh.Platform.ADM: '{"data":{"message":"Hello from Python"}}',
    nh.Platform.BAIDU: '{"title":"Hello","description":"from Python"}',
    nh.Platform.BROWSER: '{"title":"Hello","body":"from Python"}',
    nh.Platform.XIAOMI: '{"title":"Hello","description":"from Python"}',
}

with nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ["NH_CA_FILE"],
) as hub:
    target = nh.Target.new_expression(os.environ["NH_TAG"])
    # All of the enumeration: a platform without a payload here is an error.
    for platform in nh.Platform:
        hub.send(nh.Notification(platform, PAYLOADS[platform]), target, timeout_ms=20_000)
