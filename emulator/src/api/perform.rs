//! From what a request asks for to the file that does it.

use crate::api::batch;
use crate::api::call::Call;
use crate::api::feedback;
use crate::api::installations;
use crate::api::jobs;
use crate::api::management;
use crate::api::permit::{Operation, Permitted, RequestHead};
use crate::api::registrations;
use crate::api::router::{HubOperation, HubRequest};
use crate::api::schedule;
use crate::api::send;
use crate::api::telemetry;
use crate::api::tier_limits;
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::state::hub::Hub;

/// Does what is asked for.
pub fn perform(
    app: &App,
    head: &RequestHead,
    permitted: Result<Permitted, ServiceError>,
    body: &[u8],
) -> Answer {
    let result = permitted.and_then(|permitted| {
        let call = Call {
            app,
            target: permitted.target,
            headers: &head.parts.headers,
            api_version: permitted.api_version,
            tracking_id: &head.tracking_id,
            now: head.now,
        };
        match &permitted.operation {
            Operation::OfHub(hub, request) => of_hub(&call, hub, request, body),
            Operation::OfNamespace(operation) => management::perform(&call, operation, body),
        }
    });
    let refuse = |error: ServiceError| error.into_answer(&head.tracking_id, head.now);
    result.unwrap_or_else(refuse)
}

fn of_hub(
    call: &Call,
    hub: &Hub,
    request: &HubRequest,
    body: &[u8],
) -> Result<Answer, ServiceError> {
    tier_limits::check_quota(call.app, hub, request)?;
    let id = request.id;
    match request.operation {
        HubOperation::Send => send::send(call, hub, body),
        HubOperation::PutInstallation => installations::put(call, hub, id, body),
        HubOperation::GetInstallation => installations::get(hub, id),
        HubOperation::DeleteInstallation => installations::delete(hub, id),
        HubOperation::PatchInstallation => installations::patch(call, hub, id, body),
        HubOperation::CreateRegistrationId => registrations::create_id(call),
        HubOperation::CreateRegistration => registrations::create(call, hub, body),
        HubOperation::PutRegistration => registrations::put(call, hub, id, body),
        HubOperation::GetRegistration => registrations::get(call, hub, id),
        HubOperation::DeleteRegistration => registrations::delete(call, hub, id),
        HubOperation::ListRegistrations => registrations::list(call, hub),
        HubOperation::ListRegistrationsByTag => registrations::list_by_tag(call, hub, id),
        HubOperation::SubmitJob => jobs::submit(call, hub, body),
        HubOperation::GetJob => jobs::get(call, hub, id),
        HubOperation::ListJobs => jobs::list(call, hub),
        HubOperation::SendBatch => batch::send(call, hub, body),
        HubOperation::GetMessage => telemetry::get(call, hub, id),
        HubOperation::Schedule => schedule::schedule(call, hub, body),
        HubOperation::CancelScheduled => schedule::cancel(call, hub, id),
        HubOperation::FeedbackContainer => feedback::container(call, hub),
    }
}
