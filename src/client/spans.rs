//! The spans of a call and of its attempts, for whoever asked for them. Names and
//! attributes are OpenTelemetry's for clients of HTTP, and those that begin with `nh.`
//! are ours. None holds a handle, a key, a tag or a payload.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::error::Status;
use crate::http::effect::Effect;
use crate::http::request::Request;
use crate::outcome::{Outcome, Verdict};
use crate::policy::options::CallOptions;
use crate::trace::context::{PARENT, Traceparent};
use crate::trace::span::{Span, SpanSink, tell};

/// Those of one call.
pub struct Spans {
    sink: Arc<dyn SpanSink>,
    /// The caller's span, where it has told.
    parent: Option<Traceparent>,
    /// When the call began: since 1970, and by the clock that does not jump.
    began: (Duration, Instant),
    call: Span,
    attempt: Option<Span>,
    /// Why another attempt is made.
    reason: Option<Status>,
}

impl Spans {
    /// Those of a call that began then, if anybody asked for spans.
    pub fn begin(
        client: &Client,
        options: &CallOptions,
        request: &Request<'_>,
        began: Instant,
    ) -> Option<Box<Spans>> {
        let sink = client.options.span_sink.as_ref()?;
        Some(Spans::new(sink, client, options, request, began))
    }

    #[cold]
    fn new(
        sink: &Arc<dyn SpanSink>,
        client: &Client,
        options: &CallOptions,
        request: &Request<'_>,
        began: Instant,
    ) -> Box<Spans> {
        let clock = &*client.options.clock;
        let passed = clock.now().saturating_duration_since(began);
        let parent = options
            .trace
            .as_ref()
            .and_then(|trace| trace.parent.clone());
        let trace_id = match &parent {
            Some(parent) => parent.trace_id().to_owned(),
            None => format!("{:032x}", client.random(|rng| rng.u128(1..))),
        };
        let kind = match request.effect {
            Effect::Send => "send",
            Effect::Change => "change",
            Effect::Read => "read",
        };
        let mut call = Span {
            name: format!("notification_hubs {kind}"),
            is_attempt: false,
            trace_id,
            id: String::new(),
            parent_id: parent.as_ref().map(|parent| parent.parent_id().to_owned()),
            is_sampled: parent.as_ref().is_none_or(Traceparent::is_sampled),
            start_unix_ns: 0,
            end_unix_ns: 0,
            attributes: Vec::new(),
        };
        call.text("nh.call.kind", kind);
        describe(&mut call, client, request);
        let mut spans = Spans {
            sink: Arc::clone(sink),
            parent,
            began: (clock.unix_time().saturating_sub(passed), began),
            call,
            attempt: None,
            reason: None,
        };
        spans.call.id = new_id(client);
        spans.call.start_unix_ns = spans.unix_ns(began);
        Box::new(spans)
    }

    /// Attempt number `number` of the call, from 1, begins. Where the caller told of its
    /// span, the request says that it is of this one.
    #[cold]
    pub fn attempt_begins(&mut self, client: &Client, request: &mut Request<'_>, number: u32) {
        let id = new_id(client);
        if let Some(parent) = &self.parent {
            request.headers.replace(PARENT, &parent.with_span(&id));
        }
        let mut span = Span {
            name: format!("{} {}", request.method, template(client, request)),
            is_attempt: true,
            id,
            parent_id: Some(self.call.id.clone()),
            start_unix_ns: self.unix_ns(client.options.clock.now()),
            attributes: Vec::new(),
            ..self.call.clone()
        };
        span.text("url.scheme", client.endpoint.scheme);
        describe(&mut span, client, request);
        if number > 1 {
            span.number("http.request.resend_count", number - 1);
        }
        if let Some(reason) = self.reason.take() {
            span.text("nh.retry.reason", reason.name().to_string_lossy());
        }
        self.attempt = Some(span);
    }

