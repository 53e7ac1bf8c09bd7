//! All devices of a user, to delete them.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use crate::devices::together::{PORTION, make_together};
use crate::error::Result;
use crate::hub::Hub;
use crate::hub::list_bounds::{ListBounds, ended};
use crate::hub::read::{OutcomeWith, is_missing};
use crate::hub::registration_cursor::RegistrationCursor;
use crate::hub::registration_page::{Filter, LIST};
use crate::hub::registrations::Match;
use crate::hub::wait::{Progress, until_done};
use crate::notification::tag_expression::{USER_ID, id_tag};
use crate::policy::options::CallOptions;
use crate::queue::prepared_call::PreparedCall;
use crate::transport::call::Call;

/// A device, by the call that deletes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Device {
    Installation(String),
    /// One that is no part of an installation.
    Registration(String),
}

impl Device {
    fn id(&self) -> &str {
        let (Device::Installation(id) | Device::Registration(id)) = self;
        id
    }

    fn deletion(hub: &Arc<Hub>, device: &Device, options: &CallOptions) -> Result<PreparedCall> {
        match device {
            Device::Installation(id) => PreparedCall::delete_installation(hub, id, options),
            Device::Registration(id) => {
                PreparedCall::delete_registration(hub, id, Match::Any, options)
            }
        }
    }
}

/// Deletes all devices of a user, and waits until none is listed any more: the service
/// deletes some time after its answer, and until then sends reach them. Says how many
/// were deleted. What comes meanwhile, such as a user who logs in again, is deleted if it
/// is a new device.
pub fn delete_user_devices(
    hub: &Arc<Hub>,
    user_id: &str,
    options: &CallOptions,
) -> OutcomeWith<u64> {
    let tag = match id_tag("user_id", USER_ID, user_id) {
        Ok(tag) => tag,
        Err(error) => return OutcomeWith::failed(error),
    };
    let call = hub.client.begin(options);
    let mut gone = HashSet::new();
    let mut deleted = 0;
    let ask = || {
        let listed = list(hub, &tag, options, &call);
        let Some(devices) = listed.value else {
            return listed.map(|_| false);
        };
        let mut outcome = listed.outcome;
        let is_empty = devices.is_empty();
        let left: Vec<Device> = devices.difference(&gone).cloned().collect();
        for portion in left.chunks(PORTION) {
            let outcomes = make_together(hub, options, &call, portion, Device::deletion);
            for (device, of_device) in portion.iter().zip(outcomes) {
                match &of_device.error {
                    None => deleted += 1,
                    // Somebody else was faster.
                    Some(_) if is_missing(&of_device) => {}
                    Some(_) => {
                        outcome = of_device;
                        continue;
                    }
                }
                gone.insert(device.clone());
            }
            if outcome.error.is_some() {
                return OutcomeWith {
                    outcome,
                    value: None,
                };
            }
        }
        OutcomeWith {
            outcome,
            value: Some(is_empty),
        }
    };
    let what = "the deletion of the user's devices";
    let got = until_done(&call, what, ask, |got| match got.value {
        Some(false) => Progress::Pending,
        Some(true) | None => Progress::Done,
    });
    OutcomeWith {
        outcome: got.outcome,
        value: Some(deleted),
    }
}

/// The devices that have registrations with a tag.
fn list(
    hub: &Hub,
    tag: &str,
    options: &CallOptions,
    call: &Rc<Call>,
) -> OutcomeWith<HashSet<Device>> {
    let mut registrations = match RegistrationCursor::new(Filter::Tag(tag)) {
        Ok(cursor) => cursor,
        Err(error) => return OutcomeWith::failed(error),
    };
    let mut devices = HashSet::new();
    let mut bounds = ListBounds::default();
    loop {
        let mut got = registrations.next_within(hub, options, Rc::clone(call));
        let Some(registration) = got.value.take().flatten() else {
            let value = got.outcome.error.is_none().then_some(devices);
            return OutcomeWith {
                outcome: got.outcome,
                value,
            };
        };
        let device = match registration.installation_id() {
            Some(id) => Some(Device::Installation(id.to_owned())),
            None => registration.id.map(Device::Registration),
        };
        let bytes = device.as_ref().map_or(0, |device| device.id().len());
        if let Err(why) = bounds.add(1, bytes) {
            return OutcomeWith {
                outcome: ended(got.outcome, LIST, why),
                value: None,
            };
        }
        devices.extend(device);
    }
}
