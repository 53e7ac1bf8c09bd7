//! Managing hubs: creating, changing, reading, listing and deleting them.

use crate::api::atom::{self, Feed};
use crate::api::call::Call;
use crate::api::router::NamespaceOperation;
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::state::hub_description::HubDescription;
use crate::state::hub_name;
use crate::state::hubs::{HubsError, NAMESPACE};
use crate::state::requested_hub::RequestedHub;
use crate::wire::element::Element;
use crate::wire::timestamp;
use hyper::StatusCode;
use hyper::header::IF_MATCH;
use quick_xml::escape::escape;

pub fn perform(
    call: &Call,
    operation: &NamespaceOperation,
    body: &[u8],
) -> Result<Answer, ServiceError> {
    match operation {
        NamespaceOperation::ListServices => Ok(services(call, true)),
        NamespaceOperation::ListHubs => list(call),
        NamespaceOperation::PutHub(name) if call.headers.contains_key(IF_MATCH) => {
            update(call, name, body)
        }
        NamespaceOperation::PutHub(name) => create(call, name, body),
        NamespaceOperation::GetHub(name) => Ok(match call.app.hub(name) {
            Some(hub) => entry_answer(call, StatusCode::OK, &hub.description(), true),
            // The service does not say that there is no such hub.
            None => services(call, false),
        }),
        NamespaceOperation::WrongMethod => Err(ServiceError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "This is not a method of this address",
        )),
        NamespaceOperation::DeleteHub(name) => {
            call.app.namespace.delete(name).map_err(refused)?;
            Ok(Answer::empty(StatusCode::OK))
        }
    }
}

fn create(call: &Call, name: &str, body: &[u8]) -> Result<Answer, ServiceError> {
    if call.app.hub(name).is_some() {
        return Err(refused(HubsError::Exists));
    }
    hub_name::check(name).map_err(ServiceError::bad_request)?;
    let (ticks, second) = now(call);
    let random = call.app.namespace.random;
    let description = wanted(call, body)?
        .into_new(name, &ticks, &second, random)
        .map_err(|fault| refused(HubsError::Other(fault)))?;
    let hub = call.app.namespace.create(description).map_err(refused)?;
    Ok(entry_answer(
        call,
        StatusCode::CREATED,
        &hub.description(),
        true,
    ))
}

fn update(call: &Call, name: &str, body: &[u8]) -> Result<Answer, ServiceError> {
    let wanted = wanted(call, body)?;
    let (_, second) = now(call);
    let hub = call
        .app
        .namespace
        .update(name, |before| wanted.into_update(before, &second))
        .map_err(refused)?;
    // The service leaves the time of publication out of this answer alone.
    Ok(entry_answer(
        call,
        StatusCode::OK,
        &hub.description(),
        false,
    ))
}

fn wanted(call: &Call, body: &[u8]) -> Result<RequestedHub, ServiceError> {
    let (ticks, _) = now(call);
    let random = call.app.namespace.random;
    Element::of_entry(body)
        .and_then(|root| RequestedHub::parse(&root, &ticks, call.app.strict, random))
        .map_err(ServiceError::description_invalid)
}

fn now(call: &Call) -> (String, String) {
    (timestamp::ticks(call.now), timestamp::seconds(call.now))
}

fn entry_answer(
    call: &Call,
    status: StatusCode,
    description: &HubDescription,
    published: bool,
) -> Answer {
    let url = call.target.url("");
    let rest = entry(&url, &url, description, published);
    atom::answer(status, atom::entry(&rest))
}

fn entry(id: &str, link: &str, description: &HubDescription, published: bool) -> String {
    let mut xml = String::new();
    let created = published.then_some(description.created.as_str());
    atom::head(
        &mut xml,
        id,
        &description.name,
        created,
        &description.updated,
    );
    xml.push_str(&format!("<author><name>{NAMESPACE}</name></author>"));
    atom::link(&mut xml, "self", link);
    xml + "<content type=\"application/xml\">" + &description.write() + "</content>"
}

/// What .NET lists hubs by: their names and addresses.
fn services(call: &Call, with_hubs: bool) -> Answer {
    let hubs = match with_hubs {
        true => call.app.hubs(),
        false => Vec::new(),
    };
    let hubs: Vec<(String, String)> = hubs
        .iter()
        .map(|hub| {
            // The service writes http here, whatever the client used.
            let url = format!("http://{}/{}", call.target.authority, hub.name);
            (hub.name.clone(), url)
        })
        .collect();
    let number = call.app.namespace.feed_numbers(1 + hubs.len() as u64);
    let (_, second) = now(call);
    atom::publicly_listed(&hubs, &call.app.namespace.feed, number, &second)
}

/// What Java lists hubs by: whole descriptions.
fn list(call: &Call) -> Result<Answer, ServiceError> {
    let number = |name: &str, default: usize| match call.target.query(name) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|_| ServiceError::bad_request(format!("{name} is not a number"))),
    };
    let (skip, top) = (number("$skip", 0)?, number("$top", usize::MAX)?);
    let url = call.target.url("");
    let mut feed = Feed::new("NotificationHubs", &url, None, call.now);
    let attributes = format!(" xml:base=\"{}\"", escape(&url));
    for hub in call.app.hubs().iter().skip(skip).take(top) {
        let (base, name, version) = (&call.target.base, &hub.name, call.api_version);
        let id = format!("{base}/{name}?api-version={version}");
        let link = format!("../../{name}?api-version={version}");
        feed.entry(&attributes, &entry(&id, &link, &hub.description(), true));
    }
    Ok(feed.into_answer())
}

fn refused(fault: HubsError) -> ServiceError {
    match fault {
        HubsError::Exists => ServiceError::new(StatusCode::CONFLICT, "SubCode=40900. Conflict"),
        HubsError::Missing => ServiceError::nothing_hosted(),
        HubsError::Other(message) => ServiceError::internal(message),
    }
}
