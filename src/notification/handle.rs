//! The handle by which a push service knows a device.

use crate::error::{Error, Result};

/// Checks a device handle, which travels in a header: the message does not
/// repeat it.
pub fn check_handle(argument: &str, text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(Error::argument(format!("{argument} is empty")));
    }
    if text.len() > 4096 || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::argument(format!(
            "{argument} must have at most 4096 printable ASCII characters and no spaces"
        )));
    }
    Ok(())
}
