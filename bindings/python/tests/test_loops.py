"""Event loops that end while calls are under way: nothing of them is left."""

import asyncio
import gc
import os
import time
import weakref
from unittest import mock

import notification_hubs as nh
from notification_hubs import aio
from local_hub import Case, apple, open_hub, sends, tell

EVERYONE = nh.Target.new_broadcast()
LOOPS = 20
STALL = [{"method": "POST", "path": "/*/messages", "kind": "stall"}]


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


class Ends(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()
        # What a first loop leaves for good, such as the modules that it imports.
        asyncio.run(self.hub.send_async(apple(), EVERYONE))
        tell("faults", STALL)

    def many(self, end):
        """So many loops that end in this way leave no more than a few do."""
        left = weakref.WeakSet()
        hub = open_hub()
        gc.collect()
        before = descriptors()
        for _ in range(LOOPS):
            end(hub, left)
        hub.close(0)
        del hub
        gc.collect()
        self.assertEqual(len(left), 0, "loops are left")
        # The library's threads close what they had open as soon as they see that their calls ended.
        latest = time.monotonic() + 10
        while descriptors() > before and time.monotonic() < latest:
            time.sleep(0.01)
        self.assertLessEqual(descriptors(), before)

    def run_once(self, coroutine, left):
        async def main():
            left.add(asyncio.get_running_loop())
            await coroutine()

        asyncio.run(main())

    def test_calls_that_nobody_waits_for(self):
        def end(hub, left):
            async def leave():
                before = len(sends())
                asyncio.ensure_future(hub.send_async(apple(), EVERYONE))
                while len(sends()) == before:
                    await asyncio.sleep(0)

            self.run_once(leave, left)

        self.many(end)

    def test_calls_that_are_given_up(self):
        def end(hub, left):
            async def leave():
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(hub.send_async(apple(), EVERYONE), 0.01)

            self.run_once(leave, left)

        self.many(end)

    def test_calls_with_a_cancel_of_the_callers_own(self):
        def end(hub, left):
            async def leave():
                call = hub.send_async(apple(), EVERYONE, cancel=nh.Cancel())
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(call, 0.01)

            self.run_once(leave, left)

        self.many(end)

    def test_calls_that_wait_for_room(self):
        def end(hub, left):
            async def leave():
                queue = nh.AsyncQueue(capacity=1)
                for _ in range(3):
                    asyncio.ensure_future(hub.send_async(apple(), EVERYONE, queue))
                while len(queue._turns) < 2:
                    await asyncio.sleep(0)

            self.run_once(leave, left)

        self.many(end)

    def test_loops_that_are_closed_under_their_tasks(self):
        def end(hub, left):
            loop = asyncio.new_event_loop()
            left.add(loop)
            loop.set_exception_handler(lambda *_: None)  # of tasks that are destroyed pending
            loop.create_task(hub.send_async(apple(), EVERYONE))
            loop.run_until_complete(asyncio.sleep(0.001))
            loop.close()

        self.many(end)

    def test_a_callback_that_knows_the_loop(self):
        def end(_, left):
            async def leave():
                loop = asyncio.get_running_loop()
                hub = open_hub(log_callback=(nh.LogLevel.ERROR, lambda *_: loop.time()))
                asyncio.ensure_future(hub.send_async(apple(), EVERYONE))
                await asyncio.sleep(0.001)

            self.run_once(leave, left)

        self.many(end)

    def test_a_queue_of_ones_own_lets_go_of_its_loop_when_it_ends(self):
        queues = []

        def end(hub, left):
            async def leave():
                queues.append(nh.AsyncQueue())
                asyncio.ensure_future(hub.send_async(apple(), EVERYONE, queues[-1]))
                await asyncio.sleep(0.001)

            self.run_once(leave, left)
            queues.clear()

        self.many(end)

    def test_another_kind_of_loop_is_told(self):
        for queue in (None, nh.AsyncQueue()):
            with self.assertRaisesRegex(RuntimeError, "needs asyncio.*, give a Queue"):
                self.hub.send_async(apple(), EVERYONE, queue).send(None)

    def test_a_loop_that_goes_on_keeps_one_queue(self):
        self.forget()
        hub = self.hub

        async def main():
            for _ in range(3):
                given_up = asyncio.ensure_future(hub.send_async(apple(), EVERYONE))
                await asyncio.sleep(0.001)
                given_up.cancel()
                await asyncio.gather(*(hub.send_async(apple(), EVERYONE) for _ in range(3)))
                gc.collect()

        with mock.patch.object(aio, "AsyncQueue", wraps=nh.AsyncQueue) as made:
            asyncio.run(main())
        self.assertEqual(made.call_count, 1)
