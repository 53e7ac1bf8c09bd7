"""A server on eventlet: a request waits for its send, and no other does. server.py PORT"""

import eventlet

eventlet.monkey_patch()

import os
import sys

import eventlet.event
import eventlet.hubs
import eventlet.wsgi
import notification_hubs as nh

hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE"),
    timeout_ms=10_000,
)
queue = nh.Queue()


def take():
    while True:
        eventlet.hubs.trampoline(queue.fd(), read=True)  # only this greenlet waits
        while (outcome := queue.next(0)) is not None:
            outcome.user_data.send(outcome)


def app(environ, start_response):
    notification = nh.Notification.new_apple_alert(None, environ["QUERY_STRING"])
    outcome = eventlet.event.Event()
    hub.send_async(notification, nh.Target.new_tag("apple"), queue, outcome)
    outcome = outcome.wait()
    start_response("502 Bad Gateway" if outcome.error else "200 OK", [("Content-Type", "text/plain")])
    return [nh.verdict_name(outcome.verdict).encode()]


eventlet.spawn(take)
eventlet.wsgi.server(eventlet.listen(("127.0.0.1", int(sys.argv[1]))), app, log_output=False)
