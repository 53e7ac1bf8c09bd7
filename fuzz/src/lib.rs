//! What is fuzzed: a function for each target, which takes any bytes and
//! panics when the library breaks one of its promises. `targets/` hands them
//! to libFuzzer, `tests/service/fuzz_corpus.rs` replays the corpus through them.

mod answer;
mod credentials;
mod documents;
mod exchange;
mod expressions;
mod scripted;
mod service;
mod slow_reader;
mod stand_in;

pub use answer::answer;
pub use credentials::{connection_string, redaction, sas_token};
pub use documents::{error_body, feedback, installation, outcome, payload, telemetry};
pub use exchange::{body, exchange, head};
pub use expressions::{tag_expression, template};
pub use service::{hub_description, job, registration};

pub type Target = fn(&[u8]);

/// What every target is called, and its function.
pub const TARGETS: [(&str, Target); 18] = [
    ("answer", answer),
    ("body", body),
    ("connection_string", connection_string),
    ("error_body", error_body),
    ("exchange", exchange),
    ("feedback", feedback),
    ("head", head),
    ("hub_description", hub_description),
    ("installation", installation),
    ("job", job),
    ("outcome", outcome),
    ("payload", payload),
    ("redaction", redaction),
    ("registration", registration),
    ("sas_token", sas_token),
    ("tag_expression", tag_expression),
    ("telemetry", telemetry),
    ("template", template),
];

/// A made-up key. Inputs write it as a backtick, which is short enough to
/// survive mutation.
const KEY: &str = "c2VjcmV0LWtleS10aGF0LW5vYm9keS1tYXktc2VlLTE=";
const PLACE_OF_KEY: &str = "`";

/// The text of an input, with the key where it belongs.
fn text_with_key(data: &[u8]) -> String {
    String::from_utf8_lossy(data).replace(PLACE_OF_KEY, KEY)
}

/// The bytes of an input, with the key where it belongs.
fn with_key(data: &[u8]) -> Vec<u8> {
    let parts: Vec<&[u8]> = data
        .split(|byte| PLACE_OF_KEY.as_bytes().contains(byte))
        .collect();
    parts.join(KEY.as_bytes())
}

/// Messages end in logs and terminals: one line, no novel, and no secret.
fn check_message(message: &str) {
    assert!(!message.is_empty());
    assert!(!message.contains(char::is_control), "{message:?}");
    assert!(message.chars().count() <= 1000, "it has {}", message.len());
    assert!(!message.contains(KEY), "the key is in {message:?}");
}

/// A column counts characters from 1, and stands at most behind the last.
fn check_column(column: Option<usize>, text: &str) {
    if let Some(column) = column {
        let last = text.chars().count() + 1;
        assert!((1..=last).contains(&column), "column {column} of {last}");
    }
}

/// What is read from a document is never larger than the document.
fn check_size<'a>(read: impl IntoIterator<Item = &'a str>, document: &[u8]) {
    let size: usize = read.into_iter().map(str::len).sum();
    assert!(size <= document.len(), "{size} from {}", document.len());
}
