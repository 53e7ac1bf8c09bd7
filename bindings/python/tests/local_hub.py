"""What the tests share: the local hub of the environment, over TLS, and looks inside it."""

from __future__ import annotations

import json
import os
import ssl
import unittest
import urllib.request
from typing import Any, Optional

import notification_hubs as nh

URL = os.environ["NH_URL"]
CONNECTION_STRING = os.environ["NH_CONNECTION_STRING"]
ROOT_CONNECTION_STRING = os.environ["NH_ROOT_CONNECTION_STRING"]
HUB = os.environ["NH_HUB"]
CA_FILE = os.environ["NH_CA_FILE"]

#: By the words of platforms, which are tags of devices in tests/support/devices.json too.
PAYLOADS = {
    "apple": '{"aps":{"alert":"Grüß dich"}}',
    "fcmv1": '{"message":{"notification":{"body":"hello"}}}',
    "gcm": '{"data":{"message":"hello"}}',
    "windows": '<toast><visual><binding template="ToastText01">'
    '<text id="1">hello</text></binding></visual></toast>',
    "windowsphone": '<?xml version="1.0"?><wp:Notification xmlns:wp="WPNotification">'
    "<wp:Toast><wp:Text1>hello</wp:Text1></wp:Toast></wp:Notification>",
    "adm": '{"data":{"message":"hello"}}',
    "baidu": '{"title":"t","description":"hello"}',
    "browser": '{"title":"t","message":"hi"}',
    "xiaomi": '{"title":"t","payload":"hi"}',
    "template": '{"headline":"hello"}',
}
APPLE = PAYLOADS["apple"]


def open_hub(**options: Any) -> nh.Hub:
    return nh.Hub(CONNECTION_STRING, HUB, **{"ca_file": CA_FILE, **options})


def apple() -> nh.Notification:
    return nh.Notification(nh.Platform.APPLE, APPLE)


def ask(method: str, path: str, body: Optional[bytes] = None) -> bytes:
    request = urllib.request.Request(URL + path, body, method=method)
    trusted = ssl.create_default_context(cafile=CA_FILE)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusted)
    )
    with opener.open(request, timeout=60) as answer:
        content: bytes = answer.read()
    return content


def inspect(what: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ask("GET", f"/_emulator/{what}"))
    return found


def tell(what: str, value: Any) -> None:
    ask("POST", f"/_emulator/{what}", json.dumps(value).encode())


def sends() -> list[dict[str, Any]]:
    """The sends that arrived, oldest first."""
    return [each for each in inspect("requests") if "/messages" in each["target"]]


def header(request: dict[str, Any], name: str) -> Optional[str]:
    for found, value in request["headers"].items():
        if found.lower() == name.lower():
            return str(value)
    return None


class Case(unittest.TestCase):
    """Begins with an empty log and no faults; devices stay."""

    def setUp(self) -> None:
        self.forget()
        self.addCleanup(self.forget)

    def forget(self) -> None:
        ask("DELETE", "/_emulator/faults")
        ask("POST", "/_emulator/reset")

    def assert_raises(
        self,
        kind: type[nh.Error],
        status: nh.Status,
        function: Any,
        *arguments: Any,
        **options: Any,
    ) -> nh.Error:
        with self.assertRaises(kind) as raised:
            function(*arguments, **options)
        self.assertEqual(raised.exception.status, status)
        self.assertEqual(raised.exception.status_name, f"NH_STATUS_{status.name}")
        self.assertEqual(str(raised.exception), raised.exception.message)
        return raised.exception


#: What no message may show.
SECRET = "a-secret-that-nobody-may-see"


class Told(Case):
    """What is said has no secret, no name of C, and begins with what was called."""

    def told(self, function, *arguments, kind=TypeError, **options):
        with self.assertRaises(kind) as raised:
            function(*arguments, **options)
        message = str(raised.exception)
        self.assertNotRegex(message, rf"\bnh_|argument \d|NULL|unix_ms|{SECRET}")
        return message

    def assert_told(self, expected, function, *arguments, **options):
        self.assertEqual(self.told(function, *arguments, **options), expected)
