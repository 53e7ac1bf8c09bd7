"""Puts the library's header, of which the checkout has one copy, into what is built."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
PACKAGE = "notification_hubs"
HEADER = "notification_hubs.cdef.h"


def header() -> Path:
    """In the checkout, or where the source distribution has it."""
    for path in (HERE.parent.parent / "include" / HEADER, HERE / "src" / PACKAGE / HEADER):
        if path.exists():
            return path
    raise SystemExit(f"{HEADER} is not here: build from a checkout or a source distribution")


class BuildWithHeader(build_py):
    def run(self) -> None:
        super().run()
        package = Path(self.build_lib, PACKAGE)
        package.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(header(), package / HEADER)


class DistributeWithHeader(sdist):
    def make_release_tree(self, base_dir: str, files: list) -> None:
        super().make_release_tree(base_dir, files)
        shutil.copyfile(header(), Path(base_dir, "src", PACKAGE, HEADER))


setup(cmdclass={"build_py": BuildWithHeader, "sdist": DistributeWithHeader})
