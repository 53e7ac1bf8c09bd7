//! The calls that can be handed in. Each has the request of the hub's method of
//! that name, fails where that fails without a request, and reads the answer as
//! that does.

use std::sync::Arc;

use crate::client::attempts::Reply;
use crate::documents::brought::Brought;
use crate::documents::installation::Installation;
use crate::documents::installation_patch::InstallationPatch;
use crate::documents::job::JobType;
use crate::documents::registration::Registration;
use crate::error::Result;
use crate::hub::Hub;
use crate::hub::read::OutcomeWith;
use crate::hub::registration_page::{Filter, read_page};
use crate::hub::registrations::{Match, read_registration, with_registration_id};
use crate::hub::send::sent;
use crate::hub::{installations, jobs, registrations, telemetry};
use crate::notification::Notification;
use crate::notification::target::Target;
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::queue::prepared_call::PreparedCall;

/// Sends.
impl PreparedCall {
    /// [`Hub::send`].
    pub fn send(
        hub: &Arc<Hub>,
        notification: &Notification,
        target: &Target,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.dry_run(notification, target, options);
        PreparedCall::new(hub, options, Hub::send_outcome, request)
    }

    /// [`Hub::send_direct_batch`], of so few handles that it is one request.
    pub fn send_direct_batch(
        hub: &Arc<Hub>,
        notification: &Notification,
        handles: &[String],
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.one_batch_request(notification, handles, options);
        PreparedCall::new(hub, options, |_, reply, _| sent(reply), request)
    }

    /// [`Hub::schedule`].
    pub fn schedule(
        hub: &Arc<Hub>,
        notification: &Notification,
        target: &Target,
        unix_ms: i64,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.schedule_request(notification, target, unix_ms, options);
        PreparedCall::new(hub, options, |_, reply, _| sent(reply), request)
    }

    /// [`Hub::cancel_scheduled`].
    pub fn cancel_scheduled(
        hub: &Arc<Hub>,
        id: &str,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.cancel_scheduled_request(id, options);
        PreparedCall::new(hub, options, as_it_came, request)
    }

    /// [`Hub::notification_details`].
    pub fn notification_details(
        hub: &Arc<Hub>,
        id: &str,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.details_request(id, options);
        let reading = |_: &Hub, reply, _: &CallOptions| brings(telemetry::read_details(reply));
        PreparedCall::new(hub, options, reading, request)
    }
}

/// Installations.
impl PreparedCall {
    /// [`Hub::put_installation`].
    pub fn put_installation(
        hub: &Arc<Hub>,
        installation: &Installation,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.put_installation_request(installation, options);
        PreparedCall::new(hub, options, as_it_came, request)
    }

    /// [`Hub::installation`].
    pub fn installation(hub: &Arc<Hub>, id: &str, options: &CallOptions) -> Result<PreparedCall> {
        let request = || hub.get_installation_request(id, options);
        let reading =
            |_: &Hub, reply, _: &CallOptions| brings(installations::read_installation(reply));
        PreparedCall::new(hub, options, reading, request)
    }

    /// [`Hub::installation_exists`].
    pub fn installation_exists(
        hub: &Arc<Hub>,
        id: &str,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.get_installation_request(id, options);
        let reading = |_: &Hub, reply, _: &CallOptions| brings(installations::is_there(reply));
        PreparedCall::new(hub, options, reading, request)
    }

    /// [`Hub::patch_installation`].
    pub fn patch_installation(
        hub: &Arc<Hub>,
        id: &str,
        patch: &InstallationPatch,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.patch_installation_request(id, patch, options);
        PreparedCall::new(hub, options, as_it_came, request)
    }

    /// [`Hub::delete_installation`].
    pub fn delete_installation(
        hub: &Arc<Hub>,
        id: &str,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.delete_installation_request(id, options);
        PreparedCall::new(hub, options, as_it_came, request)
    }
}

/// Registrations.
impl PreparedCall {
    /// [`Hub::create_registration_id`].
    pub fn create_registration_id(hub: &Arc<Hub>, options: &CallOptions) -> Result<PreparedCall> {
        let request = || hub.create_registration_id_request(options);
        PreparedCall::new(
            hub,
            options,
            |_, reply, _| with_registration_id(reply),
            request,
        )
    }

