//! `PUT`, `GET` and `DELETE {hub}/installations/{id}`.

use crate::answer::{Answer, XML};
use crate::app::Hub;
use crate::error::ServiceError;
use crate::installation::Installation;
use hyper::StatusCode;

pub fn put(hub: &Hub, id: &str, body: &[u8]) -> Result<Answer, ServiceError> {
    let installation = Installation::parse(body).map_err(ServiceError::bad_request)?;
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
        .ok_or_else(|| ServiceError::new(StatusCode::NOT_FOUND, "Installation not found"))?;
    let body = serde_json::to_vec(&*installation)
        .map_err(|error| ServiceError::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(Answer::with_body(StatusCode::OK, XML, body))
}

/// 204 also for an installation that does not exist.
pub fn delete(hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    hub.delete(id)?;
    Ok(Answer::with_body(StatusCode::NO_CONTENT, XML, Vec::new()))
}
