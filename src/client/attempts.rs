//! A call with all its attempts: when each may leave, what its answer comes to,
//! and whether another follows.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use crate::auth::credential::{Authorization, Credential};
use crate::auth::refusal::Refused;
use crate::client::Client;
use crate::client::dump;
use crate::client::spans::Spans;
use crate::client::turn;
use crate::error::{Error, Result, Status};
use crate::http::answer_headers::Headers;
use crate::http::answer_times::service_time;
use crate::http::effect::Effect;
use crate::http::request::Request;
use crate::http::response::{Answer, Extent, correlation_id, error_of};
use crate::log::Level;
use crate::metrics::counters::CountedCall;
use crate::outcome::{Outcome, Verdict};
use crate::policy::options::CallOptions;
use crate::policy::retry::{self, Retry};
use crate::redact::Redactor;
use crate::transport::call::Call;

/// What a call brought: its outcome, and the headers of the last answer.
#[derive(Debug)]
pub struct Reply {
    /// Verdict, error, ids, body.
    pub outcome: Outcome,
    /// Headers of the last answer; empty if there was none.
    pub headers: Headers,
}

impl Reply {
    /// What a call came to that no answer came to.
    pub fn failed(error: Error) -> Reply {
        Reply {
            outcome: Outcome::failed(error),
            headers: Headers::default(),
        }
    }

    /// It is of a request with this id.
    fn track(&mut self, tracking_id: String) {
        if let Some(error) = &mut self.outcome.error {
            error.tracking_id.get_or_insert_with(|| tracking_id.clone());
        }
        self.outcome.tracking_id = Some(tracking_id);
    }
}

impl Client {
    /// Makes the call, with as many attempts as the options and the request's
    /// effect allow, within its deadline. Where no request could be made, that
    /// is what it came to.
    pub fn call(&self, request: Result<Request<'_>>, options: &CallOptions) -> Reply {
        match request {
            Ok(request) => self.make(request, options, self.begin(options)),
            Err(error) => Reply::failed(error),
        }
    }

    /// The same within a call that has begun before, for operations of several
    /// requests that share one deadline.
    pub fn call_within(
        &self,
        request: Result<Request<'_>>,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> Reply {
        match request {
            Ok(request) => self.make(request, options, call),
            Err(error) => Reply::failed(error),
        }
    }

    fn make(&self, mut request: Request<'_>, options: &CallOptions, call: Rc<Call>) -> Reply {
        let mut reply = Attempts::new(self, options, &mut request, call).run();
        reply.track(std::mem::take(&mut request.tracking_id));
        reply
    }

    /// The same for a request that its owner keeps.
    pub fn call_prepared(
        &self,
        request: &mut Request<'_>,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> Reply {
        let mut reply = Attempts::new(self, options, request, call).run();
        reply.track(request.tracking_id.clone());
        reply
    }
}

/// One call with all its attempts.
struct Attempts<'a, 'r> {
    client: &'a Client,
    options: &'a CallOptions,
    request: &'a mut Request<'r>,
    /// Before `call`, with which it leaves the hub: who closes that finds the
    /// call counted.
    counted: CountedCall<'a>,
    call: Rc<Call>,
    /// The request's own in the first attempt, then what the hub has.
    authorization: Authorization,
    /// Was there an attempt more because a token was refused?
    is_renewed: bool,
    /// Made when something is to be said: most calls say nothing.
    redactor: OnceCell<Redactor>,
    /// If anybody asked for them.
    spans: Option<Box<Spans>>,
}

/// What follows an attempt.
enum Next {
    /// Another, after this wait.
    After(Duration),
    /// Another at once: the hub has a better token.
    Renewed,
    /// None.
    End,
}

impl<'a, 'r> Attempts<'a, 'r> {
    /// A call of `client` that has made no attempt yet.
    pub fn new(
        client: &'a Client,
        options: &'a CallOptions,
        request: &'a mut Request<'r>,
        call: Rc<Call>,
    ) -> Attempts<'a, 'r> {
        let began = call.now();
        let spans = Spans::begin(client, options, request, began);
        Attempts {
            client,
            options,
            call,
            authorization: Authorization {
                token: Arc::clone(&request.token),
                credential: client.credential(),
            },
            counted: client
                .counters()
                .begin(request.effect, &*client.options.clock, began),
            request,
            is_renewed: false,
            redactor: OnceCell::new(),
            spans,
        }
    }

    fn takes_turns(&self) -> bool {
        self.request.effect == Effect::Send || self.options.takes_turns
    }

    fn redactor(&self) -> &Redactor {
        self.redactor.get_or_init(|| {
            let mut redactor = Redactor::default();
            if let Some(signer) = self.authorization.credential.signer() {
                redactor.hide(signer.key.expose());
            }
            redactor.hide(self.authorization.token.signature());
            for secret in self.client.proxy_secrets() {
                redactor.hide(secret.expose());
            }
            for secret in &self.request.secrets {
                redactor.hide_quoted(secret.expose());
            }
            if !self.client.options.log_payloads
                && let Ok(payload) = std::str::from_utf8(&self.request.body)
            {
                redactor.hide_quoted(payload);
            }
            redactor
        })
    }

