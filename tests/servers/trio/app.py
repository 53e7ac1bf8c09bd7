"""An ASGI application for trio (`hypercorn -k trio`), each of whose requests sends."""

import os

import notification_hubs as nh
import trio

hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE"),
    timeout_ms=10_000,
)
queue = nh.Queue()  # each worker loads this module itself


async def take():
    while True:
        await trio.lowlevel.wait_readable(queue)
        while (outcome := queue.next(0)) is not None:
            outcome.user_data.send_nowait(outcome)


async def send_push(notification, target):
    give, taken = trio.open_memory_channel(1)
    hub.send_async(notification, target, queue, give)
    return await taken.receive()


async def lifespan(receive, send):
    async with trio.open_nursery() as background:
        await receive()  # lifespan.startup
        background.start_soon(take)
        await send({"type": "lifespan.startup.complete"})
        await receive()  # lifespan.shutdown: no request is left
        background.cancel_scope.cancel()
    await send({"type": "lifespan.shutdown.complete"})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    notification = nh.Notification.new_apple_alert(None, scope["query_string"].decode())
    outcome = await send_push(notification, nh.Target.new_tag("apple"))
    said = str(outcome.error or nh.verdict_name(outcome.verdict))
    status = 502 if outcome.error else 200
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"{os.getpid()} {said}\n".encode()})
