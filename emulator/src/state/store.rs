//! The devices and jobs of one hub.

use crate::devices::installation::Installation;
use crate::devices::platform::Platform;
use crate::devices::registration::{self, DerivedRegistration, InstallationPart, Registration};
use crate::devices::tag_expression::TagExpression;
use crate::push::format::Format;
use crate::state::change::{Change, ChangeRef};
use crate::state::job::Job;
use crate::state::scheduled::ScheduledNotification;
use crate::wire::ids;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;
use time::OffsetDateTime;

#[derive(Default)]
pub struct Store {
    installations: HashMap<String, StoredInstallation>,
    /// By the order in which they came, so that lists and sends come out in a steady order, and the
    /// next page of a list starts where the last one ended.
    registrations: BTreeMap<u64, Arc<Registration>>,
    numbers: HashMap<String, u64>,
    expiring: BTreeSet<(OffsetDateTime, u64)>,
    next: u64,
    /// How many registrations clients wrote themselves.
    own: usize,
    jobs: BTreeMap<String, Arc<Job>>,
    /// Keys of native registrations of devices by their handles.
    handles: HashMap<String, BTreeSet<u64>>,
    scheduled: HashMap<String, Arc<ScheduledNotification>>,
    /// The same by the time at which they are sent.
    due: BTreeSet<(OffsetDateTime, String)>,
}

struct StoredInstallation {
    installation: Arc<Installation>,
    /// Keys into `registrations`.
    numbers: Vec<u64>,
}

/// A part of a list, and where the next part starts if there is one.
pub struct RegistrationPage {
    pub registrations: Vec<Arc<Registration>>,
    pub next: Option<u64>,
}

impl Store {
    pub fn installation(&self, id: &str) -> Option<Arc<Installation>> {
        let entry = self.installations.get(id)?;
        Some(Arc::clone(&entry.installation))
    }

    pub fn registration(&self, id: &str) -> Option<&Arc<Registration>> {
        self.registrations.get(self.numbers.get(id)?)
    }

    /// Those that an installation has.
    pub fn registrations_of(&self, installation_id: &str) -> Vec<Arc<Registration>> {
        let entry = self.installations.get(installation_id);
        let numbers = entry.iter().flat_map(|entry| &entry.numbers);
        numbers
            .filter_map(|number| self.registrations.get(number).cloned())
            .collect()
    }

    pub fn registrations(&self) -> impl Iterator<Item = &Arc<Registration>> {
        self.registrations.values()
    }

    pub fn jobs(&self) -> &BTreeMap<String, Arc<Job>> {
        &self.jobs
    }

    /// The registrations that this installation would get: those of the device
    /// and of templates and tiles that keep their names keep their ids and count their writes, the
    /// others are new.
    pub fn plan_for(&self, installation: &Installation) -> Vec<DerivedRegistration> {
        let mut old: HashMap<InstallationPart, DerivedRegistration> = self
            .plan_of(&installation.installation_id)
            .into_iter()
            .map(|derived| (derived.of.clone(), derived))
            .collect();
        InstallationPart::all(installation)
            .into_iter()
            .map(|of| match old.remove(&of) {
                Some(derived) => DerivedRegistration {
                    etag: derived.etag.saturating_add(1),
                    ..derived
                },
                None => DerivedRegistration {
                    of,
                    id: ids::registration(),
                    etag: 1,
                },
            })
            .collect()
    }

