//! Which handles feedback calls dead.

use std::collections::HashMap;

use crate::documents::feedback::Feedback;
use crate::notification::platform::Platform;
use crate::wire::utc_time::unix_seconds;

/// What push services say of a handle that will never be good again, in the service's words.
/// `WrongToken` and its like are not among them: credentials of another environment bring
/// them of every device.
const DEAD: [&str; 2] = ["ExpiredChannel", "BadChannel"];

/// How far the clocks of the service and of this machine may differ, in seconds.
const CLOCKS_DIFFER: i64 = 600;

/// The errors for which a handle counts as dead.
#[derive(Debug, Default)]
pub struct DeadErrors {
    more: Vec<String>,
}

impl DeadErrors {
    /// Takes one more.
    pub fn add(&mut self, error: &str) {
        self.more.push(error.to_owned());
    }

    fn has(&self, error: Option<&str>) -> bool {
        error.is_some_and(|error| {
            let mut more = self.more.iter().map(String::as_str);
            let is = |known: &str| known.eq_ignore_ascii_case(error);
            DEAD.into_iter().any(is) || more.any(is)
        })
    }
}

/// What an entry of feedback asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// To delete the device.
    Deletion,
    /// Nothing: the device may be alive.
    Nothing,
    /// To put another handle in the place of this one, which only the device can do.
    Replacement,
}

impl DeadErrors {
    /// What this entry asks for.
    pub fn asks(&self, entry: &Feedback) -> Asks {
        match (&entry.pns_handle, &entry.new_pns_handle) {
            (Some(_), Some(_)) => Asks::Replacement,
            (Some(_), None) if self.has(entry.error.as_deref()) => Asks::Deletion,
            _ => Asks::Nothing,
        }
    }
}

/// A dead handle, with all that is known of the devices that had it.
#[derive(Clone, Default)]
pub struct DeadHandle {
    /// The handle.
    pub handle: String,
    /// When a push service said so last, in seconds of Unix time; none if nobody can tell.
    pub time: Option<i64>,
    /// Was it the program that said so?
    pub is_the_programs: bool,
    /// What push services it is of, where an entry did not say which device was meant.
    pub platforms: Vec<Platform>,
    /// The service's word.
    pub error: Option<String>,
    /// The registrations that were meant.
    pub registrations: Vec<String>,
    /// The installations that were meant.
    pub installations: Vec<String>,
    /// Is every device meant that has it?
    pub is_of_any_device: bool,
}

impl std::fmt::Debug for DeadHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeadHandle").finish_non_exhaustive()
    }
}

impl DeadHandle {
    /// One of which only the handle is known.
    pub fn of_any_device(handle: &str) -> DeadHandle {
        DeadHandle {
            handle: handle.to_owned(),
            is_of_any_device: true,
            is_the_programs: true,
            ..DeadHandle::default()
        }
    }

    /// `now` bounds what an entry may say: a time that has not come is none.
    fn add(&mut self, entry: &Feedback, now: i64) {
        let time = entry.time.as_deref().and_then(unix_seconds);
        let time = time.filter(|time| *time <= now.saturating_add(CLOCKS_DIFFER));
        if time >= self.time {
            self.time = time;
            self.error.clone_from(&entry.error);
        }
        if entry.registration_id.is_none() && entry.installation_id.is_none() {
            self.is_of_any_device = true;
            let platform = entry.platform.as_deref().and_then(Platform::from_name);
            self.platforms.extend(platform);
        }
        for (ids, id) in [
            (&mut self.registrations, &entry.registration_id),
            (&mut self.installations, &entry.installation_id),
        ] {
            if let Some(id) = id
                && !ids.contains(id)
            {
                ids.push(id.clone());
            }
        }
    }

    /// Was a device of this platform meant, with this installation or these registrations?
    /// Another one has registered the handle again.
    pub fn means(
        &self,
        platform: Option<Platform>,
        installation: Option<&str>,
        registrations: &[&str],
    ) -> bool {
        let is_in = |ids: &[String], id: &str| ids.iter().any(|known| known == id);
        let mut platforms = self.platforms.iter();
        let is_of_it = self.platforms.is_empty() || platforms.any(|known| Some(*known) == platform);
        (self.is_of_any_device && is_of_it)
            || installation.is_some_and(|id| is_in(&self.installations, id))
            || registrations
                .iter()
                .any(|id| is_in(&self.registrations, id))
    }
}

