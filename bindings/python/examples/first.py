"""The first send: to devices with one of two tags, and what to do where it fails."""

import os
import sys

import notification_hubs as nh


def main() -> int:
    hub = nh.Hub(
        os.environ["NH_CONNECTION_STRING"], os.environ["NH_HUB"], ca_file=os.environ["NH_CA_FILE"]
    )
    try:
        outcome = hub.send_apple_notification(
            '{"aps":{"alert":"Hello from Python!"}}', "world || sports"
        )
    except nh.Error as error:
        print(error, file=sys.stderr)
        if error.may_have_been_sent:
            print("Sending it again may reach devices twice.", file=sys.stderr)
        elif error.is_transient:
            print("It was not accepted: try again in a while.", file=sys.stderr)
        return 1
    print(f"accepted, tracking id {outcome.tracking_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
