//! Files that nobody else may read, replaced in one step so that no reader sees half of one.

use crate::basics::os::{self, BlockingLock};
use rustix::fs::{FlockOperation, fcntl_lock, flock};
use rustix::io::Errno;
use rustix::process::Pid;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, IntoInnerError, Write};
use std::path::Path;

/// None where there is no such file.
pub fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub fn read_if_there(file: &Path) -> Result<Option<String>, String> {
    found(open(file).and_then(io::read_to_string))
        .map_err(|error| format!("cannot read {}: {error}", file.display()))
}

/// For reading. Only of a file it is sure that it has an end: a pipe may never be opened, or read.
pub fn open(file: &Path) -> io::Result<File> {
    match fs::metadata(file)?.is_file() {
        true => File::open(file),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

pub fn remove_if_there(file: &Path) -> io::Result<()> {
    found(fs::remove_file(file)).map(|_| ())
}

/// For what is no secret: everybody may read it, whatever the umask says.
pub fn replace_public(file: &Path, content: &[u8]) -> Result<(), String> {
    let beside = || {
        let mut beside = tempfile::NamedTempFile::new_in(folder_of(file))?;
        beside.write_all(content)?;
        set_mode(beside.path(), 0o644)?;
        beside.persist(file).map_err(|error| error.error)
    };
    beside()
        .map(|_| ())
        .map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// Where the system has such modes.
pub fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    Ok(())
}

pub fn replace_private(file: &Path, content: &[u8]) -> Result<(), String> {
    replace_by(file, |beside| beside.write_all(content))
        .map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// Writes beside the file first (with mode 0600, the default of `tempfile`) and then renames.
pub fn replace_by<T>(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<T> {
    let mut beside = BufWriter::new(tempfile::NamedTempFile::new_in(folder_of(file))?);
    let result = write(&mut beside)?;
    let beside = beside.into_inner().map_err(IntoInnerError::into_error)?;
    beside.persist(file).map_err(|error| error.error)?;
    Ok(result)
}

/// Writes a file that is not there yet, and locks it: as long as the file given back is open, others
/// can see whose it is. It is never seen half-written or unlocked.
pub fn create_private_locked(file: &Path, content: &[u8]) -> io::Result<File> {
    let mut beside = tempfile::NamedTempFile::new_in(folder_of(file))?;
    beside.write_all(content)?;
    // Some file systems have no locks; there it is an unlocked one.
    let _ = fcntl_lock(beside.as_file(), FlockOperation::NonBlockingLockExclusive);
    beside.persist_noclobber(file).map_err(|error| error.error)
}

/// Who has locked a file by [`create_private_locked`].
#[derive(Debug, PartialEq, Eq)]
pub enum Owner {
    Nobody,
    Process(Pid),
    /// A process that this one cannot see: that of another container, for example.
    Unseen,
    /// Somebody who has locked it in another way.
    Stranger,
}

pub fn owner(file: &File) -> io::Result<Owner> {
    os::blocking_lock(file).map(owner_by)
}

fn owner_by(lock: Option<BlockingLock>) -> Owner {
    match lock {
        None => Owner::Nobody,
        Some(BlockingLock {
            exclusive: true,
            process: process @ 0..,
        }) => Pid::from_raw(process).map_or(Owner::Unseen, Owner::Process),
        Some(_) => Owner::Stranger,
    }
}

/// Removes a file unless its owner lives, and says whether it did. `file` is the one found at `path`.
pub fn remove_unless_owned(path: &Path, file: &File) -> io::Result<bool> {
    // Where there are no locks, nobody can tell.
    let locked = fcntl_lock(file, FlockOperation::NonBlockingLockExclusive);
    if let Err(Errno::ACCESS | Errno::AGAIN) = locked {
        return Ok(false);
    }
    // Two that do this at once: the second must not remove what the first has put there since.
    if is_at(path, file)? {
        remove_if_there(path)?;
        return Ok(true);
    }
    Ok(found(path.symlink_metadata())?.is_none())
}

/// Whether what is at `path` is this open file itself.
pub fn is_at(path: &Path, file: &File) -> io::Result<bool> {
    let held = file.metadata()?;
    let found = found(path.symlink_metadata())?;
    Ok(found.is_some_and(|found| is_same(&held, &found)))
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Locks it, unless somebody has done so.
pub fn is_locked_by_another(file: &File) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(false),
        Err(Errno::WOULDBLOCK) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

pub fn create_private_folders(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// What is written to it goes behind what is there. One that others could read is theirs no more. A
/// terminal or /dev/null will do too, but no pipe, whose reader the hub would wait for.
pub fn append_private(file: &Path) -> io::Result<File> {
    if let Some(found) = found(fs::metadata(file))?
        && !(found.is_file() || is_device(&found))
    {
        return Err(io::Error::other("it is neither a file nor a device"));
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(file)?;
    let found = opened.metadata()?;
    #[cfg(unix)]
    if found.is_file() && std::os::unix::fs::MetadataExt::mode(&found) & 0o077 != 0 {
        opened.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    }
    Ok(opened)
}

fn is_device(found: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_char_device(&found.file_type())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_that_locks_for_writing_is_an_owner() {
        let by = |exclusive, process| owner_by(Some(BlockingLock { exclusive, process }));
        assert_eq!(owner_by(None), Owner::Nobody);
        assert_eq!(by(true, 7), Owner::Process(Pid::from_raw(7).unwrap()));
        assert_eq!(by(true, 0), Owner::Unseen);
        for (exclusive, process) in [(true, -1), (true, i32::MIN), (false, 7), (false, 0)] {
            assert_eq!(by(exclusive, process), Owner::Stranger);
        }
    }
}
