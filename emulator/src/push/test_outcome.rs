//! The body that answers a test send.

use crate::devices::registration::Registration;
use crate::push::pns::PnsOutcome;
use crate::wire::xml_writer;
use quick_xml::escape::partial_escape;
use std::sync::Arc;

pub struct DeviceOutcome {
    pub registration: Arc<Registration>,
    pub outcome: PnsOutcome,
    /// The rule of the push service that decided it.
    pub rule: Option<&'static str>,
}

/// `NotificationOutcome`, its members in the order of the service's data contract.
pub fn of(outcomes: &[DeviceOutcome]) -> String {
    let is_failure = |outcome: &&DeviceOutcome| outcome.outcome.is_failure();
    let failed = outcomes.iter().filter(is_failure).count();
    let sent = outcomes.len() - failed;
    let results: String = outcomes.iter().map(result).collect();
    let results = match outcomes {
        // The service says nil here, and clients have to read it.
        [] => "<Results i:nil=\"true\"/>".to_owned(),
        _ => format!("<Results>{results}</Results>"),
    };
    format!(
        "{}<Success>{sent}</Success><Failure>{failed}</Failure>{results}</NotificationOutcome>",
        xml_writer::root("NotificationOutcome")
    )
}

fn result(outcome: &DeviceOutcome) -> String {
    let registration = &outcome.registration;
    // A handle that nobody registered has none.
    let id = match registration.id.as_str() {
        "" => "<RegistrationId i:nil=\"true\"/>".to_owned(),
        id => format!("<RegistrationId>{}</RegistrationId>", partial_escape(id)),
    };
    format!(
        "<RegistrationResult><ApplicationPlatform>{}</ApplicationPlatform><PnsHandle>{}</PnsHandle>{id}<Outcome>{}</Outcome></RegistrationResult>",
        registration.platform.format_word(),
        partial_escape(registration.handle.as_str()),
        outcome.outcome.text(),
    )
}
