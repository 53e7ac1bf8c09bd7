//! Whether a request may: its token, the right, the tier, the version. All of that is decided by the
//! head of a request.

use crate::api::router::{self, HubRequest, NamespaceOperation};
use crate::api::tier_limits;
use crate::app::App;
use crate::auth::policy::{AuthorizationRule, Right};
use crate::auth::sas::{Refusal, Token};
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::state::hub::Hub;
use hyper::header::{AUTHORIZATION, HeaderValue};
use hyper::http::request::Parts;
use std::sync::Arc;
use time::OffsetDateTime;

/// Every version that a client is known to send.
const API_VERSIONS: [&str; 12] = [
    "2012-08", "2013-04", "2013-07", "2013-08", "2013-10", "2014-09", "2015-01", "2015-04",
    "2015-08", "2016-07", "2017-04", "2020-06",
];
/// What a request without one is taken for.
const UNNAMED_VERSION: &str = "2013-10";

/// A request as far as its head tells.
pub struct RequestHead<'a> {
    pub parts: &'a Parts,
    pub target: &'a Result<Target, ServiceError>,
    pub tracking_id: String,
    pub now: OffsetDateTime,
}

/// A request whose token is good for what it asks.
pub struct Permitted<'a> {
    pub target: &'a Target,
    pub operation: Operation<'a>,
    pub api_version: &'a str,
}

pub enum Operation<'a> {
    OfHub(Arc<Hub>, HubRequest<'a>),
    OfNamespace(NamespaceOperation<'a>),
}

impl Operation<'_> {
    fn max_body(&self) -> usize {
        match self {
            Operation::OfHub(_, request) => request.max_body(),
            Operation::OfNamespace(_) => router::MAX_DOCUMENT,
        }
    }
}

pub fn permit<'a>(app: &'a App, head: &RequestHead<'a>) -> Result<Permitted<'a>, ServiceError> {
    let (parts, now) = (head.parts, head.now);
    let target = match head.target {
        Ok(target) => target,
        Err(error) => return Err(error.clone()),
    };
    if let Some(operation) = NamespaceOperation::find(&parts.method, &target.segments) {
        authorize_management(app, parts, target, &operation, now)?;
        let api_version = match operation.needs_version() {
            true => api_version(app, target)?,
            false => "",
        };
        return Ok(Permitted {
            target,
            operation: Operation::OfNamespace(operation),
            api_version,
        });
    }
    let (hub, rule) = authenticate(app, parts, target, now)?;
    let path = target.segments.get(1..).unwrap_or_default();
    let request = HubRequest::find(&parts.method, path, target)?;
    if !rule.allows(request.right) {
        return Err(ServiceError::right_missing());
    }
    tier_limits::check(app.tier.get(), request.tier)?;
    if request.right == Right::Send && hub.description().is_disabled() {
        return Err(ServiceError::forbidden("The notification hub is disabled"));
    }
    Ok(Permitted {
        target,
        operation: Operation::OfHub(hub, request),
        api_version: api_version(app, target)?,
    })
}

/// The service's text for one that it does not know offers to leave it out, and a public client does
/// so.
fn api_version<'a>(app: &App, target: &'a Target) -> Result<&'a str, ServiceError> {
    match target.query("api-version") {
        Some(api_version) if API_VERSIONS.contains(&api_version) => Ok(api_version),
        Some(other) => Err(ServiceError::bad_request(format!(
            "The api-version '{other}' in the query string is not supported. Either remove it from the Uri or use one of '{}'.",
            API_VERSIONS.join(",")
        ))),
        None if app.strict => Err(ServiceError::bad_request(
            "The query parameter api-version is missing",
        )),
        None => Ok(UNNAMED_VERSION),
    }
}

fn token(parts: &Parts, now: OffsetDateTime) -> Result<Token<'_>, ServiceError> {
    let header = parts.headers.get(AUTHORIZATION);
    Token::parse(header.map(HeaderValue::as_bytes), now).map_err(refuse)
}

fn refuse(refusal: Refusal) -> ServiceError {
    ServiceError::unauthorized(refusal.message())
}

/// The policy is looked up on the requested hub first and then on the namespace, however deep the
/// signed address is: one SDK signs the namespace with a hub's key.
fn authenticate(
    app: &App,
    parts: &Parts,
    target: &Target,
    now: OffsetDateTime,
) -> Result<(Arc<Hub>, AuthorizationRule), ServiceError> {
    let token = token(parts, now)?;
    let hub = target.segments.first().and_then(|name| app.hub(name));
    let of_hub = hub
        .as_ref()
        .and_then(|hub| hub.description().rules.signer(&token).cloned());
    let namespace = &app.namespace.policies;
    let rule = of_hub.or_else(|| namespace.signer(&token).cloned());
    match rule {
        // A hub that does not exist has no key to check against.
        None if hub.is_none() && !namespace.names_key_of(&token) => {
            Err(ServiceError::nothing_hosted())
        }
        None => Err(refuse(Refusal::InvalidSignature)),
        Some(_) if !token.covers(&target.authority, &target.segments) => {
            Err(refuse(Refusal::InvalidAudience))
        }
        Some(rule) => Ok((hub.ok_or_else(ServiceError::nothing_hosted)?, rule)),
    }
}

/// Takes a policy of the namespace that has Manage.
fn authorize_management(
    app: &App,
    parts: &Parts,
    target: &Target,
    operation: &NamespaceOperation,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    let manage = || ServiceError::unauthorized("Manage claim is required for this operation.");
    let token = token(parts, now)?;
    match app.namespace.policies.signer(&token) {
        Some(_) if !token.covers(&target.authority, &target.segments) => {
            Err(refuse(Refusal::InvalidAudience))
        }
        Some(rule) if rule.allows(Right::Manage) => Ok(()),
        Some(_) => Err(manage()),
        None => {
            // A hub's own key is a good key, and not enough.
            let hub = target.segments.first().and_then(|name| app.hub(name));
            let of_hub = hub.is_some_and(|hub| hub.description().rules.signer(&token).is_some());
            // The service takes whoever reads with a wrong key for someone without rights.
            match of_hub || operation.is_read() {
                true => Err(manage()),
                false => Err(refuse(Refusal::InvalidSignature)),
            }
        }
    }
}

pub fn max_body(permitted: &Result<Permitted, ServiceError>) -> usize {
    match permitted {
        Ok(permitted) => permitted.operation.max_body(),
        Err(_) => router::MAX_MESSAGE,
    }
}
