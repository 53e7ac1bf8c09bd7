"""Interpreters that the package is not made for are told so."""

import subprocess
import sys
import unittest

IMPORT = """
import sys
sys.implementation.name = {name!r}
try:
    import notification_hubs
except ImportError as error:
    print(error)
"""


def told(name):
    program = [sys.executable, "-c", IMPORT.format(name=name)]
    return subprocess.run(program, check=True, capture_output=True, text=True).stdout.strip()


class Interpreters(unittest.TestCase):
    def test_others_are_told(self):
        for name in ("pypy", "graalpy"):
            self.assertEqual(
                told(name), f"notification_hubs needs CPython, whose ctypes it stands on; this is {name}"
            )

    def test_cpython_is_not(self):
        self.assertEqual(told("cpython"), "")
