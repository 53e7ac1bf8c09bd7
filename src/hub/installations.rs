//! Installations: create or replace, read, change, delete.

use std::rc::Rc;

use crate::client::attempts::Reply;
use crate::documents::installation::Installation;
use crate::documents::installation::checks::check_id;
use crate::documents::installation_patch::InstallationPatch;
use crate::error::Result;
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::request::Request;
use crate::hub::Hub;
use crate::hub::read::{OutcomeWith, exists, is_missing, read};
use crate::hub::wait::{Progress, until_done};
use crate::notification::platform::Platform;
use crate::outcome::{Outcome, Verdict};
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
        if installation.platform() == Some(Platform::Apple) {
            self.check_handle_of(Platform::Apple, installation.push_channel())?;
        }
        let id = installation.id();
        let mut request =
            self.installation_request(Effect::Change, Expected::Done, "PUT", id, options)?;
        for secret in installation.secrets() {
            request.secret(secret);
        }
        request.body(JSON, json.into_bytes());
        Ok(request)
    }

    /// Reads an installation. The service calls its JSON XML, so the content
    /// type is not looked at.
    pub fn installation(&self, id: &str, options: &CallOptions) -> OutcomeWith<Installation> {
        let request = self.get_installation_request(id, options);
        read_installation(self.client.call(request, options))
    }

    /// Reads an installation until it has what `wanted` has, or until there is none where
    /// that is wanted, or the call's time is over: the service makes changes some time
    /// after its answer.
    pub fn wait_installation(
        &self,
        id: &str,
        wanted: Option<&Installation>,
        options: &CallOptions,
    ) -> OutcomeWith<Option<Installation>> {
        let call = self.client.begin(options);
        let ask = || {
            let request = self.get_installation_request(id, options);
            let reply = self.client.call_within(request, options, Rc::clone(&call));
            let got = read_installation(reply);
            match is_missing(&got.outcome) {
                true => OutcomeWith {
                    outcome: Outcome {
                        error: None,
                        verdict: Verdict::Accepted,
                        ..got.outcome
                    },
                    value: Some(None),
                },
                false => got.map(Some),
            }
        };
        until_done(&call, "the change of the installation", ask, |got| {
            let is_there = match (&got.value, wanted) {
                (None, _) | (Some(None), None) => true,
                (Some(Some(_)), None) | (Some(None), Some(_)) => false,
                (Some(Some(now)), Some(wanted)) => now.shows(wanted),
            };
            match is_there {
                true => Progress::Done,
                false => Progress::Pending,
            }
        })
    }

    /// Is there such an installation?
    pub fn installation_exists(&self, id: &str, options: &CallOptions) -> OutcomeWith<bool> {
        let request = self.get_installation_request(id, options);
        is_there(self.client.call(request, options))
    }

    pub(crate) fn get_installation_request(
        &self,
        id: &str,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        self.installation_request(Effect::Read, Expected::Document, "GET", id, options)
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

/// What a reply to [`Hub::installation`] means.
pub(crate) fn read_installation(reply: Reply) -> OutcomeWith<Installation> {
    read(reply, "the installation", Installation::from_json)
}

/// What the same reply says to [`Hub::installation_exists`].
pub(crate) fn is_there(reply: Reply) -> OutcomeWith<bool> {
    exists(read_installation(reply), |body| {
        body.trim_ascii_start().starts_with(b"{")
    })
}
