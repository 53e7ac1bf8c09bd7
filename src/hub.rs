//! A hub: its address and a client for it. What can be done with it is in
//! `operations`, one file for each part of the service.

use std::time::Duration;

use crate::client::Client;
use crate::connection_string::ConnectionString;
use crate::error::Result;
use crate::options::HubOptions;
use crate::request::HubAddress;
use crate::sas_token::SasToken;

/// One hub. Any number of threads may use it at the same time.
#[derive(Debug)]
pub struct Hub {
    pub(crate) address: HubAddress,
    pub(crate) client: Client,
}

impl Hub {
    /// Opens a hub. Does no I/O except reading a CA file.
    pub fn new(
        connection_string: &str,
        hub_name: Option<&str>,
        options: HubOptions,
    ) -> Result<Hub> {
        let connection = ConnectionString::parse(connection_string)?;
        let address = HubAddress::new(&connection, hub_name, &options.api_version)?;
        let signed_uri = address.signed_uri.clone();
        let client = Client::new(connection, &address.endpoint, signed_uri, options)?;
        Ok(Hub { address, client })
    }

    /// A token for `uri` (the hub itself if `None`) that lives for `lifetime`.
    pub fn sas_token(&self, uri: Option<&str>, lifetime: Duration) -> Result<SasToken> {
        self.client.sas_token(uri, lifetime)
    }

    /// The hub's URL, without a slash at its end.
    pub fn url(&self) -> &str {
        self.address.base()
    }
}
