#!/usr/bin/env python3
"""Prints what the library and the local hub are made of, as a bill of materials in
CycloneDX 1.5 (JSON).

    SOURCE_DATE_EPOCH=SECONDS packaging/sbom.py [PARTS...]

PARTS is what packaging/parts.py says of builds for other kinds of Linux. From Cargo.lock and cargo's metadata alone, so that the same source and compiler
give the same bytes: the time is that of the source, the serial number of the content.
"""

import functools
import json
import os
import subprocess
import sys
import tomllib
import uuid
from datetime import datetime, timezone

sys.dont_write_bytecode = True

from linked import ROOT, Crates, read_parts  # noqa: E402

RUSTC = os.environ.get("RUSTC", "rustc")
RUST_STD = "rust-std"
# The files that parts are in, and what of the bill they are made of.
SHIPPED_AS = {
    "libnotification_hubs.so": "notification_hubs",
    "nh-send": "notification_hubs",
    "nh-emulator": "nh-emulator",
}


def purl(name, version):
    return f"pkg:cargo/{name}@{version}"


def licence(expression):
    """Old crates write the `/` that SPDX does not know."""
    return [{"expression": expression.replace("/", " OR ")}]


def component(key, package, checksums):
    name, version = key
    found = {
        "type": "library",
        "bom-ref": purl(name, version),
        "name": name,
        "version": version,
        "scope": "required",
        "licenses": licence(package["license"]),
        "purl": purl(name, version),
    }
    if package["description"]:
        found["description"] = " ".join(package["description"].split())
    if key in checksums:
        found["hashes"] = [{"alg": "SHA-256", "content": checksums[key]}]
    if package["repository"]:
        found["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    if package["source"] is None:
        found["type"] = "library" if name == "notification_hubs" else "application"
        # Ours is on no registry.
        del found["purl"]
    return found


def standard_library():
    """It is linked in from the compiler's own archives."""
    lines = subprocess.run([RUSTC, "-vV"], check=True, capture_output=True, text=True).stdout
    version = next(
        line.removeprefix("release: ") for line in lines.splitlines() if line.startswith("release: ")
    )
    reference = f"pkg:generic/{RUST_STD}@{version}"
    return {
        "type": "library",
        "bom-ref": reference,
        "name": RUST_STD,
        "version": version,
        "description": "The standard library of Rust",
        "scope": "required",
        "licenses": licence("MIT OR Apache-2.0"),
        "purl": reference,
    }


def part_of_linker(part):
    reference = f"pkg:generic/{part['name']}@{part['version']}"
    return {
        "type": "library",
        "bom-ref": reference,
        "name": part["name"],
        "version": part["version"],
        "description": f"{part['description']}; in {', '.join(part['files'])}",
        "scope": "required",
        "licenses": licence(part["licence"]),
        "purl": reference,
    }


@functools.cache
def linked_crates():
    return Crates()


def bill(epoch, parts=()):
    crates = linked_crates()
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    checksums = {
        (package["name"], package["version"]): package["checksum"]
        for package in lock["package"]
        if "checksum" in package
    }
    components = [component(key, package, checksums) for key, package in crates.packages.items()]
    std = standard_library()
    ours = next(part for part in components if part["name"] == "notification_hubs")
    more = [std, *map(part_of_linker, parts)]
    others = [part for part in components if part is not ours] + more
    dependencies = [
        {"ref": purl(*key), "dependsOn": [*(purl(*needed) for needed in needs), std["bom-ref"]]}
        for key, needs in sorted(crates.needs.items())
    ]
    # The library and the local hub are what is linked.
    for node in dependencies:
        name = node["ref"].removeprefix("pkg:cargo/").split("@")[0]
        node["dependsOn"] += [
            linked["bom-ref"]
            for part, linked in zip(parts, more[1:])
            if any(SHIPPED_AS.get(file) == name for file in part["files"])
        ]
    dependencies += [{"ref": part["bom-ref"], "dependsOn": []} for part in more]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": ours,
        },
        "components": others,
        "dependencies": dependencies,
    }
    content = json.dumps(document, sort_keys=True)
    serial = uuid.uuid5(uuid.NAMESPACE_URL, content)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "serialNumber": f"urn:uuid:{serial}",
        **document,
    }


if __name__ == "__main__":
    parts = read_parts(dict.fromkeys(sys.argv[1:]))
    print(json.dumps(bill(int(os.environ["SOURCE_DATE_EPOCH"]), parts), indent=2))
