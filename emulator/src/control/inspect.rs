//! `/_emulator/…`: looking inside, for tests and for the `deliveries` command, and the way to the
//! other files of this room. Needs no token.

use crate::api::router::MAX_DOCUMENT;
use crate::app::App;
use crate::control::blob_storage::{self, MAX_BLOB};
use crate::control::explain;
use crate::control::explain::judge::Fate;
use crate::control::inbox::{self, parameters};
use crate::control::page;
use crate::control::scenario;
use crate::control::settings;
use crate::http::answer::{Answer, JSON};
use crate::http::error::ServiceError;
use crate::http::event_stream;
use crate::http::target::Target;
use crate::state::blob_url;
use crate::state::device_record::DeviceRecord;
use crate::state::hub::Hub;
use crate::state::hub_name;
use crate::state::recorder::JsonLog;
use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// How many entries the log has forgotten.
const DROPPED: HeaderName = HeaderName::from_static("x-emulator-dropped");

const SCENARIO: &str = "scenario";

pub fn is_for(request: &Parts, target: &Target) -> bool {
    let first = target.segments.first();
    first.is_some_and(|first| first == hub_name::OWN_SEGMENT) || page::is_asked_for(request, target)
}

pub fn max_body(target: &Target) -> usize {
    let is_scenario = || target.segments.get(1).is_some_and(|name| name == SCENARIO);
    match blob_url::is_own(&target.segments) || is_scenario() {
        true => MAX_BLOB,
        false => MAX_DOCUMENT,
    }
}

pub fn handle(
    app: &App,
    method: &Method,
    target: &Target,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer, ServiceError> {
    if blob_url::is_own(&target.segments) {
        return Ok(blob_storage::handle(app, method, target, headers, body));
    }
    let path: Vec<&str> = target.segments.iter().map(String::as_str).collect();
    if let [_, name] = path.as_slice()
        && let Some(answer) = settings::handle(app, method, name, body)
    {
        return answer;
    }
    if let [_, "inbox", path @ ..] = path.as_slice() {
        return inbox::handle(app, method, path, target, headers, body);
    }
    match (method, path.as_slice()) {
        (&Method::GET, [] | [_]) => Ok(page::answer()),
        (&Method::GET | &Method::HEAD, [_, "health"]) => health(app),
        (&Method::GET, [_, "devices"]) => devices(app, target),
        (&Method::GET, [_, "explain"]) => json(&explain::explain(app, &question(target)?)?),
        (&Method::GET, [_, SCENARIO]) => {
            let json = scenario::export(app).map_err(ServiceError::internal)?;
            Ok(Answer::with_body(StatusCode::OK, JSON, json))
        }
        (&Method::POST, [_, SCENARIO]) => scenario::import(app, body)
            .map(|()| Answer::empty(StatusCode::NO_CONTENT))
            .map_err(ServiceError::bad_request),
        (&Method::GET, [_, "deliveries"]) if target.flag("follow") => {
            let from = event_stream::last_id(headers).unwrap_or_default();
            Ok(event_stream::answer(app.recorder.delivery_log.follow(from)))
        }
        (&Method::GET, [_, "deliveries"]) => show(app.recorder.deliveries()),
        (&Method::GET, [_, "requests"]) => show(app.recorder.requests()),
        (&Method::POST, [_, "reset"]) => {
            if target.flag("all") {
                for hub in app.hubs() {
                    hub.clear()?;
                }
                app.tier.forget_pushes();
                app.pns.clear();
                app.faults.clear();
            }
            // The last, so that whoever is told of it finds all forgotten.
            app.recorder.reset();
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        _ => Err(ServiceError::not_found(
            "There are GET health, devices, deliveries, requests and explain, POST reset, and scenario, clock, tier, pns and faults",
        )),
    }
}

/// Whoever gets it has a hub that answers.
fn health(app: &App) -> Result<Answer, ServiceError> {
    let hubs: Vec<String> = app.hubs().iter().map(|hub| hub.name.clone()).collect();
    json(&json!({"status": "ok", "version": env!("CARGO_PKG_VERSION"), "hubs": hubs}))
}

fn question(target: &Target) -> Result<explain::Question<'_>, ServiceError> {
    let id = ["request", "notification"];
    Ok(explain::Question {
        id: id.iter().find_map(|name| parameters::text(target, name)),
        device: parameters::device(target)?,
        result: parameters::text(target, "result").map(fate).transpose()?,
    })
}

fn fate(word: &str) -> Result<Fate, ServiceError> {
    let found = Fate::ALL.into_iter().find(|fate| fate.name() == word);
    found.ok_or_else(|| {
        let known = Fate::ALL.map(Fate::name).join(", ");
        ServiceError::bad_request(format!("'{word}' is no result: there are {known}"))
    })
}

fn devices(app: &App, target: &Target) -> Result<Answer, ServiceError> {
    let hubs = match target.query("hub") {
        None => app.hubs(),
        Some(name) => vec![app.hub(name).ok_or_else(ServiceError::nothing_hosted)?],
    };
    let of_hub = |hub: &Arc<Hub>| {
        let devices = hub.devices();
        let records: Vec<DeviceRecord> = devices.iter().map(|one| one.record(&hub.name)).collect();
        records
    };
    let devices: Vec<DeviceRecord> = hubs.iter().flat_map(of_hub).collect();
    json(&devices)
}

fn json(value: &impl Serialize) -> Result<Answer, ServiceError> {
    let json = serde_json::to_vec(value).map_err(ServiceError::internal)?;
    Ok(Answer::with_body(StatusCode::OK, JSON, json))
}

fn show(log: serde_json::Result<JsonLog>) -> Result<Answer, ServiceError> {
    let log = log.map_err(ServiceError::internal)?;
    Ok(Answer::with_body(StatusCode::OK, JSON, log.json)
        .header(DROPPED, HeaderValue::from(log.dropped)))
}
