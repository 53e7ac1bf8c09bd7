//! What a fault takes hold of: the connection in HTTP/1.1, which has one request at a time, and the
//! request's stream in HTTP/2, whose connection has others.

use crate::faults::broken_answer;
use crate::faults::broken_stream;
use crate::faults::hijack::{Hijack, HijackPlan};
use crate::faults::rule::FaultRule;
use crate::faults::stream::{ConnectionHandle, StreamPlan};
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::http::progress::Progress;
use hyper::StatusCode;
use hyper::header::{CONNECTION, HeaderValue};
use std::convert::Infallible;
use std::sync::Arc;

pub enum Exchange<'a> {
    OfConnection(&'a Hijack<HijackPlan>),
    OfStream(&'a StreamExchange),
}

pub struct StreamExchange {
    pub stream: u32,
    pub hijack: Hijack<StreamPlan>,
    pub connection: ConnectionHandle,
}

impl Exchange<'_> {
    /// Why the fault cannot be done here.
    pub fn refusal(&self, rule: &FaultRule) -> Option<ServiceError> {
        match self {
            Exchange::OfStream(_) if broken_stream::has_no_form(rule.kind) => {
                let text = format!(
                    "The fault {} is one of HTTP/1.1 alone, and this request came by HTTP/2",
                    rule.kind.word()
                );
                Some(ServiceError::new(StatusCode::NOT_IMPLEMENTED, text))
            }
            _ => None,
        }
    }

    /// The connection, or the stream, ends without an answer.
    pub async fn end(&self, rule: &FaultRule, progress: Arc<Progress>) -> Infallible {
        match self {
            Exchange::OfConnection(hijack) => {
                let plan = broken_answer::without_answer(rule, progress);
                hijack.carry_out(plan).await
            }
            Exchange::OfStream(exchange) => {
                let plan = broken_stream::without_answer(rule, exchange.stream, progress);
                exchange.hijack.carry_out(plan).await
            }
        }
    }

    pub async fn break_answer(
        &self,
        rule: &FaultRule,
        answer: Answer,
        progress: Arc<Progress>,
    ) -> Infallible {
        match self {
            Exchange::OfConnection(hijack) => {
                let plan = broken_answer::broken(rule, answer, progress);
                hijack.carry_out(plan).await
            }
            Exchange::OfStream(exchange) => {
                let plan = broken_stream::broken(rule, answer, exchange.stream, progress);
                exchange.hijack.carry_out(plan).await
            }
        }
    }

    /// The answer says that it is the connection's last, or the connection does.
    pub async fn announce_end(&self, answer: Answer) -> Answer {
        match self {
            Exchange::OfConnection(_) => {
                answer.header(CONNECTION, HeaderValue::from_static("close"))
            }
            Exchange::OfStream(exchange) => {
                exchange.connection.go_away().await;
                answer
            }
        }
    }
}
