//! The body of a failed answer: XML, JSON, something else, or nothing.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::http::body::SHORT_BODY;
use crate::wire::json::parse;
use crate::wire::xml::text_piece;

/// What the service says of a failure, in XML, JSON or not at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ServiceError {
    /// Its code.
    pub code: Option<String>,
    /// Its words.
    pub detail: Option<String>,
    /// The id under which it knows the request.
    pub tracking_id: Option<String>,
}

impl ServiceError {
    /// Sniffs the first byte: the content type of error bodies cannot be
    /// trusted. Looks at the first [`SHORT_BODY`] bytes alone.
    pub fn parse(body: &[u8]) -> ServiceError {
        let body = &body[..body.len().min(SHORT_BODY)];
        let text = match std::str::from_utf8(body) {
            Ok(text) => text,
            // A character that was cut in two.
            Err(error) if error.error_len().is_none() => {
                std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return ServiceError::default(),
        };
        let text = text.trim_start_matches('\u{feff}').trim();
        let (code, detail) = match text.bytes().next() {
            Some(b'<') => xml_error(text),
            Some(b'{') => json_error(text),
            _ => (None, None),
        };
        let Some(detail) = detail else {
            return ServiceError {
                code,
                ..ServiceError::default()
            };
        };
        split_detail(code, &detail)
    }
}

/// `<Error><Code>…</Code><Detail>…</Detail></Error>`, which storage calls `Message`.
fn xml_error(text: &str) -> (Option<String>, Option<String>) {
    let mut reader = Reader::from_str(text);
    let mut values = [("Code", None), ("Detail", None), ("Message", None)];
    let mut current = None;
    let mut depth = 0;
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Start(start) => {
                depth += 1;
                let name = start.local_name();
                current = values
                    .iter()
                    .position(|(n, _)| depth == 2 && *n == name.as_ref());
            }
            Event::End(_) => {
                depth -= 1;
                current = None;
            }
            Event::Eof => break,
            text => {
                if let (Some(index), Ok(Some(piece))) = (current, text_piece(text)) {
                    values[index]
                        .1
                        .get_or_insert_with(String::new)
                        .push_str(&piece);
                }
            }
        }
    }
    let [(_, code), (_, detail), (_, message)] = values;
    (code, detail.or(message))
}

/// `{"error":{"code":…,"message":…}}`, or the members at the top.
fn json_error(text: &str) -> (Option<String>, Option<String>) {
    let Ok(value) = parse(text.as_bytes()) else {
        return (None, None);
    };
    let error = value
        .get("error")
        .filter(|e| e.is_object())
        .unwrap_or(&value);
    let member = |names: [&str; 4]| {
        names.iter().find_map(|name| match error.get(*name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    (
        member(["code", "Code", "errorCode", "status"]),
        member(["message", "Message", "detail", "Detail"]),
    )
}

/// Takes `SubCode=40900. ` or `InvalidSignature: ` from the front of a detail
/// and `.TrackingId:…,TimeStamp:…` from its end.
fn split_detail(http_code: Option<String>, detail: &str) -> ServiceError {
    let (words, tail) = match detail.find("TrackingId:") {
        Some(at) => (&detail[..at], Some(&detail[at + "TrackingId:".len()..])),
        None => (detail, None),
    };
    // The service always joins with a dot, so a sentence ends in two and an
    // empty one in the dot alone.
    let words = if tail.is_some() {
        words.strip_suffix('.').unwrap_or(words)
    } else {
        words
    }
    .trim();
    let tracking_id = tail
        .map(|tail| {
            tail.split([',', ' '])
                .next()
                .unwrap_or(tail)
                .trim()
                .to_owned()
        })
        .filter(|id| !id.is_empty());
    let is_word = |code: &str| !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let (code, words) = match words
        .strip_prefix("SubCode=")
        .and_then(|rest| rest.split_once(". "))
    {
        Some((code, rest)) if is_word(code) => (Some(code.to_owned()), rest),
        _ => match words.split_once(": ") {
            Some((code, _)) if is_word(code) => (Some(code.to_owned()), words),
            _ => (http_code, words),
        },
    };
    ServiceError {
        code,
        detail: Some(words.to_owned()).filter(|w| !w.is_empty()),
        tracking_id,
    }
}