/// The handles of these entries, each once.
pub fn handles_of<'a>(entries: impl Iterator<Item = &'a Feedback>, now: i64) -> Vec<DeadHandle> {
    let mut handles: Vec<DeadHandle> = Vec::new();
    let mut places = HashMap::new();
    for entry in entries {
        let Some(handle) = &entry.pns_handle else {
            continue;
        };
        let place = *places.entry(handle.as_str()).or_insert_with(|| {
            handles.push(DeadHandle {
                handle: handle.clone(),
                ..DeadHandle::default()
            });
            handles.len() - 1
        });
        handles[place].add(entry, now);
    }
    handles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(handle: &str, error: &str, time: &str) -> Feedback {
        Feedback {
            pns_handle: Some(handle.to_owned()),
            error: Some(error.to_owned()),
            time: Some(time.to_owned()),
            ..Feedback::default()
        }
    }

    #[test]
    fn what_may_be_alive_is_not_dead() {
        let mut errors = DeadErrors::default();
        for (error, asks) in [
            ("ExpiredChannel", Asks::Deletion),
            ("badchannel", Asks::Deletion),
            ("WrongToken", Asks::Nothing),
            ("InvalidToken", Asks::Nothing),
            ("PnsThrottled", Asks::Nothing),
            ("Invalid PNS Credentials", Asks::Nothing),
            ("", Asks::Nothing),
        ] {
            assert_eq!(errors.asks(&entry("h", error, "")), asks, "{error}");
        }
        errors.add("WrongToken");
        assert_eq!(errors.asks(&entry("h", "wrongtoken", "")), Asks::Deletion);
        let mut replaced = entry("h", "ExpiredChannel", "");
        replaced.new_pns_handle = Some("new".to_owned());
        assert_eq!(errors.asks(&replaced), Asks::Replacement);
        assert_eq!(errors.asks(&Feedback::default()), Asks::Nothing);
    }

    #[test]
    fn entries_of_a_handle_are_one() {
        let with = |mut entry: Feedback, registration: &str, installation: &str| {
            entry.registration_id = Some(registration.to_owned());
            entry.installation_id = (!installation.is_empty()).then(|| installation.to_owned());
            entry
        };
        let entries = [
            with(
                entry("a", "ExpiredChannel", "2026-01-02T00:00:00Z"),
                "1",
                "i",
            ),
            with(entry("b", "BadChannel", "soon"), "2", ""),
            with(entry("a", "BadChannel", "2026-01-01T00:00:00Z"), "3", ""),
        ];
        let handles = handles_of(entries.iter(), 1_800_000_000);
        let [a, b] = &handles[..] else {
            panic!("{handles:?}");
        };
        assert_eq!((a.handle.as_str(), a.time), ("a", Some(1_767_312_000)));
        assert_eq!(a.error.as_deref(), Some("ExpiredChannel"));
        for (installation, registrations, is_meant) in [
            (Some("i"), &[][..], true),
            (Some("j"), &["1"], true),
            (None, &["9", "3"], true),
            (Some("j"), &["9"], false),
            (None, &[], false),
        ] {
            assert_eq!(a.means(None, installation, registrations), is_meant);
        }
        assert_eq!((b.time, b.is_of_any_device), (None, false));
        // Without an id it is any device of that platform; a time that has not come is none.
        let mut later = entry("c", "BadChannel", "2026-01-02T00:00:00Z");
        later.platform = Some("gcm".to_owned());
        let any = handles_of([later].iter(), 1_767_312_000 - 601);
        assert_eq!(any[0].time, None);
        assert!(any[0].means(Some(Platform::Gcm), None, &["whatever"]));
        assert!(!any[0].means(Some(Platform::Fcmv1), None, &["whatever"]));
        assert!(!format!("{handles:?}").contains("\"a\""));
    }
}
