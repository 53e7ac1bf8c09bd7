"""What the library says in C's names is said in Python's; and how the library is found."""

import ctypes.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import notification_hubs as nh
from notification_hubs import _cdef, _names, header
from notification_hubs._library import lib
from local_hub import APPLE, CA_FILE, CONNECTION_STRING, HUB, Case, Told, apple, open_hub

ROOT = Path(__file__).parent.parent.parent.parent
#: Functions that no program in Python knows; what they are for is done for it.
INNER = re.compile(
    r"nh_\w+_free|nh_error_copy|nh_last_error|nh_set_interrupt_callback|nh_status_name"
    r"|nh_(call_|queue_)?options_new|nh_(hub|job)_list_\w+|nh_outcome_user_data"
)


class Names(Told):
    def literals(self):
        """Names of C in the texts of the library, but for those of its own tests."""
        for file in sorted((ROOT / "src").rglob("*.rs")):
            code = file.read_text().split("#[cfg(test)]\nmod ")[0]
            code = re.sub(r"^\s*//.*$", "", code, flags=re.MULTILINE)
            for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', code):
                yield from re.findall(r"\bnh_[a-z0-9_]+", text)

    def test_every_name_that_the_library_says_is_one_of_python(self):
        names = set(self.literals())
        self.assertIn("nh_options_set_ca_file", names)
        for name in names:
            if INNER.fullmatch(name):
                continue
            with self.subTest(name):
                self.resolves(_names.python_name(name))

    def test_every_function_and_enumeration_has_a_name(self):
        # Lists are read through a property that counts by itself.
        inner = {name for name in _cdef.FUNCTIONS if not _names.python_name(name)}
        properties = re.compile(
            r"nh_(outcome_(result_\w+|body_len|user_data)|request_(header_\w+|body_len)"
            r"|batch_report_(first|handle_count|outcome|count)|feedback_\w+|template_header_\w+"
            r"|notification_details_count\w*|counters_bucket\w*|handles_count|span_attribute_\w+"
            r"|installation_(push_variable|template)_\w+|hub_description_rule_\w+"
            r"|registration_(push_variable|template_header)_\w+|registration_page_(get|count)|prune_report_\w+"
            r"|explanation_(count|finding|text))"
        )
        for name in inner:
            self.assertTrue(INNER.fullmatch(name) or properties.fullmatch(name), name)
        for name in (*_cdef.ENUMS, *set(_cdef.FUNCTIONS) - inner):
            with self.subTest(name):
                self.resolves(_names.python_name(name))

    def resolves(self, name):
        """What is said can be written."""
        if name.startswith("option "):
            setters = header.OPTION_SETTERS.values()
            self.assertTrue(any(name[len("option ") :] in each for each in setters), name)
            return
        first, *rest = name.split(".")
        found = getattr(nh, first)
        for part in rest:
            self.assertTrue(hasattr(found, part) or part in found.__annotations__, name)

    def test_messages(self):
        for c, python in [
            ("set a CA file (nh_options_set_ca_file)", "set a CA file (option ca_file)"),
            ("such as nh_notification_new_template", "such as Notification.new_template"),
            ("use nh_registration_new_baidu", "use Registration.new_baidu"),
            ("see nh_send and nh_get_hub", "see Hub.send and Namespace.get_hub"),
            ("free it with nh_hub_free, nh_later", "free it with nh_hub_free, nh_later"),
            ("a nh_hub, an nh_installation_patch", "a Hub, an InstallationPatch"),
            ("etag must be one, or NULL for any", "etag must be one, or None for any"),
            ("NH_PLATFORM_APPLE, not NH_STATUS_TLS", "Platform.APPLE, not NH_STATUS_TLS"),
            ("NULL of the caller's", "NULL of the caller's"),
            ("unix_ms is 5, tag_expression is NULL", "time is 5, tags is None"),
            ("the outcome's verdict: nh_outcome_verdict", "the outcome's verdict: Outcome.verdict"),
        ]:
            self.assertEqual(_names.in_python(c), python)

    def test_what_becomes_an_exception_is_translated(self):
        shared = nh.Hub.new_shared(CONNECTION_STRING, HUB, ca_file=CA_FILE)
        told = self.told(shared.close, kind=nh.UsageError)
        self.assertTrue(told.endswith("; leave its with block, or let go of it"), told)
        told = self.told(nh.Registration, nh.Platform.BAIDU, "x", kind=nh.UsageError)
        self.assertIn("use Registration.new_baidu", told)
        told = self.told(apple().set_property, "a", "b", kind=nh.UsageError)
        self.assertIn("Notification.new_template", told)
        told = self.told(nh.Target.new_broadcast().add_tag, "a", kind=nh.UsageError)
        self.assertIn("Target.new_tags", told)
        hub = nh.Hub(CONNECTION_STRING, HUB)
        with self.assertRaises(nh.NetworkError) as raised:
            hub.broadcast_apple_notification(APPLE)
        self.assertIn("(option ca_file)", str(raised.exception))
        self.assertIn("(option ca_file)", raised.exception.message)
        self.assertIn("(option ca_file)", raised.exception.outcome.error.message)

    def test_a_log_is_translated_and_a_dump_is_as_it_was_sent(self):
        logged = []
        log = (nh.LogLevel.DUMP, lambda level, text: logged.append((level, text)))
        with self.assertRaises(nh.NetworkError):
            nh.Hub(CONNECTION_STRING, HUB, log_callback=log).broadcast_apple_notification(APPLE)
        open_hub(log_callback=log).broadcast_apple_notification(APPLE)
        text = "\n".join(text for _, text in logged)
        self.assertIn("bytes not shown; option log_payloads shows it", text)
        self.assertNotRegex(text, r"\bnh_")
        logged.clear()
        payload = '{"aps":{"alert":"nh_hub_new is NULL"}}'
        open_hub(log_callback=log, log_payloads=True).broadcast_apple_notification(payload)
        self.assertIn(payload, "\n".join(text for _, text in logged))


