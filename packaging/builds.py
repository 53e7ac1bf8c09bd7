"""What packaging/cross has built, for the scripts that make packages of it, and what
goes into every package."""

import argparse
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import notices
import sbom
from linked import ROOT, read_parts

MACHINES = ("x86_64", "aarch64")
LIBCS = ("gnu", "musl")
SHARED = "libnotification_hubs.so"
BILL = "notification_hubs.cdx.json"
PARTS = "parts.json"
NOTICES = "THIRD-PARTY-NOTICES"
LICENCES = ("LICENSE-APACHE", "LICENSE-MIT", NOTICES)
CDEF = "notification_hubs.cdef.h"


def version():
    return tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]["version"]


@dataclass(frozen=True)
class Build:
    machine: str
    libc: str
    directory: Path

    @property
    def target(self):
        return f"{self.machine}-unknown-linux-{self.libc}"

    @property
    def library(self):
        return self.directory / SHARED

    def read(self):
        """The library's bytes, if they are what their directory says."""
        said = readelf("-hdVW", self.library)
        machine = re.search(r"Machine: .*(X86-64|AArch64)", said)
        wanted = {"x86_64": "X86-64", "aarch64": "AArch64"}[self.machine]
        soname = re.search(r"\(SONAME\).*\[(.*)\]", said)
        needs = re.findall(r"\(NEEDED\).*\[(.*)\]", said)
        c_library = {"gnu": "libc.so.6", "musl": "libc.so"}[self.libc]
        major, minor = version().split(".")[:2]
        wanted_soname = f"{SHARED}.{major}" + (f".{minor}" if major == "0" else "")
        if machine is None or machine[1] != wanted or c_library not in needs:
            fail(f"{self.library} is not for {self.target}")
        if soname is None or soname[1] != wanted_soname:
            fail(f"{self.library} is not of version {version()}")
        return self.library.read_bytes()

    def glibc(self):
        """The newest version of glibc that the library asks for: (2, 17)."""
        said = readelf("-VW", self.library)
        return max(tuple(map(int, v.split("."))) for v in re.findall(r"GLIBC_([0-9.]+)", said))


def fail(what):
    sys.exit(f"{Path(sys.argv[0]).name}: {what}")


def readelf(*arguments):
    command = ["readelf", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Order:
    """What a script is asked for: packages of which builds, and where to."""

    def __init__(self, description):
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument(
            "--test-build",
            action="store_true",
            help="for tests alone: also of test builds, and of some targets only",
        )
        parser.add_argument("dist", type=Path, metavar="DIST", help="such as target/dist")
        parser.add_argument("output", type=Path, metavar="OUTPUT", help="a directory")
        given = parser.parse_args()
        self.is_test = given.test_build
        self.output = given.output
        self.output.mkdir(parents=True, exist_ok=True)
        self.version = version()
        self.epoch = epoch()
        self._dist = given.dist

    def directory(self, machine, libc):
        """Where packaging/cross has put a target, or None."""
        real = self._dist / f"{machine}-unknown-linux-{libc}"
        tried = Path(f"{real}-test-build")
        if real.is_dir():
            return real
        return tried if self.is_test and tried.is_dir() else None

    def builds(self, machines=MACHINES):
        """Those that have a library."""
        found = [
            Build(machine, libc, directory)
            for machine in machines
            for libc in LIBCS
            if (directory := self.directory(machine, libc)) and (directory / SHARED).exists()
        ]
        if not found and machines is MACHINES:
            fail(f"there is no library in {self._dist}: packaging/cross builds one")
        return found

    def papers(self, builds, *programs):
        """Of a package that has the library of these builds, and these programs, whose
        directory and name each is."""
        wanted = {build.directory / PARTS: {SHARED} for build in builds}
        for directory, name in programs:
            wanted.setdefault(directory / PARTS, set()).add(name)
        return papers(self.epoch, read_parts(wanted))

    def made(self, path):
        print(path)

    def left_out(self, what, why):
        print(f"{Path(sys.argv[0]).name}: no {what}: {why}", file=sys.stderr)


def epoch():
    """The time of all that is made: the source's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        given = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(given)


def papers(seconds, parts):
    """Licences, and the bill of materials: name and bytes of each. The parts are those of
    the builds that are in the package."""
    found = {name: (ROOT / name).read_bytes() for name in LICENCES}
    found[NOTICES] += notices.of_parts(parts).encode()
    found[BILL] = (json.dumps(sbom.bill(seconds, parts), indent=2) + "\n").encode()
    return found


def files(directory, *patterns):
    """Name below the directory, and bytes of each file that fits."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for pattern in patterns
        for path in sorted(directory.glob(pattern))
        if path.is_file()
    }
