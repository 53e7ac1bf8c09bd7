//! Which devices have a dead handle still.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::devices::device::Device;
use crate::devices::prune::dead_handles::DeadHandle;
use crate::devices::prune::decision::{Decision, Pruned};
use crate::devices::together::make_together;
use crate::documents::brought::Brought;
use crate::documents::installation::Installation;
use crate::documents::registration::{RegisteredDevice, Registration};
use crate::error::{Error, Status};
use crate::hub::Hub;
use crate::hub::list_bounds::{ListBounds, ended};
use crate::hub::read::{OutcomeWith, is_missing};
use crate::hub::registration_cursor::RegistrationCursor;
use crate::hub::registration_page::{Filter, LIST};
use crate::hub::registrations::Match;
use crate::notification::platform::Platform;
use crate::notification::subscription::Subscription;
use crate::outcome::{Outcome, Verdict};
use crate::policy::options::CallOptions;
use crate::queue::prepared_call::PreparedCall;
use crate::transport::call::Call;
use crate::wire::iso_duration::seconds;
use crate::wire::utc_time::unix_seconds;

/// A device that has a dead handle.
pub struct Found<'a> {
    /// The handle.
    pub dead: &'a DeadHandle,
    /// How it is deleted.
    pub device: Device,
    platform: Option<Platform>,
    etag: Option<String>,
    /// When it ends by itself, as the service writes it.
    expiration: Option<String>,
}

impl Found<'_> {
    /// A decision on it.
    pub fn pruned(&self, decision: Decision) -> Pruned {
        let mut pruned = Pruned::of(decision, self.dead);
        pruned.platform = self.platform;
        let id = Some(self.device.id().to_owned());
        match &self.device {
            Device::Installation(_) => pruned.installation_id = id,
            Device::Registration(_) => pruned.registration_id = id,
        }
        pruned
    }

    /// The registration as it was listed.
    pub fn version(&self) -> Match<'_> {
        self.etag.as_deref().map_or(Match::Any, Match::Etag)
    }
}

/// What came of some handles: the decisions, and the outcome that says most.
pub struct Results {
    /// The decisions.
    pub pruned: Vec<Pruned>,
    /// Of the first request that failed for more than its own device, or of the first that may
    /// have been made; else of the last.
    pub outcome: Outcome,
    /// Would those that follow fail the same way?
    pub is_over: bool,
}

impl Results {
    /// A request that was answered.
    pub fn answered(&mut self, outcome: Outcome) {
        if self.outcome.error.is_none() {
            self.outcome = outcome;
        }
    }

    /// The request for this one failed.
    pub fn fail(&mut self, pruned: Pruned, outcome: Outcome) {
        self.pruned.push(pruned);
        if is_of_one_device(&outcome) {
            return;
        }
        self.is_over = true;
        self.tell(outcome);
    }

    fn tell(&mut self, outcome: Outcome) {
        let is_worse = outcome.verdict == Verdict::Unknown;
        if self.outcome.error.is_none() || (is_worse && self.outcome.verdict != Verdict::Unknown) {
            self.outcome = outcome;
        }
    }
}

/// Does the failure say something of this device alone? Then others are gone on with.
fn is_of_one_device(outcome: &Outcome) -> bool {
    let is_refused = matches!(outcome.http_status, Some(400..=499));
    let is_unreadable = outcome.verdict == Verdict::Accepted;
    let is_of_all = matches!(
        outcome.status(),
        Status::Unauthorized | Status::Forbidden | Status::Throttled | Status::ServiceError
    );
    (is_refused || is_unreadable) && !is_of_all
}

/// The devices that have these handles, and are those that were meant.
pub fn find<'a>(
    hub: &Arc<Hub>,
    portion: &'a [DeadHandle],
    options: &CallOptions,
    call: &Rc<Call>,
    results: &mut Results,
) -> Vec<Found<'a>> {
    let prepare = |hub: &_, dead: &DeadHandle, options: &_| {
        PreparedCall::registration_page(hub, Filter::Channel(&dead.handle), None, options)
    };
    let pages = make_together(hub, options, call, portion, prepare);
    let mut found = Vec::new();
    for (dead, mut outcome) in portion.iter().zip(pages) {
        let listed = match outcome.brought.take().map(|brought| *brought) {
            Some(Brought::RegistrationPage(page)) if page.continuation_token.is_none() => {
                OutcomeWith {
                    outcome,
                    value: Some(page.registrations),
                }
            }
            Some(Brought::RegistrationPage(_)) => all_of(hub, &dead.handle, options, call),
            _ => OutcomeWith {
                outcome,
                value: None,
            },
        };
        match listed.value {
            Some(registrations) => {
                devices_of(dead, &registrations, &mut found, results);
                results.answered(listed.outcome);
            }
            None => results.fail(Pruned::of(Decision::Failed, dead), listed.outcome),
        }
    }
    found
}

