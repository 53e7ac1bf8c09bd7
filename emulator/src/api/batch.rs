//! `POST {hub}/messages/$batch`: one notification to many handles.

use crate::api::call::Call;
use crate::api::dispatch::{self, Targets};
use crate::api::router::MAX_MESSAGE;
use crate::api::send;
use crate::api::telemetry;
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::http::headers;
use crate::push::content::Content;
use crate::push::format::Format;
use crate::state::hub::Hub;
use crate::wire::multipart::{self, BodyPart};
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderValue};

const MAX_HANDLES: usize = 1000;

pub fn send(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    if !call.target.flag("direct") {
        return Err(ServiceError::bad_request(
            "A batch has the query parameter direct",
        ));
    }
    let format = Format::of_request(call.headers)?;
    let platform = send::native(format)?;
    let content_type = headers::text(call.headers, CONTENT_TYPE).unwrap_or_default();
    let parts = multipart::parse(&content_type, body).map_err(|fault| {
        ServiceError::bad_request(format!("The batch cannot be taken apart: {fault}"))
    })?;
    let payload = part(&parts, "notification")?;
    if payload.content.len() > MAX_MESSAGE {
        return Err(ServiceError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The notification is larger than this address takes",
        ));
    }
    let handles = handles(part(&parts, "devices")?.content)?;
    for handle in &handles {
        send::check_handle(platform, handle.trim())?;
    }

    // The type of what each device gets is that of the part.
    let mut headers = call.headers.clone();
    headers.remove(CONTENT_TYPE);
    if let Some(content_type) = payload.content_type
        && let Ok(content_type) = HeaderValue::try_from(content_type)
    {
        headers.insert(CONTENT_TYPE, content_type);
    }
    let content = Content::check(format, &headers, payload.content)?;
    let targets = hub.read(|store| {
        let device = |handle: &String| store.device(platform, handle);
        handles.iter().map(device).collect()
    });
    let notification = send::notification(call, hub, format);
    let id = notification.id.clone();
    let location = send::location(call, "messages/$batch", &id)?;
    dispatch::dispatch(
        call.app,
        hub,
        notification,
        &content,
        payload.content,
        Targets::one_per_device(targets),
        telemetry::has_error_details(call.api_version),
    );
    Ok(send::created(id, location, Vec::new()))
}

fn part<'a>(parts: &'a [BodyPart<'a>], name: &str) -> Result<&'a BodyPart<'a>, ServiceError> {
    let found = parts
        .iter()
        .find(|part| part.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        ServiceError::bad_request(format!("The part '{name}' was not found in the batch"))
    })
}

fn handles(json: &[u8]) -> Result<Vec<String>, ServiceError> {
    let handles: Vec<String> = serde_json::from_slice(json).map_err(|error| {
        ServiceError::bad_request(format!(
            "The devices are not a JSON array of handles: {error}"
        ))
    })?;
    if handles.is_empty() || handles.len() > MAX_HANDLES {
        return Err(ServiceError::bad_request(format!(
            "A batch is for 1 to {MAX_HANDLES} devices, and this has {}",
            handles.len()
        )));
    }
    match handles.iter().any(|handle| handle.trim().is_empty()) {
        true => Err(ServiceError::bad_request("A handle in the batch is empty")),
        false => Ok(handles),
    }
}
