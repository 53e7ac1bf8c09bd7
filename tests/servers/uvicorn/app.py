"""An ASGI application for asyncio and uvloop, each of whose requests sends."""

import os

import notification_hubs as nh

hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE"),
    timeout_ms=10_000,
)


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    notification = nh.Notification.new_apple_alert(None, scope["query_string"].decode())
    try:
        outcome = await hub.send_async(notification, nh.Target.new_tag("apple"))
        status, said = 200, nh.verdict_name(outcome.verdict)
    except nh.Error as error:
        status, said = 502, str(error)
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"{os.getpid()} {said}\n".encode()})
