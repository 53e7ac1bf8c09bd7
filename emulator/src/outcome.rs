//! The body that answers a test send.

use crate::registration::Registration;
use quick_xml::escape::partial_escape;
use std::sync::Arc;

const SENT: &str = "The Notification was successfully sent to the Push Notification System";
/// The name of this outcome in the service's telemetry; its text in a test send is not known.
pub const TOO_LARGE: &str = "InvalidNotificationSize";

pub struct Outcome {
    pub registration: Arc<Registration>,
    pub sent: bool,
}

/// `NotificationOutcome`, its members in the order of the service's data contract.
pub fn of(outcomes: &[Outcome]) -> String {
    let sent = outcomes.iter().filter(|outcome| outcome.sent).count();
    let failed = outcomes.len() - sent;
    let results: String = outcomes.iter().map(result).collect();
    let results = match outcomes {
        // The service says nil here, and clients have to read it.
        [] => "<Results i:nil=\"true\"/>".to_owned(),
        _ => format!("<Results>{results}</Results>"),
    };
    format!(
        "<NotificationOutcome xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><Success>{sent}</Success><Failure>{failed}</Failure>{results}</NotificationOutcome>"
    )
}

fn result(outcome: &Outcome) -> String {
    let registration = &outcome.registration;
    format!(
        "<RegistrationResult><ApplicationPlatform>{}</ApplicationPlatform><PnsHandle>{}</PnsHandle><RegistrationId>{}</RegistrationId><Outcome>{}</Outcome></RegistrationResult>",
        registration.platform.format_word(),
        partial_escape(registration.handle.as_str()),
        partial_escape(registration.id.as_str()),
        match outcome.sent {
            true => SENT,
            false => TOO_LARGE,
        },
    )
}
