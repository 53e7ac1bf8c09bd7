"""Traces: the caller's in requests, spans of calls and attempts, and as OpenTelemetry has them."""

from __future__ import annotations

import importlib.util
import json
import threading
import unittest
from typing import Any

import notification_hubs as nh
from local_hub import Case, apple, inspect, open_hub, sends, tell

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{CALLER}-01"
THROTTLED = {"method": "POST", "kind": "status", "status": 429, "times": 1}


class Tracing(Case):
    def test_the_callers_trace_goes_out(self) -> None:
        open_hub().send(apple(), nh.Target.new_broadcast(), traceparent=PARENT, tracestate="a=b")
        told = json.dumps(sends())
        self.assertIn(PARENT, told)
        self.assertIn("a=b", told)

    def test_a_bad_one_is_named(self) -> None:
        for options in ({"traceparent": "x"}, {"tracestate": "A=b"}):
            with self.assertRaisesRegex(nh.UsageError, next(iter(options))):
                open_hub().send(apple(), nh.Target.new_broadcast(), **options)
        self.assertEqual(sends(), [])

    def test_spans(self) -> None:
        spans: list[nh.Span] = []
        hub = open_hub(span_callback=spans.append)
        hub.send(apple(), nh.Target.new_broadcast(), traceparent=PARENT)
        attempt, call = spans
        self.assertEqual(
            [(each.name, each.is_attempt) for each in spans],
            [("POST /{hub}/messages", True), ("notification_hubs send", False)],
        )
        self.assertEqual({each.trace_id for each in spans}, {TRACE})
        self.assertEqual([each.parent_id for each in spans], [call.id, CALLER])
        self.assertTrue(call.is_sampled)
        self.assertEqual(attempt.attributes["http.response.status_code"], 201)
        self.assertEqual(attempt.attributes["nh.verdict"], "accepted")
        self.assertLessEqual(call.start_unix_ns, attempt.start_unix_ns)
        self.assertLessEqual(attempt.end_unix_ns, call.end_unix_ns)
        self.assertIn(f"00-{TRACE}-{attempt.id}-01", json.dumps(sends()))

    def test_spans_of_a_queued_call_come_with_its_outcome(self) -> None:
        told: list[tuple[Any, int]] = []
        hub = open_hub(span_callback=lambda span: told.append((span, threading.get_ident())))
        queue = nh.Queue()
        hub.send_async(apple(), nh.Target.new_broadcast(), queue)
        queue.close(30_000)
        self.assertEqual(told, [])
        queue.next(0)
        self.assertEqual({thread for _, thread in told}, {threading.get_ident()})
        self.assertEqual([span.parent_id for span, _ in told][1], None)


@unittest.skipUnless(importlib.util.find_spec("opentelemetry"), "opentelemetry")
class OpenTelemetry(Case):
    def setUp(self) -> None:
        super().setUp()
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import SimpleSpanProcessor
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

        import notification_hubs.opentelemetry as otel

        self.otel = otel
        self.exporter = InMemorySpanExporter()
        self.plain = TracerProvider()
        self.same_ids = TracerProvider(id_generator=otel.Ids(RandomIdGenerator()))
        for provider in (self.plain, self.same_ids):
            provider.add_span_processor(SimpleSpanProcessor(self.exporter))

    def exported(self) -> list[Any]:
        spans = list(self.exporter.get_finished_spans())
        self.exporter.clear()
        return spans

    def test_a_call_is_in_the_span_that_the_program_is_in(self) -> None:
        from opentelemetry.trace import SpanKind, StatusCode

        for provider in (self.plain, self.same_ids):
            hub = open_hub(span_callback=self.otel.Spans(provider))
            tell("faults", [THROTTLED])
            with provider.get_tracer("shop").start_as_current_span("checkout"):
                hub.send(apple(), nh.Target.new_broadcast(), **self.otel.current())
            first, second, call, checkout = self.exported()
            self.assertEqual(checkout.name, "checkout")
            self.assertEqual(call.name, "notification_hubs send")
            self.assertEqual(call.parent.span_id, checkout.context.span_id)
            self.assertEqual(call.kind, SpanKind.INTERNAL)
            for attempt in (first, second):
                self.assertEqual(attempt.name, "POST /{hub}/messages")
                self.assertEqual(attempt.kind, SpanKind.CLIENT)
                self.assertEqual(attempt.parent.span_id, call.context.span_id)
                self.assertEqual(attempt.context.trace_id, checkout.context.trace_id)
                self.assertLessEqual(call.start_time, attempt.start_time)
                self.assertLessEqual(attempt.end_time, call.end_time)
            self.assertEqual(first.attributes["http.response.status_code"], 429)
            self.assertEqual(first.status.status_code, StatusCode.ERROR)
            self.assertEqual(second.attributes["nh.retry.reason"], "NH_STATUS_THROTTLED")
            self.assertEqual(second.attributes["http.request.resend_count"], 1)
            self.assertEqual(second.status.status_code, StatusCode.UNSET)
            # What the service was told stands in the span.
            trace = format(checkout.context.trace_id, "032x")
            told = json.dumps(sends()[-1])
            self.assertIn(f"00-{trace}-{second.attributes['nh.span_id']}-", told)

    def test_with_its_generator_ids_are_those_of_the_requests(self) -> None:
        hub = open_hub(span_callback=self.otel.Spans(self.same_ids))
        for options in ({}, {"traceparent": PARENT}):
            hub.send(apple(), nh.Target.new_broadcast(), **options)
            attempt, call = self.exported()
            for span in (attempt, call):
                span_id = format(span.context.span_id, "016x")
                self.assertEqual(span_id, span.attributes["nh.span_id"])
            self.assertEqual(attempt.parent.span_id, call.context.span_id)
        self.assertEqual(format(call.context.trace_id, "032x"), TRACE)
        self.assertEqual(format(call.parent.span_id, "016x"), CALLER)
        # Other spans have ids of their own.
        with self.same_ids.get_tracer("shop").start_as_current_span("checkout"):
            pass
        self.assertNotEqual(format(self.exported()[0].context.trace_id, "032x"), TRACE)

    def test_outside_of_a_span_there_is_no_caller(self) -> None:
        self.assertEqual(self.otel.current(), {})
        hub = open_hub(span_callback=self.otel.Spans(self.plain))
        hub.send(apple(), nh.Target.new_broadcast(), **self.otel.current())
        _, call = self.exported()
        self.assertIsNone(call.parent)
        self.assertNotIn("traceparent", json.dumps(inspect("requests")))

    def test_what_is_not_sampled_is_not_exported(self) -> None:
        hub = open_hub(span_callback=self.otel.Spans(self.plain))
        hub.send(apple(), nh.Target.new_broadcast(), traceparent=PARENT[:-1] + "0")
        self.assertEqual(self.exported(), [])
