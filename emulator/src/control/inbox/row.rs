//! A delivery as the inbox shows it.

use crate::push::delivery::Delivery;
use crate::push::rules;
use crate::state::delivery_record::DeliveryRecord;
use crate::state::device_key::DeviceKey;
use serde::Serialize;

/// A list shows no more of a payload.
const MAX_PAYLOAD: usize = 8 << 10;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row<'a> {
    #[serde(flatten)]
    record: DeliveryRecord<'a>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    payload_cut: bool,
    /// Its number in the log. None for what no device got.
    number: Option<u64>,
    /// Its place among those that were asked for, from the oldest.
    index: Option<usize>,
    device: String,
    user_id: Option<&'a str>,
    /// Of the payload, in bytes.
    size: usize,
    /// What the push service takes. None where nobody knows.
    size_limit: Option<usize>,
    finding: Option<Finding>,
}

/// A rule of the push service that it breaks.
#[derive(Serialize)]
struct Finding {
    rule: &'static str,
    text: &'static str,
}

impl Row<'_> {
    /// For a list.
    pub fn cut(delivery: &Delivery, number: u64, index: Option<usize>) -> Row<'_> {
        let (record, payload_cut) = DeliveryRecord::cut(delivery, MAX_PAYLOAD);
        Row {
            payload_cut,
            index,
            ..Row::of_record(record, delivery, Some(number))
        }
    }

    pub fn whole(delivery: &Delivery, number: Option<u64>) -> Row<'_> {
        Row::of_record(DeliveryRecord::of(delivery), delivery, number)
    }

    fn of_record<'a>(
        record: DeliveryRecord<'a>,
        delivery: &'a Delivery,
        number: Option<u64>,
    ) -> Row<'a> {
        let (registration, message) = (&delivery.registration, &delivery.message);
        Row {
            record,
            payload_cut: false,
            number,
            index: None,
            device: DeviceKey::of(registration).to_string(),
            user_id: registration.user_id(),
            size: message.payload.len(),
            size_limit: rules::size_limit(registration.platform, &message.headers),
            finding: message.breach.map(|breach| Finding {
                rule: breach.rule,
                text: rules::words(breach.rule),
            }),
        }
    }
}