class Libraries(Case):
    def imported(self, library, path=None):
        """What an import says, with this as NH_LIBRARY."""
        source = Path(nh.__file__).parent.parent if path is None else path
        environment = {**os.environ, "NH_LIBRARY": str(library), "PYTHONPATH": str(source)}
        done = subprocess.run(
            [sys.executable, "-B", "-c", "import notification_hubs"],
            capture_output=True,
            text=True,
            env=environment,
        )
        self.assertEqual(done.returncode, 1)
        return done.stderr.splitlines()[-1]

    def test_what_is_not_the_library(self):
        remedy = "install libnotification_hubs, or set NH_LIBRARY to its path"
        other = ctypes.util.find_library("c")
        with tempfile.TemporaryDirectory() as folder:
            none = Path(folder, "none.so")
            text = Path(folder, "text.so")
            text.write_text("no library")
            for library, expected in [
                (
                    folder,
                    f"NH_LIBRARY is {folder}: a directory; give the path of the library in it",
                ),
                (none, f"NH_LIBRARY is {none}: "),
                (text, f"NH_LIBRARY is {text}: "),
                (other, f"NH_LIBRARY is {other}: it is not libnotification_hubs"),
            ]:
                told = self.imported(library)
                self.assertTrue(told.startswith(f"ImportError: {expected}"), told)
                self.assertTrue(library == folder or told.endswith(f"({remedy})"), told)

    def test_a_function_that_the_library_lacks(self):
        function = _cdef.Function("nh_fly", "nh_status", False, ())
        with self.assertRaisesRegex(AttributeError, "has no nh_fly: it is older than this package"):
            lib._bind(function)

    def test_a_package_without_its_header(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(Path(nh.__file__).parent, Path(folder, "src", "notification_hubs"))
            told = self.imported("", Path(folder, "src"))
            self.assertIn("pip install ./bindings/python of a whole checkout", told)