    /// The attempt has come to this.
    #[cold]
    pub fn attempt_ends(&mut self, client: &Client, outcome: &Outcome) {
        let Some(mut span) = self.attempt.take() else {
            return;
        };
        span.end_unix_ns = self.unix_ns(client.options.clock.now());
        if let Some(status) = outcome.http_status {
            span.number("http.response.status_code", status);
        }
        span.text("nh.verdict", word(outcome.verdict));
        self.reason = outcome.error.as_ref().map(|error| error.status);
        if let Some(reason) = self.reason {
            let answered = outcome.http_status.filter(|status| *status >= 400);
            let name = || reason.name().to_string_lossy().into_owned();
            span.text(
                "error.type",
                answered.map_or_else(name, |status| status.to_string()),
            );
        }
        tell(&self.sink, span);
    }

    /// The call has come to this. `tracking_id` is one that may be shown.
    #[cold]
    pub fn call_ends(mut self, client: &Client, outcome: &Outcome, tracking_id: &str) {
        let end = self.unix_ns(client.options.clock.now());
        let span = &mut self.call;
        span.end_unix_ns = end;
        span.number("nh.attempts", outcome.attempts);
        span.text("nh.tracking_id", tracking_id);
        span.text("nh.verdict", word(outcome.verdict));
        if let Some(error) = &outcome.error {
            span.text("error.type", error.status.name().to_string_lossy());
        }
        tell(&self.sink, self.call);
    }

    fn unix_ns(&self, at: Instant) -> i64 {
        let (unix, began) = self.began;
        let since = unix + at.saturating_duration_since(began);
        i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
    }
}

/// What calls and attempts have.
fn describe(span: &mut Span, client: &Client, request: &Request<'_>) {
    span.text("http.request.method", request.method);
    span.text("url.template", template(client, request));
    span.text("server.address", &client.endpoint.host);
    span.number("server.port", client.endpoint.port_or_default());
}

/// A random one; zero is none.
fn new_id(client: &Client) -> String {
    format!("{:016x}", client.random(|rng| rng.u64(1..)))
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::NotAccepted => "not_accepted",
        Verdict::Unknown => "unknown",
    }
}

/// The words of a path.
const WORDS: [&str; 10] = [
    "$Resources",
    "NotificationHubs",
    "feedbackcontainer",
    "installations",
    "jobs",
    "messages",
    "registrationids",
    "registrations",
    "schedulednotifications",
    "tags",
];

/// The path of a request without what differs from one to the next: only the words
/// that the service has for its parts are taken from it.
fn template(client: &Client, request: &Request<'_>) -> String {
    let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let gateway = client.endpoint.path.trim_matches('/');
    let path = path.strip_prefix(gateway).unwrap_or(path);
    template_of(path.trim_start_matches('/'))
}

fn template_of(path: &str) -> String {
    let mut template = String::new();
    for (at, segment) in path.split('/').enumerate() {
        template.push('/');
        // A hub, then a word and an id in turns.
        template.push_str(match (at, segment) {
            (0, "$Resources") => "$Resources",
            (0, _) => "{hub}",
            (2, "$batch") => "$batch",
            (at, _) if at % 2 == 0 => "{id}",
            (_, segment) => {
                let known = WORDS.iter().find(|word| **word == segment);
                known.copied().unwrap_or("{id}")
            }
        });
    }
    template
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_holds_no_id() {
        for (path, wanted) in [
            ("shop/messages", "/{hub}/messages"),
            ("shop/messages/$batch", "/{hub}/messages/$batch"),
            ("shop/messages/123", "/{hub}/messages/{id}"),
            ("messages/installations/jobs", "/{hub}/installations/{id}"),
            (
                "shop/tags/user%3A7/registrations",
                "/{hub}/tags/{id}/registrations",
            ),
            ("shop/secret/x/y", "/{hub}/{id}/{id}/{id}"),
            ("shop", "/{hub}"),
            (
                "$Resources/NotificationHubs",
                "/$Resources/NotificationHubs",
            ),
        ] {
            assert_eq!(template_of(path), wanted);
        }
    }
}
