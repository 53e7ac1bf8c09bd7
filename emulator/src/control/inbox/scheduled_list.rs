//! `GET /_emulator/inbox/scheduled`: a part of the notifications that wait for their time.

use crate::app::App;
use crate::control::inbox::parameters::{self, Part};
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::state::messages::WaitingNotification;
use crate::state::scheduled::ScheduledNotification;
use crate::wire::timestamp;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    index: usize,
    hub: &'a str,
    id: String,
    due: String,
    format: String,
    tag_expression: Option<String>,
    payload: String,
}

/// In the order of their times, and of all hubs unless one is named. Unlike the other lists it
/// begins with the first: that goes next.
pub fn list(app: &App, target: &Target) -> Result<Vec<u8>, ServiceError> {
    let from = parameters::number(target, "from")?.unwrap_or_default();
    let limit = parameters::rows(target)?;
    let hubs = parameters::hubs(app, target)?;
    let mut all: Vec<(&str, Arc<ScheduledNotification>)> = Vec::new();
    for hub in &hubs {
        let waiting = hub.read(|store| store.all_scheduled());
        all.extend(waiting.into_iter().map(|one| (hub.name.as_str(), one)));
    }
    all.sort_by_key(|(_, one)| one.due);
    let part = parameters::window(all.len(), Some(from), limit);
    let rows = part.clone().zip(&all[part.clone()]);
    let page = Part {
        total: all.len(),
        from: part.start,
        rows: rows
            .map(|(index, (hub, one))| row(index, hub, one))
            .collect(),
    };
    serde_json::to_vec(&page).map_err(ServiceError::internal)
}

fn row<'a>(index: usize, hub: &'a str, scheduled: &ScheduledNotification) -> Row<'a> {
    let WaitingNotification {
        id,
        body,
        tags,
        format,
        ..
    } = scheduled.waiting();
    Row {
        index,
        hub,
        id,
        due: timestamp::rfc3339(scheduled.due),
        format,
        tag_expression: tags,
        payload: String::from_utf8_lossy(&body).into_owned(),
    }
}
