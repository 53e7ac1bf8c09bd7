"""Threads, the interpreter's lock, fork, and the end of the interpreter."""

import gc
import os
import subprocess
import sys
import textwrap
import threading

import notification_hubs as nh
from local_hub import APPLE, Case, apple, header, open_hub, sends, tell

EVERYONE = nh.Target.new_broadcast()
STALL = [{"method": "POST", "path": "/*/messages", "kind": "stall"}]


class Threads(Case):
    def test_others_run_while_a_send_waits(self):
        # The hub does not answer before this thread has looked and cancelled: had the sender kept
        # the interpreter's lock, neither would come to pass before the send's own time was over.
        tell("faults", STALL)
        hub, cancel, ends = open_hub(), nh.Cancel(), []

        def send():
            try:
                hub.send(apple(), EVERYONE, cancel=cancel)
            except nh.Error as error:
                ends.append(error.status)

        sender = threading.Thread(target=send)
        sender.start()
        while not sends():
            pass
        cancel.trigger()
        sender.join()
        self.assertEqual(ends, [nh.Status.CANCELLED])

    def test_closing_ends_the_calls_of_other_threads(self):
        tell("faults", STALL)
        ends = []
        with open_hub() as hub:

            def send():
                try:
                    hub.broadcast_apple_notification(APPLE)
                except nh.Error as error:
                    ends.append((error.status, error.may_have_been_sent))

            senders = [threading.Thread(target=send) for _ in range(3)]
            for sender in senders:
                sender.start()
            while len(sends()) < 3:
                pass
            self.assertTrue(hub.close(60_000))
        for sender in senders:
            sender.join()
        self.assertEqual(ends, [(nh.Status.CLOSED, True)] * 3)

    def test_many_threads_share_a_hub(self):
        hub = open_hub()

        def send(number):
            for _ in range(10):
                hub.send(apple(), EVERYONE, tracking_id=f"thread-{number}")

        senders = [threading.Thread(target=send, args=(number,)) for number in range(8)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        ids = [header(each, "TrackingId") for each in sends()]
        self.assertEqual(sorted(ids), sorted(f"thread-{n}" for n in range(8) for _ in range(10)))


class Fork(Case):
    """As a preforking server does it: the hub is made, and used, before the workers are."""

    def in_child(self, function):
        child = os.fork()
        if child == 0:
            try:
                function()
                gc.collect()
                os._exit(0)
            except BaseException as error:
                os.write(2, f"{error!r}\n".encode())
                os._exit(1)
        return child

    def assert_good(self, child):
        _, status = os.waitpid(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)

    def test_workers_and_parent_use_the_hub(self):
        hub = open_hub()
        hub.broadcast_apple_notification(APPLE)

        def work():
            for _ in range(5):
                hub.send(apple(), EVERYONE, tracking_id=f"worker-{os.getpid()}")

        children = [self.in_child(work) for _ in range(4)]
        for _ in range(5):
            hub.broadcast_apple_notification(APPLE)
        for child in children:
            self.assert_good(child)
        ids = [header(each, "TrackingId") for each in sends()]
        for child in children:
            self.assertEqual(ids.count(f"worker-{child}"), 5)
        self.assertEqual(len(ids), 1 + 5 + 20)

    def test_a_queue_is_its_makers(self):
        hub, queue = open_hub(), nh.Queue()
        hub.send_async(apple(), EVERYONE, queue, "mine")

        def work():
            nonlocal queue
            try:
                hub.send_async(apple(), EVERYONE, queue)
            except nh.LibraryError as error:
                assert error.status == nh.Status.FORKED
            assert (queue.fd(), queue.dup_fd(), queue.pending()) == (-1, -1, 0)
            queue = nh.Queue()  # and the parent's is let go of
            hub.send_async(apple(), EVERYONE, queue)
            assert queue.next(30_000).verdict == nh.Verdict.ACCEPTED

        self.assert_good(self.in_child(work))
        self.assertEqual(queue.next(30_000).user_data, "mine")
        self.assertEqual(len(sends()), 2)

    def test_a_worker_lets_go_of_everything(self):
        things = [open_hub(), nh.Queue(), apple(), nh.Cancel()]
        things[0].send_async(apple(), EVERYONE, things[1])
        things.append(things[0].broadcast_apple_notification(APPLE))
        self.assert_good(self.in_child(things.clear))
        things[0].broadcast_apple_notification(APPLE)
        self.assertEqual(things[1].next(30_000).verdict, nh.Verdict.ACCEPTED)

    def test_a_worker_has_a_loop_of_its_own(self):
        import asyncio

        hub = open_hub()

        async def send():
            return await hub.send_async(apple(), EVERYONE)

        asyncio.run(send())
        self.assert_good(self.in_child(lambda: asyncio.run(send())))
        asyncio.run(send())
        self.assertEqual(len(sends()), 3)


class End(Case):
    """Programs that end in the middle of things: no crash, no hang, no noise."""

    def run_program(self, text, warns=[]):
        begin = "from local_hub import *\nimport atexit, threading, asyncio\n"
        program = begin + textwrap.dedent(text)
        done = subprocess.run(
            [sys.executable, "-B", "-W", "error", "-c", program],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=os.path.dirname(__file__),
        )
        said = [line for line in done.stderr.splitlines() if line.startswith("RuntimeWarning")]
        self.assertEqual((done.returncode, said), (0, warns))
        if not warns:
            self.assertEqual(done.stderr, "")
        return done.stdout

    def test_with_sends_under_way_in_a_queue(self):
        tell("faults", STALL)
        text = """
            hub, queue = open_hub(), nh.Queue()
            for _ in range(5):
                hub.send_async(apple(), nh.Target.new_broadcast(), queue)
            while not sends():
                pass
        """
        told = "a queue ended with 5 calls unfinished; close it with a time first"
        self.run_program(text, [f"RuntimeWarning: {told}"])

    def test_with_a_daemon_thread_inside_a_call(self):
        tell("faults", STALL)
        self.run_program("""
            hub = open_hub()
            send = hub.broadcast_apple_notification
            threading.Thread(target=send, args=(APPLE,), daemon=True).start()
            while not sends():
                pass
        """)

    def test_sends_at_exit(self):
        self.run_program("""
            hub = open_hub(log_callback=(nh.LogLevel.DEBUG, lambda level, text: None))
            atexit.register(hub.broadcast_apple_notification, APPLE)
        """)
        self.assertEqual(len(sends()), 1)

    def test_with_all_in_a_circle(self):
        self.run_program("""
            hub = open_hub(); hub._me = hub
            class Late:
                def __del__(self, hub=hub):
                    hub.broadcast_apple_notification(APPLE)
            hub._late = Late()
            outcome = hub.broadcast_apple_notification(APPLE); outcome._hub = hub
            import sys; sys.kept = [hub, outcome, nh.Queue()]
        """)

    def test_a_loop_that_was_left(self):
        tell("faults", STALL)
        self.run_program("""
            hub = open_hub()
            async def main():
                task = asyncio.ensure_future(hub.send_async(apple(), nh.Target.new_broadcast()))
                while not sends():
                    await asyncio.sleep(0)
            asyncio.run(main())
        """)
