"""Each method of azure-notification-hub-unofficial. Where it is at fault, that is what is expected."""
import datetime
import json
import os
import urllib.request

import azure_notification_hub as sdk

URL = os.environ["NH_URL"]
hub = sdk.NotificationHubsClient(os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"])


def control(name, body=None):
    request = urllib.request.Request(f"{URL}/_emulator/{name}", body)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def got():
    """What devices got since the last call."""
    deliveries = json.loads(control("deliveries"))
    control("reset", b"")
    return [(one["deviceHandle"], one["payload"], one["headers"]) for one in deliveries]


def refused(status, method, *arguments):
    try:
        method(*arguments)
    except sdk.AzureNHError as error:
        assert error.status_code == status, error
        return error.body
    raise AssertionError(f"{method} was not refused")


# Installations. One that is read is JSON that is called XML, as the service calls it, and this
# client then gives it back as text.
browser = {"endpoint": "https://push.example/1", "p256dh": "k", "auth": "a"}
installation = sdk.create_browser_installation("browser", browser, tags=["browser"])
assert hub.create_or_update_installation(installation) == {}
for platform, channel in [
    ("apns", "0A1B"), ("gcm", "g"), ("fcmv1", "f"), ("adm", "d"), ("baidu", "u-c"), ("xiaomi", "x"),
    ("wns", "https://wns.example/1"), ("mpns", "https://mpns.example/1"),
]:
    hub.create_or_update_installation({
        "installationId": platform, "platform": platform, "pushChannel": channel, "tags": [platform],
    })
hub.update_installation("apns", [
    {"op": "add", "path": "/templates/t", "value": json.dumps({"body": '{"aps":{"alert":"$(m)"}}'})},
])
read = json.loads(hub.get_installation("apns")["_raw_xml"])
assert (read["pushChannel"], read["tags"]) == ("0A1B", ["apns"]), read

# Sends. What comes back is empty: the id in Location is not looked at.
hi = '{"aps": {"alert": "hi", "sound": "default"}}'
apple = sdk.create_apple_notification(sdk.create_apple_body(alert="hi"))
for notification, tag, handle, payload, headers in [
    (apple, "apns", "0A1B", hi, {}),
    (sdk.create_apple_notification(hi, headers={"apns-priority": "5"}), "apns", "0A1B", hi, {"apns-priority": "5"}),
    (sdk.create_template_notification({"m": "hi"}), "apns", "0A1B", '{"aps":{"alert":"hi"}}', {}),
    (sdk.create_fcm_legacy_notification({"data": {"m": "hi"}}), "gcm", "g", '{"data": {"m": "hi"}}', {}),
    (sdk.create_fcm_v1_notification({"message": {"data": {"m": "hi"}}}), "fcmv1", "f",
     '{"message": {"data": {"m": "hi"}}}', {}),
    (sdk.create_adm_notification({"data": {"m": "hi"}}), "adm", "d", '{"data": {"m": "hi"}}', {}),
    (sdk.create_baidu_notification({"title": "t", "description": "d"}), "baidu", "u-c",
     '{"title": "t", "description": "d"}', {}),
    (sdk.create_xiaomi_notification({"title": "t"}), "xiaomi", "x", '{"title": "t"}', {}),
    (sdk.create_browser_notification({"title": "t"}), "browser", "https://push.example/1", '{"title": "t"}', {}),
    (sdk.create_windows_toast_notification(sdk.create_windows_toast_body("hi")), "wns", "https://wns.example/1",
     "<toast><visual><binding template='ToastText01'><text id='1'>hi</text></binding></visual></toast>",
     {"x-wns-type": "wns/toast"}),
    (sdk.create_windows_raw_notification("raw"), "wns", "https://wns.example/1", "raw", {"x-wns-type": "wns/raw"}),
]:
    assert hub.send_notification(notification, tag_expression=tag) == {}
    assert got() == [(handle, payload, headers)], tag
assert hub.send_broadcast_notification(apple) == {}
assert got() == [("0A1B", hi, {})]
# Its body for FCM v1 has no "message" round it.
wrong = sdk.create_fcm_v1_notification(sdk.create_fcm_v1_body(data={"m": "hi"}))
assert "fcmv1-message" in refused(400, hub.send_notification, wrong, "fcmv1")
# A test send is one for it: the service knows no such header, and wants `test` in the query.
assert hub.send_notification(apple, tag_expression="apns", test_send=True) == {}
[sent] = json.loads(control("deliveries"))
assert sent["test"] is False
got()
# A blank expression is a broadcast for it.
hub.send_notification(apple, tag_expression="")
assert got() == [("0A1B", hi, {})]

# Later. Without an id nothing can be cancelled or asked for.
soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=1)
assert hub.schedule_notification(soon, apple, "apns") == {}
assert hub.schedule_broadcast_notification(soon, apple) == {}
assert got() == []
control("clock", b'{"advance_ms": 61000}')
assert got() == [("0A1B", hi, {})] * 2
control("clock", b'{"real": true}')
refused(404, hub.cancel_scheduled_notification, "unknown")
refused(404, hub.get_notification_outcome_details, "unknown")
# The address is the whole answer, and it looks for JSON.
try:
    hub.get_feedback_container_url()
    raise AssertionError("it reads the address of the feedback")
except json.JSONDecodeError:
    pass

# Registrations: those that the installations are.
listed = hub.list_registrations()
assert len(listed) == 10, listed
[template] = [one for one in listed if "BodyTemplate" in one]
assert hub.get_registration(template["RegistrationId"])["DeviceToken"] == "0A1B"
hub.delete_registration(template["RegistrationId"])
refused(404, hub.get_registration, template["RegistrationId"])
hub.delete_installation("apns")
refused(404, hub.get_installation, "apns")
print("methods: done")
