//! A small blob store in a local folder: where jobs read and write, and where feedback lies. It
//! stands in for the storage account that the service is given addresses of.

use crate::basics::files;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Names stay readable for whoever looks into the folder.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// What ends the name of every directory. No encoded name of a blob can end so, which keeps the
/// blob `a` apart from the directory of `a/b`.
const DIRECTORY: &str = "%2F";

/// Longest name of a file or folder of nearly every file system, in bytes.
const MAX_FILE_NAME: usize = 255;

pub struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    /// Nothing is created before the first blob.
    pub fn new(folder: PathBuf) -> Blobs {
        Blobs { folder }
    }

    /// Creates or replaces in one step: a reader sees the old content or the new.
    pub fn put(&self, container: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write(container, name, |file| file.write_all(bytes))
    }

    /// The same for content that is made while it is written.
    pub fn write<T>(
        &self,
        container: &str,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> io::Result<T> {
        let path = self.path(container, name)?;
        files::create_private_folders(path.parent().unwrap_or(&self.folder))?;
        files::replace_by(&path, write)
    }

    /// Adds to the end of what is there, in one piece.
    pub fn append(&self, container: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(container, name)?;
        files::create_private_folders(path.parent().unwrap_or(&self.folder))?;
        files::append_private(&path)?.write_all(bytes)
    }

    pub fn get(&self, container: &str, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(mut file) = self.open(container, name)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// For a blob that is better not read at once.
    pub fn open(&self, container: &str, name: &str) -> io::Result<Option<fs::File>> {
        files::found(files::open(&self.path(container, name)?))
    }

    /// Whether there was such a blob.
    pub fn delete(&self, container: &str, name: &str) -> io::Result<bool> {
        Ok(files::found(fs::remove_file(self.path(container, name)?))?.is_some())
    }

    /// The names and lengths of the blobs of a container, in the order of their names.
    pub fn list(&self, container: &str) -> io::Result<Vec<(String, u64)>> {
        let mut blobs = Vec::new();
        collect(&self.container(container)?, "", &mut blobs)?;
        blobs.sort();
        Ok(blobs)
    }

    fn container(&self, container: &str) -> io::Result<PathBuf> {
        match container.is_empty() || container.contains('/') {
            true => Err(io::Error::new(
                ErrorKind::InvalidInput,
                "not a name for a container",
            )),
            false => Ok(self.folder.join(file_name(encode(container))?)),
        }
    }

    fn path(&self, container: &str, name: &str) -> io::Result<PathBuf> {
        let mut path = self.container(container)?;
        let (folders, file) = name
            .rsplit_once('/')
            .map_or((None, name), |(folders, file)| (Some(folders), file));
        if file.is_empty() {
            return Err(io::Error::new(
                ErrorKind::InvalidInput,
                "not a name for a blob",
            ));
        }
        // The service's own names have an empty segment: `{namespace}//{hub}/…`.
        for folder in folders.iter().flat_map(|folders| folders.split('/')) {
            path.push(file_name(encode(folder) + DIRECTORY)?);
        }
        path.push(file_name(encode(file))?);
        Ok(path)
    }
}

/// Whether the folder is no place for such a name, rather than unable to take any.
pub fn is_bad_name(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename
    )
}

fn file_name(encoded: String) -> io::Result<String> {
    match encoded.len() > MAX_FILE_NAME {
        true => Err(io::Error::new(
            ErrorKind::InvalidInput,
            format!(
                "no part of a name is longer than {MAX_FILE_NAME} bytes here, with all but letters, digits and - _ . percent-encoded"
            ),
        )),
        false => Ok(encoded),
    }
}

fn encode(name: &str) -> String {
    let encoded = utf8_percent_encode(name, KEPT).to_string();
    // Never `.` or `..`, nor a file that is hidden or one of `tempfile`'s.
    match encoded.strip_prefix('.') {
        Some(rest) => format!("%2E{rest}"),
        None => encoded,
    }
}

fn collect(folder: &Path, prefix: &str, blobs: &mut Vec<(String, u64)>) -> io::Result<()> {
    let Some(entries) = files::found(fs::read_dir(folder))? else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let encoded = entry.file_name();
        let Some(encoded) = encoded.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let (encoded, is_folder) = match encoded.strip_suffix(DIRECTORY) {
            Some(encoded) => (encoded, true),
            None => (encoded, false),
        };
        let name = percent_decode_str(encoded).decode_utf8_lossy();
        match is_folder {
            true => collect(&entry.path(), &format!("{prefix}{name}/"), blobs)?,
            false => blobs.push((format!("{prefix}{name}"), entry.metadata()?.len())),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_kind() {
        let folder = tempfile::TempDir::new().unwrap();
        let blobs = Blobs::new(folder.path().join("blobs"));
        assert!(blobs.list("out").unwrap().is_empty());
        let names = [
            "a",
            "a/b",
            "a//b",
            "..",
            "../../x",
            "%2F",
            "ä b?.txt",
            ".hidden",
            "b%2F/c",
        ];
        for name in names {
            blobs.put("out", name, name.as_bytes()).unwrap();
        }
        blobs.put("out", "a", b"again").unwrap();
        blobs.put("..", "a", b"elsewhere").unwrap();
        let mut expected: Vec<(String, u64)> = names
            .iter()
            .map(|name| (name.to_string(), name.len() as u64))
            .collect();
        expected[0].1 = 5;
        expected.sort();
        assert_eq!(blobs.list("out").unwrap(), expected);
        for name in &names[1..] {
            assert_eq!(
                blobs.get("out", name).unwrap().as_deref(),
                Some(name.as_bytes())
            );
        }
        assert_eq!(blobs.get("..", "a").unwrap().unwrap(), b"elsewhere");
        assert_eq!(blobs.get("out", "none").unwrap(), None);
        // All of it lies in the folder.
        let outside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(outside.len(), 1);
        assert!(blobs.delete("out", "a").unwrap());
        assert!(!blobs.delete("out", "a").unwrap());
        blobs.append("out", "a", b"1").unwrap();
        blobs.append("out", "a", b"2").unwrap();
        assert_eq!(blobs.get("out", "a").unwrap().unwrap(), b"12");
        assert!(blobs.put("out", "", b"").is_err());
        assert!(blobs.put("", "a", b"").is_err());
        assert!(blobs.put("out", "a/", b"").is_err());
    }
}
