"""Signals that come while a call waits: Ctrl-C ends it, and no verdict is lost."""

import asyncio
import contextlib
import gc
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
import unittest
from unittest import mock

import notification_hubs as nh
from notification_hubs import _cdef, _interrupts, _names
from notification_hubs._library import lib
from local_hub import (
    APPLE,
    CONNECTION_STRING,
    HUB,
    PAYLOADS,
    ROOT_CONNECTION_STRING,
    CA_FILE,
    Case,
    apple,
    inspect,
    open_hub,
    sends,
    tell,
)

EVERYONE = nh.Target.new_broadcast()
# Nothing is answered for so long that a test which waited for it would fail by its calls' time.
STALL = [{"kind": "stall"}]
LONG = {"timeout_ms": 40_000}


class Alarm(Exception):
    """What a handler of the program raises."""


@contextlib.contextmanager
def handler(number, handle):
    before = signal.signal(number, handle)
    try:
        yield
    finally:
        signal.signal(number, before)


def signal_once(is_time, number=signal.SIGINT):
    """Sends a signal to this process once it is time."""

    def wait():
        until = time.monotonic() + 30
        while not is_time() and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def soon():
    """For waits that say nothing: the call is in its own by now."""
    time.sleep(0.3)
    return True


def arrived():
    """When a request more than there are now has arrived."""
    before = len(inspect("requests"))
    return lambda: len(inspect("requests")) > before


