//! `GET /_emulator/inbox/pushes`: a part of what was to be sent.

use crate::app::App;
use crate::control::inbox::parameters::{self, Part, window};
use crate::control::inbox::push_row::{self, PushRow};
use crate::http::error::ServiceError;
use crate::http::target::Target;

pub fn list(app: &App, target: &Target) -> Result<Vec<u8>, ServiceError> {
    let hub = parameters::hub(app, target)?;
    let from = parameters::number(target, "from")?;
    let limit = parameters::rows(target)?;
    let all = push_row::listed(app, hub.as_deref());
    let part = window(all.len(), from, limit);
    let shown = &all[part.clone()];
    let messages = push_row::messages(app, shown);
    let rows = shown.iter().map(|one| PushRow::of(app, one, &messages));
    let page = Part {
        total: all.len(),
        from: part.start,
        rows: rows.collect(),
    };
    serde_json::to_vec(&page).map_err(ServiceError::internal)
}
