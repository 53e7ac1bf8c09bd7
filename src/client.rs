//! One connection string's worth of talking to the service: credentials,
//! connections, and calls with all their attempts.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ureq::http::HeaderMap;

use crate::connection_string::{ConnectionString, Endpoint};
use crate::dump;
use crate::error::{Error, Result, Status};
use crate::log::Level;
use crate::options::{CallOptions, HubOptions};
use crate::os::PerProcess;
use crate::outcome::{Outcome, Verdict};
use crate::redact::Redactor;
use crate::request::{Effect, Request};
use crate::response::{Answer, error_of};
use crate::retry;
use crate::sas_token::{SasToken, Signer, TokenCache};
use crate::transport::call::Call;
use crate::transport::{Settings, Transport};

/// Talks to one namespace with one key. Any number of threads may use it at
/// the same time.
#[derive(Debug)]
pub struct Client {
    signer: Signer,
    signed_uri: String,
    /// The options of the hub or namespace that this serves.
    pub options: HubOptions,
    user_agent: String,
    settings: Settings,
    process: PerProcess<ProcessState>,
}

/// What must not be shared with a child of fork(): everything with a lock, a
/// connection or a random state.
#[derive(Debug)]
struct ProcessState {
    transport: Transport,
    tokens: TokenCache,
    random: Mutex<fastrand::Rng>,
}

impl ProcessState {
    fn new(settings: &Settings) -> ProcessState {
        // Seeded once for each process: a system call for each tracking id
        // would cost more than the id is worth. It need not be unguessable.
        let seed = getrandom::u64().unwrap_or_else(|_| u64::from(std::process::id()));
        ProcessState {
            transport: Transport::new(settings),
            tokens: TokenCache::default(),
            random: Mutex::new(fastrand::Rng::with_seed(seed)),
        }
    }
}

/// What a call brought: its outcome, and the headers of the last answer.
#[derive(Debug)]
pub struct Reply {
    /// Verdict, error, ids, body.
    pub outcome: Outcome,
    /// Headers of the last answer; empty if there was none.
    pub headers: HeaderMap,
}

impl Client {
    /// Credentials of `connection`; tokens are signed for `signed_uri`. Does
    /// no I/O except reading a CA file.
    pub fn new(
        connection: ConnectionString,
        endpoint: &Endpoint,
        signed_uri: String,
        options: HubOptions,
    ) -> Result<Client> {
        options.check()?;
        let settings = Settings::new(&options, endpoint)?;
        let user_agent = match &options.user_agent_suffix {
            Some(suffix) => format!("libnotification_hubs/{} {suffix}", crate::VERSION),
            None => format!("libnotification_hubs/{}", crate::VERSION),
        };
        Ok(Client {
            process: PerProcess::new(ProcessState::new(&settings)),
            signer: Signer {
                key_name: connection.key_name,
                key: connection.key,
            },
            signed_uri,
            options,
            user_agent,
            settings,
        })
    }

    fn process(&self) -> &ProcessState {
        self.process.get(|| ProcessState::new(&self.settings))
    }

