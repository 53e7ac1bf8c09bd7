//! Which operation a request asks for, which right that takes, and which tier.

use crate::auth::policy::Right;
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::state::tier::Tier;
use hyper::Method;

/// Largest message: "over 64 KB" is refused.
pub const MAX_MESSAGE: usize = 65_536;
/// A message, a thousand handles of two kilobytes, and what keeps them apart.
const MAX_BATCH: usize = MAX_MESSAGE + (2 << 20) + (64 << 10);
/// An installation may carry many templates; the service states no limit for it.
pub const MAX_DOCUMENT: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HubOperation {
    Send,
    SendBatch,
    GetMessage,
    Schedule,
    CancelScheduled,
    FeedbackContainer,
    PutInstallation,
    GetInstallation,
    DeleteInstallation,
    PatchInstallation,
    CreateRegistrationId,
    CreateRegistration,
    ListRegistrations,
    PutRegistration,
    GetRegistration,
    DeleteRegistration,
    ListRegistrationsByTag,
    SubmitJob,
    ListJobs,
    GetJob,
}

/// Method, address below the hub, operation, the right that it takes, the lowest tier that has it.
/// The first address that fits counts.
#[rustfmt::skip]
const ROUTES: [(&str, &str, HubOperation, Right, Tier); 21] = {
    use HubOperation::*;
    [
        ("POST",   "messages",                    Send,                   Right::Send,   Tier::Free),
        ("POST",   "messages/$batch",             SendBatch,              Right::Send,   Tier::Basic),
        // The address that the answer to a batch tells.
        ("GET",    "messages/$batch/{id}",        GetMessage,             Right::Send,   Tier::Standard),
        ("GET",    "messages/{id}",               GetMessage,             Right::Send,   Tier::Standard),
        ("POST",   "schedulednotifications",      Schedule,               Right::Send,   Tier::Standard),
        ("DELETE", "schedulednotifications/{id}", CancelScheduled,        Right::Send,   Tier::Standard),
        ("GET",    "feedbackcontainer",           FeedbackContainer,      Right::Manage, Tier::Standard),
        ("PUT",    "installations/{id}",          PutInstallation,        Right::Listen, Tier::Free),
        ("GET",    "installations/{id}",          GetInstallation,        Right::Listen, Tier::Free),
        ("DELETE", "installations/{id}",          DeleteInstallation,     Right::Listen, Tier::Free),
        ("PATCH",  "installations/{id}",          PatchInstallation,      Right::Listen, Tier::Free),
        ("POST",   "registrationids",             CreateRegistrationId,   Right::Listen, Tier::Free),
        ("POST",   "registrations",               CreateRegistration,     Right::Listen, Tier::Free),
        ("GET",    "registrations",               ListRegistrations,      Right::Manage, Tier::Free),
        ("PUT",    "registrations/{id}",          PutRegistration,        Right::Listen, Tier::Free),
        ("GET",    "registrations/{id}",          GetRegistration,        Right::Listen, Tier::Free),
        ("DELETE", "registrations/{id}",          DeleteRegistration,     Right::Listen, Tier::Free),
        ("GET",    "tags/{id}/registrations",     ListRegistrationsByTag, Right::Manage, Tier::Free),
        ("POST",   "jobs",                        SubmitJob,              Right::Manage, Tier::Standard),
        ("GET",    "jobs",                        ListJobs,               Right::Manage, Tier::Standard),
        ("GET",    "jobs/{id}",                   GetJob,                 Right::Manage, Tier::Standard),
    ]
};

/// What is asked of a hub.
#[derive(Debug, PartialEq, Eq)]
pub struct HubRequest<'a> {
    pub operation: HubOperation,
    /// What the address has for `{id}`.
    pub id: &'a str,
    pub right: Right,
    /// The lowest that has the operation.
    pub tier: Tier,
}

