//! The devices, scheduled notifications and jobs of a hub on disk: one line of JSON for each change,
//! appended before the change is acknowledged. On start, and when most of the file is history, it is
//! written anew without what has been replaced.

use crate::basics::faults_told;
use crate::basics::files;
use crate::basics::locks;
use crate::devices::checks::Checks;
use crate::devices::installation::Installation;
use crate::devices::registration::{DerivedRegistration, InstallationPart};
use crate::devices::registration_reader;
use crate::devices::registration_writer::{self, DescriptionForm};
use crate::state::change::{Change, ChangeRef};
use crate::state::job::Job;
use crate::state::scheduled::ScheduledNotification;
use crate::state::store::Store;
use crate::wire::element::Element;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A file below this size is not worth being written anew.
const SMALL: u64 = 8 << 20;
/// Nor is one that has not grown by so much since the last time.
const GROWTH: u64 = 3;

pub struct Journal {
    path: PathBuf,
    state: Mutex<JournalFile>,
}

struct JournalFile {
    file: File,
    length: u64,
    /// The length when it was last written anew.
    compact: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Record {
    Put {
        installation: Value,
        registrations: Vec<DerivedRecord>,
    },
    Delete {
        installation_id: String,
    },
    Register {
        /// With id, ETag and expiry in it.
        description: String,
    },
    Unregister {
        id: String,
    },
    Job(Box<Job>),
    Schedule(ScheduledNotification),
    Unschedule {
        id: String,
    },
}

#[derive(Serialize, Deserialize)]
struct DerivedRecord {
    #[serde(flatten)]
    of: InstallationPart,
    id: String,
    etag: u32,
}

impl Journal {
    /// Fills `store` from the file at `path`, if there is one. A last line without its end was never
    /// acknowledged and is dropped.
    pub fn open(path: PathBuf, store: &mut Store) -> Result<Journal, String> {
        replay(&path, store)?;
        let fail = |error: io::Error| format!("cannot write {}: {error}", path.display());
        let (file, length) = write_anew(&path, store).map_err(fail)?;
        let state = JournalFile {
            file,
            length,
            compact: length,
        };
        Ok(Journal {
            path,
            state: Mutex::new(state),
        })
    }

    pub fn append(&self, change: &Change) -> io::Result<()> {
        let mut line = serde_json::to_vec(&Record::of(change.as_ref())?)?;
        line.push(b'\n');
        let mut state = locks::lock(&self.state);
        let length = state.length;
        state.file.write_all(&line).inspect_err(|_| {
            // Half a line would spoil the next one.
            let _ = state.file.set_len(length);
        })?;
        state.length += line.len() as u64;
        Ok(())
    }

    /// Writes the file anew if that makes it much smaller. The caller keeps `store` as it is
    /// meanwhile; a file that could not be written anew goes on as it was.
    pub fn compact_if_due(&self, store: &Store) -> io::Result<()> {
        let mut state = locks::lock(&self.state);
        if state.length < SMALL.max(state.compact.saturating_mul(GROWTH)) {
            return Ok(());
        }
        let (file, length) = write_anew(&self.path, store)?;
        *state = JournalFile {
            file,
            length,
            compact: length,
        };
        Ok(())
    }

    pub fn clear(&self) -> io::Result<()> {
        let mut state = locks::lock(&self.state);
        state.file.set_len(0)?;
        state.length = 0;
        state.compact = 0;
        Ok(())
    }
}

fn replay(path: &Path, store: &mut Store) -> Result<(), String> {
    let fail = |error: io::Error| format!("cannot read {}: {error}", path.display());
    let Some(file) = files::found(files::open(path)).map_err(fail)? else {
        return Ok(());
    };
    let mut file = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        file.read_until(b'\n', &mut line).map_err(fail)?;
        if line.pop() != Some(b'\n') {
            break;
        }
        // The line is told with the file. The words in it are not: handles are among them.
        let change = serde_json::from_slice(&line)
            .map_err(|error| faults_told::in_json(&error))
            .and_then(|record: Record| {
                let change = record.into_change();
                change.map_err(|fault| faults_told::without_quoted(&fault))
            })
            .map_err(|fault| format!("{}, line {number}: {fault}", path.display()))?;
        store.apply(change);
    }
    Ok(())
}

/// Gives the new file, open for appending, and its length.
fn write_anew(path: &Path, store: &Store) -> io::Result<(File, u64)> {
    files::replace_by(path, |beside| {
        store.for_each_change(|change| {
            serde_json::to_writer(&mut *beside, &Record::of(change)?)?;
            beside.write_all(b"\n")
        })
    })?;
    let mut options = OpenOptions::new();
    options.append(true);
    let file = options.open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

impl Record {
    fn of(change: ChangeRef) -> io::Result<Record> {
        Ok(match change {
            ChangeRef::Put(installation, plan) => Record::Put {
                installation: serde_json::to_value(installation)?,
                registrations: plan
                    .iter()
                    .map(|derived| DerivedRecord {
                        of: derived.of.clone(),
                        id: derived.id.clone(),
                        etag: derived.etag,
                    })
                    .collect(),
            },
            ChangeRef::Delete(installation_id) => Record::Delete {
                installation_id: installation_id.to_owned(),
            },
            ChangeRef::Register(registration) => Record::Register {
                description: registration_writer::write(registration, DescriptionForm::Line),
            },
            ChangeRef::Unregister(id) => Record::Unregister { id: id.to_owned() },
            ChangeRef::Job(job) => Record::Job(Box::new(job.clone())),
            ChangeRef::Schedule(scheduled) => Record::Schedule(scheduled.clone()),
            ChangeRef::Unschedule(id) => Record::Unschedule { id: id.to_owned() },
        })
    }

    fn into_change(self) -> Result<Change, String> {
        Ok(match self {
            Record::Put {
                installation,
                registrations,
            } => Change::Put {
                installation: Box::new(Installation::from_json(&installation, Checks::OF_JOURNAL)?),
                plan: registrations
                    .into_iter()
                    .map(|record| DerivedRegistration {
                        of: record.of,
                        id: record.id,
                        etag: record.etag,
                    })
                    .collect(),
            },
            Record::Delete { installation_id } => Change::Delete { installation_id },
            Record::Register { description } => {
                let root = Element::parse(description.as_bytes())?;
                let parsed = registration_reader::parse(&root, Checks::OF_JOURNAL);
                let parsed = parsed.map_err(|fault| fault.to_string())?;
                let id = parsed.id.clone().ok_or("there is no RegistrationId")?;
                let (etag, expires) = (parsed.etag.unwrap_or(1), parsed.expires);
                Change::Register(Arc::new(parsed.into_registration(id, etag, expires)))
            }
            Record::Unregister { id } => Change::Unregister { id },
            Record::Job(job) => Change::Job(job),
            Record::Schedule(scheduled) => Change::Schedule(Arc::new(scheduled)),
            Record::Unschedule { id } => Change::Unschedule { id },
        })
    }
}
