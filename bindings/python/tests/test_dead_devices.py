"""Feedback and what follows from it: from a push to dead handles to the end of their devices."""

import json
import os
import subprocess
import sys

import notification_hubs as nh
from local_hub import SECRET, Told, open_hub, tell

DEVICES, DEAD = 12, 7
EVERYONE = nh.Target.new_tag("py-dead")
#: Written by another process, which goes on behind the marker.
GO_ON = """
import sys
import notification_hubs as nh
from local_hub import open_hub
cursor = nh.FeedbackCursor(open_hub(), sys.stdin.read())
print(sum(len(portion.documents) for portion in cursor))
"""


class DeadDevices(Told):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()
        self.begun = None
        # What other tests left is not ours.
        cursor = nh.FeedbackCursor(self.hub)
        for _ in cursor:
            pass
        self.begun = cursor.marker

    def push(self):
        """To devices, of which the first have dead handles."""
        for number in range(DEVICES):
            self.put(f"py-{number}", f"py-{'dead' if number < DEAD else 'alive'}-{number}")
        alone = nh.Registration(nh.Platform.GCM, "py-dead-alone")
        alone.add_tag("py-dead")
        self.hub.create_registration(alone)
        tell("pns", [{"handle": "py-dead-*", "outcome": "ExpiredChannel"}])
        self.addCleanup(self.remove)
        return self.send()

    def remove(self):
        tell("pns", [])
        ids = [each.id for each in nh.InstallationCursor.new_by_tag(self.hub, "py-dead")]
        for each in ids:
            self.hub.delete_installation(each)
        self.hub.delete_registrations_by_channel("py-dead-alone")

    def put(self, name, handle):
        phone = nh.Installation(name, nh.Platform.GCM, handle)
        phone.add_tag("py-dead")
        self.hub.put_installation(phone)

    def send(self):
        hello = nh.Notification.new_gcm_message("hello", None)
        return self.hub.send(hello, EVERYONE).notification_id

    def cursor(self, marker=None):
        return nh.FeedbackCursor(self.hub, marker or self.begun)

    def prune_all(self, prune, **options):
        devices = []
        for portion in self.cursor():
            devices.extend(prune.feedback(self.hub, portion, **options))
        return devices

    def test_why_it_reached_somebody_or_nobody(self):
        sent = self.push()
        self.hub.wait_notification_details(sent)
        explained = self.hub.explain(notification_id=sent)
        kinds = [found.finding for found in explained.findings]
        for kind in (nh.Finding.ACCEPTED, nh.Finding.REFUSED, nh.Finding.DEAD_HANDLES):
            self.assertIn(kind, kinds, explained.words)
        self.assertEqual((explained.matched, explained.is_cut), (DEVICES + 1, False))
        self.assertEqual(json.loads(explained.json)["matches"]["count"], DEVICES + 1)
        self.assertNotIn("py-dead-", explained.words + explained.json)
        self.assertEqual(explained.outcome.http_status, 206)
        broken = nh.Notification(nh.Platform.APPLE, '{"alert": "x"}')
        explained = self.hub.explain(broken, EVERYONE, max_pages=1)
        self.assertEqual(explained.findings[0].finding, nh.Finding.PAYLOAD)
        self.assertGreater(explained.looked_at, 0)
        with self.assertRaises(nh.UsageError):
            self.hub.explain(broken)
        cancelled = nh.Cancel()
        cancelled.trigger()
        with self.assertRaises(nh.Error) as stopped:
            self.hub.explain(broken, EVERYONE, cancel=cancelled)
        self.assertEqual(stopped.exception.result.findings[0].finding, nh.Finding.PAYLOAD)

    def test_from_a_push_to_the_end_of_the_dead(self):
        self.push()
        told = []
        dry = nh.Prune(progress=lambda done, total: told.append((done, total)))
        devices = self.prune_all(dry)
        self.assertEqual({each.decision for each in devices}, {nh.PruneDecision.DEAD})
        self.assertEqual(dry.counts[nh.PruneDecision.DEAD], DEAD + 1)
        self.assertEqual(told[-1][0], told[-1][1])
        self.assertTrue(self.hub.installation_exists("py-0"))
        first = devices[0]
        self.assertEqual((first.platform, first.error), (nh.Platform.GCM, "ExpiredChannel"))
        self.assertTrue(first.pns_handle.startswith("py-dead-"))
        self.assertNotIn("py-dead-", repr(devices))

        # One has another handle by now, and the handle of one is another device's.
        self.put("py-0", "py-new")
        self.put("py-heir", "py-dead-1")
        prune = nh.Prune(delete=True)
        self.prune_all(prune, timeout_ms=20_000)
        self.assertEqual(
            {decision: count for decision, count in prune.counts.items() if count},
            {
                nh.PruneDecision.DELETED: DEAD,
                nh.PruneDecision.REGISTERED_AGAIN: 1,
                nh.PruneDecision.NOT_REGISTERED: 1,
            },
        )
        left = {each.id for each in nh.InstallationCursor.new_by_tag(self.hub, "py-dead")}
        alive = {f"py-{number}" for number in range(DEAD, DEVICES)}
        self.assertEqual(left, {"py-0", "py-heir", *alive})
        again = nh.Prune(delete=True)
        self.prune_all(again)
        self.assertEqual(again.counts[nh.PruneDecision.DELETED], 0)

    def test_every_way_to_feedback(self):
        notification_id = self.push()
        uri = self.hub.get_feedback_container_uri().body.decode()
        of_the_notification = nh.FeedbackCursor.new_notification(self.hub, notification_id)
        for cursor in (
            self.cursor(),
            nh.FeedbackCursor.new_uri(self.hub, uri, self.begun),
            of_the_notification,
        ):
            portions = list(cursor)
            documents = [document for portion in portions for document in portion]
            self.assertEqual(len(documents), DEAD + 1)
            self.assertEqual({each.error for each in documents}, {"ExpiredChannel"})
            self.assertEqual({each.notification_id for each in documents}, {notification_id})
            self.assertIsNone(cursor.next(timeout_ms=20_000))
            self.assertEqual(cursor.unreadable_count, 0)
            self.assertNotIn("py-dead-", repr((portions, documents, cursor)))
            self.assertEqual(portions[0].outcome.verdict, nh.Verdict.ACCEPTED)

    def test_a_marker_goes_on_in_another_process(self):
        self.push()
        cursor = self.cursor()
        self.assertEqual(sum(1 for _ in cursor.documents()), DEAD + 1)
        self.assertEqual(self.in_another_process(cursor.marker), "0")
        self.send()
        self.assertEqual(self.in_another_process(cursor.marker), str(DEAD + 1))
        self.assertNotIn("sig=", cursor.marker)

    def in_another_process(self, marker):
        environment = {**os.environ, "PYTHONPATH": ":".join(filter(None, sys.path))}
        done = subprocess.run(
            [sys.executable, "-B", "-c", GO_ON],
            input=marker,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def test_nothing_is_lost_in_the_midst_of_what_came_together(self):
        self.push()
        cursor = self.cursor()
        before = cursor.marker
        documents = cursor.documents()
        given = [next(documents)]
        self.assertEqual(cursor.marker, before)
        # Another loop goes on behind the first one.
        given += [document for document, _ in zip(cursor.documents(), range(2))]
        portion = self.cursor(cursor.marker).next()
        self.assertEqual([each.pns_handle for each in portion][:3], [d.pns_handle for d in given])
        # The portion itself comes whole.
        self.assertEqual(list(cursor.next()), list(portion))
        self.assertNotEqual(cursor.marker, before)
        cursor = self.cursor()
        count = 0
        for count, _ in enumerate(cursor.documents(), 1):
            self.assertEqual(cursor.marker == before, count % len(portion.documents) != 0)
        self.assertEqual(count, DEAD + 1)

    def test_what_came_as_a_signal_did_comes_again(self):
        self.push()
        cursor = self.cursor()
        before = cursor.marker
        portion = self.cursor().next()

        # As a call that a handler ends when the answer was there already.
        class Ended(BaseException):
            result = None

        def ended(read):
            def call(*arguments, **options):
                failure = Ended()
                failure.result = read(*arguments, **options)
                raise failure

            return call

        kept = nh.feedback.Cursor.next
        nh.feedback.Cursor.next = ended(kept)
        try:
            self.assertRaises(Ended, cursor.next)
        finally:
            nh.feedback.Cursor.next = kept
        self.assertEqual(cursor.marker, before)
        self.assertEqual(list(cursor.next()), list(portion))

    def test_handles_of_the_program(self):
        self.push()
        prune = nh.Prune(delete=True)
        report = prune.handles(self.hub, ["py-alive-8", "py-nobody"])
        decisions = sorted(each.decision for each in report)
        self.assertEqual(
            decisions, [nh.PruneDecision.DELETED, nh.PruneDecision.NOT_REGISTERED]
        )
        self.assertEqual(report.outcome.verdict, nh.Verdict.ACCEPTED)
        self.assertNotIn("alive-8", repr((report, report.devices)))
        self.assertFalse(self.hub.installation_exists("py-8"))
        self.assertEqual(len(prune.handles(self.hub, nh.Handles(["py-alive-9"])).devices), 1)

    def test_words_that_count_as_dead(self):
        self.push()
        said = nh.Feedback.parse(
            b"<PnsFeedback xmlns='SB'><NotificationSystemError>WrongToken</NotificationSystemError>"
            b"<Platform>gcm</Platform><PnsHandle>py-alive-8</PnsHandle></PnsFeedback>"
        )
        self.assertIsNone(said.outcome)
        for prune, decision in [
            (nh.Prune(delete=True), nh.PruneDecision.NOT_DEAD),
            (nh.Prune(delete=True, errors=["WrongToken"]), nh.PruneDecision.DELETED),
        ]:
            self.assertEqual([each.decision for each in prune.feedback(self.hub, said)], [decision])

    def test_what_progress_raises_ends_the_call(self):
        handles = [f"py-nobody-{number}" for number in range(100)]
        told = []

        def progress(done, total):
            told.append(done)
            raise ValueError("enough")

        prune = nh.Prune(progress=progress)
        for options in ({}, {"cancel": None}):
            told.clear()
            with self.assertRaisesRegex(ValueError, "enough") as raised:
                prune.handles(self.hub, handles, **options)
            self.assertEqual(len(told), 1)
            self.assertEqual(raised.exception.outcome.status, nh.Status.CANCELLED)
            handles = handles[told[0] :]
            self.assertTrue(raised.exception.result.devices)
        # With a cancel of the program's own the call comes to its end.
        own = nh.Cancel()
        prune = nh.Prune(progress=lambda done, total: done == total and 1 / 0)
        with self.assertRaises(ZeroDivisionError) as raised:
            prune.handles(self.hub, handles, cancel=own)
        self.assertEqual(raised.exception.outcome.verdict, nh.Verdict.ACCEPTED)
        self.assertEqual(len(raised.exception.result.devices), len(handles))
        # It is not raised a second time.
        self.assertTrue(nh.Prune().handles(self.hub, ["py-nobody"], cancel=own).devices)

    def test_a_pruning_is_cancelled_and_goes_on(self):
        handles = [f"py-nobody-{number}" for number in range(70)]
        cancel = nh.Cancel()
        prune = nh.Prune(progress=lambda done, total: cancel.trigger())
        error = self.assert_raises(
            nh.NetworkError, nh.Status.CANCELLED, prune.handles, self.hub, handles, cancel=cancel
        )
        settled = prune.counts[nh.PruneDecision.NOT_REGISTERED]
        self.assertTrue(0 < settled < 70)
        self.assertGreaterEqual(len(error.result.devices), settled)
        prune.handles(self.hub, handles)
        self.assertEqual(prune.counts[nh.PruneDecision.NOT_REGISTERED], 70)

    def test_mistakes(self):
        hub, portion = self.hub, nh.Feedback.parse(b"")
        for expected, function, *arguments in [
            ("FeedbackCursor: hub is str; give a Hub", nh.FeedbackCursor, SECRET),
            ("FeedbackCursor: marker is int; give a text or None", nh.FeedbackCursor, hub, 5),
            (
                "Prune.feedback: feedback is list; give a Feedback, as of Feedback.parse",
                nh.Prune().feedback,
                hub,
                [],
            ),
            ("Prune.handles: hub is Feedback; give a Hub", nh.Prune().handles, portion, ["x"]),
            ("handles is str; give several texts, such as a list", nh.Prune().handles, hub, "x"),
        ]:
            self.assert_told(expected, function, *arguments)
        for expected, settings in [
            ("Prune: delete is str; give True or False", {"delete": "no"}),
            ("Prune: progress is int; give a function or None", {"progress": 5}),
            ("errors is str; give several texts, such as a list", {"errors": "WrongToken"}),
        ]:
            self.assert_told(expected, nh.Prune, **settings)
        self.told(nh.FeedbackCursor, hub, "yesterday", kind=nh.UsageError)
        self.told(nh.Prune, errors=[""], kind=nh.UsageError)
        told = self.told(
            nh.FeedbackCursor.new_uri, hub, "https://storage.example/c", kind=nh.UsageError
        )
        self.assertIn("signature", told)
        self.told(nh.FeedbackCursor.new_notification, hub, "", kind=nh.UsageError)
        self.told(nh.Prune().handles, hub, [""], kind=nh.UsageError)
        told = self.told(nh.PruneReport)
        self.assertIn("Prune.feedback", told)

    def test_a_signature_that_does_not_fit(self):
        uri = self.hub.get_feedback_container_uri().body.decode()
        self.assertIn("sig=", uri)
        cursor = nh.FeedbackCursor.new_uri(self.hub, uri.replace("sig=", f"sig={SECRET}"))
        self.told(cursor.next, kind=nh.ServiceError)