class Interrupts(Case):
    def setUp(self):
        super().setUp()
        # Whoever starts the tests may have it ignored, as shells do in the background.
        self.enterContext(handler(signal.SIGINT, signal.default_int_handler))
        self.hub = open_hub()

    if not hasattr(unittest.TestCase, "enterContext"):  # before 3.11

        def enterContext(self, context):
            result = context.__enter__()
            self.addCleanup(context.__exit__, None, None, None)
            return result

    def interrupted(self, is_time, function, *arguments, failure=KeyboardInterrupt, **options):
        """What ends a call when a signal comes while it waits."""
        number = signal.SIGINT if failure is KeyboardInterrupt else signal.SIGUSR1
        sender = signal_once(is_time, number)
        with self.assertRaises(failure) as raised:
            function(*arguments, **options)
        sender.join()
        return raised.exception

    def assert_cancelled(self, ended, verdict):
        self.assertEqual(ended.outcome.status, nh.Status.CANCELLED)
        self.assertEqual(ended.outcome.verdict, verdict)
        self.assertEqual(ended.outcome.error.message, ended.outcome.error.args[0])

    def test_after_the_request_has_left_it_is_unknown(self):
        tell("faults", STALL)
        ended = self.interrupted(arrived(), self.hub.send, apple(), EVERYONE, **LONG)
        self.assert_cancelled(ended, nh.Verdict.UNKNOWN)
        self.assertTrue(ended.outcome.error.may_have_been_sent)
        self.assertEqual(ended.outcome.tracking_id, ended.outcome.error.tracking_id)
        self.forget()
        # The hub and the thread go on as ever.
        self.assertEqual(self.hub.send(apple(), EVERYONE).verdict, nh.Verdict.ACCEPTED)

    def test_before_the_request_has_left_it_is_not_accepted(self):
        # A server that takes the connection and says nothing: TLS is not there yet.
        server = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        taken = []
        accepting = threading.Thread(target=lambda: taken.append(server.accept()))
        accepting.start()
        port = server.getsockname()[1]
        connection = re.sub(r"(//[^/:]+):\d+", rf"\1:{port}", CONNECTION_STRING)
        hub = nh.Hub(connection, HUB, ca_file=CA_FILE, connect_timeout_ms=40_000)
        ended = self.interrupted(lambda: taken, hub.send, apple(), EVERYONE, **LONG)
        self.assert_cancelled(ended, nh.Verdict.NOT_ACCEPTED)
        self.assertFalse(ended.outcome.error.may_have_been_sent)
        accepting.join()
        taken[0][0].close()

    def test_between_two_attempts(self):
        answer = {"kind": "status", "status": 503, "headers": {"Retry-After": "30"}}
        tell("faults", [{"method": "POST", **answer}])
        told = []
        options = {"log_callback": (nh.LogLevel.WARN, lambda level, text: told.append(text))}
        hub = open_hub(**options)
        ended = self.interrupted(
            lambda: told and soon(), hub.send, apple(), EVERYONE, **LONG, max_attempts=2
        )
        self.assert_cancelled(ended, nh.Verdict.NOT_ACCEPTED)
        self.assertEqual(len(sends()), 1)

    def test_what_a_handler_does_not_raise_ends_nothing(self):
        tell("faults", [{"method": "POST", "delay_ms": 1500}])
        handled = []
        with handler(signal.SIGUSR1, lambda *_: handled.append(time.monotonic())):
            sender = signal_once(arrived(), signal.SIGUSR1)
            outcome = self.hub.send(apple(), EVERYONE, **LONG)
            ended = time.monotonic()
            sender.join()
        self.assertEqual((outcome.verdict, outcome.attempts), (nh.Verdict.ACCEPTED, 1))
        # While the call waited, not after it.
        self.assertLess(handled[0], ended)
        self.assertEqual(len(sends()), 1)

    def test_a_handler_may_make_calls(self):
        tell("faults", [{"method": "POST", "kind": "stall", "times": 1}])
        inner = []

        def handle(*_):
            inner.append(self.hub.send(apple(), EVERYONE))
            raise Alarm

        with handler(signal.SIGUSR1, handle):
            ended = self.interrupted(
                arrived(), self.hub.send, apple(), EVERYONE, **LONG, failure=Alarm
            )
        self.assert_cancelled(ended, nh.Verdict.UNKNOWN)
        self.assertEqual([each.verdict for each in inner], [nh.Verdict.ACCEPTED])

    def test_whatever_a_handler_raises_carries_the_outcome(self):
        class Frozen(Exception):
            def __setattr__(self, name, value):
                raise AttributeError(name)

        for failure, carries in [(Alarm, True), (SystemExit, True), (nh.Error, True), (Frozen, False)]:

            def handle(*_, failure=failure):
                raise failure("now")

            self.forget()
            tell("faults", STALL)
            with handler(signal.SIGUSR1, handle), self.subTest(failure):
                ended = self.interrupted(
                    arrived(), self.hub.send, apple(), EVERYONE, **LONG, failure=failure
                )
                if carries:
                    self.assert_cancelled(ended, nh.Verdict.UNKNOWN)

    def test_two_signals_at_once(self):
        tell("faults", STALL)
        is_time = arrived()

        def handle(number, _):
            raise Alarm(number)

        def both():
            if not is_time():
                return False
            os.kill(os.getpid(), signal.SIGUSR2)
            return True

        with handler(signal.SIGUSR1, handle), handler(signal.SIGUSR2, handle):
            ended = self.interrupted(
                both, self.hub.send, apple(), EVERYONE, **LONG, failure=Alarm
            )
            self.assert_cancelled(ended, nh.Verdict.UNKNOWN)

    def test_a_call_that_was_done_is_told_to_be(self):
        # The handler runs after the call has returned, and before it has given anything.
        call = lib.nh_send

        def done_under_a_signal(*arguments):
            call(*arguments)
            signal.raise_signal(signal.SIGINT)

        done_under_a_signal.declared = call.declared
        done_under_a_signal.takes_options = True
        with mock.patch.object(lib, "nh_send", done_under_a_signal):
            with self.assertRaises(KeyboardInterrupt) as raised:
                self.hub.send(apple(), EVERYONE)
        self.assertEqual(raised.exception.outcome.verdict, nh.Verdict.ACCEPTED)

    def test_the_wait_for_the_services_time(self):
        answer = {"kind": "status", "status": 429, "headers": {"Retry-After": "30"}}
        tell("faults", [{"method": "POST", **answer}])
        with self.assertRaises(nh.ServiceError):
            self.hub.send(apple(), EVERYONE, max_attempts=1)
        ended = self.interrupted(soon, self.hub.send, apple(), EVERYONE, **LONG)
        self.assert_cancelled(ended, nh.Verdict.NOT_ACCEPTED)
        self.assertEqual((len(sends()), ended.outcome.attempts), (1, 1))

    def test_calls_of_every_kind(self):
        hub, space = self.hub, nh.Namespace(ROOT_CONNECTION_STRING, ca_file=CA_FILE)
        installation = nh.Installation("py-interrupted", nh.Platform.APPLE, "ab" * 32)
        registration = nh.Registration(nh.Platform.APPLE, "ab" * 32)
        later = int(time.time() + 3600) * 1000
        dead = nh.Feedback.parse(
            b"<PnsFeedback xmlns='x'><NotificationSystemError>BadChannel</NotificationSystemError>"
            b"<PnsHandle>py-interrupted</PnsHandle></PnsFeedback>"
        )
        calls = [
            (hub.send, apple(), EVERYONE),
            (hub.schedule, apple(), EVERYONE, later),
            (hub.cancel_scheduled, "an-id"),
            (hub.send_template_notification, PAYLOADS["template"], "world"),
            (hub.broadcast_apple_notification, APPLE),
            (hub.put_installation, installation),
            (hub.get_installation, "py-interrupted"),
            (hub.installation_exists, "py-interrupted"),
            (hub.patch_installation, "py-interrupted", nh.InstallationPatch()),
            (hub.delete_installation, "py-interrupted"),
            (hub.create_registration_id,),
            (hub.create_registration, registration),
            (hub.put_registration, "1-2-3", registration),
            (hub.update_registration, "1-2-3", registration),
            (hub.get_registration, "1-2-3"),
            (hub.registration_exists, "1-2-3"),
            (hub.delete_registration, "1-2-3"),
            (hub.wait_installation, "py-interrupted", None),
            (hub.delete_user_devices, "ann"),
            (nh.InstallationCursor.new_all(hub).next,),
            (nh.FeedbackCursor(hub).next,),
            (nh.Prune().feedback, hub, dead),
            (nh.Prune(delete=True, progress=print).handles, hub, ["ab" * 32]),
            (hub.explain, None, nh.Target.new_tag("news")),
            (hub.delete_registrations_by_channel, "ab" * 32),
            (hub.get_registration_page,),
            (nh.RegistrationCursor.new_all(hub).next,),
            (hub.get_notification_details, "an-id"),
            (hub.wait_notification_details, "an-id"),
            (hub.submit_job, nh.JobType.EXPORT_REGISTRATIONS, "https://blobs.example/c?sig=x"),
            (hub.get_job, "1"),
            (hub.wait_job, "1"),
            (hub.list_jobs,),
            (hub.get_feedback_container_uri,),
            (space.create_hub, "py-interrupted", nh.HubDescription()),
            (space.update_hub, "py-interrupted", nh.HubDescription()),
            (space.get_hub, "py-interrupted"),
            (space.delete_hub, "py-interrupted"),
            (space.list_hubs,),
        ]
        calls[8][2].add_tag("news")
        waiting = {
            name
            for name, declared in _cdef.FUNCTIONS.items()
            if any(each.type == "nh_outcome**" for each in declared.parameters)
            and not name.startswith(("nh_send_", "nh_broadcast_", "nh_queue_"))
        }
        tell("faults", STALL)
        methods = set()
        for function, *arguments in calls:
            with self.subTest(function.__name__):
                ended = self.interrupted(arrived(), function, *arguments)
                self.assertEqual(ended.outcome.status, nh.Status.CANCELLED)
                self.assertIsInstance(ended.outcome.error, nh.NetworkError)
                methods.add(function.__name__)
        # A function that is new to the header has its line above.
        names = {name for name in waiting if not name.endswith("_cursor_next")}
        here = {_names.python_name(name).split(".")[-1] for name in names}
        self.assertEqual(here - methods, set())
        self.assertIn("next", methods)

    def test_a_batch_tells_how_far_it_came(self):
        for handles in (nh.Handles([f"{n:064x}" for n in range(1500)]),
                        (f"{n:064x}" for n in range(1500))):
            self.forget()
            tell("faults", [{"kind": "stall", "skip": 1}])
            is_second = lambda: len(sends()) == 2
            ended = self.interrupted(is_second, self.hub.send_direct_batch, apple(), handles)
            self.assertEqual((ended.report.accepted, ended.report.unknown), (1000, 500))
            self.assertEqual((ended.report.next, len(ended.report.requests)), (1000, 2))
            self.assert_cancelled(ended, nh.Verdict.UNKNOWN)

    def test_a_wait_has_what_it_read_last(self):
        answers = iter(range(10))
        outcome = self.hub.send(apple(), EVERYONE)
        enqueued = [{"method": "GET", "path": "/*/messages/*", "kind": "status", "status": 200,
                     "body": "<NotificationDetails><State>Enqueued</State></NotificationDetails>",
                     "headers": {"Content-Type": "application/xml"}}]
        tell("faults", enqueued)
        asked = arrived()
        ended = self.interrupted(
            lambda: asked() and soon(),
            self.hub.wait_notification_details,
            outcome.notification_id,
            **LONG,
        )
        self.assertEqual(ended.outcome.error.status, nh.Status.CANCELLED)
        self.assertEqual(ended.result.state, nh.NotificationState.ENQUEUED)
        del answers

    def test_closing_a_hub(self):
        inside, leave = threading.Event(), threading.Event()

        def token(_):
            inside.set()
            leave.wait()

        connection = re.sub("SharedAccess[^;]*;?", "", CONNECTION_STRING)
        hub = nh.Hub(connection, HUB, ca_file=CA_FILE, token_callback=token)

        def send():
            with contextlib.suppress(nh.Error):
                hub.send(apple(), EVERYONE)

        sender = threading.Thread(target=send)
        sender.start()
        inside.wait()
        self.interrupted(soon, hub.close, 40_000)
        leave.set()
        sender.join()
        self.assertTrue(hub.close(40_000))

    def test_queues(self):
        tell("faults", STALL)
        queue = nh.Queue(capacity=1, full_wait_ms=40_000)
        self.hub.send_async(apple(), EVERYONE, queue, "first", **LONG)
        self.interrupted(soon, queue.next, 40_000)
        self.interrupted(soon, queue.dispatch, self.fail, 40_000)
        self.interrupted(soon, self.hub.send_async, apple(), EVERYONE, queue, "second")
        self.assertEqual((queue.pending(), len(queue._with)), (1, 1))
        # It ends what is left, as if its time was over.
        self.interrupted(soon, queue.close, 40_000)
        outcome = queue.next(40_000)
        self.assertEqual((outcome.user_data, outcome.status), ("first", nh.Status.CLOSED))

    def test_calls_of_other_threads_go_on(self):
        tell("faults", [{"method": "POST", "delay_ms": 1000}])
        verdicts = []

        def send():
            verdicts.append(self.hub.send(apple(), EVERYONE, **LONG).verdict)

        sender = threading.Thread(target=send)
        sender.start()
        while not sends():
            time.sleep(0.01)
        self.interrupted(arrived(), self.hub.send, apple(), EVERYONE, **LONG)
        sender.join()
        self.assertEqual(verdicts, [nh.Verdict.ACCEPTED])

    def test_nothing_is_kept(self):
        tell("faults", STALL)
        ended = self.interrupted(arrived(), self.hub.send, apple(), EVERYONE, **LONG)
        gc.collect()
        gc.disable()
        try:
            del ended
            self.assertFalse(_interrupts._raised)
            self.assertEqual(gc.collect(), 0)
        finally:
            gc.enable()


