//! From a checked notification and the devices it is for to what each of them gets: asks their push
//! services, records what they take, and keeps the outcome for telemetry and feedback.

use crate::api::feedback;
use crate::app::App;
use crate::basics::console;
use crate::devices::registration::Registration;
use crate::push::content::Content;
use crate::push::delivery::{Delivery, Notification};
use crate::push::pns::PnsOutcome;
use crate::push::rules;
use crate::push::test_outcome::DeviceOutcome;
use crate::state::hub::Hub;
use crate::state::messages::{OutcomeCounts, SentNotification};
use std::collections::HashSet;
use std::sync::Arc;

/// Devices for which is rendered before what was rendered is recorded.
const PORTION: usize = 500;

/// The devices of one notification.
pub struct Targets {
    pub reached: Vec<Arc<Registration>>,
    /// Those whose handle another one has too.
    skipped: Vec<Arc<Registration>>,
}

impl Targets {
    /// The service sends once to a device, however many of its registrations match.
    pub fn one_per_device(registrations: Vec<Arc<Registration>>) -> Targets {
        let mut seen = HashSet::with_capacity(registrations.len());
        let first: Vec<bool> = registrations
            .iter()
            .map(|one| seen.insert((one.platform, one.handle.as_str())))
            .collect();
        let mut first = first.into_iter();
        let (reached, skipped) = registrations
            .into_iter()
            .partition(|_| first.next().unwrap_or(false));
        Targets { reached, skipped }
    }
}

/// `body` is what was sent, for telemetry; `with_details` says whether its version of the protocol
/// has error details.
pub fn dispatch(
    app: &App,
    hub: &Hub,
    notification: Notification,
    content: &Content,
    body: &[u8],
    targets: Targets,
    with_details: bool,
) -> Vec<DeviceOutcome> {
    let notification = Arc::new(notification);
    let results = deliver(app, &notification, content, targets.reached);
    // A test send tells its sender.
    let refused = results.iter().find(|result| result.rule.is_some());
    if let Some(refused) = refused.filter(|_| !notification.test) {
        let rule = refused.rule.unwrap_or_default();
        console::complain(format_args!(
            "{} gets nothing of {}: it breaks the rule {rule}: {}",
            refused.registration.platform.format_word(),
            notification.id,
            rules::words(rule)
        ));
    }
    let mut counts = OutcomeCounts::default();
    for result in &results {
        counts.add(&result.registration, result.outcome);
    }
    for skipped in &targets.skipped {
        counts.add(skipped, PnsOutcome::Skipped);
    }
    mark_expired(hub, &results);
    app.tier.count_pushes(app.clock.now(), results.len());
    let errors = match counts.has_failures() {
        true => Some(feedback::note(app, &notification, &results)),
        false => None,
    };
    let refused = results.iter().filter(|result| result.outcome.is_failure());
    let refused = refused.map(|one| (Arc::clone(&one.registration), one.outcome, one.rule));
    let refused: Vec<_> = refused.collect();
    hub.messages.add(SentNotification {
        content: (!refused.is_empty()).then(|| content.clone()),
        refused,
        notification,
        body: body.to_vec(),
        counts,
        errors: errors.filter(|_| with_details),
    });
    results
}

/// The installations whose channel has expired say so from now on.
fn mark_expired(hub: &Hub, results: &[DeviceOutcome]) {
    for result in results {
        let registration = &result.registration;
        // A tile has a channel of its own.
        if result.outcome == PnsOutcome::ExpiredChannel
            && registration.tile.is_none()
            && let Some(id) = &registration.installation_id
            && let Err(error) = hub.mark_expired(id, &registration.handle)
            && error.status.is_server_error()
        {
            console::complain(format_args!("an expired channel is not marked: {error}"));
        }
    }
}

/// Renders and records. Done in portions, since the recorder forgets what is too much at once.
fn deliver(
    app: &App,
    notification: &Arc<Notification>,
    content: &Content,
    targets: Vec<Arc<Registration>>,
) -> Vec<DeviceOutcome> {
    let mut results = Vec::with_capacity(targets.len());
    for portion in targets.chunks(PORTION) {
        let mut deliveries = Vec::with_capacity(portion.len());
        for registration in portion {
            let message = content.message_for(registration);
            let breach = message.as_ref().and_then(|message| message.breach);
            let (message, outcome) = match (message, breach) {
                (None, _) => (None, PnsOutcome::InvalidNotificationSize),
                (_, Some(breach)) => (None, breach.outcome),
                (Some(message), None) => {
                    let outcome = app.pns.outcome(registration.platform, &registration.handle);
                    (Some(message), outcome)
                }
            };
            results.push(DeviceOutcome {
                registration: Arc::clone(registration),
                outcome,
                rule: breach.map(|breach| breach.rule),
            });
            if let Some(message) = message.filter(|_| outcome == PnsOutcome::Success) {
                deliveries.push(Delivery {
                    notification: Arc::clone(notification),
                    registration: Arc::clone(registration),
                    message,
                });
            }
        }
        app.recorder.add_deliveries(deliveries);
    }
    results
}