    /// [`Hub::create_registration`].
    pub fn create_registration(
        hub: &Arc<Hub>,
        registration: &Registration,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.create_registration_request(registration, options);
        PreparedCall::new(hub, options, a_registration, request)
    }

    /// [`Hub::put_registration`].
    pub fn put_registration(
        hub: &Arc<Hub>,
        id: &str,
        registration: &Registration,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.put_registration_request(id, registration, None, options);
        PreparedCall::new(hub, options, a_registration, request)
    }

    /// [`Hub::update_registration`].
    pub fn update_registration(
        hub: &Arc<Hub>,
        id: &str,
        registration: &Registration,
        matching: Match<'_>,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.put_registration_request(id, registration, Some(matching), options);
        PreparedCall::new(hub, options, a_registration, request)
    }

    /// [`Hub::registration`].
    pub fn registration(hub: &Arc<Hub>, id: &str, options: &CallOptions) -> Result<PreparedCall> {
        let request = || hub.get_registration_request(id, options);
        PreparedCall::new(hub, options, a_registration, request)
    }

    /// [`Hub::registration_exists`].
    pub fn registration_exists(
        hub: &Arc<Hub>,
        id: &str,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.get_registration_request(id, options);
        let reading = |_: &Hub, reply, _: &CallOptions| brings(registrations::is_there(reply));
        PreparedCall::new(hub, options, reading, request)
    }

    /// [`Hub::delete_registration`].
    pub fn delete_registration(
        hub: &Arc<Hub>,
        id: &str,
        matching: Match<'_>,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.delete_registration_request(id, matching, options);
        PreparedCall::new(hub, options, as_it_came, request)
    }

    /// [`Hub::registration_page`].
    pub fn registration_page(
        hub: &Arc<Hub>,
        filter: Filter<'_>,
        token: Option<&str>,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.registration_page_request(filter, token, options);
        let reading = |_: &Hub, reply, _: &CallOptions| brings(read_page(reply));
        PreparedCall::new(hub, options, reading, request)
    }
}

/// Jobs and feedback.
impl PreparedCall {
    /// [`Hub::submit_job`].
    pub fn submit_job(
        hub: &Arc<Hub>,
        job_type: JobType,
        output: &str,
        import: Option<&str>,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        let request = || hub.submit_job_request(job_type, output, import, options);
        PreparedCall::new(hub, options, a_job, request)
    }

    /// [`Hub::job`].
    pub fn job(hub: &Arc<Hub>, id: &str, options: &CallOptions) -> Result<PreparedCall> {
        let request = || hub.job_request(id, options);
        PreparedCall::new(hub, options, a_job, request)
    }

    /// [`Hub::jobs`].
    pub fn jobs(hub: &Arc<Hub>, options: &CallOptions) -> Result<PreparedCall> {
        let request = || hub.jobs_request(options);
        let reading = |_: &Hub, reply, _: &CallOptions| brings(jobs::read_jobs(reply));
        PreparedCall::new(hub, options, reading, request)
    }

    /// [`Hub::feedback_container_uri`], which is the outcome's body.
    pub fn feedback_container_uri(hub: &Arc<Hub>, options: &CallOptions) -> Result<PreparedCall> {
        let request = || hub.feedback_request(options);
        let reading = |_: &Hub, reply, _: &CallOptions| jobs::read_feedback_uri(reply).outcome;
        PreparedCall::new(hub, options, reading, request)
    }
}

fn as_it_came(_: &Hub, reply: Reply, _: &CallOptions) -> Outcome {
    reply.outcome
}

fn a_registration(_: &Hub, reply: Reply, _: &CallOptions) -> Outcome {
    brings(read_registration(reply))
}

fn a_job(_: &Hub, reply: Reply, _: &CallOptions) -> Outcome {
    brings(jobs::read_job(reply))
}

/// What was read goes along with the outcome, until somebody takes it.
fn brings<T: Into<Brought>>(got: OutcomeWith<T>) -> Outcome {
    let mut outcome = got.outcome;
    outcome.brought = got.value.map(|value| Box::new(value.into()));
    outcome
}
