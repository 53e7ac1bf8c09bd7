"""Takes the pictures of the manual: docs/page-light.png, docs/page-dark.png, docs/page-narrow.png."""

import sys

from browser import chromium

FOLDER = sys.argv[1]

with chromium(1280, 800) as page:
    hub = page.hub
    english = {"ServiceBusNotification-Tags": "vip && en"}
    hub.send('{"aps":{"alert":{"title":"Doors open at seven","body":"Your seats are in row 4."},"sound":"default"}}', headers={"ServiceBusNotification-Tags": "vip"})
    hub.send('{"message":{"notification":{"title":"New message","body":"See you at eight?"}}}', "fcmv1")
    toast = '<toast><visual><binding template="ToastText02"><text id="1">Meeting</text><text id="2">In ten minutes, room 4</text></binding></visual></toast>'
    hub.send(toast, "windows", {"X-WNS-Type": "wns/toast", "Content-Type": "text/xml"})
    hub.send('{"aps":{"content-available":1}}', headers={"apns-push-type": "background", "apns-priority": "5"})
    hub.send('{"message":{"notification":{"title":"Half time","body":"1:1"}}}', "fcmv1", english)
    hub.send('{"aps":{"alert":{"title":"Final whistle","subtitle":"Derby","body":"3:2 in the last minute. The second goal was the best one of the season."},"badge":3,"sound":"default","thread-id":"derby"}}', headers=english)

    def picture(name, query, width=1280, scheme="light"):
        """One picture of the page at this address."""
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        page.driver.get(f"{hub.url}/{query}")
        page.until("the picture", lambda: page.find("#pane h2"))
        page.driver.save_screenshot(f"{FOLDER}/page-{name}.png")

    newest = hub.ask("GET", "/_emulator/inbox?device=i:anns-iphone")["rows"][-1]["number"]
    missed = hub.ask("GET", "/_emulator/inbox/missed?hub=demo&device=i:bernds-android")["rows"]
    push = next(one for one in missed if one["result"] == "not matched")["notificationId"]
    picture("light", f"?hub=demo&device=i:anns-iphone&message={newest}")
    picture("dark", f"?hub=demo&device=i:bernds-android&tab=missed&view=explain&notification={push}", scheme="dark")
    picture("narrow", f"?hub=demo&device=i:anns-iphone&message={newest}", width=400)
