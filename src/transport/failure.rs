//! Turns a failed attempt into an error, by what the call knows of it.

use crate::error::{Error, Status};
use crate::http::request::Effect;
use crate::transport::call::{Call, Phase};

/// The error for an attempt that brought no answer. ureq's own error only
/// lends its words, and only where the lowest layer saw nothing wrong.
pub fn attempt_failed(
    call: &Call,
    host: &str,
    effect: Effect,
    error: Option<ureq::Error>,
) -> Error {
    let phase = call.phase();
    let seen = call.fault();
    let (status, what) = match (&seen, &error) {
        (Some(fault), _) => (fault.status, fault.message.clone()),
        (None, Some(error)) => (status_of(error, phase), words_of(error)),
        (None, None) => (Status::Internal, "no reason is known".to_owned()),
    };
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
        (Status::Tls, _) => {
            "; check the host name, this machine's clock, and the CA file if one is set"
        }
        (Status::NameLookup, _) if call.proxy().is_some() => "; check the URL of the proxy",
        (Status::NameLookup, _) => "; check the Endpoint of the connection string",
        _ => "",
    };
    let mut failed = Error::new(status, format!("{doing}: {what}{advice}"));
    // Whether a read reached the service changes nothing.
    failed.may_have_been_sent = sent && effect != Effect::Read;
    failed.transient = match status {
        Status::Timeout
        | Status::Network
        | Status::NameLookup
        | Status::Proxy
        | Status::Protocol => true,
        // A certificate that is not trusted now will not be in a moment.
        Status::Tls => !error.as_ref().is_some_and(is_certificate),
        _ => false,
    };
    failed
}

fn status_of(error: &ureq::Error, phase: Phase) -> Status {
    match error {
        ureq::Error::ConnectProxyFailed(_) => Status::Proxy,
        _ if phase == Phase::Tls => Status::Tls,
        _ if phase == Phase::Proxy => Status::Proxy,
        ureq::Error::Io(error) if rustls_error(error).is_some() => Status::Tls,
        ureq::Error::Io(_) => Status::Network,
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) => Status::Tls,
        ureq::Error::Protocol(_)
        | ureq::Error::LargeResponseHeader(..)
        | ureq::Error::BodyStalled
        | ureq::Error::Http(_) => Status::Protocol,
        _ => Status::Internal,
    }
}

fn words_of(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(io) => match rustls_error(io) {
            Some(tls) => tls.to_string(),
            None if io.kind() == std::io::ErrorKind::UnexpectedEof => {
                "the connection was closed".to_owned()
            }
            None => io.to_string(),
        },
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => {
            "what came is not an HTTP answer".to_owned()
        }
        ureq::Error::LargeResponseHeader(..) => "its headers are too large".to_owned(),
        other => other.to_string(),
    }
}

fn rustls_error(error: &std::io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn is_certificate(error: &ureq::Error) -> bool {
    let tls = match error {
        ureq::Error::Rustls(tls) => Some(tls),
        ureq::Error::Io(io) => rustls_error(io),
        _ => None,
    };
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}
