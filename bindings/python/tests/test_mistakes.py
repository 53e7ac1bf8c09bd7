"""What cannot be given to the library is refused in Python's names, without the value."""

import gc
import inspect
import sys
from datetime import date, datetime, timedelta, timezone

import notification_hubs as nh
from notification_hubs import _arguments, _cdef, _names
from notification_hubs._handle import Handle
from local_hub import APPLE, CA_FILE, CONNECTION_STRING, HUB, SECRET, Told, apple, open_hub

EVERYONE = nh.Target.new_broadcast()


class Arguments(Told):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_method_and_parameter_are_pythons(self):
        phone = nh.Installation("x1", nh.Platform.APPLE, "ab")
        for expected, function, *arguments in [
            (
                "Hub.send_apple_notification: payload is bytes; give text or a dict, "
                "such as payload.decode()",
                self.hub.send_apple_notification,
                SECRET.encode(),
                "sports",
            ),
            (
                "Hub.send_apple_notification: tags is int; give an expression as text, "
                "a TagExpression, or several tags in a list",
                self.hub.send_apple_notification,
                APPLE,
                7,
            ),
            (
                "Installation.set_template: template is str; give a Template",
                phone.set_template,
                "g",
                SECRET,
            ),
            ("Installation.add_tag: tag is list; give a text", phone.add_tag, [SECRET]),
            (
                "Installation.set_push_variable: value is int; give a text",
                phone.set_push_variable,
                "n",
                5,
            ),
            (
                "Hub.patch_installation: patch is list; give an InstallationPatch",
                self.hub.patch_installation,
                "x1",
                [SECRET],
            ),
            (
                "Installation.set_expiration_time: expiration_time is date; "
                "give a datetime with a zone, a text or None",
                phone.set_expiration_time,
                date(2027, 1, 1),
            ),
            ("Registration: handle is bytes; give a text, such as handle.decode()",)
            + (nh.Registration, nh.Platform.APPLE, SECRET.encode()),
            ("Template: body is int; give text or a dict", nh.Template, 5),
            ("Installation.from_json: json is int; give text, bytes or a dict",)
            + (nh.Installation.from_json, 5),
            ("Feedback.parse: blob is str; give bytes", nh.Feedback.parse, SECRET),
            ("Feedback.parse: blob is int; give bytes", nh.Feedback.parse, 5),
            ("Request: hub is str; give a Hub", nh.Request, SECRET, apple(), EVERYONE),
            ("Cancel.trigger: self is str; give a Cancel", nh.Cancel.trigger, SECRET),
            ("Counters: there is no hub; give at least one", nh.Counters),
        ]:
            with self.subTest(expected):
                self.assert_told(expected, function, *arguments)

    def test_what_was_swapped_is_said(self):
        for expected, function, *arguments in [
            (
                "Notification: platform is str and body is Platform.APPLE: "
                "are platform and body swapped?",
                nh.Notification,
                SECRET,
                nh.Platform.APPLE,
            ),
            (
                "Notification: platform is dict and body is Platform.APPLE: "
                "are platform and body swapped?",
                nh.Notification,
                {SECRET: 1},
                nh.Platform.APPLE,
            ),
            (
                "Installation: installation_id is Platform.APPLE and platform is str: "
                "are installation_id and platform swapped?",
                nh.Installation,
                nh.Platform.APPLE,
                SECRET,
                "00ff",
            ),
            (
                "Hub.send: notification is Target and target is Notification: "
                "are notification and target swapped?",
                self.hub.send,
                EVERYONE,
                apple(),
            ),
        ]:
            with self.subTest(expected):
                self.assert_told(expected, function, *arguments)

    def test_numbers(self):
        self.assert_told(
            "Hub.close: timeout_ms is -1; give a whole number from 0 to 4294967295",
            self.hub.close,
            -1,
        )
        for wrong, name in [(1.5, "float"), ("5", "str"), (True, "bool"), (None, "None")]:
            self.assert_told(
                f"Hub.close: timeout_ms is {name}; give a whole number from 0 to 4294967295",
                self.hub.close,
                wrong,
            )

    def test_times(self):
        note = apple()
        for wrong, name in [
            ("2027-01-01T00:00:00Z", "str"),
            (timedelta(days=1), "timedelta"),
            (date(2027, 1, 1), "date"),
            (1801396800.5, "float"),
            (None, "None"),
        ]:
            for unit, function, *arguments in [
                ("milliseconds", self.hub.schedule, note, EVERYONE),
                ("seconds", note.set_apns_expiration),
            ]:
                self.assert_told(
                    f"{'Hub' if arguments else 'Notification'}.{function.__name__}: time is {name}; "
                    f"give a datetime with a zone, or a whole number of {unit} since 1970",
                    function,
                    *arguments,
                    wrong,
                )
        told = self.told(self.hub.schedule, note, EVERYONE, 5, kind=nh.UsageError)
        self.assertTrue(told.startswith("time is before 2001"), told)

    def test_texts_that_c_cannot_have(self):
        for text, found in [
            (f"{SECRET}\ud83d", f"is a text with half a character at {len(SECRET)}"),
            (f"{SECRET}\0", "is a text with a NUL"),
        ]:
            self.assert_told(f"Target.new_tag: tag {found}", nh.Target.new_tag, text)
            line = self.hub.broadcast_apple_notification
            self.assert_told(f"Hub.{line.__name__}: payload {found}", line, text)
            handles = iter(["ab" * 32, text])
            batch = self.hub.send_direct_batch
            self.assert_told(f"handles[1] {found}", batch, apple(), handles)
        half = f"{SECRET}\ud83d"
        found = f"body is a text with half a character at {len(SECRET)}"
        for body in (half, {"a": half}):
            self.assertIn("half a character", self.told(nh.Notification, nh.Platform.APPLE, body))
        self.assert_told(f"Notification: {found}", nh.Notification, nh.Platform.APPLE, half)

    def test_which_of_several_texts_is_none(self):
        line = self.hub.send_apple_notification
        self.assert_told("tags[1] is None; each must be a text", line, APPLE, ["sports", None])
        self.assert_told("tags[0] is list; each must be a text", line, APPLE, [[SECRET], "a"])
        self.assert_told("tags[1] is int; each must be a text", nh.Target.new_tags, ["a", 5])
        self.assert_told("handles[0] is bytes; each must be a text", nh.Handles, [b"ab"])
        self.assert_told("handles is int; give several texts, such as a list", nh.Handles, 5)
        batch = self.hub.send_direct_batch
        self.assert_told("handles[1] is None; each must be a text", batch, apple(), ["ab", None])

    def test_an_expiration_time_may_be_a_datetime(self):
        phone = nh.Installation("x1", nh.Platform.APPLE, "ab")
        noon = datetime(2027, 1, 15, 13, tzinfo=timezone(timedelta(hours=1)))
        phone.set_expiration_time(noon)
        self.assertEqual(phone.expiration_time, "2027-01-15T12:00:00Z")
        with self.assertRaisesRegex(ValueError, "no zone"):
            phone.set_expiration_time(datetime(2027, 1, 15))

    def test_what_is_gone_or_was_never_there(self):
        queue, kept = nh.Queue(), []
        self.hub.send_async(apple(), EVERYONE, queue)
        queue.dispatch(lambda _, outcome: kept.append(outcome), 30_000)
        self.assert_told(
            "Outcome.verdict: this Outcome was lent for a call that is over",
            getattr,
            kept[0],
            "verdict",
        )

        class Mine(nh.Hub):
            def __init__(self):
                pass

        told = "this Mine was never made: its __init__ has to call that of its class"
        self.assert_told(f"Hub.send: {told}", Mine().send, apple(), EVERYONE)

    def test_a_callback_has_to_be_one(self):
        told = "option token_callback is str; give a function to call"
        self.assert_told(told, open_hub, token_callback=SECRET)
        told = "option log_callback is int; give a function to call"
        self.assert_told(told, open_hub, log_callback=(nh.LogLevel.INFO, 5))
        told = "Queue.dispatch: take is str; give a function to call"
        self.assert_told(told, nh.Queue().dispatch, SECRET)
        hub = nh.Hub(
            CONNECTION_STRING.split(";")[0],
            HUB,
            ca_file=CA_FILE,
            token_callback=lambda uri: SECRET.encode(),
        )
        with self.assertRaises(nh.UsageError) as raised:
            hub.broadcast_apple_notification(APPLE)
        told = "the token callback gave bytes; give a text or None; nothing was sent"
        self.assertEqual(str(raised.exception), told)
        cause = "what token_callback gave is bytes; give a text"
        self.assertEqual(str(raised.exception.__cause__), cause)

    def test_a_token_that_is_no_text_for_the_library(self):
        endpoint = CONNECTION_STRING.split(";")[0]
        for given, found in [(f"{SECRET}\0", "a text with a NUL"), (True, "bool")]:
            hub = nh.Hub(endpoint, HUB, ca_file=CA_FILE, token_callback=lambda uri: given)
            told = self.told(hub.broadcast_apple_notification, APPLE, kind=nh.UsageError)
            expected = f"the token callback gave {found}; give a text or None; nothing was sent"
            self.assertEqual(told, expected)

    def test_every_parameter_has_the_name_that_its_method_has(self):
        unknown = set()
        for function in _cdef.FUNCTIONS.values():
            method = _names.python_function(function.name)
            if method is None:
                continue
            names = inspect.signature(method).parameters
            for index, each in enumerate(function.parameters):
                place = _arguments._Place(function, index, None)
                is_calls_own = each.type.endswith(("options*", "**", "bool*", "uint64_t*", "void*"))
                if place.name not in names and not is_calls_own:
                    unknown.add((function.name, place.name))
        # What Python has not at all, or not as a parameter.
        of_python = {
            ("nh_notification_new", "body_len"),
            ("nh_installation_from_json", "length"),
            ("nh_feedback_parse", "length"),
            ("nh_counters_bucket", "index"),
        }
        self.assertLessEqual(unknown, of_python)


