//! Installations: create or replace, read, change, delete.

use crate::documents::installation::{Installation, PushChannel, check_id};
use crate::documents::installation_patch::InstallationPatch;
use crate::error::Result;
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::request::Request;
use crate::hub::Hub;
use crate::hub::read::{OutcomeWith, exists, read};
use crate::notification::platform::Platform;
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;

const JSON: &str = "application/json;charset=utf-8";
const JSON_PATCH: &str = "application/json-patch+json";

impl Hub {
    /// Creates or replaces an installation.
    pub fn put_installation(&self, installation: &Installation, options: &CallOptions) -> Outcome {
        let request = self.put_installation_request(installation, options);
        self.client.call(request, options).outcome
    }

    pub(crate) fn put_installation_request(
        &self,
        installation: &Installation,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        let json = installation.to_json()?;
        if let PushChannel::Handle(handle) = &installation.push_channel
            && installation.platform == "apns"
        {
            self.check_handle_of(Platform::Apple, handle)?;
        }
        let id = &installation.installation_id;
        let mut request =
            self.installation_request(Effect::Change, Expected::Done, "PUT", id, options)?;
        hide_channel(&mut request, &installation.push_channel);
        for tile in installation.secondary_tiles.values() {
            request.secret(&tile.push_channel);
        }
        request.body(JSON, json.into_bytes());
        Ok(request)
    }

    /// Reads an installation. The service calls its JSON XML, so the content
    /// type is not looked at.
    pub fn installation(&self, id: &str, options: &CallOptions) -> OutcomeWith<Installation> {
        let request =
            self.installation_request(Effect::Read, Expected::Document, "GET", id, options);
        let reply = self.client.call(request, options);
        read(reply, "the installation", Installation::from_json)
    }

    /// Is there such an installation?
    pub fn installation_exists(&self, id: &str, options: &CallOptions) -> OutcomeWith<bool> {
        exists(self.installation(id, options), |body| {
            body.trim_ascii_start().starts_with(b"{")
        })
    }

    /// Changes an installation. Repeated after a lost answer, since every
    /// change sets what it names.
    pub fn patch_installation(
        &self,
        id: &str,
        patch: &InstallationPatch,
        options: &CallOptions,
    ) -> Outcome {
        let request = self.patch_installation_request(id, patch, options);
        self.client.call(request, options).outcome
    }

    pub(crate) fn patch_installation_request(
        &self,
        id: &str,
        patch: &InstallationPatch,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        let json = patch.to_json()?;
        let mut request =
            self.installation_request(Effect::Change, Expected::Done, "PATCH", id, options)?;
        for channel in &patch.secrets {
            request.secret(channel);
        }
        request.body(JSON_PATCH, json.into_bytes());
        Ok(request)
    }

    /// Deletes an installation; that there is none is no failure.
    pub fn delete_installation(&self, id: &str, options: &CallOptions) -> Outcome {
        let request = self.delete_installation_request(id, options);
        self.client.call(request, options).outcome
    }

    pub(crate) fn delete_installation_request(
        &self,
        id: &str,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        self.installation_request(Effect::Change, Expected::Done, "DELETE", id, options)
    }

    fn installation_request<'a>(
        &self,
        effect: Effect,
        expected: Expected,
        method: &'static str,
        id: &str,
        options: &CallOptions,
    ) -> Result<Request<'a>> {
        check_id("installation_id", id)?;
        let url = self.address.url(&["installations", id], "");
        self.client.request(effect, expected, method, url, options)
    }
}

fn hide_channel(request: &mut Request<'_>, channel: &PushChannel) {
    request.secret(channel.handle());
    if let PushChannel::Browser { p256dh, auth, .. } = channel {
        request.secret(p256dh);
        request.secret(auth);
    }
}
