//! One connection string's worth of talking to the service: credentials,
//! connections, and calls with all their attempts.

pub mod attempts;
mod dump;
mod spans;
mod turn;

use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use crate::auth::connection_string::{ConnectionString, Endpoint};
use crate::auth::credential::{Authorization, Credential, TokenCache};
use crate::auth::sas_token::SasToken;
use crate::auth::secret::Secret;
use crate::error::{Error, Result, Status};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::fields::Fields;
use crate::http::hub_address::names_a_host;
use crate::http::request::Request;
use crate::http::response::Answer;
use crate::http::text::with_room;
use crate::metrics::counters::Counters;
use crate::policy::options::{CallOptions, HubOptions};
use crate::policy::throttle::Throttle;
use crate::sys::cancel::Cancel;
use crate::sys::clock::ServiceClock;
use crate::sys::fork::PerProcess;
use crate::sys::in_flight::{InFlightCalls, InFlightGuard};
use crate::sys::sync::EvenIfPoisoned as _;
use crate::transport::call::{Call, Stops};
use crate::transport::{Settings, Transport};

const USER_AGENT: &str = concat!("libnotification_hubs/", env!("CARGO_PKG_VERSION"));

/// Talks to one namespace with one key. Any number of threads may use it at
/// the same time.
#[derive(Debug)]
pub struct Client {
    /// Replaced as a whole and read without a lock, so that a child of fork()
    /// finds it whole.
    credential: ArcSwap<Credential>,
    is_closed: AtomicBool,
    endpoint: Endpoint,
    signed_uri: String,
    /// The options of the hub or namespace that this serves.
    pub options: HubOptions,
    /// What all requests have.
    common: Fields,
    settings: Settings,
    process: PerProcess<ProcessState>,
}

/// What must not be shared with a child of fork(): everything with a lock, a
/// connection or a random state.
#[derive(Debug)]
struct ProcessState {
    in_flight: InFlightCalls,
    transport: Transport,
    tokens: TokenCache,
    service_clock: ServiceClock,
    throttle: Throttle,
    random: Mutex<fastrand::Rng>,
    counters: Arc<Counters>,
}

impl ProcessState {
    fn new(settings: &Settings) -> ProcessState {
        // Seeded once for each process: a system call for each tracking id
        // would cost more than the id is worth. It need not be unguessable.
        let seed = getrandom::u64().unwrap_or_else(|_| u64::from(std::process::id()));
        let in_flight = InFlightCalls::default();
        let counters = Arc::<Counters>::default();
        ProcessState {
            transport: Transport::new(settings, in_flight.closing(), &counters),
            in_flight,
            tokens: TokenCache::default(),
            service_clock: ServiceClock::default(),
            throttle: Throttle::default(),
            random: Mutex::new(fastrand::Rng::with_seed(seed)),
            counters,
        }
    }
}

impl Client {
    /// Credentials of `connection`; tokens are signed for `signed_uri`. Does
    /// no I/O except reading a CA file.
    pub fn new(
        connection: ConnectionString,
        signed_uri: String,
        options: HubOptions,
    ) -> Result<Client> {
        let credential = connection.credential_or(options.token_source.as_ref())?;
        Client::with_credential(credential, connection.endpoint, signed_uri, options)
    }

    /// For addresses at `endpoint` that are signed themselves: shows no token.
    pub fn without_token(endpoint: Endpoint, options: HubOptions) -> Result<Client> {
        let credential = Credential::Token(Arc::new(SasToken::none()));
        Client::with_credential(credential, endpoint, String::new(), options)
    }

    fn with_credential(
        credential: Credential,
        endpoint: Endpoint,
        signed_uri: String,
        options: HubOptions,
    ) -> Result<Client> {
        let settings = Settings::new(&options, &endpoint)?;
        let mut common = Fields::default();
        match &options.user_agent_suffix {
            Some(suffix) => common.push("User-Agent", &format!("{USER_AGENT} {suffix}")),
            None => common.push("User-Agent", USER_AGENT),
        }
        Ok(Client {
            process: PerProcess::new(ProcessState::new(&settings)),
            credential: ArcSwap::from_pointee(credential),
            is_closed: AtomicBool::new(false),
            endpoint,
            signed_uri,
            options,
            common,
            settings,
        })
    }

    fn process(&self) -> &ProcessState {
        let process = self.process.get(|| ProcessState::new(&self.settings));
        if self.is_closed.load(Ordering::Acquire) {
            // Also in a child that was forked after closing.
            process.in_flight.closing().cancel();
        }
        process
    }

    /// What tokens come from now.
    pub fn credential(&self) -> Arc<Credential> {
        self.credential.load_full()
    }

    /// Takes the key or token of another connection string for the same
    /// namespace, for all attempts that begin from now on.
    pub fn set_connection_string(&self, text: &str) -> Result<()> {
        let connection = ConnectionString::parse(text)?;
        if connection.endpoint != self.endpoint {
            return Err(Error::argument(
                "connection_string is for another Endpoint than the hub; open another hub for that",
            ));
        }
        let credential = connection.credential_or(self.options.token_source.as_ref())?;
        self.credential.store(Arc::new(credential));
        // The wait was asked of another key.
        self.throttle().release();
        Ok(())
    }

    /// Refuses new calls, ends those that run, and waits until they have left,
    /// `bound` at most. Have they?
    pub fn close(&self, bound: Duration) -> bool {
        self.is_closed.store(true, Ordering::Release);
        self.process().in_flight.close(bound)
    }

