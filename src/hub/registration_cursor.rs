//! Lists of registrations, read page by page.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::rc::Rc;

use percent_encoding::utf8_percent_encode;

use crate::auth::sas_token::UNRESERVED;
use crate::documents::registration::Registration;
use crate::documents::tags::check_stored_tag;
use crate::error::Result;
use crate::http::answer_headers::{Headers, Kept};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::hub::Hub;
use crate::hub::list_bounds::{MOST_EMPTY_PAGES, ended};
use crate::hub::read::{OutcomeWith, read};
use crate::notification::handle::check_handle;
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::transport::call::Call;
use crate::wire::atom;

/// The service gives at most a hundred at once.
const REGISTRATIONS_IN_A_PAGE: u32 = 100;
/// What errors call the list.
pub(super) const LIST: &str = "the list of registrations";

/// Which registrations are listed.
#[derive(Clone, Copy, Debug)]
pub enum Filter<'a> {
    /// All of the hub.
    All,
    /// Those with a tag.
    Tag(&'a str),
    /// Those of a handle, on whatever platform.
    Channel(&'a str),
}

/// A place in a list of registrations. Holds one page at a time; the next is
/// asked for when it is needed.
#[derive(Debug)]
pub struct RegistrationCursor {
    /// Below the hub.
    path: Vec<String>,
    query: String,
    secret: Option<String>,
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
        let mut path = vec!["registrations".to_owned()];
        let mut query = format!("&$top={REGISTRATIONS_IN_A_PAGE}");
        let mut secret = None;
        match filter {
            Filter::All => {}
            Filter::Tag(tag) => {
                check_stored_tag(tag)?;
                path = vec![
                    "tags".to_owned(),
                    tag.to_owned(),
                    "registrations".to_owned(),
                ];
            }
            Filter::Channel(channel) => {
                check_handle("channel", channel)?;
                // The service takes this field for every platform's handle.
                query.push_str("&$filter=ChannelUri%20eq%20%27");
                query.push_str(&filter_text(channel));
                query.push_str("%27");
                secret = Some(channel.to_owned());
            }
        }
        Ok(RegistrationCursor {
            path,
            query,
            secret,
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

    pub(super) fn next_within(
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

    fn fetch(
        &mut self,
        hub: &Hub,
        token: Option<&str>,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> OutcomeWith<()> {
        let mut query = self.query.clone();
        if let Some(token) = token {
            // As it came: it is encoded already.
            query.push_str("&continuationtoken=");
            query.push_str(token);
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let url = hub.address.url(&path, &query);
        let mut request = hub
            .client
            .request(Effect::Read, Expected::Document, "GET", url, options);
        if let (Ok(request), Some(secret)) = (&mut request, &self.secret) {
            request.secret(secret);
        }
        let reply = hub.client.call_within(request, options, call);
        let next = next_token(&reply.headers);
        let mut got = read(reply, LIST, |body| {
            atom::feed(body)?
                .into_iter()
                .map(|entry| Registration::read(&entry.content.ok_or("an entry is empty")?, body))
                .collect::<std::result::Result<VecDeque<_>, _>>()
        });
        let Some(page) = got.value.take() else {
            return got.map(|_| ());
        };
        self.next = match self.next_after(page.is_empty(), next) {
            Ok(next) => next,
            Err(why) => {
                return OutcomeWith {
                    outcome: ended(got.outcome, LIST, why),
                    value: None,
                };
            }
        };
        self.page = page;
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
        if !is_url_text(&token) {
            return Err("its continuation token cannot be sent back");
        }
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

fn next_token(headers: &Headers) -> Option<String> {
    let token = headers.bytes(Kept::Continuation)?;
    // One that is no text is refused below: the list does not end there.
    Some(String::from_utf8_lossy(token).into_owned())
}

/// Can it stand in a query as it is?
fn is_url_text(token: &str) -> bool {
    token.len() <= 4096
        && token
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'&' | b'#' | b'"' | b'<' | b'>'))
}

/// A value in a `$filter`, with quotes doubled and encoded for a URL.
fn filter_text(value: &str) -> String {
    utf8_percent_encode(&value.replace('\'', "''"), UNRESERVED).to_string()
}
