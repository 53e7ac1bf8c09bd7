//! A call with all its attempts: when each may leave, what its answer comes to,
//! and whether another follows.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use ureq::http::HeaderMap;

use crate::access::Refused;
use crate::client::{Client, Reply};
use crate::credential::Credential;
use crate::dump;
use crate::error::{Error, Status};
use crate::log::Level;
use crate::options::CallOptions;
use crate::outcome::{Outcome, Verdict};
use crate::redact::Redactor;
use crate::request::{Effect, Request};
use crate::response::{Answer, error_of};
use crate::retry::{self, Retry};
use crate::sas_token::SasToken;
use crate::throttle::Hold;
use crate::transport::call::Call;

/// One call with all its attempts.
pub struct Attempts<'a> {
    client: &'a Client,
    options: &'a CallOptions,
    request: &'a Request<'a>,
    call: Rc<Call>,
    /// The request's own, until the service refuses it and there is a better.
    token: Arc<SasToken>,
    is_renewed: bool,
    /// Made when something is to be said: most calls say nothing.
    redactor: OnceCell<Redactor>,
}

/// What follows an attempt.
enum Next {
    /// Another, after this wait.
    After(Duration),
    /// Another at once, with a better token.
    Renewed(Arc<SasToken>),
    /// None.
    End,
}

