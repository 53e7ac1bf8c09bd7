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


class Result(unittest.TextTestResult):
    """Counts what has passed, and says what is lacking by a line that tests/run counts."""

    passed = 0

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.passed += 1

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        print(f"SKIPPED {test.id()} for lack of {reason}")


def main() -> int:
    pattern = sys.argv[1] if len(sys.argv) > 1 else "test_*.py"
    suite = unittest.defaultTestLoader.discover(str(HERE), pattern)
    runner = unittest.TextTestRunner(verbosity=2, resultclass=Result)
    result = runner.run(suite)
    assert isinstance(result, Result)
    failed = len(result.failures) + len(result.errors)
    if pattern == "test_*.py" and uncalled():
        print(f"not called: {' '.join(uncalled())}", file=sys.stderr)
        failed += 1
    print(f"{result.passed} passed, {failed} failed")
    return 1 if failed or not result.passed else 0


if __name__ == "__main__":
    sys.exit(main())
