//! A checked payload, ready to become what each device gets.

use crate::devices::platform::Platform;
use crate::devices::registration::{Registration, TemplateRegistration};
use crate::devices::template::{MAX_RENDERED, TemplateKind};
use crate::devices::template_expression::{self, TemplateValues};
use crate::http::error::ServiceError;
use crate::http::headers;
use crate::push::delivery::PushMessage;
use crate::push::format::Format;
use crate::push::payload;
use crate::push::pns_headers::{self, PnsHeaders};
use hyper::HeaderMap;
use hyper::header::{CONTENT_TYPE, HeaderName};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The keys of a browser's subscription, which come with a direct send.
const BROWSER_KEYS: [HeaderName; 2] = [
    HeaderName::from_static("p256dh"),
    HeaderName::from_static("auth"),
];

#[derive(Clone)]
pub enum Content {
    /// The same for all.
    Native(Arc<PushMessage>),
    Template {
        properties: HashMap<String, String>,
        /// The sender's headers for those targets that are Apple's.
        apple: PnsHeaders,
    },
}

impl Content {
    pub fn check(
        format: Format,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Content, ServiceError> {
        if body.is_empty() {
            return Err(ServiceError::payload_invalid("It is empty"));
        }
        let Format::Native(platform) = format else {
            return Ok(Content::Template {
                properties: payload::template_properties(body)?,
                apple: pns_headers::forwarded(Platform::Apple, headers)?,
            });
        };
        let inferred = payload::check_native(platform, headers, body)?;
        let content_type = headers::text(headers, CONTENT_TYPE);
        Ok(Content::Native(Arc::new(PushMessage::new(
            platform,
            body.to_vec(),
            content_type.map_or_else(|| inferred.to_owned(), Cow::into_owned),
            pns_headers::forwarded(platform, headers)?,
        ))))
    }

    /// The same for one device whose handle the sender names. A browser's is not reached without its
    /// keys.
    pub fn check_direct(
        platform: Platform,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Content, ServiceError> {
        let content = Content::check(Format::Native(platform), headers, body)?;
        let message = match content {
            Content::Native(message) if platform == Platform::Browser => message,
            other => return Ok(other),
        };
        let mut keys = PnsHeaders::new();
        for name in BROWSER_KEYS {
            let value = headers::text(headers, &name).unwrap_or_default();
            if value.trim().is_empty() {
                return Err(ServiceError::bad_request(
                    "A direct send to a browser needs the headers P256DH and Auth",
                ));
            }
            keys.insert(name.as_str().to_owned(), value.into_owned());
        }
        Ok(Content::Native(Arc::new(PushMessage {
            payload: message.payload.clone(),
            content_type: message.content_type.clone(),
            headers: keys,
            breach: message.breach,
        })))
    }

    /// None if there is nothing to send: what the template makes is too large.
    pub fn message_for(&self, registration: &Registration) -> Option<Arc<PushMessage>> {
        let (properties, apple) = match self {
            Content::Native(message) => return Some(Arc::clone(message)),
            Content::Template { properties, apple } => (properties, apple),
        };
        let template = registration.template.as_ref()?;
        let values = TemplateValues {
            message: properties,
            push_variables: &registration.push_variables,
        };
        let mut headers = template_headers(template, values);
        if registration.platform == Platform::Apple {
            headers.extend(apple.clone());
        }
        let content_type = match template.body.kind() {
            TemplateKind::Json => "application/json; charset=utf-8",
            TemplateKind::Xml => "application/xml; charset=utf-8",
            TemplateKind::Text => "application/octet-stream",
        };
        Some(Arc::new(PushMessage::new(
            registration.platform,
            template.body.render(values)?.into_bytes(),
            content_type.to_owned(),
            headers,
        )))
    }
}

/// The headers of the template itself. Its expiry may be an expression; where that gives no time,
/// the notification goes without, rather than to nobody.
fn template_headers(template: &TemplateRegistration, values: TemplateValues) -> PnsHeaders {
    let mut headers: PnsHeaders = template
        .headers
        .iter()
        .map(|(name, value)| (name.to_lowercase(), value.clone()))
        .collect();
    let expiry = template
        .expiry
        .as_ref()
        .map(|terms| template_expression::evaluate(terms, values, MAX_RENDERED));
    if let Some(Ok(expiration)) = expiry.map(|expiry| pns_headers::apns_expiration(&expiry)) {
        headers.insert("apns-expiration".to_owned(), expiration);
    }
    headers
}
