//! Managing the hubs of a namespace, with a key of the namespace that may
//! Manage.

use std::collections::HashSet;

use crate::auth::connection_string::ConnectionString;
use crate::client::Client;
use crate::client::attempts::Reply;
use crate::documents::hub_description::HubDescription;
use crate::error::{Error, Result, Status};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::hub_address::{NamespaceAddress, check_hub_name, signed_uri};
use crate::http::request::Request;
use crate::hub::list_bounds::{ListBounds, ended};
use crate::hub::read::{OutcomeWith, read};
use crate::outcome::Outcome;
use crate::policy::options::{CallOptions, HubOptions};
use crate::wire::atom;

/// A namespace. Any number of threads may use it at the same time.
#[derive(Debug)]
pub struct Namespace {
    address: NamespaceAddress,
    client: Client,
}

/// Hubs in one page of the list.
const HUBS_IN_A_PAGE: usize = 100;
/// What errors call the list.
const LIST: &str = "the list of hubs";

impl Namespace {
    /// Opens a namespace. Does no I/O except reading a CA file.
    pub fn new(connection_string: &str, options: HubOptions) -> Result<Namespace> {
        let connection = ConnectionString::parse(connection_string)?;
        let endpoint = connection.endpoint.clone();
        let address = NamespaceAddress::new(&endpoint, &options.api_version);
        let signed_uri = format!("{}/", signed_uri(&endpoint));
        Ok(Namespace {
            address,
            client: Client::new(connection, signed_uri, options)?,
        })
    }

    /// Creates a hub; one that is there already is a conflict.
    pub fn create_hub(
        &self,
        name: &str,
        description: &HubDescription,
        options: &CallOptions,
    ) -> OutcomeWith<HubDescription> {
        // Made twice, the second time is refused, and nobody knows what the
        // first came to.
        self.put(Effect::Send, name, description, false, options)
    }

    /// Replaces a hub's description.
    pub fn update_hub(
        &self,
        name: &str,
        description: &HubDescription,
        options: &CallOptions,
    ) -> OutcomeWith<HubDescription> {
        self.put(Effect::Change, name, description, true, options)
    }

    fn put(
        &self,
        effect: Effect,
        name: &str,
        description: &HubDescription,
        replace: bool,
        options: &CallOptions,
    ) -> OutcomeWith<HubDescription> {
        let made = self
            .request(effect, Expected::Written, "PUT", name, options)
            .and_then(|mut request| {
                if replace {
                    request.header("If-Match", "*");
                }
                for credential in description.credentials.iter() {
                    for (_, value) in &credential.properties {
                        request.secret(value.expose());
                    }
                }
                for rule in &description.rules {
                    request.secret(rule.primary_key.expose());
                    request.secret(rule.secondary_key.expose());
                }
                request.body(atom::ENTRY, description.to_xml()?.into_bytes());
                Ok(request)
            });
        self.read_hub(made, name, options)
    }

    /// Reads a hub's description.
    pub fn hub(&self, name: &str, options: &CallOptions) -> OutcomeWith<HubDescription> {
        let made = self.request(Effect::Read, Expected::Document, "GET", name, options);
        self.read_hub(made, name, options)
    }

    fn read_hub(
        &self,
        request: Result<Request<'_>>,
        name: &str,
        options: &CallOptions,
    ) -> OutcomeWith<HubDescription> {
        read_description(self.client.call(request, options), name)
    }

    /// Reads the descriptions of all hubs. A full page that brings none which
    /// was not there before is an error: what follows it will never come, and
    /// half a list must not look like the whole.
    pub fn hubs(&self, options: &CallOptions) -> OutcomeWith<Vec<HubDescription>> {
        let call = self.client.begin(options);
        let mut all = Vec::new();
        let mut names = HashSet::new();
        let mut bounds = ListBounds::default();
        loop {
            let skip = all.len();
            let url = self.address.url(
                &["$Resources", "NotificationHubs"],
                &format!("&$skip={skip}&$top={HUBS_IN_A_PAGE}"),
            );
            let made = self
                .client
                .request(Effect::Read, Expected::Document, "GET", url, options);
            let reply = self.client.call_within(made, options, call.clone());
            let mut got = read(reply, LIST, |body| {
                atom::feed(body)?
                    .into_iter()
                    .map(|entry| {
                        let content = entry.content.ok_or("an entry is empty")?;
                        HubDescription::read(&entry.title, &content)
                    })
                    .collect::<std::result::Result<Vec<_>, _>>()
            });
            let Some(page) = got.value.take() else {
                return got;
            };
            let is_last = page.len() < HUBS_IN_A_PAGE;
            // One comes twice where another was made between two pages.
            all.extend(page.into_iter().filter(|hub| {
                let name = hub.name.as_deref().map(str::to_ascii_lowercase);
                name.is_none_or(|name| names.insert(name))
            }));
            let new = all.len() - skip;
            let kept = bounds.add(new, got.outcome.body.len());
            if new == 0 && !is_last {
                let why = "a page brought nothing new, so it would never end";
                got.outcome = ended(got.outcome, LIST, why);
                return got;
            }
            if let Err(why) = kept {
                got.outcome = ended(got.outcome, LIST, why);
                return got;
            }
            if is_last {
                return OutcomeWith {
                    outcome: got.outcome,
                    value: Some(all),
                };
            }
        }
    }

    /// Deletes a hub and everything in it.
    pub fn delete_hub(&self, name: &str, options: &CallOptions) -> Outcome {
        let made = self.request(Effect::Change, Expected::Done, "DELETE", name, options);
        self.client.call(made, options).outcome
    }

    fn request<'a>(
        &self,
        effect: Effect,
        expected: Expected,
        method: &'static str,
        name: &str,
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        check_hub_name(name)?;
        let url = self.address.url(&[name], "");
        self.client.request(effect, expected, method, url, options)
    }
}

/// What a reply to the request of a hub's description means.
pub(crate) fn read_description(reply: Reply, name: &str) -> OutcomeWith<HubDescription> {
    let mut got = read(reply, "the hub", |body| match atom::entry(body)? {
        Some(entry) => {
            let content = entry.content.ok_or("the entry is empty")?;
            HubDescription::read(&entry.title, &content).map(Some)
        }
        None => Ok(None),
    });
    if let Some(None) = got.value {
        // The service answers for a hub that is not there with 200 and a
        // list of what is.
        let mut error = Error::new(
            Status::NotFound,
            format!("there is no hub {name} in the namespace"),
        );
        error.http_status = got.outcome.http_status;
        error.tracking_id = got.outcome.tracking_id.clone();
        got.outcome.error = Some(error);
    }
    OutcomeWith {
        outcome: got.outcome,
        value: got.value.flatten(),
    }
}
