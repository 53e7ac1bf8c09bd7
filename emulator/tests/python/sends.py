"""Each method of the how-to's own Python package, to an audience, to a handle, and for later."""
import datetime
import os

from notificationhubs_rest_python.NotificationHub import AzureNotificationHub

hub = AzureNotificationHub(os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"])
json = {"aps": {"alert": "hi"}}
# A blank expression is a broadcast of this package: it leaves the header away.
for name, payload in [
    ("apple", json),
    ("google", {"data": {"m": "hi"}}),
    ("amazon", {"data": {"m": "hi"}}),
    ("baidu", {"title": "t", "description": "d"}),
    ("windows", "<toast><visual/></toast>"),
    ("windows_phone", '<wp:Notification xmlns:wp="WPNotification"><wp:Toast></wp:Toast></wp:Notification>'),
]:
    send = getattr(hub, f"send_{name}_notification")
    for tags in ["", "a", {"a", "b"}]:
        status, _ = send(False, payload, tags=tags)
        assert status == 201, (name, tags, status)
for tags in ["", "a && !c"]:
    status, _ = hub.send_template_notification({"m": "hi"}, tags=tags)
    assert status == 201, status
for name, payload, handle in [("apple", json, "0ABC"), ("google", {"data": {"m": "hi"}}, "one-handle")]:
    send = getattr(hub, f"send_{name}_notification")
    status, _ = send(True, payload, device_handle=handle)
    assert status == 201, status
    status, _ = send(False, payload, tags="a", scheduled_time=datetime.datetime.now(datetime.timezone.utc))
    assert status == 201, status
# In its debug mode it makes test sends, and gives back whatever came.
debug = AzureNotificationHub(os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"], debug=1)
status, _ = debug.send_apple_notification(False, json)
assert status == 201, status
print("sends: done")
