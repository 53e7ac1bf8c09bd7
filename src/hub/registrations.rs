//! Registrations: ids, create, update, read, delete.

use crate::client::attempts::Reply;
use crate::documents::registration::Registration;
use crate::error::{Error, Result};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::hub_address::check_path_id;
use crate::http::request::Request;
use crate::http::response::last_segment;
use crate::hub::Hub;
use crate::hub::list_bounds::{ListBounds, ended};
use crate::hub::read::{OutcomeWith, exists, read};
use crate::hub::registration_cursor::RegistrationCursor;
use crate::hub::registration_page::{Filter, LIST};
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::wire::atom;

/// What an update or a deletion may meet.
#[derive(Clone, Copy, Debug)]
pub enum Match<'a> {
    /// Whatever is there.
    Any,
    /// Only this version.
    Etag(&'a str),
}

impl Match<'_> {
    /// As a header: `*`, or the etag in quotes, whichever way it was written.
    fn header(self) -> Result<String> {
        let Match::Etag(etag) = self else {
            return Ok("*".to_owned());
        };
        let bare = etag.trim().trim_start_matches("W/").trim_matches('"');
        if bare == "*" {
            return Err(Error::argument(
                "etag \"*\" is none that the service gives; give NULL for any",
            ));
        }
        if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_graphic() && b != b'"') {
            return Err(Error::argument(
                "etag must be one that the service gave, or NULL for any",
            ));
        }
        Ok(format!("\"{bare}\""))
    }
}

impl Hub {
    /// Asks for a new registration id. It registers nothing yet.
    pub fn create_registration_id(&self, options: &CallOptions) -> Outcome {
        let made = self.create_registration_id_request(options);
        with_registration_id(self.client.call(made, options))
    }

    pub(crate) fn create_registration_id_request(
        &self,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        let url = self.address.url(&["registrationids"], "");
        // A second id does no harm.
        self.client
            .request(Effect::Change, Expected::Sent, "POST", url, options)
    }

    /// Creates a registration; the service chooses its id. Twice is two
    /// registrations, so it is repeated only as a send would be.
    pub fn create_registration(
        &self,
        registration: &Registration,
        options: &CallOptions,
    ) -> OutcomeWith<Registration> {
        let made = self.create_registration_request(registration, options);
        read_registration(self.client.call(made, options))
    }

    pub(crate) fn create_registration_request(
        &self,
        registration: &Registration,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        let url = self.address.url(&["registrations"], "");
        self.write_request(Effect::Send, "POST", url, registration, None, options)
    }

    /// Creates the registration of this id, or replaces it.
    pub fn put_registration(
        &self,
        id: &str,
        registration: &Registration,
        options: &CallOptions,
    ) -> OutcomeWith<Registration> {
        let made = self.put_registration_request(id, registration, None, options);
        read_registration(self.client.call(made, options))
    }

    /// Replaces the registration of this id, if it is there and `matching`.
    pub fn update_registration(
        &self,
        id: &str,
        registration: &Registration,
        matching: Match<'_>,
        options: &CallOptions,
    ) -> OutcomeWith<Registration> {
        let made = self.put_registration_request(id, registration, Some(matching), options);
        read_registration(self.client.call(made, options))
    }

    /// Without `matching` whatever is there is replaced, or nothing.
    pub(crate) fn put_registration_request(
        &self,
        id: &str,
        registration: &Registration,
        matching: Option<Match<'_>>,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        check_path_id("registration_id", id)?;
        let url = self.address.url(&["registrations", id], "");
        // With an etag a second time meets another version and is refused:
        // what became of the first is then not known.
        let effect = match matching {
            Some(Match::Etag(_)) => Effect::Send,
            _ => Effect::Change,
        };
        self.write_request(effect, "PUT", url, registration, matching, options)
    }

    fn write_request(
        &self,
        effect: Effect,
        method: &'static str,
        url: String,
        registration: &Registration,
        matching: Option<Match<'_>>,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        let xml = registration.to_xml()?;
        let mut request = self
            .client
            .request(effect, Expected::Written, method, url, options)?;
        if let Some(matching) = matching {
            request.header("If-Match", &matching.header()?);
        }
        hide_device(&mut request, registration);
        request.body(atom::ENTRY, xml.into_bytes());
        Ok(request)
    }

    /// Reads a registration.
    pub fn registration(&self, id: &str, options: &CallOptions) -> OutcomeWith<Registration> {
        let made = self.get_registration_request(id, options);
        read_registration(self.client.call(made, options))
    }

