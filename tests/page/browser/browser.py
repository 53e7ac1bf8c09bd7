"""The hub's page in Chromium, and the hub behind it, for the programs beside this file."""

import json
import os
import ssl
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

__all__ = ["By", "Hub", "Keys", "Page", "Refused", "chromium"]

# A loaded machine is slow, and a test that passes does not wait for it.
PATIENCE = 60


class Refused(Exception):
    """The hub refused a request, for this reason."""


class Hub:
    """The local hub that the test was started with."""

    url = os.environ["NH_URL"]
    name = os.environ["NH_HUB"]

    def __init__(self):
        ca_file = os.environ["NH_CA_FILE"]
        context = ssl.create_default_context(cafile=ca_file) if ca_file else None
        handlers = [urllib.request.ProxyHandler({})]
        if context:
            handlers.append(urllib.request.HTTPSHandler(context=context))
        self.opener = urllib.request.build_opener(*handlers)

    def ask(self, method, path, value=None, headers=None):
        """Asks one of the hub's own addresses: JSON in, JSON or nothing out."""
        body = value if isinstance(value, bytes) else None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.url + path, body, headers or {}, method=method)
        try:
            with self.opener.open(request, timeout=PATIENCE * 5) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from None
        return json.loads(text) if text[:1] in (b"{", b"[") else None

    def rest(self, method, path, body, headers=None):
        """Asks the service's interface, with a token of the hub."""
        token = self.ask("GET", f"/_emulator/inbox/token?hub={self.name}")
        all_headers = {"Authorization": token["token"], **(headers or {})}
        separator = "&" if "?" in path else "?"
        path = f"/{self.name}/{path}{separator}api-version={token['apiVersion']}"
        return self.ask(method, path, body, all_headers)

    def install(self, installation):
        """Registers a device."""
        self.rest("PUT", f"installations/{urllib.parse.quote(installation['installationId'], safe='')}", installation)

    def send(self, body, form="apple", headers=None):
        """Sends a notification."""
        headers = {"ServiceBusNotification-Format": form, "Content-Type": "application/json", **(headers or {})}
        self.rest("POST", "messages", body.encode(), headers)


class Page:
    """The page as somebody sees it."""

    def __init__(self, driver, hub):
        self.driver = driver
        self.hub = hub

    def open(self, query=""):
        """Opens the page at this address."""
        self.driver.get(f"{self.hub.url}/{query}")
        self.until("the phones are there", lambda: self.find("#hubs a"))

    def find(self, selector):
        """The elements that are shown."""
        return [one for one in self.driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()]

    def text(self, selector="body"):
        """What can be read."""
        return "\n".join(one.text for one in self.find(selector))

    def script(self, code, *arguments):
        """What a function with this body returns in the page."""
        return self.driver.execute_script(code, *arguments)

    def until(self, what, is_so):
        """Waits until something is so, and gives it."""
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05, ignored_exceptions=(Exception,)).until(
            lambda _: is_so(), f"{what} did not come true; the page reads:\n{self.text()[:600]}"
        )

    def sees(self, text, selector="body"):
        """Waits until this can be read."""
        self.until(f"'{text}' in {selector}", lambda: text in self.text(selector))

    def click(self, selector, text=""):
        """Clicks the first element that is shown and has this text."""
        def click():
            for one in self.find(selector):
                if text in one.text:
                    one.click()
                    return True
            return False
        self.until(f"a click on '{text}' ({selector})", click)

    def keys(self, *keys):
        """Presses keys, wherever the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def no_complaints(self):
        """Nothing was refused by the page's policy, and no script failed."""
        # An answer like 404 is for the page to tell.
        severe = [line for line in self.driver.get_log("browser") if line["level"] == "SEVERE" and line["source"] != "network"]
        assert not severe, severe


@contextmanager
def chromium(width=1300, height=900, preferences=None, arguments=()):
    """A browser with a profile of its own, and the page in it."""
    with tempfile.TemporaryDirectory(dir=os.environ["NH_SCRATCH"]) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        options.accept_insecure_certs = True
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if preferences:
            options.add_experimental_option("prefs", preferences)
        for argument in (
            "--headless=new",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-proxy-server",
            f"--user-data-dir={profile}",
            f"--window-size={width},{height}",
            *arguments,
        ):
            options.add_argument(argument)
        # Chromium's sandbox is not for root, who is who a container runs as.
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        try:
            yield Page(driver, Hub())
        finally:
            driver.quit()
