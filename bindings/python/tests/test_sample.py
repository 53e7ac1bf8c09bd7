"""The how-to's classes where the sample has no counterpart. What it has is in drop_in."""

import contextlib
import io
import os
import warnings
from datetime import datetime, timedelta, timezone
from unittest import mock

import notification_hubs as nh
from local_hub import CA_FILE, CONNECTION_STRING, HUB, Case, header, sends
from notification_hubs._sample_request import read_time
from notification_hubs.sample import AzureNotificationHub, Notification, NotificationHub

ALERT = {"aps": {"alert": "Soup!"}}
FORMAT = {"ServiceBusNotification-Format": "apple"}


class Sample(Case):
    def setUp(self):
        super().setUp()
        patched = mock.patch.dict(os.environ, REQUESTS_CA_BUNDLE=CA_FILE)
        patched.start()
        self.addCleanup(patched.stop)
        self.hub = NotificationHub(CONNECTION_STRING, HUB)
        self.url = self.hub.Endpoint + self.hub.HubName

    def test_requests_for_others_are_refused(self):
        for path, headers in [
            ("/registrations" + self.hub.API_VERSION, FORMAT),
            ("er/messages" + self.hub.API_VERSION, FORMAT),
            ("/messages?direct&api-version=2015-04", FORMAT),
            ("/schedulednotifications" + self.hub.API_VERSION, FORMAT),
            ("/messages" + self.hub.API_VERSION, {}),
        ]:
            with self.assertRaises(ValueError):
                self.hub.make_http_request(self.url + path, "{}", headers)
        self.assertEqual(sends(), [])

    def test_a_request_of_the_scripts_own_gives_its_status(self):
        url = self.url + "/messages" + self.hub.API_VERSION
        self.assertEqual(self.hub.make_http_request(url, "{}", FORMAT), 201)

    def test_a_warning_names_the_scripts_line(self):
        notification = Notification("apple", ALERT)
        notification.headers = {"ServiceBusNotification-ApnsExpiry": "2027-01-31T12:00Z"}
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            self.hub.send_notification(notification, "a")
        self.assertEqual([each.filename for each in told], [__file__])
        self.assertIn("set apns-expiration to 1801396800", str(told[0].message))
        self.assertEqual(header(sends()[-1], "apns-expiration"), "1801396800")
        # What the script set beside it stays.
        notification.headers["apns-expiration"] = "0"
        with self.assertWarns(UserWarning):
            self.hub.send_notification(notification, "a")
        self.assertEqual(header(sends()[-1], "apns-expiration"), "0")

    def test_every_form_of_a_time(self):
        for text, expected in [
            ("2027", datetime(2027, 1, 1)),
            ("2027-02", datetime(2027, 2, 1)),
            ("2027-02-03", datetime(2027, 2, 3)),
            ("2027-02-03T04:05Z", datetime(2027, 2, 3, 4, 5)),
            ("2027-02-03T04:05:06", datetime(2027, 2, 3, 4, 5, 6)),
            ("2027-02-03'T'04:05:06", datetime(2027, 2, 3, 4, 5, 6)),
            ("2027-02-03T04:05:06.250+01:00", datetime(2027, 2, 3, 3, 5, 6, 250_000)),
        ]:
            self.assertEqual(read_time(text), expected.replace(tzinfo=timezone.utc), text)
        with self.assertRaises(ValueError):
            read_time("tomorrow")

    def test_debug_raises_where_there_is_no_answer(self):
        nowhere = CONNECTION_STRING.replace(CONNECTION_STRING.split("/")[2], "localhost:1")
        hub = AzureNotificationHub(nowhere, HUB, 1)
        with contextlib.redirect_stdout(io.StringIO()), self.assertRaises(nh.NetworkError):
            hub.send_apple_notification(False, ALERT)

    def test_a_changed_key_is_used(self):
        hub = AzureNotificationHub(CONNECTION_STRING, HUB)
        key, hub.SasKeyValue = hub.SasKeyValue, "AAAA"
        with self.assertRaises(nh.ServiceError):
            hub.send_apple_notification(False, ALERT)
        hub.SasKeyValue = key
        soon = datetime.now(timezone.utc) + timedelta(minutes=5)
        status, headers = hub.send_apple_notification(False, ALERT, scheduled_time=soon)
        self.assertEqual(status, 201)
        self.assertEqual(
            headers[hub.SCHEDULED_NOTIFICATION_HEADER_NAME], soon.strftime("%Y-%m-%dT%H:%M:%S")
        )
