"""Calls that do not wait: queues, and through them asyncio."""

import asyncio
import contextlib
import gc
import os
import select
import signal
import time
import weakref
from unittest import mock

import notification_hubs as nh
from notification_hubs import aio
from notification_hubs._library import lib
from local_hub import APPLE, PAYLOADS, Case, apple, header, inspect, open_hub, sends, tell

EVERYONE = nh.Target.new_broadcast()
# So long that a test which waited for it would fail by its own timeouts.
STALL = [{"method": "POST", "path": "/*/messages", "kind": "stall"}]


def in_an_hour() -> int:
    return int(time.time() + 3600) * 1000


def phone(*tags) -> nh.Installation:
    installation = nh.Installation("py-queued", nh.Platform.APPLE, "ab" * 32)
    for tag in tags:
        installation.add_tag(tag)
    return installation


class Interrupt(Exception):
    """What the handler of a signal raises, as that of Ctrl-C does."""


@contextlib.contextmanager
def interrupted(function, failure=Interrupt):
    """A signal comes while this function of the library is called: its handler runs after it."""

    def interrupt(*_):
        raise failure

    call = getattr(lib, function)

    def call_under_a_signal(*arguments):
        result = call(*arguments)
        signal.raise_signal(signal.SIGUSR1)
        return result

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with mock.patch.object(lib, function, call_under_a_signal):
            yield
    finally:
        signal.signal(signal.SIGUSR1, before)


def patch(*tags) -> nh.InstallationPatch:
    changes = nh.InstallationPatch()
    for tag in tags:
        changes.add_tag(tag)
    return changes


