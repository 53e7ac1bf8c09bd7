"""Errors that were copied, sent elsewhere, or made by others than the library."""

import copy
import json
import pickle

import notification_hubs as nh
from local_hub import APPLE, Case, open_hub, tell

#: What every handler may ask an error for.
ASKED = (
    "status",
    "status_name",
    "message",
    "http_status",
    "is_transient",
    "may_have_been_sent",
    "retry_after_ms",
    "tracking_id",
    "service_code",
    "service_detail",
    "column",
    "access_problem",
    "outcome",
    "result",
)
KINDS = (nh.Error, nh.UsageError, nh.NetworkError, nh.ServiceError, nh.LibraryError)


def told(error, but=()):
    return {name: getattr(error, name) for name in ASKED if name not in but}


class Errors(Case):
    def throttled(self):
        tell("faults", [{"method": "POST", "kind": "status", "status": 429, "times": 1}])
        hub = open_hub(max_attempts=1)
        return self.assert_raises(
            nh.ServiceError, nh.Status.THROTTLED, hub.broadcast_apple_notification, APPLE
        )

    def test_one_made_by_hand_has_all_that_is_asked_for(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                error = kind("by hand")
                self.assertEqual((str(error), error.message), ("by hand", "by hand"))
                self.assertEqual(kind().message, "")
                # Nothing is known: neither that it was not sent, nor that waiting helps. But what
                # the caller has to mend never left.
                self.assertEqual(error.may_have_been_sent, kind is not nh.UsageError)
                self.assertIs(error.is_transient, False)
                self.assertEqual(
                    told(error, ("message", "may_have_been_sent", "is_transient")),
                    {
                        "status": nh.Status.INTERNAL,
                        "status_name": "NH_STATUS_INTERNAL",
                        "http_status": 0,
                        "retry_after_ms": -1,
                        "tracking_id": None,
                        "service_code": None,
                        "service_detail": None,
                        "column": 0,
                        "access_problem": nh.AccessProblem.NONE,
                        "outcome": None,
                        "result": None,
                    },
                )

    def test_one_made_by_hand_is_what_a_test_says(self):
        error = nh.NetworkError("no answer")
        error.status, error.is_transient = nh.Status.TIMEOUT, True
        self.assertEqual((error.status_name, error.is_transient), ("NH_STATUS_TIMEOUT", True))
        self.assertEqual(nh.NetworkError("another").status, nh.Status.INTERNAL)

    def test_one_that_was_rebuilt_from_its_words(self):
        error = self.throttled()
        # As Celery's backend keeps it, for one.
        kept = json.dumps({"type": type(error).__name__, "args": error.args})
        found = json.loads(kept)
        there = getattr(nh, found["type"])(*found["args"])
        self.assertEqual(there.message, error.message)
        self.assertEqual(set(told(there)), set(ASKED))
        self.assertTrue(there.may_have_been_sent)

    def test_one_of_a_class_of_the_programs_own(self):
        class Ours(nh.ServiceError):
            def __init__(self, user):
                self.user = user

        self.assertEqual((Ours("ann").user, Ours("ann").http_status), ("ann", 0))

    def test_pickled_it_says_the_same(self):
        error = self.throttled()
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            there = pickle.loads(pickle.dumps(error, protocol))
            self.assertIs(type(there), nh.ServiceError)
            # These are of its process.
            self.assertEqual(told(there, ("outcome",)), told(error, ("outcome",)))
            self.assertIsNone(there.outcome)
        by_hand = pickle.loads(pickle.dumps(nh.UsageError("by hand")))
        self.assertEqual(told(by_hand), told(nh.UsageError("by hand")))

    def test_copied_it_says_the_same(self):
        error = self.throttled()
        self.assertEqual(told(copy.copy(error)), told(error))
        self.assertIsNotNone(copy.copy(error).outcome)
        self.assertEqual(told(copy.deepcopy(error), ("outcome",)), told(error, ("outcome",)))

    def test_with_another_message_it_says_all_else(self):
        error = self.throttled()
        before = told(error, ("message",))
        error.message = "another"
        self.assertEqual((str(error), error.args), ("another", ("another",)))
        self.assertEqual(told(error, ("message",)), before)
