//! What the price tiers refuse.

use crate::api::router::{HubOperation, HubRequest};
use crate::app::App;
use crate::http::error::ServiceError;
use crate::state::hub::Hub;
use crate::state::store::Store;
use crate::state::tier::Tier;
use std::sync::Arc;

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
pub fn check_quota(app: &App, hub: &Hub, request: &HubRequest) -> Result<(), ServiceError> {
    if request.queues() && !app.tier.may_push(app.clock.now()) {
        return Err(ServiceError::forbidden(format!(
            "The quota of pushes of the {} tier is used up for this month",
            app.tier.get().name()
        )));
    }
    let is_new = hub.read(|store| match request.operation {
        HubOperation::PutInstallation => store.installation(request.id).is_none(),
        HubOperation::PutRegistration => store.registration(request.id).is_none(),
        HubOperation::CreateRegistration => true,
        _ => false,
    });
    match is_new {
        true => check_room(app),
        false => Ok(()),
    }
}

/// For one more device. The quota is the namespace's.
pub fn check_room(app: &App) -> Result<(), ServiceError> {
    let most = app.tier.quotas().devices;
    let devices = |hub: &Arc<Hub>| hub.read(Store::devices);
    let count: usize = app.hubs().iter().map(devices).sum();
    match count >= most {
        true => Err(ServiceError::forbidden(format!(
            "The {} tier has room for {most} devices",
            app.tier.get().name()
        ))),
        false => Ok(()),
    }
}