    /// A random number, as `draw` draws it.
    pub fn random<T>(&self, draw: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        let random = &self.process().random;
        draw(&mut random.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A token for `uri` (what this client is for if `None`) that lives for
    /// `lifetime`.
    pub fn sas_token(&self, uri: Option<&str>, lifetime: Duration) -> Result<SasToken> {
        const YEAR: u64 = 366 * 24 * 3600;
        let seconds = lifetime.as_secs();
        if seconds == 0 || seconds > YEAR {
            return Err(Error::argument(
                "lifetime_ms must be from one second (1000) to one year",
            ));
        }
        let uri = match uri {
            None => self.signed_uri.as_str(),
            Some(uri) if is_absolute(uri) => uri,
            Some(_) => {
                return Err(Error::argument(
                    "uri must be absolute, like https://NAMESPACE.servicebus.windows.net/HUB",
                ));
            }
        };
        let now = self.options.clock.unix_time().as_secs();
        Ok(self.signer.sign(uri, now.saturating_add(seconds)))
    }

    /// A request with the headers that all have. Fails with the options' first
    /// failed setter.
    pub fn request<'a>(
        &self,
        effect: Effect,
        method: &'static str,
        url: String,
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        options.check()?;
        let tracking_id = options.tracking_id.clone().unwrap_or_else(|| {
            let random = self.random(|rng| rng.u128(..));
            uuid::Builder::from_random_bytes(random.to_ne_bytes())
                .into_uuid()
                .to_string()
        });
        let token = self
            .process()
            .tokens
            .get(&self.signer, &self.signed_uri, &*self.options.clock);
        let mut request = Request::new(effect, method, url, token, tracking_id);
        request.header("User-Agent", &self.user_agent);
        Ok(request)
    }

    /// Makes the call, with as many attempts as the options and the request's
    /// effect allow, within its deadline.
    pub fn call(&self, request: &Request<'_>, options: &CallOptions) -> Reply {
        self.call_within(request, options, self.begin(options))
    }

    /// The same within a call that has begun before, for operations of several
    /// requests that share one deadline.
    pub fn call_within(
        &self,
        request: &Request<'_>,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> Reply {
        let calling = Calling {
            client: self,
            options,
            request,
            call,
            redactor: OnceCell::new(),
        };
        let mut reply = calling.run();
        let outcome = &mut reply.outcome;
        if let Some(error) = &mut outcome.error {
            error
                .tracking_id
                .get_or_insert_with(|| request.tracking_id.clone());
        }
        outcome.tracking_id = Some(request.tracking_id.clone());
        reply
    }

    /// A deadline that several requests can share.
    pub fn begin(&self, options: &CallOptions) -> Rc<Call> {
        Call::new(
            self.options.clock.clone(),
            options.timeout.unwrap_or(self.options.timeout),
            self.options.connect_timeout,
            options.cancel.clone(),
        )
    }
}

fn is_absolute(uri: &str) -> bool {
    ["https://", "http://", "sb://"].iter().any(|scheme| {
        uri.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && !matches!(uri.as_bytes().get(scheme.len()), None | Some(b'/'))
    })
}

/// One call with all its attempts.
struct Calling<'a> {
    client: &'a Client,
    options: &'a CallOptions,
    request: &'a Request<'a>,
    call: Rc<Call>,
    /// Made when something is to be said: most calls say nothing.
    redactor: OnceCell<Redactor>,
}

impl Calling<'_> {
    fn redactor(&self) -> &Redactor {
        self.redactor.get_or_init(|| {
            let mut redactor = Redactor::default();
            redactor.hide(self.client.signer.key.expose());
            redactor.hide(self.request.token.signature());
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

    fn run(&self) -> Reply {
        let options = &self.client.options;
        let retry = self.options.retry.unwrap_or(options.retry);
        let most = self.options.max_attempts.unwrap_or(options.max_attempts);
        let mut unknown_before = false;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut reply = self.attempt(attempt);
            let outcome = &mut reply.outcome;
            outcome.attempts = attempt;
            let wait = match &outcome.error {
                Some(error) if attempt < most && retry.allows(error, self.request.effect) => {
                    self.wait_before_retry(attempt, error)
                }
                _ => None,
            };
            if let Some(wait) = wait {
                self.log(Level::Warn, || {
                    let ms = wait.as_millis();
                    format!(
                        "attempt {attempt} failed, next in {ms} ms: {}",
                        words(outcome)
                    )
                });
                unknown_before |= outcome.verdict == Verdict::Unknown;
                self.call.sleep(wait);
                continue;
            }
            // Accepted if any attempt was; else unknown if any was.
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
            return reply;
        }
    }

    /// How long to wait, or `None` if the call's time would be over before.
    fn wait_before_retry(&self, attempt: u32, error: &Error) -> Option<Duration> {
        let random = self.client.random(fastrand::Rng::f64);
        let wait = retry::delay(attempt, error.retry_after, random);
        (wait < self.call.time_left()).then_some(wait)
    }

    fn attempt(&self, number: u32) -> Reply {
        let show = self.client.options.log_payloads;
        self.log(Level::Debug, || {
            format!(
                "attempt {number}: {} {}",
                self.request.method, self.request.url
            )
        });
        self.log(Level::Dump, || dump::request(self.request, show));
        let transport = &self.client.process().transport;
        match transport.execute(self.request, &self.call) {
            Ok(answer) => {
                self.log(Level::Dump, || {
                    dump::response(&answer, show || self.request.effect == Effect::Send)
                });
                self.reply_of(answer)
            }
            Err(error) => {
                self.log(Level::Dump, || {
                    format!("--- RESPONSE ---\nnone: {error}\n--- END RESPONSE ---")
                });
                Reply {
                    outcome: Outcome::failed(error),
                    headers: HeaderMap::new(),
                }
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
            let now = self.client.options.clock.unix_time();
            Outcome::failed(error_of(&answer, self.request.effect, now, self.redactor()))
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
