"""A service that sends: requests hand a push in, and are answered when its outcome is there.

    daemon.py PORT

Asked to stop (SIGTERM) it takes no more, waits for what is under way, and ends. Its manager
(supervisord, systemd, a container's engine) has to wait for longer than that.
"""

import os
import queue
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import notification_hubs as nh

STOP_MS = 8000  # more than the hub's timeout_ms, less than the manager's patience

hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE"),
    timeout_ms=5000,
)
pushes = nh.Queue(concurrency=8)


def take():
    try:
        while True:
            if (outcome := pushes.next(1000)) is not None:
                outcome.user_data.put(outcome)
    except nh.LibraryError:  # closed, and all outcomes are taken
        pass


class Requests(BaseHTTPRequestHandler):
    def do_GET(self):
        answer = queue.SimpleQueue()
        notification = nh.Notification.new_apple_alert(None, self.path.partition("?")[2])
        hub.send_async(notification, nh.Target.new_tag("apple"), pushes, answer)
        outcome = answer.get()
        self.send_response(502 if outcome.error else 200)
        self.end_headers()
        self.wfile.write(nh.verdict_name(outcome.verdict).encode())

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 100


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1])), Requests)
    taker = threading.Thread(target=take)
    taker.start()
    stop = threading.Thread(target=server.shutdown)
    signal.signal(signal.SIGTERM, lambda *_: stop.start())
    server.serve_forever()
    pushes.close(STOP_MS)
    taker.join()
    server.server_close()
