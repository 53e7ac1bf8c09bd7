"""Calls as spans of OpenTelemetry: needs opentelemetry-api.

    import notification_hubs as nh
    import notification_hubs.opentelemetry as otel

    hub = nh.Hub(..., span_callback=otel.Spans())
    hub.send(..., **otel.current())
"""

from __future__ import annotations

import importlib
import threading
from typing import Any, Optional, TypedDict

from ._version import __version__
from .tracing import Span


class Current(TypedDict, total=False):
    """Options of a call."""

    traceparent: str
    tracestate: str


def _api(name: str) -> Any:
    """A module of opentelemetry-api, which this package does not need otherwise."""
    return importlib.import_module(f"opentelemetry.{name}")


def current() -> Current:
    """The options that make a call part of the span that the program is in; none if it is in
    none."""
    carrier: Current = {}
    _api("trace.propagation.tracecontext").TraceContextTextMapPropagator().inject(carrier)
    return carrier


class Spans:
    """A span callback that makes spans of OpenTelemetry.

    They have the times, names and attributes of the library's. Their ids are the provider's own:
    those of requests, which the service sees, are in the attribute nh.span_id. With Ids as the
    provider's generator both are the same.
    """

    def __init__(self, provider: Optional[Any] = None) -> None:
        """Spans go to this provider, or to the global one."""
        trace = _api("trace")
        self._trace = trace
        self._tracer = trace.get_tracer("notification_hubs", __version__, provider)
        # Attempts, until their call is told of: by its id.
        self._attempts: dict[str, list[Span]] = {}

    def __call__(self, span: Span) -> None:
        if span.is_attempt and span.parent_id is not None:
            self._attempts.setdefault(span.parent_id, []).append(span)
            return
        trace = self._trace
        attempts = self._attempts.pop(span.id, [])
        call = self._begun(span, self._caller_of(span), trace.SpanKind.INTERNAL)
        inside = trace.set_span_in_context(call)
        for attempt in attempts:
            self._end(self._begun(attempt, inside, trace.SpanKind.CLIENT), attempt)
        self._end(call, span)

    def _caller_of(self, span: Span) -> Any:
        """The context of whoever made the call."""
        trace = self._trace
        if span.parent_id is None:
            return _api("context").Context()
        flags = trace.TraceFlags(trace.TraceFlags.SAMPLED if span.is_sampled else 0)
        caller = trace.SpanContext(int(span.trace_id, 16), int(span.parent_id, 16), True, flags)
        return trace.set_span_in_context(trace.NonRecordingSpan(caller), _api("context").Context())

    def _begun(self, span: Span, context: Any, kind: Any) -> Any:
        with _ids_of(span):
            return self._tracer.start_span(
                span.name,
                context,
                kind,
                {**span.attributes, "nh.span_id": span.id},
                start_time=span.start_unix_ns,
            )

    def _end(self, made: Any, span: Span) -> None:
        if "error.type" in span.attributes:
            made.set_status(self._trace.Status(self._trace.StatusCode.ERROR))
        made.end(span.end_unix_ns)


_thread = threading.local()


class _ids_of:
    """While it lasts, Ids gives this thread the ids of a span of the library."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def __enter__(self) -> None:
        _thread.span = self._span

    def __exit__(self, *_: object) -> None:
        _thread.span = None


class Ids:
    """For TracerProvider(id_generator=Ids(RandomIdGenerator())): spans of the library keep the
    ids that its requests carried, so that what the service says of them is found there."""

    def __init__(self, others: Any) -> None:
        """All other spans have the ids of this generator."""
        self._others = others

    def generate_span_id(self) -> int:
        span: Optional[Span] = getattr(_thread, "span", None)
        made: int = int(span.id, 16) if span else self._others.generate_span_id()
        return made

    def generate_trace_id(self) -> int:
        span: Optional[Span] = getattr(_thread, "span", None)
        made: int = int(span.trace_id, 16) if span else self._others.generate_trace_id()
        return made

    def is_trace_id_random(self) -> bool:
        """The library's are."""
        asked = getattr(self._others, "is_trace_id_random", None)
        return bool(asked()) if asked else True
