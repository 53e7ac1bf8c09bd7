"""Runs a script on the classes that it was written for and on ours; only its import is another.

    compare.py package            both live, against the local hub of the environment
    compare.py article            ours, against what article.json says of the article's class
    compare.py record FOLDER      writes article.json: the article's class, put into FOLDER by hand

What each case asks of the hub and gives back has to be the same, but for what differences.py
lists, and each of those has to be there.
"""

import contextlib
import io
import json
import os
import re
import sys
import time
import urllib.parse
import warnings
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
os.environ["NH_SOON"] = str(int(time.time()) // 3600 * 3600 + 7200)

from differences import ANY, ARTICLE, EVERY_ARTICLE, EVERY_PACKAGE, PACKAGE
from local_hub import URL, ask, inspect

IMPORTS = {
    "package_script.py": "notificationhubs_rest_python.NotificationHub",
    "article_script.py": "NotificationHub",
}
RECORDED = HERE / "article.json"
#: What a dump may show.
PRINTED = {
    "address": "/messages",
    "payload": "Soup",
    "answer": "NotificationOutcome",
    "signature": r"sig=[^[&]",
    "why it was not sent": "NOT SENT",
}


def authorization(value):
    """Signature and time are new each time, and the hub has checked them."""
    fields = dict(field.split("=", 1) for field in value.partition(" ")[2].split("&"))
    return {name: fields[name].lower() for name in ("skn", "sr")}


def plain(name, value):
    """A header's value without what is new each time."""
    if name == "authorization":
        return authorization(value)
    if name == "servicebusnotification-scheduletime":
        return re.sub(r"\d", "9", value)
    if name == "servicebusnotification-tags" and value and "(" not in value and "&&" not in value:
        return " || ".join(sorted(value.split(" || ")))  # a set has no order
    return value


def parts_of_request(request):
    path, _, query = request["target"].partition("?")
    parts = {
        "method": request["method"],
        "path": path,
        "query": sorted(query.split("&")),
        "body": request["body"],
    }
    for name, value in request["headers"].items():
        if name.lower() not in ("host", "content-length"):
            parts[name.lower()] = plain(name.lower(), value)
    return parts


def parts_given(given):
    """What a call gave back: a status and headers, or something else."""
    if not (isinstance(given, tuple) and len(given) == 2):
        return {"result": given}
    status, headers = given
    values = {name: plain(name.lower(), value) for name, value in headers.items()}
    return {"result": status, **values}


def run(script, module):
    """What each case does, in parts."""
    text = (HERE / script).read_text(encoding="utf-8")
    said = f"from {IMPORTS[script]} import"
    assert text.count(said) == 1
    names = {"__name__": module}
    exec(compile(text.replace(said, f"from {module} import"), script, "exec"), names)
    hub = names["open_hub"]()
    done, netloc = {}, urllib.parse.urlsplit(URL).netloc
    for name, case in names["CASES"].items():
        ask("POST", "/_emulator/reset")
        printed = io.StringIO()
        with warnings.catch_warnings(record=True) as told, contextlib.redirect_stdout(printed):
            warnings.simplefilter("always")
            try:
                parts = {"gives": parts_given(case(hub))}
            except Exception:
                parts = {"gives": None}  # it raises
            # The package keeps its members in the class: another object has changed them.
            hub = names["open_hub"]()
        requests = [each for each in inspect("requests") if "_emulator" not in each["target"]]
        assert len(requests) < 2, (name, requests)
        parts["request"] = parts_of_request(requests[0]) if requests else None
        parts["warns"] = [
            str(each.message).split(" ")[0] for each in told if each.category is UserWarning
        ]
        parts["prints"] = sorted(
            what for what, form in PRINTED.items() if re.search(form, printed.getvalue())
        )
        text = json.dumps(parts)
        # Who signs for a host without its port signs for the same.
        for host in (netloc, urllib.parse.quote(netloc).lower()):
            text = text.replace(host, "localhost")
        done[name] = json.loads(text)
    return done


def differences(theirs, ours):
    """By part: a request or a result as a whole where one has none, else what is in it."""
    found = {}
    for part in ("request", "gives"):
        mine, yours = ours.get(part), theirs.get(part)
        if mine and yours:
            found.update(
                {
                    f"{part} {each}": (yours.get(each), mine.get(each))
                    for each in {*mine, *yours}
                    if yours.get(each) != mine.get(each)
                }
            )
        elif bool(mine) != bool(yours):
            found[part] = ("something", "nothing") if yours else ("nothing", "something")
    for part in ("warns", "prints"):
        if theirs.get(part) != ours.get(part):
            found[part] = (theirs.get(part), ours.get(part))
    return found


def fits(found, listed):
    return all(wanted is ANY or value == wanted for value, wanted in zip(found, listed))


def compare(theirs, ours, table, every):
    """All faults, in words."""
    faults, unused = [], set(every)
    if list(theirs) != list(ours):
        faults.append("the cases are not the same: record the article again")
    faults += [f"{name}: listed, and no such case" for name in {*table} - {*theirs}]
    for name in theirs:
        listed = dict(table.get(name, {}))
        for part, values in sorted(differences(theirs[name], ours.get(name, {})).items()):
            general = [row for row in every if row[0] == part and fits(values, row[1:3])]
            if part in listed and fits(values, listed.pop(part)):
                continue
            if not general:
                faults.append(f"{name}: {part}: {values[0]!r}, ours {values[1]!r}: not listed")
            unused.difference_update(general)
        faults += [f"{name}: {part}: listed, and no difference any more" for part in listed]
    return faults + [f"{row[0]}: listed, and no difference any more" for row in unused]


def main(what, folder=None):
    if what == "record":
        sys.path.insert(0, folder)
        recorded = run("article_script.py", "NotificationHub")
        RECORDED.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return 0
    if what == "package":
        theirs = run("package_script.py", IMPORTS["package_script.py"])
        ours = run("package_script.py", "notification_hubs.sample")
        table, every = PACKAGE, EVERY_PACKAGE
    else:
        theirs = json.loads(RECORDED.read_text("utf-8"))
        ours = run("article_script.py", "notification_hubs.sample")
        table, every = ARTICLE, EVERY_ARTICLE
    faults = compare(theirs, ours, table, every)
    found = f"{len(theirs)} cases, {len(table)} with differences of their own, {len(faults)} faults"
    print(*faults, found, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
