//! `GET /_emulator/inbox`: a part of the deliveries that a search finds.

use crate::app::App;
use crate::control::inbox::filter::Filter;
use crate::control::inbox::parameters::{self, window};
use crate::control::inbox::row::Row;
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::push::delivery::Delivery;
use crate::state::delivery_log::DeliveryLog;
use serde::Serialize;
use std::collections::VecDeque;

/// How many deliveries are taken out of the log at once, which is not held while they are looked
/// through.
pub const PORTION: usize = 500;

#[derive(Serialize)]
struct Page<'a> {
    total: usize,
    from: usize,
    /// The number of the next delivery to come: who follows from there on misses nothing.
    next: u64,
    rows: Vec<Row<'a>>,
}

pub struct Found {
    pub total: usize,
    from: usize,
    next: u64,
    pub deliveries: VecDeque<(u64, Delivery)>,
}

pub fn list(app: &App, target: &Target) -> Result<Vec<u8>, ServiceError> {
    let from = parameters::number(target, "from")?;
    let limit = parameters::rows(target)?;
    let found = find(app, target, from, limit)?;
    let rows = found.deliveries.iter().enumerate();
    let page = Page {
        total: found.total,
        from: found.from,
        next: found.next,
        rows: rows
            .map(|(place, (number, delivery))| {
                Row::cut(delivery, *number, Some(found.from + place))
            })
            .collect(),
    };
    serde_json::to_vec(&page).map_err(ServiceError::internal)
}

/// So many from there on, or the newest.
pub fn find(
    app: &App,
    target: &Target,
    from: Option<u64>,
    limit: usize,
) -> Result<Found, ServiceError> {
    let mut filter = Filter::of(app, target)?;
    let log = &app.recorder.delivery_log;
    Ok(match filter.is_everything() {
        true => part(log, from, limit),
        false => search(log, &mut filter, from, limit),
    })
}

/// Of all that there are.
fn part(log: &DeliveryLog, from: Option<u64>, limit: usize) -> Found {
    let in_log = |first: u64, next: u64| window((next - first) as usize, from, limit);
    let start = |first, next| first + in_log(first, next).start as u64;
    let portion = log.portion(start, limit);
    Found {
        total: (portion.next - portion.first) as usize,
        from: in_log(portion.first, portion.next).start,
        next: portion.next,
        deliveries: portion.deliveries.into(),
    }
}

fn search(log: &DeliveryLog, filter: &mut Filter, from: Option<u64>, limit: usize) -> Found {
    let mut found = Found {
        total: 0,
        from: 0,
        next: 0,
        deliveries: VecDeque::new(),
    };
    let asked = from.map(|from| usize::try_from(from).unwrap_or(usize::MAX));
    found.next = for_each(log, |number, delivery| {
        if !filter.matches(number, delivery) {
            return;
        }
        let is_wanted = match asked {
            Some(from) => (from..from.saturating_add(limit)).contains(&found.total),
            None => true,
        };
        if is_wanted {
            found.deliveries.push_back((number, delivery.clone()));
        }
        if found.deliveries.len() > limit {
            found.deliveries.pop_front();
        }
        found.total += 1;
    });
    found.from = window(found.total, from, limit).start;
    found
}

/// All that are in the log now, oldest first, and the number of the next to come. The log is not
/// held while `visit` looks at them.
pub fn for_each(log: &DeliveryLog, mut visit: impl FnMut(u64, &Delivery)) -> u64 {
    let mut portion = log.portion(|first, _| first, PORTION);
    let end = portion.next;
    loop {
        let Some((last, _)) = portion.deliveries.last() else {
            return end;
        };
        let next = last + 1;
        for (number, delivery) in &portion.deliveries {
            if *number < end {
                visit(*number, delivery);
            }
        }
        if next >= end {
            return end;
        }
        portion = log.portion(|_, _| next, PORTION);
    }
}
