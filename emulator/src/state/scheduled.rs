//! A scheduled notification, as it is kept until its time comes.

use crate::http::headers;
use crate::push::format::Format;
use crate::state::messages::WaitingNotification;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use time::OffsetDateTime;

/// A notification as it was accepted, with all that it takes to send it after a restart. What its
/// request was authorized with is not kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledNotification {
    pub id: String,
    #[serde(with = "time::serde::timestamp::nanoseconds")]
    pub due: OffsetDateTime,
    #[serde(with = "time::serde::timestamp::nanoseconds")]
    pub enqueued: OffsetDateTime,
    pub tracking_id: String,
    pub api_version: String,
    pub headers: Vec<(String, String)>,
    /// Base64.
    pub body: String,
}

impl ScheduledNotification {
    pub fn waiting(&self) -> WaitingNotification {
        let headers = self.header_map();
        let tags = headers::text(&headers, "servicebusnotification-tags");
        let format = Format::of_request(&headers).map(|format| format.word().to_owned());
        WaitingNotification {
            id: self.id.clone(),
            enqueued: self.enqueued,
            body: self.content(),
            tags: tags.map(Cow::into_owned),
            format: format.unwrap_or_default(),
        }
    }

    pub fn content(&self) -> Vec<u8> {
        STANDARD.decode(&self.body).unwrap_or_default()
    }

    pub fn header_map(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name), HeaderValue::try_from(value))
            {
                headers.append(name, value);
            }
        }
        headers
    }
}
