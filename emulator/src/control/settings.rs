//! `/_emulator/…` for tests that set things up: the clock, the tier, what push services refuse, and
//! which requests go wrong.

use crate::api::jobs;
use crate::api::schedule;
use crate::app::App;
use crate::basics::clock::Clock;
use crate::http::answer::{Answer, JSON};
use crate::http::error::ServiceError;
use crate::state::tier::{Quotas, Tier};
use crate::wire::timestamp;
use hyper::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// None for what is not one of these addresses.
pub fn handle(
    app: &App,
    method: &Method,
    name: &str,
    body: &[u8],
) -> Option<Result<Answer, ServiceError>> {
    let answer = match (name, method) {
        ("clock", &Method::GET) => show(&clock_state(app)),
        ("clock", &Method::POST) => set_clock(app, body).and_then(|()| show(&clock_state(app))),
        ("tier", &Method::GET) => show(&tier_state(app)),
        ("tier", &Method::POST) => read_tier(body).and_then(|(tier, quotas)| {
            app.tier.set(tier, quotas);
            done(Ok(()))
        }),
        ("pns", &Method::GET) => show(&app.pns.rules()),
        ("pns", &Method::POST) => done(app.pns.add(body)),
        ("pns", &Method::DELETE) => {
            app.pns.clear();
            done(Ok(()))
        }
        ("faults", &Method::GET) => show(&app.faults.states()),
        ("faults", &Method::POST) => done(app.faults.add(body)),
        ("faults", &Method::DELETE) => {
            app.faults.clear();
            done(Ok(()))
        }
        _ => return None,
    };
    Some(answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockSetting {
    set: Option<String>,
    advance_ms: Option<i64>,
    frozen: Option<bool>,
    real: Option<bool>,
}

/// What the clock can be set to.
pub enum NewTime {
    Real,
    At { time: OffsetDateTime, frozen: bool },
}

fn set_clock(app: &App, body: &[u8]) -> Result<(), ServiceError> {
    set_time(app, read_clock(app, body)?)?;
    do_due(app);
    app.namespace.changed.ring();
    Ok(())
}

pub fn read_clock(app: &App, body: &[u8]) -> Result<NewTime, ServiceError> {
    let setting: ClockSetting = parse(body)?;
    let clock = &app.clock;
    let (time, frozen) = match (&setting.set, setting.advance_ms, setting.real) {
        (None, None, Some(true)) if setting.frozen.is_none() => return Ok(NewTime::Real),
        (Some(time), None, None) => {
            let time = timestamp::parse_rfc3339(time).ok_or_else(|| {
                ServiceError::bad_request(format!(
                    "'{time}' is not a time of RFC 3339 in the years 1 to 9999"
                ))
            })?;
            (Some(time), setting.frozen.unwrap_or(false))
        }
        (None, Some(milliseconds), None) => {
            let time = clock
                .now()
                .checked_add(Duration::milliseconds(milliseconds));
            (time, setting.frozen.unwrap_or(clock.is_frozen()))
        }
        (None, None, None) if setting.frozen.is_some() => {
            (Some(clock.now()), setting.frozen == Some(true))
        }
        _ => {
            return Err(ServiceError::bad_request(
                "A clock is told one of set, advance_ms and real, and with the first two whether it is frozen",
            ));
        }
    };
    match time.filter(|time| Clock::is_possible(*time)) {
        Some(time) => Ok(NewTime::At { time, frozen }),
        None => Err(impossible_time()),
    }
}

/// What is due by then is not done yet.
pub fn set_time(app: &App, new: NewTime) -> Result<(), ServiceError> {
    match new {
        NewTime::Real => app.clock.set_real(),
        NewTime::At { time, frozen } if app.clock.set(time, frozen) => {}
        NewTime::At { .. } => return Err(impossible_time()),
    }
    Ok(())
}

fn impossible_time() -> ServiceError {
    ServiceError::bad_request("The clock goes from the year 1 to the year 9998")
}

/// Whoever set the clock finds done what is due by now.
pub fn do_due(app: &App) {
    schedule::send_due(app);
    jobs::run_due(app);
}

/// What sets another clock to this one's time, where that is not the real one.
pub fn own_time(app: &App) -> Option<Value> {
    let clock = &app.clock;
    let time = || json!({"set": timestamp::rfc3339(clock.now()), "frozen": clock.is_frozen()});
    (!clock.is_real()).then(time)
}

fn clock_state(app: &App) -> Value {
    let clock = &app.clock;
    json!({
        "now": timestamp::rfc3339(clock.now()),
        "real": clock.is_real(),
        "frozen": clock.is_frozen(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TierSetting {
    tier: String,
    /// In place of those of the tier.
    devices: Option<usize>,
    pushes: Option<usize>,
}

pub fn tier_state(app: &App) -> Value {
    let quotas = app.tier.quotas();
    json!({
        "tier": app.tier.get().name(),
        "devices": quotas.devices,
        "pushes": quotas.pushes,
    })
}

pub fn read_tier(body: &[u8]) -> Result<(Tier, Quotas), ServiceError> {
    let setting: TierSetting = parse(body)?;
    let tier = Tier::parse(&setting.tier).map_err(ServiceError::bad_request)?;
    let usual = tier.quotas();
    let quotas = Quotas {
        devices: setting.devices.unwrap_or(usual.devices),
        pushes: setting.pushes.or(usual.pushes),
    };
    Ok((tier, quotas))
}

fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, ServiceError> {
    serde_json::from_slice(body).map_err(|error| ServiceError::bad_request(error.to_string()))
}

fn done(result: Result<(), String>) -> Result<Answer, ServiceError> {
    result
        .map(|()| Answer::empty(StatusCode::NO_CONTENT))
        .map_err(ServiceError::bad_request)
}

fn show(value: &impl Serialize) -> Result<Answer, ServiceError> {
    let json = serde_json::to_vec(value).map_err(ServiceError::internal)?;
    Ok(Answer::with_body(StatusCode::OK, JSON, json))
}
