#!/usr/bin/env python3
"""Writes what the linker of packaging/cross has put into libraries and programs beside
crates: the unwinder, parts of a C library. Each with its licence, in its own words.

    packaging/parts.py ZIG PARTS FILE=MAP...

ZIG is zig's directory, a MAP what its linker says by --print-map of the FILE. PARTS is
JSON: a list of objects with name, version, licence (SPDX), description, text, and files,
the FILEs that it is in. What is not known here is an error.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

# `VMA LMA Size Align FILE:(SECTION)`, or `ARCHIVE(MEMBER):(SECTION)`.
INPUT = re.compile(r"^ *[0-9a-f]+ +[0-9a-f]+ +[0-9a-f]+ +[0-9]+ +([^\s<(]\S*?)(?:\((\S+?)\))?:\(")
# Crates and Rust's standard library, which the bill of materials has already, and what
# this repository compiles.
NH_SEND = sorted(file.stem for file in (Path(__file__).parent.parent / "examples-c/nh-send").glob("*.c"))
KNOWN = re.compile(
    r"\.rlib$|\.rcgu\.o$|/rmeta\.o$|/symbols\.o$|/libnotification_hubs\.a$"
    rf"|/(?:{'|'.join(NH_SEND)})\.o$"
)


class Zig:
    def __init__(self, directory):
        self.directory = directory

    def said(self, *arguments):
        command = [self.directory / "zig", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def text(self, name):
        return (self.directory / name).read_text(encoding="utf-8").strip()

    def version(self):
        return self.said("version").strip()

    def llvm(self):
        return re.search(r"clang version (\S+)", self.said("cc", "--version"))[1]

    def musl(self):
        return re.search(r'"(.*)"', self.text("lib/libc/musl/src/internal/version.h"))[1]

    def of_glibc(self, members):
        """What stands first in the source of each: who wrote it, and on which terms."""
        found = []
        for member in sorted(members):
            name = Path(member).name.removesuffix(".o")
            paths = sorted((self.directory / "lib/libc/glibc").rglob(f"{name}.[cS]"))
            if not paths:
                sys.exit(f"parts.py: where is glibc's {name}?")
            comment = paths[0].read_text(encoding="utf-8").split("*/")[0]
            text = "\n".join(
                re.sub(r"^(/\*| ?\*|  ) ?", "", line).rstrip() for line in comment.splitlines()
            ).strip()
            if "unlimited\npermission to link the compiled version" not in text:
                sys.exit(f"parts.py: on which terms is glibc's {name}?")
            if text not in found:
                found.append(text)
        return "\n\n".join(found)


def inputs_of(linked):
    lines = Path(linked).read_text(encoding="utf-8").splitlines()
    return {match.groups("") for line in lines if (match := INPUT.match(line))}


def kind_of(path):
    name = Path(path).name
    if KNOWN.search(path):
        return None
    if name == "libunwind.a":
        return "llvm-libunwind"
    if name == "libc_nonshared.a":
        return "glibc-nonshared"
    if re.fullmatch(r"libcompiler_rt\.a|compiler_rt\.o|libzigc\.a|ssp\.o|libssp\.a", name):
        return "zig-runtime"
    # Where Rust's own musl is linked it is the same code.
    if re.fullmatch(r"libc\.a|r?crt[1in]\.o|crtbeginS?\.o|crtendS?\.o|Scrt1\.o", name):
        return "musl"
    return sys.exit(f"parts.py: what is {path}?")


def part(kind, zig, members):
    if kind == "llvm-libunwind":
        return {
            "version": zig.llvm(),
            "licence": "Apache-2.0 WITH LLVM-exception",
            "description": "The unwinder of LLVM",
            "text": zig.text("lib/libunwind/LICENSE.TXT"),
        }
    if kind == "glibc-nonshared":
        return {
            "version": f"zig-{zig.version()}",
            "licence": "LicenseRef-LGPL-2.1-or-later-with-linking-exception",
            "description": "Functions of glibc that are part of whatever is linked with it",
            "text": zig.of_glibc(members),
        }
    if kind == "musl":
        return {
            "version": zig.musl(),
            "licence": "MIT",
            "description": "The C library of static programs",
            "text": zig.text("lib/libc/musl/COPYRIGHT"),
        }
    return {
        "version": zig.version(),
        "licence": "MIT",
        "description": "What zig's compiler and C library call",
        "text": zig.text("LICENSE"),
    }


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    zig = Zig(Path(sys.argv[1]))
    members, files = {}, {}
    for argument in sys.argv[3:]:
        file, _, linked = argument.partition("=")
        inputs = inputs_of(linked)
        if not inputs:
            sys.exit(f"parts.py: {linked} is no map")
        for path, member in inputs:
            kind = kind_of(path)
            if kind is not None:
                members.setdefault(kind, set()).add(member)
                files.setdefault(kind, set()).add(file)
    parts = [
        {"name": kind, **part(kind, zig, members[kind]), "files": sorted(files[kind])}
        for kind in sorted(members)
    ]
    text = json.dumps(parts, indent=2, ensure_ascii=False)
    Path(sys.argv[2]).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
