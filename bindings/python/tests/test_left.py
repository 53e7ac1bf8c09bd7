"""What a program leaves undone is said: calls that nobody awaits, queues with calls in them."""

import gc
import sys
import warnings

import notification_hubs as nh
from local_hub import Told, apple, open_hub, sends, tell

EVERYONE = nh.Target.new_broadcast()


class Left(Told):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_a_coroutine_that_nobody_awaits_has_the_methods_name(self):
        phone, patch = nh.Installation("x", nh.Platform.APPLE, "ab"), nh.InstallationPatch()
        for name, *arguments in [
            ("send_async", apple(), EVERYONE),
            ("schedule_async", apple(), EVERYONE, 5),
            ("cancel_scheduled_async", "id"),
            ("put_installation_async", phone),
            ("patch_installation_async", "x", patch),
            ("delete_installation_async", "x"),
        ]:
            method = getattr(self.hub, name)
            with self.assertWarnsRegex(
                RuntimeWarning, f"^coroutine 'Hub.{name}' was never awaited$"
            ):
                method(*arguments)
                gc.collect()
            self.assertTrue(method.__doc__.startswith("Await it, or give a queue"))
        self.assertEqual(sends(), [])

    def test_user_data_needs_a_queue(self):
        send = self.hub.send_async
        told = self.told(send, apple(), EVERYONE, None, "note")
        self.assertTrue(told.startswith("Hub.send_async: user_data goes with a Queue"), told)
        told = "Hub.send_async: queue is int; give a Queue or an AsyncQueue"
        self.assert_told(told, send, apple(), EVERYONE, 5)

    def left(self, calls):
        """A queue with some calls under way that will not end, and what is said of it."""
        tell("faults", [{"method": "POST", "path": "/*/messages", "kind": "stall", "skip": 2}])
        queue = nh.Queue(concurrency=1)
        for _ in range(calls):
            self.hub.send_async(apple(), EVERYONE, queue)
        return queue

    def test_a_queue_that_is_let_go_of_says_what_is_lost(self):
        queue = self.left(6)
        while len(sends()) < 3:
            pass
        told = "^a queue ended with 4 calls unfinished; close it with a time first$"
        with self.assertWarnsRegex(RuntimeWarning, told) as warned:
            del queue
        self.assertEqual(warned.filename, __file__)

    def test_a_queue_without_unfinished_calls_says_nothing(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            unraised = []
            hook, sys.unraisablehook = sys.unraisablehook, unraised.append
            try:
                with nh.Queue() as queue:
                    for _ in range(3):
                        self.hub.send_async(apple(), EVERYONE, queue)
                del queue
                queue = self.left(4)
                self.assertFalse(queue.close(0))
                del queue
                with self.assertRaises(nh.UsageError):
                    nh.Queue(capacity=0)
                gc.collect()
            finally:
                sys.unraisablehook = hook
            self.assertEqual(unraised, [])
