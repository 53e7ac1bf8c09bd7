//! One page of a list of registrations: its request, and what the answer means.

use percent_encoding::utf8_percent_encode;

use crate::auth::sas_token::UNRESERVED;
use crate::client::attempts::Reply;
use crate::documents::registration::{Registration, RegistrationPage};
use crate::documents::tags::check_stored_tag;
use crate::error::{Error, Result, Status};
use crate::http::answer_headers::{Headers, Kept};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::request::Request;
use crate::hub::Hub;
use crate::hub::list_bounds::ended;
use crate::hub::read::{OutcomeWith, read};
use crate::notification::handle::check_handle;
use crate::policy::options::CallOptions;
use crate::wire::atom;

/// The service gives at most a hundred at once.
const REGISTRATIONS_IN_A_PAGE: u32 = 100;
/// What errors call the list.
pub(crate) const LIST: &str = "the list of registrations";

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

/// Where a list is.
#[derive(Debug)]
pub(super) struct RegistrationList {
    /// Below the hub.
    path: Vec<String>,
    query: String,
    secret: Option<String>,
}

impl RegistrationList {
    /// Fails for what cannot be asked for.
    pub(super) fn new(filter: Filter<'_>) -> Result<RegistrationList> {
        let mut path = vec!["registrations".to_owned()];
        let mut query = format!("&$top={REGISTRATIONS_IN_A_PAGE}");
        let mut secret = None;
        match filter {
            Filter::All => {}
            Filter::Tag(tag) => {
                check_stored_tag(tag)?;
                // No tag that SDKs can store has them, and an expression finds nobody.
                if tag.contains("&&") || tag.contains("||") {
                    return Err(Error::new(
                        Status::InvalidTag,
                        "tag is an expression; registrations are listed by one tag",
                    ));
                }
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
        Ok(RegistrationList {
            path,
            query,
            secret,
        })
    }

    /// Asks for the first page, or for that behind the token.
    pub(super) fn request(
        &self,
        hub: &Hub,
        token: Option<&str>,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        let mut query = self.query.clone();
        if let Some(token) = token {
            // As it came: it is encoded already.
            query.push_str("&continuationtoken=");
            query.push_str(token);
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let url = hub.address.url(&path, &query);
        let mut request =
            hub.client
                .request(Effect::Read, Expected::Document, "GET", url, options)?;
        if let Some(secret) = &self.secret {
            request.secret(secret);
        }
        Ok(request)
    }
}

impl Hub {
    /// Reads the first page of a list, or that behind the token that a page gave.
    pub fn registration_page(
        &self,
        filter: Filter<'_>,
        token: Option<&str>,
        options: &CallOptions,
    ) -> OutcomeWith<RegistrationPage> {
        let request = self.registration_page_request(filter, token, options);
        read_page(self.client.call(request, options))
    }

    pub(crate) fn registration_page_request(
        &self,
        filter: Filter<'_>,
        token: Option<&str>,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        if token.is_some_and(|token| token.is_empty() || !is_url_text(token)) {
            return Err(Error::argument(
                "continuation_token must be one that a page gave, or NULL for the first page",
            ));
        }
        RegistrationList::new(filter)?.request(self, token, options)
    }
}

/// What a reply to the request of a page means.
pub(crate) fn read_page(reply: Reply) -> OutcomeWith<RegistrationPage> {
    let token = next_token(&reply.headers);
    let got = read(reply, LIST, |body| {
        atom::feed(body)?
            .into_iter()
            .map(|entry| Registration::read(&entry.content.ok_or("an entry is empty")?, body))
            .collect::<std::result::Result<Vec<_>, _>>()
    });
    if got.value.is_some() && token.as_deref().is_some_and(|token| !is_url_text(token)) {
        return OutcomeWith {
            outcome: ended(
                got.outcome,
                LIST,
                "its continuation token cannot be sent back",
            ),
            value: None,
        };
    }
    got.map(|registrations| RegistrationPage {
        registrations,
        continuation_token: token,
    })
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
