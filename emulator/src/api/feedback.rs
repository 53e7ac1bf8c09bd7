//! What the push services said about handles: the details of a notification's failures, and the
//! feedback of the hub, a blob for each day, in which are the handles that are good for nothing any
//! more. `GET {hub}/feedbackcontainer` tells where the latter are.

use crate::api::call::Call;
use crate::app::App;
use crate::basics::console;
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::push::delivery::Notification;
use crate::push::test_outcome::DeviceOutcome;
use crate::state::blob_url;
use crate::state::hub::Hub;
use crate::wire::timestamp;
use crate::wire::xml_writer::{self, member};
use hyper::StatusCode;
use hyper::header::HeaderValue;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const READ_AND_LIST: &str = "rl";
const READ: &str = "r";

/// It is there from now on, though nothing may be in it.
pub fn container(call: &Call, hub: &Hub) -> Result<Answer, ServiceError> {
    let (app, name) = (call.app, feedback_container(&hub.name));
    if let Some(storage) = &app.feedback_storage {
        let url = storage.address().expose().as_bytes().to_vec();
        return Ok(Answer::with_body(StatusCode::OK, TEXT, url));
    }
    app.blobs
        .create_container(&name)
        .map_err(ServiceError::of_disk)?;
    let now = app.clock.now();
    let path = blob_url::own_signed(&app.storage_key, &name, None, READ_AND_LIST, now);
    let url = format!("{}{path}", call.target.base);
    Ok(Answer::with_body(StatusCode::OK, TEXT, url.into_bytes()))
}

fn feedback_container(hub: &str) -> String {
    format!("feedback-{}", hub.to_lowercase())
}

/// Adds to the feedback of the hub, and gives the details of all failures.
pub fn note(app: &App, notification: &Notification, results: &[DeviceOutcome]) -> String {
    let mut details = String::new();
    let mut feedback = String::new();
    let mut count = 0;
    for result in results.iter().filter(|result| result.outcome.is_failure()) {
        let document = document(notification, result);
        if result.outcome.ends_the_channel() {
            feedback.push_str(&document);
            count += 1;
        }
        details.push_str(&document);
    }
    if count > 0 {
        let day = timestamp::month_day_year(notification.time);
        match &app.feedback_storage {
            Some(storage) => storage.add(&day, &feedback, count),
            None => {
                let container = feedback_container(&notification.hub);
                let written = app.blobs.append(&container, &day, feedback.as_bytes());
                if let Err(error) = written {
                    console::complain(format_args!("cannot write feedback: {error}"));
                }
            }
        }
    }
    details
}

/// Puts the details of a notification where their address leads to. Most are never asked for, and so
/// this is done for those only that are.
pub fn publish_details(
    call: &Call,
    hub: &Hub,
    id: &str,
    details: &str,
) -> Result<String, ServiceError> {
    let container = format!("pns-errors-{}", hub.name.to_lowercase());
    let app = call.app;
    app.blobs
        .put(&container, id, details.as_bytes())
        .map_err(ServiceError::of_disk)?;
    let now = app.clock.now();
    let path = blob_url::own_signed(&app.storage_key, &container, Some(id), READ, now);
    Ok(format!("{}{path}", call.target.base))
}

/// The service's documents say that they are UTF-16, which the strings of .NET are; the bytes that
/// arrive are UTF-8.
fn document(notification: &Notification, result: &DeviceOutcome) -> String {
    let registration = &result.registration;
    let mut xml = "<?xml version=\"1.0\" encoding=\"utf-16\"?>".to_owned();
    xml.push_str(&xml_writer::root("PnsFeedback"));
    let registration_id = (!registration.id.is_empty()).then_some(registration.id.as_str());
    let time = timestamp::ticks(notification.time);
    for (name, value) in [
        ("FeedbackTime", Some(time.as_str())),
        ("NotificationSystemError", Some(result.outcome.error_word())),
        ("Platform", Some(registration.platform.format_word())),
        ("PnsHandle", Some(registration.handle.as_str())),
        ("RegistrationId", registration_id),
        ("InstallationId", registration.installation_id.as_deref()),
        ("NotificationId", Some(notification.id.as_str())),
    ] {
        if let Some(value) = value {
            member(&mut xml, name, value);
        }
    }
    xml + "</PnsFeedback>"
}
