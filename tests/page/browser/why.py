"""A push for `vip && en` does not reach a phone without the tag `en`: the page says so, to
somebody who begins at the phone, and to somebody who begins at the push."""

from browser import Refused, chromium

with chromium() as page:
    hub = page.hub
    hub.install({"installationId": "ann", "platform": "apns", "pushChannel": "AA", "tags": ["vip", "en"]})
    hub.install({"installationId": "bob", "platform": "apns", "pushChannel": "BB", "tags": ["vip", "fr"]})
    hub.install({"installationId": "eve", "platform": "gcm", "pushChannel": "e1", "tags": ["vip", "en"]})
    vip = {"ServiceBusNotification-Tags": "vip && en"}
    hub.send('{"aps":{"alert":"Only for some"}}', headers=vip)

    # From the phone.
    page.open()
    page.click("#phones a", "bob")
    page.sees("Nothing arrived here", "#list")
    page.click("#list a", "Did not arrive")
    page.sees("it has no tag 'en'", "#list")
    page.click("#list a.missed")
    page.sees("bob", "#pane h2")
    page.sees("it has no tag 'en'", "#pane")
    operands = page.until("the operands", lambda: page.text("#pane"))
    assert "vip" in operands and "en" in operands, operands

    # While it is open, the next one comes in, and is refused by its push service.
    page.click("#nav a", "Inbox")
    page.click("#phones a", "ann")
    page.click("#list a", "Did not arrive")
    page.sees("Every recent push", "#missed")
    hub.send('{"data":{"message":"Hello!"}}', headers=vip)
    page.sees("apple-aps", "#list")

    # From the push: who got it, and who did not.
    page.click("#nav a", "Sent")
    page.sees("1 arrived", "#pane")
    page.click("#pane a.entry", "1 arrived")
    for text in ("ann", "bob", "eve", "it has no tag 'en'", "it is for Apple, and this phone has FCM legacy"):
        page.sees(text, "#pane")

    # A request that the hub refused.
    try:
        hub.send('{"aps":{"alert":"x"}}', headers={"ServiceBusNotification-Tags": "vip &&"})
        raise AssertionError("an expression that ends in an operator was taken")
    except Refused:
        pass
    page.click("#nav a", "Sent")
    page.sees("400", "#pane")
    page.click("#pane a.entry", "400")
    page.sees("The tag expression is wrong", "#pane")
    page.no_complaints()
