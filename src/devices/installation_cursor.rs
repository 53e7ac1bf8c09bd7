//! Installations as a list. The service has none; but each installation has registrations,
//! which are listed, and whose tags name it.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use crate::devices::seen_ids::SeenIds;
use crate::devices::together::{PORTION, make_together, stopped};
use crate::documents::brought::Brought;
use crate::documents::installation::Installation;
use crate::documents::installation::checks::check_id;
use crate::error::Result;
use crate::hub::Hub;
use crate::hub::read::{OutcomeWith, is_missing};
use crate::hub::registration_cursor::RegistrationCursor;
use crate::hub::registration_page::Filter;
use crate::notification::tag_expression::user_tag;
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::queue::prepared_call::PreparedCall;
use crate::transport::call::Call;

/// A place in a list of installations. It holds a page of registrations and a portion of
/// installations at a time, and of each id that it found 128 bits.
#[derive(Debug)]
pub struct InstallationCursor {
    registrations: RegistrationCursor,
    /// Whose they are to be: a hub that makes no difference between large letters and small
    /// ones lists those of others too.
    user_id: Option<String>,
    seen: SeenIds,
    /// Found, and not yet read.
    ids: VecDeque<String>,
    /// Read, and not yet given.
    read: VecDeque<Installation>,
}

impl InstallationCursor {
    /// At the beginning of those whose registrations are listed so. Asks for nothing yet.
    pub fn new(filter: Filter<'_>) -> Result<InstallationCursor> {
        Ok(InstallationCursor {
            registrations: RegistrationCursor::new(filter)?,
            user_id: None,
            seen: SeenIds::default(),
            ids: VecDeque::new(),
            read: VecDeque::new(),
        })
    }

    /// At the beginning of a user's.
    pub fn of_user(user_id: &str) -> Result<InstallationCursor> {
        check_id("user_id", user_id)?;
        let mut cursor = InstallationCursor::new(Filter::Tag(&user_tag(user_id)))?;
        cursor.user_id = Some(user_id.to_owned());
        Ok(cursor)
    }

    /// The next installation; `Some(None)` at the end. What could not be read is tried
    /// again by the next call.
    pub fn next(
        &mut self,
        hub: &Arc<Hub>,
        options: &CallOptions,
    ) -> OutcomeWith<Option<Installation>> {
        let call = hub.client.begin(options);
        // Of the request that was made last, where one was needed.
        let mut outcome = Outcome::accepted();
        loop {
            if let Some(installation) = self.read.pop_front() {
                return OutcomeWith {
                    outcome,
                    value: Some(Some(installation)),
                };
            }
            if self.ids.is_empty() {
                outcome = self.find(hub, options, &call);
                if self.ids.is_empty() {
                    let value = outcome.error.is_none().then_some(None);
                    return OutcomeWith { outcome, value };
                }
            }
            outcome = self.fetch(hub, options, &call);
            if outcome.error.is_some() && self.read.is_empty() {
                return OutcomeWith {
                    outcome: stopped(&call, outcome),
                    value: None,
                };
            }
        }
    }

    /// Finds ids that are new: a portion, or those of a page that has any, and none at the
    /// end.
    fn find(&mut self, hub: &Hub, options: &CallOptions, call: &Rc<Call>) -> Outcome {
        loop {
            let got = self
                .registrations
                .next_within(hub, options, Rc::clone(call));
            let Some(registration) = got.value.flatten() else {
                return got.outcome;
            };
            let is_others = match (&self.user_id, registration.user_id()) {
                (Some(wanted), Some(user)) => wanted != user,
                _ => false,
            };
            if let Some(id) = registration.installation_id()
                && !is_others
                && self.seen.insert(id)
            {
                self.ids.push_back(id.to_owned());
            }
            let is_page_end = self.registrations.is_at_page_end() && !self.ids.is_empty();
            if self.ids.len() == PORTION || is_page_end {
                return got.outcome;
            }
        }
    }

    /// Reads a portion of what was found. What fails is left to be read again; what is
    /// gone by now is passed over.
    fn fetch(&mut self, hub: &Arc<Hub>, options: &CallOptions, call: &Call) -> Outcome {
        let portion = self.ids.len().min(PORTION);
        let ids: Vec<String> = self.ids.drain(..portion).collect();
        let prepare =
            |hub: &_, id: &String, options: &_| PreparedCall::installation(hub, id, options);
        let read = make_together(hub, options, call, &ids, prepare);
        let mut last = Outcome::accepted();
        for (id, mut outcome) in ids.into_iter().zip(read) {
            match outcome.brought.take().map(|brought| *brought) {
                Some(Brought::Installation(installation)) => self.read.push_back(installation),
                _ if is_missing(&outcome) => continue,
                _ => self.ids.push_back(id),
            }
            if last.error.is_none() {
                last = outcome;
            }
        }
        last
    }
}
