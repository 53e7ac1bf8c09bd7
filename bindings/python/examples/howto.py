"""Microsoft's how-to, "How to use Notification Hubs from Python": only the import is another.

A local hub's authority is told to it as to the sample: REQUESTS_CA_BUNDLE=$NH_CA_FILE.
"""

import os

from notification_hubs.sample import Notification, NotificationHub

isDebug = False
hub = NotificationHub(os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"], isDebug)

wns_payload = """<toast><visual><binding template=\"ToastText01\"><text id=\"1\">Hello world!</text></binding></visual></toast>"""
hub.send_windows_notification(wns_payload)

alert_payload = {"aps": {"alert": "Hello!", "badge": 1}}
hub.send_apple_notification(alert_payload)

gcm_payload = {"data": {"msg": "Hello!"}}
hub.send_gcm_notification(gcm_payload)
hub.send_adm_notification(gcm_payload)
hub.send_baidu_notification({"title": "News", "description": "Hello!"})

mpns_payload = """<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification">
<wp:Toast><wp:Text1>News</wp:Text1><wp:Text2>Hello!</wp:Text2></wp:Toast></wp:Notification>"""
hub.send_mpns_notification(mpns_payload)

template_payload = {"headline": "Hello"}
hub.send_template_notification(template_payload, "all")

# Tags, as one, as a set, as an expression.
hub.send_apple_notification(alert_payload, "apple")
hub.send_apple_notification(alert_payload, {"apple", "fcmv1"})
hub.send_apple_notification(alert_payload, "apple && !odd")

notification = Notification("apple", alert_payload)
notification.headers = {"apns-priority": "5"}
hub.send_notification(notification, "apple")