impl HubRequest<'_> {
    /// `path` is what follows the hub.
    pub fn find<'a>(
        method: &Method,
        path: &'a [String],
        target: &Target,
    ) -> Result<HubRequest<'a>, ServiceError> {
        let (address, id) = ROUTES
            .iter()
            .find_map(|(_, address, ..)| Some((*address, id_of(address, path)?)))
            .ok_or_else(|| ServiceError::not_found("The address is not one of this service"))?;
        let (_, _, operation, right, tier) = *ROUTES
            .iter()
            .find(|route| route.0 == method.as_str() && route.1 == address)
            .ok_or_else(|| ServiceError::wrong_method(method))?;
        let has_filter = target.query("$filter").is_some();
        Ok(HubRequest {
            operation,
            id,
            right: match operation {
                // To find one by its handle takes less than to list all.
                HubOperation::ListRegistrations if has_filter => Right::Listen,
                _ => right,
            },
            tier,
        })
    }

    /// Whether its success means that a notification will go out.
    pub fn queues(&self) -> bool {
        matches!(
            self.operation,
            HubOperation::Send | HubOperation::SendBatch | HubOperation::Schedule
        )
    }

    pub fn max_body(&self) -> usize {
        match self.operation {
            HubOperation::Send | HubOperation::Schedule => MAX_MESSAGE,
            HubOperation::SendBatch => MAX_BATCH,
            _ => MAX_DOCUMENT,
        }
    }
}

/// None if the path is not of this address. Literals are compared without regard to case, ids are
/// not; an address without an id gives an empty one.
fn id_of<'a>(address: &str, path: &'a [String]) -> Option<&'a str> {
    let parts: Vec<&str> = address.split('/').collect();
    let fits =
        |(part, segment): (&&str, &String)| *part == "{id}" || part.eq_ignore_ascii_case(segment);
    if parts.len() != path.len() || !parts.iter().zip(path).all(fits) {
        return None;
    }
    let id = parts.iter().position(|part| *part == "{id}");
    Some(id.map_or("", |id| path[id].as_str()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::StatusCode;

    fn found(method: Method, address: &str) -> Result<(HubOperation, String, Right), StatusCode> {
        let uri = format!("https://h/hub/{address}");
        let request = hyper::Request::builder().uri(uri).body(()).unwrap();
        let target = Target::of(&request.into_parts().0, "https").unwrap();
        HubRequest::find(&method, &target.segments[1..], &target)
            .map(|request| (request.operation, request.id.to_owned(), request.right))
            .map_err(|error| error.status)
    }

    #[test]
    fn addresses() {
        for (method, address, operation, id, right) in [
            (
                Method::POST,
                "Messages/",
                HubOperation::Send,
                "",
                Right::Send,
            ),
            (
                Method::GET,
                "messages/A",
                HubOperation::GetMessage,
                "A",
                Right::Send,
            ),
            (
                Method::POST,
                "messages/$BATCH",
                HubOperation::SendBatch,
                "",
                Right::Send,
            ),
            (
                Method::GET,
                "messages/$batch/%2F",
                HubOperation::GetMessage,
                "/",
                Right::Send,
            ),
            (
                Method::GET,
                "tags/T/registrations",
                HubOperation::ListRegistrationsByTag,
                "T",
                Right::Manage,
            ),
            (
                Method::GET,
                "registrations",
                HubOperation::ListRegistrations,
                "",
                Right::Manage,
            ),
            (
                Method::GET,
                "registrations?$Filter=x",
                HubOperation::ListRegistrations,
                "",
                Right::Listen,
            ),
        ] {
            let expected = Ok((operation, id.to_owned(), right));
            assert_eq!(found(method, address), expected, "{address}");
        }
    }

    #[test]
    fn what_is_refused() {
        for (method, address, status) in [
            (Method::GET, "messages", StatusCode::METHOD_NOT_ALLOWED),
            // Not a message of this id.
            (
                Method::GET,
                "messages/$batch",
                StatusCode::METHOD_NOT_ALLOWED,
            ),
            (Method::PATCH, "jobs/1", StatusCode::METHOD_NOT_ALLOWED),
            (Method::GET, "jobs/1/2", StatusCode::NOT_FOUND),
            (Method::GET, "installations", StatusCode::NOT_FOUND),
            (Method::GET, "other", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(found(method, address), Err(status), "{address}");
        }
    }
}
