//! From what a request asks for to the file that does it.

use crate::api::batch;
use crate::api::call::Call;
use crate::api::feedback;
use crate::api::installations;
use crate::api::jobs;
use crate::api::management;
use crate::api::permit::{Arrival, Asked, Permitted};
use crate::api::registrations;
use crate::api::router::Operation;
use crate::api::schedule;
use crate::api::send;
use crate::api::telemetry;
use crate::api::tier_limits;
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::state::hub::Hub;

/// Does what is asked for, and tells whether a notification goes out for it.
pub fn perform(
    app: &App,
    arrival: &Arrival,
    permitted: Result<Permitted, ServiceError>,
    body: &[u8],
) -> (Answer, bool) {
    let mut queues = false;
    let result = permitted.and_then(|permitted| {
        let call = Call {
            app,
            target: permitted.target,
            headers: &arrival.parts.headers,
            api_version: permitted.api_version,
            tracking_id: &arrival.tracking_id,
            now: arrival.now,
        };
        match &permitted.asked {
            Asked::OfHub(hub, operation) => {
                queues = operation.queues();
                of_hub(&call, hub, operation, body)
            }
            Asked::OfNamespace(operation) => management::perform(&call, operation, body),
        }
    });
    let queued = queues && result.is_ok();
    let refuse = |error: ServiceError| error.into_answer(&arrival.tracking_id, arrival.now);
    (result.unwrap_or_else(refuse), queued)
}

fn of_hub(
    call: &Call,
    hub: &Hub,
    operation: &Operation,
    body: &[u8],
) -> Result<Answer, ServiceError> {
    tier_limits::check_quota(call.app.tier.get(), hub, operation)?;
    match operation {
        Operation::Send => send::send(call, hub, body),
        Operation::PutInstallation(id) => installations::put(hub, id, body),
        Operation::GetInstallation(id) => installations::get(hub, id),
        Operation::DeleteInstallation(id) => installations::delete(hub, id),
        Operation::PatchInstallation(id) => installations::patch(hub, id, body),
        Operation::CreateRegistrationId => registrations::create_id(call),
        Operation::CreateRegistration => registrations::create(call, hub, body),
        Operation::PutRegistration(id) => registrations::put(call, hub, id, body),
        Operation::GetRegistration(id) => registrations::get(call, hub, id),
        Operation::DeleteRegistration(id) => registrations::delete(call, hub, id),
        Operation::ListRegistrations | Operation::FindRegistrations => {
            registrations::list(call, hub)
        }
        Operation::ListRegistrationsByTag(tag) => registrations::list_by_tag(call, hub, tag),
        Operation::SubmitJob => jobs::submit(call, hub, body),
        Operation::GetJob(id) => jobs::get(call, hub, id),
        Operation::ListJobs => jobs::list(call, hub),
        Operation::SendBatch => batch::send(call, hub, body),
        Operation::GetMessage(id) => telemetry::get(call, hub, id),
        Operation::Schedule => schedule::schedule(call, hub, body),
        Operation::CancelScheduled(id) => schedule::cancel(hub, id),
        Operation::FeedbackContainer => Ok(feedback::container(call, hub)),
    }
}
