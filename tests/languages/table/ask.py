"""Prints what the Python binding has not of the names in a JSON file."""

import json
import sys

import notification_hubs

with open(sys.argv[1], encoding="utf-8") as file:
    wanted = json.load(file)


def need(condition: object, what: str) -> None:
    if not condition:
        print(what)


for name in wanted["classes"]:
    need(isinstance(getattr(notification_hubs, name, None), type), name)
for name in wanted["kinds"]:
    kind = getattr(notification_hubs, name, None)
    need(isinstance(kind, type) and issubclass(kind, notification_hubs.Error), name)
for enumeration, name, number in wanted["constants"]:
    members = getattr(notification_hubs, enumeration, None)
    need(getattr(members, name, None) == number, f"{enumeration}.{name} = {number}")
for class_name, methods in wanted["methods"].items():
    of = getattr(notification_hubs, class_name)
    for name in methods:
        need(callable(getattr(of, name, None)), f"{class_name}.{name}")

try:
    notification_hubs.Hub("nonsense", "demo")
    need(False, "an exception")
except notification_hubs.UsageError as error:
    need(error.status == notification_hubs.Status.INVALID_CONNECTION_STRING, "error.status")
    for name in [*wanted["fields"], "status_name", "outcome"]:
        need(hasattr(error, name), f"error.{name}")
