//! The devices of a hub on disk: one line of JSON for each change, appended before the change is
//! acknowledged. On start the file is replayed and written anew without what has been replaced.

use crate::files;
use crate::installation::Installation;
use crate::locks;
use crate::store::{RegistrationIds, Store};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

pub struct Journal {
    file: Mutex<File>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Change {
    Put {
        installation: Value,
        native_id: String,
        template_ids: BTreeMap<String, String>,
    },
    Delete {
        installation_id: String,
    },
}

impl Journal {
    pub fn open(path: &Path) -> Result<Journal, String> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(path)
            .map_err(|error| format!("cannot open {}: {error}", path.display()))?;
        let file = Mutex::new(file);
        Ok(Journal { file })
    }

    pub fn put(&self, installation: &Installation, ids: &RegistrationIds) -> io::Result<()> {
        self.append(&put_change(installation, ids)?)
    }

    pub fn delete(&self, installation_id: &str) -> io::Result<()> {
        self.append(&Change::Delete {
            installation_id: installation_id.to_owned(),
        })
    }

    pub fn clear(&self) -> io::Result<()> {
        locks::lock(&self.file).set_len(0)
    }

    fn append(&self, change: &Change) -> io::Result<()> {
        let mut line = serde_json::to_vec(change)?;
        line.push(b'\n');
        let mut file = locks::lock(&self.file);
        let length = file.metadata()?.len();
        file.write_all(&line).inspect_err(|_| {
            // Half a line would spoil the next one.
            let _ = file.set_len(length);
        })
    }
}

/// Fills `store` from the journal at `path`, if there is one, and compacts the file. A last line
/// without its end was never acknowledged and is dropped.
pub fn replay(path: &Path, store: &mut Store) -> Result<(), String> {
    let Some(text) = files::read_if_there(path)? else {
        return Ok(());
    };
    let complete = text.rfind('\n').map_or("", |end| &text[..end]);
    for (index, line) in complete.lines().enumerate() {
        apply(line, store)
            .map_err(|fault| format!("{}, line {}: {fault}", path.display(), index + 1))?;
    }
    let mut compact = Vec::new();
    for installation in store.installations() {
        let ids = store.registration_ids(&installation.installation_id);
        let change = put_change(installation, &ids).map_err(|error| error.to_string())?;
        serde_json::to_writer(&mut compact, &change).map_err(|error| error.to_string())?;
        compact.push(b'\n');
    }
    files::replace_private(path, &compact)
}

fn apply(line: &str, store: &mut Store) -> Result<(), String> {
    match serde_json::from_str(line).map_err(|error| error.to_string())? {
        Change::Put {
            installation,
            native_id,
            template_ids,
        } => {
            let templates = template_ids.into_iter().map(|(name, id)| (Some(name), id));
            let ids = templates.chain([(None, native_id)]).collect();
            store.put(Installation::from_json(&installation)?, &ids);
        }
        Change::Delete { installation_id } => store.delete(&installation_id),
    }
    Ok(())
}

fn put_change(installation: &Installation, ids: &RegistrationIds) -> io::Result<Change> {
    let id = |name: Option<String>| ids.get(&name).cloned().unwrap_or_default();
    Ok(Change::Put {
        installation: serde_json::to_value(installation)?,
        native_id: id(None),
        template_ids: installation
            .templates
            .keys()
            .map(|name| (name.clone(), id(Some(name.clone()))))
            .collect(),
    })
}
