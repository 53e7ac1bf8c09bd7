//! What an HTTP answer means for a send. Pure: no I/O, no state.

use std::borrow::Cow;
use std::time::Duration;

use crate::error::{Error, Status};
use crate::http::answer_headers::{Headers, Kept};
use crate::http::answer_times::retry_after;
use crate::http::effect::Effect;
use crate::http::service_error::ServiceError;
use crate::http::text::with_room;
use crate::redact::Redactor;

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: Headers,
    /// Body, as far as it was read.
    pub body: Vec<u8>,
    /// How much that is.
    pub extent: Extent,
}

/// How much of a body was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What had come with the head: nobody needs it, and it has no end before the
    /// connection's.
    Unawaited,
    /// As much as is read of such an answer.
    Cut,
    /// What came until it broke off, or broke its own rules.
    Broken,
}

impl Answer {
    /// Is it a 2xx? Whether that is the call's success is for
    /// [`Expected`](crate::http::expected::Expected) to say.
    pub fn is_2xx(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    /// What its head says that the body is. Text of some kind, whatever came.
    pub fn content_type(&self) -> Option<Cow<'_, str>> {
        let value = self.headers.bytes(Kept::ContentType)?;
        Some(String::from_utf8_lossy(value))
    }
}

/// The last segment of the URL in `Location`: ids of notifications,
/// registrations and jobs come so.
pub fn last_segment(headers: &Headers) -> Option<String> {
    let location = headers.text(Kept::Location)?;
    let path = location.split_once('?').map_or(location, |(path, _)| path);
    let path = path.split_once('#').map_or(path, |(path, _)| path);
    let path = path.trim_end_matches('/');
    let id = path.rsplit_once('/').map_or(path, |(_, id)| id);
    (!id.is_empty()).then(|| with_room(id))
}

/// The error that `answer` stands for. `now` is Unix time, for
/// Retry-After dates; `redactor` keeps secrets out of the message even if the
/// service repeats them.
pub fn error_of(answer: &Answer, effect: Effect, now: Duration, redactor: &Redactor) -> Error {
    let retry_after = retry_after(&answer.headers, now);
    // Whether waiting can help, and whether the service may have taken the
    // request all the same. 408 and errors of servers can come from in front
    // of or behind the point where the notification was queued. 503, 501 and
    // 505 say that nothing was done.
    let (status, transient, may_have_been_sent, advice) = match answer.status {
        // Why is explained where the key and the clocks are known.
        401 => (Status::Unauthorized, false, false, ""),
        403 if retry_after.is_some() => (
            Status::Throttled,
            true,
            false,
            "; wait as long as Retry-After says",
        ),
        403 => (Status::Forbidden, false, false, ""),
        404 => (Status::NotFound, false, false, ""),
        409 => (
            Status::Conflict,
            false,
            false,
            "; there is one of this name or id already, or somebody else is changing it",
        ),
        410 => (
            Status::Gone,
            false,
            false,
            "; this registration id cannot be used any more, so ask for another",
        ),
        412 => (
            Status::PreconditionFailed,
            false,
            false,
            "; it was changed since it was read, so read it again",
        ),
        413 => (
            Status::PayloadTooLarge,
            false,
            false,
            "; the service takes at most 64 KB",
        ),
        429 => (Status::Throttled, true, false, "; wait before trying again"),
        503 => (
            Status::ServiceUnavailable,
            true,
            false,
            "; wait before trying again",
        ),
        408 | 500 | 502..=504 | 506..=599 => (
            Status::ServiceError,
            true,
            effect != Effect::Read,
            match effect {
                Effect::Read => "",
                Effect::Change => "; the change may have been made all the same",
                Effect::Send => "; the notification may have been sent all the same",
            },
        ),
        300..=399 => (
            Status::Rejected,
            false,
            false,
            "; redirects are not followed, since they would carry the token elsewhere",
        ),
        _ => (Status::Rejected, false, false, ""),
    };
    let said = ServiceError::parse(&answer.body);
    let clean = |text: String, longest| clean(text, longest, redactor);
    let detail = said.detail.map(|detail| clean(detail, LONGEST_DETAIL));
    let words = match &detail {
        // The advice that follows goes on with a semicolon.
        Some(detail) => format!(": {}", detail.trim_end_matches('.')),
        None => String::new(),
    };
    let mut error = Error::new(
        status,
        format!("the service answered {}{words}{advice}", answer.status),
    );
    error.http_status = Some(answer.status);
    error.service_code = said.code.map(|code| clean(code, LONGEST_ID));
    error.service_detail = detail;
    error.tracking_id = answer
        .headers
        .text(Kept::TrackingId)
        .map(str::to_owned)
        .or(said.tracking_id)
        .map(|id| clean(id, LONGEST_ID));
    error.retry_after = retry_after;
    error.transient = transient;
    error.may_have_been_sent = may_have_been_sent;
    error
}

