"""The crates that are linked into what is shipped, the library and the local hub; and
what packaging/cross's linker has put into its builds beside them.

What runs only while they are built (cbindgen, macros) or tested is none of them.
"""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = "x86_64-unknown-linux-gnu"
# The library is nh-library, which adds nothing to the first.
SHIPPED = ("notification_hubs", "nh-emulator")
CARGO = os.environ.get("CARGO", "cargo")


def cargo(*arguments):
    command = [CARGO, *arguments, "--locked"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


class Crates:
    """The crates by (name, version), as cargo's metadata has them, and what needs what."""

    def __init__(self):
        metadata = json.loads(
            cargo("metadata", "--format-version", "1", "--filter-platform", TARGET)
        )
        by_key = {(p["name"], p["version"]): p for p in metadata["packages"]}
        # Metadata joins the features of all members; the tree is of one alone.
        keys = {key for member in SHIPPED for key in tree(member)}
        self.packages = {key: by_key[key] for key in sorted(keys)}

        keys_by_id = {package["id"]: key for key, package in self.packages.items()}
        self.needs = {
            keys_by_id[node["id"]]: sorted(
                keys_by_id[dependency["pkg"]]
                for dependency in node["deps"]
                if dependency["pkg"] in keys_by_id
                and any(kind["kind"] is None for kind in dependency["dep_kinds"])
            )
            for node in metadata["resolve"]["nodes"]
            if node["id"] in keys_by_id
        }

    def of_others(self):
        """Those that are not of this repository."""
        return {key: p for key, p in self.packages.items() if p["source"] is not None}


def tree(member):
    text = cargo(
        "tree", "--package", member, "--edges", "normal,no-proc-macro", "--target", TARGET,
        "--prefix", "none", "--format", "{p}",
    )  # fmt: skip
    for line in text.splitlines():
        name, version = line.split()[:2]
        yield name, version.removeprefix("v")


def read_parts(wanted):
    """What packaging/parts.py says: each part once, with the files that it is in. For each
    path these are the names of files that are wanted of it, or None for all."""
    found = {}
    for path, names in wanted.items():
        for part in json.loads(Path(path).read_text(encoding="utf-8")):
            files = {file for file in part["files"] if names is None or file in names}
            if not files:
                continue
            same = found.setdefault((part["name"], part["version"]), {**part, "files": []})
            if part["text"] not in same["text"]:
                same["text"] += f"\n\n{part['text']}"
            same["files"] = sorted({*same["files"], *files})
    return [found[key] for key in sorted(found)]
