//! Turns a failed attempt into an error, by what the call knows of it.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::{Error, Status};
use crate::http::effect::Effect;
use crate::transport::call::{Call, Fault, Phase};
use crate::transport::exchange::Failure;
use crate::transport::tls_failure;

/// Why there is no connection.
#[derive(Debug)]
pub enum OpenFailure {
    /// The exchange with the proxy brought no answer.
    Exchange(Failure),
    /// The proxy did not do as it was asked.
    Proxy {
        /// What it did.
        message: String,
        /// Could another attempt help?
        transient: bool,
    },
    /// What ureq says, where the lowest layer saw nothing wrong.
    Other(ureq::Error),
}

impl From<Failure> for OpenFailure {
    fn from(failure: Failure) -> OpenFailure {
        OpenFailure::Exchange(failure)
    }
}

impl From<ureq::Error> for OpenFailure {
    fn from(error: ureq::Error) -> OpenFailure {
        OpenFailure::Other(error)
    }
}

/// What is known of a failure.
struct Seen {
    status: Status,
    what: String,
    transient: bool,
}

impl Seen {
    fn of(status: Status, what: impl Into<String>) -> Seen {
        Seen {
            status,
            what: what.into(),
            transient: matches!(
                status,
                Status::Timeout
                    | Status::Network
                    | Status::NameLookup
                    | Status::Proxy
                    | Status::Protocol
                    | Status::Tls
                    | Status::NoResources
            ),
        }
    }
}

/// Who is asked.
#[derive(Clone, Copy, Debug)]
pub struct Peer<'a> {
    /// Host and port.
    pub host: &'a str,
    /// Who is trusted to say that it is it; the system's certificates if there is none.
    pub ca_file: Option<&'a Path>,
}

/// The error for an attempt that was over before it began.
pub fn not_begun(call: &Call, host: &str, effect: Effect, fault: Fault) -> Error {
    attempt_failed(call, host, effect, Seen::of(fault.status, fault.message))
}

/// The error for an attempt that brought no answer.
pub fn exchange_failed(call: &Call, peer: Peer<'_>, effect: Effect, failure: Failure) -> Error {
    attempt_failed(call, peer.host, effect, seen(call, failure, peer.ca_file))
}

/// The error for an attempt that found no connection.
pub fn open_failed(call: &Call, peer: Peer<'_>, effect: Effect, failure: OpenFailure) -> Error {
    let seen = match failure {
        OpenFailure::Exchange(failure) => seen(call, failure, peer.ca_file),
        OpenFailure::Proxy { message, transient } => Seen {
            transient,
            ..Seen::of(Status::Proxy, message)
        },
        OpenFailure::Other(error) => seen(call, Failure::Io(error.into_io()), peer.ca_file),
    };
    attempt_failed(call, peer.host, effect, seen)
}

fn seen(call: &Call, failure: Failure, ca_file: Option<&Path>) -> Seen {
    // The lowest layer knows best, but not what the service said meanwhile.
    if let Some(fault) = call.fault()
        && !matches!(failure, Failure::EarlySuccess(_))
    {
        return Seen::of(fault.status, fault.message);
    }
    let phase = call.phase();
    let of_phase = |status| match phase {
        Phase::Proxy => Status::Proxy,
        Phase::Tls => Status::Tls,
        _ => status,
    };
    match failure {
        Failure::Io(error) => match tls_error(&error) {
            Some(tls) => {
                let failure = tls_failure::of(tls, ca_file);
                Seen {
                    transient: failure.transient,
                    ..Seen::of(of_phase(Status::Tls), failure.words)
                }
            }
            None if error.kind() == ErrorKind::UnexpectedEof => {
                seen(call, Failure::Closed, ca_file)
            }
            None => Seen::of(of_phase(Status::Network), error.to_string()),
        },
        Failure::Closed if phase == Phase::Tls => Seen::of(
            Status::Tls,
            "the connection was closed; check that TLS is spoken at this port",
        ),
        Failure::Closed => Seen::of(of_phase(Status::Network), "the connection was closed"),
        Failure::NoAnswer(why) => Seen::of(of_phase(Status::Protocol), why.words()),
        Failure::Announcement(status) => Seen::of(
            of_phase(Status::Protocol),
            format!("{status} came in place of an answer"),
        ),
        Failure::EarlySuccess(status) => {
            call.may_have_been_sent();
            Seen::of(
                Status::Protocol,
                format!("{status} came before the whole request was sent"),
            )
        }
        Failure::Unasked => Seen::of(
            of_phase(Status::Protocol),
            "something came before anything was asked",
        ),
    }
}

fn attempt_failed(call: &Call, host: &str, effect: Effect, seen: Seen) -> Error {
    let phase = call.phase();
    let status = seen.status;
    let sent = call.is_request_complete();
    let peer = match call.proxy() {
        Some(proxy) => format!("the proxy {proxy}"),
        None => host.to_owned(),
    };
    let doing = match phase {
        Phase::Start => format!("before a connection to {host} was made"),
        Phase::Lookup => format!("looking up the address for {peer}"),
        Phase::Connect => format!("connecting to {peer}"),
        Phase::Proxy => format!("asking {peer} for {host}"),
        Phase::Tls => format!("making a TLS connection to {host}"),
        Phase::Request if !sent => format!("sending the request to {host}"),
        Phase::Request if call.is_answer_begun() => format!("reading the answer of {host}"),
        Phase::Request => format!("waiting for the answer of {host}"),
    };
    let advice = match (status, sent) {
        (_, true) if effect == Effect::Send => "; the notification may have been sent all the same",
        (_, true) if effect == Effect::Change => "; the change may have been made all the same",
        (Status::NoResources, _) => {
            "; the process can have no more of them: see its limits (ulimit -u, ulimit -n)"
        }
        (Status::NameLookup, _) if call.proxy().is_some() => "; check the URL of the proxy",
        (Status::NameLookup, _) => "; check the Endpoint of the connection string",
        (Status::Network, false) if phase == Phase::Connect && call.proxy().is_none() => {
            "; does it run there, and is the Endpoint of the connection string right?"
        }
        _ => "",
    };
    let mut failed = Error::new(status, format!("{doing}: {}{advice}", seen.what));
    // Whether a read reached the service changes nothing.
    failed.may_have_been_sent = sent && effect != Effect::Read;
    failed.transient = seen.transient;
    failed
}

/// What TLS found wrong, wherever in the error it stands.
fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    inner
        .downcast_ref()
        .or_else(|| match inner.downcast_ref()? {
            ureq::Error::Rustls(tls) => Some(tls),
            ureq::Error::Io(error) => tls_error(error),
            _ => None,
        })
}
