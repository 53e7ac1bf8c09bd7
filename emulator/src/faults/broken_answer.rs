//! Answers that break the rules of HTTP/1.1, written by hand.

use crate::faults::hijack::{ConnectionEnd, HijackPlan, Step};
use crate::faults::rule::{FaultKind, FaultPoint, FaultRule};
use crate::http::answer::Answer;
use crate::http::progress::{AnswerSent, Progress};
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use std::sync::Arc;
use std::time::Duration;

pub const STALL: Duration = Duration::from_secs(60);
/// Stands where a body is needed to break off in it, and there is none.
const FILLER: &[u8] = b"<Filler>of nh-emulator</Filler>";
const GARBAGE: &[u8] = b"\x00\x16\xff this is not HTTP \xfe\r\n\r\n";
const ENDLESS_HEADER: &[u8] =
    b"X-Endless: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n";
const ENDLESS_PIECES: usize = 100;
const CHUNK: usize = 4096;

/// What is played for a rule that ends the connection before there is an answer.
pub fn without_answer(rule: &FaultRule, progress: Arc<Progress>) -> HijackPlan {
    let mut steps = Vec::new();
    if rule.at() == FaultPoint::RequestHead {
        steps.push(Step::Read(rule.bytes.unwrap_or_default()));
    }
    match rule.kind {
        FaultKind::Garbage => {
            let bytes = match &rule.body {
                Some(body) => body.clone().into_bytes(),
                None => GARBAGE.to_vec(),
            };
            steps.push(Step::Write(bytes, AnswerSent::PartOfHead));
        }
        FaultKind::Stall => steps.push(Step::Hold(rule.hold().unwrap_or(STALL))),
        _ => {}
    }
    HijackPlan {
        steps,
        end: end(rule),
        progress,
    }
}

/// The same for a handshake of TLS that breaks off in what the hub says first.
pub fn stopped_handshake(
    rule: &FaultRule,
    mut flight: Vec<u8>,
    progress: Arc<Progress>,
) -> HijackPlan {
    flight.truncate(rule.bytes.unwrap_or(flight.len() / 2));
    let mut plan = without_answer(rule, progress);
    plan.steps.insert(0, Step::Write(flight, AnswerSent::None));
    plan
}

pub fn end(rule: &FaultRule) -> ConnectionEnd {
    // After an answer, what is held is the end itself.
    let half_open = rule.hold().filter(|_| rule.at() != FaultPoint::AfterAnswer);
    match rule.kind {
        FaultKind::Reset | FaultKind::Stall | FaultKind::EndlessHead | FaultKind::EndlessBody => {
            ConnectionEnd::Reset
        }
        FaultKind::Cut => ConnectionEnd::Cut(half_open),
        _ => ConnectionEnd::Close(half_open),
    }
}

