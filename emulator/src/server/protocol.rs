//! Which HTTP a connection speaks: over TLS what both agreed on in the handshake, without TLS what
//! the client begins with.

use std::future::Future;
use std::time::Duration;
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::server::TlsStream;

const HTTP2: &[u8] = b"h2";
/// For ALPN, the preferred one first.
pub const OFFERED: [&[u8]; 2] = [HTTP2, b"http/1.1"];
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How long more of a preface is waited for before it is looked at again; ever longer, up to this.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    Http1,
    Http2,
}

pub trait Speaks {
    /// None for a connection that ended or was silent for so long.
    fn protocol(&self, patience: Duration) -> impl Future<Output = Option<Protocol>> + Send;
}

impl Speaks for TlsStream<TcpStream> {
    async fn protocol(&self, _: Duration) -> Option<Protocol> {
        match self.get_ref().1.alpn_protocol() {
            Some(HTTP2) => Some(Protocol::Http2),
            _ => Some(Protocol::Http1),
        }
    }
}

impl Speaks for TcpStream {
    async fn protocol(&self, patience: Duration) -> Option<Protocol> {
        let known = timeout(patience, of_first_bytes(self)).await;
        if known.is_err() {
            // A socket that is dropped with something unread sends a RST.
            let _ = self.try_read(&mut [0; PREFACE.len()]);
        }
        known.ok().flatten()
    }
}

/// What is looked at stays in the socket for whoever reads it.
async fn of_first_bytes(stream: &TcpStream) -> Option<Protocol> {
    let mut bytes = [0; PREFACE.len()];
    let mut pause = Duration::from_millis(1);
    let mut seen = 0;
    loop {
        let count = stream.peek(&mut bytes).await.ok()?;
        let begins = PREFACE.starts_with(bytes.get(..count)?);
        if !begins {
            return Some(Protocol::Http1);
        }
        if count == PREFACE.len() {
            return Some(Protocol::Http2);
        }
        // Half a preface that will not grow.
        let is_over = stream
            .ready(Interest::READABLE)
            .await
            .ok()?
            .is_read_closed();
        if is_over {
            return Some(Protocol::Http1);
        }
        if count == seen {
            pause = LONGEST_PAUSE.min(pause * 2);
        }
        seen = count;
        sleep(pause).await;
    }
}
