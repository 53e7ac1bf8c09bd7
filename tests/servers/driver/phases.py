"""What is done with each server, and what is counted."""

import itertools
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HEADINGS = (
    "Server",
    "Load: answered, delivered",
    "Twice",
    "Outcomes lost",
    "Stop with sends under way",
    "Killed with sends under way",
    "Time limit",
    "Job repeated",
    "Took",
    "",
)


class Wrong(Exception):
    """The row fails: says why."""


def _sessions():
    """The living processes, with the session of each: all that a server starts stay in its own."""
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    state, _, _, session = file.read().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if state != "Z":
                yield int(entry), int(session)


class Server:
    """A started server, with a folder of its own for its socket and files."""

    def __init__(self, row, work, environment, command):
        self.run = Path(tempfile.mkdtemp(prefix="run.", dir=work))
        # For servers whose workers gave root up.
        self.run.chmod(0o777)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._folder = work / "tests/servers" / row.folder
        of_row = {name: value.replace("$RUN", str(self.run)) for name, value in row.environment.items()}
        self._environment = {**environment, **of_row, "RUN": str(self.run), "PORT": str(port)}
        self._log = open(self.run / "log", "wb")
        self._row = row
        self._helpers = [self._start(command) for command in row.beside]
        self._command = command
        self._process = self._start(self._command)
        self.asks = row.asked(self.run, port, self._folder, self._environment)
        deadline = time.monotonic() + 60
        number = 0
        while self.asks.ask(f"first{number}", 10) != "accepted":
            number += 1
            if time.monotonic() > deadline or self._process.poll() is not None and not row.pid_file:
                log = self.log()
                self.end()
                raise Wrong(f"it does not start:\n{log}")
            time.sleep(0.1)
        # Its processes are there, and have sent.
        with ThreadPoolExecutor(row.under_way) as clients:
            list(clients.map(self.asks.ask, (f"warm{number}" for number in range(row.under_way))))

    def _start(self, command):
        return subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def pid(self):
        if self._row.pid_file:
            return int((self.run / self._row.pid_file).read_text())
        return self._process.pid

    def tell(self, command):
        """A command of the row; PID is the server's process."""
        environment = {**self._environment, "PID": str(self.pid())}
        told = subprocess.run(
            ["sh", "-c", command], cwd=self._folder, env=environment, stdout=self._log, stderr=self._log, timeout=60
        )
        if told.returncode != 0:
            raise Wrong(f"{command}: status {told.returncode}")

    def stop(self, seconds=60):
        """Asks it to stop; gives how long that took."""
        begun = time.monotonic()
        self.tell(self._row.stop)
        self.until_ended(seconds)
        return time.monotonic() - begun

    def start_again(self):
        """After a stop, in the same place and with the same programs beside it."""
        self._process = self._start(self._command)

    def until_ended(self, seconds):
        begun = time.monotonic()
        pid = self.pid()
        while self._process.poll() is None or pid in (each for each, _ in _sessions()):
            if time.monotonic() > begun + seconds:
                raise Wrong("it does not stop")
            time.sleep(0.02)

    def kill(self):
        """All processes of it at once, as a container's end does it."""
        for pid, session in _sessions():
            if session == self._process.pid:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        self._process.wait()

    def log(self):
        text = ""
        for path in sorted(self.run.glob("*log")):
            text += path.read_text(errors="replace")
        return "\n".join(text.splitlines()[-25:])

    def end(self):
        self.kill()
        self.asks.end()
        for helper in self._helpers:
            helper.kill()
            helper.wait()
        self._log.close()


class Counts:
    """What became of texts that a server was asked to send."""

    def __init__(self, said, delivered):
        self.asked = len(said)
        self.answered = sum(word == "accepted" for word in said.values())
        self.cut = sum(word is None for word in said.values())
        self.delivered = sum(delivered[text] > 0 for text in said)
        self.twice = sum(delivered[text] > 1 for text in said)
        self.lost = sum(delivered[text] > 0 and word != "accepted" for text, word in said.items())
        self.untrue = [text for text, word in said.items() if word == "accepted" and delivered[text] == 0]

    def check(self):
        if self.untrue:
            raise Wrong(f"answered with success, not delivered: {self.untrue}")
        if self.twice:
            raise Wrong(f"{self.twice} delivered twice")


def _settled(hub, texts):
    """Deliveries, once all are there or none has come for a second."""
    seen, since = hub.delivered(), time.monotonic()
    while time.monotonic() < since + 1 and not all(seen[text] for text in texts):
        time.sleep(0.1)
        now = hub.delivered()
        if now != seen:
            seen, since = now, time.monotonic()
    return seen


