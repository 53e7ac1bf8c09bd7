"""Ways to ask a server to send a text. Each gives "accepted" for an answer that says so,
another word for one that says something else, and None where no answer came."""

import socket
import struct
import subprocess
import threading


class Http:
    """`address` is a path of a socket, or a port of this machine."""

    def __init__(self, address, path):
        self._address, self._path = address, path

    def ask(self, text, seconds=60):
        try:
            if isinstance(self._address, int):
                connection = socket.create_connection(("127.0.0.1", self._address), seconds)
            else:
                connection = socket.socket(socket.AF_UNIX)
                connection.settimeout(seconds)
                connection.connect(self._address)
            with connection:
                path = self._path.format(text)
                connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
                answer = _all_of(connection)
                if not answer:
                    return None
                return "accepted" if b" 200 " in answer.split(b"\r\n", 1)[0] else "refused"
        except OSError:
            return None

    def end(self):
        pass


class FastCgi:
    """What nginx would ask PHP-FPM."""

    def __init__(self, address, script):
        self._address, self._script = address, script

    def ask(self, text, seconds=60):
        def pair(name, value):
            return struct.pack("BB", len(name), len(value)) + name.encode() + value.encode()

        def record(kind, content):
            return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content

        words = {"SCRIPT_FILENAME": self._script, "REQUEST_METHOD": "GET", "QUERY_STRING": f"text={text}&tag=apple"}
        begun = record(1, struct.pack(">HB5x", 1, 0))
        parameters = record(4, b"".join(pair(*word) for word in words.items())) + record(4, b"") + record(5, b"")
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(seconds)
                connection.connect(self._address)
                connection.sendall(begun + parameters)
                answer = _all_of(connection)
        except OSError:
            return None
        if not answer:
            return None
        # The head of PHP's answer names a status where it is another than 200.
        is_good = answer[8:].startswith(b"Content-Type: application/json") and b"notificationId" in answer
        return "accepted" if is_good else "refused"

    def end(self):
        pass


class Client:
    """A program that reads texts, a line each, and writes lines `TEXT accepted` as answers come."""

    def __init__(self, command, **options):
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, **options
        )
        self._said = {}
        self._changed = threading.Condition()
        self._ended = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._process.stdout:
            text, _, said = line.rstrip("\n").partition(" ")
            with self._changed:
                self._said[text] = said
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def ask(self, text, seconds=60):
        with self._changed:
            try:
                self._process.stdin.write(f"{text}\n")
                self._process.stdin.flush()
            except OSError:
                return None
            self._changed.wait_for(lambda: text in self._said or self._ended, seconds)
            return self._said.get(text)

    def end(self):
        try:
            self._process.stdin.close()
        except OSError:
            pass
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _all_of(connection):
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)