    pub(crate) fn get_registration_request(
        &self,
        id: &str,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        check_path_id("registration_id", id)?;
        let url = self.address.url(&["registrations", id], "");
        self.client
            .request(Effect::Read, Expected::Document, "GET", url, options)
    }

    /// Is there such a registration?
    pub fn registration_exists(&self, id: &str, options: &CallOptions) -> OutcomeWith<bool> {
        let made = self.get_registration_request(id, options);
        is_there(self.client.call(made, options))
    }

    /// Deletes a registration, if it is `matching`.
    pub fn delete_registration(
        &self,
        id: &str,
        matching: Match<'_>,
        options: &CallOptions,
    ) -> Outcome {
        let made = self.delete_registration_request(id, matching, options);
        self.client.call(made, options).outcome
    }

    /// Deletes all registrations of a handle and says how many. Ends always:
    /// it deletes what one listing found.
    pub fn delete_registrations_by_channel(
        &self,
        channel: &str,
        options: &CallOptions,
    ) -> OutcomeWith<u64> {
        let call = self.client.begin(options);
        let mut cursor = match RegistrationCursor::new(Filter::Channel(channel)) {
            Ok(cursor) => cursor,
            Err(error) => return OutcomeWith::failed(error),
        };
        let mut ids = Vec::new();
        let mut bounds = ListBounds::default();
        loop {
            let mut got = cursor.next_within(self, options, call.clone());
            match got.value.take().flatten() {
                Some(registration) => {
                    let bytes = registration.id.as_ref().map_or(0, String::len);
                    ids.extend(registration.id);
                    if let Err(why) = bounds.add(1, bytes) {
                        return OutcomeWith {
                            outcome: ended(got.outcome, LIST, why),
                            value: None,
                        };
                    }
                }
                None if got.outcome.error.is_some() => return got.map(|_| 0),
                None => break,
            }
        }
        let mut deleted = 0;
        let mut outcome = Outcome::accepted();
        for id in &ids {
            let made = self.delete_request(id, Match::Any, options);
            outcome = self.client.call_within(made, options, call.clone()).outcome;
            match &outcome.error {
                None => deleted += 1,
                // Somebody else was faster.
                Some(error) if error.http_status == Some(404) => outcome = Outcome::accepted(),
                Some(_) => break,
            }
        }
        OutcomeWith {
            outcome,
            value: Some(deleted),
        }
    }

    pub(crate) fn delete_registration_request(
        &self,
        id: &str,
        matching: Match<'_>,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        check_path_id("registration_id", id)?;
        self.delete_request(id, matching, options)
    }

    /// For ids that came from the service too.
    fn delete_request(
        &self,
        id: &str,
        matching: Match<'_>,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        let url = self.address.url(&["registrations", id], "");
        let mut request =
            self.client
                .request(Effect::Change, Expected::Done, "DELETE", url, options)?;
        request.header("If-Match", &matching.header()?);
        Ok(request)
    }
}

fn hide_device(request: &mut Request<'_>, registration: &Registration) {
    let device = &registration.device;
    request.secret(&device.handle);
    if let Some(user) = &device.baidu_user_id {
        request.secret(user);
    }
    if let Some((p256dh, auth)) = &device.browser_keys {
        request.secret(p256dh);
        request.secret(auth);
    }
}

/// What a reply to [`Hub::create_registration_id`] means.
pub(crate) fn with_registration_id(reply: Reply) -> Outcome {
    let mut outcome = reply.outcome;
    if outcome.error.is_none() {
        outcome.registration_id = last_segment(&reply.headers);
    }
    outcome
}

/// What a reply means that is to be a registration.
pub(crate) fn read_registration(reply: Reply) -> OutcomeWith<Registration> {
    let mut got = read(reply, "the registration", |body| {
        let entry = atom::entry(body)?.ok_or("it is a list")?;
        Registration::read(&entry.content.ok_or("the entry is empty")?, body)
    });
    if let Some(registration) = &got.value {
        got.outcome.registration_id = registration.id.clone();
    }
    got
}

/// What a reply to [`Hub::registration`] says to [`Hub::registration_exists`].
pub(crate) fn is_there(reply: Reply) -> OutcomeWith<bool> {
    exists(read_registration(reply), |body| {
        atom::entry(body).is_ok_and(|entry| entry.is_some())
    })
}
