//! `GET /_emulator/inbox/token`: with what a page sends by the public interface of a hub.

use crate::app::App;
use crate::auth::signing;
use crate::control::inbox::parameters;
use crate::http::error::ServiceError;
use crate::http::target::Target;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use time::Duration;

/// Of the hub's clock.
const GOOD_FOR: Duration = Duration::hours(1);
const API_VERSION: &str = "2020-06";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HubAccess {
    token: String,
    url: String,
    api_version: &'static str,
}

pub fn token(app: &App, target: &Target) -> Result<Vec<u8>, ServiceError> {
    let hub = parameters::one_hub(app, target)?;
    let name = utf8_percent_encode(&hub.name, NON_ALPHANUMERIC);
    let url = format!("{}/{name}", target.base);
    let description = hub.description();
    let of_hub = description.rules.full_access();
    // Whoever describes a hub may leave it without such a key.
    let rule = of_hub.or_else(|| app.namespace.policies.full_access());
    let expiry = app.clock.now().checked_add(GOOD_FOR);
    let token = rule
        .zip(expiry)
        .and_then(|(rule, expiry)| signing::token(rule, &url, expiry));
    let token = token.ok_or_else(|| ServiceError::internal("There is no key to sign with"))?;
    let access = HubAccess {
        token,
        url,
        api_version: API_VERSION,
    };
    serde_json::to_vec(&access).map_err(ServiceError::internal)
}
