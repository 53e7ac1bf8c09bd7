//! Names of hubs, and the name that none of them can have.

/// The first segment of the addresses at which the hub is looked into.
pub const OWN_SEGMENT: &str = "_emulator";

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
