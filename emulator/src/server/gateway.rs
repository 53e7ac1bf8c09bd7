//! The way of a request through the hub, and of its answer into the log.

use crate::api::perform::perform;
use crate::api::permit::{self, RequestHead};
use crate::api::router::MAX_MESSAGE;
use crate::app::App;
use crate::control::inspect;
use crate::faults::exchange::Exchange;
use crate::http::answer::Answer;
use crate::http::body::{self, RequestBody};
use crate::http::error;
use crate::http::progress::Progress;
use crate::http::target::Target;
use crate::server::answer_headers;
use crate::server::faulted;
use crate::state::recorded_request::RecordedRequest;
use hyper::header::{CONNECTION, HeaderValue};
use std::time::Duration;

pub async fn answer(
    app: &App,
    request: hyper::Request<impl RequestBody>,
    exchange: &Exchange<'_>,
    body_timeout: Duration,
) -> Answer {
    let (parts, incoming) = request.into_parts();
    let target = Target::of(&parts, app.scheme());
    let head = RequestHead {
        parts: &parts,
        target: &target,
        tracking_id: answer_headers::tracking_id(&parts.headers),
        now: app.clock.now(),
    };
    if let Ok(target) = &target
        && inspect::is_for(&parts, target)
    {
        if let Err(error) = app.visitors.check(&parts) {
            // What comes is read, so that the client reads the answer and not a reset.
            let _ = body::receive(incoming, &parts.headers, MAX_MESSAGE, body_timeout).await;
            let answer = error.into_answer(&head.tracking_id, head.now);
            let close = HeaderValue::from_static("close");
            return answer.header(CONNECTION, close);
        }
        let max = inspect::max_body(target);
        return body::receive(incoming, &parts.headers, max, body_timeout)
            .await
            .and_then(|body| inspect::handle(app, &parts.method, target, &parts.headers, &body))
            .unwrap_or_else(|error| error.into_answer(&head.tracking_id, head.now))
            .for_own_pages();
    }
    let (method, uri) = (parts.method.as_str(), &parts.uri);
    let fault = app
        .faults
        .of_request(method, uri.path(), uri.query(), &parts.headers);
    if let Some(rule) = fault {
        return faulted::answer(app, &head, incoming, &rule, exchange, body_timeout).await;
    }

    // What the head alone decides is decided first, but told only after the body was read, so that
    // the client reads the answer and not a reset.
    let permitted = permit::permit(app, &head);
    let max = permit::max_body(&permitted);
    let received = body::receive(incoming, &parts.headers, max, body_timeout).await;
    let body_complete = received.is_ok();
    let (body, mut answer) = match received {
        Ok(body) => {
            let answer = perform(app, &head, permitted, &body);
            (body, answer)
        }
        Err(error) => {
            let error = permitted.err().unwrap_or(error);
            (Vec::new(), error.into_answer(&head.tracking_id, head.now))
        }
    };
    if !body_complete {
        // The rest of the body may still be on its way.
        answer = answer.header(CONNECTION, HeaderValue::from_static("close"));
    }
    app.recorder
        .add_request(RecordedRequest {
            body,
            body_complete,
            notification_id: answer.notification_id.take(),
            status: Some(answer.status.as_u16()),
            refusal: error::text_of(&answer),
            answer_sent: Progress::whole(),
            ..RecordedRequest::of_head(head.now, &parts, &head.tracking_id)
        })
        .await;
    answer_headers::with_common_headers(app, answer, &head.tracking_id)
}
