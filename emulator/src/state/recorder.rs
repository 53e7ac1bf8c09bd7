//! What arrived and what each device got, kept in memory for the tools that look inside.

use crate::basics::locks;
use crate::devices::registration::Registration;
use crate::http::progress::AnswerSent;
use crate::push::delivery::Delivery;
use crate::push::pns_headers::PnsHeaders;
use crate::state::push_log::PushLog;
use crate::state::recorded_request::RecordedRequest;
use crate::state::request_log::RequestLog;
use crate::state::ring::Ring;
use crate::wire::timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Version;
use hyper::body::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

const MAX_DELIVERIES: usize = 100_000;
const MAX_DELIVERY_BYTES: usize = 256 << 20;
const MAX_REQUESTS: usize = 10_000;
const MAX_REQUEST_BYTES: usize = 64 << 20;
/// How many events are made at once, with the log held.
const PORTION: usize = 100;
/// Comments: readers of events pass them over.
const OPENING: &[u8] = b": deliveries\n\n";
const SIGN_OF_LIFE: &[u8] = b":\n\n";
const SIGN_OF_LIFE_AFTER: Duration = Duration::from_secs(15);
/// About what an entry takes beside its texts.
const ENTRY_BYTES: usize = 200;

pub struct Recorder {
    deliveries: Arc<DeliveryLog>,
    requests: Mutex<Ring<RecordedRequest>>,
    pub pushes: PushLog,
    request_log: Option<RequestLog>,
    /// Why the log could not be written.
    failure: watch::Sender<Option<String>>,
}

/// What there is to say of a request that was to send something.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SentRequest {
    time: String,
    method: String,
    target: String,
    pub tracking_id: String,
    pub status: Option<u16>,
    pub refusal: Option<String>,
    pub fault: Option<String>,
}

struct DeliveryLog {
    ring: Mutex<Ring<Delivery>>,
    /// Wakes those who follow it.
    grown: watch::Sender<()>,
}

/// A log as JSON, and how many entries it has forgotten.
pub struct JsonLog {
    pub json: Vec<u8>,
    pub dropped: u64,
}

impl Recorder {
    pub fn new(request_log: Option<RequestLog>) -> Recorder {
        Recorder {
            deliveries: Arc::new(DeliveryLog {
                ring: Mutex::new(Ring::new(MAX_DELIVERIES, MAX_DELIVERY_BYTES)),
                grown: watch::Sender::new(()),
            }),
            requests: Mutex::new(Ring::new(MAX_REQUESTS, MAX_REQUEST_BYTES)),
            pushes: PushLog::new(),
            request_log,
            failure: watch::Sender::new(None),
        }
    }

    pub fn add_deliveries(&self, deliveries: Vec<Delivery>) {
        let mut ring = locks::lock(&self.deliveries.ring);
        let mut deliveries = deliveries.into_iter().peekable();
        while let Some(delivery) = deliveries.next() {
            // A message that many deliveries share lives as long as the last of them.
            let shared = deliveries
                .peek()
                .is_some_and(|next| Arc::ptr_eq(&next.message, &delivery.message));
            let weight = match shared {
                true => ENTRY_BYTES,
                false => ENTRY_BYTES + delivery.message.payload.len(),
            };
            ring.push(delivery, weight);
        }
        drop(ring);
        self.deliveries.grown.send_replace(());
    }

    /// What is not in the log gets no answer: where it cannot be written this never comes back, and
    /// [`Recorder::failed`] does, which ends the hub.
    pub async fn add_request(&self, request: RecordedRequest) {
        if let Some(log) = &self.request_log
            && let Err(error) = log.append(&RequestRecord::of(&request))
        {
            let message = format!("cannot write the log of requests: {error}");
            self.failure.send_replace(Some(message));
            return std::future::pending().await;
        }
        self.pushes.add_request(&request);
        let weight =
            ENTRY_BYTES + request.target.len() + request.headers.len() + request.body.len();
        locks::lock(&self.requests).push(request, weight);
    }