    /// The registrations that this installation has.
    pub fn plan_of(&self, installation_id: &str) -> Vec<DerivedRegistration> {
        let registrations = self.registrations_of(installation_id);
        registrations
            .iter()
            .map(|registration| DerivedRegistration {
                of: InstallationPart::of_registration(registration),
                id: registration.id.clone(),
                etag: registration.etag,
            })
            .collect()
    }

    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Put { installation, plan } => self.put(*installation, &plan),
            Change::Delete { installation_id } => self.delete(&installation_id),
            Change::Register(registration) => {
                self.insert(registration);
            }
            Change::Unregister { id } => self.unregister(&id),
            Change::Job(job) => {
                self.jobs.insert(job.id.clone(), Arc::new(*job));
            }
            Change::Schedule(scheduled) => {
                let (due, id) = (scheduled.due, scheduled.id.clone());
                if let Some(replaced) = self.scheduled.insert(id.clone(), scheduled) {
                    self.due.remove(&(replaced.due, id.clone()));
                }
                self.due.insert((due, id));
            }
            Change::Unschedule { id } => {
                if let Some(scheduled) = self.scheduled.remove(&id) {
                    self.due.remove(&(scheduled.due, id));
                }
            }
        }
    }

    fn put(&mut self, installation: Installation, plan: &[DerivedRegistration]) {
        let installation = Arc::new(installation);
        let id = installation.installation_id.clone();
        let old = self.installations.remove(&id);
        let numbers: Vec<u64> = registration::derive(&installation, plan)
            .into_iter()
            .map(|registration| self.insert(Arc::new(registration)))
            .collect();
        for number in old.map_or_else(Vec::new, |entry| entry.numbers) {
            if !numbers.contains(&number) {
                self.remove(number);
            }
        }
        let entry = StoredInstallation {
            installation,
            numbers,
        };
        self.installations.insert(id, entry);
    }

    fn delete(&mut self, id: &str) {
        if let Some(entry) = self.installations.remove(id) {
            for number in entry.numbers {
                self.remove(number);
            }
        }
    }

    /// A derived registration goes alone: its installation stays, and its next write brings it
    /// back.
    fn unregister(&mut self, id: &str) {
        let Some(number) = self.numbers.get(id).copied() else {
            return;
        };
        if let Some(registration) = self.remove(number)
            && let Some(installation) = &registration.installation_id
            && let Some(entry) = self.installations.get_mut(installation)
        {
            entry.numbers.retain(|known| *known != number);
        }
    }

    /// What has the id of another takes its place.
    fn insert(&mut self, registration: Arc<Registration>) -> u64 {
        let number = match self.numbers.get(&registration.id) {
            Some(number) => *number,
            None => self.next,
        };
        self.next = self.next.max(number + 1);
        self.remove(number);
        self.numbers.insert(registration.id.clone(), number);
        if let Some(expires) = registration.expires {
            self.expiring.insert((expires, number));
        }
        if registration.is_native_of_device() {
            let handle = registration.handle.clone();
            self.handles.entry(handle).or_default().insert(number);
        }
        self.own += usize::from(registration.installation_id.is_none());
        self.registrations.insert(number, registration);
        number
    }

    fn remove(&mut self, number: u64) -> Option<Arc<Registration>> {
        let registration = self.registrations.remove(&number)?;
        self.numbers.remove(&registration.id);
        self.own -= usize::from(registration.installation_id.is_none());
        if let Some(expires) = registration.expires {
            self.expiring.remove(&(expires, number));
        }
        if registration.is_native_of_device()
            && let Some(numbers) = self.handles.get_mut(&registration.handle)
        {
            numbers.remove(&number);
            if numbers.is_empty() {
                self.handles.remove(&registration.handle);
            }
        }
        Some(registration)
    }

    pub fn has_expired(&self, now: OffsetDateTime) -> bool {
        self.expiring
            .first()
            .is_some_and(|(expires, _)| *expires <= now)
    }

    /// Whether there was anything to remove.
    pub fn remove_expired(&mut self, now: OffsetDateTime) -> bool {
        let has_expired = self.has_expired(now);
        while self.has_expired(now) {
            let Some((_, number)) = self.expiring.pop_first() else {
                break;
            };
            if let Some(registration) = self.remove(number)
                && let Some(installation) = registration.installation_id.clone()
            {
                self.delete(&installation);
            }
        }
        has_expired
    }

    pub fn clear(&mut self) {
        // Numbers go on, so that a page from before never continues in what came after.
        *self = Store {
            next: self.next,
            ..Store::default()
        };
    }

    /// Up to `top` registrations that come after the number `after`.
    pub fn page(
        &self,
        after: Option<u64>,
        top: usize,
        wanted: impl Fn(&Registration) -> bool,
    ) -> RegistrationPage {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut found = self
            .registrations
            .range((start, Bound::Unbounded))
            .filter(|(_, registration)| wanted(registration))
            .peekable();
        let mut registrations = Vec::new();
        let mut last = None;
        while registrations.len() < top {
            let Some((number, registration)) = found.next() else {
                break;
            };
            registrations.push(Arc::clone(registration));
            last = Some(*number);
        }
        RegistrationPage {
            registrations,
            next: last.filter(|_| found.peek().is_some()),
        }
    }

    /// The fewest changes that make this store out of an empty one.
    pub fn for_each_change<E>(
        &self,
        mut visit: impl FnMut(ChangeRef) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut put = BTreeSet::new();
        for registration in self.registrations.values() {
            match &registration.installation_id {
                None => visit(ChangeRef::Register(registration))?,
                Some(id) => {
                    if put.insert(id) {
                        self.visit_installation(id, &mut visit)?;
                    }
                }
            }
        }
        // Those whose registrations were all deleted.
        for (id, entry) in &self.installations {
            if entry.numbers.is_empty() {
                self.visit_installation(id, &mut visit)?;
            }
        }
        self.scheduled
            .values()
            .try_for_each(|scheduled| visit(ChangeRef::Schedule(scheduled)))?;
        self.jobs
            .values()
            .try_for_each(|job| visit(ChangeRef::Job(job)))
    }

    fn visit_installation<E>(
        &self,
        id: &str,
        visit: &mut impl FnMut(ChangeRef) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.installations.get(id) {
            Some(entry) => visit(ChangeRef::Put(&entry.installation, &self.plan_of(id))),
            None => Ok(()),
        }
    }

    pub fn scheduled(&self, id: &str) -> Option<&Arc<ScheduledNotification>> {
        self.scheduled.get(id)
    }

    /// In the order of their times.
    pub fn all_scheduled(&self) -> Vec<Arc<ScheduledNotification>> {
        let all = self.due.iter().filter_map(|(_, id)| self.scheduled.get(id));
        all.cloned().collect()
    }

    /// The one whose time comes first.
    pub fn first_scheduled(&self) -> Option<&Arc<ScheduledNotification>> {
        let (_, id) = self.due.first()?;
        self.scheduled.get(id)
    }

    /// The device with this handle, or one that nobody registered. An installation goes before a
    /// registration that a client wrote itself.
    pub fn device(&self, platform: Platform, handle: &str) -> Arc<Registration> {
        let upper = handle.to_uppercase();
        // Apple's handles are registered in upper case.
        let spellings = [handle, upper.as_str()].into_iter();
        let found = spellings
            .take(if platform == Platform::Apple { 2 } else { 1 })
            .filter_map(|spelling| self.handles.get(spelling))
            .flatten()
            .filter_map(|number| self.registrations.get(number))
            .filter(|registration| registration.platform == platform)
            .min_by_key(|registration| registration.installation_id.is_none());
        found.map_or_else(
            || Arc::new(Registration::of_handle(platform, handle)),
            Arc::clone,
        )
    }

    /// In the order of their ids.
    pub fn installations(&self) -> Vec<Arc<Installation>> {
        let all = self.installations.values();
        let mut all: Vec<_> = all.map(|entry| Arc::clone(&entry.installation)).collect();
        all.sort_by(|one, other| one.installation_id.cmp(&other.installation_id));
        all
    }

    pub fn devices(&self) -> usize {
        self.installations.len() + self.own
    }

    /// Those that a send of this format is for: a platform's format reaches the native
    /// registrations of that platform, a template send the template registrations of all.
    pub fn targets(&self, format: Format, tags: Option<&TagExpression>) -> Vec<Arc<Registration>> {
        self.registrations
            .values()
            .filter(|registration| match format {
                Format::Template => registration.template.is_some(),
                Format::Native(platform) => {
                    registration.template.is_none() && registration.platform == platform
                }
            })
            .filter(|registration| {
                tags.is_none_or(|expression| expression.matches(&registration.tag_keys))
            })
            .cloned()
            .collect()
    }
}
