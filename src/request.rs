//! A hub's address, and the HTTP request that a send makes. Pure: no I/O.

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::utf8_percent_encode;

use crate::connection_string::{ConnectionString, Endpoint};
use crate::error::{Error, Result, Status};
use crate::notification::Notification;
use crate::sas_token::{SasToken, UNRESERVED};
use crate::target::Target;

/// Where a hub is and how its requests begin.
#[derive(Clone, Debug)]
pub struct HubAddress {
    /// The namespace.
    pub endpoint: Endpoint,
    /// `https://host[:port]/hub`, without a slash at its end.
    pub url: String,
    /// What tokens for this hub are signed for.
    pub signed_uri: String,
    api_version: String,
}

impl HubAddress {
    /// The address of `hub_name`, or of the connection string's `EntityPath`.
    pub fn new(
        connection: &ConnectionString,
        hub_name: Option<&str>,
        api_version: &str,
    ) -> Result<HubAddress> {
        let hub = match (hub_name, &connection.entity_path) {
            (Some(name), _) => name,
            (None, Some(path)) => path,
            (None, None) => {
                return Err(Error::argument(
                    "hub_name is NULL and the connection string has no EntityPath to take it from",
                ));
            }
        };
        check_hub_name(hub)?;
        let endpoint = connection.endpoint.clone();
        let base = format!(
            "{}://{}{}",
            endpoint.scheme,
            endpoint.authority(),
            endpoint.path
        );
        Ok(HubAddress {
            url: format!("{base}/{}", utf8_percent_encode(hub, UNRESERVED)),
            // Without the port, which the service does not count, and not yet
            // encoded: signing encodes it once.
            signed_uri: format!(
                "{}://{}{}/{hub}",
                endpoint.scheme,
                endpoint.url_host(),
                endpoint.path
            ),
            endpoint,
            api_version: api_version.to_owned(),
        })
    }
}

fn check_hub_name(hub: &str) -> Result<()> {
    let fault = |message: &str| Err(Error::argument(format!("hub_name {message}")));
    if hub.trim().is_empty() {
        return fault("is empty");
    }
    if hub.contains("://") || hub.contains(';') {
        return fault("looks like a connection string or an address; it is only the hub's name");
    }
    if hub.chars().count() > 260 {
        return fault("is longer than 260 characters");
    }
    let is_path = |c: char| c.is_control() || matches!(c, '/' | '\\' | '?' | '#');
    if hub.contains(is_path) || hub == "." || hub == ".." {
        return fault("has a character that hub names cannot have");
    }
    Ok(())
}

/// A request, ready for the transport or for a host's own HTTP stack.
#[derive(Debug)]
pub struct Request<'a> {
    /// HTTP method.
    pub method: &'static str,
    /// Absolute URL.
    pub url: String,
    /// The value of `Authorization`: kept apart, so that whoever walks the
    /// headers does not meet it by accident.
    pub token: Arc<SasToken>,
    /// All other headers except Host and Content-Length.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// What a send's request carries beside notification and target.
pub struct SendParts<'a> {
    /// The hub's token.
    pub token: Arc<SasToken>,
    /// The caller's or a new tracking id.
    pub tracking_id: &'a str,
    /// The whole user agent.
    pub user_agent: &'a str,
    /// Ask for the detailed outcome.
    pub test: bool,
}

/// The request that sends `notification` to `target`.
pub fn send_request<'a>(
    address: &HubAddress,
    notification: &'a Notification,
    target: &Target,
    parts: SendParts<'_>,
) -> Result<Request<'a>> {
    let tags = target.tags_header()?;
    let mut headers = Vec::with_capacity(10);
    notification.for_each_header(|name, value| {
        headers.push((Cow::Owned(name.to_owned()), value.to_owned()));
    })?;
    let fixed = |name: &'static str, value: &str| (Cow::Borrowed(name), value.to_owned());
    headers.push(fixed(
        "ServiceBusNotification-Format",
        notification.platform().format(),
    ));
    if let Some(tags) = tags {
        // The service takes a request without this header for a broadcast;
        // the target has made sure that it is not empty.
        if tags.trim().is_empty() {
            return Err(Error::new(
                Status::Internal,
                "target gave an empty tags header",
            ));
        }
        headers.push((
            Cow::Borrowed("ServiceBusNotification-Tags"),
            tags.into_owned(),
        ));
    }
    headers.push(fixed("TrackingId", parts.tracking_id));
    headers.push(fixed("User-Agent", parts.user_agent));
    let test = if parts.test { "&test" } else { "" };
    Ok(Request {
        method: "POST",
        url: format!(
            "{}/messages?api-version={}{test}",
            address.url, address.api_version
        ),
        token: parts.token,
        headers,
        body: notification.body(),
    })
}
