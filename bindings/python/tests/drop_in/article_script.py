"""Calls of the article's own classes, as a script makes them."""

import os
from datetime import datetime, timezone

from NotificationHub import Notification, NotificationHub


def open_hub(debug=0):
    return NotificationHub(os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"], debug)


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


def with_headers(hub, headers, notification_format="apple", payload=ALERT, tags=""):
    notification = Notification(notification_format, payload, 1)
    notification.headers = headers
    return hub.send_notification(notification, tags)


def changed(hub, **members):
    for name, value in members.items():
        setattr(hub, name, value)
    return hub.send_apple_notification(ALERT)


def by_hand(hub, path, headers):
    """A request that the script puts together itself, signed by the class."""
    url = hub.Endpoint + hub.HubName + path + hub.API_VERSION
    headers = {
        "Content-type": "application/json",
        "Authorization": hub.generate_sas_token(),
        "ServiceBusNotification-Format": "apple",
        **headers,
    }
    # The article's gives nothing, ours the status.
    hub.make_http_request(url, '{"aps":{"alert":"Soup!"}}', headers)


class Recorder(NotificationHub):
    """A script's own way of sending."""

    def make_http_request(self, url, payload, headers):
        self.recorded = [url.partition(self.HubName)[2], payload, sorted(headers)]


def recorded():
    hub = Recorder(os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"])
    hub.send_windows_notification(TOAST, "a")
    return hub.recorded


class Newer(NotificationHub):
    API_VERSION = "?api-version=2020-06"


CASES = {
    # What the article shows, in its order.
    "toast to everyone": lambda hub: hub.send_windows_notification(TOAST),
    "phone toast": lambda hub: hub.send_mpns_notification(PHONE_TOAST),
    "apple": lambda hub: hub.send_apple_notification(ALERT),
    "google": lambda hub: hub.send_gcm_notification(DATA),
    "amazon": lambda hub: hub.send_adm_notification(DATA),
    "baidu": lambda hub: hub.send_baidu_notification(BAIDU),
    "debug": lambda hub: open_hub(True).send_apple_notification(ALERT),
    "one tag": lambda hub: hub.send_windows_notification(TOAST, "sports"),
    "two tags": lambda hub: hub.send_windows_notification(TOAST, {"sports", "politics"}),
    "template": lambda hub: hub.send_template_notification(WORDS),
    # Kinds of Windows notifications.
    "toast with launch": lambda hub: hub.send_windows_notification(LAUNCH),
    "tile": lambda hub: hub.send_windows_notification(TILE),
    "badge": lambda hub: hub.send_windows_notification(BADGE),
    "phone tile": lambda hub: hub.send_mpns_notification(PHONE_TILE),
    "umlaut in xml": lambda hub: hub.send_windows_notification(TOAST.replace("Soup", "Grüße")),
    # Tags.
    "expression": lambda hub: hub.send_apple_notification(ALERT, "a && (b || !c)"),
    "tags are none": lambda hub: hub.send_apple_notification(ALERT, None),
    "tags left out": lambda hub: hub.send_notification(Notification("apple", ALERT)),
    "no tags in a set": lambda hub: hub.send_apple_notification(ALERT, set()),
    "tags in a list": lambda hub: hub.send_apple_notification(ALERT, ["b", "a"]),
    "wrong expression": lambda hub: hub.send_apple_notification(ALERT, "a && (b"),
    # Headers of the script's own.
    "priority": lambda hub: with_headers(hub, {"apns-priority": "5"}),
    "tags as a header": lambda hub: with_headers(hub, {"ServiceBusNotification-Tags": "a"}),
    "format as a header": lambda hub: with_headers(hub, {"ServiceBusNotification-Format": "gcm"}),
    "the article's expiry": lambda hub: with_headers(
        hub, {"ServiceBusNotification-ApnsExpiry": "2026-07-16T19:20+01:00"}
    ),
    "a wrong expiry": lambda hub: with_headers(
        hub, {"ServiceBusNotification-ApnsExpiry": "tomorrow"}
    ),
    "the service's expiry": lambda hub: with_headers(
        hub, {"ServiceBusNotification-Apns-Expiry": "2026-07-16T19:20+01:00"}
    ),
    "raw": lambda hub: with_headers(
        hub,
        {"X-WNS-Type": "wns/raw", "Content-type": "application/octet-stream"},
        "windows",
        "any text",
    ),
    "raw without its type": lambda hub: with_headers(
        hub, {"X-WNS-Type": "wns/raw"}, "windows", "any text"
    ),
    # Debug.
    "debug, refused": lambda hub: open_hub(1).send_apple_notification(ALERT, "a && (b"),
    "debug, no tags in a set": lambda hub: open_hub(1).send_apple_notification(ALERT, set()),
    # Members.
    "members": lambda hub: [
        hub.HubName,
        hub.Endpoint,
        hub.SasKeyName,
        hub.SasKeyValue == os.environ["NH_CONNECTION_STRING"].partition("SharedAccessKey=")[2],
        hub.Debug,
        hub.API_VERSION,
        hub.DEBUG_SEND,
    ],
    "another version": lambda hub: Newer(
        os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"]
    ).send_apple_notification(ALERT),
    "another key": lambda hub: changed(hub, SasKeyValue="AAAA"),
    "another hub": lambda hub: changed(hub, HubName="other"),
    "debug later on": lambda hub: changed(hub, Debug=1),
    "a token": lambda hub: sorted(
        part.partition("=")[0] for part in hub.generate_sas_token().split(" ")[1].split("&")
    ),
    "by hand": lambda hub: by_hand(hub, "/messages", {"ServiceBusNotification-Tags": "a"}),
    "by hand, later": lambda hub: by_hand(
        hub,
        "/schedulednotifications",
        {"ServiceBusNotification-ScheduleTime": SOON.strftime("%Y-%m-%dT%H:%M:%S")},
    ),
    "by hand, direct": lambda hub: (
        hub.make_http_request(
            hub.Endpoint + hub.HubName + "/messages" + hub.API_VERSION + "&direct",
            '{"aps":{"alert":"Soup!"}}',
            {
                "Content-type": "application/json",
                "Authorization": hub.generate_sas_token(),
                "ServiceBusNotification-Format": "apple",
                "ServiceBusNotification-DeviceHandle": "ab12",
            },
        )
        and None
    ),
    "a script's own request": lambda hub: recorded(),
    # Notifications.
    "a notification": lambda hub: sorted(vars(Notification("gcm", {}, 1)).items(), key=str),
    "no format": lambda hub: Notification("pager", {}, 0),
}
