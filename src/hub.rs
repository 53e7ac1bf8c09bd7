//! A hub: address, credentials, connections, and the blocking send.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::connection_string::ConnectionString;
use crate::dump;
use crate::error::{Error, Result, Status};
use crate::log::Level;
use crate::notification::Notification;
use crate::options::{HubOptions, SendOptions};
use crate::os::PerProcess;
use crate::outcome::{Outcome, Verdict};
use crate::redact::Redactor;
use crate::request::{HubAddress, Request, SendParts, send_request};
use crate::response::{Answer, send_error};
use crate::retry;
use crate::sas_token::{SasToken, Signer, TokenCache};
use crate::target::Target;
use crate::test_outcome::TestOutcome;
use crate::transport::call::Call;
use crate::transport::{Settings, Transport};

/// One hub. Any number of threads may use it at the same time.
#[derive(Debug)]
pub struct Hub {
    address: HubAddress,
    signer: Signer,
    options: HubOptions,
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

    fn random<T>(&self, draw: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        draw(&mut self.random.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Hub {
    /// Opens a hub. Does no I/O except reading a CA file.
    pub fn new(
        connection_string: &str,
        hub_name: Option<&str>,
        options: HubOptions,
    ) -> Result<Hub> {
        options.check()?;
        let connection = ConnectionString::parse(connection_string)?;
        let address = HubAddress::new(&connection, hub_name, &options.api_version)?;
        let settings = Settings::new(&options, &address.endpoint)?;
        let user_agent = match &options.user_agent_suffix {
            Some(suffix) => format!("libnotification_hubs/{} {suffix}", crate::VERSION),
            None => format!("libnotification_hubs/{}", crate::VERSION),
        };
        Ok(Hub {
            process: PerProcess::new(ProcessState::new(&settings)),
            address,
            signer: Signer {
                key_name: connection.key_name,
                key: connection.key,
            },
            options,
            user_agent,
            settings,
        })
    }

    fn process(&self) -> &ProcessState {
        self.process.get(|| ProcessState::new(&self.settings))
    }

    /// A token for `uri` (the hub itself if `None`) that lives for `lifetime`.
    pub fn sas_token(&self, uri: Option<&str>, lifetime: Duration) -> Result<SasToken> {
        const YEAR: u64 = 366 * 24 * 3600;
        let seconds = lifetime.as_secs();
        if seconds == 0 || seconds > YEAR {
            return Err(Error::argument(
                "lifetime_ms must be from one second (1000) to one year",
            ));
        }
        let uri = match uri {
            None => self.address.signed_uri.as_str(),
            Some(uri) => {
                let rest = ["https://", "http://", "sb://"].iter().find_map(|scheme| {
                    uri.get(..scheme.len())
                        .filter(|start| start.eq_ignore_ascii_case(scheme))
                        .map(|_| &uri[scheme.len()..])
                });
                if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/')) {
                    return Err(Error::argument(
                        "uri must be absolute, like https://NAMESPACE.servicebus.windows.net/HUB",
                    ));
                }
                uri
            }
        };
        let now = self.options.clock.unix_time().as_secs();
        Ok(self.signer.sign(uri, now.saturating_add(seconds)))
    }

    /// The request that [`Hub::send`] would make, without sending it.
    pub fn dry_run<'a>(
        &self,
        notification: &'a Notification,
        target: &Target,
        options: &SendOptions,
    ) -> Result<Request<'a>> {
        options.check()?;
        let tracking_id = self.tracking_id(options);
        self.request(notification, target, options, &tracking_id)
    }

    /// Sends and waits. Always gives an outcome, which carries the error.
    pub fn send(
        &self,
        notification: &Notification,
        target: &Target,
        options: &SendOptions,
    ) -> Outcome {
        if let Err(error) = options.check() {
            return Outcome::failed(error);
        }
        let tracking_id = self.tracking_id(options);
        let mut outcome = match self.request(notification, target, options, &tracking_id) {
            Ok(request) => Sending::new(self, options, &request).run(),
            Err(error) => Outcome::failed(error),
        };
        if let Some(error) = &mut outcome.error {
            error.tracking_id.get_or_insert_with(|| tracking_id.clone());
        }
        outcome.tracking_id = Some(tracking_id);
        outcome
    }

    fn request<'a>(
        &self,
        notification: &'a Notification,
        target: &Target,
        options: &SendOptions,
        tracking_id: &str,
    ) -> Result<Request<'a>> {
        let parts = SendParts {
            token: self.process().tokens.get(
                &self.signer,
                &self.address.signed_uri,
                &*self.options.clock,
            ),
            tracking_id,
            user_agent: &self.user_agent,
            test: self.is_test(options),
        };
        send_request(&self.address, notification, target, parts)
    }

    fn is_test(&self, options: &SendOptions) -> bool {
        options.test.unwrap_or(self.options.test)
    }

    fn tracking_id(&self, options: &SendOptions) -> String {
        options.tracking_id.clone().unwrap_or_else(|| {
            let random = self.process().random(|rng| rng.u128(..));
            uuid::Builder::from_random_bytes(random.to_ne_bytes())
                .into_uuid()
                .to_string()
        })
    }
}

/// One send with all its attempts.
struct Sending<'a> {
    hub: &'a Hub,
    options: &'a SendOptions,
    request: &'a Request<'a>,
    call: Rc<Call>,
    /// Made when something is to be said: most sends say nothing.
    redactor: OnceCell<Redactor>,
}

