"""10,000 phones and 100,000 deliveries: the document holds a window of them, and what comes in adds
one row and loads no list again."""

from browser import By, chromium

PHONES = 10_000
BROADCASTS = 10
MOST_ROWS = 300


def rows(page):
    """How many rows of lists and tables the document holds, in sight or not."""
    count = len(page.driver.find_elements(By.CSS_SELECTOR, "li, tr, [role=row], [role=listitem]"))
    assert count <= MOST_ROWS, count
    return count


def loads(page):
    """How often the list was asked for."""
    code = "return performance.getEntriesByType('resource').filter((one) => /inbox\\?/.test(one.name)).length"
    return page.script(code)


def heap(page):
    """Bytes of the page's own heap, after what is garbage is gone."""
    page.driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
    page.driver.execute_cdp_cmd("Performance.enable", {})
    metrics = page.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize")


with chromium() as page:
    hub = page.hub
    page.open()
    page.sees("No phone is registered")
    small = heap(page)

    def phone(number):
        return {"installationId": f"phone-{number:05}", "platform": "apns", "pushChannel": f"{number:08X}", "userId": f"user-{number // 3:04}", "tags": ["all", f"n{number}"]}

    hub.ask("POST", "/_emulator/scenario", {"hubs": {hub.name: {"installations": [phone(number) for number in range(PHONES)]}}})
    for number in range(BROADCASTS):
        hub.send(f'{{"aps":{{"alert":"Broadcast {number}"}}}}')
    page.open()
    page.sees("Broadcast 9", "#list")
    page.sees("10,000", "#hubs")
    assert page.script("return document.querySelector('#list .canvas .row').getAttribute('aria-setsize')") == "100000"
    rows(page)

    # To the ends and back, in both lists.
    for part in ("#phones", "#list"):
        for where in ("scrollHeight", "scrollHeight / 2", "scrollHeight / 3", "0", "scrollHeight"):
            page.script(f"const list = document.querySelector('{part} .window-list'); list.scrollTop = list.{where}" if where != "0"
                        else f"document.querySelector('{part} .window-list').scrollTop = 0")
            page.until("rows in sight", lambda: page.find(f"{part} .row"))
            rows(page)
    page.sees("Broadcast 0", "#list")
    page.sees("phone-09999", "#phones")

    # Who reads far down keeps reading there while something comes in.
    page.script("const list = document.querySelector('#list .window-list'); list.scrollTop = 50_003")
    page.sees("Broadcast 9", "#list")
    page.until("all rows", lambda: len(page.find("#list .row")) > 10)
    before = page.text("#list .row")
    first = int(page.script("return document.querySelector('#list .row').getAttribute('aria-posinset')"))
    hub.send('{"aps":{"alert":"For one"}}', headers={"ServiceBusNotification-Tags": "n77"})
    page.until("the new one is counted", lambda: page.script("return document.querySelector('#list .row').getAttribute('aria-posinset')") == str(first + 1))
    assert page.text("#list .row") == before

    # Who opens one far down finds the list where it was.
    page.script("document.querySelector('#list .window-list').scrollTop = 20_001")
    page.until("all rows", lambda: len(page.find("#list .row")) > 10)
    page.find("#list .row a")[6].click()
    page.until("it is open", lambda: page.find("#pane [role=tab]"))
    assert page.script("return document.querySelector('#list .window-list').scrollTop") == 20_001

    # One delivery is one new row.
    page.script("document.querySelector('#list .window-list').scrollTop = 0")
    page.sees("For one", "#list")
    page.script("performance.clearResourceTimings()")
    count = loads(page)
    page.driver.execute_script("window.first = document.querySelector('#list [aria-posinset=\"1\"]')")
    hub.send('{"aps":{"alert":"For another"}}', headers={"ServiceBusNotification-Tags": "n78"})
    page.sees("For another", "#list")
    assert page.script("return window.first.getAttribute('aria-posinset')") == "2"
    assert loads(page) == count == 0, loads(page)

    # Ten thousand at once.
    hub.send('{"aps":{"alert":"Once more to all"}}')
    page.sees("Once more to all", "#list")
    rows(page)
    assert loads(page) == 0
    large = heap(page)
    print(f"JavaScript heap of the tab: {small / 1e6:.1f} MB without phones, {large / 1e6:.1f} MB with {PHONES} phones and the log full")
    assert large < 4 * small + 20e6, (small, large)
    page.no_complaints()
