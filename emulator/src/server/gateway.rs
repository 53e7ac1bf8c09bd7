//! The way of a request through the hub: token, address, right, version, body; then its operation.

use crate::api::batch;
use crate::api::feedback;
use crate::api::installations;
use crate::api::jobs;
use crate::api::management;
use crate::api::registrations;
use crate::api::router::{self, Operation};
use crate::api::schedule;
use crate::api::send;
use crate::api::telemetry;
use crate::app::App;
use crate::auth::policy::{Right, Rule};
use crate::auth::sas::{Refusal, Token};
use crate::basics::clock;
use crate::control::blob_storage;
use crate::control::inspect;
use crate::faults::hijack::Control;
use crate::http::answer::Answer;
use crate::http::body;
use crate::http::error::ServiceError;
use crate::http::progress::Progress;
use crate::http::target::Target;
use crate::server::faulted;
use crate::state::blob_url;
use crate::state::hub::Hub;
use crate::state::recorder::{RecordedHeaders, Request};
use crate::state::tier;
use crate::wire::ids;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    AUTHORIZATION, CONNECTION, DATE, HeaderName, HeaderValue, SERVER, STRICT_TRANSPORT_SECURITY,
};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;

const TRACKING_ID: HeaderName = HeaderName::from_static("trackingid");
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-ms-correlation-request-id");
const MAX_TRACKING_ID: usize = 128;

/// Every version that a client is known to send.
const API_VERSIONS: [&str; 8] = [
    "2013-10", "2014-09", "2015-01", "2015-04", "2015-08", "2016-07", "2017-04", "2020-06",
];

/// An operation's view of its request.
pub struct Call<'a> {
    pub app: &'a App,
    pub target: &'a Target,
    pub headers: &'a HeaderMap,
    pub api_version: &'a str,
    pub tracking_id: &'a str,
    pub now: OffsetDateTime,
}

/// A request as far as its head tells.
pub struct Arrival<'a> {
    pub parts: &'a Parts,
    pub target: &'a Result<Target, ServiceError>,
    pub tracking_id: String,
    pub now: OffsetDateTime,
}

pub async fn answer(
    app: &App,
    request: hyper::Request<Incoming>,
    control: &Control,
    body_timeout: Duration,
) -> Response<Full<Bytes>> {
    let (parts, incoming) = request.into_parts();
    let target = Target::of(&parts, app.scheme());
    let arrival = Arrival {
        parts: &parts,
        target: &target,
        tracking_id: tracking_id(&parts.headers),
        now: app.clock.now(),
    };
    if let Ok(target) = &target
        && target
            .segments
            .first()
            .is_some_and(|first| first == inspect::SEGMENT)
    {
        let is_blob = target
            .segments
            .get(1)
            .is_some_and(|next| next == blob_url::SEGMENT);
        let max = match is_blob {
            true => blob_storage::MAX_BLOB,
            false => router::MAX_DOCUMENT,
        };
        return body::receive(incoming, &parts.headers, max, body_timeout)
            .await
            .and_then(|body| match is_blob {
                true => blob_storage::handle(app, &parts.method, target, &body),
                false => inspect::handle(app, &parts.method, target, &body),
            })
            .unwrap_or_else(|error| error.into_answer(&arrival.tracking_id, arrival.now))
            .into_response();
    }
    let (method, uri) = (parts.method.as_str(), &parts.uri);
    let fault = app
        .faults
        .of_request(method, uri.path(), uri.query(), &parts.headers);
    if let Some(rule) = fault {
        return faulted::answer(app, &arrival, incoming, &rule, control, body_timeout).await;
    }

    // What the head alone decides is decided first, but told only after the body was read, so that
    // the client reads the answer and not a reset.
    let permitted = permit(app, &arrival);
    let max = max_body(&permitted);
    let received = body::receive(incoming, &parts.headers, max, body_timeout).await;
    let body_complete = received.is_ok();
    let (body, (mut answer, queued)) = match received {
        Ok(body) => {
            let performed = perform(app, &arrival, permitted, &body);
            (body, performed)
        }
        Err(error) => {
            let error = permitted.err().unwrap_or(error);
            let answer = error.into_answer(&arrival.tracking_id, arrival.now);
            (Vec::new(), (answer, false))
        }
    };
    if !body_complete {
        // The rest of the body may still be on its way.
        answer = answer.header(CONNECTION, HeaderValue::from_static("close"));
    }
    app.recorder.arrived(Request {
        time: arrival.now,
        method: parts.method.as_str().to_owned(),
        target: parts.uri.to_string(),
        headers: RecordedHeaders::copy(&parts.headers),
        body,
        body_complete,
        queued,
        status: Some(answer.status.as_u16()),
        fault: None,
        answer_sent: Progress::whole(),
    });
    with_common_headers(app, answer, &arrival.tracking_id).into_response()
}

