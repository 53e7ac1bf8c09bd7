//! HTTPS to the hub: ureq with our own lookup, connections and deadlines.

pub mod call;
mod coalesce;
mod failure;
mod resolver;
mod settings;
mod tcp;
mod tls;

use std::io::Read as _;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use ureq::Agent;
use ureq::http::{HeaderName, HeaderValue, Method, Request as HttpRequest, Uri};
use ureq::unversioned::transport::{ConnectProxyConnector, Connector as _};

use crate::auth::sas_token::SasToken;
use crate::error::{Error, Status};
use crate::http::request::Request;
use crate::http::response::Answer;
use crate::metrics::counters::Counters;
use crate::sys::cancel::Cancel;
use crate::transport::call::{Call, Fault};
use crate::transport::coalesce::CoalesceConnector;
use crate::transport::failure::attempt_failed;
use crate::transport::resolver::{LookUpLater, Resolver};
pub use crate::transport::settings::Settings;
use crate::transport::tcp::TcpConnector;
use crate::transport::tls::TlsConnector;

/// A pool of connections to one hub.
#[derive(Debug)]
pub struct Transport {
    agent: Agent,
    host: String,
}

impl Transport {
    /// An empty pool.
    pub fn new(settings: &Settings, closing: &Arc<Cancel>, counters: &Arc<Counters>) -> Transport {
        let hub_authority = settings.endpoint.authority();
        let connector = ()
            .chain(ConnectProxyConnector::default())
            .chain(TcpConnector {
                resolver: Resolver::default(),
                hub_authority: hub_authority.clone(),
                tls: settings.endpoint.scheme == "https",
                max_age: settings.connection_age,
                closing: Arc::clone(closing),
                counters: Arc::clone(counters),
            })
            .chain(TlsConnector::new())
            .chain(CoalesceConnector {
                hub_authority: hub_authority.clone(),
            });
        let agent = Agent::with_parts(settings.agent.clone(), connector, LookUpLater);
        let scheme = settings.endpoint.scheme;
        initialise(&agent, &format!("{scheme}://{hub_authority}/"));
        Transport {
            agent,
            host: hub_authority,
        }
    }

    /// Sends `request` once, on the calling thread, within what `call` allows.
    /// An answer with any status is `Ok`.
    pub fn execute(
        &self,
        request: &Request<'_>,
        token: &Arc<SasToken>,
        call: &Rc<Call>,
    ) -> Result<Answer, Error> {
        call.begin_attempt();
        // Before anything is opened: a call that is over does nothing.
        if let Err(fault) = call.remaining() {
            let _ = call.fail(fault);
            return Err(attempt_failed(call, &self.host, request.effect, None));
        }
        let http = to_http(request, token)?;
        let _installed = call.install();
        let mut response = self
            .agent
            .run(http)
            .map_err(|error| attempt_failed(call, &self.host, request.effect, Some(error)))?;
        let status = response.status().as_u16();
        if !(200..=599).contains(&status) {
            // 101 and other announcements with nothing behind them, and numbers
            // that HTTP does not have: none says what became of the request.
            let message = format!("{status} came in place of an answer");
            let _ = call.fail(Fault::new(Status::Protocol, message));
            return Err(attempt_failed(call, &self.host, request.effect, None));
        }
        let mut body = Vec::new();
        // The status alone decides what the answer means; a body that breaks
        // off loses its own words and nothing else.
        let limit = request.expected.body_limit(status);
        let mut reader = response.body_mut().as_reader().take(limit as u64);
        let is_whole = reader.read_to_end(&mut body).is_ok() && body.len() < limit;
        Ok(Answer {
            status,
            headers: std::mem::take(response.headers_mut()),
            body,
            is_whole,
        })
    }
}

/// Makes ureq fill its process-wide lazy statics now. One that is caught half
/// made by a fork() on another thread would never be ready in the child.
fn initialise(agent: &Agent, url: &str) {
    let mut request = HttpRequest::new(&[][..]);
    *request.uri_mut() = url.parse().unwrap_or_default();
    // Outside a call our connector refuses at once, before any I/O.
    let _ = agent.run(request);
}

/// The token as ureq reads it.
struct TokenText(Arc<SasToken>);

impl AsRef<[u8]> for TokenText {
    fn as_ref(&self) -> &[u8] {
        self.0.text.expose().as_bytes()
    }
}

/// Names that most sends have and the http crate does not know: to parse one
/// takes a copy each time.
static COMMON_HEADERS: [(&str, HeaderName); 3] = [
    ("TrackingId", HeaderName::from_static("trackingid")),
    (
        "ServiceBusNotification-Format",
        HeaderName::from_static("servicebusnotification-format"),
    ),
    (
        "ServiceBusNotification-Tags",
        HeaderName::from_static("servicebusnotification-tags"),
    ),
];

fn header_name(text: &str) -> Result<HeaderName, Error> {
    if let Some((_, name)) = COMMON_HEADERS.iter().find(|(often, _)| *often == text) {
        return Ok(name.clone());
    }
    HeaderName::from_bytes(text.as_bytes()).map_err(|_| internal("a header name"))
}

fn internal(what: &str) -> Error {
    Error::new(Status::Internal, format!("{what} cannot be sent"))
}

fn to_http<'r>(
    request: &'r Request<'_>,
    token: &Arc<SasToken>,
) -> Result<HttpRequest<&'r [u8]>, Error> {
    let mut http = HttpRequest::new(&*request.body);
    *http.method_mut() =
        Method::from_bytes(request.method.as_bytes()).map_err(|_| internal("the method"))?;
    *http.uri_mut() = request
        .url
        .parse::<Uri>()
        .map_err(|_| internal("the hub's URL"))?;
    let headers = http.headers_mut();
    headers.reserve(request.headers.len() + 1);
    // Shared, not copied: a copy inside ureq would be freed as it is.
    let token = Bytes::from_owner(TokenText(Arc::clone(token)));
    let mut token = HeaderValue::from_maybe_shared(token).map_err(|_| internal("the token"))?;
    token.set_sensitive(true);
    headers.insert(ureq::http::header::AUTHORIZATION, token);
    for (name, value) in &request.headers {
        let value = HeaderValue::from_str(value).map_err(|_| internal("a header value"))?;
        headers.insert(header_name(name)?, value);
    }
    Ok(http)
}