/// What is played for a rule that breaks this answer.
pub fn broken(rule: &FaultRule, answer: Answer, progress: Arc<Progress>) -> HijackPlan {
    let steps = match rule.kind {
        FaultKind::Drip => {
            // It is slow and nothing else, so that the end of the connection is announced.
            let close = HeaderValue::from_static("close");
            let (head, body) = whole(answer.header(CONNECTION, close));
            let reaches = after_head(&body);
            vec![
                Step::Drip(head, rule.interval(), reaches),
                Step::Drip(body, rule.interval(), AnswerSent::Whole),
            ]
        }
        FaultKind::TruncatedChunked => {
            let body = filled(&answer);
            let mut bytes = head(&answer, TRANSFER_ENCODING, "chunked");
            bytes.extend_from_slice(format!("{:x}\r\n", body.len()).as_bytes());
            bytes.extend_from_slice(&body[..body.len() / 2]);
            vec![Step::Write(bytes, AnswerSent::Head)]
        }
        FaultKind::MalformedChunked => {
            let mut bytes = head(&answer, TRANSFER_ENCODING, "chunked");
            bytes.extend_from_slice(b"nonsense\r\n");
            bytes.extend_from_slice(&filled(&answer));
            bytes.extend_from_slice(b"\r\n0\r\n\r\n");
            vec![Step::Write(bytes, AnswerSent::Head)]
        }
        FaultKind::WrongLength => {
            let (announced, body) = wrong_length(&answer, rule);
            let mut bytes = head(&answer, CONTENT_LENGTH, &announced.to_string());
            bytes.extend_from_slice(&body);
            let reaches = match announced > body.len() {
                true => AnswerSent::Head,
                false => AnswerSent::Whole,
            };
            vec![Step::Write(bytes, reaches)]
        }
        FaultKind::EndlessHead => {
            let mut start = head(&answer, CONTENT_LENGTH, "0");
            start.truncate(start.len() - 2);
            vec![
                Step::Write(start, AnswerSent::PartOfHead),
                Step::WriteForever(
                    ENDLESS_HEADER.repeat(ENDLESS_PIECES),
                    rule.hold().unwrap_or(STALL),
                ),
            ]
        }
        FaultKind::EndlessBody => {
            let start = head(&answer, TRANSFER_ENCODING, "chunked");
            let mut chunk = format!("{CHUNK:x}\r\n").into_bytes();
            chunk.resize(chunk.len() + CHUNK, b'x');
            chunk.extend_from_slice(b"\r\n");
            vec![
                Step::Write(start, AnswerSent::Head),
                Step::WriteForever(chunk, rule.hold().unwrap_or(STALL)),
            ]
        }
        _ => broken_off(rule, answer),
    };
    HijackPlan {
        steps,
        end: end(rule),
        progress,
    }
}

/// For what ends or stalls in the answer, or after it.
fn broken_off(rule: &FaultRule, answer: Answer) -> Vec<Step> {
    let (write, hold) = match rule.at() {
        FaultPoint::AnswerHead => {
            let (mut head, _) = whole(answer);
            let count = rule.bytes.unwrap_or(head.len() / 2);
            head.truncate(count.min(head.len() - 1));
            (Step::Write(head, AnswerSent::PartOfHead), None)
        }
        FaultPoint::AnswerBody => {
            let body = filled(&answer);
            let mut bytes = head(&answer, CONTENT_LENGTH, &body.len().to_string());
            let count = rule.bytes.unwrap_or(body.len() / 2);
            bytes.extend_from_slice(&body[..count.min(body.len() - 1)]);
            (Step::Write(bytes, AnswerSent::Head), None)
        }
        _ => {
            let (mut head, body) = whole(answer);
            head.extend_from_slice(&body);
            let hold = rule.hold().unwrap_or_default();
            (Step::Write(head, AnswerSent::Whole), Some(hold))
        }
    };
    let hold = match rule.kind {
        FaultKind::Stall => Some(rule.hold().unwrap_or(STALL)),
        _ => hold,
    };
    let mut steps = vec![write];
    steps.extend(hold.map(Step::Hold));
    steps
}

/// The length that is announced and the body that comes, which is more or less.
pub fn wrong_length(answer: &Answer, rule: &FaultRule) -> (usize, Vec<u8>) {
    let delta = rule.length_delta.unwrap_or(10);
    let mut body = answer.body.clone();
    let difference = usize::try_from(delta.unsigned_abs()).unwrap_or(usize::MAX);
    if delta < 0 && body.len() < difference {
        body.resize(difference.min(1 << 20), b'x');
    }
    let announced = match delta < 0 {
        true => body.len().saturating_sub(difference),
        false => body.len().saturating_add(difference),
    };
    (announced, body)
}

/// The body, or another one where it is too short to break off in it.
pub fn filled(answer: &Answer) -> Vec<u8> {
    match answer.body.len() < 2 {
        true => FILLER.to_vec(),
        false => answer.body.clone(),
    }
}

fn whole(answer: Answer) -> (Vec<u8>, Vec<u8>) {
    let length = answer.body.len().to_string();
    (head(&answer, CONTENT_LENGTH, &length), answer.body)
}

fn after_head(body: &[u8]) -> AnswerSent {
    match body.is_empty() {
        true => AnswerSent::Whole,
        false => AnswerSent::Head,
    }
}

