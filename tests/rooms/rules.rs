//! What is wrong with the imports of a crate, in words.

use crate::circles::circles;
use crate::imports::{Import, imports};
use crate::source::Source;
use crate::table::{May, Room, rooms};

/// What is wrong with the table under this heading of the page by itself, and where
/// table and crate differ.
pub fn against_the_table(source: &Source, page: &str, heading: &str) -> Vec<String> {
    let rooms = rooms(page, heading);
    let mut wrong = wrong_rows(source, &rooms);
    let place = |file: usize| {
        let name = room_of(source, file);
        rooms.iter().position(|room| room.name == name)
    };
    let all: Vec<(Import, usize, usize)> = imports(source)
        .into_iter()
        .filter_map(|import| {
            // A file without a row has been named above.
            let (from, to) = (place(import.from)?, place(import.to)?);
            (from != to).then_some((import, from, to))
        })
        .collect();
    for (number, room) in rooms.iter().enumerate() {
        let allowed = room.allowed(&rooms);
        for (import, _, to) in all.iter().filter(|(_, from, _)| *from == number) {
            if !allowed.contains(to) {
                wrong.push(format!(
                    "{}: `{}` may not import `{}`",
                    described(source, import),
                    room.name,
                    rooms[*to].name
                ));
            }
        }
        let is_used = |to: usize| all.iter().any(|(_, f, t)| (*f, *t) == (number, to));
        for to in allowed {
            if matches!(room.may_import, May::Only(_)) && !is_used(to) {
                wrong.push(format!(
                    "line {} of the page: `{}` may import `{}` and does not",
                    room.line, room.name, rooms[to].name
                ));
            }
        }
    }
    wrong
}

/// `src/hub/send.rs:12: crate::wire::xml leads to src/wire/xml.rs`
fn described(source: &Source, import: &Import) -> String {
    let Import {
        from,
        line,
        to,
        path,
    } = import;
    let (from, to) = (source.shown(*from), source.shown(*to));
    format!("{from}:{line}: {path} leads to {to}")
}

/// The folder or file at the top that a file belongs to.
fn room_of(source: &Source, file: usize) -> String {
    let name = &source.files[file].name;
    match name.split_once('/') {
        Some((folder, _)) => format!("{folder}/"),
        None => name.clone(),
    }
}

fn wrong_rows(source: &Source, rooms: &[Room]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut there: Vec<String> = (0..source.files.len())
        .map(|file| room_of(source, file))
        .collect();
    there.sort();
    there.dedup();
    for name in &there {
        let rows = rooms.iter().filter(|room| room.name == *name).count();
        if rows != 1 {
            wrong.push(format!(
                "{}/{name} has {rows} rows in the table",
                source.folder
            ));
        }
    }
    for room in rooms {
        if !there.contains(&room.name) {
            wrong.push(format!(
                "line {} of the page: {}/{} is not there",
                room.line, source.folder, room.name
            ));
        }
        let May::Only(names) = &room.may_import else {
            continue;
        };
        for name in names {
            let others = rooms.iter().filter(|other| other.name != room.name);
            let meant = others.filter(|other| other.is_called(name)).count();
            if meant != 1 {
                wrong.push(format!(
                    "line {} of the page: `{name}` names {meant} other rooms",
                    room.line
                ));
            }
        }
    }
    let allowed = rooms.iter().enumerate();
    let allowed: Vec<(usize, usize)> = allowed
        .flat_map(|(from, room)| room.allowed(rooms).into_iter().map(move |to| (from, to)))
        .collect();
    for circle in circles(rooms.len(), &allowed) {
        let names: Vec<String> = circle
            .shortest
            .iter()
            .map(|&room| format!("`{}`", rooms[room].name))
            .collect();
        wrong.push(format!("the table allows a circle: {}", names.join(" -> ")));
    }
    wrong
}

/// The circles of files, with the lines that make the shortest of each.
pub fn circles_of_files(source: &Source) -> Vec<String> {
    let imports = imports(source);
    let edges: Vec<(usize, usize)> = imports
        .iter()
        .map(|import| (import.from, import.to))
        .collect();
    let all = circles(source.files.len(), &edges);
    all.iter()
        .map(|circle| {
            let names: Vec<String> = circle.all.iter().map(|&file| source.shown(file)).collect();
            let mut text = format!(
                "{} files import each other: {}",
                names.len(),
                names.join(", ")
            );
            let others = circle.shortest.iter().cycle().skip(1);
            for (&from, &to) in circle.shortest.iter().zip(others) {
                let import = imports
                    .iter()
                    .find(|import| (import.from, import.to) == (from, to));
                text += &format!("\n  {}", described(source, import.unwrap()));
            }
            text
        })
        .collect()
}
