#!/usr/bin/env python3
"""Writes THIRD-PARTY-NOTICES: whose code is linked into what is shipped, and on
which terms, in the words of each crate's own licence files.

    packaging/notices.py            writes it
    packaging/notices.py --check    fails where it is not what would be written
    packaging/notices.py --with PARTS...
                                    prints it, and after it what the linker has put into
                                    builds for other kinds of Linux (packaging/parts.py)

Where a crate offers MIT among others, MIT is what is taken. Texts that many
crates share, but for white space, are written once.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

sys.dont_write_bytecode = True

from linked import ROOT, Crates, read_parts  # noqa: E402

OUTPUT = ROOT / "THIRD-PARTY-NOTICES"
IS_LICENCE = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)
# Not licences of what is linked: code with such a name, and what is only for tests.
NOT_LICENCES = re.compile(r"\.(rs|py|c|h|sh|toml)$|/(tests?|benches|examples)/")
# In the names of files that belong to the other choices.
OTHER_CHOICES = re.compile(r"apache|isc|unlicense|zlib|boost", re.IGNORECASE)
RULE = "=" * 80

BEGIN = """\
Code of others in libnotification_hubs and nh-emulator

Each crate below is linked into the library, the local hub, or both; its licence
follows, in its own words, where MIT is one of several offered, under MIT. The
standard library of Rust is linked in too: Copyright (c) The Rust Project
Contributors, MIT or Apache-2.0, with parts of others as its COPYRIGHT says,
which comes with every Rust compiler.
"""


def offers_mit(expression):
    choices = re.split(r" OR |/", expression)
    return len(choices) > 1 and "MIT" in [choice.strip() for choice in choices]


def licence_files(package):
    directory = Path(package["manifest_path"]).parent
    files = [
        path
        for path in sorted(directory.rglob("*"))
        if path.is_file()
        and IS_LICENCE.match(path.name)
        and not NOT_LICENCES.search(path.relative_to(directory).as_posix())
    ]
    if offers_mit(package["license"]):
        files = [path for path in files if not OTHER_CHOICES.search(path.name)]
    return files


def notices():
    crates = Crates().of_others()
    texts = {}
    users = defaultdict(list)
    listing = []
    for (name, version), package in crates.items():
        crate = f"{name} {version}"
        listing.append(f"  {crate:<36} {package['license']}")
        files = licence_files(package)
        if not files:
            sys.exit(f"{crate} has no licence file")
        found = [path.read_text(encoding="utf-8") for path in files]
        if offers_mit(package["license"]) and not any(
            "Permission is hereby granted" in text for text in found
        ):
            sys.exit(f"{crate} offers MIT, and has no text of it")
        for text in found:
            key = " ".join(text.split())
            texts.setdefault(key, "\n".join(line.rstrip() for line in text.strip().splitlines()))
            if crate not in users[key]:
                users[key].append(crate)

    parts = [BEGIN, *(f"{line}\n" for line in listing)]
    for key, text in texts.items():
        names = "\n".join(users[key])
        parts.append(f"\n{RULE}\n{names}\n{RULE}\n\n{text}\n")
    return parts[0] + "\n" + "".join(parts[1:])


def of_parts(parts):
    """What stands after the crates in what is made of packaging/cross's builds."""
    found = []
    for each in parts:
        where = ", ".join(each["files"])
        title = f"{each['name']} {each['version']} ({each['licence']}), in {where}"
        found.append(f"\n{RULE}\n{title}\n{RULE}\n\n{each['text'].strip()}\n")
    return "".join(found)


def main():
    if sys.argv[1:2] == ["--with"]:
        parts = read_parts(dict.fromkeys(sys.argv[2:]))
        sys.stdout.write(OUTPUT.read_text(encoding="utf-8") + of_parts(parts))
        return
    text = notices()
    if sys.argv[1:] == ["--check"]:
        if not OUTPUT.exists() or OUTPUT.read_text(encoding="utf-8") != text:
            sys.exit(f"{OUTPUT.name} is stale: packaging/notices.py writes it anew")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        OUTPUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