    /// Makes the attempts.
    pub fn run(mut self) -> Reply {
        let mut unknown_before = false;
        let mut made = 0;
        loop {
            let (mut reply, next) =
                match turn::wait_for(self.client, &self.call, self.takes_turns()) {
                    Ok(turn) => {
                        if turn.waited || made > 0 {
                            self.refresh_token();
                        }
                        made += 1;
                        self.counted.attempt(made);
                        if let Some(spans) = &mut self.spans {
                            spans.attempt_begins(self.client, self.request, made);
                        }
                        let reply = self.attempt(made);
                        if let Some(spans) = &mut self.spans {
                            spans.attempt_ends(self.client, &reply.outcome);
                        }
                        if turn.is_probe && is_let_through(&reply) {
                            self.client.throttle().release();
                        }
                        let next = self.next(made, &reply);
                        (reply, next)
                    }
                    Err(error) => (Reply::failed(error), Next::End),
                };
            reply.outcome.attempts = made;
            match next {
                Next::After(wait) => {
                    self.log(Level::Warn, || {
                        let ms = wait.as_millis();
                        let said = summary(&reply.outcome);
                        format!("attempt {made} failed, next in {ms} ms: {said}")
                    });
                    unknown_before |= reply.outcome.verdict == Verdict::Unknown;
                    self.call.sleep(wait);
                }
                Next::Renewed => {
                    self.log(Level::Warn, || {
                        let said = summary(&reply.outcome);
                        format!("attempt {made} failed, next with a new token: {said}")
                    });
                    self.is_renewed = true;
                }
                Next::End => {
                    self.conclude(&mut reply.outcome, unknown_before);
                    self.counted.verdict = reply.outcome.verdict;
                    if let Some(spans) = self.spans.take() {
                        let id = self.redactor().redact(&self.request.tracking_id);
                        spans.call_ends(self.client, &reply.outcome, &id);
                    }
                    return reply;
                }
            }
        }
    }

    /// Over all attempts: accepted if any was; else unknown if any was.
    fn conclude(&self, outcome: &mut Outcome, unknown_before: bool) {
        match (unknown_before, outcome.verdict) {
            (true, Verdict::Accepted) => {
                outcome.maybe_duplicate = self.request.effect == Effect::Send;
            }
            (true, Verdict::NotAccepted) => {
                outcome.verdict = Verdict::Unknown;
                if let Some(error) = &mut outcome.error {
                    error.may_have_been_sent = true;
                }
            }
            _ => {}
        }
        let level = match outcome.error {
            Some(_) => Level::Error,
            None => Level::Info,
        };
        self.log(level, || summary(outcome));
    }

    fn next(&self, made: u32, reply: &Reply) -> Next {
        let Some(error) = &reply.outcome.error else {
            return Next::End;
        };
        let options = &self.client.options;
        let retry = self.options.retry.unwrap_or(options.retry);
        let most = self.options.max_attempts.unwrap_or(options.max_attempts);
        if made >= most {
            return Next::End;
        }
        if error.http_status == Some(401) && self.is_renewed {
            self.client.forget_clock();
        }
        if error.http_status == Some(401) && !self.is_renewed && retry != Retry::Never {
            return match self.has_better_token(error, reply) {
                true => Next::Renewed,
                false => Next::End,
            };
        }
        if !retry.allows(error, self.request.effect) {
            return Next::End;
        }
        let random = self.client.random(fastrand::Rng::f64);
        let wait = retry::delay(made, error.retry_after, random);
        // A wait that outlasts the call's time is not begun.
        match wait < self.call.time_left() {
            true => Next::After(wait),
            false => Next::End,
        }
    }

    /// Time has passed: the key may be another, the token near its end. The
    /// program is asked for one on its own threads alone.
    fn refresh_token(&mut self) {
        self.call.look_again();
        if self.call.is_queued() && matches!(*self.client.credential(), Credential::Source(_)) {
            return;
        }
        // Where there is none now, the one that was there may still do.
        if let Ok(now) = self.client.token()
            && !Arc::ptr_eq(&now.token, &self.authorization.token)
        {
            self.authorization = now;
            self.redactor = OnceCell::new();
        }
    }

