//! A delivery as it is shown to whoever looks inside.

use crate::push::delivery::Delivery;
use crate::push::pns_headers::PnsHeaders;
use crate::wire::timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryRecord<'a> {
    time: String,
    hub: &'a str,
    notification_id: &'a str,
    tracking_id: &'a str,
    format: &'a str,
    tag_expression: Option<&'a str>,
    test: bool,
    /// None for a registration that a client wrote itself.
    installation_id: Option<&'a str>,
    /// None for a handle that nobody registered.
    registration_id: Option<&'a str>,
    platform: &'a str,
    device_handle: &'a str,
    tags: &'a [String],
    template: Option<&'a str>,
    content_type: &'a str,
    headers: &'a PnsHeaders,
    payload: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload_base64: Option<String>,
}

impl DeliveryRecord<'_> {
    pub fn of(delivery: &Delivery) -> DeliveryRecord<'_> {
        DeliveryRecord::with_payload(delivery, &delivery.message.payload)
    }

    /// With no more of the payload than about so many bytes, and whether that is less than all.
    pub fn cut(delivery: &Delivery, most: usize) -> (DeliveryRecord<'_>, bool) {
        let whole = &delivery.message.payload;
        let part = match str::from_utf8(whole) {
            Ok(text) => {
                let mut ends = (0..=most.min(text.len())).rev();
                let end = ends.find(|end| text.is_char_boundary(*end));
                &text.as_bytes()[..end.unwrap_or_default()]
            }
            // Three bytes are four characters of base64.
            Err(_) => &whole[..whole.len().min(most / 4 * 3)],
        };
        let record = DeliveryRecord::with_payload(delivery, part);
        (record, part.len() < whole.len())
    }

    fn with_payload<'a>(delivery: &'a Delivery, payload: &'a [u8]) -> DeliveryRecord<'a> {
        let notification = &delivery.notification;
        let registration = &delivery.registration;
        let message = &delivery.message;
        let template = registration.template.as_ref();
        let (payload, payload_base64) = text_or_base64(payload);
        DeliveryRecord {
            time: timestamp::rfc3339(notification.time),
            hub: &notification.hub,
            notification_id: &notification.id,
            tracking_id: &notification.tracking_id,
            format: notification.format,
            tag_expression: notification.tag_expression.as_deref(),
            test: notification.test,
            installation_id: registration.installation_id.as_deref(),
            registration_id: Some(registration.id.as_str()).filter(|id| !id.is_empty()),
            platform: registration.platform.format_word(),
            device_handle: &registration.handle,
            tags: &registration.tags,
            template: template.map(|t| t.name.as_deref().unwrap_or_default()),
            content_type: &message.content_type,
            headers: &message.headers,
            payload,
            payload_base64,
        }
    }
}

pub fn text_or_base64(bytes: &[u8]) -> (Option<&str>, Option<String>) {
    match str::from_utf8(bytes) {
        Ok(text) => (Some(text), None),
        Err(_) => (None, Some(STANDARD.encode(bytes))),
    }
}
