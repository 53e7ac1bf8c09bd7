//! `POST {hub}/messages`: broadcast, by tags, and test sends.

use crate::answer::{Answer, XML};
use crate::error::ServiceError;
use crate::gateway::Call;
use crate::hub::Hub;
use crate::ids;
use crate::outcome::{self, Outcome};
use crate::payload;
use crate::platform::{Format, Platform};
use crate::pns_headers::{self, PnsHeaders};
use crate::recorder::{Delivery, Message, Notification};
use crate::registration::{Registration, TemplateRegistration};
use crate::tag_expression::Expression;
use crate::template::{Kind, MAX_RENDERED};
use crate::template_expression::{self, Values};
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::{HeaderMap, StatusCode};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// A test send reaches at most this many devices, chosen at random.
const MAX_TEST_DEVICES: usize = 10;
/// Devices for which is rendered before what was rendered is recorded.
const PORTION: usize = 500;

pub fn send(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    if call.target.flag("direct") {
        return Err(ServiceError::bad_request(
            "Direct sends are not supported by this version of nh-emulator",
        ));
    }
    let format = format(call.headers)?;
    if body.is_empty() {
        return Err(ServiceError::payload_invalid("It is empty"));
    }
    let content = Content::check(format, call.headers, body)?;
    let expression = tag_expression(call.headers)?;
    let parsed = expression
        .as_deref()
        .map(Expression::parse)
        .transpose()
        .map_err(|fault| {
            ServiceError::bad_request(format!("The tag expression is wrong: {fault}"))
        })?;

    let mut targets = hub.read(|store| store.targets(format, parsed.as_ref()));
    one_per_device(&mut targets);
    let test = call.target.flag("test");
    if test {
        some_of(&mut targets, MAX_TEST_DEVICES);
    }
    let notification = Arc::new(Notification {
        id: ids::notification(call.now),
        hub: hub.name.clone(),
        tracking_id: call.tracking_id.to_owned(),
        time: call.now,
        format: format.word(),
        tag_expression: expression,
        test,
    });
    let location = location(call, &notification.id)?;
    let results = deliver(call, &notification, &content, targets);
    let body = match test {
        true => outcome::of(&results).into_bytes(),
        false => Vec::new(),
    };
    Ok(Answer::with_body(StatusCode::CREATED, XML, body).header(LOCATION, location))
}

/// Renders and records. Done in portions, since the recorder forgets what is too much at once.
fn deliver(
    call: &Call,
    notification: &Arc<Notification>,
    content: &Content,
    targets: Vec<Arc<Registration>>,
) -> Vec<Outcome> {
    let mut results = Vec::with_capacity(targets.len());
    for portion in targets.chunks(PORTION) {
        let mut deliveries = Vec::with_capacity(portion.len());
        for registration in portion {
            let message = content.message_for(registration);
            results.push(Outcome {
                registration: Arc::clone(registration),
                sent: message.is_some(),
            });
            deliveries.extend(message.map(|message| Delivery {
                notification: Arc::clone(notification),
                registration: Arc::clone(registration),
                message,
            }));
        }
        call.app.recorder.deliver(deliveries);
    }
    results
}

fn format(headers: &HeaderMap) -> Result<Format, ServiceError> {
    let word = headers
        .get("servicebusnotification-format")
        .ok_or_else(|| {
            ServiceError::bad_request("The header ServiceBusNotification-Format is missing")
        })?;
    let word = String::from_utf8_lossy(word.as_bytes());
    Format::parse(word.trim())
        .ok_or_else(|| ServiceError::bad_request(format!("'{word}' is not a notification format")))
}

/// No header means a broadcast. A header that is there but blank does not: it is what is left of
/// an empty list of tags, and nobody meant everyone by that.
fn tag_expression(headers: &HeaderMap) -> Result<Option<String>, ServiceError> {
    let Some(value) = headers.get("servicebusnotification-tags") else {
        return Ok(None);
    };
    let text = str::from_utf8(value.as_bytes())
        .map_err(|_| ServiceError::bad_request("The tag expression is not UTF-8"))?;
    match text.trim().is_empty() {
        true => Err(ServiceError::bad_request("The tag expression is empty")),
        false => Ok(Some(text.to_owned())),
    }
}

/// The address names scheme, host, port and api-version as the client used them.
fn location(call: &Call, id: &str) -> Result<HeaderValue, ServiceError> {
    let target = call.target;
    let (base, hub, version) = (&target.base, &target.hub, call.api_version);
    HeaderValue::try_from(format!("{base}/{hub}/messages/{id}?api-version={version}"))
        .map_err(|_| ServiceError::bad_request("The address cannot be repeated in an answer"))
}

/// The service sends once to a device, however many of its registrations match.
fn one_per_device(targets: &mut Vec<Arc<Registration>>) {
    let mut seen = HashSet::with_capacity(targets.len());
    let first: Vec<bool> = targets
        .iter()
        .map(|target| seen.insert((target.platform, target.handle.as_str())))
        .collect();
    let mut first = first.into_iter();
    targets.retain(|_| first.next().unwrap_or(false));
}

fn some_of<T>(items: &mut Vec<T>, count: usize) {
    let mut kept = 0;
    while kept < count.min(items.len()) {
        let left = items.len() - kept;
        let random = Uuid::new_v4().as_u128() % (left as u128);
        items.swap(kept, kept + random as usize);
        kept += 1;
    }
    items.truncate(kept);
}

/// A checked payload, ready to become what each device gets.
enum Content {
    /// The same for all.
    Native(Arc<Message>),
    Template {
        properties: HashMap<String, String>,
        /// The sender's headers for those targets that are Apple's.
        apple: PnsHeaders,
    },
}

impl Content {
    fn check(format: Format, headers: &HeaderMap, body: &[u8]) -> Result<Content, ServiceError> {
        let Format::Native(platform) = format else {
            return Ok(Content::Template {
                properties: payload::template_properties(body)?,
                apple: pns_headers::forwarded(Platform::Apple, headers)?,
            });
        };
        let inferred = payload::check_native(platform, headers, body)?;
        let content_type = match headers.get(CONTENT_TYPE) {
            Some(sent) => String::from_utf8_lossy(sent.as_bytes()).into_owned(),
            None => inferred.to_owned(),
        };
        Ok(Content::Native(Arc::new(Message {
            payload: body.to_vec(),
            content_type,
            headers: pns_headers::forwarded(platform, headers)?,
        })))
    }

    /// None if there is nothing to send: what the template makes is too large.
    fn message_for(&self, registration: &Registration) -> Option<Arc<Message>> {
        let (properties, apple) = match self {
            Content::Native(message) => return Some(Arc::clone(message)),
            Content::Template { properties, apple } => (properties, apple),
        };
        let template = registration.template.as_ref()?;
        let values = Values {
            message: properties,
            push_variables: &registration.push_variables,
        };
        let mut headers = template_headers(template, values);
        if registration.platform == Platform::Apple {
            headers.extend(apple.clone());
        }
        let content_type = match template.body.kind() {
            Kind::Json => "application/json; charset=utf-8",
            Kind::Xml => "application/xml; charset=utf-8",
            Kind::Text => "application/octet-stream",
        };
        Some(Arc::new(Message {
            payload: template.body.render(values)?.into_bytes(),
            content_type: content_type.to_owned(),
            headers,
        }))
    }
}

/// The headers of the template itself. Its expiry may be an expression; where that gives no time,
/// the notification goes without, rather than to nobody.
fn template_headers(template: &TemplateRegistration, values: Values) -> PnsHeaders {
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
