//! `PUT`, `GET`, `PATCH` and `DELETE {hub}/installations/{id}`.

use crate::api::call::Call;
use crate::devices::installation::{self, Installation};
use crate::devices::installation_patch;
use crate::http::answer::{Answer, XML};
use crate::http::error::ServiceError;
use crate::state::hub::Hub;
use hyper::StatusCode;

pub fn put(call: &Call, hub: &Hub, id: &str, body: &[u8]) -> Result<Answer, ServiceError> {
    let installation =
        Installation::parse(body, call.checks()).map_err(ServiceError::bad_request)?;
    if installation.installation_id != id {
        return Err(ServiceError::bad_request(format!(
            "The installationId '{}' is not the one in the address",
            installation.installation_id
        )));
    }
    hub.put(installation)?;
    Ok(Answer::with_body(StatusCode::OK, XML, Vec::new()))
}

/// The service answers JSON under application/xml.
pub fn get(hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    let installation = hub
        .read(|store| store.installation(id))
        .ok_or_else(not_found)?;
    let body = serde_json::to_vec(&*installation).map_err(ServiceError::internal)?;
    Ok(Answer::with_body(StatusCode::OK, XML, body))
}

/// All changes or none. What comes out is held to the same rules as a PUT; a channel that expired
/// stays so unless the patch has another.
pub fn patch(call: &Call, hub: &Hub, id: &str, body: &[u8]) -> Result<Answer, ServiceError> {
    hub.write(|store| {
        let installation = store.installation(id).ok_or_else(not_found)?;
        let mut expired = false;
        let mut patched = serde_json::to_value(&*installation)
            .map_err(|error| error.to_string())
            .and_then(|mut document| {
                installation_patch::apply(&mut document, body)?;
                expired = installation::is_expired(&document);
                Installation::from_json(&document, call.checks())
            })
            .map_err(ServiceError::bad_request)?;
        patched.push_channel_expired = expired;
        Ok((hub.put_change(store, patched), ()))
    })?;
    Ok(Answer::with_body(StatusCode::OK, XML, Vec::new()))
}

/// 204 also for an installation that does not exist.
pub fn delete(hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    hub.delete(id)?;
    Ok(Answer::with_body(StatusCode::NO_CONTENT, XML, Vec::new()))
}

fn not_found() -> ServiceError {
    ServiceError::not_found("Installation not found")
}
