//! How a hub is reached and how a send is made.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::auth::credential::TokenSource;
use crate::auth::secret::Secret;
use crate::error::{Error, Result};
use crate::log::{Level, LogSink, Logger, Stderr};
use crate::notification::header::check_value;
use crate::policy::proxy::{ProxyChoice, environment, no_proxy};
use crate::policy::retry::Retry;
use crate::policy::throttle::RateLimit;
use crate::sys::cancel::Cancel;
use crate::sys::clock::{Clock, SystemClock};
use crate::trace::context::{TraceContext, Traceparent, parse_state};
use crate::trace::span::SpanSink;

/// Longest timeout that can be set: a day.
const LONGEST_TIMEOUT_MS: u32 = 24 * 3600 * 1000;

/// Options of a hub. A setter that fails leaves them as they were.
#[derive(Clone, Debug)]
pub struct HubOptions {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) pool_size: usize,
    pub(crate) idle_age: Duration,
    pub(crate) connection_age: Duration,
    pub(crate) proxy: ProxyChoice,
    pub(crate) no_proxy: Option<String>,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) user_agent_suffix: Option<String>,
    pub(crate) api_version: String,
    pub(crate) retry: Retry,
    pub(crate) max_attempts: u32,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) token_source: Option<Arc<dyn TokenSource>>,
    pub(crate) test: bool,
    pub(crate) check_payloads: bool,
    pub(crate) logger: Logger,
    pub(crate) log_payloads: bool,
    pub(crate) span_sink: Option<Arc<dyn SpanSink>>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Default for HubOptions {
    fn default() -> HubOptions {
        HubOptions {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            pool_size: 32,
            idle_age: Duration::from_secs(30),
            // Bounds how long a busy hub stays with one front end.
            connection_age: Duration::from_secs(600),
            proxy: ProxyChoice::Direct,
            no_proxy: None,
            ca_file: None,
            user_agent_suffix: None,
            api_version: "2020-06".to_owned(),
            retry: Retry::NotAccepted,
            max_attempts: 3,
            rate_limit: None,
            token_source: None,
            test: false,
            check_payloads: false,
            logger: Logger::off(),
            log_payloads: false,
            span_sink: None,
            clock: Arc::new(SystemClock),
        }
    }
}

impl HubOptions {
    /// Tells `part` all that makes hubs differ, secrets included. Fails where
    /// functions of the program are among it, which may end before a hub that
    /// others share.
    pub(crate) fn identify(&self, mut part: impl FnMut(&[u8])) -> Result<()> {
        // Without "..", so that a new option cannot be forgotten.
        let HubOptions {
            timeout,
            connect_timeout,
            pool_size,
            idle_age,
            connection_age,
            proxy,
            no_proxy,
            ca_file,
            user_agent_suffix,
            api_version,
            retry,
            max_attempts,
            rate_limit,
            token_source,
            test,
            check_payloads,
            logger,
            log_payloads,
            span_sink,
            clock: _,
        } = self;
        if token_source.is_some() || span_sink.is_some() || !logger.is_built_in() {
            return Err(Error::argument(
                "options: a shared hub takes no callbacks, which could outlive what they need",
            ));
        }
        let plain = format!(
            "{timeout:?} {connect_timeout:?} {pool_size} {idle_age:?} {connection_age:?} {proxy:?} \
             {no_proxy:?} {ca_file:?} {user_agent_suffix:?} {api_version:?} {retry:?} \
             {max_attempts} {rate_limit:?} {test} {check_payloads} {logger:?} {log_payloads}"
        );
        part(plain.as_bytes());
        match proxy {
            ProxyChoice::Direct => {}
            ProxyChoice::Explicit(url) => part(url.expose().as_bytes()),
            // What a new hub would read now.
            ProxyChoice::Environment => {
                for name in environment::VARIABLES {
                    let value = std::env::var_os(name).unwrap_or_default();
                    part(value.as_encoded_bytes());
                }
            }
        }
        if let Some(file) = ca_file.as_ref().and_then(|path| path.metadata().ok()) {
            part(format!("{} {:?}", file.len(), file.modified().ok()).as_bytes());
        }
        Ok(())
    }

    /// Total time for a call.
    pub fn set_timeout_ms(&mut self, ms: u32) -> Result<()> {
        self.timeout = timeout("timeout_ms", ms)?;
        Ok(())
    }

    /// Time for lookup, connection, proxy and TLS together.
    pub fn set_connect_timeout_ms(&mut self, ms: u32) -> Result<()> {
        self.connect_timeout = timeout("connect_timeout_ms", ms)?;
        Ok(())
    }

