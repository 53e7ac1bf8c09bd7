"""Options by keyword: what they take, and what is said of others."""

import asyncio
from pathlib import Path

import notification_hubs as nh
from notification_hubs import header
from local_hub import APPLE, CA_FILE, CONNECTION_STRING, HUB, Told, apple, open_hub

EVERYONE = nh.Target.new_broadcast()


class Options(Told):
    def test_none_is_not_given(self):
        hub = open_hub(**dict.fromkeys(set(header.OPTION_SETTERS["nh_options"]) - {"ca_file"}))
        hub.broadcast_apple_notification(APPLE)
        of_calls = dict.fromkeys(header.OPTION_SETTERS["nh_call_options"])
        hub.send(apple(), EVERYONE, **of_calls)
        asyncio.run(self.awaited(hub, of_calls))
        nh.Queue(**dict.fromkeys(header.OPTION_SETTERS["nh_queue_options"]))
        with self.assertRaises(nh.NetworkError):  # its authority is unknown
            nh.Hub(CONNECTION_STRING, HUB, ca_file=None).broadcast_apple_notification(APPLE)
        with self.assertRaisesRegex(TypeError, "no such option: colour"):
            open_hub(colour=None)

    async def awaited(self, hub, options):
        await hub.send_async(apple(), EVERYONE, **options)

    def test_paths_are_taken(self):
        hub = nh.Hub(CONNECTION_STRING, HUB, ca_file=Path(CA_FILE))
        hub.broadcast_apple_notification(APPLE)

    def test_the_option_is_named(self):
        whole = "give a whole number from 0 to 4294967295"
        for expected, options in [
            (f"option timeout_ms is float; {whole}", {"timeout_ms": 5.0}),
            (f"option timeout_ms is str; {whole}", {"timeout_ms": "5000"}),
            (f"option timeout_ms is -1; {whole}", {"timeout_ms": -1}),
            (f"option timeout_ms is bool; {whole}", {"timeout_ms": True}),
            (f"option timeout_ms is tuple; {whole}", {"timeout_ms": (1, 2)}),
            (f"option pool_size is str; {whole}", {"pool_size": "4"}),
            (f"option max_attempts is 4294967296; {whole}", {"max_attempts": 2**32}),
            ("option ca_file is bytes; give a text", {"ca_file": b"/x"}),
            ("option proxy is int; give a text", {"proxy": 5}),
            (
                "option retry is bool; give a member of Retry: "
                "Retry.NEVER, Retry.NOT_ACCEPTED, Retry.ALWAYS",
                {"retry": True},
            ),
            ("option retry is 'always' (str); give Retry.ALWAYS", {"retry": "always"}),
            ("option test is str; give True or False", {"test": "0"}),
            ("option check_payloads is float; give True or False", {"check_payloads": 1.0}),
            ("option debug is str; give True or False", {"debug": "0"}),
            (f"option rate_limit: burst is str; {whole}", {"rate_limit": (1, "1")}),
            (
                "option rate_limit takes 2 values, as a tuple: (per_second, burst)",
                {"rate_limit": 5},
            ),
            (
                "option log_callback takes 2 values, as a tuple: (max_level, callback)",
                {"log_callback": print},
            ),
        ]:
            with self.subTest(expected):
                told = self.told(open_hub, **options)
                self.assertTrue(told.startswith(expected), told)
        told = self.told(open_hub().send, apple(), EVERYONE, cancel="x")
        self.assertEqual(told, "option cancel is str; give a Cancel")

    def test_an_option_of_something_else_and_a_near_one(self):
        hub, note = open_hub(), apple()
        for expected, function, options in [
            (
                "pool_size is an option of a Hub or a Namespace, not of a call; there are ",
                lambda **options: hub.send(note, EVERYONE, **options),
                {"pool_size": 4},
            ),
            (
                "capacity is an option of a Queue, not of a Hub or a Namespace; there are ",
                open_hub,
                {"capacity": 4},
            ),
            (
                "no such option: timeout; did you mean timeout_ms? there are ",
                lambda **options: hub.send(note, EVERYONE, **options),
                {"timeout": 5},
            ),
            ("no such option: colour; there are ", nh.Queue, {"colour": 5}),
        ]:
            told = self.told(function, **options)
            self.assertTrue(told.startswith(expected), told)

    def test_one_line_calls_say_where_options_are_taken(self):
        hub = open_hub()
        for name in ("send_apple_notification", "broadcast_apple_notification"):
            line = getattr(hub, name)
            arguments = [APPLE, "sports"][: 2 if name.startswith("send") else 1]
            told = self.told(line, *arguments, timeout_ms=5)
            self.assertEqual(
                told,
                f"Hub.{name} takes no timeout_ms, as it takes no options; "
                "use Hub.send(notification, target, timeout_ms=…)",
            )
        hub.send_apple_notification(payload=APPLE, tags="sports")

    def test_methods_are_the_hubs(self):
        for name in ("send", "get_job", "send_async", "send_apple_notification"):
            self.assertEqual(getattr(nh.Hub, name).__qualname__, f"Hub.{name}")

    def test_what_the_library_says_names_the_option(self):
        for expected, function, options in [
            ("pool_size 0 is not from 1 to 4096", open_hub, {"pool_size": 0}),
            ("max_attempts 0 is not from 1 to 100", open_hub, {"max_attempts": 0}),
            ("capacity 0 is not from 1 to 10000000", nh.Queue, {"capacity": 0}),
            ("capacity_bytes 1 is less than 65536, one payload", nh.Queue, {"capacity_bytes": 1}),
            ("concurrency 0 is not from 1 to 1024", nh.Queue, {"concurrency": 0}),
            (
                "rate_limit: per_second and burst must both be from 1 to 1000000, or both 0 for "
                "no limit",
                open_hub,
                {"rate_limit": (1, 0)},
            ),
        ]:
            self.assertEqual(self.told(function, kind=nh.UsageError, **options), expected)

    def test_what_the_environment_lacks_is_said(self):
        for variable, name, arguments in [
            ("NH_CONNECTION_STRING", "connection_string is None", [None]),
            ("NH_CONNECTION_STRING", "connection_string is empty", [""]),
            ("NH_HUB", "hub_name is None", [CONNECTION_STRING, None]),
            ("NH_HUB", "hub_name is empty", [CONNECTION_STRING, ""]),
        ]:
            for function in (nh.Hub, nh.Hub.new_shared):
                told = self.told(function, *arguments, kind=nh.UsageError)
                self.assertTrue(told.startswith(name), told)
                self.assertIn("os.environ, the variable is not set", told)
                self.assertIn(f"writes {variable} into its --env-file", told)
        self.assertIn("os.environ", self.told(nh.Namespace, None, kind=nh.UsageError))
        change = open_hub().set_connection_string
        self.assertIn("os.environ", self.told(change, "", kind=nh.UsageError))
