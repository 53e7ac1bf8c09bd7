"""Calls of the package notificationhubs-rest-python, as a script makes them."""

import os
from datetime import datetime, timedelta, timezone

from notificationhubs_rest_python.NotificationHub import AzureNotification, AzureNotificationHub


def open_hub(debug=0):
    return AzureNotificationHub(os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"], debug)


TOAST = (
    '<toast><visual><binding template="ToastText01">'
    '<text id="1">Soup!</text></binding></visual></toast>'
)
LAUNCH = TOAST.replace("<toast>", '<toast launch="menu">')
TILE = '<tile><visual><binding template="TileText01"/></visual></tile>'
BADGE = '<badge value="3"/>'
PHONE = '<wp:Notification xmlns:wp="WPNotification">{}</wp:Notification>'
PHONE_TOAST = PHONE.format("<wp:Toast><wp:Text1>Soup!</wp:Text1></wp:Toast>")
PHONE_TILE = PHONE.format("<wp:Tile><wp:Count>3</wp:Count></wp:Tile>")
ALERT = {"aps": {"alert": "Soup für alle!", "badge": 1}}
DATA = {"data": {"message": "Soup!"}}
BAIDU = {"title": "Today", "description": "Soup!"}
WORDS = {"dish": "soup", "dish_fr": "soupe"}
SOON = datetime.fromtimestamp(int(os.environ["NH_SOON"]), timezone.utc)
EAST = SOON.astimezone(timezone(timedelta(hours=9)))


def changed(hub, **members):
    for name, value in members.items():
        setattr(hub, name, value)
    return hub.send_apple_notification(False, ALERT)


CASES = {
    # What the article shows, in its order.
    "toast to everyone": lambda hub: hub.send_windows_notification(False, TOAST),
    "phone toast": lambda hub: hub.send_windows_phone_notification(False, PHONE_TOAST),
    "apple": lambda hub: hub.send_apple_notification(False, ALERT),
    "google": lambda hub: hub.send_google_notification(False, DATA),
    "amazon": lambda hub: hub.send_amazon_notification(False, DATA),
    "baidu": lambda hub: hub.send_baidu_notification(False, BAIDU),
    "debug": lambda hub: open_hub(True).send_apple_notification(False, ALERT),
    "one tag": lambda hub: hub.send_windows_notification(False, TOAST, "sports"),
    "two tags": lambda hub: hub.send_windows_notification(False, TOAST, {"sports", "politics"}),
    "template": lambda hub: hub.send_template_notification(WORDS),
    # Kinds of Windows notifications.
    "toast with launch": lambda hub: hub.send_windows_notification(False, LAUNCH),
    "tile": lambda hub: hub.send_windows_notification(False, TILE),
    "badge": lambda hub: hub.send_windows_notification(False, BADGE),
    "phone tile": lambda hub: hub.send_windows_phone_notification(False, PHONE_TILE),
    "umlaut in xml": lambda hub: hub.send_windows_notification(
        False, TOAST.replace("Soup", "Grüße")
    ),
    # Tags.
    "expression": lambda hub: hub.send_apple_notification(False, ALERT, "a && (b || !c)"),
    "template with tags": lambda hub: hub.send_template_notification(WORDS, "a && !c"),
    "tags are none": lambda hub: hub.send_apple_notification(False, ALERT, None),
    "tags are blank": lambda hub: hub.send_apple_notification(False, ALERT, " "),
    "no tags in a set": lambda hub: hub.send_apple_notification(False, ALERT, set()),
    "tags in a list": lambda hub: hub.send_apple_notification(False, ALERT, ["b", "a"]),
    "operator in a set": lambda hub: hub.send_apple_notification(False, ALERT, {"a || b"}),
    "wrong expression": lambda hub: hub.send_apple_notification(False, ALERT, "a && (b"),
    # Devices, and later.
    "direct": lambda hub: hub.send_apple_notification(True, ALERT, device_handle="ab12"),
    "direct with tags": lambda hub: hub.send_apple_notification(True, ALERT, "a", "ab12"),
    "direct without a handle": lambda hub: hub.send_apple_notification(True, ALERT),
    "a handle that is not used": lambda hub: hub.send_google_notification(
        False, DATA, device_handle="ab12"
    ),
    "later": lambda hub: hub.send_apple_notification(False, ALERT, "a", scheduled_time=SOON),
    "later, without a zone": lambda hub: hub.send_template_notification(
        WORDS, scheduled_time=SOON.replace(tzinfo=None)
    ),
    "later, in another zone": lambda hub: hub.send_apple_notification(
        False, ALERT, scheduled_time=EAST
    ),
    "later and direct": lambda hub: hub.send_apple_notification(
        True, ALERT, device_handle="ab12", scheduled_time=SOON
    ),
    # Not sent.
    "skipped": lambda hub: hub.send_windows_notification(False, TOAST, "a", skip_send=True),
    "skipped, later": lambda hub: hub.send_apple_notification(
        False, ALERT, {"a"}, scheduled_time=SOON, skip_send=True
    ),
    "skipped, direct": lambda hub: hub.send_apple_notification(
        True, ALERT, device_handle="ab12", skip_send=True
    ),
    # Payloads of other kinds.
    "payload is text": lambda hub: hub.send_apple_notification(False, '{"aps":{"alert":"Soup!"}}'),
    "payload of numbers": lambda hub: hub.send_template_notification({"count": "3", "half": "0.5"}),
    "dict for windows": lambda hub: hub.send_windows_notification(False, {"a": "b"}),
    # Debug.
    "debug, later": lambda hub: open_hub(1).send_apple_notification(
        False, ALERT, scheduled_time=SOON
    ),
    "debug, refused": lambda hub: open_hub(1).send_apple_notification(False, ALERT, "a && (b"),
    "debug, no tags in a set": lambda hub: open_hub(1).send_apple_notification(False, ALERT, set()),
    # Members.
    "members": lambda hub: [
        hub.HubName,
        hub.Endpoint,
        hub.SasKeyName,
        hub.SasKeyValue == os.environ["NH_CONNECTION_STRING"].partition("SharedAccessKey=")[2],
        hub.Debug,
        hub.API_VERSION,
        hub.DEBUG_SEND,
        hub.TAGS_HEADER_NAME,
        hub.DEVICE_TOKEN_HEADER_NAME,
        hub.SCHEDULED_NOTIFICATION_HEADER_NAME,
        hub.SCHEDULED_NOTIFICATION_FORMAT_HEADER_NAME,
    ],
    "another key": lambda hub: changed(hub, SasKeyValue="AAAA"),
    "another version": lambda hub: changed(hub, API_VERSION="api-version=2016-07"),
    "another hub": lambda hub: changed(hub, HubName="other"),
    "debug later on": lambda hub: changed(hub, Debug=1),
    # Notifications.
    "a notification": lambda hub: sorted(vars(AzureNotification("gcm", {})).items(), key=str),
    "no format": lambda hub: AzureNotification("pager", {}),
    "a format of more": lambda hub: AzureNotification("apples", {}).format,
    "a format by name": lambda hub: (
        AzureNotification(notification_format="adm", payload=DATA).payload
    ),
}