    /// Comes back with the reason when the log could not be written.
    pub async fn failed(&self) -> String {
        let mut failure = self.failure.subscribe();
        match failure.wait_for(Option::is_some).await {
            Ok(message) => message.clone().unwrap_or_default(),
            // Its sender lives as long as this recorder.
            Err(_) => std::future::pending().await,
        }
    }

    pub fn reset(&self) {
        locks::lock(&self.deliveries.ring).clear();
        locks::lock(&self.requests).clear();
        self.pushes.clear();
    }

    pub fn deliveries(&self) -> serde_json::Result<JsonLog> {
        let ring = locks::lock(&self.deliveries.ring);
        log(&ring, DeliveryRecord::of)
    }

    /// The request that is tracked by this id, or the last that was to send something.
    pub fn sent_request(&self, tracking_id: Option<&str>) -> Option<SentRequest> {
        let requests = locks::lock(&self.requests);
        let is_it = |request: &&RecordedRequest| match tracking_id {
            Some(id) => request.tracking_id == id,
            None => request.is_send(),
        };
        requests
            .iter()
            .rev()
            .find(is_it)
            .map(|request| SentRequest {
                time: timestamp::rfc3339(request.time),
                method: request.method.clone(),
                target: request.target.clone(),
                tracking_id: request.tracking_id.clone(),
                status: request.status,
                refusal: request.refusal.clone(),
                fault: request.fault.clone(),
            })
    }

    /// Those that got a notification, as far as it is not forgotten.
    pub fn reached(&self, notification_id: &str) -> Vec<Arc<Registration>> {
        let ring = locks::lock(&self.deliveries.ring);
        ring.iter()
            .filter(|delivery| delivery.notification.id == notification_id)
            .map(|delivery| Arc::clone(&delivery.registration))
            .collect()
    }

    /// Those from this number on, and then each as it comes, as events that a server sends. Ends
    /// with the reader.
    pub fn follow(&self, from: u64) -> mpsc::Receiver<Bytes> {
        let (sender, receiver) = mpsc::channel(1);
        let log = Arc::clone(&self.deliveries);
        tokio::spawn(async move { log.tell(from, &sender).await });
        receiver
    }

    pub fn requests(&self) -> serde_json::Result<JsonLog> {
        let ring = locks::lock(&self.requests);
        log(&ring, |request| ShownRequest {
            request: RequestRecord::of(request),
            answer_sent: match request.answer_sent.get() {
                AnswerSent::None => "none",
                AnswerSent::PartOfHead | AnswerSent::Head => "partial",
                AnswerSent::Whole => "whole",
            },
            answer_head_sent: request.answer_sent.get() >= AnswerSent::Head,
        })
    }
}

impl DeliveryLog {
    async fn tell(&self, mut next: u64, reader: &mpsc::Sender<Bytes>) {
        let mut grown = self.grown.subscribe();
        let mut events = OPENING.to_vec();
        loop {
            if !events.is_empty() && reader.send(Bytes::from(events)).await.is_err() {
                return;
            }
            (events, next) = self.events(next);
            if !events.is_empty() {
                continue;
            }
            tokio::select! {
                _ = grown.changed() => {}
                () = reader.closed() => return,
                // A reader that is gone without a word is found out.
                () = tokio::time::sleep(SIGN_OF_LIFE_AFTER) => events = SIGN_OF_LIFE.to_vec(),
            }
        }
    }

    /// A few events, and the number from which the next go on.
    fn events(&self, from: u64) -> (Vec<u8>, u64) {
        let (mut events, mut next) = (Vec::new(), from);
        let ring = locks::lock(&self.ring);
        for (number, delivery) in ring.iter_from(from).take(PORTION) {
            next = number + 1;
            // Each is one line: JSON has no line end in it. It is text, and so this does not fail.
            events.extend_from_slice(format!("id: {next}\ndata: ").as_bytes());
            let _ = serde_json::to_writer(&mut events, &DeliveryRecord::of(delivery));
            events.extend_from_slice(b"\n\n");
        }
        (events, next)
    }
}