fn devices_of<'a>(
    dead: &'a DeadHandle,
    registrations: &[Registration],
    found: &mut Vec<Found<'a>>,
    results: &mut Results,
) {
    let mut devices: BTreeMap<Device, (Found<'a>, Vec<&str>)> = BTreeMap::new();
    let mut is_filtered = true;
    for registration in registrations {
        let Some(device) = Device::of(registration) else {
            continue;
        };
        // Whoever passes over what was asked for lists everybody.
        if !has_handle(&registration.device, &dead.handle) {
            is_filtered = false;
            continue;
        }
        let one = Found {
            dead,
            device: device.clone(),
            platform: registration.device.platform,
            etag: registration.etag.clone(),
            expiration: registration.expiration_time.clone(),
        };
        let (_, ids) = devices.entry(device).or_insert_with(|| (one, Vec::new()));
        ids.extend(registration.id.as_deref());
    }
    if !is_filtered {
        let why = "the service lists devices with other handles than the one that was asked for";
        results.pruned.push(Pruned::of(Decision::Failed, dead));
        results.is_over = true;
        results.tell(Outcome::failed(Error::new(Status::Protocol, why)));
        return;
    }
    if devices.is_empty() {
        results
            .pruned
            .push(Pruned::of(Decision::NotRegistered, dead));
    }
    for (one, ids) in devices.into_values() {
        let installation = match &one.device {
            Device::Installation(id) => Some(id.as_str()),
            Device::Registration(_) => None,
        };
        match dead.means(one.platform, installation, &ids) {
            true => found.push(one),
            false => results.pruned.push(one.pruned(Decision::RegisteredAgain)),
        }
    }
}

/// Is this the device's handle, as the service may have been asked for it?
fn has_handle(device: &RegisteredDevice, handle: &str) -> bool {
    match device.platform {
        // The service keeps them in capitals.
        Some(Platform::Apple) => device.handle.eq_ignore_ascii_case(handle),
        Some(Platform::Browser) => {
            let endpoint = Subscription::parse("handle", handle).map(|it| it.endpoint);
            device.handle == endpoint.as_deref().unwrap_or(handle)
        }
        // Its two parts, as one of them or as both.
        Some(Platform::Baidu) => handle.contains(&device.handle),
        _ => device.handle == handle,
    }
}

/// All registrations of a handle that are more than a page.
fn all_of(
    hub: &Hub,
    handle: &str,
    options: &CallOptions,
    call: &Rc<Call>,
) -> OutcomeWith<Vec<Registration>> {
    let mut cursor = match RegistrationCursor::new(Filter::Channel(handle)) {
        Ok(cursor) => cursor,
        Err(error) => return OutcomeWith::failed(error),
    };
    let mut all = Vec::new();
    let mut bounds = ListBounds::default();
    loop {
        let mut got = cursor.next_within(hub, options, Rc::clone(call));
        let Some(registration) = got.value.take().flatten() else {
            let value = got.outcome.error.is_none().then_some(all);
            return OutcomeWith {
                outcome: got.outcome,
                value,
            };
        };
        let bytes = size_of::<Registration>() + registration.parts();
        if let Err(why) = bounds.add(1, bytes) {
            return OutcomeWith {
                outcome: ended(got.outcome, LIST, why),
                value: None,
            };
        }
        all.push(registration);
    }
}

/// Without the devices that were written after their handle was given up.
pub fn still_dead<'a>(
    hub: &Arc<Hub>,
    found: Vec<Found<'a>>,
    lifetime: &mut Lifetime,
    options: &CallOptions,
    call: &Rc<Call>,
    results: &mut Results,
) -> Vec<Found<'a>> {
    let found = read_installations(hub, found, options, call, results);
    let is_dated = |found: &Found<'_>| !found.dead.is_the_programs && found.end().is_some();
    let (dated, mut dead): (Vec<_>, Vec<_>) = found.into_iter().partition(is_dated);
    if dated.is_empty() {
        return dead;
    }
    let got = lifetime.get(hub, options, call);
    let Some(seconds) = got.value else {
        // The others can be gone on with.
        let unknown = dated.iter().map(|found| found.pruned(Decision::Failed));
        results.pruned.extend(unknown);
        let mut outcome = got.outcome;
        if let Some(error) = &mut outcome.error {
            error.message.push_str(
                "; whether devices that end registered again is computed from the hub's RegistrationTtl: open the hub with a policy of the namespace that may Manage",
            );
        }
        results.tell(outcome);
        return dead;
    };
    for found in dated {
        let written = found.end().zip(seconds).map(|(end, life)| end - life);
        match is_later(written, found.dead) {
            true => results.pruned.push(found.pruned(Decision::RegisteredAgain)),
            false => dead.push(found),
        }
    }
    dead
}

