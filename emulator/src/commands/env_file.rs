//! The lines that tell a shell, or another program, how to reach the hub.

use crate::basics::console;
use crate::basics::files::{self, Owner};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Names and values in the order in which they are written.
pub struct EnvFile(Vec<(String, String)>);

pub const CONNECTION_STRING: &str = "NH_CONNECTION_STRING";
pub const HUB: &str = "NH_HUB";
pub const CA_FILE: &str = "NH_CA_FILE";
pub const URL: &str = "NH_URL";
pub const LISTEN_CONNECTION_STRING: &str = "NH_LISTEN_CONNECTION_STRING";
pub const SECONDARY_CONNECTION_STRING: &str = "NH_SECONDARY_CONNECTION_STRING";
pub const ROOT_CONNECTION_STRING: &str = "NH_ROOT_CONNECTION_STRING";
/// Not written: read by a hub that is not told it by an option.
pub const FEEDBACK_STORAGE: &str = "NH_FEEDBACK_STORAGE";
/// What goes to standard output; what follows goes into the file only.
pub const LINES_ON_STDOUT: usize = 5;

const NAMES: [&str; 7] = [
    CONNECTION_STRING,
    HUB,
    CA_FILE,
    URL,
    LISTEN_CONNECTION_STRING,
    SECONDARY_CONNECTION_STRING,
    ROOT_CONNECTION_STRING,
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
        let text = text_of(file)?;
        let values = text.lines().filter_map(|line| {
            let (name, value) = line.split_once('=')?;
            Some((name.to_owned(), unquote(value)))
        });
        Ok(EnvFile(values.collect()))
    }

    /// Fails where the file is not as a hub wrote it.
    pub fn check(file: &Path) -> Result<(), String> {
        match is_written_by_a_hub(text_of(file)?.as_bytes()) {
            true => Ok(()),
            false => Err(format!("{} was not written by nh-emulator", file.display())),
        }
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
        let open = OpenOptions::new().read(true).write(true).open(file);
        match files::remove_unless_owned(file, &open.map_err(fail)?).map_err(fail)? {
            true => Ok(()),
            false => Err(format!(
                "a hub is running that wrote {0}; nh-emulator stop --env-file {0} ends it",
                file.display()
            )),
        }
    }

    /// Whose file this is.
    pub fn owner(file: &Path) -> Result<Owner, String> {
        files::open(file)
            .and_then(|file| files::owner(&file))
            .map_err(|error| format!("cannot read {}: {error}", file.display()))
    }

    /// Keys are in it, so that nobody else may read it. It is there, and locked, which tells others
    /// that the hub is running, until what is given back is dropped.
    pub fn write(&self, file: &Path) -> Result<Written, String> {
        let content = self.first_lines(usize::MAX);
        let lock = files::create_private_locked(file, content.as_bytes())
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        Ok(Written {
            path: file.to_owned(),
            content,
            lock,
        })
    }

    pub fn first_lines(&self, count: usize) -> String {
        self.0
            .iter()
            .take(count)
            .map(|(name, value)| format!("{name}={}\n", quote(value)))
            .collect()
    }

    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The file of a hub that runs.
pub struct Written {
    path: PathBuf,
    content: String,
    lock: File,
}

impl Written {
    /// Removes the file, unless somebody has made something else of it since. It is read by the
    /// handle at hand: closing another one would end the lock.
    fn remove(&self) -> io::Result<()> {
        if !files::is_at(&self.path, &self.lock)? {
            return Ok(());
        }
        let mut content = Vec::new();
        let mut file = &self.lock;
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut content)?;
        match content == self.content.as_bytes() {
            true => files::remove_if_there(&self.path),
            false => Ok(()),
        }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            console::complain(format_args!(
                "cannot remove {}: {error}",
                self.path.display()
            ));
        }
    }
}

fn text_of(file: &Path) -> Result<String, String> {
    files::read_if_there(file)?
        .ok_or_else(|| format!("{} does not exist: is the hub running?", file.display()))
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
