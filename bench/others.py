"""What scripts send with otherwise, fetched into the target directory, and our Python binding.

Each is a client as those in C are, but slower, and so sends less often.
"""

import ast
import os
import re
import shutil
import subprocess
import sys

BENCH = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(BENCH)
SENDS = int(os.environ.get("BENCH_OTHERS_SENDS", "300"))


def notification():
    """What all clients send: client.h's, whose texts Python reads as C does."""
    with open(os.path.join(BENCH, "client.h"), encoding="utf-8") as file:
        text = file.read().replace("\\\n", " ")
    found = dict(re.findall(r'^#define (HUB|TAG|PAYLOAD|KEY) +(".*")$', text, re.M))
    return {f"BENCH_{name}": ast.literal_eval(f"({value})") for name, value in found.items()}


def fetched(out, name, pins, command):
    """A folder in which this command installed by these pins; None where it cannot be had."""
    folder = os.path.join(out, name)
    os.makedirs(folder, exist_ok=True)
    wanted = b""
    for pin in pins:
        shutil.copy(os.path.join(ROOT, pin), folder)
        with open(os.path.join(ROOT, pin), "rb") as file:
            wanted += file.read()
    stamp = os.path.join(folder, "installed")
    if os.path.exists(stamp):
        with open(stamp, "rb") as file:
            if file.read() == wanted:
                return folder
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"SKIPPED: {name} cannot be had: {error}", file=sys.stderr)
        return None
    with open(stamp, "wb") as file:
        file.write(wanted)
    return folder


def clients(out):
    """Those that can be had, by name: the command without its count, and its environment."""
    python = [sys.executable, "-B"]
    common = notification()
    found = {
        "python": (
            [*python, os.path.join(BENCH, "ours_python.py")],
            {
                **common,
                "PYTHONPATH": os.path.join(ROOT, "bindings/python/src"),
                "NH_LIBRARY": os.path.join(os.environ["NH_LIB_DIR"], "libnotification_hubs.so"),
            },
        )
    }
    pip = [*python, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    pins = ["emulator/tests/python/requirements.txt"]
    folder = fetched(out, "howto", pins, [*pip, "--target", ".", "-r", "requirements.txt"])
    if folder:
        command = [*python, os.path.join(BENCH, "peer_howto.py")]
        found["howto"] = (command, {**common, "PYTHONPATH": folder})
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    pins = ["emulator/tests/js/package.json", "emulator/tests/js/package-lock.json"]
    folder = fetched(out, "js", pins, npm)
    if folder and shutil.which("node"):
        command = ["node", os.path.join(BENCH, "peer_js.mjs")]
        found["js"] = (command, {**common, "BENCH_MODULES": os.path.join(folder, "from.js")})
    return found
