//! What a fault is, and for which requests: one rule of a fault script.

use crate::basics::glob;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

const MAX_BYTES: usize = 1 << 30;
const MAX_WAIT_MS: u64 = 3_600_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The hub's own answer, late if there are delays.
    #[default]
    Answer,
    /// The answer that the rule describes.
    Status,
    /// The connection ends with a RST.
    Reset,
    /// With a FIN, and over TLS with a close_notify before it.
    Close,
    /// With a FIN alone, as if somebody had cut the connection.
    Cut,
    /// Nothing more happens on the connection.
    Stall,
    /// The answer comes byte by byte.
    Drip,
    TruncatedChunked,
    MalformedChunked,
    /// `Content-Length` is off by `length_delta`.
    WrongLength,
    /// What comes is not HTTP.
    Garbage,
    EndlessHead,
    EndlessBody,
    /// The body is `bytes` long.
    HugeBody,
    NoLocation,
    /// A good answer that announces the end of the connection.
    ConnectionClose,
    /// TLS begins with a certificate that is good for nothing any more.
    ExpiredCertificate,
    /// With one for another host.
    WrongNameCertificate,
}

impl FaultKind {
    /// As rules write it.
    pub fn word(self) -> String {
        let word = serde_json::to_value(self).unwrap_or_default();
        word.as_str().unwrap_or_default().to_owned()
    }
}

