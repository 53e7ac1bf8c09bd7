"""Wheels: the Python package, and the library of one target in it.

Written here and not by setuptools, whose versions make other bytes; what the package
is comes from its pyproject.toml all the same."""

import base64
import hashlib
import tomllib

from archives import zip_of
from builds import BILL, CDEF, ROOT, SHARED, files

PACKAGE = "notification_hubs"
SOURCE = ROOT / "bindings" / "python"


def platform(build):
    """Which systems take it: those with a glibc as new as it asks for, or any musl 1.2."""
    if build.libc == "musl":
        return f"musllinux_1_2_{build.machine}"
    major, minor = build.glibc()[:2]
    return f"manylinux_{major}_{minor}_{build.machine}"


def package():
    """The package's own files, by their names in a wheel."""
    found = {
        f"{PACKAGE}/{name}": content
        for name, content in files(SOURCE / "src" / PACKAGE, "*.py", "*.pyi", "py.typed").items()
    }
    found[f"{PACKAGE}/{CDEF}"] = (ROOT / "include" / CDEF).read_bytes()
    return found


def metadata(version, licences):
    project = tomllib.loads((SOURCE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {version}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']['text']}",
        *(f"License-File: {name}" for name in sorted(licences) if name != BILL),
        *(f"Classifier: {each}" for each in project["classifiers"]),
        f"Requires-Python: {project['requires-python']}",
        "Description-Content-Type: text/markdown",
    ]
    readme = (SOURCE / project["readme"]).read_text(encoding="utf-8")
    return "\n".join(lines) + "\n\n" + readme


def make(order, build):
    licences = order.papers([build])
    version = f"{order.version}+test.build" if order.is_test else order.version
    tag = f"py3-none-{platform(build)}"
    info = f"{PACKAGE}-{version}.dist-info"
    content = package()
    content[f"{PACKAGE}/{SHARED}"] = build.read()
    for name, text in licences.items():
        content[f"{info}/{'sboms' if name == BILL else 'licenses'}/{name}"] = text
    content[f"{info}/METADATA"] = metadata(version, licences).encode()
    content[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: {PACKAGE}\nRoot-Is-Purelib: false\nTag: {tag}\n"
    ).encode()
    record = f"{info}/RECORD"
    content[record] = "".join(
        f"{name},sha256={digest(content[name])},{len(content[name])}\n" for name in sorted(content)
    ).encode() + f"{record},,\n".encode()
    path = order.output / f"{PACKAGE}-{version}-{tag}.whl"
    path.write_bytes(zip_of(content, order.epoch))
    order.made(path)


def digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
