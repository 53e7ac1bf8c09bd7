"""Runs all tests beside it, and says which functions of the library none of them has called."""

import sys
import unittest
from pathlib import Path

from notification_hubs import _cdef
from notification_hubs._library import lib

HERE = Path(__file__).parent


def uncalled() -> list:
    """Without those that coverage.txt leaves out."""
    lines = [line.split() for line in (HERE.parent / "coverage.txt").read_text().splitlines()]
    omitted = {name for what, name, *_ in lines if what == "omit"}
    return sorted(set(_cdef.FUNCTIONS) - set(vars(lib)) - omitted)


def main() -> int:
    pattern = sys.argv[1] if len(sys.argv) > 1 else "test_*.py"
    suite = unittest.defaultTestLoader.discover(str(HERE), pattern)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    if pattern == "test_*.py" and uncalled():
        print(f"not called: {' '.join(uncalled())}", file=sys.stderr)
        failed += 1
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 1 if failed or not result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main())
