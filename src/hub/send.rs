//! Sends: to everyone, to tags, and the request that a send would make.

use std::borrow::Cow;

use crate::client::attempts::Reply;
use crate::documents::notification_outcome::TestOutcome;
use crate::error::{Error, Result};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::request::Request;
use crate::http::response::last_segment;
use crate::hub::Hub;
use crate::notification::Notification;
use crate::notification::apns;
use crate::notification::payload_check;
use crate::notification::platform::Platform;
use crate::notification::target::{Address, Target};
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::trace::context::is_header;

impl Hub {
    /// The request that [`Hub::send`] would make, without sending it.
    pub fn dry_run<'a>(
        &self,
        notification: &'a Notification,
        target: &Target,
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        let address = target.address()?;
        let mut query = String::new();
        let is_test = self.is_test(options);
        if matches!(address, Address::Device(_)) {
            query.push_str("&direct");
        }
        if is_test {
            query.push_str("&test");
        }
        let url = self.address.url(&["messages"], &query);
        let mut request = self.notification_request(url, notification, options)?;
        if is_test {
            request.expected = Expected::TestSent;
        }
        add_address(&mut request, notification.platform(), &address)?;
        if let Address::Device(device) = &address {
            self.check_handle_of(notification.platform(), &device.handle)?;
        }
        Ok(request)
    }

    /// Where payloads are checked, an Apple handle is too.
    pub(crate) fn check_handle_of(&self, platform: Platform, handle: &str) -> Result<()> {
        match self.client.options.check_payloads && platform == Platform::Apple {
            true => apns::check_token(handle),
            false => Ok(()),
        }
    }

    /// Sends and waits. Always gives an outcome, which carries the error.
    pub fn send(
        &self,
        notification: &Notification,
        target: &Target,
        options: &CallOptions,
    ) -> Outcome {
        let request = self.dry_run(notification, target, options);
        self.send_outcome(self.client.call(request, options), options)
    }

    /// What a reply to a send means that was made with these options.
    pub(crate) fn send_outcome(&self, reply: Reply, options: &CallOptions) -> Outcome {
        let mut outcome = sent(reply);
        if outcome.error.is_none() && self.is_test(options) {
            outcome.test = TestOutcome::parse(&outcome.body);
        }
        outcome
    }

    /// A request that carries a notification: body, content type, format and
    /// platform headers.
    pub(crate) fn notification_request<'a>(
        &self,
        url: String,
        notification: &'a Notification,
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        if self.client.options.check_payloads {
            payload_check::check(notification)?;
        }
        let mut request =
            self.client
                .request(Effect::Send, Expected::Sent, "POST", url, options)?;
        let trace = options.trace.as_ref();
        let replaces = trace.is_some_and(|trace| trace.parent.is_some());
        notification.for_each_header(|name, value| {
            // What the call says of its trace stands in place of what the notification says.
            if !replaces || !is_header(name) {
                request.headers.push(name, value);
            }
        })?;
        request.header(
            "ServiceBusNotification-Format",
            notification.platform().format(),
        );
        request.body = Cow::Borrowed(notification.body());
        Ok(request)
    }

    fn is_test(&self, options: &CallOptions) -> bool {
        options.test.unwrap_or(self.client.options.test)
    }
}

/// Adds the headers that say where a notification goes.
pub(crate) fn add_address(
    request: &mut Request<'_>,
    platform: Platform,
    address: &Address<'_>,
) -> Result<()> {
    match address {
        Address::Everyone => {}
        Address::Tags(tags) => request.header("ServiceBusNotification-Tags", tags),
        Address::Device(device) => {
            check_direct(platform)?;
            if device.keys.is_some() != (platform == Platform::Browser) {
                return Err(Error::argument(
                    "target: a browser, and nothing else, is addressed by endpoint, p256dh and auth",
                ));
            }
            request.secret(&device.handle);
            request.header("ServiceBusNotification-DeviceHandle", &device.handle);
            if let Some((p256dh, auth)) = &device.keys {
                request.secret(p256dh);
                request.secret(auth);
                request.header("P256DH", p256dh);
                request.header("Auth", auth);
            }
        }
    }
    Ok(())
}

/// Templates belong to registrations, which a direct send does not use.
pub(crate) fn check_direct(platform: Platform) -> Result<()> {
    if platform == Platform::Template {
        return Err(Error::argument(
            "a template notification cannot be sent to a device handle; send the platform's own payload",
        ));
    }
    Ok(())
}

/// The outcome of a send, with the id that `Location` ends in. The Basic and
/// Free tiers send no Location.
pub(crate) fn sent(reply: Reply) -> Outcome {
    let mut outcome = reply.outcome;
    if outcome.error.is_none() {
        outcome.notification_id = last_segment(&reply.headers);
    }
    outcome
}