/// How long a device lives after it was written, which the hub's description says.
#[derive(Debug, Default)]
pub struct Lifetime(Option<Option<i64>>);

impl Lifetime {
    /// In seconds; `Some(None)` where devices live for ever. Asks once.
    fn get(
        &mut self,
        hub: &Hub,
        options: &CallOptions,
        call: &Rc<Call>,
    ) -> OutcomeWith<Option<i64>> {
        if let Some(known) = self.0 {
            return OutcomeWith {
                outcome: Outcome::accepted(),
                value: Some(known),
            };
        }
        let got = hub.description_within(options, Rc::clone(call));
        let got = got.map(|description| {
            let seconds = description.registration_ttl.as_deref().and_then(seconds);
            seconds.and_then(|seconds| i64::try_from(seconds).ok())
        });
        self.0 = got.value;
        got
    }
}

impl Found<'_> {
    /// When it ends by itself, in seconds of Unix time, if it does.
    fn end(&self) -> Option<i64> {
        // What lives for ever ends in the last days of this year.
        let text = self
            .expiration
            .as_deref()
            .filter(|t| !t.starts_with("9999-"))?;
        unix_seconds(text)
    }
}

/// Without the installations that have another handle by now, or say that they were written
/// since. What is a registration does not say so.
fn read_installations<'a>(
    hub: &Arc<Hub>,
    found: Vec<Found<'a>>,
    options: &CallOptions,
    call: &Rc<Call>,
    results: &mut Results,
) -> Vec<Found<'a>> {
    let is_installation = |found: &Found<'_>| matches!(found.device, Device::Installation(_));
    let (asked, mut dead): (Vec<_>, Vec<_>) = found.into_iter().partition(is_installation);
    let prepare = |hub: &_, found: &Found<'_>, options: &_| {
        PreparedCall::installation(hub, found.device.id(), options)
    };
    let read = make_together(hub, options, call, &asked, prepare);
    for (mut found, mut outcome) in asked.into_iter().zip(read) {
        match outcome.brought.take().map(|brought| *brought) {
            Some(Brought::Installation(installation)) => {
                let end = installation.expiration_time();
                found.expiration = end.map(str::to_owned);
                match decision_on(&installation, found.dead) {
                    Some(decision) => results.pruned.push(found.pruned(decision)),
                    None => dead.push(found),
                }
            }
            _ if is_missing(&outcome) => {
                results.pruned.push(found.pruned(Decision::NotRegistered));
            }
            _ => results.fail(found.pruned(Decision::Failed), outcome),
        }
    }
    dead
}

/// Why the installation is left alone, if it is.
fn decision_on(installation: &Installation, dead: &DeadHandle) -> Option<Decision> {
    let has = |channel: &str| {
        let device = RegisteredDevice {
            platform: installation.platform(),
            handle: channel.to_owned(),
            ..RegisteredDevice::default()
        };
        has_handle(&device, &dead.handle)
    };
    if !has(installation.push_channel()) {
        let tiles = installation.secondary_tiles();
        let mut ids = tiles.iter().flat_map(|tiles| tiles.keys());
        let is_a_tiles = ids.any(|id| {
            let tile = installation.secondary_tile(id);
            tile.is_some_and(|tile| has(tile.push_channel()))
        });
        return Some(match is_a_tiles {
            true => Decision::NotDead,
            false => Decision::RegisteredAgain,
        });
    }
    let time = |name| {
        let json = installation.member(name);
        let text = json.as_deref().map(|json| json.trim_matches('"'));
        text.and_then(unix_seconds)
    };
    let was_written = ["lastUpdate", "lastActiveOn"]
        .into_iter()
        .any(|name| is_later(time(name), dead));
    was_written.then_some(Decision::RegisteredAgain)
}

/// Is this time, where there is any, later than the push service's word? Where nobody knows
/// when that was, it may be; of a handle that the program calls dead it does not matter.
fn is_later(time: Option<i64>, dead: &DeadHandle) -> bool {
    !dead.is_the_programs && time.is_some_and(|time| dead.time.is_none_or(|dead| time > dead))
}
