"""Gems: the classes for Ruby, and both libraries of one machine in it.

One gem serves glibc and musl, since RubyGems before 3.3.22, such as Debian 12's, cannot
tell them apart: the classes take the library that fits the interpreter."""

import os
import subprocess
import tempfile
from pathlib import Path

from builds import LIBCS, ROOT, SHARED, files

SOURCE = ROOT / "bindings" / "ruby"
INSIDE = "lib/notification_hubs"


def package():
    return files(
        SOURCE, "notification_hubs.gemspec", "lib/**/*.rb", "lib/**/*.h", "sig/*.rbs",
        "examples/*.rb", "README.md",
    )  # fmt: skip


def make(order, machine):
    builds = order.builds([machine])
    if len(builds) < len(LIBCS) and not order.is_test:
        order.left_out(f"gem for {machine}", "it takes both builds, for glibc and for musl")
        return
    if not builds:
        return
    licences = order.papers(builds)
    content = {**package(), **licences}
    for build in builds:
        content[f"{INSIDE}/{machine}-{build.libc}/{SHARED}"] = build.read()
    with tempfile.TemporaryDirectory() as work:
        for name, text in content.items():
            path = Path(work, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            # RubyGems takes modes as they are.
            path.chmod(0o644)
        script = ROOT / "packaging" / "gem.rb"
        extra = [name for name in content if name.endswith(SHARED)] + sorted(licences)
        label = ".test.build" if order.is_test else ""
        said = subprocess.run(
            ["ruby", str(script), f"{machine}-linux", label, *extra],
            cwd=work,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(order.epoch), "LC_ALL": "C.UTF-8"},
        ).stdout
        name = said.splitlines()[-1]
        path = order.output / name
        path.write_bytes(Path(work, name).read_bytes())
    order.made(path)
