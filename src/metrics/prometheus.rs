//! Counters as Prometheus reads them: its text exposition format, version 0.0.4.

use std::fmt::Write as _;

use crate::metrics::counters::{BOUNDS, BUCKETS, CallKind, Counter, Series, Snapshot};

/// The counters of a kind of call, but for those with a family of their own.
const OF_CALLS: [(Counter, &str, &str); 4] = [
    (Counter::CallsBegun, "calls_begun", "Calls begun."),
    (
        Counter::Attempts,
        "attempts",
        "Requests of calls, repetitions included.",
    ),
    (
        Counter::Retries,
        "retries",
        "Attempts after the first of their call.",
    ),
    (
        Counter::ThrottledAnswers,
        "throttled_answers",
        "Answers that told to wait.",
    ),
];

const VERDICTS: [(Counter, &str); 3] = [
    (Counter::Accepted, "accepted"),
    (Counter::NotAccepted, "not_accepted"),
    (Counter::Unknown, "unknown"),
];

const OF_CONNECTIONS: [(Counter, &str, &str); 4] = [
    (
        Counter::ConnectionsOpened,
        "connections_opened",
        "TCP connections opened.",
    ),
    (
        Counter::ConnectionsReused,
        "connections_reused",
        "Requests for which a connection was there already.",
    ),
    (
        Counter::BytesSent,
        "sent_bytes",
        "Bytes written to connections.",
    ),
    (
        Counter::BytesReceived,
        "received_bytes",
        "Bytes read from connections.",
    ),
];

/// The text for all these hubs: each family once, with the lines of each hub.
pub fn text(hubs: &[Series]) -> String {
    let hubs: Vec<(String, &Snapshot)> = hubs
        .iter()
        .map(|series| (labels(series), &series.counted))
        .collect();
    let mut out = String::new();
    for (counter, name, help) in OF_CALLS {
        let name = format!("{name}_total");
        family(&mut out, &name, "counter", help);
        of_each_kind(&hubs, |labels, counted, kind| {
            line(&mut out, &name, labels, "", counted.get(counter, kind));
        });
    }
    family(
        &mut out,
        "calls_total",
        "counter",
        "Calls that ended, by what they came to.",
    );
    of_each_kind(&hubs, |labels, counted, kind| {
        for (counter, word) in VERDICTS {
            let verdict = format!(",verdict=\"{word}\"");
            let value = counted.get(counter, kind);
            line(&mut out, "calls_total", labels, &verdict, value);
        }
    });
    let name = "call_duration_seconds";
    let help = "Time that calls took, with all attempts and the pauses between them.";
    family(&mut out, name, "histogram", help);
    of_each_kind(&hubs, |labels, counted, kind| {
        let (bucket, count) = (format!("{name}_bucket"), format!("{name}_count"));
        for index in 0..BUCKETS {
            let bound = BOUNDS.get(index).map(|bound| bound.as_secs_f64());
            let bound = bound.map_or("+Inf".to_owned(), |seconds| seconds.to_string());
            let le = format!(",le=\"{bound}\"");
            line(&mut out, &bucket, labels, &le, counted.bucket(index, kind));
        }
        let seconds = counted.get(Counter::DurationUs, kind) as f64 / 1e6;
        line(&mut out, &format!("{name}_sum"), labels, "", seconds);
        let all = counted.bucket(BUCKETS - 1, kind);
        line(&mut out, &count, labels, "", all);
    });
    for (counter, name, help) in OF_CONNECTIONS {
        let name = format!("{name}_total");
        family(&mut out, &name, "counter", help);
        for (labels, counted) in &hubs {
            let value = counted.get(counter, CallKind::All);
            line(&mut out, &name, labels, "", value);
        }
    }
    out
}

fn of_each_kind(hubs: &[(String, &Snapshot)], mut write: impl FnMut(&str, &Snapshot, CallKind)) {
    for (labels, counted) in hubs {
        for (kind, word) in CallKind::EACH {
            write(&format!("{labels},kind=\"{word}\""), counted, kind);
        }
    }
}

const PREFIX: &str = "notification_hubs_";

// Writing to a String cannot fail.
fn family(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {PREFIX}{name} {help}");
    let _ = writeln!(out, "# TYPE {PREFIX}{name} {kind}");
}

fn line(out: &mut String, name: &str, labels: &str, more: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{PREFIX}{name}{{{labels}{more}}} {value}");
}

fn labels(series: &Series) -> String {
    let escape = |text: &str| {
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        text.replace('\n', "\\n")
    };
    format!(
        "hub=\"{}\",host=\"{}\"",
        escape(&series.hub),
        escape(&series.host)
    )
}
