"""Two clicks make a phone; a program in C sends; the card appears without reload, and is found again."""

import os
import subprocess

from browser import Keys, chromium


def send_from_c():
    """Runs the program that the test was given."""
    done = subprocess.run([os.environ["NH_PROGRAM"]], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "accepted" in done.stdout, (done.stdout, done.stderr)


with chromium() as page:
    hub = page.hub
    page.open()
    page.sees("No phone is registered")
    page.sees("Nothing has arrived yet", "#list")
    page.script("window.sameDocument = true")

    page.click("#nav a", "Add phone")
    page.click("#pane button", "Add")
    page.until("one phone", lambda: len(page.find("#phones .row")) == 1)
    devices = hub.ask("GET", "/_emulator/devices")
    assert len(devices) == 1 and devices[0]["platform"] == "apple", devices

    page.sees("Nothing arrived here", "#list")
    send_from_c()
    page.sees("Hello from C!", "#list")
    page.click("#list a.entry", "Hello from C!")
    page.sees("Hello from C!", "#pane")
    page.sees("of 4,096 bytes", "#pane")
    tabs = [tab.text for tab in page.find("#pane [role=tab]")]
    assert tabs == ["Preview", "Payload", "Headers", "Request"], tabs
    page.click("#pane [role=tab]", "Payload")
    page.sees('"alert": "Hello from C!"', "#pane")
    page.click("#pane [role=tab]", "Request")
    page.sees("POST", "#pane")
    page.sees("libnotification_hubs", "#pane")
    # No part of a signature is shown.
    signature = page.until("the masked token", lambda: page.text("#pane"))
    assert "sig=" not in signature or "sig=***" in signature, signature

    # A second push, to nobody who looks: it is counted as unread.
    hub.install({"installationId": "other", "platform": "apns", "pushChannel": "0B", "tags": ["second"]})
    page.sees("other", "#phones")
    hub.send('{"aps":{"alert":{"title":"Derby","body":"3:2"}}}', headers={"ServiceBusNotification-Tags": "second"})
    page.until("one unread", lambda: any("other" in row.text and "1" in row.text.split("\n") for row in page.find("#phones .row")))

    # Search, which stands in the address.
    page.keys(Keys.ESCAPE)
    page.keys("/")
    page.keys('tag:second text:"3:2"', Keys.ENTER)
    page.until("the search in the address", lambda: "q=tag" in page.driver.current_url)
    page.click("#hubs a", "All phones")
    page.sees("Derby", "#list")
    assert "Hello from C!" not in page.text("#list")
    hub.send('{"aps":{"alert":"To all"}}')
    hub.send('{"aps":{"alert":"3:2 again"}}', headers={"ServiceBusNotification-Tags": "second"})
    page.sees("3:2 again", "#list")
    assert "To all" not in page.text("#list")
    assert page.script("return window.sameDocument") is True
    page.driver.refresh()
    page.sees("3:2 again", "#list")
    assert "To all" not in page.text("#list")
    page.driver.get(f"{hub.url}/?q=nokey%3Ax")
    page.sees("'nokey:' is no key of a search", "#list")
    # The hub is there all the same, and is not asked again and again.
    page.script("performance.clearResourceTimings()")
    hub.send('{"aps":{"alert":"Meanwhile"}}')
    page.click("#list a", "Clear the search")
    page.sees("Meanwhile", "#list")
    assert "lost" not in page.script("return document.body.className")
    asked = page.script("return performance.getEntriesByType('resource').filter((one) => /q=nokey/.test(one.name)).length")
    assert asked == 0, asked
    assert [line for line in page.driver.get_log("browser") if "Content Security" in line["message"]] == []