class Enumerations(Told):
    def test_none_is_compared_with_text(self):
        accepted = nh.Verdict.ACCEPTED
        self.assertIs(accepted == nh.Verdict(1), True)
        self.assertIn(accepted, [nh.Verdict.UNKNOWN, 1])
        self.assertEqual({accepted: "is a key"}[nh.Verdict.ACCEPTED], "is a key")
        self.assertFalse(accepted == None)  # noqa: E711
        for compare in (lambda: accepted == "accepted", lambda: "accepted" != accepted):
            with self.assertRaisesRegex(TypeError, "Verdict is no text.*nh.Verdict.ACCEPTED"):
                compare()

    def test_what_is_no_member(self):
        platforms = ", ".join(f"Platform.{name}" for name in nh.Platform.__members__)
        template = nh.Template("{}")
        for function, *arguments in [
            (nh.Notification, "{}"),
            (nh.Installation, "x", "ab"),
            (nh.Registration, "ab"),
            (nh.template_check, "{}"),
            (template.check_with_sample, nh.Notification.new_template()),
        ]:
            place = 1 if function is nh.Installation else 0
            name = getattr(function, "__qualname__", function)
            for wrong, told in [
                ("apple", "'apple' (str); give Platform.APPLE"),
                ("pigeon", f"str; give a member of Platform: {platforms}"),
                (True, f"bool; give a member of Platform: {platforms}"),
                (nh.Retry.ALWAYS, f"Retry.ALWAYS; give a member of Platform: {platforms}"),
                (2.0, f"float; give a member of Platform: {platforms}"),
                (None, f"None; give a member of Platform: {platforms}"),
            ]:
                given = [*arguments[:place], wrong, *arguments[place:]]
                expected = f"{name}: platform is {told}"
                self.assert_told(expected, function, *given)
        hub = open_hub()
        self.assertIn("job_type is str; give", self.told(hub.submit_job, SECRET, "https://x"))
        self.assertIn("push_type is bool; give", self.told(apple().set_apns_push_type, True))
        self.assertIn("wns_type is Platform.", self.told(apple().set_wns_type, nh.Platform.APPLE))
        get = nh.Counters(hub).get
        self.assertIn("kind is 'send' (str)", self.told(get, nh.Counter.ACCEPTED, "send"))
        rule = nh.HubDescription().set_rule
        self.assertIn("rights is list; give", self.told(rule, "n", [1], SECRET, SECRET))

    def test_what_the_library_refuses_names_those_that_there_are(self):
        for expected, function, *arguments in [
            ("retry 0 is not a Retry; Retry has NEVER, NOT_ACCEPTED, ALWAYS",)
            + (lambda: open_hub(retry=0),),
            (
                "platform 0 is not a Platform; Platform has " + ", ".join(nh.Platform.__members__),
                nh.Notification,
                0,
                "{}",
            ),
            (
                "log_stderr 9 is not a LogLevel; LogLevel has "
                + ", ".join(nh.LogLevel.__members__),
                lambda: open_hub(log_stderr=9),
            ),
            (
                "rights 64 are not a sum of Rights; Rights has LISTEN, SEND, MANAGE",
                nh.HubDescription().set_rule,
                "n",
                64,
                SECRET,
                SECRET,
            ),
        ]:
            self.assert_told(expected, function, *arguments, kind=nh.UsageError)

    def test_fields_of_payloads(self):
        note = nh.Notification.new_apple_alert(None, "x")
        field = nh.Field.APPLE_LOC_ARGS
        note.set(field, ["a", "b"])
        kinds = "give text, a number, True or False, a datetime, a dict, several texts, or None"
        for expected, *arguments in [
            (
                "Notification.set: field is 'apple_badge' (str); give Field.APPLE_BADGE",
                "apple_badge",
                5,
            ),
            (
                "Notification.set: field is bool; give a member of Field, such as "
                "Field.APPLE_TITLE",
                True,
                5,
            ),
            (f"Notification.set: value is bytes; {kinds}", field, SECRET.encode()),
            (f"Notification.set: value is object; {kinds}", field, object()),
            ("value[1] is int; each must be a text", field, ["a", 5]),
        ]:
            self.assert_told(expected, note.set, *arguments)
        for expected, function, *arguments in [
            (
                "field Field.APPLE_BADGE takes a whole number from 0 to 2147483647, "
                "and value is str; give an int",
                note.set,
                nh.Field.APPLE_BADGE,
                SECRET,
            ),
            ("field 5 is not a Field", note.set, 5, "x"),
            (
                "property a of an FCM v1 message is int; give text, such as str(value)",
                nh.Notification.new_fcmv1_message().set_property,
                "a",
                5,
            ),
        ]:
            self.assert_told(expected, function, *arguments, kind=nh.UsageError)

    def test_a_sum_of_rights_and_numbers_are_taken(self):
        description = nh.HubDescription()
        key = "A" * 43 + "="
        description.set_rule("n", nh.Rights.SEND | nh.Rights.LISTEN, key, key)
        self.assertEqual(description.rules[0].rights, 3)
        nh.Notification(2, APPLE).check()


