//! The lines that tell a shell, or another program, how to reach the hub.

use crate::basics::files;
use std::path::Path;

/// Names and values in the order in which they are written.
pub struct EnvFile(Vec<(String, String)>);

pub const CA_FILE: &str = "NH_CA_FILE";
pub const URL: &str = "NH_URL";

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

    /// Keys are in it, so that nobody else may read it.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        files::replace_private(file, self.first_lines(usize::MAX).as_bytes())
    }

    /// Removes the file, unless another hub has written it since.
    pub fn remove(&self, file: &Path) -> Result<(), String> {
        if files::read_if_there(file)? != Some(self.first_lines(usize::MAX)) {
            return Ok(());
        }
        files::remove_if_there(file)
            .map_err(|error| format!("cannot remove {}: {error}", file.display()))
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
    fn quoting_round_trip() {
        for value in ["", "a b", "it's", "$HOME;`x`\"", "'"] {
            assert_eq!(unquote(&quote(value)), value);
        }
        assert_eq!(quote("it's"), "'it'\\''s'");
    }
}
