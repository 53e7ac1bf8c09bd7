"""A WSGI application for `gunicorn -k gevent`: a request waits for its send, and no other does."""

import os

import gevent
import notification_hubs as nh
from gevent.event import AsyncResult
from gevent.socket import wait_read

hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE"),
    timeout_ms=10_000,
)
queue = nh.Queue()  # without preload_app this module is loaded in each worker


def take():
    while True:
        wait_read(queue.fd())
        while (outcome := queue.next(0)) is not None:
            outcome.user_data.set(outcome)


gevent.spawn(take)


def send(notification, target):
    outcome = AsyncResult()
    hub.send_async(notification, target, queue, outcome)
    return outcome.get()


def app(environ, start_response):
    notification = nh.Notification.new_apple_alert(None, environ["QUERY_STRING"])
    outcome = send(notification, nh.Target.new_tag("apple"))
    start_response("502 Bad Gateway" if outcome.error else "200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {outcome.error or nh.verdict_name(outcome.verdict)}\n".encode()]
