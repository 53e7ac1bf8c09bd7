//! `POST {hub}/messages`: broadcast, by tags, to one handle, and test sends.

use crate::api::call::Call;
use crate::api::dispatch::{self, Targets};
use crate::api::telemetry;
use crate::devices::device_token;
use crate::devices::platform::Platform;
use crate::devices::registration::Registration;
use crate::devices::tag_expression::TagExpression;
use crate::http::answer::{Answer, XML};
use crate::http::error::ServiceError;
use crate::http::headers;
use crate::push::content::Content;
use crate::push::delivery::Notification;
use crate::push::format::Format;
use crate::push::test_outcome;
use crate::state::hub::Hub;
use crate::wire::ids;
use hyper::header::{HeaderName, HeaderValue, LOCATION};
use hyper::{HeaderMap, StatusCode};
use std::sync::Arc;
use uuid::Uuid;

/// Says which rule of its push service a payload breaks. Ours: the service does not say.
const RULE: HeaderName = HeaderName::from_static("x-emulator-rule");
/// A test send reaches at most this many devices, chosen at random.
const MAX_TEST_DEVICES: usize = 10;

/// The part of a request that says whom a notification is for and what it is.
pub struct Audience {
    pub format: Format,
    pub content: Content,
    pub expression: Option<String>,
    parsed: Option<TagExpression>,
}

impl Audience {
    pub fn check(headers: &HeaderMap, body: &[u8]) -> Result<Audience, ServiceError> {
        let format = Format::of_request(headers)?;
        let content = Content::check(format, headers, body)?;
        let expression = tag_expression(headers)?;
        let parsed = expression.as_deref().map(TagExpression::parse).transpose();
        let parsed = parsed.map_err(|fault| {
            ServiceError::bad_request(format!("The tag expression is wrong: {fault}"))
        })?;
        Ok(Audience {
            format,
            content,
            expression,
            parsed,
        })
    }

    pub fn targets(&self, hub: &Hub) -> Targets {
        Targets::one_per_device(hub.read(|store| store.targets(self.format, self.parsed.as_ref())))
    }
}

pub fn send(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    if call.target.flag("direct") {
        return direct(call, hub, body);
    }
    let audience = Audience::check(call.headers, body)?;
    let mut targets = audience.targets(hub);
    let test = call.target.flag("test");
    if test {
        some_of(&mut targets.reached, MAX_TEST_DEVICES);
    }
    let notification = Notification {
        tag_expression: audience.expression,
        test,
        ..notification(call, hub, audience.format)
    };
    hand_over(call, hub, notification, &audience.content, body, targets)
}

fn direct(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    let format = Format::of_request(call.headers)?;
    let platform = native(format)?;
    let content = Content::check_direct(platform, call.headers, body)?;
    let handle = headers::text(call.headers, "servicebusnotification-devicehandle")
        .filter(|handle| !handle.trim().is_empty())
        .ok_or_else(|| {
            ServiceError::bad_request("The header ServiceBusNotification-DeviceHandle is missing")
        })?;
    check_handle(platform, handle.trim())?;
    let targets = hub.read(|store| vec![store.device(platform, handle.trim())]);
    let notification = Notification {
        test: call.target.flag("test"),
        ..notification(call, hub, format)
    };
    let targets = Targets::one_per_device(targets);
    hand_over(call, hub, notification, &content, body, targets)
}

/// A token of Apple is checked as in a registration.
pub fn check_handle(platform: Platform, handle: &str) -> Result<(), ServiceError> {
    match platform {
        Platform::Apple => device_token::check(handle).map_err(ServiceError::bad_request),
        _ => Ok(()),
    }
}

fn hand_over(
    call: &Call,
    hub: &Hub,
    notification: Notification,
    content: &Content,
    body: &[u8],
    targets: Targets,
) -> Result<Answer, ServiceError> {
    let id = notification.id.clone();
    let location = location(call, "messages", &id)?;
    let test = notification.test;
    let details = telemetry::has_error_details(call.api_version);
    let results = dispatch::dispatch(call.app, hub, notification, content, body, targets, details);
    let body = match test {
        true => test_outcome::of(&results).into_bytes(),
        false => Vec::new(),
    };
    let answer = created(id, location, body);
    let rule = results.iter().find_map(|result| result.rule);
    Ok(match rule {
        Some(rule) => answer.header(RULE, HeaderValue::from_static(rule)),
        None => answer,
    })
}

/// A new one, to everybody.
pub fn notification(call: &Call, hub: &Hub, format: Format) -> Notification {
    Notification {
        id: ids::notification(call.now),
        hub: hub.name.clone(),
        tracking_id: call.tracking_id.to_owned(),
        time: call.now,
        format: format.word(),
        tag_expression: None,
        test: false,
        direct: call.target.flag("direct"),
    }
}

/// `id` is that of the notification.
pub fn created(id: String, location: Option<HeaderValue>, body: Vec<u8>) -> Answer {
    let answer = Answer {
        notification_id: Some(id),
        ..Answer::with_body(StatusCode::CREATED, XML, body)
    };
    match location {
        Some(location) => answer.header(LOCATION, location),
        None => answer,
    }
}

/// A handle belongs to a platform. A template is found by who registered it, and by a handle nobody
/// is asked.
pub fn native(format: Format) -> Result<Platform, ServiceError> {
    match format {
        Format::Native(platform) => Ok(platform),
        Format::Template => Err(ServiceError::bad_request(
            "A direct send has the format of a platform, not template",
        )),
    }
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

/// The address names scheme, host, port and api-version as the client used them, and that a send was
/// direct. Only one tier has it.
pub fn location(
    call: &Call,
    collection: &str,
    id: &str,
) -> Result<Option<HeaderValue>, ServiceError> {
    if !call.app.tier.get().tells_location() {
        return Ok(None);
    }
    let target = call.target;
    let (base, hub, version) = (&target.base, &target.hub, call.api_version);
    let direct = if target.flag("direct") { "&direct" } else { "" };
    let url = format!("{base}/{hub}/{collection}/{id}?api-version={version}{direct}");
    headers::value(url).map(Some)
}

fn some_of(items: &mut Vec<Arc<Registration>>, count: usize) {
    let mut kept = 0;
    while kept < count.min(items.len()) {
        let left = items.len() - kept;
        let random = Uuid::new_v4().as_u128() % (left as u128);
        items.swap(kept, kept + random as usize);
        kept += 1;
    }
    items.truncate(kept);
}
