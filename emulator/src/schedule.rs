//! `schedulednotifications`: sends that wait for their time, in memory only.

use crate::answer::{Answer, XML};
use crate::app::App;
use crate::error::ServiceError;
use crate::gateway::Call;
use crate::hub::Hub;
use crate::ids;
use crate::locks;
use crate::send::{self, Prepared};
use crate::wire_time;
use hyper::StatusCode;
use hyper::header::HeaderValue;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration as Wait;
use time::{Duration, OffsetDateTime};
use tokio::sync::Notify;

const TIME: &str = "ServiceBusNotification-ScheduleTime";
const MAX_AHEAD: Duration = Duration::days(7);
/// The service keeps as many as there are; memory ends somewhere.
const MAX_BYTES: usize = 256 << 20;
/// The clock of the machine may be set while a notification waits.
const LONGEST_SLEEP: Wait = Wait::from_secs(1);

#[derive(Default)]
pub struct Schedule {
    waiting: Mutex<Waiting>,
    added: Notify,
}

#[derive(Default)]
struct Waiting {
    by_time: BTreeMap<(OffsetDateTime, String), Pending>,
    bytes: usize,
}

struct Pending {
    /// Gone if the hub was deleted meanwhile.
    hub: Weak<Hub>,
    prepared: Prepared,
    body: Vec<u8>,
}

impl Waiting {
    fn remove(&mut self, key: &(OffsetDateTime, String)) -> Option<Pending> {
        let pending = self.by_time.remove(key)?;
        self.bytes -= pending.body.len();
        Some(pending)
    }
}

/// `POST {hub}/schedulednotifications`. What is due already goes at once.
pub fn add(call: &Call, hub: &Arc<Hub>, body: &[u8]) -> Result<Answer, ServiceError> {
    if call.target.flag("direct") {
        return Err(ServiceError::bad_request(
            "A direct send cannot be scheduled",
        ));
    }
    let time = schedule_time(call)?;
    let id = ids::scheduled(call.now);
    let prepared = Prepared::new(call, hub, id.clone(), body)?;
    let answer = send::answer(call, &prepared.notification, "schedulednotifications", &[])?;
    let schedule = &call.app.schedule;
    let mut waiting = locks::lock(&schedule.waiting);
    if waiting.bytes + body.len() > MAX_BYTES {
        return Err(ServiceError::new(
            StatusCode::FORBIDDEN,
            format!("nh-emulator keeps at most {MAX_BYTES} bytes of scheduled notifications"),
        ));
    }
    call.app.telemetry.scheduled(&prepared.notification, body);
    waiting.bytes += body.len();
    waiting.by_time.insert(
        (time, id),
        Pending {
            hub: Arc::downgrade(hub),
            prepared,
            body: body.to_vec(),
        },
    );
    drop(waiting);
    schedule.added.notify_one();
    Ok(answer)
}

/// `DELETE {hub}/schedulednotifications/{id}`
pub fn cancel(call: &Call, hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    let mut waiting = locks::lock(&call.app.schedule.waiting);
    let key = waiting
        .by_time
        .iter()
        .find(|((_, known), pending)| known == id && std::ptr::eq(pending.hub.as_ptr(), hub))
        .map(|(key, _)| key.clone());
    if key.and_then(|key| waiting.remove(&key)).is_none() {
        return Err(ServiceError::new(
            StatusCode::NOT_FOUND,
            "No notification with this id is scheduled",
        ));
    }
    call.app.telemetry.cancelled(&hub.name, id);
    Ok(Answer::with_body(StatusCode::OK, XML, Vec::new()))
}

/// With or without fractions and zone; without a zone it is UTC.
fn schedule_time(call: &Call) -> Result<OffsetDateTime, ServiceError> {
    let value = call.headers.get(TIME).map(HeaderValue::as_bytes);
    let text = String::from_utf8_lossy(value.unwrap_or_default());
    let time = wire_time::parse(text.trim()).ok_or_else(|| {
        ServiceError::bad_request(format!("The header {TIME} is missing or not a time"))
    })?;
    match time - call.now > MAX_AHEAD {
        true => Err(ServiceError::bad_request(format!(
            "The time in {TIME} is more than seven days ahead"
        ))),
        false => Ok(time),
    }
}

/// Sends what is due, for as long as the hub runs.
pub async fn run(app: Arc<App>) {
    loop {
        let next = send_due(&app);
        let sleep = next.map_or(LONGEST_SLEEP, |time| {
            Wait::try_from(time - app.clock.now()).unwrap_or_default()
        });
        let _ = tokio::time::timeout(sleep.min(LONGEST_SLEEP), app.schedule.added.notified()).await;
    }
}

/// When the next one after them is due.
fn send_due(app: &App) -> Option<OffsetDateTime> {
    loop {
        let mut waiting = locks::lock(&app.schedule.waiting);
        let key = waiting.by_time.keys().next()?.clone();
        if key.0 > app.clock.now() {
            return Some(key.0);
        }
        let pending = waiting.remove(&key)?;
        drop(waiting);
        if let Some(hub) = pending.hub.upgrade() {
            let Prepared {
                notification,
                content,
                ..
            } = &pending.prepared;
            let targets = pending.prepared.targets(&hub);
            send::deliver(app, notification, content, targets, &pending.body);
        }
    }
}

impl Schedule {
    pub fn clear(&self) {
        *locks::lock(&self.waiting) = Waiting::default();
    }
}
