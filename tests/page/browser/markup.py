"""What devices and programs sent is text in every view: nothing of it becomes an element or runs."""

import json

from browser import By, chromium

PARTS = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "\"><svg onload=alert(1)>",
    "javascript:alert(1)",
    "<b>bold</b>&lt;i&gt;&amp;",
    "</style><style>body{display:none}</style>",
    "\u202egnp.exe\u2066",
    "-->]]>{{7*7}}${7*7}",
]
NASTY = ["".join(PARTS), " ".join(reversed(PARTS))]
# Each with what is to be read before it is looked at: what was sent, where it is shown.
VIEWS = {
    "": "onerror", "?view=pushes": "onerror", "?view=compose": "Compose a push", "?view=phones": "Add a pretend phone",
    "?view=scheduled": "onerror", "?view=conditions": "onerror", "?view=jobs": "",
}


def is_clean(page):
    """No element that a payload wrote, no handler, no link that runs, no request elsewhere."""
    found = page.script("""
        const written = "img, iframe, object, embed, b > script, [onerror], [onload]";
        return [
            ...[...document.querySelectorAll(written)].map((one) => one.outerHTML),
            ...[...document.links].filter((one) => !/^https?:$/.test(one.protocol)).map((one) => one.href),
            ...performance.getEntriesByType("resource").map((one) => one.name).filter((name) => !name.startsWith(location.origin)),
            ...["script", "style"].filter((tag) => document.querySelectorAll(tag).length !== 1),
        ];
    """)
    assert not found, found


with chromium() as page:
    hub = page.hub
    later = hub.ask("POST", "/_emulator/clock", {"advance_ms": 3600000})["now"]
    hub.ask("POST", "/_emulator/clock", {"real": True})
    for number, text in enumerate(NASTY):
        template = json.dumps({"aps": {"alert": "$(m)"}, "x": text})
        hub.install({
            "installationId": f"phone{number}", "platform": "apns", "pushChannel": f"{number:02X}",
            "tags": [f"t{number}"], "pushVariables": {"v": text}, "templates": {text[:200]: {"body": template}},
        })
        only = {"ServiceBusNotification-Tags": f"t{number}"}
        hub.install({"installationId": f"droid{number}", "platform": "gcm", "pushChannel": f"h{number}{text}", "tags": [f"t{number}"]})
        hub.install({"installationId": f"win{number}", "platform": "wns", "pushChannel": f"https://db5.notify.windows.com/?token={number}", "tags": [f"t{number}"]})
        direct = {"ServiceBusNotification-DeviceHandle": f"nobody{text}".encode().decode("latin-1")}
        hub.rest("POST", "messages?direct", b'{"data":{}}', {"ServiceBusNotification-Format": "gcm", "Content-Type": "application/json", **direct})
        alert = {"title": text, "subtitle": text, "body": text, "loc-key": text}
        hub.send(json.dumps({"aps": {"alert": alert, "badge": 3, "sound": text, "thread-id": text, "category": text}, text: text}), headers=only)
        hub.send(json.dumps({"notification": {"title": text, "body": text, "image": text, "icon": text, "color": text, "click_action": text}, "data": {text: text}}), "gcm", only)
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        toast = f'<toast launch="{escaped}"><visual><binding template="ToastGeneric"><text>{escaped}</text><image src="{escaped}"/></binding></visual></toast>'
        hub.send(toast, "windows", {"X-WNS-Type": "wns/toast", "Content-Type": "text/xml", **only})
        hub.send(json.dumps({"m": text}), "template", only)
        waits = {"ServiceBusNotification-Format": "apple", "ServiceBusNotification-ScheduleTime": later, **only}
        hub.rest("POST", "schedulednotifications", json.dumps({"aps": {"alert": text}}).encode(), waits)
        hub.ask("POST", "/_emulator/pns", [{"handle": text, "outcome": "ExpiredChannel"}])
        hub.ask("POST", "/_emulator/faults", [{"name": text, "path": "/never", "kind": "status", "status": 500, "body": text}])
    page.open()
    assert len(page.find("#list .row")) > 5
    is_clean(page)
    for view, text in VIEWS.items():
        page.open(view)
        page.sees(text, "main")
        is_clean(page)
    deliveries = hub.ask("GET", "/_emulator/inbox?limit=100")
    for row in deliveries["rows"]:
        page.open(f"?message={row['number']}")
        page.until("the message", lambda: page.find("#pane [role=tab]"))
        for tab in range(len(page.find("#pane [role=tab]"))):
            page.find("#pane [role=tab]")[tab].click()
            is_clean(page)
    for push in hub.ask("GET", "/_emulator/inbox/pushes?limit=100")["rows"][-8:]:
        page.open(f"?view=explain&notification={push['notificationId']}")
        # One that waits has gone to nobody yet.
        page.sees("arrived" if push["delivered"] is not None else "scheduled", "#pane")
        is_clean(page)
    for device in hub.ask("GET", "/_emulator/inbox/devices?limit=100")["rows"]:
        address = page.script("return new URLSearchParams({device: arguments[0]}).toString()", device["device"])
        page.open(f"?tab=missed&{address}")
        page.until("what did not arrive", lambda: page.find("#missed summary"))
        is_clean(page)
    # What is in the address is text too.
    for text in NASTY:
        address = page.script("return new URLSearchParams({q: arguments[0], hub: arguments[0], device: arguments[0], view: arguments[0], message: arguments[0]}).toString()", text)
        page.driver.get(f"{hub.url}/?{address}")
        page.until("something", lambda: page.text())
        is_clean(page)
    # Without script.
    page.driver.get(f"{hub.url}/_emulator/inbox/table")
    page.sees("droid0")
    assert not page.driver.find_elements(By.CSS_SELECTOR, "script, img, svg, iframe")
