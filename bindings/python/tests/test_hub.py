"""A hub's options, callbacks, tokens and counters; shared hubs."""

import time

import notification_hubs as nh
from local_hub import (
    APPLE,
    CA_FILE,
    CONNECTION_STRING,
    HUB,
    URL,
    Case,
    header,
    open_hub,
    sends,
)


class HubOptions(Case):
    def test_tokens_from_the_program(self):
        signer = open_hub()
        token = nh.SasToken(signer, lifetime_ms=3_600_000)
        self.assertTrue(token.text.startswith("SharedAccessSignature "))
        self.assertGreater(token.expires_at, time.time())
        asked = []

        def bring(uri):
            asked.append(uri)
            return nh.SasToken(signer, uri, lifetime_ms=3_600_000).text

        endpoint = CONNECTION_STRING.split(";")[0]
        hub = nh.Hub(endpoint, HUB, ca_file=CA_FILE, token_callback=bring)
        for _ in range(2):
            hub.broadcast_apple_notification(APPLE)
        self.assertEqual(len(asked), 1)

    def test_a_callback_that_raises_is_the_cause(self):
        def bring(uri):
            raise OSError("the vault is closed")

        endpoint = CONNECTION_STRING.split(";")[0]
        hub = nh.Hub(endpoint, HUB, ca_file=CA_FILE, token_callback=bring)
        error = self.assert_raises(
            nh.UsageError, nh.Status.NO_TOKEN, hub.broadcast_apple_notification, APPLE
        )
        self.assertIsInstance(error.__cause__, OSError)
        for told in (error, error.outcome.error):
            self.assertEqual(str(told), "the token callback raised OSError; nothing was sent")
        error = self.assert_raises(
            nh.UsageError,
            nh.Status.INVALID_TAG_EXPRESSION,
            hub.send_apple_notification,
            APPLE,
            "&&",
        )
        self.assertIsNone(error.__cause__)

    def test_a_log_for_the_program(self):
        lines = []
        hub = open_hub(
            log_callback=(nh.LogLevel.DUMP, lambda level, text: lines.append((level, text))),
            log_payloads=True,
        )
        hub.broadcast_apple_notification(APPLE)
        self.assertTrue(any("Grüß dich" in text for level, text in lines))
        self.assertNotIn("sig=A", "".join(text for level, text in lines))

    def test_every_option_is_taken(self):
        hub = open_hub(
            timeout_ms=20_000,
            connect_timeout_ms=5000,
            pool_size=4,
            idle_age_ms=1000,
            connection_age_ms=60_000,
            proxy_from_environment=False,
            user_agent_suffix="shop/2.1",
            api_version="2020-06",
            retry=nh.Retry.NOT_ACCEPTED,
            max_attempts=2,
            rate_limit=(100, 10),
            token_callback=None,
            test=True,
            log_stderr=nh.LogLevel.OFF,
            check_payloads=True,
            log_payloads=False,
        )
        self.assertTrue(hub.broadcast_apple_notification(APPLE).has_test_result)
        self.assertIn("shop/2.1", header(sends()[-1], "User-Agent"))
        self.assert_raises(
            nh.UsageError, nh.Status.INVALID_PAYLOAD, hub.broadcast_apple_notification, "{"
        )
        proxied = open_hub(proxy="http://127.0.0.1:1", no_proxy="localhost,127.0.0.1", debug=False)
        proxied.broadcast_apple_notification(APPLE)
        self.assertTrue(URL.startswith("https://"))

    def test_shared_hubs_are_one(self):
        def opened():
            return nh.Hub.new_shared(
                CONNECTION_STRING, HUB, ca_file=CA_FILE, user_agent_suffix="shared/1"
            )

        with opened() as first:
            first.broadcast_apple_notification(APPLE)
        del first
        second = opened()
        second.broadcast_apple_notification(APPLE)
        counters = nh.Counters(second)
        self.assertEqual(counters.get(nh.Counter.CONNECTIONS_OPENED, nh.CallKind.ALL), 1)
        self.assertEqual(counters.get(nh.Counter.ACCEPTED, nh.CallKind.SEND), 2)

    def test_a_block_closes_its_hub(self):
        with open_hub() as hub:
            hub.broadcast_apple_notification(APPLE)
        self.assert_raises(
            nh.LibraryError, nh.Status.CLOSED, hub.broadcast_apple_notification, APPLE
        )

    def test_counters_of_several_hubs(self):
        hubs = [open_hub(), open_hub()]
        for hub in hubs:
            hub.broadcast_apple_notification(APPLE)
        counters = nh.Counters(*hubs)
        self.assertEqual(counters.get(nh.Counter.ACCEPTED, nh.CallKind.SEND), 2)
        self.assertEqual(counters.buckets(nh.CallKind.SEND)[-1], nh.Bucket(2**64 - 1, 2))
        self.assertIn("notification_hubs_", counters.prometheus)
