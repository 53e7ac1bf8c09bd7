//! Asking what became of a notification.

use std::rc::Rc;
use std::time::Duration;

use crate::client::attempts::Reply;
use crate::documents::notification_details::NotificationDetails;
use crate::error::{Result, Status};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::hub_address::check_path_id;
use crate::http::request::Request;
use crate::hub::Hub;
use crate::hub::read::{OutcomeWith, read};
use crate::hub::wait::{Progress, until_done};
use crate::policy::options::CallOptions;
use crate::transport::call::Call;

/// How long a wait takes "not found" for "not yet": the service may know
/// nothing of a send for some seconds, but also answers so for an id that it
/// never gave.
const NOT_YET: Duration = Duration::from_secs(60);

impl Hub {
    /// What the service knows of a notification now. It may know nothing for
    /// some seconds after the send ([`Status::NotFound`]).
    pub fn notification_details(
        &self,
        id: &str,
        options: &CallOptions,
    ) -> OutcomeWith<NotificationDetails> {
        let call = self.client.begin(options);
        self.details_within(id, options, call)
    }

    /// The same within a call that began before.
    pub(crate) fn details_within(
        &self,
        id: &str,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> OutcomeWith<NotificationDetails> {
        let made = self.details_request(id, options);
        read_details(self.client.call_within(made, options, call))
    }

    pub(crate) fn details_request(
        &self,
        id: &str,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        check_path_id("notification_id", id)?;
        let url = self.address.url(&["messages", id], "");
        self.client
            .request(Effect::Read, Expected::Document, "GET", url, options)
    }

    /// Asks until the state is final, or the call's time is over. Then the
    /// last answer is given with the status Timeout. An id that the service
    /// does not know for a minute is [`Status::NotFound`].
    pub fn wait_notification_details(
        &self,
        id: &str,
        options: &CallOptions,
    ) -> OutcomeWith<NotificationDetails> {
        let call = self.client.begin(options);
        self.wait_details_within(id, options, call)
    }

    /// The same within a call that began before.
    pub(crate) fn wait_details_within(
        &self,
        id: &str,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> OutcomeWith<NotificationDetails> {
        let mut left_when_missed = None;
        until_done(
            &call,
            "the notification",
            || self.details_within(id, options, call.clone()),
            |got| match (&got.value, got.outcome.status()) {
                (Some(details), _) if !details.state().is_final() => {
                    left_when_missed = None;
                    Progress::Pending
                }
                (None, Status::NotFound) => {
                    let left = call.time_left();
                    let missed_for = left_when_missed.get_or_insert(left).saturating_sub(left);
                    match missed_for < NOT_YET {
                        true => Progress::Pending,
                        false => Progress::Done,
                    }
                }
                _ => Progress::Done,
            },
        )
    }
}

/// What a reply to [`Hub::notification_details`] means.
pub(crate) fn read_details(reply: Reply) -> OutcomeWith<NotificationDetails> {
    read(
        reply,
        "the notification's details",
        NotificationDetails::parse,
    )
}
