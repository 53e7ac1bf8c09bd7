"""Hands a task in for each line of its input, and writes what became of it: client.py [TASK]"""

import sys
import threading
import time

import tasks

task = getattr(tasks, sys.argv[1] if len(sys.argv) > 1 else "push")
waiting = {}


def tell():
    # On one thread: results of the Redis backend are not for several.
    while True:
        for text, result in list(waiting.items()):
            if result.ready():
                del waiting[text]
                print(text, str(result.result).replace("\n", " "), flush=True)
        time.sleep(0.01)


threading.Thread(target=tell, daemon=True).start()
for line in sys.stdin:
    text = line.rstrip("\n")
    waiting[text] = task.delay(text)
