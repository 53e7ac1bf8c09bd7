//! All devices of a user, to delete them.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use crate::devices::device::Device;
use crate::devices::together::{PORTION, make_together, stopped};
use crate::documents::installation::checks::check_id;
use crate::hub::Hub;
use crate::hub::list_bounds::{ListBounds, ended};
use crate::hub::read::{OutcomeWith, is_missing};
use crate::hub::registration_cursor::RegistrationCursor;
use crate::hub::registration_page::{Filter, LIST};
use crate::hub::registrations::Match;
use crate::hub::wait::{Progress, until_done};
use crate::notification::tag_expression::user_tag;
use crate::outcome::{Outcome, Verdict};
use crate::policy::options::CallOptions;
use crate::transport::call::Call;

/// Deletes all devices of a user, and waits until none is listed any more: the service
/// deletes some time after its answer, and until then sends reach them. Says how many
/// were deleted. What comes meanwhile, such as a user who logs in again, is deleted if it
/// is a new device.
pub fn delete_user_devices(
    hub: &Arc<Hub>,
    user_id: &str,
    options: &CallOptions,
) -> OutcomeWith<u64> {
    if let Err(error) = check_id("user_id", user_id) {
        return OutcomeWith::failed(error);
    }
    let call = hub.client.begin(options);
    let mut gone = HashSet::new();
    let mut deleted = 0;
    let ask = || {
        let listed = list(hub, user_id, options, &call);
        let Some(devices) = listed.value else {
            return listed.map(|_| false);
        };
        let is_empty = devices.is_empty();
        let left: Vec<Device> = devices.difference(&gone).cloned().collect();
        for portion in left.chunks(PORTION) {
            let prepare =
                |hub: &_, device: &Device, options: &_| device.deletion(hub, Match::Any, options);
            let outcomes = make_together(hub, options, &call, portion, prepare);
            let mut failed: Option<Outcome> = None;
            for (device, outcome) in portion.iter().zip(outcomes) {
                match &outcome.error {
                    None => deleted += 1,
                    // Somebody else was faster.
                    Some(_) if is_missing(&outcome) => {}
                    Some(_) => {
                        let is_worse = |other: &Outcome| other.verdict != Verdict::Unknown;
                        if failed.as_ref().is_none_or(is_worse) {
                            failed = Some(outcome);
                        }
                        continue;
                    }
                }
                gone.insert(device.clone());
            }
            if let Some(outcome) = failed {
                return OutcomeWith {
                    outcome: stopped(&call, outcome),
                    value: None,
                };
            }
        }
        OutcomeWith {
            outcome: listed.outcome,
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

/// The devices of a user. A hub that makes no difference between large letters and small
/// ones lists those of others too.
fn list(
    hub: &Hub,
    user_id: &str,
    options: &CallOptions,
    call: &Rc<Call>,
) -> OutcomeWith<HashSet<Device>> {
    let tag = user_tag(user_id);
    let mut registrations = match RegistrationCursor::new(Filter::Tag(&tag)) {
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
        if registration.user_id().is_some_and(|id| id != user_id) {
            continue;
        }
        let device = Device::of(&registration);
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