/// With this header for the length of the body.
fn head(answer: &Answer, length: HeaderName, value: &str) -> Vec<u8> {
    let status = answer.status;
    let reason = status.canonical_reason().unwrap_or("Unknown");
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    let mut line = |name: &HeaderName, value: &[u8]| {
        head.extend_from_slice(title_case(name.as_str()).as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    };
    if let Some(content_type) = &answer.content_type {
        line(&CONTENT_TYPE, content_type.as_bytes());
    }
    line(&length, value.as_bytes());
    for (name, value) in &answer.headers {
        line(name, value.as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head
}

fn title_case(name: &str) -> String {
    let mut first = true;
    name.chars()
        .map(|c| {
            let c = if first { c.to_ascii_uppercase() } else { c };
            first = c == '-';
            c
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::answer::XML;
    use hyper::StatusCode;
    use hyper::header::LOCATION;

    fn answer(body: &str) -> Answer {
        Answer::with_body(StatusCode::CREATED, XML, body.as_bytes().to_vec())
            .header(LOCATION, HeaderValue::from_static("x"))
    }

    fn written(json: &str, body: &str) -> (String, AnswerSent) {
        let rule: FaultRule = serde_json::from_str(json).unwrap();
        rule.check().unwrap();
        let plan = broken(&rule, answer(body), Arc::default());
        match &plan.steps[0] {
            Step::Write(bytes, reaches) => (String::from_utf8_lossy(bytes).into_owned(), *reaches),
            _ => panic!("{json}"),
        }
    }

    #[test]
    fn heads() {
        let (head, body) = whole(answer("abc"));
        assert_eq!(
            String::from_utf8(head).unwrap(),
            "HTTP/1.1 201 Created\r\nContent-Type: application/xml; charset=utf-8\r\nContent-Length: 3\r\nLocation: x\r\n\r\n"
        );
        assert_eq!(body, b"abc");
        assert_eq!(title_case("x-ms-id"), "X-Ms-Id");
    }

    #[test]
    fn where_it_breaks_off() {
        let at = |at: &str, more: &str, body: &str| {
            written(
                &format!("{{\"kind\":\"reset\",\"at\":\"{at}\"{more}}}"),
                body,
            )
        };
        assert_eq!(
            at("answer_head", ",\"bytes\":8", "abc"),
            ("HTTP/1.1".to_owned(), AnswerSent::PartOfHead)
        );
        let (text, sent) = at("answer_head", ",\"bytes\":999999", "abc");
        assert!(text.ends_with("\r\n\r") && sent == AnswerSent::PartOfHead);
        let (text, sent) = at("answer_body", ",\"bytes\":99", "abc");
        assert!(text.ends_with("\r\n\r\nab") && sent == AnswerSent::Head);
        let (text, _) = at("answer_body", "", "");
        assert!(text.ends_with("\r\n\r\n<Filler>of nh-e"), "{text}");
        let (text, sent) = at("after_answer", "", "abc");
        assert!(text.ends_with("\r\n\r\nabc") && sent == AnswerSent::Whole);
    }

    #[test]
    fn lengths() {
        for (delta, body, announced, ends, sent) in [
            (10, "abc", 13, "abc", AnswerSent::Head),
            (-1, "abc", 2, "abc", AnswerSent::Whole),
            (-4, "", 0, "xxxx", AnswerSent::Whole),
        ] {
            let json = format!("{{\"kind\":\"wrong_length\",\"length_delta\":{delta}}}");
            let (text, reaches) = written(&json, body);
            assert!(text.contains(&format!("Content-Length: {announced}\r\n")));
            assert!(text.ends_with(&format!("\r\n\r\n{ends}")), "{text}");
            assert_eq!(reaches, sent);
        }
        let (text, _) = written("{\"kind\":\"truncated_chunked\"}", "abcd");
        assert!(text.ends_with("\r\n\r\n4\r\nab"), "{text}");
        let (text, _) = written("{\"kind\":\"malformed_chunked\"}", "abcd");
        assert!(text.contains("\r\n\r\nnonsense\r\nabcd"), "{text}");
    }
}
