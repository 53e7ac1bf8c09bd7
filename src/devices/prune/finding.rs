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
use crate::documents::registration::Registration;
use crate::hub::Hub;
use crate::hub::list_bounds::{ListBounds, ended};
use crate::hub::read::{OutcomeWith, is_missing};
use crate::hub::registration_cursor::RegistrationCursor;
use crate::hub::registration_page::{Filter, LIST};
use crate::hub::registrations::Match;
use crate::notification::platform::Platform;
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
    /// Of the first request that failed, or of the first that may have been made; else of
    /// the last.
    pub outcome: Outcome,
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
        let is_worse = outcome.verdict == Verdict::Unknown;
        if self.outcome.error.is_none() || (is_worse && self.outcome.verdict != Verdict::Unknown) {
            self.outcome = outcome;
        }
    }
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
    let mut devices: BTreeMap<&str, (Found<'a>, Vec<&str>)> = BTreeMap::new();
    for registration in registrations {
        let Some(device) = Device::of(registration) else {
            continue;
        };
        let key = registration
            .installation_id()
            .or(registration.id.as_deref());
        let platform = registration.device.platform;
        let found = Found {
            dead,
            device,
            platform,
            etag: registration.etag.clone(),
            expiration: registration.expiration_time.clone(),
        };
        let (_, ids) = devices
            .entry(key.unwrap_or_default())
            .or_insert_with(|| (found, Vec::new()));
        ids.extend(registration.id.as_deref());
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
        match dead.means(installation, &ids) {
            true => found.push(one),
            false => results.pruned.push(one.pruned(Decision::RegisteredAgain)),
        }
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
    let is_dated = |found: &Found<'_>| found.dead.time.is_some() && found.end().is_some();
    let (dated, mut dead): (Vec<_>, Vec<_>) = found.into_iter().partition(is_dated);
    if dated.is_empty() {
        return dead;
    }
    let got = lifetime.get(hub, options, call);
    let Some(seconds) = got.value else {
        for found in &dated {
            results.fail(found.pruned(Decision::Failed), got.outcome.clone());
        }
        return dead;
    };
    for found in dated {
        let written = found.end().zip(seconds).map(|(end, life)| end - life);
        match written > found.dead.time {
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
    let is_asked = |found: &Found<'_>| {
        found.dead.time.is_some() && matches!(found.device, Device::Installation(_))
    };
    let (asked, mut dead): (Vec<_>, Vec<_>) = found.into_iter().partition(is_asked);
    let prepare = |hub: &_, found: &Found<'_>, options: &_| {
        PreparedCall::installation(hub, found.device.id(), options)
    };
    let read = make_together(hub, options, call, &asked, prepare);
    for (mut found, mut outcome) in asked.into_iter().zip(read) {
        match outcome.brought.take().map(|brought| *brought) {
            Some(Brought::Installation(installation)) => {
                let end = installation.expiration_time();
                found.expiration = end.map(str::to_owned);
                match is_written_after(&installation, found.dead) {
                    true => results.pruned.push(found.pruned(Decision::RegisteredAgain)),
                    false => dead.push(found),
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

/// Has the installation another handle by now, or was it written since?
fn is_written_after(installation: &Installation, dead: &DeadHandle) -> bool {
    let channel = installation.push_channel();
    let is_another = !channel.is_empty() && !channel.eq_ignore_ascii_case(&dead.handle);
    let is_later = |name| {
        let json = installation.member(name);
        let text = json.as_deref().map(|json| json.trim_matches('"'));
        text.and_then(unix_seconds) > dead.time
    };
    is_another || ["lastUpdate", "lastActiveOn"].into_iter().any(is_later)
}
