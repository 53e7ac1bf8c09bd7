"""Tasks that send. With the prefork pool this module is loaded once, before the fork."""

import os

import notification_hubs as nh
from celery import Celery

app = Celery(broker=os.environ["BROKER"], backend=os.environ["BROKER"])
app.conf.worker_prefetch_multiplier = 1

hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE"),
    timeout_ms=10_000,  # below time_limit
)


@app.task
def push(text):
    notification = nh.Notification.new_apple_alert(None, text)
    return nh.verdict_name(hub.send(notification, nh.Target.new_tag("apple")).verdict)


@app.task(acks_late=True, reject_on_worker_lost=True)
def push_late(text):
    """The broker hands it out again where its worker dies: so the push is sent again too."""
    return push(text)


# time_limit ends a task by SIGKILL of its process: the push may be out, and nobody has the verdict.
# soft_time_limit raises out of the call that waits, which then ends.
@app.task(time_limit=2)
def push_limited(text):
    return push(text)


@app.task(soft_time_limit=1)
def push_soft(text):
    return push(text)
