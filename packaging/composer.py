"""The package for Composer: PHP's classes, and all libraries in it, of which they take
the one that fits. Composer cannot choose a package by machine or C library."""

import json

from archives import tar_gz_of
from builds import CDEF, LIBCS, MACHINES, ROOT, SHARED, files

SOURCE = ROOT / "bindings" / "php"


def package():
    found = files(
        SOURCE, "src/**/*.php", "autoload.php", "preload.php", "bin/nh-preload-header",
        "examples/*.php", "README.md", "composer.json",
    )  # fmt: skip
    found[CDEF] = (ROOT / "include" / CDEF).read_bytes()
    return found


def make(order, builds):
    if len(builds) < len(MACHINES) * len(LIBCS) and not order.is_test:
        order.left_out("package for Composer", "it takes all four builds")
        return
    content = {**package(), **order.papers(builds)}
    version = order.version
    if order.is_test:
        version += "+test-build"
        described = json.loads(content["composer.json"])
        described["version"] = version
        content["composer.json"] = json.dumps(described, indent=4).encode()
    for build in builds:
        content[f"lib/{build.machine}-{build.libc}/{SHARED}"] = build.read()
    name = f"notification-hubs-php-{version}"
    path = order.output / f"{name}.tar.gz"
    path.write_bytes(tar_gz_of({f"{name}/{k}": v for k, v in content.items()}, order.epoch))
    order.made(path)
