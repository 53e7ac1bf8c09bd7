//! What a call takes as success, and how much of its answer is read.
//!
//! Not every 2xx is the service's: a captive portal or an intercepting proxy
//! answers 200 with a page of its own. So each operation says, beside its
//! effect, which statuses and which content its answer has. The head decides;
//! of the body only whether there is any.

use crate::error::{Error, Status, one_line};
use crate::http::body::{DOCUMENT_BODY, SHORT_BODY, TEST_BODY};
use crate::http::effect::Effect;
use crate::http::response::{Answer, Extent, shorten};
use crate::redact::Redactor;

/// What the answer to a call is, where the service did what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A head: 201, or 200 that is empty or XML. What matters is in its headers.
    Sent,
    /// The same for a test send, whose body says what became of it.
    TestSent,
    /// A head: 200, 201 or 204.
    Done,
    /// The document that was written: 200 or 201; 204 is that without it.
    Written,
    /// The document that was asked for: 200.
    Document,
    /// Bytes of a blob: 206, or 200 for all of it.
    Blob,
}

/// Longest content type that a message quotes.
const LONGEST_TYPE: usize = 100;

/// What the head says of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Unsaid,
    Xml,
    Html,
    Other,
}

impl Content {
    fn of(content_type: Option<&str>) -> Content {
        let Some(text) = content_type else {
            return Content::Unsaid;
        };
        // Without a copy: this is on the way of every send.
        let media_type = text.split(';').next().unwrap_or(text).trim();
        let is = |name: &str| media_type.eq_ignore_ascii_case(name);
        let ends_in = |suffix: &str| {
            let at = media_type.len().checked_sub(suffix.len());
            at.and_then(|at| media_type.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
        };
        if is("text/html") || is("application/xhtml+xml") {
            Content::Html
        } else if ends_in("/xml") || ends_in("+xml") {
            Content::Xml
        } else {
            Content::Other
        }
    }
}

impl Expected {
    /// Most bytes that are read of the body where the status is a success. The
    /// rest is cut off: that is no error, except of a document.
    pub fn body_limit(self) -> usize {
        match self {
            Expected::Sent | Expected::Done => SHORT_BODY,
            Expected::TestSent => TEST_BODY,
            Expected::Written | Expected::Document | Expected::Blob => DOCUMENT_BODY,
        }
    }

    /// Is the body what the call wants? Otherwise the head is all that counts,
    /// and nothing waits for a body without an end.
    pub fn is_a_document(self) -> bool {
        match self {
            Expected::Sent | Expected::Done => false,
            Expected::TestSent | Expected::Written | Expected::Document | Expected::Blob => true,
        }
    }

    fn is_met_by(self, status: u16, content: Content, is_empty: bool) -> bool {
        let is_its_own = match self {
            Expected::Sent | Expected::TestSent => {
                let may_be_its = is_empty || matches!(content, Content::Unsaid | Content::Xml);
                status == 201 || (status == 200 && may_be_its)
            }
            Expected::Done | Expected::Written => matches!(status, 200 | 201 | 204),
            Expected::Document => status == 200,
            Expected::Blob => matches!(status, 200 | 206),
        };
        // The service calls its JSON XML and its URLs plain text, so that of a
        // document no more can be said. None of its answers is a page.
        is_its_own && content != Content::Html
    }