/// Does what is asked for, and tells whether a notification goes out for it.
pub fn perform(
    app: &App,
    arrival: &Arrival,
    permitted: Result<Permitted, ServiceError>,
    body: &[u8],
) -> (Answer, bool) {
    let mut queues = false;
    let result = permitted.and_then(|permitted| {
        let call = Call {
            app,
            target: permitted.target,
            headers: &arrival.parts.headers,
            api_version: permitted.api_version,
            tracking_id: &arrival.tracking_id,
            now: arrival.now,
        };
        match &permitted.asked {
            Asked::OfHub(hub, operation) => {
                queues = operation.queues();
                of_hub(&call, hub, operation, body)
            }
            Asked::OfNamespace(operation) => management::perform(&call, operation, body),
        }
    });
    let queued = queues && result.is_ok();
    let refuse = |error: ServiceError| error.into_answer(&arrival.tracking_id, arrival.now);
    (result.unwrap_or_else(refuse), queued)
}

pub fn max_body(permitted: &Result<Permitted, ServiceError>) -> usize {
    match permitted {
        Ok(permitted) => permitted.asked.max_body(),
        Err(_) => router::MAX_MESSAGE,
    }
}

/// A request whose token is good for what it asks.
pub struct Permitted<'a> {
    target: &'a Target,
    asked: Asked<'a>,
    api_version: &'a str,
}

enum Asked<'a> {
    OfHub(Arc<Hub>, Operation<'a>),
    OfNamespace(management::Operation<'a>),
}

impl Asked<'_> {
    fn max_body(&self) -> usize {
        match self {
            Asked::OfHub(_, operation) => operation.max_body(),
            Asked::OfNamespace(_) => router::MAX_DOCUMENT,
        }
    }
}

pub fn permit<'a>(app: &'a App, arrival: &Arrival<'a>) -> Result<Permitted<'a>, ServiceError> {
    let (parts, now) = (arrival.parts, arrival.now);
    let target = match arrival.target {
        Ok(target) => target,
        Err(error) => return Err(error.clone()),
    };
    if let Some(operation) = management::Operation::find(&parts.method, &target.segments) {
        management::authorize(app, parts, target, &operation, now)?;
        let api_version = match operation.needs_version() {
            true => api_version(target)?,
            false => "",
        };
        return Ok(Permitted {
            target,
            asked: Asked::OfNamespace(operation),
            api_version,
        });
    }
    let (hub, rule) = authenticate(app, parts, target, now)?;
    let path = target.segments.get(1..).unwrap_or_default();
    let operation = Operation::find(&parts.method, path, target)?;
    if !rule.allows(operation.right()) {
        return Err(ServiceError::right_missing());
    }
    tier::check(app.tier.get(), &operation)?;
    if operation.right() == Right::Send && hub.description().is_disabled() {
        return Err(ServiceError::new(
            StatusCode::FORBIDDEN,
            "The notification hub is disabled",
        ));
    }
    Ok(Permitted {
        target,
        asked: Asked::OfHub(hub, operation),
        api_version: api_version(target)?,
    })
}

fn api_version(target: &Target) -> Result<&str, ServiceError> {
    let api_version = target
        .query("api-version")
        .ok_or_else(|| ServiceError::bad_request("The query parameter api-version is missing"))?;
    match API_VERSIONS.contains(&api_version) {
        true => Ok(api_version),
        false => Err(ServiceError::bad_request(format!(
            "'{api_version}' is not an api-version"
        ))),
    }
}

