"""Reads include/notification_hubs.h: its chapters, and what each declares. The
HTML reference and the man pages are made from it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

HEADER = Path(__file__).resolve().parents[2] / "include/notification_hubs.h"

BANNER = re.compile(
    r"/\* =+\n"
    r" \* (?P<title>\S.*?) +nh_(?P<name>\w+)\(3\)\n"
    r"(?: \*\n(?P<introduction>(?: \*[^\n]*\n)+?))?"
    r" \* =+ \*/\n"
)
DECLARATION = re.compile(
    r"/\*\*\n(?P<comment>(?: \*[^\n]*\n)+?) \*/\n"
    r"(?P<text>typedef enum \{\n.*?\n\} \w+;|[^/{}]+?;)\n",
    re.DOTALL,
)
ENUMERATOR = re.compile(
    r"  /\*\*\n(?P<comment>(?:   \*[^\n]*\n)+?)   \*/\n  (?P<name>\w+) = (?P<value>\d+),\n"
)


@dataclass
class Declaration:
    """A function, an enumeration, an object's type or a callback's."""

    name: str
    kind: str  # "function", "enum", "object" or "callback"
    comment: str
    text: str
    enumerators: list = field(default_factory=list)  # (name, value, comment)


@dataclass
class Chapter:
    """A part of the interface, with its declarations in the header's order."""

    name: str  # of its manual page, which has "nh_" before it
    title: str
    introduction: str
    items: list


def bare(comment):
    """The words of a comment, without its stars."""
    return "\n".join(
        line.strip().removeprefix("*").removeprefix(" ") for line in comment.splitlines()
    )


def parse(match):
    """The declaration that was found."""
    comment, text = bare(match["comment"]), match["text"]
    if text.startswith("typedef enum"):
        enumerators = [
            (found["name"], int(found["value"]), bare(found["comment"]))
            for found in ENUMERATOR.finditer(text)
        ]
        name = re.search(r"\} (\w+);$", text)[1]
        return Declaration(name, "enum", comment, text, enumerators=enumerators)
    if text.startswith("typedef struct"):
        return Declaration(text.split()[2], "object", comment, text)
    if text.startswith("typedef"):
        return Declaration(re.search(r"\(\*(\w+)\)", text)[1], "callback", comment, text)
    return Declaration(re.search(r"(\w+)\(", text)[1], "function", comment, text)


def declarations(text):
    """All that a chapter declares."""
    without = re.findall(r"^\w.*;|^typedef.*", DECLARATION.sub("", text), re.MULTILINE)
    if without:
        raise SystemExit(f"header.py: without a comment: {'; '.join(without)}")
    return [parse(match) for match in DECLARATION.finditer(text)]


def chapters(header):
    """The chapters that the header's banners begin, in its order."""
    banners = list(BANNER.finditer(header))
    if not banners or len(banners) != header.count("\n/* ===="):
        raise SystemExit("header.py: a banner cannot be read")
    if declarations(header[: banners[0].start()]):
        raise SystemExit("header.py: declarations stand before the first banner")
    ends = [banner.start() for banner in banners[1:]] + [len(header)]
    return [
        Chapter(
            banner["name"],
            banner["title"],
            bare(banner["introduction"] or ""),
            declarations(header[banner.end() : end]),
        )
        for banner, end in zip(banners, ends)
    ]


def contract(header):
    """The comment at the top of the header: a title, and paragraphs, of which
    those with a heading are (heading, text)."""
    comment = bare(re.match(r"/\*\n(.*?) \*/", header, re.DOTALL)[1]).strip()
    title, introduction, rest = comment.split("\n\n", 2)
    rules = re.findall(r"^(\w+(?:\(\))?)\. +(.*?)(?=^\w|\Z)", rest, re.DOTALL | re.MULTILINE)
    return title, introduction, [(name, " ".join(text.split())) for name, text in rules]


def version(header):
    """Of the library."""
    return re.search(r'#define NH_VERSION_STRING "(.*)"', header)[1]
