//! HTTP/1.1 to a hub: ureq secures the connections, within our own lookup and
//! deadlines; what goes over them is written and read here.

mod attempt_schedule;
mod ca_file;
pub mod call;
mod connection;
mod dial;
mod dial_failure;
pub mod exchange;
mod failure;
mod known_addresses;
mod open;
mod place;
mod pool;
mod resolver;
mod settings;
mod tcp;
#[cfg(test)]
mod testing;
mod tls;
mod tls_failure;
mod tls_records;
mod tunnel;

use std::fmt::{self, Debug};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use crate::auth::sas_token::SasToken;
use crate::error::{Error, Status};
use crate::http::effect::Effect;
use crate::http::request::Request;
use crate::http::request_head::{HeadOfHub, Outgoing};
use crate::http::response::Answer;
use crate::metrics::counters::{Counter, Counters};
use crate::sys::cancel::Cancel;
use crate::transport::call::Call;
use crate::transport::connection::Connection;
use crate::transport::exchange::{Reading, exchange};
use crate::transport::failure::{Peer, exchange_failed, not_begun, open_failed};
use crate::transport::open::Opener;
use crate::transport::pool::Pool;
pub use crate::transport::settings::Settings;

/// Opens connections to one hub and keeps them.
pub struct Transport {
    opener: Opener,
    authority: String,
    ca_file: Option<PathBuf>,
    head: HeadOfHub,
    pool: Pool<Connection>,
    counters: Arc<Counters>,
}

impl Transport {
    /// An empty pool.
    pub fn new(settings: &Settings, closing: &Arc<Cancel>, counters: &Arc<Counters>) -> Transport {
        let authority = settings.hub.authority.clone();
        let scheme = if settings.hub.is_https() {
            "https"
        } else {
            "http"
        };
        Transport {
            opener: Opener::new(settings, closing, counters),
            head: HeadOfHub::new(scheme, &authority),
            authority,
            ca_file: settings.ca_file.clone(),
            pool: Pool::new(settings.pool_size, settings.idle_age),
            counters: Arc::clone(counters),
        }
    }

    /// Sends `request` once, on the calling thread, within what `call` allows.
    /// An answer with any status is `Ok`.
    pub fn execute(
        &self,
        request: &Request<'_>,
        token: &Arc<SasToken>,
        call: &Rc<Call>,
        keep_all_headers: bool,
    ) -> Result<Answer, Error> {
        call.begin_attempt();
        let effect = request.effect;
        // Before anything is opened: a call that is over does nothing.
        if let Err(fault) = call.still_remaining() {
            return Err(not_begun(call, &self.authority, effect, fault));
        }
        let outgoing = Outgoing::new(&self.head, request, token.text.expose())
            .map_err(|what| Error::new(Status::Internal, what.words()))?;
        let reading = Reading {
            limit: request.expected.body_limit(),
            expects_document: request.expected.is_a_document(),
            keep_all_headers,
        };
        let _installed = call.install();
        let mut connection = match self.kept(call) {
            Some(connection) => connection,
            None => self.new_connection(call, effect)?,
        };
        let exchanged = exchange(&mut connection.wire(call), &outgoing, reading)
            .map_err(|failure| exchange_failed(call, self.peer(), effect, failure))?;
        // Before another call can take the connection, so that a cancel of this one
        // never reaches that one.
        call.unwatch();
        if exchanged.may_go_on && call.stopped().is_none() {
            self.pool.put(call.now(), connection);
        }
        Ok(exchanged.answer)
    }

    fn peer(&self) -> Peer<'_> {
        Peer {
            host: &self.authority,
            ca_file: self.ca_file.as_deref(),
        }
    }

    /// A connection that served before and may serve again.
    fn kept(&self, call: &Call) -> Option<Box<Connection>> {
        while let Some(mut connection) = self.pool.take(call.now()) {
            if connection.may_serve(call) {
                self.counters.add(Counter::ConnectionsReused, 1);
                call.connected();
                return Some(connection);
            }
        }
        None
    }

    /// A new connection, on which nothing came unasked.
    #[cold]
    fn new_connection(&self, call: &Call, effect: Effect) -> Result<Box<Connection>, Error> {
        let made = self.opener.open(call);
        let mut made = made.map_err(|failure| open_failed(call, self.peer(), effect, failure))?;
        call.connected();
        made.is_quiet(call)
            .map_err(|failure| exchange_failed(call, self.peer(), effect, failure))?;
        Ok(Box::new(made))
    }
}

impl Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}
