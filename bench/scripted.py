"""Measures a client in Python as client.c does one in C, and prints the same line.

What is sent is client.h's, which bench/others.py tells in BENCH_PAYLOAD and its like.
"""

import os
import re
import resource
import sys
import time

HUB, TAG, PAYLOAD, KEY = (os.environ[f"BENCH_{name}"] for name in ("HUB", "TAG", "PAYLOAD", "KEY"))
CONNECTION_STRING = (
    f"Endpoint=sb://{os.environ['BENCH_HOST']}:{os.environ['BENCH_PORT']}/;"
    f"SharedAccessKeyName=DefaultFullSharedAccessSignature;SharedAccessKey={KEY}"
)


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_kib():
    with open("/proc/self/status", encoding="utf-8") as file:
        return int(re.search(r"VmHWM:\s*(\d+)", file.read())[1])


def measure(send):
    """Sends once, and then as often as the command line says: "sends CPU-s wall-s peak-KiB"."""
    count = int(sys.argv[1])
    send()
    used, wall = cpu(), time.monotonic()
    for _ in range(count):
        send()
    used, wall = cpu() - used, time.monotonic() - wall
    print(f"{count} {used:.6f} {wall:.6f} {peak_kib()}")
