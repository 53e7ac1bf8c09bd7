#!/bin/sh
# azure-notification-hub-unofficial (PyPI): `test_send=True` makes an ordinary send, to
# every device that the expression names, and a blank `tag_expression` one to every
# device of the hub.
#
# Seen with 0.1.0 (httpx 0.28.1, Python 3.11):
#
#   azure-notification-hub-unofficial 0.1.0
#   test send: POST /hub/messages?api-version=2020-06
#   test send: ServiceBusNotification-TestSend: true
#   blank expression: no ServiceBusNotification-Tags
#
# Its pages call the first "Azure test send (no actual delivery)". The service makes a
# test send of one that has `test` in its query, goes to ten devices at most then, and
# tells what became of each; it has no header of that name, and headers that it does not
# know change nothing. ("Debug send", in the REST reference of Notification Hubs.) An
# expression that a program put together and that came out blank reaches everybody.
# Beware of both, or call `POST …/messages?api-version=2020-06&test` yourself.
#
# Needs python3 with pip, and PyPI. Ends with 1 if the package behaves otherwise now.
set -eu

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
python3 -m pip install --quiet --disable-pip-version-check --no-deps --target packages \
  azure-notification-hub-unofficial==0.1.0 httpx==0.28.1 httpcore==1.0.9 h11==0.16.0 \
  anyio==4.16.0 certifi==2026.10.18 idna==3.20 typing_extensions==4.16.0 2>/dev/null

cat > send.py <<'PY'
import http.server
import importlib.metadata
import threading

from azure_notification_hub import NotificationHubsClient, create_apple_body, create_apple_notification

requests = []


class Server(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        requests.append((self.path, self.headers))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
hub = NotificationHubsClient(
    f"Endpoint=http://127.0.0.1:{server.server_port}/;SharedAccessKeyName=n;SharedAccessKey=k", "hub"
)
apple = create_apple_notification(create_apple_body(alert="hi"))
hub.send_notification(apple, tag_expression="user:1", test_send=True)
hub.send_notification(apple, tag_expression="")
(path, headers), (_, of_blank) = requests
package = "azure-notification-hub-unofficial"
print(package, importlib.metadata.version(package))
print("test send: POST", path)
print("test send: ServiceBusNotification-TestSend:", headers["ServiceBusNotification-TestSend"])
tags = of_blank["ServiceBusNotification-Tags"]
print("blank expression:", "no ServiceBusNotification-Tags" if tags is None else tags)
PY
env -u HTTP_PROXY -u http_proxy -u ALL_PROXY -u all_proxy \
  PYTHONPATH=packages python3 send.py | tee output
cat > expected <<'TEXT'
azure-notification-hub-unofficial 0.1.0
test send: POST /hub/messages?api-version=2020-06
test send: ServiceBusNotification-TestSend: true
blank expression: no ServiceBusNotification-Tags
TEXT
if cmp -s output expected; then
  echo "as described"
else
  echo "the package behaves otherwise now" >&2
  exit 1
fi
