//! What the service answers when it refuses a request.

use crate::http::answer::{Answer, XML};
use crate::wire::timestamp;
use hyper::{Method, StatusCode};
use quick_xml::escape::{partial_escape, unescape};
use time::OffsetDateTime;

#[derive(Debug, Clone)]
pub struct ServiceError {
    pub status: StatusCode,
    /// The text of the `Detail` element; without one the answer has no body at all, as the newer
    /// front end of the service does it for a policy that lacks the right.
    pub message: Option<String>,
    /// Whether ids and a time follow the text, as they do nearly always.
    is_traced: bool,
}

impl ServiceError {
    pub fn new(status: StatusCode, message: impl Into<String>) -> ServiceError {
        ServiceError {
            status,
            message: Some(message.into()),
            is_traced: true,
        }
    }

    /// 400 with a text that a recording has without ids behind it.
    pub fn recorded(message: &str) -> ServiceError {
        ServiceError {
            is_traced: false,
            ..ServiceError::bad_request(message)
        }
    }

    pub fn bad_request(message: impl Into<String>) -> ServiceError {
        ServiceError::new(StatusCode::BAD_REQUEST, message)
    }

    pub fn unauthorized(message: &str) -> ServiceError {
        ServiceError::new(StatusCode::UNAUTHORIZED, message)
    }

    pub fn forbidden(message: impl Into<String>) -> ServiceError {
        ServiceError::new(StatusCode::FORBIDDEN, message)
    }

    pub fn not_found(message: impl Into<String>) -> ServiceError {
        ServiceError::new(StatusCode::NOT_FOUND, message)
    }

    /// For what belongs to no hub of this namespace.
    pub fn nothing_hosted() -> ServiceError {
        ServiceError::not_found("No service is hosted at the specified address.")
    }

    pub fn wrong_method(method: &Method) -> ServiceError {
        ServiceError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("{method} is not a method of this address"),
        )
    }

    pub fn internal(fault: impl std::fmt::Display) -> ServiceError {
        ServiceError::new(StatusCode::INTERNAL_SERVER_ERROR, fault.to_string())
    }

    pub fn of_disk(fault: impl std::fmt::Display) -> ServiceError {
        ServiceError::internal(format!("nh-emulator cannot write to its disk: {fault}"))
    }

    /// The policy is known but lacks the right.
    pub fn right_missing() -> ServiceError {
        ServiceError {
            status: StatusCode::FORBIDDEN,
            message: None,
            is_traced: false,
        }
    }

    /// The wording that the service uses for a payload that it cannot or will not take; `reason`
    /// is an addition of ours, since a local hub is where people find out why.
    pub fn payload_invalid(reason: impl std::fmt::Display) -> ServiceError {
        ServiceError::bad_request(format!(
            "The supplied notification payload is invalid. {reason}"
        ))
    }

    /// The same for the description of a registration or a hub.
    pub fn description_invalid(reason: impl std::fmt::Display) -> ServiceError {
        ServiceError::bad_request(format!(
            "The specified resource description is invalid. {reason}"
        ))
    }

    pub fn into_answer(self, tracking_id: &str, now: OffsetDateTime) -> Answer {
        let Some(message) = self.message else {
            return Answer::empty(self.status);
        };
        // The dot before TrackingId is always there, also after an empty message.
        let trace = match self.is_traced {
            true => format!(
                ".TrackingId:{}_G1,TimeStamp:{}",
                partial_escape(tracking_id),
                timestamp::us_english(now)
            ),
            false => String::new(),
        };
        let body = format!(
            "<Error><Code>{}</Code><Detail>{}{trace}</Detail></Error>",
            self.status.as_u16(),
            partial_escape(message.as_str()),
        );
        Answer::with_body(self.status, XML, body.into_bytes())
    }
}

/// What such an answer says, without the ids behind it.
pub fn text_of(answer: &Answer) -> Option<String> {
    let is_error = answer.status.is_client_error() || answer.status.is_server_error();
    let body = str::from_utf8(&answer.body).ok().filter(|_| is_error)?;
    let (_, rest) = body.split_once("<Detail>")?;
    let (text, _) = rest.split_once("</Detail>")?;
    let text = text.split(".TrackingId:").next().unwrap_or_default();
    let text = unescape(text).map_or_else(|_| text.to_owned(), String::from);
    (!text.is_empty()).then_some(text)
}

impl std::fmt::Display for ServiceError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.message.as_deref().unwrap_or(self.status.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_has_the_shape_of_the_service() {
        let now = OffsetDateTime::from_unix_timestamp(1_735_689_600).unwrap();
        let error = ServiceError::not_found("Installation not found");
        let answer = error.into_answer("id-1", now);
        assert_eq!(text_of(&answer).as_deref(), Some("Installation not found"));
        assert_eq!(
            String::from_utf8(answer.body).unwrap(),
            "<Error><Code>404</Code><Detail>Installation not found.TrackingId:id-1_G1,TimeStamp:1/1/2025 12:00:00 AM</Detail></Error>"
        );
        let error = ServiceError::bad_request("a < b & c");
        let answer = error.into_answer("id-1", now);
        assert!(
            String::from_utf8(answer.body)
                .unwrap()
                .contains("a &lt; b &amp; c.TrackingId")
        );
    }

    #[test]
    fn a_missing_right_is_answered_without_a_body() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let answer = ServiceError::right_missing().into_answer("id", now);
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.is_empty() && answer.content_type.is_none());
    }
}