def _load(row, hub, server, short):
    """Requests, and reloads meanwhile: at least so many, and until a while after the last reload."""
    hub.forget()
    hub.answers_after(50)
    said = {}
    numbers = itertools.count()
    enough = threading.Event()

    def ask():
        while not enough.is_set():
            text = f"load{next(numbers)}"
            said[text] = server.asks.ask(text)
            if said[text] is None:
                time.sleep(0.05)

    def reach(count):
        while len(said) < count:
            time.sleep(0.01)

    least = 60 if short else 300
    with ThreadPoolExecutor(row.clients) as clients:
        asking = [clients.submit(ask) for _ in range(row.clients)]
        try:
            for third in (1, 2):
                reach(third * least // 3)
                if row.reload:
                    server.tell(row.reload)
                    time.sleep(1.5)
            reach(least)
        finally:
            enough.set()
        for each in asking:
            each.result()
    counts = Counts(said, _settled(hub, said))
    counts.check()
    if not row.reload_cuts and counts.answered < counts.asked:
        words = sorted({str(word) for word in said.values()})
        raise Wrong(f"{counts.answered} of {counts.asked} answered ({words})\n{server.log()}")
    return counts


def _under_way(row, hub, server, delay, then):
    """So many requests, and what `then` does while all of their sends wait for the hub."""
    hub.forget()
    hub.answers_after(delay)
    texts = [f"late{number}" for number in range(row.under_way)]
    with ThreadPoolExecutor(len(texts)) as clients:
        asked = {text: clients.submit(server.asks.ask, text) for text in texts}
        deadline = time.monotonic() + 30
        while not all(hub.delivered()[text] for text in texts):
            if time.monotonic() > deadline:
                server.kill()
                server.asks.end()
                raise Wrong(f"sends are not under way\n{server.log()}")
            time.sleep(0.02)
        took = then()
        said = {text: each.result() for text, each in asked.items()}
    return Counts(said, _settled(hub, texts)), took


def _stopped(row, hub, server):
    counts, took = _under_way(row, hub, server, row.delay, server.stop)
    counts.check()
    if row.stop_answers is not None and counts.answered != (counts.asked if row.stop_answers else 0):
        raise Wrong(f"a stop: {counts.answered} of {counts.asked} answered\n{server.log()}")
    return f"{took:.1f} s: {counts.answered} of {counts.asked} answered, {counts.delivered} delivered"


def _killed(row, hub, server):
    def kill():
        server.kill()
        server.asks.end()

    counts, _ = _under_way(row, hub, server, row.delay, kill)
    counts.check()
    if counts.answered or counts.delivered != counts.asked:
        raise Wrong(f"killed: {counts.answered} answered, {counts.delivered} delivered")
    return f"{counts.answered} of {counts.asked} answered, {counts.delivered} delivered"


def _repeated(row, hub, server):
    """What ends a job, with its send under way, makes its queue hand the job out again."""

    def again():
        server.tell(row.repeat_by)
        if row.repeat_by == row.stop:
            server.until_ended(60)
            hub.answers_after(0)
            server.start_again()
        else:
            time.sleep(1)
            hub.answers_after(0)

    counts, _ = _under_way(row, hub, server, 5000, again)
    if counts.untrue or counts.twice != (counts.asked if row.is_repeated else 0):
        raise Wrong(f"{counts.twice} of {counts.asked} sent twice, not delivered {counts.untrue}\n{server.log()}")
    return f"{counts.twice} of {counts.asked} sent twice"


def _limited(row, hub, server):
    begun = time.monotonic()
    counts, _ = _under_way(row, hub, server, 6000, lambda: None)
    took = time.monotonic() - begun
    counts.check()
    if counts.delivered != counts.asked or counts.answered:
        raise Wrong(f"limit: {counts.answered} of {counts.asked} answered, {counts.delivered} delivered")
    return f"`{row.limit_name}`: {took:.1f} s, {counts.answered} of {counts.asked} answered, {counts.delivered} delivered"


def _stop_limited(row, hub, server):
    counts, took = _under_way(row, hub, server, 6000, server.stop)
    counts.check()
    if counts.delivered != counts.asked or counts.answered:
        raise Wrong(f"limit of a stop: {counts.answered} of {counts.asked} answered\n{server.log()}")
    return f"`{row.stop_limit_name}`: stop {took:.1f} s, {counts.answered} of {counts.asked} answered, {counts.delivered} delivered"


def run(row, hub, work, environment, short):
    """The cells of the row's line, and what was wrong."""
    missing = row.missing()
    if missing:
        return [""] * 7, [f"needs {missing}"]
    cells = [""] * 7

    def with_server(does, extra="", more={}, command=row.command):
        hub.answers_after(300)
        command = f"{command} {extra}"
        try:
            server = Server(row, work, {**environment, **more}, command)
        except Wrong as wrong:
            # Somebody else may take a port that was free.
            if "in use" not in str(wrong) and "EADDRINUSE" not in str(wrong):
                raise
            server = Server(row, work, {**environment, **more}, command)
        try:
            return does(server)
        finally:
            server.end()

    def load_and_stop(server):
        counts = _load(row, hub, server, short)
        cells[0] = f"{counts.answered} of {counts.asked}, {counts.delivered}"
        cells[1], cells[2] = str(counts.twice), str(counts.lost)
        cells[3] = _stopped(row, hub, server)

    try:
        if row.only:
            cells[0], wrong = row.only(work, environment)
            return cells, [wrong] if wrong else []
        with_server(load_and_stop)
        if not short:
            cells[4] = with_server(lambda server: _killed(row, hub, server))
            if row.limit:
                cells[5] = with_server(lambda server: _limited(row, hub, server), row.limit, row.limit_environment)
            if row.stop_limit:
                stop = with_server(lambda server: _stop_limited(row, hub, server), command=row.stop_limit)
                cells[5] = "; ".join(filter(None, (cells[5], stop)))
            if row.repeat_by:
                cells[6] = with_server(lambda server: _repeated(row, hub, server), row.repeat)
    except Wrong as wrong:
        return cells, [str(wrong)]
    return cells, []
