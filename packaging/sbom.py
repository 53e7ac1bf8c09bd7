#!/usr/bin/env python3
"""Prints what the library and the local hub are made of, as a bill of materials in
CycloneDX 1.5 (JSON).

    SOURCE_DATE_EPOCH=SECONDS packaging/sbom.py

From Cargo.lock and cargo's metadata alone, so that the same source and compiler
give the same bytes: the time is that of the source, the serial number of the content.
"""

import json
import os
import subprocess
import sys
import tomllib
import uuid
from datetime import datetime, timezone

sys.dont_write_bytecode = True

from linked import ROOT, Crates  # noqa: E402

RUSTC = os.environ.get("RUSTC", "rustc")
RUST_STD = "rust-std"


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


def bill(epoch):
    crates = Crates()
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    checksums = {
        (package["name"], package["version"]): package["checksum"]
        for package in lock["package"]
        if "checksum" in package
    }
    components = [component(key, package, checksums) for key, package in crates.packages.items()]
    std = standard_library()
    ours = next(part for part in components if part["name"] == "notification_hubs")
    others = [part for part in components if part is not ours] + [std]
    dependencies = [
        {"ref": purl(*key), "dependsOn": [*(purl(*needed) for needed in needs), std["bom-ref"]]}
        for key, needs in sorted(crates.needs.items())
    ]
    dependencies.append({"ref": std["bom-ref"], "dependsOn": []})
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
    print(json.dumps(bill(int(os.environ["SOURCE_DATE_EPOCH"])), indent=2))
