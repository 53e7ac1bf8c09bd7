"""Reads include/notification_hubs.h and says which part of the interface each
of its declarations belongs to. The HTML reference and the man pages are made
from it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

HEADER = Path(__file__).resolve().parents[2] / "include/notification_hubs.h"

# The parts of the interface, in the header's order: the name, the title, and
# the function that begins the part. It goes on to the next one.
SECTIONS = (
    ("status", "Statuses, names and version", "nh_status_name"),
    ("error", "Errors", "nh_last_error"),
    ("options", "Options of a hub", "nh_options_new"),
    ("hub", "Hubs", "nh_hub_new"),
    ("sas_token", "Tokens", "nh_sas_token_new"),
    ("counters", "Counters", "nh_counters_new"),
    ("notification", "Notifications", "nh_notification_new"),
    ("tag_expression", "Tag expressions", "nh_tag_expression_parse"),
    ("target", "Targets", "nh_target_new_broadcast"),
    ("cancel", "Cancelling", "nh_cancel_new"),
    ("call_options", "Options of a call", "nh_call_options_new"),
    ("send", "Sending", "nh_send"),
    ("request", "The dry run", "nh_request_new"),
    ("send_platform", "Sending in one line", "nh_send_apple_notification"),
    ("outcome", "Outcomes", "nh_outcome_status"),
    ("queue", "Queues", "nh_queue_options_new"),
    ("batch", "Direct batches", "nh_handles_new"),
    ("schedule", "Scheduled sends", "nh_schedule"),
    ("telemetry", "Telemetry", "nh_get_notification_details"),
    ("template", "Templates and secondary tiles", "nh_template_new"),
    ("installation", "Installations", "nh_installation_new"),
    ("installation_patch", "Changes to installations", "nh_installation_patch_new"),
    ("installations", "Calls on installations", "nh_put_installation"),
    ("registration", "Registrations", "nh_registration_new"),
    ("registration_template", "Templates of registrations", "nh_registration_set_template"),
    ("registrations", "Calls on registrations", "nh_create_registration_id"),
    ("job", "Jobs", "nh_submit_job"),
    ("feedback", "Feedback", "nh_get_feedback_container_uri"),
    ("hub_description", "Descriptions of hubs", "nh_hub_description_new"),
    ("hub_credentials", "Credentials of push services", "nh_hub_description_set_apns_certificate"),
    ("namespace", "Namespaces", "nh_namespace_new"),
)

# Where a type belongs whose name does not begin like any function's.
SECTION_OF_TYPE = {
    "nh_status": "status",
    "nh_platform": "status",
    "nh_verdict": "status",
    "nh_access_problem": "error",
    "nh_retry": "options",
    "nh_log_level": "options",
    "nh_log_callback": "options",
    "nh_token_callback": "options",
    "nh_counter": "counters",
    "nh_call_kind": "counters",
    "nh_wns_type": "notification",
    "nh_mpns_type": "notification",
    "nh_apns_push_type": "notification",
    "nh_outcome_callback": "queue",
    "nh_next_handle": "batch",
    "nh_notification_state": "telemetry",
    "nh_rights": "hub_description",
    "nh_template": "template",
}

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
    section: str = ""
    enumerators: list = field(default_factory=list)  # (name, value, comment)


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


def declarations(header):
    """All that the header declares, in its order, each with its section."""
    found = [parse(match) for match in DECLARATION.finditer(header)]
    bare_ones = re.findall(r"^\w.*;|^typedef.*", DECLARATION.sub("", header), re.MULTILINE)
    if bare_ones:
        raise SystemExit(f"header.py: without a comment: {'; '.join(bare_ones)}")
    begins = {first: name for name, _, first in SECTIONS}
    section_of = dict(SECTION_OF_TYPE)
    section = None
    for item in found:
        if item.kind == "function":
            section = begins.pop(item.name, section)
            item.section = section
            # An object belongs where its first function is.
            noun = item.name
            while noun != "nh":
                section_of.setdefault(noun, section)
                noun = noun.rpartition("_")[0]
    if begins:
        raise SystemExit(f"header.py: no such function: {', '.join(begins)}")
    for item in found:
        if item.kind != "function":
            noun = item.name
            while noun and noun not in section_of:
                noun = noun.rpartition("_")[0]
            if not noun:
                raise SystemExit(f"header.py: in which section is {item.name}?")
            item.section = section_of[noun]
    return found


def contract(header):
    """The comment at the top of the header: a title, and paragraphs, of which
    those with a heading are (heading, text)."""
    comment = bare(re.match(r"/\*\n(.*?) \*/", header, re.DOTALL)[1]).strip()
    title, introduction, rest = comment.split("\n\n", 2)
    rules = re.findall(r"^(\w+(?:\(\))?)\. +(.*?)(?=^\w|\Z)", rest, re.DOTALL | re.MULTILINE)
    return title, introduction, [(name, " ".join(text.split())) for name, text in rules]


def version(header):
    """Of the library."""
    return re.search(r'#define NH_VERSION "(.*)"', header)[1]