    /// How many idle connections are kept.
    pub fn set_pool_size(&mut self, connections: u32) -> Result<()> {
        if !(1..=4096).contains(&connections) {
            return Err(Error::argument(format!(
                "connections {connections} is not from 1 to 4096"
            )));
        }
        self.pool_size = connections as usize;
        Ok(())
    }

    /// How long a connection may lie idle and still be used.
    pub fn set_idle_age_ms(&mut self, ms: u32) -> Result<()> {
        self.idle_age = timeout("idle_age_ms", ms)?;
        Ok(())
    }

    /// How old a connection may get.
    pub fn set_connection_age_ms(&mut self, ms: u32) -> Result<()> {
        self.connection_age = timeout("connection_age_ms", ms)?;
        Ok(())
    }

    /// The proxy's URL.
    pub fn set_proxy(&mut self, url: &str) -> Result<()> {
        self.proxy = ProxyChoice::Explicit(Secret::new(url));
        Ok(())
    }

    /// Takes the proxy from the environment.
    pub fn set_proxy_from_environment(&mut self) {
        self.proxy = ProxyChoice::Environment;
    }

    /// Hosts that are reached without the proxy.
    pub fn set_no_proxy(&mut self, hosts: &str) -> Result<()> {
        no_proxy::check(hosts)?;
        self.no_proxy = Some(hosts.to_owned());
        Ok(())
    }

    /// The CA file, read when the hub is made. An empty path sets none, as a variable that
    /// is empty does.
    pub fn set_ca_file(&mut self, path: &Path) {
        let is_set = !path.as_os_str().is_empty();
        self.ca_file = is_set.then(|| path.to_owned());
    }

    /// What is added to the user agent.
    pub fn set_user_agent_suffix(&mut self, suffix: &str) -> Result<()> {
        check_value("User-Agent", suffix)?;
        // Without what would only be a blank at the header's end.
        let suffix = suffix.trim_matches([' ', '\t']);
        self.user_agent_suffix = Some(suffix.to_owned()).filter(|text| !text.is_empty());
        Ok(())
    }

    /// The api-version of every request.
    pub fn set_api_version(&mut self, version: &str) -> Result<()> {
        let is_version = (1..=32).contains(&version.len())
            && version
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        if !is_version {
            return Err(Error::argument(
                "api_version must be like 2020-06: up to 32 letters, digits, dots and hyphens",
            ));
        }
        self.api_version = version.to_owned();
        Ok(())
    }

    /// The retry policy.
    pub fn set_retry(&mut self, number: i32) -> Result<()> {
        self.retry = retry(number)?;
        Ok(())
    }

    /// Sends per second, and how many may leave at once after a rest; 0 and 0
    /// for no limit.
    pub fn set_rate_limit(&mut self, per_second: u32, burst: u32) -> Result<()> {
        self.rate_limit = match (per_second, burst) {
            (0, 0) => None,
            (1..=1_000_000, 1..=1_000_000) => Some(RateLimit { per_second, burst }),
            _ => {
                return Err(Error::argument(
                    "per_second and burst must both be from 1 to 1000000, or both 0 for no limit",
                ));
            }
        };
        Ok(())
    }

    /// Where tokens come from, in place of a key.
    pub fn set_token_source(&mut self, source: Option<Arc<dyn TokenSource>>) {
        self.token_source = source;
    }

    /// Requests at most for one call, the first included.
    pub fn set_max_attempts(&mut self, attempts: u32) -> Result<()> {
        self.max_attempts = max_attempts(attempts)?;
        Ok(())
    }

    /// Makes every send of the hub a test send.
    pub fn set_test(&mut self, test: bool) {
        self.test = test;
    }

    /// Checks payloads before sending.
    pub fn set_check_payloads(&mut self, check: bool) {
        self.check_payloads = check;
    }

    /// Shows payloads in dumps.
    pub fn set_log_payloads(&mut self, show: bool) {
        self.log_payloads = show;
    }

    /// Logs to a sink.
    pub fn set_log(&mut self, number: i32, sink: Arc<dyn LogSink>) -> Result<()> {
        self.logger = Logger::new(log_level(number)?, sink);
        Ok(())
    }

    /// Logs nothing. A bad level is refused all the same.
    pub fn set_log_off(&mut self, number: i32) -> Result<()> {
        log_level(number)?;
        self.logger = Logger::off();
        Ok(())
    }