    /// Is there a token that may be taken where this one was refused: of a key
    /// that was replaced meanwhile, by the service's clock where that differs,
    /// or from the program? If not, the next would be refused like this one.
    fn has_better_token(&self, error: &Error, reply: &Reply) -> bool {
        let refused = &self.authorization.token;
        let is_of_key = error.service_code.as_deref().is_some_and(|code| {
            ["InvalidSignature", "InvalidAudience", "MalformedToken"].contains(&code)
        });
        match *self.client.credential() {
            Credential::Key(_) if !is_of_key => {
                if let Some(time) = service_time(&reply.headers) {
                    self.client.learn_clock(time);
                }
            }
            Credential::Source(_) => {
                self.client.forget_token(refused);
                // The program is asked on its own threads alone: by the next
                // send that is handed in.
                if self.call.is_queued() {
                    return false;
                }
            }
            _ => {}
        }
        let now = self.client.token();
        now.is_ok_and(|now| now.token.text.expose() != refused.text.expose())
    }

    fn attempt(&self, number: u32) -> Reply {
        let show = self.client.options.log_payloads;
        self.log(Level::Debug, || {
            format!(
                "attempt {number}: {} {}",
                self.request.method, self.request.url
            )
        });
        self.log(Level::Dump, || {
            dump::request(self.request, &self.authorization.token, show)
        });
        let token = &self.authorization.token;
        let keep_all = self.client.options.logger.is_on(Level::Dump);
        match self
            .client
            .execute(self.request, token, &self.call, keep_all)
        {
            Ok(answer) => {
                self.log(Level::Dump, || {
                    dump::response(&answer, show || self.request.effect == Effect::Send)
                });
                if self.client.has_learned_clock()
                    && let Some(time) = service_time(&answer.headers)
                {
                    self.client.check_clock(time);
                }
                self.reply_of(answer)
            }
            Err(error) => {
                self.log(Level::Dump, || {
                    format!("--- RESPONSE ---\nnone: {error}\n--- END RESPONSE ---")
                });
                Reply::failed(error)
            }
        }
    }

    fn reply_of(&self, answer: Answer) -> Reply {
        if answer.extent == Extent::Broken {
            self.log(Level::Warn, || {
                "the answer's body broke off; its status counts".to_owned()
            });
        }
        let mut outcome = if answer.is_2xx() {
            self.success_of(&answer)
        } else {
            Outcome::failed(self.refusal(&answer))
        };
        outcome.correlation_id = correlation_id(&answer.headers, || self.redactor());
        outcome.http_status = Some(answer.status);
        outcome.body = answer.body;
        Reply {
            outcome,
            headers: answer.headers,
        }
    }

    fn refusal(&self, answer: &Answer) -> Error {
        let now = self.client.options.clock.unix_time();
        let mut error = error_of(answer, self.request.effect, now, self.redactor());
        if error.status == Status::Throttled {
            self.counted.throttled();
            if let Some(wait) = error.retry_after {
                let now = self.client.options.clock.now();
                self.client.throttle().hold(now, wait);
            }
        }
        if self.authorization.token.is_none() {
            return error;
        }
        let authority = self.client.endpoint.authority();
        let refused = Refused {
            credential: &self.authorization.credential,
            token: &self.authorization.token,
            now: now.as_secs(),
            service_time: service_time(&answer.headers),
            signed_uri: &self.client.signed_uri,
            authority: &authority,
            is_send: self.request.effect == Effect::Send,
        };
        refused.explain(&mut error);
        error
    }

    fn success_of(&self, answer: &Answer) -> Outcome {
        let effect = self.request.effect;
        let expected = self.request.expected;
        if let Some(error) = expected.not_met(answer, effect, || self.redactor()) {
            return Outcome::failed(error);
        }
        // Half a document that was asked for is no answer; what a change or a
        // send brings back is not why it was made.
        if effect == Effect::Read && answer.extent != Extent::Whole {
            if self.call.time_left().is_zero() {
                let message = "the call's time was over before the answer was whole";
                return Outcome::failed(Error::new(Status::Timeout, message));
            }
            let is_cut = answer.extent == Extent::Cut;
            let message = match is_cut {
                true => format!("the answer is larger than {} bytes", answer.body.len()),
                false => "the answer broke off".to_owned(),
            };
            let mut error = Error::new(Status::Protocol, message);
            // The next one will be as large.
            error.transient = !is_cut;
            return Outcome::failed(error);
        }
        Outcome::accepted()
    }

    fn log(&self, level: Level, text: impl FnOnce() -> String) {
        let logger = &self.client.options.logger;
        if logger.is_on(level) {
            logger.log(level, &self.redactor().redact(&text()));
        }
    }
}

/// Did the service answer, and not with another wait?
fn is_let_through(reply: &Reply) -> bool {
    let outcome = &reply.outcome;
    let error = outcome.error.as_ref();
    outcome.http_status.is_some() && error.is_none_or(|e| e.status != Status::Throttled)
}

fn summary(outcome: &Outcome) -> String {
    let attempts = outcome.attempts;
    match &outcome.error {
        None => format!("accepted, {attempts} attempt(s)"),
        Some(error) => format!(
            "{} ({}): {error}",
            match outcome.verdict {
                Verdict::Unknown => "outcome unknown",
                _ => "not accepted",
            },
            Status::name(error.status).to_string_lossy()
        ),
    }
}
