//! Direct sends: to a device that the hub need not know, or to up to a thousand at once.

use crate::answer::Answer;
use crate::content::Content;
use crate::error::ServiceError;
use crate::gateway::Call;
use crate::hub::Hub;
use crate::ids;
use crate::multipart;
use crate::platform::{Format, Platform};
use crate::registration::Registration;
use crate::router::MAX_MESSAGE;
use crate::send;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use std::sync::Arc;

const MAX_HANDLES: usize = 1000;

/// `POST {hub}/messages?direct`
pub fn send(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    let (format, platform) = native(call)?;
    let content = Content::check(format, call.headers, body)?;
    let handle = required(call, "ServiceBusNotification-DeviceHandle")?;
    let keys = match platform {
        Platform::Browser => vec![required(call, "P256DH")?, required(call, "Auth")?],
        _ => Vec::new(),
    };
    let notification = send::notification(call, hub, ids::notification(call.now), format, None);
    let targets = vec![unregistered(platform, handle, keys)];
    let results = send::deliver(call.app, &notification, &content, targets, body);
    send::answer(call, &notification, "messages", &results)
}

/// `POST {hub}/messages/$batch?direct`: a part with the notification and one with the handles.
pub fn batch(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    if !call.target.flag("direct") {
        return Err(ServiceError::bad_request(
            "A batch is sent directly; the query parameter direct is missing",
        ));
    }
    let (format, platform) = native(call)?;
    let content_type = call.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let content_type = String::from_utf8_lossy(content_type.unwrap_or_default());
    let parts = multipart::parse(&content_type, body)?;
    let part = |name: &str| {
        parts.iter().find(|part| part.name == name).ok_or_else(|| {
            ServiceError::bad_request(format!("The part '{name}' of the batch was not found"))
        })
    };
    let (payload, devices) = (part("notification")?, part("devices")?);
    if payload.content.len() > MAX_MESSAGE {
        return Err(ServiceError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The message is larger than this address takes",
        ));
    }
    let mut headers = call.headers.clone();
    headers.remove(CONTENT_TYPE);
    if let Some(content_type) = &payload.content_type {
        let content_type = HeaderValue::try_from(content_type)
            .map_err(|_| ServiceError::bad_request("The Content-Type of a part is wrong"))?;
        headers.insert(CONTENT_TYPE, content_type);
    }
    let content = Content::check(format, &headers, payload.content)?;
    let targets = handles(devices.content)?
        .into_iter()
        .map(|handle| unregistered(platform, handle, Vec::new()))
        .collect();
    let notification = send::notification(call, hub, ids::notification(call.now), format, None);
    let results = send::deliver(call.app, &notification, &content, targets, payload.content);
    send::answer(call, &notification, "messages/$batch", &results)
}

/// A template needs a registration, and here is none.
fn native(call: &Call) -> Result<(Format, Platform), ServiceError> {
    match send::format(call.headers)? {
        Format::Template => Err(ServiceError::bad_request(
            "A template notification cannot be sent directly to a device",
        )),
        Format::Native(platform) => Ok((Format::Native(platform), platform)),
    }
}

fn required(call: &Call, name: &str) -> Result<String, ServiceError> {
    let value = call.headers.get(name).map(HeaderValue::as_bytes);
    let value = String::from_utf8_lossy(value.unwrap_or_default());
    match value.trim() {
        "" => Err(ServiceError::bad_request(format!(
            "The header {name} is missing or empty"
        ))),
        value => Ok(value.to_owned()),
    }
}

fn handles(json: &[u8]) -> Result<Vec<String>, ServiceError> {
    let handles: Vec<String> = serde_json::from_slice(json).map_err(|error| {
        ServiceError::bad_request(format!(
            "The part 'devices' is not a JSON array of strings (line {}, column {})",
            error.line(),
            error.column()
        ))
    })?;
    if handles.is_empty() || handles.len() > MAX_HANDLES {
        return Err(ServiceError::bad_request(format!(
            "A batch goes to 1 to {MAX_HANDLES} devices, and these are {}",
            handles.len()
        )));
    }
    match handles.iter().position(|handle| handle.trim().is_empty()) {
        Some(index) => Err(ServiceError::bad_request(format!(
            "Handle {index} of the batch is empty"
        ))),
        None => Ok(handles),
    }
}

/// What stands for a device of which only the handle is known.
fn unregistered(
    platform: Platform,
    handle: String,
    handle_parts: Vec<String>,
) -> Arc<Registration> {
    Arc::new(Registration {
        id: String::new(),
        etag: 0,
        expires: None,
        platform,
        handle,
        handle_parts,
        tile: None,
        installation_id: None,
        tags: Vec::new(),
        tag_keys: Vec::new(),
        push_variables: Arc::default(),
        push_variables_text: None,
        template: None,
    })
}
