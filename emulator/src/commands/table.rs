//! What the commands show: a row for each thing, aligned by columns.

use crate::commands::payload_summary::one_line;

const DEFAULT_WIDTH: usize = 100;
const MAX_LIST_WIDTH: usize = 30;
const MAX_HANDLE_WIDTH: usize = 20;
const MIN_LAST_WIDTH: usize = 20;

/// Stands where there is nothing to show.
const NOTHING: &str = "-";

pub fn width() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(DEFAULT_WIDTH)
}

/// The last column takes what is left of the width, where characters of double width cannot push
/// another out of line. Those of `optional` are left out where no row has anything there.
pub fn table<const N: usize>(
    header: [&str; N],
    optional: &[&str],
    rows: &[[String; N]],
    width: usize,
) -> String {
    let mut shown: Vec<usize> = (0..N)
        .filter(|column| {
            let is_empty = || rows.iter().all(|cells| cells[*column] == NOTHING);
            !(optional.contains(&header[*column]) && is_empty())
        })
        .collect();
    let Some(last) = shown.pop() else {
        return String::new();
    };
    let header = header.map(str::to_owned);
    let rows: Vec<&[String; N]> = std::iter::once(&header).chain(rows).collect();
    let widest = |column: usize| {
        let cells = rows.iter().map(|cells| cells[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths: Vec<usize> = shown.iter().map(|column| widest(*column)).collect();
    let used: usize = widths.iter().map(|width| width + 2).sum();
    let left = width.saturating_sub(used).max(MIN_LAST_WIDTH);
    let mut text = String::new();
    for cells in rows {
        for (column, width) in shown.iter().zip(&widths) {
            text.push_str(&format!("{:width$}  ", cells[*column]));
        }
        text.push_str(&trimmed(&cells[last], left));
        text.push('\n');
    }
    text
}

/// Tags, or names. The special tags only repeat who the device is.
pub fn list(items: &[String]) -> String {
    let shown: Vec<&str> = items
        .iter()
        .map(String::as_str)
        .filter(|item| !item.starts_with('$'))
        .collect();
    match shown.is_empty() {
        true => NOTHING.to_owned(),
        false => trimmed(&one_line(&shown.join(",")), MAX_LIST_WIDTH),
    }
}

/// By the id of its installation; one that has none goes by its handle.
pub fn device(installation_id: Option<&str>, handle: &str) -> String {
    match installation_id {
        Some(id) => one_line(id),
        None => trimmed(&one_line(handle), MAX_HANDLE_WIDTH),
    }
}

fn trimmed(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let start: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{start}…")
}