    /// Who is told of calls and attempts.
    pub fn set_span_sink(&mut self, sink: Option<Arc<dyn SpanSink>>) {
        self.span_sink = sink;
    }

    /// The how-to's `debug = True`: request and response on standard error,
    /// and the service's detailed outcome with every send.
    pub fn set_debug(&mut self) {
        self.logger = Logger::new(Level::Dump, Arc::new(Stderr));
        self.test = true;
    }

    /// Replaces the clock, for tests.
    pub fn set_clock(&mut self, clock: Arc<dyn Clock>) {
        self.clock = clock;
    }
}

/// Options of one call; what is not set is as the hub has it.
#[derive(Clone, Debug)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) tracking_id: Option<String>,
    pub(crate) test: Option<bool>,
    pub(crate) retry: Option<Retry>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) cancel: Option<Arc<Cancel>>,
    /// In a box, since most calls have none.
    pub(crate) trace: Option<Box<TraceContext>>,
    /// Does it wait for a turn as sends do? Those of long runs do, which would else use up
    /// what the service allows the sends.
    pub(crate) takes_turns: bool,
}

impl Default for CallOptions {
    fn default() -> CallOptions {
        CallOptions::NOTHING_SET
    }
}

impl CallOptions {
    /// All as the hub has it.
    pub(crate) const NOTHING_SET: CallOptions = CallOptions {
        timeout: None,
        tracking_id: None,
        test: None,
        retry: None,
        max_attempts: None,
        cancel: None,
        trace: None,
        takes_turns: false,
    };

    /// Total time for the call.
    pub fn set_timeout_ms(&mut self, ms: u32) -> Result<()> {
        self.timeout = Some(timeout("timeout_ms", ms)?);
        Ok(())
    }

    /// The `TrackingId` header, instead of one made by the library.
    pub fn set_tracking_id(&mut self, id: &str) -> Result<()> {
        if id.len() > 128 || id.trim_matches([' ', '\t']).is_empty() {
            return Err(Error::argument(
                "tracking_id must have 1 to 128 characters, not only blanks",
            ));
        }
        check_value("TrackingId", id)?;
        self.tracking_id = Some(id.to_owned());
        Ok(())
    }

    /// Whether this is a test send.
    pub fn set_test(&mut self, test: bool) {
        self.test = Some(test);
    }

    /// The retry policy.
    pub fn set_retry(&mut self, number: i32) -> Result<()> {
        self.retry = Some(retry(number)?);
        Ok(())
    }

    /// Requests at most, the first included.
    pub fn set_max_attempts(&mut self, attempts: u32) -> Result<()> {
        self.max_attempts = Some(max_attempts(attempts)?);
        Ok(())
    }

    /// Who can cancel the call.
    pub fn set_cancel(&mut self, cancel: Arc<Cancel>) {
        self.cancel = Some(cancel);
    }

    /// The caller's span, as a `traceparent` header.
    pub fn set_traceparent(&mut self, traceparent: &str) -> Result<()> {
        let parent = Traceparent::parse(traceparent)?;
        self.trace.get_or_insert_default().parent = Some(parent);
        Ok(())
    }

    /// What tracing systems add to it, as a `tracestate` header.
    pub fn set_tracestate(&mut self, tracestate: &str) -> Result<()> {
        self.trace.get_or_insert_default().state = parse_state(tracestate)?;
        Ok(())
    }
}

fn timeout(argument: &str, ms: u32) -> Result<Duration> {
    match ms {
        0 => Err(Error::argument(format!(
            "{argument} is 0; every wait is bounded, so give 1 or more milliseconds"
        ))),
        1..=LONGEST_TIMEOUT_MS => Ok(Duration::from_millis(u64::from(ms))),
        _ => Err(Error::argument(format!(
            "{argument} {ms} is more than {LONGEST_TIMEOUT_MS}, a day"
        ))),
    }
}

fn log_level(number: i32) -> Result<Level> {
    Level::from_number(number)
        .ok_or_else(|| Error::argument(format!("max_level {number} is not an nh_log_level")))
}

fn retry(number: i32) -> Result<Retry> {
    Retry::from_number(number)
        .ok_or_else(|| Error::argument(format!("retry {number} is not an nh_retry")))
}

fn max_attempts(attempts: u32) -> Result<u32> {
    match attempts {
        1..=100 => Ok(attempts),
        _ => Err(Error::argument(format!(
            "attempts {attempts} is not from 1 to 100"
        ))),
    }
}
