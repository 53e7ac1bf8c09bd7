//! A hub: its address and a client for it. What can be done with it stands in
//! the files beside this one, one for each part of the service.

pub mod batch;
mod description;
pub(crate) mod installations;
pub(crate) mod jobs;
pub(crate) mod list_bounds;
pub mod namespace;
pub mod read;
pub mod registration_cursor;
pub mod registration_page;
pub mod registrations;
mod schedule;
pub(crate) mod send;
pub mod shared;
pub(crate) mod telemetry;
pub(crate) mod wait;

use std::time::Duration;

use crate::auth::connection_string::ConnectionString;
use crate::auth::sas_token::SasToken;
use crate::client::Client;
use crate::error::{Error, Result, Status};
use crate::http::hub_address::HubAddress;
use crate::metrics::counters::Series;
use crate::policy::options::HubOptions;
use crate::sys::in_flight::InFlightGuard;

/// One hub. Any number of threads may use it at the same time.
#[derive(Debug)]
pub struct Hub {
    pub(crate) address: HubAddress,
    pub(crate) client: Client,
    /// One of the process's, which others use as well.
    pub(crate) is_shared: bool,
}

impl Hub {
    /// Opens a hub. Does no I/O except reading a CA file.
    pub fn new(
        connection_string: &str,
        hub_name: Option<&str>,
        options: HubOptions,
    ) -> Result<Hub> {
        let is_name = !connection_string.contains('=');
        if is_name && hub_name.is_some_and(|name| name.contains("Endpoint=")) {
            return Err(Error::argument(
                "connection_string looks like a hub's name, and hub_name like a connection string: are the two swapped?",
            ));
        }
        let connection = ConnectionString::parse(connection_string)?;
        let address = HubAddress::new(&connection, hub_name, &options.api_version)?;
        let signed_uri = address.signed_uri.clone();
        let client = Client::new(connection, signed_uri, options)?;
        Ok(Hub {
            address,
            client,
            is_shared: false,
        })
    }

    /// Takes the key or token of another connection string for the same
    /// namespace: see [`Client::set_connection_string`].
    pub fn set_connection_string(&self, text: &str) -> Result<()> {
        self.check_is_not_shared("its key cannot be replaced; ask for one with the new string")?;
        self.client.set_connection_string(text)
    }

    /// Refuses new calls, ends those that run and waits until they have left;
    /// fails with Timeout if that takes longer than `bound`.
    pub fn close(&self, bound: Duration) -> Result<()> {
        self.check_is_not_shared("it cannot be closed for the others; free it")?;
        if self.client.close(bound) {
            return Ok(());
        }
        Err(Error::new(
            Status::Timeout,
            "calls were still inside the hub when the time was over; it stays closed",
        ))
    }

    /// Someone is inside until the result is dropped: closing waits for that.
    pub fn enter(&self) -> InFlightGuard {
        self.client.enter()
    }

    fn check_is_not_shared(&self, what: &str) -> Result<()> {
        if self.is_shared {
            return Err(Error::argument(format!("the hub is shared: {what}")));
        }
        Ok(())
    }

    /// A token for `uri` (the hub itself if `None`) that lives for `lifetime`.
    pub fn sas_token(&self, uri: Option<&str>, lifetime: Duration) -> Result<SasToken> {
        self.client.sas_token(uri, lifetime)
    }

    /// What this process has done with it since it was opened.
    pub fn counters(&self) -> Series {
        Series {
            hub: self.address.name().to_owned(),
            host: self.address.endpoint.authority(),
            counted: self.client.counters().read(),
        }
    }

    /// The hub's URL, without a slash at its end.
    pub fn url(&self) -> &str {
        self.address.base()
    }
}
