//! `{hub}/registrations`, `{hub}/registrationids` and `{hub}/tags/{tag}/registrations`.

use crate::api::atom::{self, Feed};
use crate::api::call::Call;
use crate::api::continuation;
use crate::devices::checks::{Checks, Fault};
use crate::devices::filter::Filter;
use crate::devices::registration::Registration;
use crate::devices::registration_reader::{self, ParsedRegistration};
use crate::devices::registration_writer::DescriptionForm;
use crate::devices::tag;
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::http::headers;
use crate::state::change::Change;
use crate::state::hub::Hub;
use crate::state::store::Store;
use crate::wire::element::Element;
use crate::wire::ids;
use hyper::header::{CONTENT_LOCATION, ETAG, HeaderName, IF_MATCH, LOCATION};
use hyper::{HeaderMap, StatusCode};
use std::sync::Arc;

const CONTINUATION: HeaderName = HeaderName::from_static("x-ms-continuationtoken");
/// Also the most that a page has.
const DEFAULT_TOP: usize = 100;

/// Hands an id out. There is no registration yet; the client creates it with a PUT.
pub fn create_id(call: &Call) -> Result<Answer, ServiceError> {
    let location = headers::value(call.target.listed(&ids::registration(), call.api_version))?;
    Ok(Answer::empty(StatusCode::CREATED).header(LOCATION, location))
}

pub fn create(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    let registration = insert_new(hub, parse(body, call.checks())?)?;
    let location = headers::value(call.target.listed(&registration.id, call.api_version))?;
    Ok(written(call, &registration)?.header(CONTENT_LOCATION, location))
}

/// With `If-Match` an update of what is there, without it an upsert.
pub fn put(call: &Call, hub: &Hub, id: &str, body: &[u8]) -> Result<Answer, ServiceError> {
    let condition = IfMatch::of(call.headers)?;
    let parsed = parse(body, call.checks())?;
    if parsed.id.as_ref().is_some_and(|inside| inside != id) {
        return Err(ServiceError::description_invalid(
            "Its RegistrationId is not the one in the address",
        ));
    }
    written(call, &*upsert(hub, id, parsed, condition)?)
}

pub fn get(call: &Call, hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    let registration = hub.read(|store| find(store, id).cloned())?;
    entry(call, &registration, DescriptionForm::Read)
}

pub fn delete(call: &Call, hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    let condition = IfMatch::of(call.headers)?;
    if condition.is_none() && call.app.strict {
        return Err(etag_fault());
    }
    remove(hub, id, condition)?;
    Ok(Answer::empty(StatusCode::OK))
}

pub fn list(call: &Call, hub: &Hub) -> Result<Answer, ServiceError> {
    match call.target.query("$filter") {
        None => page(call, hub, |_| true),
        Some(filter) => {
            let filter = Filter::parse(filter).map_err(|fault| {
                ServiceError::bad_request(format!("The $filter is not supported. {fault}"))
            })?;
            page(call, hub, |registration| filter.matches(registration))
        }
    }
}

pub fn list_by_tag(call: &Call, hub: &Hub, tag: &str) -> Result<Answer, ServiceError> {
    let key = tag::fold(tag);
    page(call, hub, |registration| registration.has_tag(&key))
}

fn page(
    call: &Call,
    hub: &Hub,
    wanted: impl Fn(&Registration) -> bool,
) -> Result<Answer, ServiceError> {
    let top = match call.target.query("$top").map(str::parse) {
        None => DEFAULT_TOP,
        Some(Ok(top @ 1..)) => DEFAULT_TOP.min(top),
        Some(_) => return Err(ServiceError::bad_request("$top is not a number above 0")),
    };
    let after = match call.target.query("continuationtoken") {
        None => None,
        Some(token) => Some(continuation::parse(token).ok_or_else(|| {
            ServiceError::bad_request("The continuation token is not one of this hub")
        })?),
    };
    let page = hub.read(|store| store.page(after, top, wanted));
    let token = page.next.map(continuation::write);
    let next = token
        .as_ref()
        .map(|token| call.target.url_with("continuationtoken", token));
    let url = call.target.url("");
    let mut feed = Feed::new("Registrations", &url, next.as_deref(), call.now);
    for registration in &page.registrations {
        let url = call.target.url(&format!("/{}", registration.id));
        feed.registration(&url, registration);
    }
    let answer = feed.into_answer();
    match token {
        None => Ok(answer),
        Some(token) => Ok(answer.header(CONTINUATION, headers::value(token)?)),
    }
}

pub fn insert_new(
    hub: &Hub,
    parsed: ParsedRegistration,
) -> Result<Arc<Registration>, ServiceError> {
    let expires = hub.expiry();
    let registration = parsed.into_registration(ids::registration(), 1, expires);
    let registration = Arc::new(registration);
    hub.write(|_| Ok((Change::Register(Arc::clone(&registration)), registration)))
}

