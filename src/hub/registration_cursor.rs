//! Lists of registrations, read from their beginning to their end.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::rc::Rc;

use crate::documents::registration::Registration;
use crate::error::Result;
use crate::hub::Hub;
use crate::hub::list_bounds::{MOST_EMPTY_PAGES, ended};
use crate::hub::read::OutcomeWith;
use crate::hub::registration_page::{Filter, LIST, RegistrationList, read_page};
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::transport::call::Call;

/// A place in a list of registrations. Holds one page at a time; the next is
/// asked for when it is needed.
#[derive(Debug)]
pub struct RegistrationCursor {
    list: RegistrationList,
    page: VecDeque<Registration>,
    next: Next,
    /// Tokens that were followed, by their hashes, which are short whatever the
    /// tokens are: one that comes again would never end.
    followed: HashSet<u64>,
    hasher: RandomState,
    /// Pages without an entry since the last one that had any.
    empty_pages: u32,
}

#[derive(Debug)]
enum Next {
    First,
    Token(String),
    End,
}

impl RegistrationCursor {
    /// At the beginning of a list. Asks for nothing yet.
    pub fn new(filter: Filter<'_>) -> Result<RegistrationCursor> {
        Ok(RegistrationCursor {
            list: RegistrationList::new(filter)?,
            page: VecDeque::new(),
            next: Next::First,
            followed: HashSet::new(),
            hasher: RandomState::new(),
            empty_pages: 0,
        })
    }

    /// The next registration; `Some(None)` at the end. A failed page can be
    /// asked for again.
    pub fn next(&mut self, hub: &Hub, options: &CallOptions) -> OutcomeWith<Option<Registration>> {
        let call = hub.client.begin(options);
        self.next_within(hub, options, call)
    }

    /// The same within a call that began before.
    pub(crate) fn next_within(
        &mut self,
        hub: &Hub,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> OutcomeWith<Option<Registration>> {
        // Of the page that was fetched last, where one was needed.
        let mut outcome = Outcome::accepted();
        loop {
            let registration = self.page.pop_front();
            if registration.is_some() || matches!(self.next, Next::End) {
                return OutcomeWith {
                    outcome,
                    value: Some(registration),
                };
            }
            let token = match &self.next {
                Next::Token(token) => Some(token.clone()),
                Next::First | Next::End => None,
            };
            let got = self.fetch(hub, token.as_deref(), options, Rc::clone(&call));
            // An empty page with a token is no end: ask on.
            if got.outcome.error.is_some() {
                return got.map(|()| None);
            }
            outcome = got.outcome;
        }
    }

    /// Was all read of the page that was asked for last?
    pub(crate) fn is_at_page_end(&self) -> bool {
        self.page.is_empty()
    }

    /// Was the last page asked for?
    pub(crate) fn is_at_last_page(&self) -> bool {
        matches!(self.next, Next::End)
    }

    fn fetch(
        &mut self,
        hub: &Hub,
        token: Option<&str>,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> OutcomeWith<()> {
        let request = self.list.request(hub, token, options);
        let mut got = read_page(hub.client.call_within(request, options, call));
        let Some(page) = got.value.take() else {
            return got.map(|_| ());
        };
        let is_empty = page.registrations.is_empty();
        self.next = match self.next_after(is_empty, page.continuation_token) {
            Ok(next) => next,
            Err(why) => {
                return OutcomeWith {
                    outcome: ended(got.outcome, LIST, why),
                    value: None,
                };
            }
        };
        self.page = page.registrations.into();
        OutcomeWith {
            outcome: got.outcome,
            value: Some(()),
        }
    }

    /// Where the list goes on behind a page, or why it does not.
    fn next_after(
        &mut self,
        is_empty: bool,
        token: Option<String>,
    ) -> std::result::Result<Next, &'static str> {
        let Some(token) = token else {
            return Ok(Next::End);
        };
        // Nothing is noted of a page that is to be asked for again.
        if is_empty && self.empty_pages == MOST_EMPTY_PAGES {
            return Err("more than 100 pages in a row had no entry");
        }
        if !self.followed.insert(self.hasher.hash_one(&token)) {
            return Err("its continuation token came before, so it would never end");
        }
        self.empty_pages = match is_empty {
            true => self.empty_pages + 1,
            false => 0,
        };
        Ok(Next::Token(token))
    }
}
