//! The way of a request that a rule of the fault script has hit.

use crate::api::perform::perform;
use crate::api::permit::{self, RequestHead};
use crate::app::App;
use crate::faults::broken_answer;
use crate::faults::exchange::Exchange;
use crate::faults::hijack::HijackPlan;
use crate::faults::rule::{FaultKind, FaultPoint, FaultRule};
use crate::http::answer::{Answer, XML};
use crate::http::body::{self, RequestBody};
use crate::http::error::ServiceError;
use crate::http::progress::{AnswerSent, Progress};
use crate::server::answer_headers;
use crate::server::tls::{self, ServerTls};
use crate::state::recorded_request::RecordedRequest;
use crate::wire::timestamp;
use hyper::StatusCode;
use hyper::header::{CONNECTION, HeaderValue, LOCATION, RETRY_AFTER};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

const HUGE: usize = 10 << 20;

pub async fn answer(
    app: &App,
    head: &RequestHead<'_>,
    mut incoming: impl RequestBody,
    rule: &FaultRule,
    exchange: &Exchange<'_>,
    body_timeout: Duration,
) -> Answer {
    sleep(rule.delay_read()).await;
    let mut request = FaultedRequest {
        app,
        head,
        rule,
        body: Vec::new(),
        body_complete: false,
        notification_id: None,
        progress: Arc::default(),
    };
    if rule.ends_connection() && matches!(rule.at(), FaultPoint::BeforeBody | FaultPoint::Body) {
        if rule.at() == FaultPoint::Body {
            let count = rule.bytes.unwrap_or_default();
            let read = body::receive_some(&mut incoming, count, body_timeout).await;
            (request.body, request.body_complete) = read;
        }
        return request.end(exchange).await;
    }

    let refusal = exchange.refusal(rule);
    let permitted = permit::permit(app, head);
    let max = permit::max_body(&permitted);
    let received = body::receive(incoming, &head.parts.headers, max, body_timeout).await;
    request.body_complete = received.is_ok();
    let mut own = None;
    match received {
        Err(error) => own = Some(error.into_answer(&head.tracking_id, head.now)),
        Ok(body) => {
            if refusal.is_none() && rule.performs() {
                let mut answer = perform(app, head, permitted, &body);
                request.notification_id = answer.notification_id.take();
                own = Some(answer);
            }
            request.body = body;
        }
    }
    if let Some(refusal) = refusal {
        let answer = refusal.into_answer(&head.tracking_id, head.now);
        request.record(Some(answer.status)).await;
        request.progress.reach(AnswerSent::Whole);
        return answer_headers::with_common_headers(app, answer, &head.tracking_id);
    }
    if !rule.needs_answer() {
        sleep(rule.delay()).await;
        return request.end(exchange).await;
    }
    let answer = match (rule.status(), own) {
        (Some(status), _) => described(rule, status, head),
        (None, Some(own)) => own,
        // A rule without a status performs, and so this is never sent.
        (None, None) => ServiceError::bad_request("").into_answer("", head.now),
    };
    let answer = answer_headers::with_common_headers(app, answer, &head.tracking_id);
    let mut answer = match request.body_complete {
        true => answer,
        false => answer.header(CONNECTION, HeaderValue::from_static("close")),
    };
    match rule.kind {
        FaultKind::Answer | FaultKind::Status => {}
        FaultKind::NoLocation => answer.headers.retain(|(name, _)| *name != LOCATION),
        FaultKind::ConnectionClose => {
            answer = exchange.announce_end(answer).await;
        }
        FaultKind::HugeBody => answer.body = vec![b'x'; rule.bytes.unwrap_or(HUGE)],
        _ => {
            request.record(Some(answer.status)).await;
            sleep(rule.delay()).await;
            let progress = Arc::clone(&request.progress);
            // Nobody else adds the time where the HTTP library does not write.
            if app.clock.is_real() {
                answer = answer_headers::with_date(app, answer);
            }
            match exchange.break_answer(rule, answer, progress).await {}
        }
    }
    request.record(Some(answer.status)).await;
    sleep(rule.delay()).await;
    request.progress.reach(AnswerSent::Whole);
    answer
}