impl<'a> Sending<'a> {
    fn new(hub: &'a Hub, options: &'a SendOptions, request: &'a Request<'a>) -> Sending<'a> {
        Sending {
            hub,
            options,
            request,
            call: Call::new(
                hub.options.clock.clone(),
                options.timeout.unwrap_or(hub.options.timeout),
                hub.options.connect_timeout,
                options.cancel.clone(),
            ),
            redactor: OnceCell::new(),
        }
    }

    fn redactor(&self) -> &Redactor {
        self.redactor.get_or_init(|| {
            let mut redactor = Redactor::default();
            redactor.hide(self.hub.signer.key.expose());
            redactor.hide(self.request.token.signature());
            if let Some(password) = self.hub.options.proxy.password() {
                redactor.hide(password);
            }
            if !self.hub.options.log_payloads
                && let Ok(payload) = std::str::from_utf8(self.request.body)
            {
                redactor.hide_quoted(payload);
            }
            redactor
        })
    }

    fn run(&self) -> Outcome {
        let retry = self.options.retry.unwrap_or(self.hub.options.retry);
        let most = self
            .options
            .max_attempts
            .unwrap_or(self.hub.options.max_attempts);
        let mut unknown_before = false;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut outcome = self.attempt(attempt);
            outcome.attempts = attempt;
            let wait = match &outcome.error {
                Some(error) if attempt < most && retry.allows(error) => {
                    self.wait_before_retry(attempt, error)
                }
                _ => None,
            };
            if let Some(wait) = wait {
                self.log(Level::Warn, || {
                    format!(
                        "attempt {attempt} failed, next in {} ms: {}",
                        wait.as_millis(),
                        words(&outcome)
                    )
                });
                unknown_before |= outcome.verdict == Verdict::Unknown;
                self.call.sleep(wait);
                continue;
            }
            // Accepted if any attempt was; else unknown if any was.
            match (unknown_before, outcome.verdict) {
                (true, Verdict::Accepted) => outcome.maybe_duplicate = true,
                (true, Verdict::NotAccepted) => {
                    outcome.verdict = Verdict::Unknown;
                    if let Some(error) = &mut outcome.error {
                        error.may_have_been_sent = true;
                    }
                }
                _ => {}
            }
            let level = if outcome.error.is_some() {
                Level::Error
            } else {
                Level::Info
            };
            self.log(level, || words(&outcome));
            return outcome;
        }
    }

    /// How long to wait, or `None` if the call's time would be over before.
    fn wait_before_retry(&self, attempt: u32, error: &Error) -> Option<Duration> {
        let random = self.hub.process().random(fastrand::Rng::f64);
        let wait = retry::delay(attempt, error.retry_after, random);
        (wait < self.call.time_left()).then_some(wait)
    }

    fn attempt(&self, number: u32) -> Outcome {
        let options = &self.hub.options;
        self.log(Level::Debug, || {
            format!(
                "attempt {number}: {} {}",
                self.request.method, self.request.url
            )
        });
        self.log(Level::Dump, || {
            dump::request(self.request, options.log_payloads)
        });
        match self
            .hub
            .process()
            .transport
            .execute(self.request, &self.call)
        {
            Ok(answer) => {
                self.log(Level::Dump, || dump::response(&answer));
                self.outcome_of(answer)
            }
            Err(error) => {
                self.log(Level::Dump, || {
                    format!("--- RESPONSE ---\nnone: {error}\n--- END RESPONSE ---")
                });
                Outcome::failed(error)
            }
        }
    }

    fn outcome_of(&self, answer: Answer) -> Outcome {
        if !answer.is_whole {
            self.log(Level::Warn, || {
                "the answer's body broke off; its status counts".to_owned()
            });
        }
        let mut outcome = if answer.is_success() {
            Outcome {
                notification_id: answer.notification_id(),
                ..Outcome::accepted()
            }
        } else {
            let now = self.hub.options.clock.unix_time();
            Outcome::failed(send_error(&answer, now, self.redactor()))
        };
        if outcome.verdict == Verdict::Accepted && self.hub.is_test(self.options) {
            outcome.test = TestOutcome::parse(&answer.body);
            if outcome.test.is_none() {
                self.log(Level::Warn, || {
                    "the answer to the test send is not a NotificationOutcome".to_owned()
                });
            }
        }
        outcome.correlation_id = answer
            .header("x-ms-correlation-request-id")
            .map(str::to_owned);
        outcome.http_status = Some(answer.status);
        outcome.body = answer.body;
        outcome
    }

    fn log(&self, level: Level, text: impl FnOnce() -> String) {
        let logger = &self.hub.options.logger;
        if logger.is_on(level) {
            logger.log(level, &self.redactor().redact(&text()));
        }
    }
}

fn words(outcome: &Outcome) -> String {
    match &outcome.error {
        None => format!(
            "accepted{}, {} attempt(s)",
            outcome
                .notification_id
                .as_deref()
                .map(|id| format!(" as {id}"))
                .unwrap_or_default(),
            outcome.attempts
        ),
        Some(error) => format!(
            "{} ({}): {error}",
            if outcome.verdict == Verdict::Unknown {
                "outcome unknown"
            } else {
                "not accepted"
            },
            Status::name(error.status).to_string_lossy()
        ),
    }
}