impl<'a> Attempts<'a> {
    /// A call of `client` that has made no attempt yet.
    pub fn new(
        client: &'a Client,
        options: &'a CallOptions,
        request: &'a Request<'a>,
        call: Rc<Call>,
    ) -> Attempts<'a> {
        Attempts {
            client,
            options,
            request,
            call,
            token: Arc::clone(&request.token),
            is_renewed: false,
            redactor: OnceCell::new(),
        }
    }

    fn redactor(&self) -> &Redactor {
        self.redactor.get_or_init(|| {
            let mut redactor = Redactor::default();
            if let Some(signer) = self.client.credential().signer() {
                redactor.hide(signer.key.expose());
            }
            redactor.hide(self.token.signature());
            if let Some(password) = self.client.options.proxy.password() {
                redactor.hide(password);
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
            let (mut reply, next) = match self.wait_for_turn() {
                Ok(()) => {
                    made += 1;
                    let reply = self.attempt(made);
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
                        let said = words(&reply.outcome);
                        format!("attempt {made} failed, next in {ms} ms: {said}")
                    });
                    unknown_before |= reply.outcome.verdict == Verdict::Unknown;
                    self.call.sleep(wait);
                }
                Next::Renewed(token) => {
                    self.log(Level::Warn, || {
                        let said = words(&reply.outcome);
                        format!("attempt {made} failed, next with a new token: {said}")
                    });
                    self.token = token;
                    self.is_renewed = true;
                    self.redactor = OnceCell::new();
                }
                Next::End => {
                    self.conclude(&mut reply.outcome, unknown_before);
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
        self.log(level, || words(outcome));
    }

    fn next(&self, made: u32, reply: &Reply) -> Next {
        let Some(error) = &reply.outcome.error else {
            return Next::End;
        };
        let options = &self.client.options;
        let retry = self.options.retry.unwrap_or(options.retry);
        let most = self.options.max_attempts.unwrap_or(options.max_attempts);
        if made >= most || retry == Retry::Never {
            return Next::End;
        }
        if error.http_status == Some(401) && !self.is_renewed {
            return match self.better_token(error, reply) {
                Some(token) => Next::Renewed(token),
                None => Next::End,
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

    /// Waits until the hub may send: other threads may have been told to wait,
    /// and there may be a limit. Most calls wait for nothing.
    fn wait_for_turn(&self) -> Result<(), Error> {
        let throttle = self.client.throttle();
        let clock = &self.client.options.clock;
        let mut waited_until = None;
        loop {
            let now = clock.now();
            let until = throttle.held_until(now);
            // Once is enough, unless another thread was told to wait longer.
            let Some(held) = until.filter(|_| until > waited_until) else {
                break;
            };
            let left = held.saturating_duration_since(now);
            if left >= self.call.time_left() {
                return Err(no_turn(Hold::Service(left)));
            }
            if self.call.stopped().is_some() {
                // The attempt will say so.
                return Ok(());
            }
            // Those who waited together do not come back together.
            let random = self.client.random(fastrand::Rng::f64);
            self.call.sleep(left + left.mul_f64(random / 10.0));
            waited_until = until;
        }
        let limit = self.client.options.rate_limit;
        if let Some(limit) = limit.filter(|_| self.request.effect == Effect::Send) {
            let wait = throttle
                .take_turn(limit, clock.now(), self.call.time_left())
                .map_err(no_turn)?;
            if !wait.is_zero() {
                self.call.sleep(wait);
            }
        }
        Ok(())
    }

    /// A token that may be taken where `self.token` was refused: of a key that
    /// was replaced meanwhile, by the service's clock where that differs, or
    /// from the program. `None` if the next would be refused like this one.
    fn better_token(&self, error: &Error, reply: &Reply) -> Option<Arc<SasToken>> {
        let is_of_key = error.service_code.as_deref().is_some_and(|code| {
            ["InvalidSignature", "InvalidAudience", "MalformedToken"].contains(&code)
        });
        let credential = self.client.credential();
        match *credential {
            Credential::Key(_) if !is_of_key => {
                if let Some(time) = service_time(&reply.headers) {
                    self.client.learn_clock(time);
                }
            }
            Credential::Source(_) => {
                self.client.forget_token(&self.token);
                // The program is asked on its own threads alone: by the next
                // send that is handed in.
                if self.call.is_queued() {
                    return None;
                }
            }
            _ => {}
        }
        let token = self.client.token().ok()?;
        (token.text.expose() != self.token.text.expose()).then_some(token)
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
            dump::request(self.request, &self.token, show)
        });
        match self.client.execute(self.request, &self.token, &self.call) {
            Ok(answer) => {
                self.log(Level::Dump, || {
                    dump::response(&answer, show || self.request.effect == Effect::Send)
                });
                // What was learned from one answer, the next ones may correct.
                if self.client.has_learned_clock()
                    && let Some(time) = service_time(&answer.headers)
                {
                    self.client.learn_clock(time);
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
        if !answer.is_whole {
            self.log(Level::Warn, || {
                "the answer's body broke off; its status counts".to_owned()
            });
        }
        let mut outcome = if answer.is_success() {
            self.success_of(&answer)
        } else {
            Outcome::failed(self.refusal(&answer))
        };
        outcome.correlation_id = answer
            .header("x-ms-correlation-request-id")
            .map(str::to_owned);
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
        if error.status == Status::Throttled
            && let Some(wait) = error.retry_after
        {
            let now = self.client.options.clock.now();
            self.client.throttle().hold(now + wait);
        }
        let refused = Refused {
            credential: &self.client.credential(),
            token: &self.token,
            now: now.as_secs(),
            service_time: service_time(&answer.headers),
        };
        refused.explain(&mut error);
        error
    }

    fn success_of(&self, answer: &Answer) -> Outcome {
        // Half a document that was asked for is no answer; what a change or a
        // send brings back is not why it was made.
        if self.request.effect == Effect::Read && !answer.is_whole {
            let mut error = Error::new(
                Status::Protocol,
                "the answer broke off or is larger than this library reads",
            );
            error.transient = true;
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

fn no_turn(hold: Hold) -> Error {
    let (left, why) = match hold {
        Hold::Service(left) => (left, "the service asked this hub to wait"),
        Hold::RateLimit(left) => (left, "the hub's rate limit is used up"),
    };
    let ms = left.as_millis();
    let mut error = Error::new(
        Status::Throttled,
        format!("{why}, {ms} ms more, which is longer than the call may take; it was not sent"),
    );
    error.transient = true;
    error.retry_after = Some(left);
    error
}

/// The service's clock, in seconds of Unix time.
fn service_time(headers: &HeaderMap) -> Option<u64> {
    let date = headers.get("date")?.to_str().ok()?;
    let date = httpdate::parse_http_date(date.trim()).ok()?;
    Some(date.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

fn words(outcome: &Outcome) -> String {
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
