"""Durations, times, dicts and fields that the library cannot be given, in Python's words."""

import time
from datetime import datetime, timedelta

import notification_hubs as nh
from local_hub import SECRET, Told, apple, open_hub

EVERYONE = nh.Target.new_broadcast()


class Values(Told):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_durations(self):
        token = nh.SasToken(self.hub, lifetime_ms=timedelta(hours=1))
        self.assertAlmostEqual(token.expires_at, time.time() + 3600, delta=60)
        for wrong, name in [("1h", "str"), (1.5, "float")]:
            told = self.told(nh.SasToken, self.hub, lifetime_ms=wrong)
            self.assertEqual(
                told,
                f"SasToken: lifetime_ms is {name}; "
                "give a timedelta, or a whole number of milliseconds",
            )
        new = nh.HubDescription()
        for given, text in [
            (timedelta(days=90), "P90D"),
            (timedelta(days=1, hours=1), "P1DT3600S"),
            ("P10D", "P10D"),
        ]:
            new.set_registration_ttl(given)
            self.assertEqual(new.registration_ttl, text)
        told = 'duration is int; give a timedelta, or a text such as "P90D"'
        where = "HubDescription.set_registration_ttl"
        self.assert_told(f"{where}: {told}", new.set_registration_ttl, 90)
        for short in (timedelta(days=-1), timedelta(hours=12)):
            told = self.told(new.set_registration_ttl, short, kind=nh.UsageError)
            self.assertIn("at least a day", told)

    def test_a_time_without_a_zone(self):
        now, note = datetime.now(), apple()
        phone = nh.Installation("x1", nh.Platform.APPLE, "ab")
        activity = nh.Notification.new_apple_live_activity
        for place, function, *arguments in [
            ("Hub.schedule: time", self.hub.schedule, note, EVERYONE),
            ("Hub.schedule_async: time", self.hub.schedule_async, note, EVERYONE),
            ("Notification.set_apns_expiration: time", note.set_apns_expiration),
            ("Notification.set: value", note.set, nh.Field.APPLE_BADGE),
            ("Notification.new_apple_live_activity: time", activity, "start"),
            ("Installation.set_expiration_time: expiration_time", phone.set_expiration_time),
        ]:
            told = self.told(function, *arguments, now, kind=ValueError)
            self.assertEqual(
                told, f"{place} has no zone; give datetime.now(timezone.utc) or value.astimezone()"
            )

    def test_what_json_does_not_know_is_told_by_its_place(self):
        circle = {}
        circle["a"] = [circle]
        line = self.hub.broadcast_apple_notification
        note = nh.Notification.new_template()
        patch = nh.InstallationPatch()
        registration = nh.Registration(nh.Platform.APPLE, "ab" * 32)
        for expected, function, *arguments in [
            (
                "Hub.broadcast_apple_notification: payload['aps']['when'] is datetime; "
                "give a text, such as value.isoformat()",
                line,
                {"aps": {"when": datetime.now()}},
            ),
            (
                "Hub.send_apple_notification: payload['a'][1] is set; give a list",
                self.hub.send_apple_notification,
                {"a": [1, {SECRET}]},
                "sports",
            ),
            (
                "Notification: body['a'] is bytes; give a text, such as value.decode()",
                nh.Notification,
                nh.Platform.APPLE,
                {"a": SECRET.encode()},
            ),
            (
                "Notification.set_property: value is object; "
                "give text, a number, True, False, None, a list or a dict",
                note.set_property,
                "a",
                object(),
            ),
            ("Template: body has a key that is tuple; give a text", nh.Template, {(SECRET,): 1}),
            ("template_check: body['a'] is set; give a list", nh.template_check)
            + (nh.Platform.APPLE, {"a": {1}}),
            ("Installation.from_json: json['a'] is set; give a list",)
            + (nh.Installation.from_json, {"a": {1}}),
            ("Template.set_body: body['a'] is set; give a list",)
            + (nh.Template("{}").set_body, {"a": {1}}),
            ("InstallationPatch.set_template_body: body['a'] is set; give a list",)
            + (patch.set_template_body, "n", {"a": {1}}),
            ("Registration.set_template: body['a'] is set; give a list",)
            + (registration.set_template, {"a": {1}}),
        ]:
            with self.subTest(expected):
                self.assert_told(expected, function, *arguments)
        where = "Hub.broadcast_apple_notification: payload"
        for expected, payload in [
            (f"{where}['a'] is no finite number", {"a": float("nan")}),
            (f"{where}['b']['a'][0] holds itself", {"b": circle}),
        ]:
            self.assert_told(expected, line, payload, kind=ValueError)
        inner = {"b": 1}
        nh.Notification(nh.Platform.APPLE, {"aps": [inner, inner]})


class Fields(Told):
    def test_fields_of_another_kind_say_what_to_give(self):
        note = nh.Notification.new_apple_alert(None, "x")
        whole = "field Field.APPLE_BADGE takes a whole number from 0 to 2147483647"
        texts = "field Field.APPLE_LOC_ARGS takes a list of texts"
        several = 'give a list, such as ["Ann", "Bob"]'
        for expected, field, value in [
            (f"{whole}, and value is bool; give an int", nh.Field.APPLE_BADGE, True),
            (f"{whole}, and value is float; give an int", nh.Field.APPLE_BADGE, 1.5),
            (f"{whole}, and value is list; give an int", nh.Field.APPLE_BADGE, [SECRET]),
            (whole, nh.Field.APPLE_BADGE, -1),
            (f"{texts}, and value is str; {several}", nh.Field.APPLE_LOC_ARGS, SECRET),
            (f"{texts}, and value is dict; {several}", nh.Field.APPLE_LOC_ARGS, {SECRET: SECRET}),
        ]:
            told = self.told(note.set, field, value, kind=nh.UsageError)
            self.assertEqual(told, expected)
        told = self.told(note.set, nh.Field.APPLE_MUTABLE_CONTENT, SECRET, kind=nh.UsageError)
        self.assertTrue(told.endswith("and value is str; give True or False"), told)
        message = nh.Notification.new_fcmv1_message()
        told = self.told(message.set_property, "a", {SECRET: 1}, kind=nh.UsageError)
        self.assertEqual(told, "property a of an FCM v1 message is dict; give text")

    def test_a_set_has_no_order(self):
        note = nh.Notification.new_apple_alert(None, "x")
        for value, name in [({SECRET}, "set"), (frozenset({SECRET}), "frozenset")]:
            told = f"Notification.set: value is {name}, which has no order; give a list"
            self.assert_told(told, note.set, nh.Field.APPLE_LOC_ARGS, value)
