//! `POST /_emulator/inbox/seen`: somebody has looked at what a device got.

use crate::app::App;
use crate::control::inbox::list::for_each;
use crate::control::inbox::parameters;
use crate::control::inbox::search::{fold, is_same};
use crate::http::error::ServiceError;
use crate::state::device_key::DeviceKey;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    hub: String,
    device: String,
}

/// What it has got until now is read.
pub fn mark(app: &App, body: &[u8]) -> Result<(), ServiceError> {
    let seen: Seen = serde_json::from_slice(body)
        .map_err(|error| ServiceError::bad_request(error.to_string()))?;
    let device = parameters::device_key(&seen.device)?;
    let hub = fold(&seen.hub);
    let log = &app.recorder.delivery_log;
    let (mut oldest, mut newest) = (None, None);
    for_each(log, |number, delivery| {
        oldest.get_or_insert(number);
        if DeviceKey::of(&delivery.registration) == device
            && is_same(&delivery.notification.hub, &hub)
        {
            newest = Some(number);
        }
    });
    if let (Some(oldest), Some(newest)) = (oldest, newest)
        && app
            .recorder
            .read_marks
            .set(&seen.hub, device, newest + 1, oldest)
    {
        app.namespace.changed.ring();
    }
    Ok(())
}
