"""The how-to's own Python package, as its scripts use it: each send on a connection of its own."""

import json

from notificationhubs_rest_python.NotificationHub import AzureNotificationHub
from scripted import CONNECTION_STRING, HUB, PAYLOAD, TAG, measure

hub = AzureNotificationHub(CONNECTION_STRING, HUB)
payload = json.loads(PAYLOAD)


def send():
    # What is not 201 raises.
    hub.send_apple_notification(False, payload, tags=TAG)


measure(send)
