//! What the price tiers refuse.

use crate::api::router::{HubOperation, HubRequest};
use crate::http::error::ServiceError;
use crate::state::hub::Hub;
use crate::state::tier::Tier;

const MAX_FREE_DEVICES: usize = 500;

/// The service answers 403; its text is ours, since a local hub is where people find out why.
pub fn check(tier: Tier, needed: Tier) -> Result<(), ServiceError> {
    match tier >= needed {
        true => Ok(()),
        false => Err(ServiceError::forbidden(format!(
            "The {} tier does not have this operation",
            tier.name()
        ))),
    }
}

/// Counts before the device is added, so that several that come at once may end a little above.
pub fn check_quota(tier: Tier, hub: &Hub, request: &HubRequest) -> Result<(), ServiceError> {
    if tier != Tier::Free {
        return Ok(());
    }
    let full = hub.read(|store| {
        let is_new = match request.operation {
            HubOperation::PutInstallation => store.installation(request.id).is_none(),
            HubOperation::PutRegistration => store.registration(request.id).is_none(),
            HubOperation::CreateRegistration => true,
            _ => false,
        };
        is_new && store.devices() >= MAX_FREE_DEVICES
    });
    match full {
        true => Err(ServiceError::forbidden(format!(
            "The free tier has room for {MAX_FREE_DEVICES} devices"
        ))),
        false => Ok(()),
    }
}