/// The policy is looked up on the requested hub first and then on the namespace, however deep the
/// signed address is: one SDK signs the namespace with a hub's key.
fn authenticate(
    app: &App,
    parts: &Parts,
    target: &Target,
    now: OffsetDateTime,
) -> Result<(Arc<Hub>, Rule), ServiceError> {
    let refuse = |refusal: Refusal| ServiceError::unauthorized(refusal.message());
    let header = parts.headers.get(AUTHORIZATION);
    let token = Token::parse(header.map(HeaderValue::as_bytes), now).map_err(refuse)?;
    let hub = target.segments.first().and_then(|name| app.hub(name));
    let not_found = || {
        ServiceError::new(
            StatusCode::NOT_FOUND,
            "No service is hosted at the specified address.",
        )
    };
    let of_hub = hub
        .as_ref()
        .and_then(|hub| hub.description().rules.signer(&token).cloned());
    let namespace = &app.namespace.policies;
    let rule = of_hub.or_else(|| namespace.signer(&token).cloned());
    match rule {
        // A hub that does not exist has no key to check against.
        None if hub.is_none() && !namespace.names_key_of(&token) => Err(not_found()),
        None => Err(refuse(Refusal::InvalidSignature)),
        Some(_) if !token.covers(&target.authority, &target.segments) => {
            Err(refuse(Refusal::InvalidAudience))
        }
        Some(rule) => Ok((hub.ok_or_else(not_found)?, rule)),
    }
}

fn of_hub(
    call: &Call,
    hub: &Hub,
    operation: &Operation,
    body: &[u8],
) -> Result<Answer, ServiceError> {
    tier::check_quota(call.app.tier.get(), hub, operation)?;
    match operation {
        Operation::Send => send::send(call, hub, body),
        Operation::PutInstallation(id) => installations::put(hub, id, body),
        Operation::GetInstallation(id) => installations::get(hub, id),
        Operation::DeleteInstallation(id) => installations::delete(hub, id),
        Operation::PatchInstallation(id) => installations::patch(hub, id, body),
        Operation::CreateRegistrationId => registrations::create_id(call),
        Operation::CreateRegistration => registrations::create(call, hub, body),
        Operation::PutRegistration(id) => registrations::put(call, hub, id, body),
        Operation::GetRegistration(id) => registrations::get(call, hub, id),
        Operation::DeleteRegistration(id) => registrations::delete(call, hub, id),
        Operation::ListRegistrations | Operation::FindRegistrations => {
            registrations::list(call, hub)
        }
        Operation::ListRegistrationsByTag(tag) => registrations::list_by_tag(call, hub, tag),
        Operation::SubmitJob => jobs::submit(call, hub, body),
        Operation::GetJob(id) => jobs::get(call, hub, id),
        Operation::ListJobs => jobs::list(call, hub),
        Operation::SendBatch => batch::send(call, hub, body),
        Operation::GetMessage(id) => telemetry::get(call, hub, id),
        Operation::Schedule => schedule::schedule(call, hub, body),
        Operation::CancelScheduled(id) => schedule::cancel(hub, id),
        Operation::FeedbackContainer => Ok(feedback::container(call, hub)),
    }
}

/// The client's own id, if it sent one, so that both sides can be found under it.
fn tracking_id(headers: &HeaderMap) -> String {
    headers
        .get(TRACKING_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| !id.is_empty() && id.len() <= MAX_TRACKING_ID)
        .map_or_else(ids::tracking, str::to_owned)
}

/// Its time is that of the hub's clock: clients learn from it how wrong their own is.
pub fn with_date(app: &App, answer: Answer) -> Answer {
    match HeaderValue::try_from(clock::http_date(app.clock.now())) {
        Ok(date) => answer.header(DATE, date),
        Err(_) => answer,
    }
}

pub fn with_common_headers(app: &App, answer: Answer, tracking_id: &str) -> Answer {
    // The HTTP library adds the real time.
    let answer = match app.clock.is_real() {
        true => answer,
        false => with_date(app, answer),
    };
    let mut answer = answer.header(SERVER, HeaderValue::from_static("nh-emulator"));
    let ids = [
        (TRACKING_ID, HeaderValue::try_from(tracking_id)),
        (CORRELATION_ID, HeaderValue::try_from(ids::tracking())),
    ];
    for (name, value) in ids {
        if let Ok(value) = value {
            answer = answer.header(name, value);
        }
    }
    match app.tls {
        true => answer.header(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=2592000"),
        ),
        false => answer,
    }
}
