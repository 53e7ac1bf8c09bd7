//! `{hub}/schedulednotifications`: notifications that wait for their time.

use crate::api::call::Call;
use crate::api::dispatch;
use crate::api::send::{self, Audience};
use crate::api::telemetry;
use crate::app::App;
use crate::basics::console;
use crate::basics::locks;
use crate::http::answer::{Answer, XML};
use crate::http::error::ServiceError;
use crate::http::headers;
use crate::push::delivery::Notification;
use crate::state::change::Change;
use crate::state::hub::Hub;
use crate::state::push_log::PushEntry;
use crate::state::scheduled::ScheduledNotification;
use crate::wire::ids;
use crate::wire::timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{CONTENT_TYPE, HeaderName};
use hyper::{HeaderMap, StatusCode};
use std::sync::{Arc, Mutex, MutexGuard};
use time::{Duration, OffsetDateTime};

const LONGEST: Duration = Duration::days(7);
/// A wall clock may jump without telling anybody.
const CHECK_EVERY: std::time::Duration = std::time::Duration::from_millis(500);

/// Held by the one who sends what is due, so that whoever asks for it finds all of it sent.
static SENDING: Mutex<()> = Mutex::new(());

pub fn schedule(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    // One client has it. Without its handle it would go to everybody.
    if call.target.flag("direct") {
        return Err(ServiceError::bad_request(
            "A direct send cannot be scheduled",
        ));
    }
    let due = due(call)?;
    let (headers, kept) = kept_headers(call.headers);
    // What could not be sent is refused now.
    Audience::check(&headers, body)?;
    let id = ids::scheduled(call.now);
    let location = send::location(call, "schedulednotifications", &id)?;
    let scheduled = ScheduledNotification {
        id: id.clone(),
        due,
        enqueued: call.now,
        tracking_id: call.tracking_id.to_owned(),
        api_version: call.api_version.to_owned(),
        headers: kept,
        body: STANDARD.encode(body),
    };
    hub.write(|_| Ok((Change::Schedule(Arc::new(scheduled)), ())))?;
    if due <= call.now {
        send_due(call.app);
    }
    Ok(send::created(id, location, Vec::new()))
}

pub fn cancel(call: &Call, hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    let canceled = hub.write(|store| {
        let scheduled = store.scheduled(id).cloned().ok_or_else(|| {
            ServiceError::not_found("There is no such scheduled notification, or it was sent")
        })?;
        let change = Change::Unschedule { id: id.to_owned() };
        Ok((change, scheduled))
    })?;
    hub.messages.add_canceled(canceled.waiting());
    call.app.recorder.pushes.changed.ring();
    Ok(Answer::with_body(StatusCode::OK, XML, Vec::new()))
}

/// Sends what is due, now and for as long as the hub runs.
pub async fn run(app: Arc<App>) {
    loop {
        let sender = Arc::clone(&app);
        // To many devices it takes a while, in which others want to be answered.
        let sent = tokio::task::spawn_blocking(move || send_due(&sender));
        if sent.await.is_err() {
            console::complain("a scheduled notification could not be sent");
        }
        let now = app.clock.now();
        let next = app
            .hubs()
            .iter()
            .filter_map(|hub| hub.read(|store| store.first_scheduled().map(|first| first.due)))
            .min();
        let wait = next.and_then(|due| std::time::Duration::try_from(due - now).ok());
        app.clock
            .changed(wait.unwrap_or(CHECK_EVERY).min(CHECK_EVERY))
            .await;
    }
}

/// It is taken from the list, on disk too, before it is sent: whatever happens, nothing is sent
/// twice.
pub fn send_due(app: &App) {
    let _sending = hold();
    for hub in app.hubs() {
        loop {
            let now = app.clock.now();
            let first = hub.read(|store| store.first_scheduled().cloned());
            let Some(first) = first.filter(|first| first.due <= now) else {
                break;
            };
            let taken = hub.write(|store| match store.scheduled(&first.id) {
                Some(_) => {
                    let id = first.id.clone();
                    Ok((Change::Unschedule { id }, ()))
                }
                None => Err(ServiceError::bad_request("It was canceled")),
            });
            match taken {
                Ok(()) => send_one(app, &hub, &first, now),
                Err(error) if error.status.is_server_error() => {
                    console::complain(format_args!("a scheduled notification waits on: {error}"));
                    break;
                }
                Err(_) => {}
            }
        }
    }
}

/// For as long as this is held, nothing that is due is sent.
pub fn hold() -> MutexGuard<'static, ()> {
    locks::lock(&SENDING)
}