class Queues(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_a_duplicate_is_the_callers(self):
        queue = nh.Queue()
        duplicate = queue.dup_fd()
        self.assertNotIn(duplicate, (-1, queue.fd()))
        os.close(duplicate)
        self.hub.send_async(apple(), EVERYONE, queue)
        self.assertEqual(select.select([queue], [], [], 30)[0], [queue])
        self.assertEqual(queue.next().verdict, nh.Verdict.ACCEPTED)

    def test_outcomes_come_with_what_was_handed_in(self):
        queue = nh.Queue(concurrency=4, capacity=100, capacity_bytes=1_000_000, full_wait_ms=0)
        notes = [object() for _ in range(20)]
        for note in notes:
            self.hub.send_async(apple(), EVERYONE, queue, note)
        taken = []
        while queue.pending():
            readable, _, _ = select.select([queue], [], [], 30)
            self.assertEqual(readable, [queue])
            while (outcome := queue.next()) is not None:
                self.assertEqual(outcome.verdict, nh.Verdict.ACCEPTED)
                taken.append(outcome.user_data)
        self.assertEqual(set(taken), set(notes))
        self.assertEqual(len(sends()), 20)
        self.assertIsNone(queue.next())
        self.assertFalse(queue._with)

    def test_iterating_ends_when_all_were_taken(self):
        with nh.Queue() as queue:
            for number in range(5):
                self.hub.send_async(apple(), EVERYONE, queue, number)
        self.assertEqual(sorted(outcome.user_data for outcome in queue), list(range(5)))
        self.assert_raises(
            nh.LibraryError, nh.Status.CLOSED, self.hub.send_async, apple(), EVERYONE, queue
        )

    def test_dispatch_lends_outcomes(self):
        queue = nh.Queue(concurrency=1)
        self.assertFalse(queue.dispatch(self.fail))
        kept = []

        def take(note, outcome):
            kept.append((note, outcome, outcome.verdict))
            raise KeyError(note)

        for number in range(3):
            self.hub.send_async(apple(), EVERYONE, queue, number)
        while queue.pending():
            with self.assertRaises(KeyError):
                queue.dispatch(take, 30_000)
        self.assertEqual(
            [(note, verdict) for note, _, verdict in kept],
            [(n, nh.Verdict.ACCEPTED) for n in range(3)],
        )
        for _, outcome, _ in kept:
            with self.assertRaises(TypeError):
                outcome.tracking_id

    def test_dispatch_keeps_what_was_raised_first(self):
        queue = nh.Queue(concurrency=1)
        inner = nh.Queue()
        taken = []

        def take(note, outcome):
            taken.append(note)
            if note == "raises":
                raise KeyError(note)
            # Calls and a dispatch of its own, which fail on this thread.
            with self.assertRaises(nh.UsageError):
                self.hub.send(apple(), nh.Target.new_tags())
            self.hub.send_async(apple(), EVERYONE, inner)
            with self.assertRaises(IndexError):
                inner.dispatch(lambda *_: [].pop(), 30_000)
            if note == "raises again":
                raise ValueError(note)

        for note in ("raises", "goes on", "raises again"):
            self.hub.send_async(apple(), EVERYONE, queue, note)
        # So that all of them are there in one round.
        self.assertTrue(queue.close(30_000))
        with self.assertRaises(KeyError), mock.patch("sys.unraisablehook") as unraisable:
            queue.dispatch(take, 30_000)
        self.assertEqual(taken, ["raises", "goes on", "raises again"])
        (told,) = (each.args[0].exc_value for each in unraisable.call_args_list)
        self.assertIsInstance(told, ValueError)
        for ask in (queue.next, lambda: queue.dispatch(take)):
            self.assert_raises(nh.LibraryError, nh.Status.CLOSED, ask)

    def test_what_is_refused_has_no_outcome(self):
        queue = nh.Queue(capacity=1)
        empty = nh.Target.new_tags()
        self.assert_raises(
            nh.UsageError, nh.Status.INVALID_TAG, self.hub.send_async, apple(), empty, queue
        )
        self.hub.send_async(apple(), EVERYONE, queue)
        self.assert_raises(
            nh.LibraryError, nh.Status.WOULD_BLOCK, self.hub.send_async, apple(), EVERYONE, queue
        )
        self.assertEqual((queue.pending(), len(queue._with)), (1, 1))
        queue.close()

    def test_a_failure_is_in_its_outcome(self):
        tell("faults", [{"method": "POST", "kind": "status", "status": 400, "times": 1}])
        queue = nh.Queue()
        self.hub.send_async(apple(), EVERYONE, queue)
        outcome = queue.next(30_000)
        self.assertIsInstance(outcome.error, nh.ServiceError)
        self.assertEqual(outcome.status, nh.Status.REJECTED)

    def test_closing_ends_what_is_left(self):
        tell("faults", STALL)
        queue = nh.Queue()
        self.hub.send_async(apple(), EVERYONE, queue)
        self.assertFalse(queue.close())
        self.assertEqual([outcome.status for outcome in queue], [nh.Status.CLOSED])

    def test_an_interrupted_call_keeps_its_outcome(self):
        queue = nh.Queue()
        with self.assertRaises(Interrupt), interrupted("nh_send_async"):
            self.hub.send_async(apple(), EVERYONE, queue, "note")
        self.assertEqual(queue.next(30_000).user_data, "note")
        # One that raises what a refusal does cannot be told from it: only user_data is lost.
        with self.assertRaises(TypeError), interrupted("nh_send_async", TypeError):
            self.hub.send_async(apple(), EVERYONE, queue, "note")
        outcome = queue.next(30_000)
        self.assertEqual((outcome.verdict, outcome.user_data), (nh.Verdict.ACCEPTED, None))
        self.assertFalse(queue._with)

    def test_what_a_signal_interrupts_is_the_next_one(self):
        queue = nh.Queue(concurrency=1)
        for note in ("first", "second"):
            self.hub.send_async(apple(), EVERYONE, queue, note)
        for function in ("nh_queue_next", "nh_outcome_user_data"):
            with self.assertRaises(Interrupt), interrupted(function):
                queue.next(30_000)
            self.assertEqual(queue.pending(), 2)
        with self.assertRaises(Interrupt), interrupted("nh_queue_next"):
            while queue.pending() == 2:
                self.assertEqual(queue.next().user_data, "first")
            queue.next(30_000)
        self.assertEqual((queue.pending(), queue.next().user_data), (1, "second"))
        self.assertEqual((queue.pending(), queue.next()), (0, None))
        self.assertFalse(queue._with)

    def test_a_child_has_nothing_that_its_parent_took(self):
        queue = nh.Queue()
        self.hub.send_async(apple(), EVERYONE, queue)
        with self.assertRaises(Interrupt), interrupted("nh_queue_next"):
            queue.next(30_000)
        child = os.fork()
        if child == 0:
            try:
                queue.next()
            except nh.LibraryError as error:
                os._exit(0 if (error.status, queue.pending()) == (nh.Status.FORKED, 0) else 1)
            os._exit(2)
        self.assertEqual(os.waitpid(child, 0), (child, 0))
        self.assertEqual(queue.next().verdict, nh.Verdict.ACCEPTED)

    def test_signals_end_a_wait(self):
        tell("faults", STALL)
        queue = nh.Queue()
        self.hub.send_async(apple(), EVERYONE, queue, timeout_ms=20_000)

        def interrupt(*_):
            raise Interrupt

        for wait in (queue.next, lambda timeout_ms: queue.dispatch(self.fail, timeout_ms)):
            before = signal.signal(signal.SIGALRM, interrupt)
            try:
                with self.assertRaises(Interrupt):
                    signal.setitimer(signal.ITIMER_REAL, 0.1)
                    wait(60_000)
            finally:
                signal.signal(signal.SIGALRM, before)
            # Else the send would have ended by its own timeout.
            self.assertEqual(queue.pending(), 1)
            self.assertIsNone(queue.next())
        queue.close()

    def test_calls_of_every_kind(self):
        hub, queue = self.hub, nh.Queue()

        def came_of(function, *arguments, **options):
            note = object()
            self.assertIsNone(function(*arguments, queue, note, **options))
            outcome = queue.next(30_000)
            self.assertIs(outcome.user_data, note)
            return outcome

        put = came_of(hub.put_installation_async, phone("before"), tracking_id="put-queued")
        self.assertEqual((put.tracking_id, put.error), ("put-queued", None))
        self.assertEqual(hub.get_installation("py-queued").tags, ["before"])
        patched = came_of(hub.patch_installation_async, "py-queued", patch("after"))
        self.assertEqual(patched.http_status, 200)
        self.assertEqual(sorted(hub.get_installation("py-queued").tags), ["after", "before"])
        self.assertEqual(came_of(hub.delete_installation_async, "py-queued").http_status, 204)
        self.assertFalse(hub.installation_exists("py-queued"))
        scheduled = came_of(hub.schedule_async, apple(), EVERYONE, in_an_hour())
        self.assertEqual(
            hub.get_notification_details(scheduled.notification_id).state,
            nh.NotificationState.SCHEDULED,
        )
        called_off = came_of(hub.cancel_scheduled_async, scheduled.notification_id)
        self.assertIsNone(called_off.error)
        again = came_of(hub.cancel_scheduled_async, scheduled.notification_id)
        self.assertEqual(again.error.status, nh.Status.NOT_FOUND)
        self.assertEqual(inspect("deliveries"), [])

    def test_what_calls_read_comes_with_their_outcomes(self):
        hub, queue = self.hub, nh.Queue()

        def came_of(function, *arguments, **options):
            function(*arguments, queue, **options)
            return queue.next(30_000)

        hub.put_installation(phone("before"))
        outcome = came_of(hub.get_installation_async, "py-queued")
        with self.assertRaisesRegex(nh.UsageError, "brought an installation, not a job"):
            outcome.take_job()
        read = outcome.take_installation()
        self.assertEqual(read.json, hub.get_installation("py-queued").json)
        self.assertIs(read.outcome, outcome)
        with self.assertRaisesRegex(nh.UsageError, "taken before"):
            outcome.take_installation()
        self.assertTrue(came_of(hub.installation_exists_async, "py-queued").exists)
        self.assertFalse(came_of(hub.installation_exists_async, "py-nobody").exists)
        missing = came_of(hub.get_installation_async, "py-nobody")
        error = self.assert_raises(nh.ServiceError, nh.Status.NOT_FOUND, missing.take_installation)
        self.assertEqual(error.message, missing.error.message)

        made = nh.Registration(nh.Platform.GCM, "py-gcm")
        made.add_tag("py-tag")
        created = came_of(hub.create_registration_async, made).take_registration()
        other = came_of(hub.create_registration_id_async).registration_id
        self.assertEqual(
            came_of(hub.put_registration_async, other, made).take_registration().id, other
        )
        read = came_of(hub.get_registration_async, created.id).take_registration()
        self.assertEqual((read.tags, read.etag), (["py-tag"], "1"))
        late = came_of(hub.update_registration_async, created.id, made, etag="7")
        self.assertEqual(late.status, nh.Status.PRECONDITION_FAILED)
        changed = came_of(hub.update_registration_async, created.id, made, etag="1")
        self.assertEqual(changed.take_registration().etag, "2")
        page = came_of(hub.get_registration_page_async, tag="py-tag").take_registration_page()
        del changed, read
        self.assertEqual(sorted(each.id for each in page), sorted([created.id, other]))
        self.assertIsNone(page.continuation_token)
        self.assertEqual(came_of(hub.delete_registration_async, other).status, nh.Status.OK)
        self.assertFalse(came_of(hub.registration_exists_async, other).exists)

        batch = came_of(hub.send_direct_batch_async, apple(), (f"{n:08x}" for n in range(1000)))
        self.assertEqual(batch.http_status, 201)
        many = ["ab"] * 1001
        self.assert_raises(
            nh.UsageError,
            nh.Status.INVALID_ARGUMENT,
            hub.send_direct_batch_async,
            apple(),
            many,
            queue,
        )
        details = came_of(hub.get_notification_details_async, batch.notification_id)
        self.assertEqual(details.take_notification_details().notification_id, batch.notification_id)

        job = came_of(
            hub.submit_job_async, nh.JobType.EXPORT_REGISTRATIONS, "https://a.example/out?sig=b"
        ).take_job()
        self.assertEqual(came_of(hub.get_job_async, job.id).take_job().id, job.id)
        jobs = came_of(hub.list_jobs_async).take_jobs()
        self.assertIn(job.id, [each.id for each in jobs])
        self.assertIn(b"://", came_of(hub.get_feedback_container_uri_async).body)

    def test_every_kind_is_refused_as_its_waiting_form(self):
        hub, queue = self.hub, nh.Queue()
        spoilt = phone()
        self.assert_raises(nh.UsageError, nh.Status.INVALID_TAG, spoilt.add_tag, "no tag")
        for waiting, handed_in, *arguments in (
            (hub.schedule, hub.schedule_async, apple(), EVERYONE, int(time.time())),
            (hub.cancel_scheduled, hub.cancel_scheduled_async, ""),
            (hub.put_installation, hub.put_installation_async, spoilt),
            (hub.patch_installation, hub.patch_installation_async, "py-queued", patch()),
            (hub.delete_installation, hub.delete_installation_async, ""),
        ):
            with self.assertRaises(nh.UsageError) as refused:
                waiting(*arguments)
            error = self.assert_raises(
                nh.UsageError, refused.exception.status, handed_in, *arguments, queue, "note"
            )
            self.assertEqual(error.message, refused.exception.message)
        with self.assertRaises(TypeError):
            hub.put_installation_async(apple(), queue)
        with self.assertRaisesRegex(TypeError, "queue is Hub; give a Queue or an AsyncQueue"):
            hub.send_async(apple(), EVERYONE, hub)
        self.assertEqual((queue.pending(), queue._with), (0, {}))
        self.assertEqual(inspect("requests"), [])

    def test_a_queue_keeps_what_its_sends_need(self):
        lines = []
        hub = open_hub(log_callback=(nh.LogLevel.DEBUG, lambda level, text: lines.append(text)))
        queue = nh.Queue()
        hub.send_async(apple(), EVERYONE, queue)
        del hub
        gc.collect()
        self.assertEqual(queue.next(30_000).verdict, nh.Verdict.ACCEPTED)
        self.assertTrue(lines)


class Asyncio(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_many_at_once(self):
        async def main():
            return await asyncio.gather(
                *(self.hub.send_async(apple(), EVERYONE, tracking_id=f"aio-{n}") for n in range(50))
            )

        outcomes = asyncio.run(main())
        self.assertEqual(
            [outcome.tracking_id for outcome in outcomes], [f"aio-{n}" for n in range(50)]
        )
        self.assertEqual(len(sends()), 50)

    def test_the_loop_goes_on_meanwhile(self):
        tell("faults", STALL)

        async def main():
            cancel = nh.Cancel()
            sending = asyncio.ensure_future(self.hub.send_async(apple(), EVERYONE, cancel=cancel))
            while not sends():
                await asyncio.sleep(0)
            cancel.trigger()
            await sending

        error = self.assert_raises(nh.NetworkError, nh.Status.CANCELLED, asyncio.run, main())
        self.assertEqual(error.outcome.verdict, nh.Verdict.UNKNOWN)

    def test_a_cancelled_task_ends_its_send(self):
        tell("faults", STALL)

        async def main():
            queue = nh.AsyncQueue()
            sending = asyncio.ensure_future(self.hub.send_async(apple(), EVERYONE, queue))
            while not sends():
                await asyncio.sleep(0)
            sending.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await sending
            while queue._queue.pending():
                await asyncio.sleep(0)
            self.assertFalse(queue._reading)

        asyncio.run(main())

    def test_a_full_queue_makes_sends_wait_in_their_order(self):
        async def main():
            queue = nh.AsyncQueue(capacity=2, concurrency=1)
            await asyncio.gather(
                *(
                    self.hub.send_async(apple(), EVERYONE, queue, tracking_id=f"turn-{n}")
                    for n in range(12)
                )
            )

        asyncio.run(main())
        self.assertEqual(
            [header(each, "TrackingId") for each in sends()], [f"turn-{n}" for n in range(12)]
        )

    def test_who_waits_for_room_can_be_cancelled(self):
        tell("faults", STALL)

        async def main():
            queue = nh.AsyncQueue(capacity=1)
            first, second, third = (
                asyncio.ensure_future(self.hub.send_async(apple(), EVERYONE, queue))
                for _ in range(3)
            )
            while len(queue._turns) < 2:
                await asyncio.sleep(0)
            second.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await second
            self.forget()
            first.cancel()
            self.assertEqual((await third).verdict, nh.Verdict.ACCEPTED)
            self.assertFalse(queue._turns)

        asyncio.run(main())

    def test_an_interrupted_call_leaves_the_queue_usable(self):
        async def main():
            queue = nh.AsyncQueue(capacity=1)
            for failure in (Interrupt, TypeError):
                with self.assertRaises(failure), interrupted("nh_send_async", failure):
                    await self.hub.send_async(apple(), EVERYONE, queue)
                # There is room for it when the loop took the outcome that nobody waits for.
                outcome = await self.hub.send_async(apple(), EVERYONE, queue)
                self.assertEqual(outcome.verdict, nh.Verdict.ACCEPTED)
            self.assertFalse(queue._queue._with)

        asyncio.run(main())
        self.assertEqual(len(sends()), 4)

    def test_a_queue_is_of_one_loop(self):
        tell("faults", STALL)
        queue = nh.AsyncQueue()

        async def leave():
            asyncio.ensure_future(self.hub.send_async(apple(), EVERYONE, queue))
            while not sends():
                await asyncio.sleep(0)

        async def use_again():
            with self.assertRaisesRegex(RuntimeError, "another event loop"):
                await self.hub.send_async(apple(), EVERYONE, queue)

        asyncio.run(leave())
        asyncio.run(use_again())

    def test_what_is_refused_raises(self):
        async def refused():
            await self.hub.send_async(apple(), nh.Target.new_tags())

        async def rejected():
            await self.hub.send_async(apple(), EVERYONE)

        self.assert_raises(nh.UsageError, nh.Status.INVALID_TAG, asyncio.run, refused())
        tell("faults", [{"method": "POST", "kind": "status", "status": 400, "times": 1}])
        error = self.assert_raises(nh.ServiceError, nh.Status.REJECTED, asyncio.run, rejected())
        self.assertEqual(error.outcome.http_status, 400)

    def test_calls_of_every_kind(self):
        hub = self.hub

        async def main():
            queue = nh.AsyncQueue(capacity=1)
            await hub.put_installation_async(phone("before"))
            outcome = await hub.patch_installation_async(
                "py-queued", patch("after"), queue, tracking_id="patch-awaited"
            )
            self.assertEqual(outcome.tracking_id, "patch-awaited")
            tags = hub.get_installation("py-queued").tags
            self.assertEqual(sorted(tags), ["after", "before"])
            await hub.delete_installation_async("py-queued", queue)
            self.assertFalse(hub.installation_exists("py-queued"))
            outcome = await hub.schedule_async(apple(), EVERYONE, in_an_hour(), queue)
            await hub.cancel_scheduled_async(outcome.notification_id)
            await hub.cancel_scheduled_async(outcome.notification_id, queue)

        error = self.assert_raises(nh.ServiceError, nh.Status.NOT_FOUND, asyncio.run, main())
        self.assertEqual(error.outcome.http_status, 404)

    def test_what_is_read_is_what_is_awaited(self):
        hub = self.hub

        async def main():
            queue = nh.AsyncQueue(capacity=1)
            await hub.put_installation_async(phone("before"))
            read = await hub.get_installation_async("py-queued", tracking_id="read-awaited")
            self.assertEqual((read.id, read.tags), ("py-queued", ["before"]))
            self.assertEqual(read.outcome.tracking_id, "read-awaited")
            self.assertIs(await hub.installation_exists_async("py-queued", queue), True)
            self.assertIs(await hub.installation_exists_async("py-nobody"), False)
            made = nh.Registration(nh.Platform.GCM, "py-gcm")
            created = await hub.create_registration_async(made, queue)
            changed = await hub.update_registration_async(created.id, made, etag=created.etag)
            self.assertEqual((created.etag, changed.etag), ("1", "2"))
            page = await hub.get_registration_page_async(queue, channel="py-gcm")
            self.assertEqual([each.id for each in page.registrations], [created.id])
            self.assertIs(await hub.registration_exists_async(created.id), True)
            await hub.delete_registration_async(created.id)
            sent = await hub.send_direct_batch_async(apple(), ["aa", "bb"])
            told = await hub.get_notification_details_async(sent.notification_id, queue)
            self.assertEqual(told.notification_id, sent.notification_id)
            self.assertEqual(len(await hub.list_jobs_async()), len(hub.list_jobs()))
            outcome = await hub.get_feedback_container_uri_async()
            self.assertIn(b"://", outcome.body)
            await hub.get_registration_async(created.id)

        error = self.assert_raises(nh.ServiceError, nh.Status.NOT_FOUND, asyncio.run, main())
        self.assertEqual(error.outcome.http_status, 404)

    def test_nothing_is_left_of_a_loop(self):
        async def main():
            await self.hub.send_async(apple(), EVERYONE)
            return aio._of_loops[asyncio.get_running_loop()]

        for _ in range(3):
            queue = asyncio.run(main())
            gc.collect()
            self.assertIsNone(queue())

    def test_every_platform(self):
        async def main():
            for platform in nh.Platform:
                payload = PAYLOADS[nh.platform_name(platform)]
                await self.hub.send_async(nh.Notification(platform, payload), EVERYONE)

        asyncio.run(main())
        self.assertEqual(
            {each["platform"] for each in inspect("deliveries")}, set(PAYLOADS) - {"template"}
        )
        self.assertEqual(sends()[1]["body"], APPLE)
