//! The file that `--request-log` names: every request as a line of JSON, also of those that the log
//! in memory has forgotten, and of a hub that was killed.

use crate::basics::files;
use crate::basics::locks;
use serde::Serialize;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

pub struct RequestLog(Mutex<File>);

impl RequestLog {
    /// Goes on behind what is there. Readable by its owner only: payloads are in it.
    pub fn open(path: &Path) -> Result<RequestLog, String> {
        files::append_private(path)
            .map(|file| RequestLog(Mutex::new(file)))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    /// One write, so that a hub that is killed leaves whole lines.
    pub fn append(&self, record: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        locks::lock(&self.0).write_all(&line)
    }
}
