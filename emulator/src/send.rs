//! `POST {hub}/messages`: broadcast, by tags, and test sends.

use crate::answer::{Answer, XML};
use crate::app::App;
use crate::content::Content;
use crate::direct;
use crate::error::ServiceError;
use crate::gateway::Call;
use crate::hub::Hub;
use crate::ids;
use crate::outcome::{self, Outcome};
use crate::platform::Format;
use crate::recorder::{Delivery, Notification};
use crate::registration::Registration;
use crate::tag_expression::Expression;
use hyper::header::{HeaderValue, LOCATION};
use hyper::{HeaderMap, StatusCode};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// A test send reaches at most this many devices, chosen at random.
const MAX_TEST_DEVICES: usize = 10;
/// Devices for which is rendered before what was rendered is recorded.
const PORTION: usize = 500;

pub fn send(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    if call.target.flag("direct") {
        return direct::send(call, hub, body);
    }
    let prepared = Prepared::new(call, hub, ids::notification(call.now), body)?;
    let mut targets = prepared.targets(hub);
    if prepared.notification.test {
        some_of(&mut targets, MAX_TEST_DEVICES);
    }
    let results = deliver(
        call.app,
        &prepared.notification,
        &prepared.content,
        targets,
        body,
    );
    answer(call, &prepared.notification, "messages", &results)
}

/// A send that was checked, but not yet handed to anybody.
pub struct Prepared {
    pub notification: Arc<Notification>,
    pub content: Content,
    format: Format,
    expression: Option<Expression>,
}

impl Prepared {
    pub fn new(call: &Call, hub: &Hub, id: String, body: &[u8]) -> Result<Prepared, ServiceError> {
        let format = format(call.headers)?;
        let content = Content::check(format, call.headers, body)?;
        let tag_expression = tag_expression(call.headers)?;
        let expression = tag_expression
            .as_deref()
            .map(Expression::parse)
            .transpose()
            .map_err(|fault| {
                ServiceError::bad_request(format!("The tag expression is wrong: {fault}"))
            })?;
        Ok(Prepared {
            notification: notification(call, hub, id, format, tag_expression),
            content,
            format,
            expression,
        })
    }

    /// The registrations it is for at this moment.
    pub fn targets(&self, hub: &Hub) -> Vec<Arc<Registration>> {
        hub.read(|store| store.targets(self.format, self.expression.as_ref()))
    }
}

pub fn notification(
    call: &Call,
    hub: &Hub,
    id: String,
    format: Format,
    tag_expression: Option<String>,
) -> Arc<Notification> {
    Arc::new(Notification {
        id,
        hub: hub.name.clone(),
        tracking_id: call.tracking_id.to_owned(),
        time: call.now,
        format: format.word(),
        tag_expression,
        test: call.target.flag("test"),
    })
}

/// 201, where to ask for what became of it, and for a test send what did.
pub fn answer(
    call: &Call,
    notification: &Notification,
    place: &str,
    results: &[Outcome],
) -> Result<Answer, ServiceError> {
    let body = match notification.test {
        true => outcome::of(results).into_bytes(),
        false => Vec::new(),
    };
    let location = location(call, place, &notification.id)?;
    Ok(Answer::with_body(StatusCode::CREATED, XML, body).header(LOCATION, location))
}

/// Renders, records, and counts for the telemetry. Done in portions, since the recorder forgets
/// what is too much at once.
pub fn deliver(
    app: &App,
    notification: &Arc<Notification>,
    content: &Content,
    mut targets: Vec<Arc<Registration>>,
    body: &[u8],
) -> Vec<Outcome> {
    let skipped = one_per_device(&mut targets);
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
        app.recorder.deliver(deliveries);
    }
    app.telemetry
        .delivered(notification, body, &results, &skipped, app.clock.now());
    results
}

pub fn format(headers: &HeaderMap) -> Result<Format, ServiceError> {
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
fn location(call: &Call, place: &str, id: &str) -> Result<HeaderValue, ServiceError> {
    let target = call.target;
    let (base, hub, version) = (&target.base, &target.hub, call.api_version);
    let direct = if target.flag("direct") { "&direct" } else { "" };
    HeaderValue::try_from(format!(
        "{base}/{hub}/{place}/{id}?api-version={version}{direct}"
    ))
    .map_err(|_| ServiceError::bad_request("The address cannot be repeated in an answer"))
}

/// The service sends once to a device, however many of its registrations match. Gives those that
/// are left out.
fn one_per_device(targets: &mut Vec<Arc<Registration>>) -> Vec<Arc<Registration>> {
    let mut seen = HashSet::with_capacity(targets.len());
    let repeated: Vec<bool> = targets
        .iter()
        .map(|target| !seen.insert((target.platform, target.handle.as_str())))
        .collect();
    let mut repeated = repeated.into_iter();
    targets
        .extract_if(.., |_| repeated.next().unwrap_or(false))
        .collect()
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
