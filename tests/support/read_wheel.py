"""Reads a wheel with auditwheel: is it what its name says, for every such Linux?

    read_wheel.py WHEEL    prints in one line what it needs of a system
"""

import base64
import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path



def newness(version):
    """Of "GLIBC_2.17"."""
    return [int(part) for part in version.removeprefix("GLIBC_").split(".")]


wheel = Path(sys.argv[1])
promised = wheel.stem.split("-")[-1]

# Every file has the hash that RECORD says, and there is no other.
with zipfile.ZipFile(wheel) as archive:
    names = archive.namelist()
    (record,) = [name for name in names if name.endswith(".dist-info/RECORD")]
    rows = list(csv.reader(io.StringIO(archive.read(record).decode())))
    assert sorted(row[0] for row in rows) == sorted(names), "RECORD has other files"
    for name, digest, size in rows:
        if name != record:
            content = archive.read(name)
            found = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            assert (digest, size) == (f"sha256={found.decode()}", str(len(content))), name
    info = record.removesuffix("RECORD")
    assert f"\nTag: py3-none-{promised}\n" in archive.read(f"{info}WHEEL").decode(), "another tag"

# In a place where nothing is found: this machine's own libraries are not meant.
command = [
    sys.executable, "-m", "auditwheel", "show", "--json", "--ldpaths", "/nonexistent", str(wheel),
]  # fmt: skip
done = subprocess.run(command, capture_output=True, text=True)
if done.returncode:
    sys.exit(done.stdout + done.stderr)
said = json.loads(done.stdout)
assert not said["unsupported_isa"] and not said["pure"], said
if promised.startswith("musllinux"):
    # auditwheel knows musl by Alpine's name for it alone; musl's loader takes every
    # name of its C library for itself.
    assert said["sym_tag"] == promised and list(said["external_libs"]) == ["libc.so"], said
    needs = ["libc.so"]
else:
    assert said["overall_tag"] == promised and not said["external_libs"], said
    needs = [
        f"{name} {max(versions, key=newness)}"
        for name, versions in sorted(said["versioned_symbols"].items())
    ]
print(f"{promised}: {', '.join(needs)}")
