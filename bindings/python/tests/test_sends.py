"""Sends in every way: platforms, targets, options, errors, batches, later."""

import pickle
import time
from datetime import datetime, timezone

import notification_hubs as nh
from local_hub import (
    APPLE,
    CA_FILE,
    CONNECTION_STRING,
    HUB,
    PAYLOADS,
    Case,
    apple,
    header,
    inspect,
    open_hub,
    sends,
    tell,
)


class Sends(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def last_tags(self):
        return header(sends()[-1], "ServiceBusNotification-Tags")

    def test_every_platform_in_one_line(self):
        words = {"gcm": "google", "windowsphone": "mpns"}
        for word, payload in PAYLOADS.items():
            name = words.get(word, word)
            for verb, tags in [("send", "all"), ("broadcast", None)]:
                one_line = getattr(self.hub, f"{verb}_{name}_notification")
                outcome = one_line(payload, tags) if tags else one_line(payload)
                self.assertEqual(
                    (outcome.status, outcome.verdict), (nh.Status.OK, nh.Verdict.ACCEPTED)
                )
                self.assertEqual((outcome.http_status, outcome.attempts), (201, 1))
                self.assertIsNone(outcome.error)
                request = sends()[-1]
                self.assertEqual(header(request, "ServiceBusNotification-Format"), word)
                self.assertEqual(header(request, "TrackingId"), outcome.tracking_id)
                self.assertEqual(request["body"], payload)
                self.assertEqual(self.last_tags(), tags)
        # Every platform but the templates' own, which is rendered for four of them.
        self.assertEqual(
            {each["platform"] for each in inspect("deliveries")}, set(PAYLOADS) - {"template"}
        )

    def test_every_target(self):
        tag = nh.TagExpression.new_tag
        composed = (tag("a") | nh.TagExpression.parse("b && c")) & ~tag("d")
        self.assertEqual(str(composed), composed.text)
        for target, tags in [
            (nh.Target.new_broadcast(), None),
            (nh.Target.new_tag("a"), "a"),
            (nh.Target.new_tags(["b", "a"]), "a || b"),
            (nh.Target.new_expression("a && !b"), "a && !b"),
            (nh.Target.new_composed(composed), composed.text),
        ]:
            self.hub.send(apple(), target)
            self.assertEqual(self.last_tags(), tags)
        self.hub.send(apple(), nh.Target.new_device("ab" * 32))
        self.assertEqual(header(sends()[-1], "ServiceBusNotification-DeviceHandle"), "ab" * 32)
        browser = nh.Notification(nh.Platform.BROWSER, PAYLOADS["browser"])
        self.hub.send(browser, nh.Target.new_browser("https://push.example/1", "P256", "auth"))
        self.assertEqual(len(sends()), 7)

    def test_nobody_is_not_everybody(self):
        self.assert_raises(
            nh.UsageError, nh.Status.INVALID_TAG, self.hub.send, apple(), nh.Target.new_tags()
        )
        self.assert_raises(nh.UsageError, nh.Status.INVALID_ARGUMENT, self.hub.send, apple(), None)
        self.assert_raises(
            nh.UsageError,
            nh.Status.INVALID_TAG_EXPRESSION,
            self.hub.send_apple_notification,
            APPLE,
            "",
        )
        self.assertEqual(sends(), [])

    def test_the_librarys_own_payloads(self):
        template = nh.Notification.new_template()
        template.set_property("headline", "Grüße")
        fcm = nh.Notification.new_fcmv1_message("title", "body")
        fcm.set_property("key", "value")
        for notification in [
            template,
            fcm,
            nh.Notification.new_fcmv1_message(),
            nh.Notification.new_apple_alert(None, "body"),
            nh.Notification.new_apple_background(),
            nh.Notification.new_windows_toast("one", "two", "launch"),
            nh.Notification.new_windows_tile("one"),
            nh.Notification.new_windows_badge("7"),
            nh.Notification.new_gcm_message("title", "body"),
            nh.Notification.new_adm_message(),
            nh.Notification.new_baidu_message(None, "description"),
            nh.Notification.new_browser_message("title"),
            nh.Notification.new_xiaomi_message("title", "description"),
            nh.Notification.new_mpns_toast("one", "two"),
            nh.Notification.new_mpns_tile(),
        ]:
            notification.check()
            self.hub.send(notification, nh.Target.new_broadcast())
        first, second, *_ = sends()
        self.assertEqual(first["body"], '{"headline":"Grüße"}')
        self.assertIn('"key":"value"', second["body"])

    def test_fields(self):
        alert = nh.Notification.new_apple_alert("title", "body")
        alert.set(nh.Field.APPLE_BADGE, 3)
        alert.set(nh.Field.APPLE_VOLUME, 0.5)
        alert.set(nh.Field.APPLE_CRITICAL, True)
        alert.set(nh.Field.APPLE_LOC_ARGS, ["lost"])
        alert.set(nh.Field.APPLE_LOC_ARGS, ["a", "b"])
        alert.set(nh.Field.APPLE_THREAD_ID, "t")
        alert.set(nh.Field.APPLE_THREAD_ID, None)
        alert.set_property("own", {"list": [1, True, None]})
        update = nh.Notification.new_apple_live_activity(
            "update", datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc), {"score": "2 : 1"}
        )
        update.set(nh.Field.APPLE_STALE_DATE, datetime(2023, 11, 15, tzinfo=timezone.utc))
        update.set(nh.Field.APPLE_ATTRIBUTES, {"id": 7})
        for notification in [alert, update]:
            notification.check()
            self.hub.send(notification, nh.Target.new_broadcast())
        first, second = (each["body"] for each in sends())
        self.assertEqual(
            first,
            '{"aps":{"alert":{"title":"title","body":"body","loc-args":["a","b"]},"badge":3,'
            '"sound":{"critical":1,"volume":0.5,"name":"default"}},'
            '"own":{"list":[1,true,null]}}',
        )
        self.assertEqual(
            second,
            '{"aps":{"event":"update","timestamp":1700000000,"content-state":{"score":"2 : 1"},'
            '"stale-date":1700006400,"attributes":{"id":7}}}',
        )
        page = nh.Notification.new_browser_message("title")
        page.set(
            nh.Field.BROWSER_TIMESTAMP, datetime(2023, 11, 14, 22, 13, 20, 123000, timezone.utc)
        )
        request = nh.Request(self.hub, page, nh.Target.new_broadcast())
        self.assertEqual(request.body, b'{"title":"title","timestamp":1700000000123}')
        with self.assertRaisesRegex(nh.UsageError, "APPLE_BADGE takes a whole number"):
            alert.set(nh.Field.APPLE_BADGE, "3")

    def test_users_and_installations_need_no_braces(self):
        alert = nh.Notification.new_apple_alert(None, "body")
        self.hub.send(alert, nh.Target.new_user("ann@example.com"))
        self.hub.send(alert, nh.Target.new_installation("phone-1"))
        tags = [header(each, "ServiceBusNotification-Tags") for each in sends()]
        self.assertEqual(tags, ["$UserId:{ann@example.com}", "$InstallationId:{phone-1}"])

    def test_headers(self):
        notification = apple()
        notification.set_header("apns-id", "8d3f4b0e-7d0c-4f53-9d0a-3c1c2f5d7a11")
        notification.set_apns_push_type(nh.ApnsPushType.ALERT)
        notification.set_apns_priority(10)
        notification.set_apns_expiration(int(time.time()) + 3600)
        notification.set_apns_topic("com.example.app")
        notification.set_apns_collapse_id("score")
        self.hub.send(notification, nh.Target.new_broadcast())
        self.assertEqual(header(sends()[-1], "apns-topic"), "com.example.app")
        raw = nh.Notification(nh.Platform.WINDOWS, b"\x00\xff")
        raw.set_wns_type(nh.WnsType.RAW)
        self.hub.send(raw, nh.Target.new_broadcast())
        self.assertEqual(header(sends()[-1], "X-WNS-Type"), "wns/raw")
        tile = nh.Notification(nh.Platform.MPNS, PAYLOADS["windowsphone"])
        tile.set_mpns_type(nh.MpnsType.TOAST, 2)
        self.hub.send(tile, nh.Target.new_broadcast())
        self.assertEqual(header(sends()[-1], "X-NotificationClass"), "2")
        self.assert_raises(
            nh.UsageError, nh.Status.INVALID_HEADER, apple().set_header, "Authorization", "x"
        )

    def test_a_test_send_says_what_became_of_it(self):
        outcome = self.hub.send(apple(), nh.Target.new_tag("apple"), test=True, tracking_id="mine")
        self.assertEqual(outcome.tracking_id, "mine")
        self.assertTrue(outcome.has_test_result)
        self.assertEqual((outcome.success_count, outcome.failure_count), (1, 0))
        (result,) = outcome.results
        self.assertEqual(result.platform, "apple")
        self.assertEqual(result.pns_handle, "a1" * 32)
        self.assertIn("success", result.outcome)
        self.assertTrue(result.registration_id)
        self.assertIn(b"NotificationOutcome", outcome.body)
        self.assertFalse(self.hub.send(apple(), nh.Target.new_tag("apple")).has_test_result)

    def test_a_dry_run_sends_nothing(self):
        request = nh.Request(self.hub, apple(), nh.Target.new_tag("a"), tracking_id="dry")
        self.assertEqual((request.method, request.body), ("POST", APPLE.encode()))
        self.assertTrue(request.url.startswith(self.hub.url + "/messages?"))
        headers = {each.name: each for each in request.headers}
        self.assertEqual(headers["TrackingId"].value, "dry")
        self.assertTrue(headers["Authorization"].is_secret)
        self.assertEqual(sends(), [])

    def test_later(self):
        later = int(time.time() * 1000) + 3_600_000
        outcome = self.hub.schedule(apple(), nh.Target.new_broadcast(), later)
        self.hub.cancel_scheduled(outcome.notification_id)
        error = self.assert_raises(
            nh.ServiceError, nh.Status.NOT_FOUND, self.hub.cancel_scheduled, outcome.notification_id
        )
        self.assertEqual(error.outcome.verdict, nh.Verdict.NOT_ACCEPTED)

    def test_wrong_types_are_refused_by_name(self):
        with self.assertRaisesRegex(TypeError, "notification is str; give a Notification"):
            self.hub.send("no notification", nh.Target.new_broadcast())
        for several in (
            nh.Target.new_tags,
            nh.Handles,
            lambda handles: self.hub.send_direct_batch(apple(), handles),
        ):
            for one in ("abab", b"abab"):
                with self.assertRaisesRegex(TypeError, "several texts"):
                    several(one)
            for bad in (7, b"ab", "ab\0cd", "ab\udc80"):
                with self.assertRaises(TypeError):
                    several([bad])
        # NULL would end the batch without a word.
        with self.assertRaises(TypeError):
            self.hub.send_direct_batch(apple(), ["ab" * 32, None, "cd" * 32])
        self.forget()
        with self.assertRaisesRegex(TypeError, "log_callback takes 2 values"):
            open_hub(log_callback=print)
        self.assertEqual(sends(), [])

    def test_templates_are_checked(self):
        nh.template_check(nh.Platform.APPLE, '{"aps":{"alert":"$(name)"}}')
        error = self.assert_raises(
            nh.UsageError,
            nh.Status.INVALID_PAYLOAD,
            nh.template_check,
            nh.Platform.APPLE,
            '{"a":"$(b"}',
        )
        self.assertGreater(error.column, 0)

    def test_templates_are_checked_with_a_sample(self):
        data = nh.Template('{"message":{"android":{"ttl":"$(ttl)"}}}')
        sample = nh.Notification.new_template()
        sample.set_property("ttl", "60s")
        data.check_with_sample(nh.Platform.FCMV1, sample)
        sample.set_property("ttl", "soon")
        error = self.assert_raises(
            nh.UsageError,
            nh.Status.INVALID_PAYLOAD,
            data.check_with_sample,
            nh.Platform.FCMV1,
            sample,
        )
        self.assertIn("fcmv1-ttl", str(error))


