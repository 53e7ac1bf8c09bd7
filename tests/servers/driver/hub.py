"""The local hub: started over TLS, asked what it got, and told to be slow."""

import json
import os
import shlex
import shutil
import ssl
import subprocess
import urllib.request
from collections import Counter


class LocalHub:
    def __init__(self, root, work):
        program = os.environ["NH_EMULATOR"]
        devices = str(root / "tests/support/devices.json")
        file = work / "hub.env"
        self._process = subprocess.Popen(
            [program, "--env-file", str(file), "--devices", devices],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        words = {}
        while not {"NH_URL", "NH_CA_FILE", "NH_HUB", "NH_CONNECTION_STRING"} <= words.keys():
            line = self._process.stdout.readline().decode()
            if not line:
                raise SystemExit("the local hub does not start")
            name, _, value = line.partition("=")
            words[name.removeprefix("export ")] = "".join(shlex.split(value))
        # For servers that gave root up.
        authority = work / "ca.pem"
        shutil.copyfile(words["NH_CA_FILE"], authority)
        authority.chmod(0o644)
        self.env = {**words, "NH_CA_FILE": str(authority)}
        trusted = ssl.create_default_context(cafile=str(authority))
        handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusted)
        self._opener = urllib.request.build_opener(*handlers)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.env['NH_URL']}/_emulator/{path}", data, method=method)
        with self._opener.open(request, timeout=30) as answer:
            return answer.read()

    def forget(self):
        self._ask("POST", "reset")

    def answers_after(self, milliseconds):
        """Sends are answered so late; they are delivered at once."""
        self._ask("DELETE", "faults")
        if milliseconds:
            self._ask("POST", "faults", [{"method": "POST", "path": "/*/messages", "delay_ms": milliseconds}])

    def delivered(self):
        """How often the device got each text."""
        texts = Counter()
        for delivery in json.loads(self._ask("GET", "deliveries")):
            texts[json.loads(delivery["payload"])["aps"]["alert"]] += 1
        return texts