class Constructors(Told):
    def test_classes_that_the_library_makes_say_how(self):
        classes = [
            each
            for each in vars(nh).values()
            if isinstance(each, type) and issubclass(each, Handle) and "__init__" not in vars(each)
        ]
        self.assertIn(nh.Target, classes)
        unraised = []
        hook, sys.unraisablehook = sys.unraisablehook, unraised.append
        try:
            for each in classes:
                for arguments in ((), (SECRET,), (SECRET, SECRET)):
                    told = self.told(each, *arguments)
                    self.assertTrue(told.startswith(f"{each.__name__} cannot be made so; "), told)
            gc.collect()
        finally:
            sys.unraisablehook = hook
        self.assertEqual(unraised, [])
        told = self.told(nh.Target, "sports")
        self.assertIn("use Target.new_broadcast, Target.new_tag, Target.new_tags, ", told)
        self.assertIn("use TagExpression.parse, TagExpr", self.told(nh.TagExpression, "sports"))
        self.assertIn("Hub.submit_job, Hub.get_job, Hub.wait_job give it", self.told(nh.Job))
        self.assertIn("calls of a hub give it", self.told(nh.Outcome))
        self.assertIn("Hub.send_direct_batch give", self.told(nh.BatchReport))

    def test_who_is_given_something_else_hears_of_them(self):
        told = self.told(open_hub().send, apple(), "sports")
        begin = (
            "Hub.send: target is str; give a Target, as of Target.new_broadcast, Target.new_tag, "
        )
        self.assertTrue(told.startswith(begin), told)