class Batches(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_a_list_and_a_generator(self):
        handles = [f"{number:064x}" for number in range(1500)]
        listed = nh.Handles(handles)
        self.assertEqual(len(listed), 1500)
        for given in (listed, iter(handles), handles):
            report = self.hub.send_direct_batch(apple(), given)
            self.assertEqual((report.accepted, report.unknown, report.next), (1500, 0, 1500))
            self.assertEqual((report.bad_handle, report.error), (-1, None))
            self.assertEqual(
                [(each.first, each.handle_count) for each in report.requests],
                [(0, 1000), (1000, 500)],
            )
            requests = report.requests
            del report
            self.assertEqual(requests[1].outcome.verdict, nh.Verdict.ACCEPTED)

    def test_a_failure_has_the_report(self):
        error = self.assert_raises(
            nh.UsageError,
            nh.Status.INVALID_ARGUMENT,
            self.hub.send_direct_batch,
            apple(),
            ["fine", "with blank"],
        )
        self.assertEqual((error.result.bad_handle, error.result.next), (1, 0))
        self.assertEqual(error.result.error.message, error.message)

    def test_what_a_generator_raises_comes_out(self):
        def handles():
            yield "ab" * 32
            raise KeyError("the database is gone")

        with self.assertRaises(KeyError) as raised:
            self.hub.send_direct_batch(apple(), handles())
        self.assertEqual(raised.exception.report.accepted, 1)

    def test_a_token_that_fails_is_no_failure_of_the_generator(self):
        def bring(uri):
            raise OSError("the vault is closed")

        hub = nh.Hub(CONNECTION_STRING.split(";")[0], HUB, ca_file=CA_FILE, token_callback=bring)
        handles = iter(["ab" * 32])
        error = self.assert_raises(
            nh.UsageError, nh.Status.NO_TOKEN, hub.send_direct_batch, apple(), handles
        )
        self.assertIsInstance(error.__cause__, OSError)
        self.assertEqual(error.result.accepted, 0)

    def test_a_refused_request_is_the_errors_outcome(self):
        tell("faults", [{"method": "POST", "kind": "status", "status": 400, "times": 1}])
        handles = iter(["ab" * 32])
        error = self.assert_raises(
            nh.ServiceError, nh.Status.REJECTED, self.hub.send_direct_batch, apple(), handles
        )
        self.assertEqual(error.outcome.http_status, 400)


class Errors(Case):
    def test_the_four_kinds(self):
        tell(
            "faults",
            [
                {
                    "method": "POST",
                    "kind": "status",
                    "status": 503,
                    "times": 1,
                    "headers": {"Retry-After": "7"},
                }
            ],
        )
        hub = open_hub(max_attempts=1)
        error = self.assert_raises(
            nh.ServiceError, nh.Status.SERVICE_UNAVAILABLE, hub.broadcast_apple_notification, APPLE
        )
        self.assertEqual(
            (error.http_status, error.is_transient, error.may_have_been_sent), (503, True, False)
        )
        self.assertEqual(error.retry_after_ms, 7000)
        self.assertEqual(error.tracking_id, error.outcome.tracking_id)
        self.assertTrue(error.outcome.correlation_id)
        self.assertEqual(error.access_problem, nh.AccessProblem.NONE)

        tell("faults", [{"method": "POST", "kind": "reset", "times": 1}])
        error = self.assert_raises(
            nh.NetworkError, nh.Status.NETWORK, hub.broadcast_apple_notification, APPLE
        )
        self.assertTrue(error.may_have_been_sent)
        self.assertEqual(error.outcome.verdict, nh.Verdict.UNKNOWN)

        self.assertTrue(hub.close())
        self.assert_raises(
            nh.LibraryError, nh.Status.CLOSED, hub.broadcast_apple_notification, APPLE
        )
        for kind in (nh.UsageError, nh.NetworkError, nh.ServiceError, nh.LibraryError):
            self.assertTrue(issubclass(kind, nh.Error))

    def test_an_error_goes_to_other_processes(self):
        error = self.assert_raises(
            nh.UsageError,
            nh.Status.INVALID_TAG_EXPRESSION,
            open_hub().send_apple_notification,
            APPLE,
            "a &&",
        )
        there = pickle.loads(pickle.dumps(error))
        self.assertEqual((type(there), str(there)), (nh.UsageError, str(error)))
        self.assertEqual((there.status, there.column), (error.status, error.column))
        self.assertIsNone(there.outcome)

    def test_access(self):
        wrong = (
            CONNECTION_STRING[: CONNECTION_STRING.index("SharedAccessKey=")]
            + "SharedAccessKey="
            + "A" * 43
            + "="
        )
        hub = nh.Hub(wrong, HUB, ca_file=CA_FILE)
        error = self.assert_raises(
            nh.ServiceError, nh.Status.UNAUTHORIZED, hub.broadcast_apple_notification, APPLE
        )
        self.assertEqual(error.access_problem, nh.AccessProblem.KEY_WRONG)
        self.assertTrue(error.service_code or error.service_detail)
        hub.set_connection_string(CONNECTION_STRING)
        hub.broadcast_apple_notification(APPLE)

    def test_an_unknown_outcome_may_be_repeated_and_says_so(self):
        tell("faults", [{"method": "POST", "kind": "reset", "times": 1}])
        hub = open_hub(retry=nh.Retry.ALWAYS)
        outcome = hub.broadcast_apple_notification(APPLE)
        self.assertEqual((outcome.attempts, outcome.may_be_duplicate), (2, True))
        # Options of a call come before those of its hub.
        tell("faults", [{"method": "POST", "kind": "reset", "times": 1}])
        once = {"retry": nh.Retry.NEVER, "max_attempts": 5}
        error = self.assert_raises(
            nh.NetworkError, nh.Status.NETWORK, hub.send, apple(), nh.Target.new_broadcast(), **once
        )
        self.assertEqual(error.outcome.attempts, 1)
