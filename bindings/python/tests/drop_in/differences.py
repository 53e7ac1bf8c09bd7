"""What is meant to differ between the how-to's classes and ours: (theirs, ours, why), by part.

EVERY_… is true of every request and result, the rest of the case that is named. "nothing" is no
request at all, or an exception instead of a result.
"""

ANY = object()

_JSON = ("application/json", "application/json;charset=utf-8", "says how the text is encoded")
_XML = ("application/xml", "application/xml;charset=utf-8", "says how the text is encoded")
_NAME = (ANY, ANY, "each says what it is")
_TRACKING = (None, ANY, "what the service's logs find this request by")

EVERY_PACKAGE = [
    ("request content-type", *_JSON),
    ("request content-type", *_XML),
    ("gives Content-type", *_JSON),
    ("gives Content-type", *_XML),
    ("request user-agent", *_NAME),
    ("request trackingid", *_TRACKING),
    ("request accept", "*/*", None, "requests adds it; it asks for nothing"),
    ("request accept-encoding", "gzip, deflate", None, "requests adds it; answers are short"),
    ("request connection", "keep-alive", None, "is what HTTP/1.1 does unasked"),
    ("request path", "/demo/messages/", "/demo/messages", "as the service documents it"),
    (
        "request path",
        "/demo/schedulednotifications/",
        "/demo/schedulednotifications",
        "as the service documents it",
    ),
]
EVERY_ARTICLE = [
    ("request content-type", *_JSON),
    ("request content-type", *_XML),
    ("request user-agent", *_NAME),
    ("request trackingid", *_TRACKING),
    ("request accept-encoding", "identity", None, "http.client adds it; it asks for nothing"),
    (
        "request path",
        "https://localhost/demo/messages",
        "/demo/messages",
        "the whole address is for proxies",
    ),
    (
        "request path",
        "https://localhost/demo/schedulednotifications",
        "/demo/schedulednotifications",
        "the whole address is for proxies",
    ),
]

_SENT = ("nothing", "something")
_NOT_SENT = ("something", "nothing")
_SEEN = (None, "wns/toast", "the kind is read from the root element, with attributes too")
_BADGE = (None, "wns/badge", "a badge has a value, so it is never <badge> alone")
_TOKEN = ("tile", "token", "Microsoft's protocol for tiles says token")
_WHEN = ("9999-99-99'T'99:99:99", "9999-99-99T99:99:99", "no quotes belong into a time")
_NO_TAGS = (*_NOT_SENT, "the sample sends to everyone")
_A_LIST = (*_SENT, "several tags may be in any collection")
_REFUSED = (*_NOT_SENT, "what the service would refuse is refused before it is sent")
_CLASS = "an object's own member counts; the package reads the one of the class"
_NO_KEY = "a dump shows payloads and no signature"
_WARNED = ([], ["ServiceBusNotification-ApnsExpiry"], "the service knows no such header")

