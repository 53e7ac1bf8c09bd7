"""This library through its Python binding, as a program in Python uses it."""

import os

import notification_hubs as nh
from scripted import CONNECTION_STRING, HUB, PAYLOAD, TAG, measure

hub = nh.Hub(CONNECTION_STRING, HUB, ca_file=os.environ["BENCH_CA"])


def send():
    # What is not accepted raises.
    hub.send_apple_notification(PAYLOAD, TAG)


measure(send)
