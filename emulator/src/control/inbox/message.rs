//! `GET /_emulator/inbox/message`: one message whole, with what it was made of. It is one that a device
//! got, or one that its push service refused; that one is made again.

use crate::app::App;
use crate::control::explain::judge;
use crate::control::inbox::list::for_each;
use crate::control::inbox::parameters;
use crate::control::inbox::row::Row;
use crate::devices::registration::Registration;
use crate::devices::template::TemplateKind;
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::push::delivery::{Delivery, PushMessage};
use crate::push::pns::PnsOutcome;
use crate::push::pns_headers::PnsHeaders;
use crate::state::device_key::DeviceKey;
use crate::state::messages::{KeptMessage, SentNotification};
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

type Object = Map<String, Value>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(flatten)]
    row: Value,
    /// `delivered` or `refused`.
    result: &'static str,
    why: Option<String>,
    /// The word of telemetry for it.
    outcome: Option<&'static str>,
    #[serde(flatten)]
    template: TemplateParts,
    request: Option<Value>,
}

/// Nothing of it for a notification that is the same for all. What is forgotten is None.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct TemplateParts {
    template_body: Option<String>,
    template_kind: Option<&'static str>,
    /// Those of the send.
    properties: Option<Object>,
    /// Those of the device.
    push_variables: Option<Object>,
}

struct Refusal {
    outcome: PnsOutcome,
    rule: Option<&'static str>,
    /// Whether there is anything to show: what a template makes can be too large for that.
    is_made: bool,
}

pub fn message(app: &App, target: &Target) -> Result<Vec<u8>, ServiceError> {
    let (number, delivery, refusal) = match parameters::number(target, "number")? {
        Some(number) => (Some(number), by_number(app, number)?, None),
        None => by_device(app, target)?,
    };
    let notification = &delivery.notification;
    let sent = app.hub(&notification.hub);
    let sent = sent.and_then(|hub| hub.messages.find(&notification.id));
    let properties = match sent.as_deref() {
        Some(KeptMessage::Sent(sent)) => serde_json::from_slice(&sent.body).ok(),
        _ => None,
    };
    let row = serde_json::to_value(Row::whole(&delivery, number));
    let mut row = row.map_err(ServiceError::internal)?;
    if refusal.as_ref().is_some_and(|refusal| !refusal.is_made) {
        row["payload"] = Value::Null;
        row["size"] = Value::Null;
    }
    let refusal = refusal.as_ref();
    let message = Message {
        row,
        result: refusal.map_or("delivered", |_| "refused"),
        why: refusal.map(|one| judge::why_refused(one.outcome, one.rule)),
        outcome: refusal.map(|one| one.outcome.name()),
        template: TemplateParts::of(&delivery.registration, properties),
        request: app.recorder.request_of(&notification.id),
    };
    serde_json::to_vec(&message).map_err(ServiceError::internal)
}

fn unknown() -> ServiceError {
    ServiceError::not_found("There is no such message, or it is forgotten")
}

fn by_number(app: &App, number: u64) -> Result<Delivery, ServiceError> {
    let portion = app.recorder.delivery_log.portion(|_, _| number, 1);
    let mut found = portion.deliveries.into_iter();
    let found = found.find(|(known, _)| *known == number);
    found.map(|(_, delivery)| delivery).ok_or_else(unknown)
}

fn by_device(
    app: &App,
    target: &Target,
) -> Result<(Option<u64>, Delivery, Option<Refusal>), ServiceError> {
    let (id, device) = (
        parameters::text(target, "notification"),
        parameters::device(target)?,
    );
    let (Some(id), Some(device)) = (id, device) else {
        return Err(ServiceError::bad_request(
            "A message is asked for by number, or by hub, notification and device",
        ));
    };
    let hub = parameters::one_hub(app, target)?;
    let sent = hub.messages.find(id);
    let refused = match sent.as_deref() {
        Some(KeptMessage::Sent(sent)) => refused(sent, device),
        _ => None,
    };
    if let Some((delivery, refusal)) = refused {
        return Ok((None, delivery, Some(refusal)));
    }
    let mut found = None;
    for_each(&app.recorder.delivery_log, |number, delivery| {
        let notification = &delivery.notification;
        if notification.id == id
            && notification.hub == hub.name
            && DeviceKey::of(&delivery.registration) == device
        {
            found.get_or_insert_with(|| (Some(number), delivery.clone(), None));
        }
    });
    found.ok_or_else(unknown)
}

fn refused(sent: &SentNotification, device: DeviceKey) -> Option<(Delivery, Refusal)> {
    let mut refused = sent.refused.iter();
    let (registration, outcome, rule) =
        refused.find(|(registration, ..)| DeviceKey::of(registration) == device)?;
    let content = sent.content.as_ref();
    let made = content.and_then(|content| content.message_for(registration));
    let refusal = Refusal {
        outcome: *outcome,
        rule: *rule,
        is_made: made.is_some(),
    };
    let nothing = || {
        let (content_type, headers) = (String::new(), PnsHeaders::new());
        Arc::new(PushMessage {
            payload: Vec::new(),
            content_type,
            headers,
            breach: None,
        })
    };
    let delivery = Delivery {
        notification: Arc::clone(&sent.notification),
        registration: Arc::clone(registration),
        message: made.unwrap_or_else(nothing),
    };
    Some((delivery, refusal))
}

impl TemplateParts {
    fn of(registration: &Registration, properties: Option<Object>) -> TemplateParts {
        let Some(template) = &registration.template else {
            return TemplateParts::default();
        };
        let push_variables = registration.push_variables_text.as_deref();
        TemplateParts {
            template_body: Some(template.text.clone()),
            template_kind: Some(match template.body.kind() {
                TemplateKind::Json => "json",
                TemplateKind::Xml => "xml",
                TemplateKind::Text => "text",
            }),
            properties,
            push_variables: Some(
                push_variables
                    .and_then(|text| serde_json::from_str(text).ok())
                    .unwrap_or_default(),
            ),
        }
    }
}