pub fn upsert(
    hub: &Hub,
    id: &str,
    parsed: ParsedRegistration,
    condition: Option<IfMatch>,
) -> Result<Arc<Registration>, ServiceError> {
    let expires = hub.expiry();
    hub.write(|store| {
        let etag = match (store.registration(id), &condition) {
            (None, Some(_)) => return Err(not_found()),
            (None, None) if !is_id(id) => {
                return Err(ServiceError::new(
                    StatusCode::GONE,
                    "The registration id cannot be used. Create another",
                ));
            }
            (None, None) => 1,
            (Some(old), _) => {
                check_etag(&condition, old)?;
                if let Some(installation) = &old.installation_id {
                    return Err(ServiceError::description_invalid(format!(
                        "This registration belongs to the installation '{installation}', which is what can be changed"
                    )));
                }
                old.etag.saturating_add(1)
            }
        };
        let registration = Arc::new(parsed.into_registration(id.to_owned(), etag, expires));
        Ok((Change::Register(Arc::clone(&registration)), registration))
    })
}

/// Gives what was removed.
pub fn remove(
    hub: &Hub,
    id: &str,
    condition: Option<IfMatch>,
) -> Result<Arc<Registration>, ServiceError> {
    hub.write(|store| {
        let registration = find(store, id)?;
        check_etag(&condition, registration)?;
        let change = Change::Unregister { id: id.to_owned() };
        Ok((change, Arc::clone(registration)))
    })
}

fn parse(body: &[u8], checks: Checks) -> Result<ParsedRegistration, ServiceError> {
    let description = Element::of_entry(body).map_err(ServiceError::description_invalid)?;
    registration_reader::parse(&description, checks).map_err(|fault| match fault {
        Fault::Service(fault) => ServiceError::bad_request(fault),
        Fault::Ours(fault) => ServiceError::description_invalid(fault),
    })
}

fn find<'a>(store: &'a Store, id: &str) -> Result<&'a Arc<Registration>, ServiceError> {
    store.registration(id).ok_or_else(not_found)
}

/// With the empty message of the service.
fn not_found() -> ServiceError {
    ServiceError::not_found("")
}

/// Two numbers and a partition. The service took `123-234-1` from a client.
fn is_id(id: &str) -> bool {
    let parts: Vec<&str> = id.split('-').collect();
    let number = |part: &&str| part.parse::<u64>().is_ok() && !part.starts_with('+');
    parts.len() == 3 && parts.iter().all(number)
}

fn etag_fault() -> ServiceError {
    ServiceError::bad_request(
        "The ETag header is either missing or invalid. It should be \"*\", or a quoted ETag.",
    )
}

/// What `If-Match` asks for: any version, or one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    Any,
    OneOf(Vec<String>),
}

impl IfMatch {
    /// SDKs write strong ETags (.NET, JavaScript) and weak ones (Java); none is compared by it.
    fn of(headers: &HeaderMap) -> Result<Option<IfMatch>, ServiceError> {
        let Some(value) = headers::text(headers, IF_MATCH) else {
            return Ok(None);
        };
        // The JavaScript SDK puts the star in quotes.
        if value.trim().trim_matches('"') == "*" {
            return Ok(Some(IfMatch::Any));
        }
        let tags = value.split(',').map(|tag| {
            let tag = tag.trim();
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            tag.trim_matches('"').to_owned()
        });
        let tags: Vec<String> = tags.filter(|tag| !tag.is_empty()).collect();
        match tags.is_empty() {
            true => Err(etag_fault()),
            false => Ok(Some(IfMatch::OneOf(tags))),
        }
    }
}

fn check_etag(condition: &Option<IfMatch>, old: &Registration) -> Result<(), ServiceError> {
    match condition {
        Some(IfMatch::OneOf(tags)) if !tags.contains(&old.etag.to_string()) => {
            Err(ServiceError::new(
                StatusCode::PRECONDITION_FAILED,
                "The ETag in If-Match is not the current one",
            ))
        }
        _ => Ok(()),
    }
}

fn written(call: &Call, registration: &Registration) -> Result<Answer, ServiceError> {
    entry(call, registration, DescriptionForm::Written)
}

fn entry(
    call: &Call,
    registration: &Registration,
    form: DescriptionForm,
) -> Result<Answer, ServiceError> {
    let url = registration_url(call, registration);
    let xml = atom::registration(&url, registration, form, call.now);
    let etag = headers::value(atom::etag(registration))?;
    Ok(atom::answer(StatusCode::OK, xml).header(ETAG, etag))
}

fn registration_url(call: &Call, registration: &Registration) -> String {
    // A POST went to the list, all else to the registration itself.
    match call.target.segments.len() {
        0..=2 => call.target.url(&format!("/{}", registration.id)),
        _ => call.target.url(""),
    }
}