    /// The token to send now, and what it comes from. A closed hub has none.
    pub fn token(&self) -> Result<Authorization> {
        let process = self.process();
        if process.in_flight.closing().is_cancelled() {
            return Err(Error::new(Status::Closed, "the hub was closed"));
        }
        let credential = self.credential();
        let now = process.service_clock.now(&*self.options.clock);
        let token = process.tokens.get(&credential, &self.signed_uri, now)?;
        Ok(Authorization { token, credential })
    }

    /// Someone is inside until the result is dropped.
    pub fn enter(&self) -> InFlightGuard {
        self.process().in_flight.enter()
    }

    /// Makes the next token a new one.
    pub fn forget_token(&self, token: &Arc<SasToken>) {
        self.process().tokens.forget(token);
    }

    /// A refusal says what time it is at the service: from now on tokens are made by
    /// that, if it differs.
    pub fn learn_clock(&self, service_time: u64) {
        let clock = &*self.options.clock;
        self.process().service_clock.learn(clock, service_time);
    }

    /// An answer says so too, and what was learned has to agree.
    pub fn check_clock(&self, service_time: u64) {
        let clock = &*self.options.clock;
        self.process().service_clock.check(clock, service_time);
    }

    /// What was learned did not help.
    pub fn forget_clock(&self) {
        self.process().service_clock.forget();
    }

    /// Are tokens made by a clock other than this machine's?
    pub fn has_learned_clock(&self) -> bool {
        self.process().service_clock.is_learned()
    }

    /// What nobody may read of the proxy's credentials.
    pub fn proxy_secrets(&self) -> impl Iterator<Item = &Secret> {
        let proxy = self.settings.proxy.as_ref();
        let credentials = proxy.and_then(|proxy| proxy.credentials.as_ref());
        credentials
            .into_iter()
            .flat_map(|who| [&who.basic, &who.password, &who.written])
    }

    /// What paces this hub.
    pub fn throttle(&self) -> &Throttle {
        &self.process().throttle
    }

    /// What was done in this process.
    pub fn counters(&self) -> &Counters {
        &self.process().counters
    }

    /// Sends a request once.
    pub fn execute(
        &self,
        request: &Request<'_>,
        token: &Arc<SasToken>,
        call: &Rc<Call>,
        keep_all_headers: bool,
    ) -> Result<Answer> {
        let transport = &self.process().transport;
        transport.execute(request, token, call, keep_all_headers)
    }

    /// A random number, as `draw` draws it.
    pub fn random<T>(&self, draw: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        let random = &self.process().random;
        draw(&mut random.lock().even_if_poisoned())
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
            Some(uri) if names_a_host(uri, &["https://", "http://", "sb://"]) => uri,
            Some(_) => {
                return Err(Error::argument(
                    "uri must be absolute, like https://NAMESPACE.servicebus.windows.net/HUB",
                ));
            }
        };
        let credential = self.credential();
        let Some(signer) = credential.signer() else {
            return Err(Error::argument(
                "the hub has no key to sign with; it was opened with a token or a token callback",
            ));
        };
        let now = self.process().service_clock.now(&*self.options.clock);
        Ok(signer.sign(uri, now.saturating_add(seconds)))
    }

    /// A request with the headers that all have.
    pub fn request<'a>(
        &self,
        effect: Effect,
        expected: Expected,
        method: &'static str,
        url: String,
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        let tracking_id = options.tracking_id.clone().unwrap_or_else(|| {
            let random = self.random(|rng| rng.u128(..));
            let id = uuid::Builder::from_random_bytes(random.to_ne_bytes()).into_uuid();
            let mut text = uuid::Uuid::encode_buffer();
            with_room(id.hyphenated().encode_lower(&mut text))
        });
        let token = self.token()?.token;
        let mut headers = self.common.clone();
        if let Some(trace) = &options.trace {
            for (name, value) in trace.headers() {
                headers.push(name, value);
            }
        }
        Ok(Request::new(
            effect,
            expected,
            method,
            url,
            token,
            tracking_id,
            headers,
        ))
    }

    /// A deadline that several requests can share.
    pub fn begin(&self, options: &CallOptions) -> Rc<Call> {
        let now = self.options.clock.now();
        self.begin_at(now, now + self.timeout(options), options, None)
    }

    /// A call whose time began before, and that closing `queue` ends too.
    pub fn begin_until(
        &self,
        deadline: Instant,
        options: &CallOptions,
        queue: Option<Arc<Cancel>>,
    ) -> Rc<Call> {
        self.begin_at(self.options.clock.now(), deadline, options, queue)
    }

    fn begin_at(
        &self,
        now: Instant,
        deadline: Instant,
        options: &CallOptions,
        queue: Option<Arc<Cancel>>,
    ) -> Rc<Call> {
        Call::new(
            self.options.clock.clone(),
            now,
            deadline,
            self.options.connect_timeout,
            Stops {
                cancel: options.cancel.clone(),
                queue,
                hub: self.enter(),
            },
        )
    }

    /// When a call that begins now is over.
    pub fn deadline(&self, options: &CallOptions) -> Instant {
        self.options.clock.now() + self.timeout(options)
    }

    fn timeout(&self, options: &CallOptions) -> Duration {
        options.timeout.unwrap_or(self.options.timeout)
    }

    /// What closing this hub triggers.
    pub fn closing(&self) -> &Arc<Cancel> {
        self.process().in_flight.closing()
    }

    /// Gives a request that was made before the token of now; tokens that the
    /// program brings were asked for when it was made.
    pub fn renew_token(&self, request: &mut Request<'_>) -> Result<()> {
        if !matches!(*self.credential(), Credential::Source(_)) {
            request.token = self.token()?.token;
        }
        Ok(())
    }
}
