//! The lines that tell a shell, or another program, how to reach the hub.

use crate::basics::files;
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Names and values in the order in which they are written.
pub struct EnvFile(Vec<(String, String)>);

pub const CONNECTION_STRING: &str = "NH_CONNECTION_STRING";
pub const HUB: &str = "NH_HUB";
pub const CA_FILE: &str = "NH_CA_FILE";
pub const URL: &str = "NH_URL";
pub const LISTEN_CONNECTION_STRING: &str = "NH_LISTEN_CONNECTION_STRING";
pub const SECONDARY_CONNECTION_STRING: &str = "NH_SECONDARY_CONNECTION_STRING";
pub const ROOT_CONNECTION_STRING: &str = "NH_ROOT_CONNECTION_STRING";
/// Differs with each start. Whoever knows it may end the hub.
pub const INSTANCE: &str = "NH_EMULATOR_INSTANCE";

const NAMES: [&str; 8] = [
    CONNECTION_STRING,
    HUB,
    CA_FILE,
    URL,
    LISTEN_CONNECTION_STRING,
    SECONDARY_CONNECTION_STRING,
    ROOT_CONNECTION_STRING,
    INSTANCE,
];

impl EnvFile {
    pub fn new(values: impl IntoIterator<Item = (&'static str, String)>) -> EnvFile {
        let values = values.into_iter();
        EnvFile(
            values
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    pub fn read(file: &Path) -> Result<EnvFile, String> {
        let text = files::read_if_there(file)?
            .ok_or_else(|| format!("{} does not exist: is the hub running?", file.display()))?;
        let values = text.lines().filter_map(|line| {
            let (name, value) = line.split_once('=')?;
            Some((name.to_owned(), unquote(value)))
        });
        Ok(EnvFile(values.collect()))
    }

    /// Makes room for [`EnvFile::write`], so that whoever waits for the file never finds that of a
    /// hub that has ended. Only a file that a hub wrote is removed, and only when that hub is gone.
    pub fn make_room(file: &Path) -> Result<(), String> {
        let fail = |error: io::Error| format!("cannot use {}: {error}", file.display());
        let Some(found) = files::found(file.symlink_metadata()).map_err(fail)? else {
            return Ok(());
        };
        let text = match found.is_file() {
            true => fs::read(file).map_err(fail)?,
            false => Vec::new(),
        };
        if !is_written_by_a_hub(&text) {
            return Err(format!(
                "{} was not written by nh-emulator and stays as it is: choose another --env-file",
                file.display()
            ));
        }
        // Held until the file is gone: no two hubs make room in one place.
        let lock = File::open(file).map_err(fail)?;
        if files::is_locked_by_another(&lock).unwrap_or(false) {
            return Err(format!("a hub is running that wrote {}", file.display()));
        }
        files::remove_if_there(file).map_err(fail)
    }

    /// Keys are in it, so that nobody else may read it. The file is locked while the one given back
    /// is open, which tells others that the hub is running.
    pub fn write(&self, file: &Path) -> Result<File, String> {
        files::create_private_locked(file, self.first_lines(usize::MAX).as_bytes())
            .map_err(|error| format!("cannot write {}: {error}", file.display()))
    }

    /// Removes the file, unless somebody else has written it since.
    pub fn remove(&self, file: &Path) -> Result<(), String> {
        let fail = |error: io::Error| format!("cannot remove {}: {error}", file.display());
        let is_ours = match files::found(file.symlink_metadata()).map_err(fail)? {
            Some(found) if found.is_file() => {
                fs::read(file).map_err(fail)? == self.first_lines(usize::MAX).as_bytes()
            }
            _ => false,
        };
        match is_ours {
            true => files::remove_if_there(file).map_err(fail),
            false => Ok(()),
        }
    }

    pub fn first_lines(&self, count: usize) -> String {
        self.0
            .iter()
            .take(count)
            .map(|(name, value)| format!("{name}={}\n", quote(value)))
            .collect()
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Nobody else writes just these lines, in this order and in these quotes. A file with one more line
/// is somebody's own.
fn is_written_by_a_hub(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines.len() == NAMES.len()
        && lines.iter().zip(NAMES).all(|(line, name)| {
            let value = line
                .strip_suffix('\n')
                .and_then(|line| line.strip_prefix(name)?.strip_prefix('='));
            value.is_some_and(|value| quote(&unquote(value)) == value)
        })
}

/// In single quotes a shell leaves everything alone but the single quote.
fn quote(value: &str) -> String {
    format!("'{}'", value.replace('\'', "'\\''"))
}

fn unquote(text: &str) -> String {
    let inner = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    match inner {
        Some(inner) => inner.replace("'\\''", "'"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hubs_own_file_is_known_by_all_of_its_lines() {
        let own = EnvFile::new(NAMES.map(|name| (name, "it's".to_owned())));
        let own = own.first_lines(usize::MAX);
        assert!(is_written_by_a_hub(own.as_bytes()));
        for other in [
            String::new(),
            "\n".to_owned(),
            own.trim_end().to_owned(),
            format!("{own}SECRET='x'\n"),
            format!("{own}\n"),
            format!("# mine\n{own}"),
            own.replace("NH_HUB='it'", "NH_HUB=\"it\""),
            own.replace("NH_URL", "MY_URL"),
            own.replace('\n', "\r\n"),
        ] {
            assert!(!is_written_by_a_hub(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn quoting_round_trip() {
        for value in ["", "a b", "it's", "$HOME;`x`\"", "'"] {
            assert_eq!(unquote(&quote(value)), value);
        }
        assert_eq!(quote("it's"), "'it'\\''s'");
    }
}
