"""For the type checker alone: what a typed program may write, and what it is told not to.

Run with --strict, which also complains of each `ignore` that is not needed.
"""

import asyncio
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Optional

import notification_hubs as nh


def right(hub: nh.Hub, queue: nh.Queue) -> None:
    outcome: nh.Outcome = hub.send(
        nh.Notification(nh.Platform.APPLE, "{}"), nh.Target.new_tag("a"), timeout_ms=5000
    )
    notification_id: Optional[str] = outcome.notification_id
    verdict: nh.Verdict = outcome.verdict
    tags: list[str] = list(hub.get_installation("x").tags)
    number: int = nh.Status.THROTTLED
    nh.Hub("", retry=nh.Retry.NEVER, rate_limit=(1, 1), log_callback=(nh.LogLevel.INFO, print))
    nh.Hub("", span_callback=lambda span: print(span.attributes["nh.verdict"]))
    nh.Hub("", ca_file=Path("ca.pem"), proxy=os.environ.get("PROXY"), timeout_ms=None)
    phone = nh.Installation("x", nh.Platform.APPLE, "ab")
    phone.set_expiration_time(datetime.now(timezone.utc))
    hub.send_apple_notification({"aps": {"alert": "a"}}, ["a", "b"])
    hub.send_apple_notification("{}", nh.TagExpression.new_tag("a"))
    hub.schedule(
        nh.Notification(nh.Platform.APPLE, {"aps": {}}),
        nh.Target.new_broadcast(),
        datetime.now(timezone.utc),
    )
    nh.SasToken(hub, lifetime_ms=timedelta(hours=1))
    nh.HubDescription().set_registration_ttl(timedelta(days=90))
    prune = nh.Prune(errors=("WrongToken",), progress=lambda done, total: print(done / total))
    cursor = nh.FeedbackCursor(hub, marker="kept")
    for portion in cursor:
        devices: list[nh.PrunedDevice] = list(prune.feedback(hub, portion, timeout_ms=5000))
        print(devices, prune.counts[nh.PruneDecision.DEAD])
    handle: Optional[str] = next(cursor.documents(timeout_ms=5000)).pns_handle
    print(handle, cursor.marker + "\n")
    with nh.Hub("") as opened:
        opened.close()
    print(notification_id, verdict, tags, number)


async def right_to_await(hub: nh.Hub) -> nh.Outcome:
    sending = hub.send_async(nh.Notification.new_apple_background(), nh.Target.new_broadcast())
    await hub.put_installation_async(nh.Installation("x", nh.Platform.APPLE, "ab"))
    await hub.cancel_scheduled_async("id", nh.AsyncQueue(capacity=1), timeout_ms=5000)
    return await asyncio.wait_for(sending, 5)


async def right_to_read(hub: nh.Hub, queue: nh.Queue) -> None:
    installation: nh.Installation = await hub.get_installation_async("x")
    exists: bool = await hub.registration_exists_async("x", nh.AsyncQueue())
    page: nh.RegistrationPage = await hub.get_registration_page_async(tag="a")
    hub.list_jobs_async(queue, "any object")
    outcome = queue.next()
    if outcome is not None:
        registration: nh.Registration = outcome.take_registration()
        print(registration.id)
    print(installation, exists, page.continuation_token)


def right_to_hand_in(hub: nh.Hub, queue: nh.Queue) -> None:
    hub.delete_installation_async("x", queue, user_data="any object", timeout_ms=5000)


def wrong(hub: nh.Hub, notification: nh.Notification) -> None:
    hub.send(notification, "a tag")  # type: ignore[arg-type]
    hub.send_apple_notification(["aps"], "a")  # type: ignore[arg-type]
    hub.send_apple_notification({}, [1])  # type: ignore[list-item]
    hub.schedule(notification, nh.Target.new_broadcast(), 1.5)  # type: ignore[arg-type]
    hub.send(nh.Target.new_broadcast(), notification)  # type: ignore[arg-type]
    hub.send(notification, nh.Target.new_broadcast(), colour="red")  # type: ignore[call-arg]
    hub.delete_installation_async("x", nh.AsyncQueue(), "note")  # type: ignore[call-overload]
    hub.patch_installation_async("x", notification)  # type: ignore[call-overload]
    phone = nh.Installation("x", nh.Platform.APPLE, "ab")
    phone.user_id = "zoe"  # type: ignore[assignment]
    phone.tags.append("a")  # type: ignore[attr-defined]
    phone.push_variables["a"] = "b"  # type: ignore[index]
    notification.badge = 5  # type: ignore[attr-defined]
    nh.Target("sports")  # type: ignore[arg-type]
    hub.get_job_async(5, nh.Queue())  # type: ignore[call-overload]
    nh.Hub("", rate_limit=5)  # type: ignore[arg-type]
    nh.Notification(nh.Platform.PIGEON, "")  # type: ignore[attr-defined]
    len(hub.broadcast_apple_notification("{}").notification_id)  # type: ignore[arg-type]
