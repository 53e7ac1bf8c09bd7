"""What a Python program has at hand is taken: dicts, lists of tags, datetimes."""

import asyncio
import json
import time
from datetime import datetime, timedelta, timezone

import notification_hubs as nh
from local_hub import PAYLOADS, Case, header, inspect, open_hub, sends

EVERYONE = nh.Target.new_broadcast()
JSON = sorted(set(PAYLOADS) - {"windows", "windowsphone"})


def scheduled():
    """The time of the scheduled send that arrived last."""
    asked = [each for each in inspect("requests") if "/schedulednotifications" in each["target"]]
    return header(asked[-1], "ServiceBusNotification-ScheduleTime")


class Payloads(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_a_dict_is_sent_as_compact_json(self):
        for word in JSON:
            name = "google" if word == "gcm" else word
            payload = json.loads(PAYLOADS[word])
            getattr(self.hub, f"send_{name}_notification")(payload, "a")
            self.assertEqual(sends()[-1]["body"], PAYLOADS[word])
            getattr(self.hub, f"broadcast_{name}_notification")(payload)
            self.assertEqual(sends()[-1]["body"], PAYLOADS[word])
            self.hub.send(nh.Notification(nh.platform_from_name(word), payload), EVERYONE)
            self.assertEqual(sends()[-1]["body"], PAYLOADS[word])

    def test_what_json_cannot_hold_is_refused(self):
        self.forget()
        for payload, error in [
            ({"aps": {"badge": float("nan")}}, ValueError),
            ({"aps": {"alert": object()}}, TypeError),
            ({"aps": {"alert": b"bytes"}}, TypeError),
            (["aps"], TypeError),
            (b"{}", TypeError),
            (None, nh.UsageError),
        ]:
            with self.assertRaises(error):
                self.hub.broadcast_apple_notification(payload)
        with self.assertRaises(nh.UsageError):
            self.hub.broadcast_windows_notification({"toast": "hello"})
        self.assertEqual(sends(), [])

    def test_documents_with_templates(self):
        body = {"aps": {"alert": "{$(dish) + ' für alle'}"}}
        text = '{"aps":{"alert":"{$(dish) + \' für alle\'}"}}'
        nh.template_check(nh.Platform.APPLE, body)
        phone = nh.Installation("phone", nh.Platform.APPLE, "ab" * 32)
        phone.set_template("dish", nh.Template(body))
        self.assertEqual(phone.templates[0].body, text)
        again = nh.Installation.from_json(json.loads(phone.json))
        self.assertEqual(again.templates[0].body, text)
        patch = nh.InstallationPatch()
        patch.set_template_body("dish", body)
        self.assertEqual(json.loads(patch.json)[0]["value"], text)
        registration = nh.Registration(nh.Platform.APPLE, "ab" * 32)
        registration.set_template(body)
        self.assertEqual(registration.template_body, text)


class SeveralTags(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_any_of_several(self):
        tag = nh.TagExpression.new_tag
        for tags, expected in [
            (["b", "a"], "a || b"),
            ({"b", "a"}, "a || b"),
            (("a", "a"), "a"),
            ((each for each in "ab"), "a || b"),
            (tag("a") & ~tag("b"), (tag("a") & ~tag("b")).text),
            ("a && !b", "a && !b"),
        ]:
            self.hub.send_apple_notification({"aps": {}}, tags)
            self.assertEqual(header(sends()[-1], "ServiceBusNotification-Tags"), expected)

    def test_none_and_what_is_no_tag(self):
        for tags, status in [
            ([], nh.Status.INVALID_TAG_EXPRESSION),
            (["a || b"], nh.Status.INVALID_TAG),
            ([""], nh.Status.INVALID_TAG),
            (None, nh.Status.INVALID_ARGUMENT),
        ]:
            self.assert_raises(
                nh.UsageError, status, self.hub.send_apple_notification, {"aps": {}}, tags
            )
        for tags in (b"a", [b"a"], [None], ["a", None], 7):
            with self.assertRaises(TypeError):
                self.hub.send_apple_notification({"aps": {}}, tags)
        self.assertEqual(sends(), [])


class Times(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()
        self.news = nh.Notification.new_apple_alert(None, "News!")

    def test_a_datetime_of_any_zone(self):
        soon = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=1)
        text = soon.strftime("%Y-%m-%dT%H:%M:%S")
        for given in (
            soon,
            soon.astimezone(timezone(timedelta(hours=-9, minutes=-30))),
            int(soon.timestamp() * 1000),
        ):
            self.forget()
            self.hub.schedule(self.news, EVERYONE, given)
            self.assertEqual(scheduled(), text)
            self.forget()
            asyncio.run(self.wait(given))
            self.assertEqual(scheduled(), text)

    async def wait(self, given):
        await self.hub.schedule_async(self.news, EVERYONE, given)

    def test_until_when_apple_tries(self):
        for given in (datetime(2027, 1, 31, 12, tzinfo=timezone.utc), 1801396800):
            self.news.set_apns_expiration(given)
            self.hub.send(self.news, EVERYONE)
            self.assertEqual(header(sends()[-1], "apns-expiration"), "1801396800")

    def test_a_datetime_without_a_zone_is_no_moment(self):
        with self.assertRaisesRegex(ValueError, "no zone.*timezone.utc"):
            self.hub.schedule(self.news, EVERYONE, datetime.now())
        with self.assertRaisesRegex(ValueError, "no zone"):
            self.hub.schedule_async(self.news, EVERYONE, datetime.now())
        with self.assertRaisesRegex(ValueError, "no zone"):
            self.news.set_apns_expiration(datetime.now())
        for number in (time.time(), "tomorrow"):
            with self.assertRaises(TypeError):
                self.hub.schedule(self.news, EVERYONE, number)
