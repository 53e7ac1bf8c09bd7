//! Names of hubs.

const MAX_CHARS: usize = 260;

/// One segment of an address, and not one of the emulator's own.
pub fn check(name: &str) -> Result<(), String> {
    let wrong = name.is_empty()
        || name.chars().count() > MAX_CHARS
        || name.starts_with(['$', '_', '.'])
        || name.contains(['/', '\\', '?', '#', '%', ';'])
        || name.chars().any(char::is_control);
    match wrong {
        true => Err("not a name for a hub".to_owned()),
        false => Ok(()),
    }
}
