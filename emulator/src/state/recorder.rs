//! What arrived and what each device got, kept in memory for the tools that look inside.

use crate::basics::locks;
use crate::devices::registration::Registration;
use crate::http::progress::AnswerSent;
use crate::push::delivery::Delivery;
use crate::state::delivery_log::DeliveryLog;
use crate::state::delivery_record::{DeliveryRecord, text_or_base64};
use crate::state::push_log::{PushEntry, PushLog};
use crate::state::read_marks::ReadMarks;
use crate::state::recorded_request::RecordedRequest;
use crate::state::request_log::RequestLog;
use crate::state::ring::Ring;
use crate::wire::timestamp;
use hyper::Version;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

const MAX_REQUESTS: usize = 10_000;
const MAX_REQUEST_BYTES: usize = 64 << 20;
/// About what an entry takes beside its texts.
const ENTRY_BYTES: usize = 200;

pub struct Recorder {
    pub delivery_log: Arc<DeliveryLog>,
    pub read_marks: ReadMarks,
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

/// A log as JSON, and how many entries it has forgotten.
pub struct JsonLog {
    pub json: Vec<u8>,
    pub dropped: u64,
}

impl Recorder {
    pub fn new(request_log: Option<RequestLog>) -> Recorder {
        Recorder {
            delivery_log: Arc::new(DeliveryLog::new()),
            read_marks: ReadMarks::default(),
            requests: Mutex::new(Ring::new(MAX_REQUESTS, MAX_REQUEST_BYTES)),
            pushes: PushLog::new(),
            request_log,
            failure: watch::Sender::new(None),
        }
    }

    pub fn add_deliveries(&self, deliveries: Vec<Delivery>) {
        self.delivery_log.add(deliveries);
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
        let push = request.is_send().then(|| PushEntry::of_request(&request));
        let weight =
            ENTRY_BYTES + request.target.len() + request.headers.len() + request.body.len();
        locks::lock(&self.requests).push(request, weight);
        if let Some(push) = push {
            self.pushes.add(push);
        }
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
        self.read_marks.clear();
        locks::lock(&self.requests).clear();
        self.pushes.clear();
        // The last: who follows it is told that all is forgotten.
        self.delivery_log.clear();
    }

    pub fn deliveries(&self) -> serde_json::Result<JsonLog> {
        self.delivery_log.read(|ring| log(ring, DeliveryRecord::of))
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

    /// The request that a notification came of, as JSON.
    pub fn request_of(&self, notification_id: &str) -> Option<Value> {
        let requests = locks::lock(&self.requests);
        let mut requests = requests.iter().rev();
        let found =
            requests.find(|request| request.notification_id.as_deref() == Some(notification_id))?;
        serde_json::to_value(ToldRequest {
            request: RequestRecord::of(found),
            refusal: found.refusal.as_deref(),
        })
        .ok()
    }

    /// Those that got a notification, as far as it is not forgotten.
    pub fn reached(&self, notification_id: &str) -> Vec<Arc<Registration>> {
        self.delivery_log.read(|ring| {
            ring.iter()
                .filter(|delivery| delivery.notification.id == notification_id)
                .map(|delivery| Arc::clone(&delivery.registration))
                .collect()
        })
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

#[derive(Serialize)]
struct ToldRequest<'a> {
    #[serde(flatten)]
    request: RequestRecord<'a>,
    refusal: Option<&'a str>,
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