/// What there is to tell about the request.
struct FaultedRequest<'a> {
    app: &'a App,
    head: &'a RequestHead<'a>,
    rule: &'a FaultRule,
    body: Vec<u8>,
    body_complete: bool,
    notification_id: Option<String>,
    progress: Arc<Progress>,
}

impl FaultedRequest<'_> {
    async fn end(mut self, exchange: &Exchange<'_>) -> Answer {
        self.record(None).await;
        match exchange.end(self.rule, self.progress).await {}
    }

    /// Before anything is done that the client could notice, so that it finds it in the log.
    async fn record(&mut self, status: Option<StatusCode>) {
        self.app
            .recorder
            .add_request(RecordedRequest {
                body: std::mem::take(&mut self.body),
                body_complete: self.body_complete,
                notification_id: self.notification_id.take(),
                status: status.map(|status| status.as_u16()),
                fault: Some(self.rule.name()),
                answer_sent: Arc::clone(&self.progress),
                ..RecordedRequest::of_head(self.head.now, self.head.parts, &self.head.tracking_id)
            })
            .await;
    }
}

/// For a connection that ends before it has a request.
pub async fn connection_plan(app: &App, at: FaultPoint) -> Option<HijackPlan> {
    let rule = app.faults.of_connection(at)?;
    let progress = record_connection(app, &rule).await;
    Some(broken_answer::without_answer(&rule, progress))
}

/// With what a handshake of TLS is done, or what is played in its place.
pub async fn handshake(
    app: &App,
    tls: &ServerTls,
    stream: &mut TcpStream,
    time: Duration,
) -> Result<TlsAcceptor, HijackPlan> {
    let Some(rule) = app.faults.of_connection(FaultPoint::Handshake) else {
        return Ok(tls.good.clone());
    };
    let progress = record_connection(app, &rule).await;
    match rule.kind {
        FaultKind::ExpiredCertificate => Ok(tls.expired.clone()),
        FaultKind::WrongNameCertificate => Ok(tls.wrong_name.clone()),
        _ => {
            let flight = timeout(time, tls::first_flight(stream, &tls.good)).await;
            let flight = flight.unwrap_or_default();
            Err(broken_answer::stopped_handshake(&rule, flight, progress))
        }
    }
}

async fn record_connection(app: &App, rule: &FaultRule) -> Arc<Progress> {
    let progress = Arc::<Progress>::default();
    app.recorder
        .add_request(RecordedRequest {
            fault: Some(rule.name()),
            answer_sent: Arc::clone(&progress),
            ..RecordedRequest::without_head(app.clock.now())
        })
        .await;
    progress
}

/// The answer that the rule describes; an error without a body gets the service's.
fn described(rule: &FaultRule, status: StatusCode, head: &RequestHead) -> Answer {
    let is_error = status.is_client_error() || status.is_server_error();
    let mut answer = match &rule.body {
        Some(body) => Answer::with_body(status, XML, body.clone().into_bytes()),
        None if is_error => ServiceError::new(status, "A fault was asked for")
            .into_answer(&head.tracking_id, head.now),
        None => Answer::with_body(status, XML, Vec::new()),
    };
    for (name, value) in rule.answer_headers().unwrap_or_default() {
        match name == hyper::header::CONTENT_TYPE {
            true => answer.content_type = Some(value),
            false => answer = answer.header(name, value),
        }
    }
    let ahead = rule.retry_after_date_s.map(time::Duration::seconds);
    if let Some(date) = ahead.and_then(|ahead| head.now.checked_add(ahead))
        && let Ok(date) = HeaderValue::try_from(timestamp::http_date(date))
    {
        answer = answer.header(RETRY_AFTER, date);
    }
    answer
}
