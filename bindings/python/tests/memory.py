"""Memory stays flat over many calls of each kind, good and refused.

NH_MEMORY_CALLS: how many calls of each kind; 2000 without it.
"""

from __future__ import annotations

import gc
import os
from typing import Callable

import notification_hubs as nh
from local_hub import apple, open_hub

CALLS = int(os.environ.get("NH_MEMORY_CALLS", "2000"))
EVERYONE = nh.Target.new_broadcast()
# What allocators of Python and C keep beside what is used.
SLACK_KB = 4096


def resident_kb() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def main() -> None:
    hub, queue, alert = open_hub(), nh.Queue(), apple()
    hub.put_installation(nh.Installation("memory", nh.Platform.APPLE, "ab" * 32))

    def queued() -> None:
        hub.send_async(alert, EVERYONE, queue, "data")
        outcome = queue.next(20_000)
        assert outcome is not None and outcome.user_data == "data"

    def everything_of_feedback() -> None:
        prune = nh.Prune(progress=lambda done, total: None)
        for portion in nh.FeedbackCursor(hub):
            prune.feedback(hub, portion)

    kinds: dict[str, Callable[[], object]] = {
        "send": lambda: hub.send(alert, EVERYONE),
        "send with options": lambda: hub.send(alert, EVERYONE, timeout_ms=20_000, tracking_id="x"),
        "refused send": lambda: hub.send(alert, nh.Target.new_tag("no such && tag")),
        "notification": apple,
        "refused value": lambda: nh.Target.new_tag("a\0b"),
        "queued send": queued,
        "empty queue": queue.next,
        "installation": lambda: hub.get_installation("memory").tags,
        "missing installation": lambda: hub.get_installation("nobody"),
        "feedback": everything_of_feedback,
        "refused pruning": lambda: nh.Prune(errors=[""]),
        "tags": lambda: nh.TagExpression.parse("a && !b"),
    }
    for kind, call in kinds.items():

        def calls(count: int, call: Callable[[], object] = call) -> None:
            for _ in range(count):
                try:
                    call()
                except (nh.Error, ValueError, TypeError):
                    pass  # some are refused
            gc.collect()

        calls(200)
        before = resident_kb()
        calls(CALLS)
        grown = resident_kb() - before
        print(f"{kind}: {grown} KiB in {CALLS} calls")
        assert grown < SLACK_KB, kind


main()