/// How far things have gone when a connection ends or stalls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultPoint {
    /// Right after the connection was accepted, before TLS.
    Accept,
    /// After `bytes` of what the hub says first in TLS; half of it without.
    Handshake,
    /// After TLS and `bytes` of the first request.
    RequestHead,
    /// After the request's head.
    BeforeBody,
    /// After (at least) `bytes` of the request's body.
    Body,
    AfterBody,
    /// After `bytes` of the answer's head; half of it without.
    AnswerHead,
    /// After the answer's head and `bytes` of its body; half of it without.
    AnswerBody,
    AfterAnswer,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaultRule {
    /// What the log calls the fault; the kind without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,

    // Which requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// A pattern for the path, and with a `?` in it for path and query.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Patterns for the values of headers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    request_headers: BTreeMap<String, String>,
    /// So many are let pass first.
    skip: u64,
    /// How many are hit; without it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Of those left, which part is hit: by chance, and the same for the same seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    pub seed: u64,

    // What happens to them.
    pub kind: FaultKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<FaultPoint>,
    /// Whether the request is done before the fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    perform: Option<bool>,
    delay_read_ms: u64,
    delay_ms: u64,
    /// With it the delay is drawn by chance, from `delay_ms` up to this.
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_max_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_delta: Option<i64>,

    // The answer, where it is not the hub's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    /// `Retry-After` as the date that is so many seconds ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_date_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl FaultRule {
    pub fn check(&self) -> Result<(), String> {
        let ends = self.ends_connection();
        if self.at.is_some() && !ends {
            return Err("'at' is for reset, close, cut and stall".to_owned());
        }
        if self.is_of_connection()
            && (self.method.is_some() || self.path.is_some() || !self.request_headers.is_empty())
        {
            return Err("nothing is known of a request so early".to_owned());
        }
        if self.status.is_some_and(|s| !(200..=999).contains(&s)) {
            return Err("a status is from 200 to 999".to_owned());
        }
        if self.kind == FaultKind::Status && self.status.is_none() {
            return Err("there is no status".to_owned());
        }
        if self.perform == Some(false) && self.needs_answer() && self.status.is_none() {
            return Err("without a status, what is not performed has no answer".to_owned());
        }
        if self.perform == Some(true) && !self.reads_whole_body() {
            return Err("what is not read cannot be performed".to_owned());
        }
        if self.probability.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
            return Err("a probability is from 0 to 1".to_owned());
        }
        if self.bytes.is_some_and(|bytes| bytes > MAX_BYTES) {
            return Err(format!("bytes are {MAX_BYTES} at most"));
        }
        if self.delay_max_ms.is_some_and(|most| most < self.delay_ms) {
            return Err("'delay_max_ms' is less than 'delay_ms'".to_owned());
        }
        let waits = [
            self.delay_read_ms,
            self.delay_max_ms.unwrap_or(self.delay_ms),
            self.hold_ms.unwrap_or_default(),
            self.interval_ms.unwrap_or_default(),
        ];
        if waits.iter().any(|wait| *wait > MAX_WAIT_MS) {
            return Err(format!("waits are {MAX_WAIT_MS} ms at most"));
        }
        self.answer_headers().map(|_| ())
    }

    /// Whether it is about this request, chance and counts aside.
    pub fn is_for(
        &self,
        method: &str,
        path: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> bool {
        if self.is_of_connection() {
            return false;
        }
        if let Some(wanted) = &self.method
            && !wanted.eq_ignore_ascii_case(method)
        {
            return false;
        }
        // Paths are compared without regard to case, as the hub itself does it.
        let path_fits = self.path.as_ref().is_none_or(|pattern| {
            let (pattern, path) = (pattern.to_lowercase(), path.to_lowercase());
            match (pattern.contains('?'), query) {
                (true, Some(query)) => {
                    glob::matches(&pattern, &format!("{path}?{}", query.to_lowercase()))
                }
                (true, None) => false,
                (false, _) => glob::matches(&pattern, &path),
            }
        });
        path_fits
            && self.request_headers.iter().all(|(name, pattern)| {
                headers
                    .get_all(name.as_str())
                    .iter()
                    .any(|value| glob::matches(pattern, &String::from_utf8_lossy(value.as_bytes())))
            })
    }

    pub fn skips(&mut self) -> bool {
        let skips = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        skips
    }

    /// How much longer than `delay_ms` it may take, in milliseconds.
    pub fn delay_range(&self) -> Option<u64> {
        Some(self.delay_max_ms? - self.delay_ms)
    }

    /// The same rule with so much more delay, which is then a certain one.
    pub fn delayed_by(&self, ms: u64) -> FaultRule {
        FaultRule {
            delay_ms: self.delay_ms + ms,
            delay_max_ms: None,
            ..self.clone()
        }
    }

    pub fn name(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => self.kind.word(),
        }
    }

    pub fn ends_connection(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::Reset | FaultKind::Close | FaultKind::Cut | FaultKind::Stall
        )
    }

    pub fn at(&self) -> FaultPoint {
        self.at.unwrap_or(FaultPoint::AfterBody)
    }

    /// How far a connection is that is hit before it has a request.
    pub fn connection_point(&self) -> Option<FaultPoint> {
        match (self.kind, self.at) {
            (FaultKind::ExpiredCertificate | FaultKind::WrongNameCertificate, _) => {
                Some(FaultPoint::Handshake)
            }
            (_, at) => at.filter(|at| {
                matches!(
                    at,
                    FaultPoint::Accept | FaultPoint::Handshake | FaultPoint::RequestHead
                )
            }),
        }
    }

    pub fn is_of_connection(&self) -> bool {
        self.connection_point().is_some()
    }

    pub fn is_of_tls(&self) -> bool {
        self.connection_point() == Some(FaultPoint::Handshake)
    }

    pub fn needs_answer(&self) -> bool {
        match self.kind {
            FaultKind::Garbage
            | FaultKind::ExpiredCertificate
            | FaultKind::WrongNameCertificate => false,
            FaultKind::Reset | FaultKind::Close | FaultKind::Cut | FaultKind::Stall => {
                matches!(
                    self.at(),
                    FaultPoint::AnswerHead | FaultPoint::AnswerBody | FaultPoint::AfterAnswer
                )
            }
            _ => true,
        }
    }

    fn reads_whole_body(&self) -> bool {
        let early = matches!(self.at(), FaultPoint::BeforeBody | FaultPoint::Body);
        !(self.is_of_connection() || self.ends_connection() && early)
    }

    pub fn performs(&self) -> bool {
        self.perform
            .unwrap_or(self.needs_answer() && self.status.is_none())
    }

    pub fn status(&self) -> Option<StatusCode> {
        StatusCode::from_u16(self.status?).ok()
    }

    pub fn answer_headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
        self.headers
            .iter()
            .map(|(name, value)| {
                let header = HeaderName::try_from(name).ok();
                let value = HeaderValue::try_from(value).ok();
                header
                    .zip(value)
                    .ok_or_else(|| format!("'{name}' is no header or has no value for one"))
            })
            .collect()
    }

    pub fn delay_read(&self) -> Duration {
        Duration::from_millis(self.delay_read_ms)
    }

    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    pub fn hold(&self) -> Option<Duration> {
        self.hold_ms.map(Duration::from_millis)
    }

    pub fn interval(&self) -> Duration {
        Duration::from_millis(self.interval_ms.unwrap_or(10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(json: &str) -> Result<FaultRule, String> {
        let rule: FaultRule = serde_json::from_str(json).map_err(|error| error.to_string())?;
        rule.check().map(|()| rule)
    }

    #[test]
    fn which_requests() {
        let mut headers = HeaderMap::new();
        headers.insert("x-id", HeaderValue::from_static("abc"));
        let fits = |json: &str| {
            let rule = rule(json).unwrap();
            rule.is_for("POST", "/Demo/messages", Some("direct&x=1"), &headers)
        };
        for json in [
            "{}",
            r#"{"method":"post"}"#,
            r#"{"path":"/demo/messages"}"#,
            r#"{"path":"/*/messages?*direct*"}"#,
            r#"{"request_headers":{"X-Id":"a*"}}"#,
        ] {
            assert!(fits(json), "{json}");
        }
        for json in [
            r#"{"method":"GET"}"#,
            r#"{"path":"/demo"}"#,
            r#"{"path":"/*/messages?*test*"}"#,
            r#"{"request_headers":{"X-Id":"b*"}}"#,
            r#"{"request_headers":{"X-Other":"*"}}"#,
            r#"{"kind":"reset","at":"accept"}"#,
        ] {
            assert!(!fits(json), "{json}");
        }
    }

    #[test]
    fn what_is_performed() {
        for (json, performs) in [
            ("{}", true),
            (r#"{"kind":"drip"}"#, true),
            (r#"{"kind":"drip","status":500}"#, false),
            (r#"{"kind":"status","status":503}"#, false),
            (r#"{"kind":"status","status":503,"perform":true}"#, true),
            (r#"{"kind":"reset"}"#, false),
            (r#"{"kind":"reset","perform":true}"#, true),
            (r#"{"kind":"reset","at":"answer_head"}"#, true),
            (r#"{"kind":"garbage"}"#, false),
        ] {
            assert_eq!(rule(json).unwrap().performs(), performs, "{json}");
        }
    }

    #[test]
    fn what_makes_no_sense() {
        for json in [
            r#"{"kind":"explode"}"#,
            r#"{"knd":"reset"}"#,
            r#"{"kind":"status"}"#,
            r#"{"kind":"status","status":100}"#,
            r#"{"kind":"drip","at":"body"}"#,
            r#"{"kind":"drip","perform":false}"#,
            r#"{"kind":"reset","at":"body","perform":true}"#,
            r#"{"kind":"reset","at":"accept","method":"POST"}"#,
            r#"{"kind":"expired_certificate","path":"/*"}"#,
            r#"{"kind":"expired_certificate","at":"accept"}"#,
            r#"{"kind":"wrong_name_certificate","perform":true}"#,
            r#"{"kind":"stall","at":"handshake","perform":true}"#,
            r#"{"probability":1.5}"#,
            r#"{"delay_ms":99999999}"#,
            r#"{"delay_max_ms":99999999}"#,
            r#"{"delay_ms":50,"delay_max_ms":5}"#,
            r#"{"bytes":99999999999}"#,
            r#"{"headers":{"a b":"c"}}"#,
        ] {
            assert!(rule(json).is_err(), "{json}");
        }
    }
}
