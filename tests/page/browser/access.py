"""By keys alone, in the dark, 400 pixels wide, named for those who hear it, and without script."""

from browser import By, Keys, chromium

NARROW = {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": False}
UNNAMED = """
    const named = (one) => (one.getAttribute("aria-label") || one.textContent || one.title || one.placeholder || "").trim()
        || [...(one.labels ?? [])].some((label) => label.textContent.trim());
    return [...document.querySelectorAll("a, button, input, select, textarea, [role=tab], nav, section, aside")]
        .filter((one) => one.checkVisibility() && !named(one)).map((one) => one.outerHTML);
"""
TOO_WIDE = """
    return [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
        && !one.closest("#nav, pre, .skip, .table")).map((one) => one.outerHTML.slice(0, 200));
"""
# How much lighter or darker text is than what is behind it, by the rules of WCAG.
CONTRAST = """
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
    const behind = (one) => {
        for (; one; one = one.parentElement) {
            const style = getComputedStyle(one);
            if (style.backgroundImage !== "none" || style.backgroundColor.startsWith("color(")) return null;
            const colour = channels(style.backgroundColor);
            if (colour.length < 4 || colour[3] === 1) return colour;
            if (colour[3] > 0) return null;
        }
        return null;
    };
    const faint = [];
    for (const one of document.querySelectorAll("body *")) {
        const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const back = own && one.checkVisibility() && !one.disabled && behind(one);
        if (!back) continue;
        const [a, b] = [light(channels(getComputedStyle(one).color)), light(back)].sort((x, y) => y - x);
        if ((a + .05) / (b + .05) < 4.5) faint.push([one.outerHTML.slice(0, 120), (a + .05) / (b + .05)]);
    }
    return faint;
"""
VIEWS = ["?message=0", "?message=999", "?view=constructor", "?view=pushes", "?view=compose", "?view=phones", "?view=scheduled", "?view=conditions", "?view=jobs", "?hub=demo&device=i%3Aann", "?view=explain"]


def fill(hub):
    """Two phones and a push to one of them."""
    hub.install({"installationId": "ann", "platform": "apns", "pushChannel": "AA", "tags": ["vip", "en"]})
    hub.install({"installationId": "bob", "platform": "gcm", "pushChannel": "b1", "tags": ["vip"]})
    hub.send('{"aps":{"alert":{"title":"Derby","body":"A goal"},"badge":3}}', headers={"ServiceBusNotification-Tags": "vip && en"})


with chromium() as page:
    fill(page.hub)
    page.open()
    # From the phones to the message, by keys alone.
    page.keys("p")
    page.keys(Keys.ARROW_DOWN, Keys.ENTER)
    page.until("bob is open", lambda: "device=i%3Abob" in page.driver.current_url)
    page.keys(Keys.ESCAPE)
    page.keys("m", Keys.ENTER)
    page.sees("Derby", "#pane")
    # The row keeps the focus, so that the next key goes on from it; and so it does when something comes in.
    focused = "return document.activeElement.closest('#list .row')?.getAttribute('aria-posinset')"
    page.until("the row has the focus", lambda: page.script(focused) == "1")
    page.hub.send('{"aps":{"alert":"Another"}}', headers={"ServiceBusNotification-Tags": "vip"})
    page.sees("Another", "#list")
    page.until("the row has it still", lambda: page.script(focused) == "2")
    page.keys(Keys.ESCAPE)
    page.until("it is closed", lambda: "message=" not in page.driver.current_url)
    page.keys("?")
    page.sees("from row to row", "dialog")
    page.keys(Keys.ESCAPE)
    page.until("the dialog is closed", lambda: not page.find("dialog"))
    page.keys("c")
    page.until("compose", lambda: "view=compose" in page.driver.current_url)

    for scheme in ("light", "dark"):
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        for view in VIEWS:
            page.open(view)
            page.until("something in the pane", lambda: page.text("#pane") or page.text("#list"))
            for script in (UNNAMED, CONTRAST):
                found = page.script(script)
                assert not found, (scheme, view, found)

    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", NARROW)
    for view in VIEWS:
        page.driver.get(f"{page.hub.url}/{view}")
        page.until("something", lambda: page.text("#pane") or page.text("#list"))
        wide = page.script(TOO_WIDE)
        assert not wide, (view, wide)
        assert page.script("return document.documentElement.scrollWidth <= innerWidth"), view
    # One thing at a time, and a way back.
    page.driver.get(f"{page.hub.url}/")
    page.click("#phones a", "ann")
    page.click("#list a.entry", "Derby")
    page.sees("A goal", "#pane")
    assert not page.find("#phones")
    page.click("#pane button", "Back")
    page.sees("Derby", "#list")
    page.no_complaints()

with chromium(preferences={"profile.managed_default_content_settings.javascript": 2}) as page:
    page.driver.get(f"{page.hub.url}/")
    page.sees("Derby")
    assert "table" in page.driver.current_url
    page.find("input[type=search]")[0].send_keys("to:bob", Keys.ENTER)
    page.until("nothing of Ann's", lambda: "Derby" not in page.text())
    assert page.driver.find_elements(By.CSS_SELECTOR, "table th")