class Children(Case):
    """Each child of fork() has a main thread: the one that forked."""

    def interrupt_child(self, child):
        while len(sends()) < 1:
            time.sleep(0.01)
        os.kill(child, signal.SIGINT)
        _, status = os.waitpid(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 7)

    def fork(self, hub):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                hub.send(apple(), EVERYONE, **LONG)
            except KeyboardInterrupt as ended:
                os._exit(7 if ended.outcome.verdict == nh.Verdict.UNKNOWN else 1)
            finally:
                os._exit(2)
        return child

    def test_of_the_main_thread(self):
        hub = open_hub()
        hub.send(apple(), EVERYONE)
        self.forget()
        tell("faults", STALL)
        self.interrupt_child(self.fork(hub))

    def test_of_another_thread(self):
        hub = open_hub()
        hub.send(apple(), EVERYONE)
        self.forget()
        tell("faults", STALL)
        children = []
        forker = threading.Thread(target=lambda: children.append(self.fork(hub)))
        forker.start()
        forker.join()
        self.interrupt_child(children[0])


class Programs(Case):
    def run_interrupted(self, text):
        """Starts a program, interrupts it once a send has arrived, and gives what it said."""
        tell("faults", [{"method": "POST", "delay_ms": 20_000}])
        begin = textwrap.dedent("""
            import signal
            signal.signal(signal.SIGINT, signal.default_int_handler)
            from local_hub import *
            hub = open_hub(timeout_ms=40_000)
        """)
        program = subprocess.Popen(
            [sys.executable, "-B", "-W", "error", "-c", begin + textwrap.dedent(text)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=os.path.dirname(__file__),
        )
        try:
            while not sends():
                time.sleep(0.01)
            program.send_signal(signal.SIGINT)
            said, complained = program.communicate(timeout=30)
        finally:
            program.kill()
        return program.returncode, said, complained

    def test_one_that_sends(self):
        code, said, complained = self.run_interrupted("""
            try:
                hub.broadcast_apple_notification(APPLE)
            except KeyboardInterrupt as ended:
                print(nh.verdict_name(ended.outcome.verdict))
        """)
        self.assertEqual((code, said, complained), (0, "unknown\n", ""))

    def test_one_that_catches_nothing(self):
        code, _, complained = self.run_interrupted("hub.broadcast_apple_notification(APPLE)")
        self.assertEqual(code, -signal.SIGINT)
        self.assertIn("\nKeyboardInterrupt", complained)
        self.assertNotIn("gnored", complained)

    def test_one_that_awaits(self):
        code, said, complained = self.run_interrupted("""
            import asyncio
            async def main():
                await hub.send_async(apple(), nh.Target.new_broadcast())
            try:
                asyncio.run(main())
            except KeyboardInterrupt:
                print("interrupted")
        """)
        self.assertEqual((code, said, complained), (0, "interrupted\n", ""))

    def test_one_whose_send_blocks_its_event_loop(self):
        # There the first Ctrl-C cancels the task, and raises nothing: the send goes on.
        _, said, _ = self.run_interrupted("""
            import asyncio
            async def main():
                try:
                    hub.send(apple(), nh.Target.new_broadcast(), timeout_ms=1000)
                except nh.NetworkError as error:
                    print(error.status_name)
            try:
                asyncio.run(main())
            except KeyboardInterrupt as ended:
                print(hasattr(ended, "outcome"))
        """)
        self.assertIn(said, ["NH_STATUS_TIMEOUT\n", "NH_STATUS_TIMEOUT\nFalse\n", "True\n"])