PACKAGE = {
    "debug": {
        "prints": (
            ["address", "answer", "signature"],
            ["address", "answer", "payload"],
            _NO_KEY,
        )
    },
    "toast with launch": {
        "gives": (*_SENT, "the service refuses a request without a kind"),
        "request x-wns-type": _SEEN,
    },
    "badge": {
        "gives": (*_SENT, "the service refuses a request without a kind"),
        "request x-wns-type": _BADGE,
    },
    "phone tile": {
        "gives X-WindowsPhone-Target": _TOKEN,
        "request x-windowsphone-target": _TOKEN,
    },
    "no tags in a set": {"gives": _NO_TAGS, "request": _NO_TAGS},
    "tags in a list": {"gives": _A_LIST, "request": _A_LIST},
    "operator in a set": {
        "gives": (*_NOT_SENT, "what stands in a set is a tag, and widens no send"),
        "request": (*_NOT_SENT, "what stands in a set is a tag, and widens no send"),
    },
    "wrong expression": {"request": _REFUSED},
    "direct with tags": {
        "gives ServiceBusNotification-Tags": ("a", None, "a device is no audience"),
        "request servicebusnotification-tags": ("a", None, "a device is no audience"),
    },
    "later": {
        "gives ServiceBusNotification-ScheduleTime": _WHEN,
        "request servicebusnotification-scheduletime": _WHEN,
    },
    "later, without a zone": {
        "gives ServiceBusNotification-ScheduleTime": _WHEN,
        "request servicebusnotification-scheduletime": _WHEN,
    },
    "later, in another zone": {
        "gives ServiceBusNotification-ScheduleTime": _WHEN,
        "request servicebusnotification-scheduletime": _WHEN,
    },
    "later and direct": {"request": _REFUSED},
    "skipped, later": {"gives ServiceBusNotification-ScheduleTime": _WHEN},
    "payload is text": {
        "gives": (*_SENT, "text is a payload, not a string of JSON that has one inside"),
        "request body": (
            '"{\\"aps\\":{\\"alert\\":\\"Soup!\\"}}"',
            '{"aps":{"alert":"Soup!"}}',
            "text is a payload, not a string of JSON that has one inside",
        ),
    },
    "dict for windows": {"request": (*_NOT_SENT, "the package makes a form of it")},
    "debug, later": {
        "gives ServiceBusNotification-ScheduleTime": _WHEN,
        "request servicebusnotification-scheduletime": _WHEN,
        "request query": (
            ["api-version=2015-04", "test"],
            ["api-version=2015-04"],
            "test sends are sends of now",
        ),
        "prints": (["signature"], ["payload"], _NO_KEY),
    },
    "debug, refused": {
        "gives result": (400, 0, "there is no answer"),
        "gives Authorization": (ANY, None, "nothing was signed"),
        "request": _REFUSED,
        "prints": (["address", "signature"], ["why it was not sent"], _NO_KEY),
    },
    "debug, no tags in a set": {
        "gives result": (201, 0, "there is no answer"),
        "gives Authorization": (ANY, None, "nothing was signed"),
        "gives ServiceBusNotification-Tags": (None, "", "what was asked for"),
        "request": _NO_TAGS,
        "prints": (["address", "answer", "signature"], ["why it was not sent"], _NO_KEY),
    },
    "another key": {"gives": (*_NOT_SENT, _CLASS)},
    "another version": {
        "request query": (["api-version=2015-04"], ["api-version=2016-07"], _CLASS)
    },
    "another hub": {
        "gives": (*_NOT_SENT, _CLASS),
        "request path": ("/demo/messages/", "/other/messages", _CLASS),
        "request authorization": (ANY, ANY, _CLASS),
    },
    "debug later on": {
        "request query": (["api-version=2015-04"], ["api-version=2015-04", "test"], _CLASS),
        "prints": ([], ["address", "answer", "payload"], _CLASS),
    },
    "a format of more": {"gives": (*_NOT_SENT, "the package takes what has a format's name in it")},
}

ARTICLE = {
    "debug": {
        "prints": (
            ["address", "answer", "payload", "signature"],
            ["address", "answer", "payload"],
            _NO_KEY,
        )
    },
    "toast with launch": {
        "gives": (*_SENT, "the service refuses a request without a kind"),
        "request x-wns-type": _SEEN,
    },
    "badge": {
        "gives": (*_SENT, "the service refuses a request without a kind"),
        "request x-wns-type": _BADGE,
    },
    "phone tile": {"request x-windowsphone-target": _TOKEN},
    "umlaut in xml": {
        "gives": (*_SENT, "text is UTF-8; http.client makes Latin-1 of it"),
        "request body": (None, ANY, "text is UTF-8; http.client makes Latin-1 of it"),
    },
    "tags are none": {
        "gives": (*_SENT, "no tags are everyone; the article fails at its own header"),
        "request": (*_SENT, "no tags are everyone; the article fails at its own header"),
    },
    "tags left out": {
        "gives": (*_SENT, "no tags are everyone; the article fails at its own header"),
        "request": (*_SENT, "no tags are everyone; the article fails at its own header"),
    },
    "no tags in a set": {"gives": _NO_TAGS, "request": _NO_TAGS},
    "tags in a list": {"gives": _A_LIST, "request": _A_LIST},
    "wrong expression": {"request": _REFUSED},
    "the article's expiry": {
        "request apns-expiration": (None, "1784226000", "what the service knows"),
        "request servicebusnotification-apnsexpiry": (
            ANY,
            None,
            "the service knows no such header",
        ),
        "warns": _WARNED,
    },
    "a wrong expiry": {
        "request servicebusnotification-apnsexpiry": (
            ANY,
            None,
            "the service knows no such header",
        ),
        "warns": _WARNED,
    },
    "raw without its type": {
        "request content-type": (
            "application/xml",
            "application/octet-stream",
            "raw content is bytes",
        )
    },
    "debug, refused": {
        "request": _REFUSED,
        "prints": (["address", "payload", "signature"], ["why it was not sent"], _NO_KEY),
    },
    "debug, no tags in a set": {
        "request": _NO_TAGS,
        "prints": (
            ["address", "answer", "payload", "signature"],
            ["why it was not sent"],
            _NO_KEY,
        ),
    },
    "another hub": {
        "request path": (
            "https://localhost/other/messages",
            "/other/messages",
            "the whole address is for proxies",
        )
    },
    "debug later on": {
        "prints": (
            ["address", "answer", "payload", "signature"],
            ["address", "answer", "payload"],
            _NO_KEY,
        )
    },
}
