"""The clock, scheduled pushes, push services that refuse and faults, all from the page."""

from browser import By, chromium

with chromium() as page:
    hub = page.hub
    hub.install({"installationId": "ann", "platform": "apns", "pushChannel": "AA"})
    later = {"ServiceBusNotification-Format": "apple", "ServiceBusNotification-ScheduleTime": hub.ask("GET", "/_emulator/clock")["now"]}
    # In two hours, and in twenty-six.
    day = page.script("return new Date(new Date(arguments[0]).getTime() + 2 * 3600e3).toISOString()", later["ServiceBusNotification-ScheduleTime"])
    next_day = page.script("return new Date(new Date(arguments[0]).getTime() + 26 * 3600e3).toISOString()", later["ServiceBusNotification-ScheduleTime"])
    for time, text in ((day, "Soon"), (next_day, "Tomorrow"), (next_day, "Never")):
        hub.rest("POST", "schedulednotifications", f'{{"aps":{{"alert":"{text}"}}}}'.encode(), {**later, "ServiceBusNotification-ScheduleTime": time})

    page.open("?view=scheduled")
    for text in ("Soon", "Tomorrow", "Never"):
        page.sees(text, "#pane")
    row = page.until("the row", lambda: next(one for one in page.find("#pane tr, #pane li") if "Never" in one.text))
    row.find_element(By.TAG_NAME, "button").click()
    page.until("it is cancelled", lambda: "Never" not in page.text("#pane"))
    assert len(hub.ask("GET", "/_emulator/inbox/scheduled")["rows"]) == 2

    page.click("#nav a", "Clock and faults")
    for _ in range(3):
        page.click("#pane button", "+1 h")
    page.click("#nav a", "Inbox")
    page.sees("Soon", "#list")
    page.click("#nav a", "Clock and faults")
    page.click("#pane button", "+1 d")
    page.until("two came", lambda: hub.ask("GET", "/_emulator/inbox")["total"] == 2)
    page.click("#pane button", "Real time")

    # This phone is gone. A rule for another kind of phone with its handle is somebody else's.
    hub.ask("POST", "/_emulator/pns", [{"handle": "AA", "platform": "gcm", "outcome": "Throttled"}])
    page.click("#phones a", "ann")
    page.click("#list button", "Make it gone")
    page.until("the rule", lambda: len(hub.ask("GET", "/_emulator/pns")) == 2)
    hub.send('{"aps":{"alert":"To nobody"}}')
    page.sees("expired", "#phones")
    page.click("#list a", "Did not arrive")
    page.sees("ExpiredChannel", "#list")
    page.click("#list a.missed")
    page.sees("ann did not get this push", "#pane")
    page.click("#list button", "Bring it back")
    page.until("the rule is gone", lambda: [rule["outcome"] for rule in hub.ask("GET", "/_emulator/pns")] == ["Throttled"])
    page.until("it is not expired", lambda: not hub.ask("GET", "/_emulator/devices")[0]["pushChannelExpired"])
    hub.send('{"aps":{"alert":"It is back"}}')
    page.click("#list a", "Arrived")
    page.sees("It is back", "#list")

    # A fault for each second request, and then none.
    page.click("#nav a", "Clock and faults")
    slider = page.until("the slider", lambda: page.driver.find_elements(By.CSS_SELECTOR, "#pane input[type=range]")[0])
    page.script("arguments[0].value = arguments[0].max; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", slider)
    page.script("arguments[0].closest('form').requestSubmit()", slider)
    rules = page.until("the fault", lambda: hub.ask("GET", "/_emulator/faults"))
    assert rules[0].get("probability", 1) == 1, rules
    page.no_complaints()
