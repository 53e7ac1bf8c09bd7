"""Ten thousand sends with asyncio: 32 at a time, and no thread of Python's own."""

import asyncio
import collections
import os
import sys

import notification_hubs as nh


async def send_to(hub: nh.Hub, user: int, queue: nh.AsyncQueue) -> str:
    greeting = nh.Notification.new_apple_alert("Shop", f"Your parcel {user} is here")
    try:
        await hub.send_async(greeting, nh.Target.new_tag(f"user:{user}"), queue)
    except nh.Error as error:
        return error.status_name
    return "accepted"


async def main(count: int) -> int:
    hub = nh.Hub(
        os.environ["NH_CONNECTION_STRING"],
        os.environ["NH_HUB"],
        ca_file=os.environ["NH_CA_FILE"],
        rate_limit=(5000, 100),
    )
    queue = nh.AsyncQueue(concurrency=32, capacity=256)
    sends = (send_to(hub, user, queue) for user in range(count))
    results = collections.Counter(await asyncio.gather(*sends))
    for result, times in results.items():
        print(f"{times} {result}")
    return 0 if set(results) <= {"accepted"} else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)))
