//! What the hub says on its standard streams. A stream that cannot be written never takes the hub
//! down: the macros of std panic then, and so nothing but this prints.

use std::fmt::Display;
use std::io::{self, Write};

/// One line on standard error. Where it cannot be written there is nobody to tell.
pub fn complain(message: impl Display) {
    let _ = write_line(&mut io::stderr().lock(), &message);
}

/// Why the program ends. Standard output is the last resort: `start` reads it too, where the disk
/// that the hub's log is on is full.
pub fn give_up(message: impl Display) {
    if write_line(&mut io::stderr().lock(), &message).is_err() {
        let _ = write_line(&mut io::stdout().lock(), &message);
    }
}

/// What was asked for.
pub fn print(bytes: &[u8]) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(bytes)
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("cannot print: {error}"))
}

/// In one piece, so that the lines of several threads do not mix.
fn write_line(stream: &mut dyn Write, message: &dyn Display) -> io::Result<()> {
    stream.write_all(format!("nh-emulator: {message}\n").as_bytes())?;
    stream.flush()
}
