"""A WSGI application each of whose requests sends: /?hello to the devices with the tag `apple`."""

import os

import notification_hubs as nh

# Made where the application is loaded: in the master with preload, else in each worker.
hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE"),
    timeout_ms=10_000,  # below the server's own limit
)


def app(environ, start_response):
    notification = nh.Notification.new_apple_alert(None, environ["QUERY_STRING"])
    try:
        outcome = hub.send(notification, nh.Target.new_tag("apple"))
        status, said = "200 OK", nh.verdict_name(outcome.verdict)
    except nh.Error as error:
        status, said = "502 Bad Gateway", str(error)
    start_response(status, [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {said}\n".encode()]


application = app
