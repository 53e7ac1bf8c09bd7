//! A notification, what is made of it for a device, and both together: a delivery.

use crate::devices::platform::Platform;
use crate::devices::registration::Registration;
use crate::push::pns_headers::PnsHeaders;
use crate::push::rules;
use crate::push::rules::breach::{Breach, Push};
use std::sync::Arc;
use time::OffsetDateTime;

/// A send, as far as its deliveries have it in common.
pub struct Notification {
    pub id: String,
    pub hub: String,
    pub tracking_id: String,
    pub time: OffsetDateTime,
    pub format: &'static str,
    pub tag_expression: Option<String>,
    pub test: bool,
    /// To handles, and not to tags.
    pub direct: bool,
}

/// What is handed to the push service.
pub struct PushMessage {
    pub payload: Vec<u8>,
    pub content_type: String,
    pub headers: PnsHeaders,
    /// The rule of its push service that it breaks.
    pub breach: Option<Breach>,
}

impl PushMessage {
    pub fn new(
        platform: Platform,
        payload: Vec<u8>,
        content_type: String,
        headers: PnsHeaders,
    ) -> PushMessage {
        let breach = rules::judge(
            platform,
            &Push {
                payload: &payload,
                headers: &headers,
            },
        );
        PushMessage {
            payload,
            content_type,
            headers,
            breach,
        }
    }
}

#[derive(Clone)]
pub struct Delivery {
    pub notification: Arc<Notification>,
    pub registration: Arc<Registration>,
    pub message: Arc<PushMessage>,
}