    /// What this 2xx fails with, if it is not the service's success. Nobody
    /// knows then whether the request ever got there.
    pub fn not_met<'r>(
        self,
        answer: &Answer,
        effect: Effect,
        redactor: impl FnOnce() -> &'r Redactor,
    ) -> Option<Error> {
        let content_type = answer.content_type();
        let content = Content::of(content_type.as_deref());
        let is_empty = answer.extent == Extent::Whole && answer.body.is_empty();
        let lacks_document = match self {
            Expected::Document => is_empty,
            // A thing was made, whatever was said of it: that is the
            // document's error, and no reason to make another.
            Expected::Written => is_empty && effect != Effect::Send,
            _ => false,
        };
        let is_met = self.is_met_by(answer.status, content, is_empty);
        if is_met && !lacks_document {
            return None;
        }
        let content_type = match content_type {
            Some(text) => {
                let text = redactor().redact(&one_line(text.into_owned()));
                format!("content type {}", shorten(text, LONGEST_TYPE))
            }
            None => "no content type".to_owned(),
        };
        let what = match is_met {
            true => "came without the document that the service answers with",
            false => "is not what the service answers to this call",
        };
        let open = match effect {
            Effect::Read => "",
            Effect::Change => "; the change may have been made all the same",
            Effect::Send => "; the notification may have been sent all the same",
        };
        let status = answer.status;
        let message = format!(
            "{status} with {content_type} {what}; a captive portal or an intercepting proxy answers like that{open}"
        );
        let mut error = Error::new(Status::Protocol, message);
        error.http_status = Some(status);
        error.may_have_been_sent = effect != Effect::Read;
        Some(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::response::tests::answer;

    const ALL: [Expected; 6] = [
        Expected::Sent,
        Expected::TestSent,
        Expected::Done,
        Expected::Written,
        Expected::Document,
        Expected::Blob,
    ];

    fn not_met(
        expected: Expected,
        effect: Effect,
        (status, content_type, body): (u16, &str, &str),
    ) -> Option<Error> {
        let headers = [("Content-Type", content_type)];
        let headers = match content_type {
            "" => &[][..],
            _ => &headers[..],
        };
        let redactor = Redactor::default();
        expected.not_met(&answer(status, headers, body), effect, || &redactor)
    }

    #[test]
    fn a_page_is_no_success_of_any_call() {
        for expected in ALL {
            for status in [200, 201, 204] {
                for page in [
                    "text/html",
                    "TEXT/HTML;charset=utf-8",
                    " text/html ; charset=x",
                    "application/xhtml+xml",
                ] {
                    for (effect, may_have_been_sent) in [
                        (Effect::Read, false),
                        (Effect::Change, true),
                        (Effect::Send, true),
                    ] {
                        let error = not_met(expected, effect, (status, page, "<html>")).unwrap();
                        assert_eq!(error.status, Status::Protocol);
                        assert_eq!(error.may_have_been_sent, may_have_been_sent);
                        assert_eq!(error.http_status, Some(status));
                        assert!(!error.transient);
                        let said = error.message.to_ascii_lowercase();
                        assert!(said.contains(&status.to_string()), "{said}");
                        let page = page.trim().to_ascii_lowercase();
                        assert!(said.contains(&page), "{said}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_send_is_met_by_201_and_by_a_200_that_is_empty_or_xml() {
        for expected in [Expected::Sent, Expected::TestSent] {
            for (answered, is_met) in [
                ((201, "", ""), true),
                ((201, "application/xml; charset=utf-8", "<x/>"), true),
                ((201, "text/plain", "x"), true),
                ((200, "", ""), true),
                ((200, "", "x"), true),
                ((200, "application/xml; charset=utf-8", "<x/>"), true),
                ((200, "text/xml", "<x/>"), true),
                ((200, "application/atom+xml;type=entry", "<x/>"), true),
                ((200, "application/json", ""), true),
                ((200, "application/json", "{}"), false),
                ((200, "text/plain", "welcome"), false),
                ((202, "", ""), false),
                ((203, "application/xml", "<x/>"), false),
                ((204, "", ""), false),
                ((299, "", ""), false),
            ] {
                let error = not_met(expected, Effect::Send, answered);
                assert_eq!(error.is_none(), is_met, "{answered:?}");
            }
        }
    }

    #[test]
    fn other_calls_are_met_by_their_statuses() {
        for (expected, met) in [
            (Expected::Done, &[200, 201, 204][..]),
            (Expected::Written, &[200, 201, 204]),
            (Expected::Document, &[200]),
            (Expected::Blob, &[200, 206]),
        ] {
            for status in 200..=299 {
                // The service calls its JSON XML.
                for content_type in ["", "application/xml", "application/json", "text/plain"] {
                    let error = not_met(expected, Effect::Read, (status, content_type, "x"));
                    assert_eq!(
                        error.is_none(),
                        met.contains(&status),
                        "{expected:?} {status}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_document_that_is_missing_is_no_success_except_of_what_was_made() {
        for (expected, effect, is_met) in [
            (Expected::Document, Effect::Read, false),
            (Expected::Written, Effect::Change, false),
            (Expected::Written, Effect::Send, true),
            (Expected::Done, Effect::Change, true),
            (Expected::Sent, Effect::Send, true),
        ] {
            let error = not_met(expected, effect, (200, "", ""));
            assert_eq!(error.is_none(), is_met, "{expected:?} {effect:?}");
            if let Some(error) = error {
                let said = "200 with no content type came without the document";
                assert!(error.message.starts_with(said), "{error}");
            }
        }
        // What broke off was there: that is the document's error.
        let mut cut = answer(200, &[], "");
        cut.extent = Extent::Broken;
        let error = Expected::Written.not_met(&cut, Effect::Change, || unreachable!());
        assert!(error.is_none());
    }

    #[test]
    fn a_content_type_is_quoted_short_and_without_secrets() {
        let mut redactor = Redactor::default();
        redactor.hide("s3cret");
        let content_type = format!("text/html; a=s3cret; b={}", "x".repeat(10_000));
        let page = answer(200, &[("Content-Type", &content_type)], "");
        let error = Expected::Sent.not_met(&page, Effect::Send, || &redactor);
        let message = error.unwrap().message.clone();
        assert!(
            !message.contains("s3cret") && message.len() < 400,
            "{message}"
        );
    }

    #[test]
    fn each_kind_of_answer_has_its_bound() {
        let bounds = ALL.map(Expected::body_limit);
        assert_eq!(
            bounds.map(|bytes| bytes >> 10),
            [64, 1024, 64, 4096, 4096, 4096]
        );
        assert_eq!(SHORT_BODY, 65_536);
    }
}