/// Whether one could be sent that no request brought.
pub fn check(scheduled: &ScheduledNotification) -> Result<(), String> {
    let of_id = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    if scheduled.id.is_empty() || !scheduled.id.bytes().all(of_id) {
        return Err("its id is none".to_owned());
    }
    let headers = scheduled.header_map();
    if headers.len() != scheduled.headers.len() {
        return Err("a header cannot be sent".to_owned());
    }
    let body = STANDARD.decode(&scheduled.body);
    let body = body.map_err(|_| "its body is not base64".to_owned())?;
    let audience = Audience::check(&headers, &body);
    audience.map(|_| ()).map_err(|error| error.to_string())
}

/// In telemetry it goes by the one id that its sender knows.
fn send_one(app: &App, hub: &Hub, scheduled: &ScheduledNotification, now: OffsetDateTime) {
    let (headers, body) = (scheduled.header_map(), scheduled.content());
    // It was checked when it was accepted.
    let Ok(audience) = Audience::check(&headers, &body) else {
        console::complain(format_args!("{} is no notification any more", scheduled.id));
        return;
    };
    let targets = audience.targets(hub);
    let notification = Notification {
        id: scheduled.id.clone(),
        hub: hub.name.clone(),
        tracking_id: scheduled.tracking_id.clone(),
        time: now,
        format: audience.format.word(),
        tag_expression: audience.expression,
        test: false,
        direct: false,
    };
    let entry = PushEntry::of_scheduled(&notification);
    dispatch::dispatch(
        app,
        hub,
        notification,
        &audience.content,
        &body,
        targets,
        telemetry::has_error_details(&scheduled.api_version),
    );
    // Whoever is told of it finds what came of it.
    app.recorder.pushes.add(entry);
}

/// Those that say what the notification is and what goes along with it.
fn kept_headers(headers: &HeaderMap) -> (HeaderMap, Vec<(String, String)>) {
    let is_kept = |name: &HeaderName| {
        let word = name.as_str();
        *name == CONTENT_TYPE
            || ["servicebusnotification-", "apns-", "x-"]
                .iter()
                .any(|start| word.starts_with(start))
    };
    let mut kept = HeaderMap::new();
    let mut texts = Vec::new();
    for (name, value) in headers.iter().filter(|(name, _)| is_kept(name)) {
        kept.append(name.clone(), value.clone());
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        texts.push((name.as_str().to_owned(), text));
    }
    (kept, texts)
}

fn due(call: &Call) -> Result<OffsetDateTime, ServiceError> {
    let text =
        headers::text(call.headers, "servicebusnotification-scheduletime").ok_or_else(|| {
            ServiceError::bad_request("The header ServiceBusNotification-ScheduleTime is missing")
        })?;
    let time = parse_time(text.trim(), call.app.strict).ok_or_else(|| {
        ServiceError::bad_request(format!("The schedule time '{text}' is not a date and time"))
    })?;
    match time - call.now > LONGEST {
        true => Err(ServiceError::bad_request(
            "The schedule time is more than 7 days ahead",
        )),
        false => Ok(time),
    }
}

/// With milliseconds and zone (JavaScript), without either (.NET, Java), and as the Python sample
/// writes it: the format string it was copied from has quotes round its `T`.
fn parse_time(text: &str, strict: bool) -> Option<OffsetDateTime> {
    timestamp::parse(text).or_else(|| match strict {
        true => None,
        false => timestamp::parse(&text.replacen("'T'", "T", 1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn the_spellings_of_a_time() {
        let time = OffsetDateTime::from_unix_timestamp(1_735_689_600).unwrap();
        for text in [
            "2025-01-01T00:00:00",
            "2025-01-01T00:00:00.000Z",
            "2025-01-01T00:00:00Z",
            "2025-01-01T01:00:00+01:00",
        ] {
            assert_eq!(parse_time(text, true), Some(time), "{text}");
        }
        let quoted = "2025-01-01'T'00:00:00";
        assert_eq!(parse_time(quoted, false), Some(time));
        assert_eq!(parse_time(quoted, true), None);
        for text in ["", "soon", "2025-01-01", "01/01/2025 00:00:00"] {
            assert_eq!(parse_time(text, false), None, "{text}");
        }
    }

    #[test]
    fn no_token_is_kept() {
        let mut headers = HeaderMap::new();
        for name in [
            "authorization",
            "host",
            "content-type",
            "apns-topic",
            "x-wns-type",
            "servicebusnotification-format",
        ] {
            headers.insert(name, HeaderValue::from_static("v"));
        }
        let (_, mut kept) = kept_headers(&headers);
        kept.sort();
        let names: Vec<&str> = kept.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "apns-topic",
                "content-type",
                "servicebusnotification-format",
                "x-wns-type"
            ]
        );
    }
}
