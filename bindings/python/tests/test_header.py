"""What is read from the header, and what can be given to the library through it."""

import copy
import enum
import subprocess
import sys
from pathlib import Path

import notification_hubs as nh
from notification_hubs import _cdef, _library, header
from notification_hubs._library import lib
from local_hub import Case, open_hub

BINDING = Path(__file__).parent.parent

# Eight threads use each kind of object at the same time for the first time.
FIRST_USES = """
import sys
import threading
from notification_hubs import _cdef, _library
sys.setswitchinterval(1e-6)
types = {each.type for function in _cdef.FUNCTIONS.values() for each in function.parameters}
kinds = sorted(c_type for c_type in types if c_type[:3] == "nh_" and c_type.count("*") == 1)
kinds += sorted(_cdef.CALLBACKS)
start = threading.Barrier(8)
made = {kind: [] for kind in kinds}
def use():
    for kind in kinds:
        make = _library.callback_type if kind in _cdef.CALLBACKS else _library.pointer_type
        start.wait()
        made[kind].append(make(kind))
threads = [threading.Thread(target=use) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(kinds) > 20, [kind for kind in kinds if len(set(made[kind])) > 1])
"""


class Header(Case):
    def test_every_declaration_is_read(self):
        text = (BINDING / "../../include" / _cdef.NAME).read_text()
        self.assertEqual(text.count(");\n"), len(_cdef.FUNCTIONS) + len(_cdef.CALLBACKS))
        self.assertEqual(text.count("typedef enum"), len(_cdef.ENUMS))
        self.assertEqual(text.count(" = "), sum(map(len, _cdef.ENUMS.values())))

    def test_enumerations_are_those_of_the_header(self):
        self.assertIsInstance(nh.Platform.FCMV1, enum.IntEnum)
        self.assertEqual(nh.Platform.FCMV1, _cdef.ENUMS["nh_platform"]["NH_PLATFORM_FCMV1"])
        self.assertEqual(nh.Retry.NEVER, 1)
        self.assertEqual(len(nh.Status), len(_cdef.ENUMS["nh_status"]))

    def test_a_number_of_a_later_version_is_kept(self):
        later = nh.Status(4321)
        self.assertEqual((later, later.name), (4321, "UNKNOWN_4321"))

    def test_type_checkers_are_told_the_same(self):
        stub = subprocess.run(
            [sys.executable, "-B", BINDING / "stub.py"], capture_output=True, text=True, check=True
        )
        self.assertEqual(stub.stdout, (BINDING / "src/notification_hubs/header.pyi").read_text())

    def test_the_version_is_the_librarys(self):
        self.assertEqual(nh.library_version(), nh.__version__)
        number = int("".join(f"{int(part):02x}" for part in nh.__version__.split(".")), 16)
        self.assertEqual(nh.library_version_number(), number)

    def test_words_of_platforms_and_verdicts(self):
        for platform in nh.Platform:
            self.assertIs(nh.platform_from_name(nh.platform_name(platform)), platform)
        self.assertIsNone(nh.platform_from_name("pigeon"))
        self.assertEqual(nh.verdict_name(nh.Verdict.NOT_ACCEPTED), "not accepted")


class Arguments(Case):
    def test_nothing_is_cut_silently(self):
        for tag in ["a\0b", "\ud800", 5, b"bytes"]:
            with self.assertRaises(TypeError):
                nh.Target.new_tag(tag)
        for timeout in [2**32 + 1, -1, 1.5, "5"]:
            with self.assertRaises(TypeError):
                open_hub(timeout_ms=timeout)
        with self.assertRaises(TypeError):
            nh.Notification.new_template().set_apns_expiration(2**63)

    def test_another_kind_of_object_is_refused(self):
        hub = open_hub()
        for notification, target in [
            ("text", nh.Target.new_broadcast()),
            (nh.Target.new_broadcast(),) * 2,
        ]:
            with self.assertRaises(TypeError):
                hub.send(notification, target)
        with self.assertRaises(TypeError):
            nh.TagExpression.new_tag("a") & "b"

    def test_options_are_those_of_the_header(self):
        for function in (open_hub, nh.Queue, lambda **o: open_hub().installation_exists("x", **o)):
            with self.assertRaisesRegex(TypeError, "no such option: colour"):
                function(colour="red")
        with self.assertRaisesRegex(TypeError, "rate_limit takes 2 values"):
            open_hub(rate_limit=5)
        self.assert_raises(nh.UsageError, nh.Status.INVALID_ARGUMENT, open_hub, timeout_ms=0)
        self.assertEqual(set(header.OPTION_SETTERS["nh_options"]), set(nh.Options.__annotations__))

    def test_objects_are_not_copied(self):
        for function in (copy.copy, copy.deepcopy):
            with self.assertRaises(TypeError):
                function(nh.Target.new_tag("a"))

    def test_what_is_no_function_is_said(self):
        with self.assertRaises(AttributeError):
            lib.nh_fly

    def test_the_soname_has_the_minor_version_before_1_0_alone(self):
        versions = {"0.1.0": "0.1", "0.12.3": "0.12", "1.0.0": "1", "1.4.2": "1", "12.0.1": "12"}
        for version, number in versions.items():
            self.assertEqual(_library.soname(version), f"libnotification_hubs.so.{number}")
        self.assertEqual(_library.SONAME, _library.soname(nh.__version__))

    def test_a_kind_of_object_has_one_type_whoever_uses_it_first(self):
        # ctypes takes an object of one type for nothing of another: a server's threads failed.
        told = subprocess.run(
            [sys.executable, "-c", FIRST_USES], check=True, capture_output=True, text=True
        )
        self.assertEqual(told.stdout.strip(), "True []")

    def test_records_do_not_show_secrets(self):
        hidden = {
            "Header": {"value"},
            "Result": {"pns_handle"},
            "Rule": {"primary_key", "secondary_key"},
            "FeedbackDocument": {"pns_handle", "new_pns_handle"},
            "InstallationTemplate": {"body"},
            "PrunedDevice": {"pns_handle"},
        }
        records = [each for each in vars(nh).values() if hasattr(each, "_fields")]
        self.assertLessEqual(set(hidden), {record.__name__ for record in records})
        for record in records:
            shown = repr(record(*(f"the-{field}" for field in record._fields)))
            unseen = {field for field in record._fields if f"'the-{field}'" not in shown}
            self.assertEqual(unseen, hidden.get(record.__name__, set()), shown)