/// The id under which the service knows what it did, as people may read it.
pub fn correlation_id<'r>(
    headers: &Headers,
    redactor: impl FnOnce() -> &'r Redactor,
) -> Option<String> {
    let id = headers.text(Kept::Correlation)?;
    Some(match is_uuid(id) {
        true => with_room(id),
        // Whatever else it is, it may be what the service was told.
        false => clean(id.to_owned(), LONGEST_ID, redactor()),
    })
}

/// Has it the form of all real ids, in which no secret has room?
fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// One line first, so that what is looked at is what will be seen.
fn clean(text: String, longest: usize, redactor: &Redactor) -> String {
    let text = redactor.redact(&crate::error::one_line(text));
    shorten(text, longest)
}

/// Most characters of the service's own words.
const LONGEST_DETAIL: usize = 500;

/// Most characters of its code and its tracking id: a few times as many as
/// real ones have.
const LONGEST_ID: usize = 200;

/// The first characters of a text, so many at most.
pub fn shorten(text: String, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut kept = Headers::default();
        for (name, value) in headers {
            if let Some(which) = Kept::from_name(name) {
                kept.keep(which, value.as_bytes());
            }
        }
        Answer {
            status,
            headers: kept,
            body: body.as_bytes().to_vec(),
            extent: Extent::Whole,
        }
    }

    fn error(status: u16, headers: &[(&str, &str)], body: &str) -> Error {
        let mut redactor = Redactor::default();
        redactor.hide("s3cret");
        let now = Duration::from_secs(784_111_770);
        error_of(&answer(status, headers, body), Effect::Send, now, &redactor)
    }

    #[test]
    fn each_status_has_one_verdict() {
        for (code, headers, status, transient, unknown) in [
            (400, &[][..], Status::Rejected, false, false),
            (401, &[], Status::Unauthorized, false, false),
            (403, &[], Status::Forbidden, false, false),
            (403, &[("Retry-After", "7")], Status::Throttled, true, false),
            (404, &[], Status::NotFound, false, false),
            (408, &[], Status::ServiceError, true, true),
            (413, &[], Status::PayloadTooLarge, false, false),
            (429, &[], Status::Throttled, true, false),
            (500, &[], Status::ServiceError, true, true),
            (502, &[], Status::ServiceError, true, true),
            (503, &[], Status::ServiceUnavailable, true, false),
            (504, &[], Status::ServiceError, true, true),
            (501, &[], Status::Rejected, false, false),
            (505, &[], Status::Rejected, false, false),
            (524, &[], Status::ServiceError, true, true),
            (
                302,
                &[("Location", "https://elsewhere/")],
                Status::Rejected,
                false,
                false,
            ),
            (418, &[], Status::Rejected, false, false),
        ] {
            let error = error(code, headers, "");
            assert_eq!(
                (error.status, error.transient, error.may_have_been_sent),
                (status, transient, unknown),
                "{code}"
            );
            assert_eq!(error.http_status, Some(code));
        }
    }

    #[test]
    fn reads_the_services_words_whatever_their_form() {
        for (body, code, detail, tracking) in [
            (
                "<Error><Code>401</Code><Detail>InvalidSignature: The token has an invalid signature..TrackingId:ab-1_G3,TimeStamp:1/1/2025 1:02:03 PM</Detail></Error>",
                Some("InvalidSignature"),
                Some("InvalidSignature: The token has an invalid signature."),
                Some("ab-1_G3"),
            ),
            (
                "<Error><Code>409</Code><Detail>SubCode=40900. Conflict.TrackingId:x_G1,TimeStamp:t</Detail></Error>",
                Some("40900"),
                Some("Conflict"),
                Some("x_G1"),
            ),
            (
                "<Error><Code>404</Code><Detail>.TrackingId:y,TimeStamp:t</Detail></Error>",
                Some("404"),
                None,
                Some("y"),
            ),
            (
                "\u{feff}<?xml version='1.0'?><Error><Detail>a &amp; b &#33;</Detail></Error>",
                None,
                Some("a & b !"),
                None,
            ),
            (
                "{\"error\":{\"code\":\"Bad\",\"message\":\"no\"}}",
                Some("Bad"),
                Some("no"),
                None,
            ),
            (
                "{\"Code\":400,\"Detail\":\"d\"}",
                Some("400"),
                Some("d"),
                None,
            ),
            (
                "<Error><Code>400</Code><Detail>cut off",
                Some("400"),
                Some("cut off"),
                None,
            ),
            ("<html><body>Bad gateway</body></html>", None, None, None),
            ("plain words", None, None, None),
            ("{broken", None, None, None),
            ("", None, None, None),
        ] {
            let error = error(400, &[("Content-Type", "application/json")], body);
            assert_eq!(error.service_code.as_deref(), code, "{body}");
            assert_eq!(error.service_detail.as_deref(), detail, "{body}");
            assert_eq!(error.tracking_id.as_deref(), tracking, "{body}");
        }
        let header = error(
            400,
            &[("TrackingId", "from-header")],
            "<Error><Detail>x.TrackingId:y</Detail></Error>",
        );
        assert_eq!(header.tracking_id.as_deref(), Some("from-header"));
    }

    #[test]
    fn only_the_first_64_kib_of_a_refusal_are_looked_at() {
        let filled = |before: usize| {
            let filler = "x".repeat(before - "<Error><a></a><Detail>".len());
            let body = format!("<Error><a>{filler}</a><Detail>words</Detail></Error>");
            error(400, &[], &body).service_detail.clone()
        };
        let bound = 65_536;
        assert_eq!(filled(bound - 5).as_deref(), Some("words"));
        assert_eq!(filled(bound - 3).as_deref(), Some("wor"));
        assert_eq!(filled(bound), None);
        assert_eq!(filled(4 << 20), None);
        // A character that the bound cuts in two takes no other with it.
        let text = format!("<Error><Detail>begin</Detail>{}", "é".repeat(bound));
        for odd in ["", " "] {
            let body = format!("{odd}{text}");
            let detail = error(400, &[], &body).service_detail.clone();
            assert_eq!(detail.as_deref(), Some("begin"));
        }
        // Half a document in JSON says nothing.
        let names: String = (0..330_000).map(|n| format!(",\"k{n}\":1")).collect();
        let body = format!("{{\"code\":\"Bad\"{names}}}");
        assert_eq!(error(400, &[], &body).service_code, None);
    }

    #[test]
    fn messages_stay_one_short_line_without_secrets() {
        let body = format!(
            "<Error><Detail>line\r\ns3cret sig=abc {}</Detail></Error>",
            "x".repeat(10_000)
        );
        let error = error(400, &[], &body);
        assert!(!error.message.contains(['\r', '\n']));
        assert!(error.message.len() < 700);
        assert!(!format!("{error:?}").contains("s3cret"));
        assert!(!error.message.contains("abc"));
    }

    #[test]
    fn what_the_service_says_is_bounded() {
        let long = "x".repeat(30_000);
        let json = format!(r#"{{"error":{{"code":"{long}","message":"a.TrackingId:{long}"}}}}"#);
        for headers in [&[][..], &[("TrackingId", long.as_str())]] {
            let error = error(400, headers, &json);
            for text in [error.service_code.clone(), error.tracking_id.clone()] {
                assert_eq!(text.unwrap().chars().count(), 201);
            }
        }
    }

    #[test]
    fn a_secret_that_comes_back_over_two_lines_is_known() {
        let mut redactor = Redactor::default();
        redactor.hide("two words");
        let body = "<Error><Code>two&#10;words</Code><Detail>(two\r\nwords) Auth:\nk3y.TrackingId:two\twords</Detail></Error>";
        let error = error_of(
            &answer(400, &[], body),
            Effect::Send,
            Duration::ZERO,
            &redactor,
        );
        let shown = format!("{error:?}");
        assert!(
            !shown.contains("words") && !shown.contains("k3y"),
            "{shown}"
        );
    }

    #[test]
    fn the_notification_id_is_the_last_segment() {
        for (location, expected) in [
            (
                "https://n/hub/messages/73622a-1?api-version=2020-06",
                Some("73622a-1"),
            ),
            ("https://n/hub/messages/$batch/af-2?x#y", Some("af-2")),
            ("https://n/hub/messages/id/", Some("id")),
            ("", None),
        ] {
            let answer = answer(201, &[("Location", location)], "");
            assert_eq!(last_segment(&answer.headers).as_deref(), expected);
        }
        assert_eq!(last_segment(&Headers::default()), None);
    }
}