fn log<'a, T, R: Serialize>(
    ring: &'a Ring<T>,
    record: impl Fn(&'a T) -> R,
) -> serde_json::Result<JsonLog> {
    let mut json = vec![b'['];
    for (index, entry) in ring.iter().enumerate() {
        if index > 0 {
            json.extend_from_slice(b",\n");
        }
        serde_json::to_writer(&mut json, &record(entry))?;
    }
    json.push(b']');
    let dropped = ring.dropped();
    Ok(JsonLog { json, dropped })
}

fn text_or_base64(bytes: &[u8]) -> (Option<&str>, Option<String>) {
    match str::from_utf8(bytes) {
        Ok(text) => (Some(text), None),
        Err(_) => (None, Some(STANDARD.encode(bytes))),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeliveryRecord<'a> {
    time: String,
    hub: &'a str,
    notification_id: &'a str,
    tracking_id: &'a str,
    format: &'a str,
    tag_expression: Option<&'a str>,
    test: bool,
    /// None for a registration that a client wrote itself.
    installation_id: Option<&'a str>,
    /// None for a handle that nobody registered.
    registration_id: Option<&'a str>,
    platform: &'a str,
    device_handle: &'a str,
    tags: &'a [String],
    template: Option<&'a str>,
    content_type: &'a str,
    headers: &'a PnsHeaders,
    payload: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload_base64: Option<String>,
}

impl DeliveryRecord<'_> {
    fn of(delivery: &Delivery) -> DeliveryRecord<'_> {
        let notification = &delivery.notification;
        let registration = &delivery.registration;
        let message = &delivery.message;
        let template = registration.template.as_ref();
        let (payload, payload_base64) = text_or_base64(&message.payload);
        DeliveryRecord {
            time: timestamp::rfc3339(notification.time),
            hub: &notification.hub,
            notification_id: &notification.id,
            tracking_id: &notification.tracking_id,
            format: notification.format,
            tag_expression: notification.tag_expression.as_deref(),
            test: notification.test,
            installation_id: registration.installation_id.as_deref(),
            registration_id: Some(registration.id.as_str()).filter(|id| !id.is_empty()),
            platform: registration.platform.format_word(),
            device_handle: &registration.handle,
            tags: &registration.tags,
            template: template.map(|t| t.name.as_deref().unwrap_or_default()),
            content_type: &message.content_type,
            headers: &message.headers,
            payload,
            payload_base64,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestRecord<'a> {
    time: String,
    protocol: Option<&'static str>,
    method: &'a str,
    target: &'a str,
    tracking_id: &'a str,
    headers: Map<String, Value>,
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
    body_complete: bool,
    queued: bool,
    status: Option<u16>,
    fault: Option<&'a str>,
}

impl RequestRecord<'_> {
    fn of(request: &RecordedRequest) -> RequestRecord<'_> {
        let (body, body_base64) = text_or_base64(&request.body);
        RequestRecord {
            time: timestamp::rfc3339(request.time),
            protocol: request.version.map(protocol_name),
            method: &request.method,
            target: &request.target,
            tracking_id: &request.tracking_id,
            headers: request.headers.to_json(),
            body,
            body_base64,
            body_complete: request.body_complete,
            queued: request.notification_id.is_some(),
            status: request.status,
            fault: request.fault.as_deref(),
        }
    }
}

fn protocol_name(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2",
        _ => "HTTP/1.1",
    }
}

/// A request in the log that is asked for, by when its answer may have left.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownRequest<'a> {
    #[serde(flatten)]
    request: RequestRecord<'a>,
    answer_sent: &'static str,
    answer_head_sent: bool,
}
