"""A preforking server as gunicorn and uWSGI are: one hub, made before the workers."""

import os
import sys

import notification_hubs as nh

# In the parent: it is checked once, and every worker has it. Connections are each worker's own.
HUB = nh.Hub(
    os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"], ca_file=os.environ["NH_CA_FILE"]
)


def serve(worker: int) -> None:
    for request in range(10):
        HUB.send_apple_notification(
            f'{{"aps":{{"alert":"Request {request} of worker {worker}"}}}}', "world || sports"
        )


def main() -> int:
    workers = []
    for worker in range(4):
        child = os.fork()
        if child == 0:
            serve(worker)
            os._exit(0)
        workers.append(child)
    failed = [child for child in workers if os.waitpid(child, 0)[1] != 0]
    print(f"{len(workers) - len(failed)} workers sent, {len(failed)} failed")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
