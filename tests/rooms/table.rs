//! The table of rooms on a page: what lives in each, and what it may import.

use std::collections::BTreeSet;

const HEADER: [&str; 3] = ["room", "what lives there", "may import"];

pub struct Room {
    /// As the table writes it: `ffi/`, `error.rs`.
    pub name: String,
    /// The line of the page.
    pub line: usize,
    pub may_import: May,
}

pub enum May {
    Everything,
    /// As the table writes it: `ffi` or `ffi/`, `error` or `error.rs`.
    Only(Vec<String>),
}

/// The rooms of the table under a heading.
pub fn rooms(page: &str, heading: &str) -> Vec<Room> {
    let mut rows = page
        .lines()
        .enumerate()
        .skip_while(|(_, line)| *line != heading)
        .skip(1)
        .take_while(|(_, line)| !line.starts_with('#'))
        .filter_map(|(number, line)| Some((number + 1, cells(line)?)));
    let (_, header) = rows
        .next()
        .unwrap_or_else(|| panic!("no table under {heading:?}"));
    assert_eq!(header, HEADER, "under {heading:?}");
    rows.next();
    rows.map(|(line, cells)| {
        let [name, _, may_import] = &cells[..] else {
            panic!("line {line} of the page has not three cells");
        };
        Room {
            name: name.trim_matches('`').to_owned(),
            line,
            may_import: may(may_import),
        }
    })
    .collect()
}

fn cells(line: &str) -> Option<Vec<String>> {
    let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(
        inside
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect(),
    )
}

/// Reads `auth (for Secret), wire`.
fn may(cell: &str) -> May {
    let mut depth = 0;
    let without_remarks: String = cell
        .chars()
        .filter(|&letter| {
            depth += i32::from(letter == '(');
            let is_outside = depth == 0;
            depth -= i32::from(letter == ')');
            is_outside && letter != '`'
        })
        .collect();
    match without_remarks.trim() {
        "everything" => May::Everything,
        "nothing" => May::Only(Vec::new()),
        list => May::Only(list.split(',').map(|name| name.trim().to_owned()).collect()),
    }
}

impl Room {
    pub fn is_called(&self, name: &str) -> bool {
        let short = |name: &str| {
            let name = name.trim_end_matches('/');
            name.strip_suffix(".rs").unwrap_or(name).to_owned()
        };
        self.name == name || short(&self.name) == short(name)
    }

    /// Which of these rooms may it import?
    pub fn allowed(&self, rooms: &[Room]) -> BTreeSet<usize> {
        let all = rooms.iter().enumerate();
        let allowed = all.filter(|(_, room)| match &self.may_import {
            May::Everything => room.name != self.name,
            May::Only(names) => names.iter().any(|name| room.is_called(name)),
        });
        allowed.map(|(number, _)| number).collect()
    }
}

#[test]
fn the_table_is_read() {
    let page = "# Page\n\n| room | other |\n|---|---|\n| x | y |\n\n## Rooms\n\nText.\n\n\
        | room | what lives there | may import |\n|---|---|---|\n\
        | `hub/` | hubs | wire (a, b), `error` |\n| `wire/` | XML | error.rs |\n\
        | `error.rs` | errors | nothing |\n| `lib.rs` | all | everything |\n\n## Next\n";
    let rooms = rooms(page, "## Rooms");
    let read: Vec<_> = rooms
        .iter()
        .map(|room| {
            (
                &room.name[..],
                room.line,
                Vec::from_iter(room.allowed(&rooms)),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            ("hub/", 13, vec![1, 2]),
            ("wire/", 14, vec![2]),
            ("error.rs", 15, vec![]),
            ("lib.rs", 16, vec![0, 1, 2]),
        ]
    );
}
