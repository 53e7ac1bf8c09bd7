//! Which operation a request asks for, and which right that takes.

use crate::auth::policy::Right;
use crate::http::error::ServiceError;
use crate::http::target::Target;
use hyper::Method;

/// Largest message: "over 64 KB" is refused.
pub const MAX_MESSAGE: usize = 65_536;
/// A message, a thousand handles of two kilobytes, and what keeps them apart.
const MAX_BATCH: usize = MAX_MESSAGE + (2 << 20) + (64 << 10);
/// An installation may carry many templates; the service states no limit for it.
pub const MAX_DOCUMENT: usize = 1 << 20;

#[derive(Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    Send,
    PutInstallation(&'a str),
    GetInstallation(&'a str),
    DeleteInstallation(&'a str),
    PatchInstallation(&'a str),
    CreateRegistrationId,
    CreateRegistration,
    PutRegistration(&'a str),
    GetRegistration(&'a str),
    DeleteRegistration(&'a str),
    ListRegistrations,
    /// With a filter, which takes less of a right.
    FindRegistrations,
    ListRegistrationsByTag(&'a str),
    SubmitJob,
    GetJob(&'a str),
    ListJobs,
    SendBatch,
    GetMessage(&'a str),
    Schedule,
    CancelScheduled(&'a str),
    FeedbackContainer,
}

impl Operation<'_> {
    /// `path` is what follows the hub. Literals are compared without regard to case, ids are not.
    pub fn find<'a>(
        method: &Method,
        path: &'a [String],
        target: &Target,
    ) -> Result<Operation<'a>, ServiceError> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            [messages] if messages.eq_ignore_ascii_case("messages") => match *method {
                Method::POST => Ok(Operation::Send),
                _ => Err(ServiceError::wrong_method(method)),
            },
            [installations, id] if installations.eq_ignore_ascii_case("installations") => {
                match *method {
                    Method::PUT => Ok(Operation::PutInstallation(id)),
                    Method::GET => Ok(Operation::GetInstallation(id)),
                    Method::DELETE => Ok(Operation::DeleteInstallation(id)),
                    Method::PATCH => Ok(Operation::PatchInstallation(id)),
                    _ => Err(ServiceError::wrong_method(method)),
                }
            }
            [messages, batch]
                if messages.eq_ignore_ascii_case("messages")
                    && batch.eq_ignore_ascii_case("$batch") =>
            {
                match *method {
                    Method::POST => Ok(Operation::SendBatch),
                    _ => Err(ServiceError::wrong_method(method)),
                }
            }
            [messages, id] if messages.eq_ignore_ascii_case("messages") => match *method {
                Method::GET => Ok(Operation::GetMessage(id)),
                _ => Err(ServiceError::wrong_method(method)),
            },
            // The address that the answer to a batch tells.
            [messages, batch, id]
                if messages.eq_ignore_ascii_case("messages")
                    && batch.eq_ignore_ascii_case("$batch") =>
            {
                match *method {
                    Method::GET => Ok(Operation::GetMessage(id)),
                    _ => Err(ServiceError::wrong_method(method)),
                }
            }
            [scheduled] if scheduled.eq_ignore_ascii_case("schedulednotifications") => {
                match *method {
                    Method::POST => Ok(Operation::Schedule),
                    _ => Err(ServiceError::wrong_method(method)),
                }
            }
            [scheduled, id] if scheduled.eq_ignore_ascii_case("schedulednotifications") => {
                match *method {
                    Method::DELETE => Ok(Operation::CancelScheduled(id)),
                    _ => Err(ServiceError::wrong_method(method)),
                }
            }
            [feedback] if feedback.eq_ignore_ascii_case("feedbackcontainer") => match *method {
                Method::GET => Ok(Operation::FeedbackContainer),
                _ => Err(ServiceError::wrong_method(method)),
            },
            [ids] if ids.eq_ignore_ascii_case("registrationids") => match *method {
                Method::POST => Ok(Operation::CreateRegistrationId),
                _ => Err(ServiceError::wrong_method(method)),
            },
            [registrations] if registrations.eq_ignore_ascii_case("registrations") => match *method
            {
                Method::POST => Ok(Operation::CreateRegistration),
                Method::GET => Ok(match target.query("$filter") {
                    None => Operation::ListRegistrations,
                    Some(_) => Operation::FindRegistrations,
                }),
                _ => Err(ServiceError::wrong_method(method)),
            },
            [registrations, id] if registrations.eq_ignore_ascii_case("registrations") => {
                match *method {
                    Method::PUT => Ok(Operation::PutRegistration(id)),
                    Method::GET => Ok(Operation::GetRegistration(id)),
                    Method::DELETE => Ok(Operation::DeleteRegistration(id)),
                    _ => Err(ServiceError::wrong_method(method)),
                }
            }
            [tags, tag, registrations]
                if tags.eq_ignore_ascii_case("tags")
                    && registrations.eq_ignore_ascii_case("registrations") =>
            {
                match *method {
                    Method::GET => Ok(Operation::ListRegistrationsByTag(tag)),
                    _ => Err(ServiceError::wrong_method(method)),
                }
            }
            [jobs] if jobs.eq_ignore_ascii_case("jobs") => match *method {
                Method::POST => Ok(Operation::SubmitJob),
                Method::GET => Ok(Operation::ListJobs),
                _ => Err(ServiceError::wrong_method(method)),
            },
            [jobs, id] if jobs.eq_ignore_ascii_case("jobs") => match *method {
                Method::GET => Ok(Operation::GetJob(id)),
                _ => Err(ServiceError::wrong_method(method)),
            },
            _ => Err(ServiceError::not_found(
                "The address is not one of this service",
            )),
        }
    }

    pub fn right(&self) -> Right {
        match self {
            Operation::Send
            | Operation::SendBatch
            | Operation::GetMessage(_)
            | Operation::Schedule
            | Operation::CancelScheduled(_) => Right::Send,
            Operation::PutInstallation(_)
            | Operation::GetInstallation(_)
            | Operation::DeleteInstallation(_)
            | Operation::PatchInstallation(_)
            | Operation::CreateRegistrationId
            | Operation::CreateRegistration
            | Operation::PutRegistration(_)
            | Operation::GetRegistration(_)
            | Operation::DeleteRegistration(_)
            | Operation::FindRegistrations => Right::Listen,
            Operation::ListRegistrations
            | Operation::ListRegistrationsByTag(_)
            | Operation::SubmitJob
            | Operation::GetJob(_)
            | Operation::ListJobs
            | Operation::FeedbackContainer => Right::Manage,
        }
    }

    /// Whether its success means that a notification will go out.
    pub fn queues(&self) -> bool {
        matches!(
            self,
            Operation::Send | Operation::SendBatch | Operation::Schedule
        )
    }

    pub fn max_body(&self) -> usize {
        match self {
            Operation::Send | Operation::Schedule => MAX_MESSAGE,
            Operation::SendBatch => MAX_BATCH,
            _ => MAX_DOCUMENT,
        }
    }
}

/// What is asked of the namespace itself.
#[derive(Debug, PartialEq, Eq)]
pub enum NamespaceOperation<'a> {
    ListServices,
    ListHubs,
    PutHub(&'a str),
    GetHub(&'a str),
    DeleteHub(&'a str),
    WrongMethod,
}

impl NamespaceOperation<'_> {
    /// None for what is below a hub.
    pub fn find<'a>(method: &Method, path: &'a [String]) -> Option<NamespaceOperation<'a>> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let operation = match (path.as_slice(), method) {
            ([], &Method::GET) => NamespaceOperation::ListServices,
            ([resources, hubs], &Method::GET)
                if resources.eq_ignore_ascii_case("$Resources")
                    && hubs.eq_ignore_ascii_case("NotificationHubs") =>
            {
                NamespaceOperation::ListHubs
            }
            ([hub], &Method::PUT) => NamespaceOperation::PutHub(hub),
            ([hub], &Method::GET) => NamespaceOperation::GetHub(hub),
            ([hub], &Method::DELETE) => NamespaceOperation::DeleteHub(hub),
            ([] | [_], _) => NamespaceOperation::WrongMethod,
            _ => return None,
        };
        Some(operation)
    }

    /// .NET asks for the list of services without naming a version.
    pub fn needs_version(&self) -> bool {
        *self != NamespaceOperation::ListServices
    }

    pub fn is_read(&self) -> bool {
        matches!(
            self,
            NamespaceOperation::ListServices
                | NamespaceOperation::ListHubs
                | NamespaceOperation::GetHub(_)
        )
    }
}
