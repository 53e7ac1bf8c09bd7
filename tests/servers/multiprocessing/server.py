"""A web server whose pool of processes sends: server.py PORT fork|spawn|forkserver"""

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import notification_hubs as nh

# A module's hub is there in forked processes too; spawned ones load the module again. A hub is no
# argument: it cannot be pickled. Errors can.
hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE"),
    timeout_ms=10_000,
)


def push(text):
    notification = nh.Notification.new_apple_alert(None, text)
    return nh.verdict_name(hub.send(notification, nh.Target.new_tag("apple")).verdict)


class Requests(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            status, said = 200, pool.submit(push, self.path.partition("?")[2]).result()
        except nh.Error as error:
            status, said = 502, str(error)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for requests
    request_queue_size = 100


if __name__ == "__main__":
    pool = ProcessPoolExecutor(4, multiprocessing.get_context(sys.argv[2]))
    server = Server(("127.0.0.1", int(sys.argv[1])), Requests)
    stop = threading.Thread(target=server.shutdown)
    signal.signal(signal.SIGTERM, lambda *_: stop.start())
    server.serve_forever()
    server.server_close()
    pool.shutdown()
