//! What ids and names may be.

use crate::error::{Error, Result};
use crate::notification::tag_expression::shown;

/// Checks the id of an installation or a user: letters, digits and
/// `-_@#.:=`, of which the special tags are made.
pub fn check_id(argument: &str, id: &str) -> Result<()> {
    if id.is_empty() {
        return Err(Error::argument(format!("{argument} is empty")));
    }
    let valid = |c: char| c.is_ascii_alphanumeric() || "-_@#.:=".contains(c);
    let why = match id.chars().zip(1..).find(|(c, _)| !valid(*c)) {
        Some((c, at)) => format!("has {} at {at}", shown(c)),
        None if id.len() > 256 => format!("has {} characters", id.len()),
        None if id == "." || id == ".." => "is a path".to_owned(),
        None => return Ok(()),
    };
    Err(Error::argument(format!(
        "{argument} {why}; it must have at most 256 letters, digits and -_@#.:="
    )))
}

/// Checks a template's name.
pub fn check_template_name(name: &str) -> Result<()> {
    match name.chars().count() {
        1..=200 if !name.chars().any(char::is_control) => Ok(()),
        _ => Err(Error::argument(
            "template name must have 1 to 200 characters and no control characters",
        )),
    }
}

/// Checks a time as the service writes it: 2027-01-15T00:00:00Z, with or without
/// a fraction and a zone.
pub fn check_time(argument: &str, time: &str) -> Result<()> {
    let shape = b"dddd-dd-ddTdd:dd:dd";
    let (start, rest) = time.as_bytes().split_at(shape.len().min(time.len()));
    let fits = |(byte, shape): (&u8, &u8)| match shape {
        b'd' => byte.is_ascii_digit(),
        _ => byte == shape,
    };
    let is_rest = |byte: &u8| byte.is_ascii_digit() || b".+-:Zz".contains(byte);
    if start.len() == shape.len() && start.iter().zip(shape).all(fits) && rest.iter().all(is_rest) {
        return Ok(());
    }
    Err(Error::argument(format!(
        "{argument} must be a time such as 2027-01-15T00:00:00Z"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_the_service_writes_them() {
        for time in [
            "2027-01-15T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            "2027-01-15T00:00:00+01:00",
            "2027-01-15T00:00:00",
        ] {
            check_time("t", time).unwrap();
        }
        for time in [
            "",
            "2027-01-15",
            "tomorrow",
            "2027-01-15 00:00:00",
            "2027-01-15T00:00:00 x",
        ] {
            check_time("t", time).unwrap_err();
        }
    }
}
