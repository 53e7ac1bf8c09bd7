//! What the price tiers refuse.

use crate::api::router::Operation;
use crate::http::error::ServiceError;
use crate::state::hub::Hub;
use crate::state::tier::Tier;

const MAX_FREE_DEVICES: usize = 500;

/// The service answers 403; its text is ours, since a local hub is where people find out why.
pub fn check(tier: Tier, operation: &Operation) -> Result<(), ServiceError> {
    let needed = match operation {
        Operation::SendBatch => Tier::Basic,
        Operation::Schedule
        | Operation::CancelScheduled(_)
        | Operation::GetMessage(_)
        | Operation::FeedbackContainer
        | Operation::SubmitJob
        | Operation::GetJob(_)
        | Operation::ListJobs => Tier::Standard,
        _ => Tier::Free,
    };
    match tier >= needed {
        true => Ok(()),
        false => Err(ServiceError::forbidden(format!(
            "The {} tier does not have this operation",
            tier.name()
        ))),
    }
}

/// Counts before the device is added, so that several that come at once may end a little above.
pub fn check_quota(tier: Tier, hub: &Hub, operation: &Operation) -> Result<(), ServiceError> {
    if tier != Tier::Free {
        return Ok(());
    }
    let full = hub.read(|store| {
        let is_new = match operation {
            Operation::PutInstallation(id) => store.installation(id).is_none(),
            Operation::PutRegistration(id) => store.registration(id).is_none(),
            Operation::CreateRegistration => true,
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
