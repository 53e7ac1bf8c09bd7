//! A small blob store in a local folder: where jobs read and write, and where feedback lies. It
//! stands in for the storage account that the service is given addresses of.

use crate::basics::clock::Clock;
use crate::basics::files;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use time::OffsetDateTime;

/// Names stay readable for whoever looks into the folder.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// What ends the name of every directory. No encoded name of a blob can end so, which keeps the
/// blob `a` apart from the directory of `a/b`.
const DIRECTORY: &str = "%2F";

/// Longest name of a file or folder of nearly every file system, in bytes.
const MAX_FILE_NAME: usize = 255;

pub struct Blobs {
    folder: PathBuf,
    clock: Clock,
}

/// What is told of a blob beside its name.
#[derive(Debug)]
pub struct Properties {
    pub length: u64,
    pub modified: OffsetDateTime,
    /// Another one after each change, without quotes.
    pub etag: String,
}

impl Properties {
    pub fn of(file: &Metadata) -> io::Result<Properties> {
        let modified = file.modified()?;
        let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut etag = since.as_nanos() as u64;
        #[cfg(unix)]
        {
            // A blob that is replaced is another file, also where the clock stands still.
            etag ^= std::os::unix::fs::MetadataExt::ino(file).rotate_left(48);
        }
        etag ^= file.len().rotate_left(24);
        Ok(Properties {
            length: file.len(),
            modified: modified.into(),
            etag: format!("0x{etag:016X}"),
        })
    }
}

impl Blobs {
    /// Nothing is created before the first blob.
    pub fn new(folder: PathBuf, clock: Clock) -> Blobs {
        Blobs { folder, clock }
    }

    /// Whether it was not there.
    pub fn create_container(&self, container: &str) -> io::Result<bool> {
        let path = self.container(container)?;
        let is_new = !path.is_dir();
        files::create_private_folders(&path)?;
        Ok(is_new)
    }

    pub fn has_container(&self, container: &str) -> io::Result<bool> {
        Ok(self.container(container)?.is_dir())
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
        let result = files::replace_by(&path, write)?;
        self.date(&path)?;
        Ok(result)
    }

    /// Adds to the end of what is there, in one piece.
    pub fn append(&self, container: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(container, name)?;
        files::create_private_folders(path.parent().unwrap_or(&self.folder))?;
        files::append_private(&path)?.write_all(bytes)?;
        self.date(&path)
    }

    /// What was written is as old as the hub's clock says.
    fn date(&self, path: &Path) -> io::Result<()> {
        if self.clock.is_real() {
            return Ok(());
        }
        let file = fs::OpenOptions::new().append(true).open(path)?;
        file.set_modified(self.clock.now().into())
    }

    #[cfg(test)]
    pub fn get(&self, container: &str, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(mut file) = self.open(container, name)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut file, &mut bytes)?;
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

    /// None where there is no such blob.
    pub fn properties(&self, container: &str, name: &str) -> io::Result<Option<Properties>> {
        let found = files::found(fs::metadata(self.path(container, name)?))?;
        let file = found.filter(Metadata::is_file);
        file.map(|file| Properties::of(&file)).transpose()
    }

    /// The names of the blobs of a container, in order.
    pub fn names(&self, container: &str) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        collect(&self.container(container)?, "", &mut names)?;
        names.sort();
        Ok(names)
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

fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
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
            true => collect(&entry.path(), &format!("{prefix}{name}/"), names)?,
            false => names.push(format!("{prefix}{name}")),
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
        let blobs = Blobs::new(folder.path().join("blobs"), Clock::system());
        assert!(blobs.names("out").unwrap().is_empty());
        assert!(!blobs.has_container("out").unwrap());
        assert!(blobs.create_container("out").unwrap());
        assert!(!blobs.create_container("out").unwrap() && blobs.has_container("out").unwrap());
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
        let mut expected = names.to_vec();
        expected.sort();
        assert_eq!(blobs.names("out").unwrap(), expected);
        let length = |name| blobs.properties("out", name).unwrap().map(|of| of.length);
        assert_eq!(length("a"), Some(5));
        assert_eq!((length("none"), length("a/b/c")), (None, None));
        for name in &names[1..] {
            assert_eq!(length(name), Some(name.len() as u64));
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
        // By the hub's clock, and another tag for other content even where that stands.
        let tag = || blobs.properties("out", "a").unwrap().unwrap().etag;
        let time = OffsetDateTime::from_unix_timestamp(4_000_000_000).unwrap();
        assert!(blobs.clock.set(time, true));
        blobs.put("out", "a", b"12").unwrap();
        let modified = blobs.properties("out", "a").unwrap().unwrap().modified;
        assert_eq!(modified, time);
        let first = tag();
        assert_eq!(first, tag());
        blobs.put("out", "a", b"34").unwrap();
        let second = tag();
        blobs.append("out", "a", b"5").unwrap();
        assert!(first != second && second != tag());
        assert!(blobs.put("out", "", b"").is_err());
        assert!(blobs.put("", "a", b"").is_err());
        assert!(blobs.put("out", "a/", b"").is_err());
    }
}
