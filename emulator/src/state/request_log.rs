//! The file that `--request-log` names: every request as a line of JSON, also of those that the log
//! in memory has forgotten, and of a hub that was killed.

use crate::basics::files;
use crate::basics::locks;
use serde::Serialize;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Mutex;

pub struct RequestLog(Mutex<LogFile>);

struct LogFile {
    file: File,
    /// What is at the end is no whole line, which a new one must not be glued to.
    is_torn: bool,
}

impl RequestLog {
    /// Goes on behind what is there. Readable by its owner only: payloads are in it.
    pub fn open(path: &Path) -> Result<RequestLog, String> {
        let fail = |error: io::Error| format!("cannot write {}: {error}", path.display());
        let file = files::append_private(path).map_err(fail)?;
        let is_torn = files::open(path).is_ok_and(ends_within_a_line);
        Ok(RequestLog(Mutex::new(LogFile { file, is_torn })))
    }

    /// One write, so that a hub that is killed leaves whole lines. What cannot be written as a whole
    /// is not written at all.
    pub fn append(&self, record: &impl Serialize) -> io::Result<()> {
        let mut log = locks::lock(&self.0);
        let mut line = match log.is_torn {
            true => vec![b'\n'],
            false => Vec::new(),
        };
        serde_json::to_writer(&mut line, record)?;
        line.push(b'\n');
        let length = log.file.metadata()?.len();
        if let Err(error) = log.file.write_all(&line) {
            // A device has no length, and takes a line or refuses it.
            let _ = log.file.set_len(length);
            return Err(error);
        }
        log.is_torn = false;
        Ok(())
    }
}

fn ends_within_a_line(mut file: File) -> bool {
    let mut last = [b'\n'];
    let read = file
        .seek(SeekFrom::End(-1))
        .and_then(|_| file.read_exact(&mut last));
    read.is_ok() && last != [b'\n']
}
